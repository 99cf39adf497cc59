import ArgumentParser
import FileIO
import SessionStore

struct CompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Take what is erased out of the store's files.",
    discussion: """
      --purge writes anew the segments from the first erased event on, without what is erased: its text, its hashes, and whatever was derived \
      of it. Everything else stays byte for byte. It also removes snapshots and quarantined bytes. It needs as much free space as these \
      segments have. Interrupted at any moment, the store is the old or the new one; run it again.

      Example:  ccstore erase 415c4d06
                ccstore compact --purge
      """)

  @OptionGroup var common: CommonOptions

  @Flag(name: .long, help: "Take what is erased out of the store's files.")
  var purge = false

  func validate() throws {
    if !purge { throw ValidationError("say what to do: --purge.") }
  }

  func run() throws { try Purge.run(common) }
}

/// `compact --purge`.
enum Purge {
  static func run(_ common: CommonOptions) throws {
    let line = common.progress()
    let report = try common.open().purge(progress: { done, total in line?.show("", done: done, total: total) })
    line?.end()
    if common.json {
      say(json(report).text())
      return
    }
    if common.quiet { return }
    if report.segments == 0 {
      say("nothing in the store's files is erased and still there")
    } else {
      say(
        "took \(Format.count(Int64(report.events), "event")) out of \(Format.count(Int64(report.segments), "segment")): \(Format.megabytes(report.bytesBefore)) before, \(Format.megabytes(report.bytesAfter)) now"
      )
      say("chain is now \(report.head.chain): hashes that were noted before are those of the store as it was")
    }
    for name in report.removed { say("removed \(name)") }
  }

  static func json(_ report: PurgeReport) -> JSON {
    [
      "events": JSON(report.events), "segments": JSON(report.segments), "bytes_before": .integer(report.bytesBefore),
      "bytes_after": .integer(report.bytesAfter), "removed": .array(report.removed.map { .string($0) }),
      "head": IngestCommand.head(report.head),
    ]
  }
}
