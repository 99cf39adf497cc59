import ArgumentParser
import SessionLog
import Sync
import Times

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say what is stored, what is on disk, and what is not stored yet.",
    discussion: """
      Example:  ccstore status
                ccstore status --json | jq .stored.sessions
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    let status = try common.open().status(home: Environment.home)
    common.sayIfEarlier(try? common.open().earlierThanKnown())
    if common.json {
      say(Self.json(status).text())
    } else if !common.quiet {
      printText(status)
    }
  }

  private func printText(_ status: StoreStatus) {
    let style = common.style
    func row(_ name: String, _ value: TerminalText) { say(style.dim(Format.pad(name, 12)) + value) }
    row("store", "\(status.path), \(Format.megabytes(status.storeBytes))")
    row(
      "holds",
      "\(Format.count(Int64(status.sessions), "session")), \(Format.count(status.records, "record")), \(Format.megabytes(status.sourceBytes)) of files"
    )
    row(
      "files",
      "\(Format.count(Int64(status.sources))) in \(Format.count(Int64(status.generations), "generation")), \(Format.count(Int64(status.missingSources))) no longer on disk"
    )
    if let oldest = status.oldest, let newest = status.newest {
      row("from", "\(Format.localTime(oldest)) to \(Format.localTime(newest))")
    }
    if status.badLines > 0 { row("unparsable", "\(Format.count(status.badLines, "line")), stored as they are") }
    for root in status.roots {
      row("root", "\(root)" + (status.goneRoots.contains(root) ? style.yellow(", which is not there any more") : ""))
    }
    if let disk = status.disk {
      row(
        "on disk",
        "\(Format.count(Int64(disk.files), "file")), \(Format.megabytes(disk.bytes)), in \(Format.count(Int64(disk.folders), "folder"))"
      )
      let isAll = disk.newFiles + disk.changedFiles == 0
      row(
        "not stored",
        isAll
          ? disk.failures.isEmpty ? style.green("nothing") : "nothing of what could be looked at"
          : style.yellow(
            "\(Format.count(Int64(disk.newFiles), "new file")), \(Format.count(Int64(disk.changedFiles), "changed one")), \(Format.megabytes(disk.unstoredBytes)); 'ccstore ingest' stores them"
          ))
    }
    if let disk = status.disk { printLeftOut(disk) }
    for metadata in status.metadata {
      let name = status.metadata.count == 1 ? "last sync" : "sync \(metadata.syncKey)"
      row(name, "\(metadata.lastSyncTimestamp.map(Format.localTime) ?? "none has completed")")
      if metadata.syncStatus != .completed {
        let why = metadata.errorMessage.map { ": \($0)" } ?? "; the next ingest goes on from there"
        row("last run", style.yellow(metadata.syncStatus == .failed ? "failed" : "did not finish") + "\(why)")
      }
    }
    if status.unfinishedBytes > 0 {
      row(
        "unfinished",
        "\(Format.megabytes(status.unfinishedBytes)) of an ingest under way or cut off; nothing stored is affected")
    }
    if status.compaction.isWorthwhile { row("compaction", style.yellow("\(CompactCommand.advice(status.compaction))")) }
    row(
      "log",
      "\(Format.count(Int64(status.head.sequence), "event")), chain \(status.head.chain.description.prefix(16))…, opens well; 'ccstore verify' checks every byte"
    )
  }

  /// Prints what could not be examined, and what is not stored on purpose.
  private func printLeftOut(_ disk: DiskStatus) {
    let style = common.style
    func row(_ name: String, _ value: TerminalText) { say(style.dim(Format.pad(name, 12)) + value) }
    let shown = common.verbose ? Int.max : 3
    for failure in disk.failures.prefix(shown) { row("unknown", style.yellow("\(failure.message)")) }
    if disk.failures.count > shown { row("unknown", "… \(disk.failures.count - shown) more; --verbose lists them") }
    guard !disk.passedOver.isEmpty else { return }
    row("passed over", "\(Format.places(disk.passedOver.count))")
    for place in disk.passedOver.prefix(shown) { row("", "\(place.path): \(place.note)") }
    if disk.passedOver.count > shown { row("", "… \(disk.passedOver.count - shown) more; --verbose lists them") }
  }

  static func json(_ status: StoreStatus) -> JSON {
    [
      "store": .string(status.path),
      "healthy": true,
      "head": IngestCommand.head(status.head),
      "stored": [
        "sources": JSON(status.sources), "generations": JSON(status.generations),
        "missing": JSON(status.missingSources),
        "sessions": JSON(status.sessions), "records": .integer(status.records), "bad_lines": .integer(status.badLines),
        "source_bytes": .integer(status.sourceBytes), "store_bytes": .integer(status.storeBytes),
        "unfinished_bytes": .integer(status.unfinishedBytes), "oldest": time(status.oldest),
        "newest": time(status.newest),
      ],
      "compaction": CompactCommand.json(status.compaction),
      "on_disk": status.disk.map(disk) ?? .null,
      "roots": .array(status.roots.map { .string($0) }),
      "roots_gone": .array(status.goneRoots.map { .string($0) }),
      "runs": .integer(status.runs),
      "sync": .array(status.metadata.map(metadata)),
      "history": .array(status.history.map { .object(members($0)) }),
    ]
  }

  private static func time(_ milliseconds: Int64?) -> JSON { milliseconds.map { .string(Time.rfc3339($0)) } ?? .null }

  private static func disk(_ disk: DiskStatus) -> JSON {
    [
      "files": JSON(disk.files), "bytes": .integer(disk.bytes), "folders": JSON(disk.folders),
      "oldest": time(disk.oldest.map { $0 / 1_000_000 }), "newest": time(disk.newest.map { $0 / 1_000_000 }),
      "not_stored": [
        "new_files": JSON(disk.newFiles), "changed_files": JSON(disk.changedFiles),
        "bytes": .integer(disk.unstoredBytes),
      ],
      "failures": IngestCommand.json(disk.failures),
      "passed_over": IngestCommand.json(disk.passedOver),
    ]
  }

  private static func metadata(_ metadata: SyncMetadata) -> JSON {
    [
      "sync_key": .string(metadata.syncKey), "last_sync_timestamp": time(metadata.lastSyncTimestamp),
      "files_processed": .integer(metadata.filesProcessed), "sessions_processed": .integer(metadata.sessionsProcessed),
      "sync_status": .string(metadata.syncStatus.name), "error_message": JSON(metadata.errorMessage),
      "created_at": time(metadata.createdAt), "updated_at": time(metadata.updatedAt),
    ]
  }

  static func members(_ run: RunState) -> [(String, JSON)] {
    let counts = run.counts
    return [
      ("run", .integer(run.number)), ("sync_key", .string(run.syncKey)), ("started", time(run.started)),
      ("ended", time(run.ended)), ("sync_status", .string(run.status.name)), ("error_message", JSON(run.error)),
      ("new", .integer(counts.new)), ("updated", .integer(counts.updated)), ("unchanged", .integer(counts.unchanged)),
      ("skipped", .integer(counts.skipped)), ("rewritten", .integer(counts.rewritten)),
      ("missing", .integer(counts.missing)), ("failed", .integer(counts.failed)), ("records", .integer(counts.records)),
      ("bad_lines", .integer(counts.badLines)), ("bytes", .integer(counts.bytes)),
    ]
  }
}
