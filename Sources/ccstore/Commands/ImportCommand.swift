import Answers
import ArgumentParser
import FileIO
import Operations
import SystemPackage
import Tables

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import a snapshot.",
    discussion: """
      Into a directory without a store, or an empty one: it becomes the store that was exported, the same segments byte for byte. Into an earlier state of \
      the same store: what came later is added. Into any other store: the events of the snapshot are added to its own, so that it has the sessions, files \
      and tokens of both; the same file of two machines counts once.

      What is there already is not added again, whichever way it came. Everything is checked first; the store changes all at once, or not.

      Another store may say what it wants of its own files, never of yours: what was erased there of files that came from elsewhere is listed, and stays \
      here. --accept-erasures erases it here, too; it is for stores of your own machines.

      With '-' it reads a snapshot from standard input, which is kept next to the store until it is checked.

      Example:  ccstore import ~/backup/claude.ccsnap --store ~/restored
                ssh laptop ccstore export - | ccstore import -
                ccstore import laptop.ccsnap --wait
      """)

  @Argument(
    help: "What 'ccstore export FILE.ccsnap' has written; '-' is standard input.",
    completion: .file(extensions: ["ccsnap"]))
  var file: String

  @Flag(name: .long, help: "Erase here, too, what was erased there of files that are not that store's own.")
  var acceptErasures = false

  @Flag(name: .long, help: SharedOption.wait)
  var wait = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    if file.isEmpty { throw ValidationError("a snapshot needs a name.") }
  }

  func run() throws {
    if file != "-" { return try run(FilePath(file)) }
    let place = FilePath(Environment.absolute(common.path.string)).lexicallyNormalized().removingLastComponent()
    try SnapshotInput.withFile(in: place, common, purpose: "import") { try run($0) }
  }

  private func run(_ file: FilePath) throws {
    let line = common.progress()
    let store = common.open()
    let report = try store.importSnapshot(
      from: file, acceptErasures: acceptErasures,
      retry: { SharedOption.retry(wait: wait) }, progress: { done, total in line?.show("", done: done, total: total) })
    line?.end()
    if common.json {
      say(json: Shapes.importReport.json(report))
    } else if !common.quiet {
      say(note: "read \(SnapshotPrinter.text(report.snapshot))")
      say(
        note: report.addedEvents == 0
          ? "the store has all of it" : "added \(Format.count(Int64(report.addedEvents), "event")) to \(common.path)")
      reportErasures(report)
    }
    if report.addedEvents > 0 { store.keepRecentUsage() }
  }

  private func reportErasures(_ report: ImportReport) {
    if !report.acceptedErasures.isEmpty {
      say(note: "\(Self.text(report.acceptedErasures)) erased there, and now here, too")
    }
    guard !report.proposedErasures.isEmpty else { return }
    say(note: "\(Self.text(report.proposedErasures)) erased there, and kept here; to erase them here, too:")
    let names = Self.sessions(report.proposedErasures)
    let shown = common.verbose ? names.count : 8
    for name in names.prefix(shown) {
      let line = CommandLines.ccstore(["erase"], session: name, store: common.store)
      say(note: "  \(line ?? "ccstore erase SESSION")")
    }
    if names.count > shown { say(note: "  … \(names.count - shown) more; --verbose lists them") }
    if file == "-" { return }
    say(note: "or all at once:  \(common.command("ccstore import --accept-erasures", [PlainText.clean(file)]))")
  }

  private static func sessions(_ erasures: [ProposedErasure]) -> [String] {
    Set(erasures.map(\.session)).filter { !$0.isEmpty }.sorted()
  }

  /// Returns the beginning of a sentence, such as "4 of your sessions were".
  private static func text(_ erasures: [ProposedErasure]) -> String {
    let sessions = sessions(erasures).count
    let files = Set(erasures.lazy.filter(\.session.isEmpty).map(\.path)).count
    let parts = (sessions > 0 ? ["\(sessions) of your sessions"] : []) + (files > 0 ? ["\(files) of your files"] : [])
    return parts.joined(separator: " and ") + (sessions + files == 1 ? " was" : " were")
  }
}
