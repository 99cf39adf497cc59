import ArgumentParser
import FileIO
import SessionStore
import SystemPackage

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take in a snapshot.",
    discussion: """
      Into a directory without a store, or an empty one: it becomes the store that was exported, the same segments byte for byte. Into an earlier state of \
      the same store: what came later is added. Into any other store: the events of the snapshot are added to its own, so that it has the sessions, files \
      and tokens of both; the same file of two machines counts once.

      What is there already is not added again, whichever way it came. Everything is checked first; the store changes all at once, or not.

      Example:  ccstore import ~/backup/claude.ccsnap --store ~/restored
                ccstore import laptop.ccsnap --wait
      """)

  @Argument(help: "What 'ccstore export FILE.ccsnap' has written.", completion: .file(extensions: ["ccsnap"]))
  var file: String

  @Flag(name: .long, help: "Wait while another ccstore writes to the store.")
  var wait = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if file.isEmpty { throw ValidationError("a snapshot needs a name.") }
  }

  func run() throws {
    let line = common.progress()
    let (clock, isPatient) = (SystemClock(), wait)
    let report = try common.open().importSnapshot(
      from: FilePath(file),
      retry: {
        if isPatient { clock.sleep(200_000_000) }
        return isPatient
      }, progress: { done, total in line?.show("", done: done, total: total) })
    line?.end()
    if common.json {
      say(
        JSON.object(
          [("added_events", .integer(Int64(report.addedEvents)))] + SnapshotPrinter.members(report.snapshot)
            + [("store_head", IngestCommand.head(report.head))]
        ).text())
    } else if !common.quiet {
      say("read \(SnapshotPrinter.text(report.snapshot))")
      say(
        report.addedEvents == 0
          ? "the store has all of it" : "added \(Format.count(Int64(report.addedEvents), "event")) to \(common.path)")
    }
  }
}
