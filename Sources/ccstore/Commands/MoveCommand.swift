import ArgumentParser
import FileIO
import Operations
import SystemPackage
import Tables
import Transcripts

struct MoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move",
    abstract: "Take a session to another project.",
    discussion: """
      Copies a session, as it is stored, with its subagents and the results of its tools, to where Claude Code looks for the sessions of another directory. \
      The copy has an id of its own; in its records the session's id becomes that id, and the working directory, where it is the session's project or below it, \
      becomes the other directory. Paths in texts and in the arguments of tools stay as they are, and so do the ids of messages, so that usage counts once.

      No file is overwritten, and the session itself stays as it is, in the store and on disk. To get rid of it on disk, delete its files there.

      Example:  ccstore move 415c4d06 --to-project ~/work/website
                ccstore move last --to-project . --dry-run
      """)

  @Argument(help: SharedOption.session, completion: StoredValues.sessions)
  var session: String

  @Option(name: .long, help: "The directory of the other project, which must exist.", completion: .directory)
  var toProject: String

  @Flag(name: .long, help: "Say what would be done, and write nothing.")
  var dryRun = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    try SharedOption.validate(session: session)
    if toProject.isEmpty { throw ValidationError("--to-project needs the path of a directory.") }
  }

  func run() throws {
    var options = MoveOptions(
      session, to: FilePath(Environment.absolute(Environment.expanded(toProject))),
      configured: ConfiguredRoots(environment: Environment.variables).paths)
    options.dryRun = dryRun
    let line = common.progress()
    let report: MoveReport
    do {
      report = try common.open().move(options) { done, total in line?.show("", done: done, total: total) }
    } catch let error as StoreError where error.code == .noRoots {
      let advice = "start \(Agent.unstated.name) once, or set CLAUDE_CONFIG_DIR"
      throw Failure("\(error.message); \(advice)", code: ExitStatus.noInput)
    }
    line?.end()
    if common.json {
      say(json: Shapes.movedSession.json(report))
    } else if !common.quiet {
      print(report)
    }
  }

  private func print(_ report: MoveReport) {
    let files = "\(Format.count(Int64(report.files.count), "file")), \(Format.megabytes(report.bytes))"
    if report.isDryRun {
      say(note: "would copy session \(report.session) to \(report.newProject): \(files)")
    } else {
      say(note: "copied session \(report.session) to \(report.newProject), as \(report.copy): \(files)")
    }
    let shown = common.verbose ? Int.max : 8
    if common.verbose { for file in report.files { say("  \(file.to), \(Format.megabytes(file.bytes))") } }
    for file in report.leftOut.prefix(shown) { say(note: "left out: \(file.path): \(file.note)") }
    if report.leftOut.count > shown { say(note: "… \(report.leftOut.count - shown) more; --verbose lists them") }
    say(
      note:
        "changed in \(Format.count(report.records, "record")): \(Format.count(report.sessionIDs, "session id")), \(Format.count(report.directories)) working \(report.directories == 1 ? "directory" : "directories")"
    )
    if report.unparsed > 0 {
      say(note: "copied as they are, because they are no records: \(Format.count(report.unparsed, "line"))")
    }
    if report.erasedBytes > 0 {
      say(note: "left out, because they were erased: \(Format.count(report.erasedBytes, "byte"))")
    }
    if report.isBehind {
      say(
        note: "the transcript on disk has grown since it was stored; 'ccstore ingest' first, for a copy with the rest")
    }
    if report.isDryRun { return }
    say(note: "the session itself stays as it is")
    say("to continue the copy:")
    say("  \(report.resumption.line ?? report.resumption.reasonForNoLine)")
  }
}
