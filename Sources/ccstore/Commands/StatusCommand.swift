import ArgumentParser
import SessionLog
import Sync
import Tables
import Times

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say what is stored, what is on disk, and what is not stored yet.",
    discussion: """
      Example:  ccstore status
                ccstore status --json | jq .stored.sessions
      """)

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws {
    let status = try common.open().status(home: Environment.home)
    common.reportIfEarlier(try? common.open().earlierThanKnown())
    let lastSync = status.metadata.compactMap(\.lastSyncTimestamp).max()
    let schedule = common.schedules(lastSync: lastSync.map(Instant.init(milliseconds:)))
    if common.json {
      say(json: Shapes.status.json(Shapes.ScheduledStatus(status, schedule)))
    } else if !common.quiet {
      printText(status, schedule)
    }
  }

  private func printText(_ status: StoreStatus, _ schedule: ScheduleReport) {
    let style = common.style
    func row(_ name: String, _ value: TerminalText) { say(name, value, style) }
    row("store", "\(status.path), \(Format.megabytes(status.storeBytes))")
    row(
      "holds",
      "\(Format.count(Int64(status.sessions), "session")), \(Format.count(status.records, "record")), \(Format.megabytes(status.sourceBytes)) of files"
    )
    row(
      "files",
      "\(Format.count(Int64(status.sources))) in \(Format.count(Int64(status.generations), "version")), \(Format.count(Int64(status.missingSources))) no longer on disk\(status.prunedSources > 0 ? ", of which \(Format.count(Int64(status.prunedSources))) pruned" : "")"
    )
    if let oldest = status.oldest, let newest = status.newest {
      row("from", "\(Format.localTime(oldest)) to \(Format.localTime(newest))")
    }
    if status.badLines > 0 { row("unparsable", "\(Format.count(status.badLines, "line")), stored verbatim") }
    for root in status.roots {
      row("root", "\(root)" + (status.goneRoots.contains(root) ? style.yellow(", which is not there any more") : ""))
    }
    if let disk = status.disk {
      row(
        "on disk",
        "\(Format.count(Int64(disk.files), "file")), \(Format.megabytes(disk.bytes)), in \(Format.count(Int64(disk.folders), "folder"))"
      )
      row("not stored", unstored(disk))
    }
    if let disk = status.disk { printLeftOut(disk) }
    for metadata in status.metadata {
      let name = status.metadata.count == 1 ? "last sync" : "sync \(metadata.syncKey)"
      row(name, "\(metadata.lastSyncTimestamp.map(Format.localTime) ?? "none has completed")")
      if metadata.syncStatus != .completed {
        let why = metadata.errorMessage.map { ": \($0)" } ?? "; the next ingest continues from there"
        row("last run", style.yellow(metadata.syncStatus == .failed ? "failed" : "did not finish") + "\(why)")
      }
    }
    for one in schedule.schedules {
      row(
        "schedule",
        "\(one.summary)"
          + (schedule.isOverdue && one.timing.overdueAfter != nil
            ? style.yellow("; it should have run since the last sync, see 'ccstore schedule status'") : ""))
    }
    printRemotes(status)
    if status.unfinishedBytes > 0 {
      row(
        "unfinished",
        "\(Format.megabytes(status.unfinishedBytes)) of an ingest under way or cut off; nothing stored is affected")
    }
    if status.compaction.isWorthwhile {
      row("compaction", style.yellow("\(CompactCommand.advice(status.compaction, common))"))
    }
    row(
      "log",
      "\(Format.count(Int64(status.head.sequence), "event")), chain \(status.head.chain.description.prefix(16))…; 'ccstore verify' checks every byte"
    )
  }

  /// Says what is not stored, as far as sizes and times show, without reading a file.
  private func unstored(_ disk: DiskStatus) -> TerminalText {
    if disk.newFiles + disk.changedFiles == 0 {
      return disk.failures.isEmpty ? common.style.green("nothing") : "nothing of what could be looked at"
    }
    if disk.newFiles == 0, disk.unstoredBytes == 0 {
      let files = Format.count(Int64(disk.changedFiles), "file")
      return "nothing new; \(files) with another time than at the last sync; 'ccstore ingest' compares them"
    }
    return common.style.yellow(
      "at most \(Format.megabytes(disk.unstoredBytes)) of \(Format.count(Int64(disk.newFiles), "new file")) and \(Format.count(Int64(disk.changedFiles), "changed one")); 'ccstore ingest' stores it, 'ccstore preview' says what"
    )
  }

  /// Prints how far each remote is behind, as far as this machine has pushed.
  private func printRemotes(_ status: StoreStatus) {
    let style = common.style
    for remote in status.pushed {
      let missing = status.head.sequence > remote.sequence ? status.head.sequence - remote.sequence : 0
      let lag: TerminalText =
        missing == 0 ? "has everything" : style.yellow("lacks \(Format.count(Int64(missing), "event"))")
      say(
        "remote", "\(remote.place): " + lag + ", pushed \(Format.localTime(remote.time))", style)
    }
  }

  /// Prints what could not be examined, and what is not stored on purpose.
  private func printLeftOut(_ disk: DiskStatus) {
    let style = common.style
    func row(_ name: String, _ value: TerminalText) { say(name, value, style) }
    let shown = common.verbose ? Int.max : 3
    for failure in disk.failures.prefix(shown) { row("unknown", style.yellow("\(failure.message)")) }
    if disk.failures.count > shown { row("unknown", "… \(disk.failures.count - shown) more; --verbose lists them") }
    guard !disk.passedOver.isEmpty else { return }
    row("passed over", "\(Format.places(disk.passedOver.count))")
    for place in disk.passedOver.prefix(shown) { row("", "\(place.path): \(place.note)") }
    if disk.passedOver.count > shown { row("", "… \(disk.passedOver.count - shown) more; --verbose lists them") }
  }
}
