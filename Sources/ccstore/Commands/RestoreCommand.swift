import ArgumentParser
import FileIO
import Operations
import SessionLog
import SystemPackage
import Tables
import Times
import Transcripts

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put the original files back.",
    discussion: """
      Writes the transcripts of a session, those of its subagents, and the files next to them to where they came from, byte for byte and with their \
      modification times, so that 'claude --resume' finds the session again. With --to they go below another directory, as projects/….

      A file that is there with other bytes is left alone and reported (exit code 1); --force moves it aside, to NAME.before-restore. A file that is there \
      and continues what is stored is newer, and left alone, too.

      Only what this store itself has read on this machine goes back to where it came from, under the names that Claude Code gives its files; what was \
      imported goes below --to. Nothing is written through a symbolic link.

      Claude Code deletes transcripts by their modification time: what was deleted as too old is deleted again when it starts next, unless --touch \
      gives it the current time.

      Example:  ccstore restore 415c4d06
                ccstore restore --all-missing --dry-run
                ccstore restore 415c4d06 --to ~/look --as-of 2026-03-25
      """)

  @Argument(help: "Sessions, by their ids or the beginnings of them.")
  var sessions: [String] = []

  @Flag(name: .long, help: "Every file of this machine that is not on disk any more.")
  var allMissing = false

  @Option(
    name: .long, help: "A directory to write to instead of the one that the files came from.", completion: .directory)
  var to: String?

  @Option(name: .long, help: "The version with this number, from 0, of the files that have it.")
  var generation: Int?

  @OptionGroup var asOf: AsOfOption

  @Flag(name: .long, help: "Move files with other bytes aside.")
  var force = false

  @Flag(name: .long, help: "Give the files the current time, so that Claude Code does not delete them again at once.")
  var touch = false

  @Flag(name: .long, help: "Say what would be done, and write nothing.")
  var dryRun = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    if allMissing != sessions.isEmpty {
      throw ValidationError(
        allMissing ? "name sessions, or give --all-missing, not both." : "name a session, or give --all-missing.")
    }
    if sessions.contains("") { throw ValidationError("a session needs an id.") }
    if let generation, generation < 0 { throw ValidationError("generations count from 0.") }
    if to == "" { throw ValidationError("--to needs the path of a directory.") }
  }

  func run() throws {
    let store = common.open()
    var options = RestoreOptions(allMissing ? .allMissing : .sessions(sessions))
    options.target = to.map { FilePath(Environment.absolute(Environment.expanded($0))) }
    options.configured = ConfiguredRoots(environment: Environment.variables).paths
    options.generation = generation
    options.position = asOf.position()
    (options.force, options.touch, options.dryRun) = (force, touch, dryRun)
    let line = common.progress()
    let report = try store.restore(options) { done, total in line?.show("", done: done, total: total) }
    line?.end()
    if common.json {
      say(json: Shapes.restore.json(report))
    } else if !common.quiet {
      print(report, store)
    }
    let failures = report.refused.filter { isFailure($0.reason) }
    if !failures.isEmpty { throw Failure(summary(failures), code: code(failures)) }
  }

  /// Returns true unless a file was left out on purpose.
  private func isFailure(_ reason: RestoreReport.Refusal.Reason) -> Bool {
    switch reason {
    case .erased, .moved: false
    case .elsewhere, .name: !allMissing
    case .differs, .blocked, .link, .dropped, .lost, .unsafe, .gone, .unreadable: true
    }
  }

  private func code(_ failures: [RestoreReport.Refusal]) -> Int32 {
    failures.allSatisfy { [.gone, .unreadable].contains($0.reason) } ? ExitStatus.noInput : ExitStatus.failed
  }

  private func summary(_ failures: [RestoreReport.Refusal]) -> String {
    "\(Format.count(Int64(failures.count), "file")) not restored: \(failures[0].path): \(failures[0].note)"
      + (failures.count > 1 ? " …" : "")
  }

  private func print(_ report: RestoreReport, _ store: Store) {
    let shown = common.verbose ? Int.max : 8
    for place in report.redirected {
      say("\(place.from) is not there any more, and nobody reads it: its files go to \(place.to)")
    }
    for (from, to) in report.movedAside { say("moved aside: \(from) to \(to)") }
    for refusal in report.refused.prefix(shown) { say("not restored: \(refusal.path): \(refusal.note)") }
    if report.refused.count > shown { say("… \(report.refused.count - shown) more; --verbose lists them") }
    for file in report.restored.prefix(report.restored.count > shown ? shown - 1 : shown) {
      say(
        "\(file.path), \(Format.megabytes(file.bytes))"
          + (file.erasedBytes > 0 ? ", without \(Format.count(file.erasedBytes)) bytes that were erased" : ""))
    }
    if report.restored.count > shown { say("… \(report.restored.count - shown + 1) more; --verbose lists them") }
    let files = Format.count(Int64(report.restored.count), "file")
    say(
      "\(report.isDryRun ? "would restore" : "restored") \(files), \(Format.megabytes(report.bytes))"
        + (report.present > 0 ? "; there already: \(Format.count(Int64(report.present)))" : ""))
    let days = store.cleanupPeriodDays(
      settingsFiles: Store.settingsFiles(
        environment: Environment.variables, workingDirectory: Environment.workingDirectory))
    let limit = SystemClock().now() - Int64(days) * 86_400_000_000_000
    let old = report.restored.filter { $0.modified.map { $0 < limit } ?? false }.count
    if old > 0, to == nil {
      say(
        "\(Format.count(Int64(old), "file")) of them \(old == 1 ? "is" : "are") older than \(days) days: Claude Code deletes them again when it starts next; --touch gives them the current time"
      )
    }
  }
}
