import Answers
import ArgumentParser
import Tables

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "What changed between two versions of a session.",
    discussion: """
      A file that was rewritten or cut has several versions, counted from 0; all of them are kept. For each file of the session \
      that has both versions it says how many lines are kept, lost, changed and new, and shows those that are not kept: with - those \
      that only the earlier version has, with + those that only the later one has, with ~ records that have the same uuid and other \
      bytes. Of these the words that differ are marked.

      Without --from and --to it compares the latest version with the one before. --verbose shows texts in full.

      Example:  ccstore diff 415c4d06
                ccstore diff 415c4d06 --from 0
                ccstore diff 415c4d06 --json | jq '.files[].lost'
      """)

  @Argument(
    help: "The session's id or the name of its file, or the beginning of it.", completion: StoredValues.sessions)
  var session: String

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(name: .long, help: ArgumentHelp("The earlier version, from 0. Default: the one before --to.", valueName: "G"))
  var from: Int?

  @Option(name: .long, help: ArgumentHelp("The later version. Default: the latest.", valueName: "G"))
  var to: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("Show at most N changes of a file. Default: 50; with --json all.", valueName: "N"))
  var limit: Int?

  @Flag(inversion: .prefixedNo, help: SharedOption.pager)
  var pager = true

  func validate() throws {
    if [from, to].contains(where: { $0.map { $0 < 0 } ?? false }) { throw ValidationError("versions count from 0.") }
    if let from, from == to { throw ValidationError("--from and --to name the same version.") }
    if to == 0, from == nil { throw ValidationError("there is no version before 0; name one with --from.") }
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
  }

  func run() throws {
    var query = VersionQuery(session)
    (query.from, query.to) = (from, to)
    query.limit = limit ?? (common.json ? .max : 50)
    let report = try common.open().view().versionDiff(query)
    if common.json { return say(json: Shapes.versionDiff.json(report)) }
    let printer = VersionDiffPrinter(
      style: common.style, width: Terminal.standardOutput.textWidth, isWhole: common.verbose)
    let text = printer.text(report)
    if pager { Pager.start() }
    defer { Pager.finish() }
    Terminal.standardOutput.write(text)
  }
}
