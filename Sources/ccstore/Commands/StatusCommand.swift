import ArgumentParser
import FileIO
import SessionStore

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say what is stored.",
    discussion: """
      Example:  ccstore status
                ccstore status --json | jq .stored.sessions
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    let status = try common.open().status()
    if common.json {
      print(Self.json(status).text())
      return
    }
    let style = common.style
    func row(_ name: String, _ value: String) { print(style.dim(Format.pad(name, 12)) + value) }
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
    for root in status.roots { row("root", root) }
    if let run = status.lastCompleted {
      row("last sync", "\(Format.localTime(run.ended ?? run.started)), run \(run.number) of \(status.runs)")
    } else {
      row("last sync", "none has completed")
    }
    if let run = status.lastRun, run.status != .completed {
      let why = run.error.map { ": \($0)" } ?? "; the next ingest goes on from there"
      row("last run", style.yellow(run.status == .failed ? "failed" : "did not finish") + why)
    }
    row(
      "head", "event \(Format.count(Int64(status.head.sequence))), chain \(status.head.chain.description.prefix(16))…")
  }

  static func json(_ status: StoreStatus) -> JSON {
    func time(_ milliseconds: Int64?) -> JSON { milliseconds.map { .string(Time.rfc3339($0)) } ?? .null }
    func run(_ run: RunState?) -> JSON {
      guard let run else { return .null }
      return [
        "run": .integer(run.number), "sync_key": .string(run.syncKey), "started": time(run.started),
        "ended": time(run.ended),
        "sync_status": .string(run.status.name), "error_message": JSON(run.error),
      ]
    }
    return [
      "store": .string(status.path),
      "head": IngestCommand.head(status.head),
      "stored": [
        "sources": JSON(status.sources), "generations": JSON(status.generations),
        "missing": JSON(status.missingSources),
        "sessions": JSON(status.sessions), "records": .integer(status.records), "bad_lines": .integer(status.badLines),
        "source_bytes": .integer(status.sourceBytes), "store_bytes": .integer(status.storeBytes),
        "oldest": time(status.oldest),
        "newest": time(status.newest),
      ],
      "roots": .array(status.roots.map { .string($0) }),
      "runs": .integer(status.runs),
      "last_completed": run(status.lastCompleted),
      "last_run": run(status.lastRun),
    ]
  }
}
