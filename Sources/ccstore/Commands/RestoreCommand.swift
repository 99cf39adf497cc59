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
      modification times, so that 'claude --resume' finds the session again, and prints the command for that. With --to they go below another directory, as \
      projects/….

      A file that is there with other bytes is left alone and reported (exit code 1); --force moves it aside, to NAME.before-restore. A file that is there \
      and continues what is stored is newer, and left alone, too.

      Only what this store itself has read on this machine goes back to where it came from, under the names that Claude Code gives its files; what was \
      imported goes below --to. Nothing is written through a symbolic link.

      Claude Code deletes transcripts by their modification time, all old ones together. Those that it has deleted get the current time, because it would \
      delete them again when it starts next; where others as old are still there, somebody else has deleted them. --no-touch keeps the times, --touch \
      gives the current one to all files.

      Example:  ccstore restore 415c4d06
                ccstore restore last
                ccstore restore --all-missing --dry-run
                ccstore restore 415c4d06 --to ~/look --as-of 2026-03-25
      """)

  @Argument(help: "Sessions, by their ids or the beginnings of them; 'last' is the latest session.")
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

  @Flag(
    inversion: .prefixedNo,
    help: "Give all files the current time, or none. Default: those that Claude Code has deleted for their age.")
  var touch: Bool?

  @Flag(name: .long, help: "Say what would be done, and write nothing.")
  var dryRun = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    if allMissing != sessions.isEmpty {
      throw ValidationError(
        allMissing ? "name sessions, or give --all-missing, not both." : "name a session, or give --all-missing.")
    }
    for session in sessions { try SharedOption.validate(session: session) }
    if let generation, generation < 0 { throw ValidationError("versions count from 0.") }
    if to == "" { throw ValidationError("--to needs the path of a directory.") }
  }

  func run() throws {
    let store = common.open()
    var options = RestoreOptions(allMissing ? .allMissing : .sessions(sessions))
    options.target = to.map { FilePath(Environment.absolute(Environment.expanded($0))) }
    options.configured = ConfiguredRoots(environment: Environment.variables).paths
    options.generation = generation
    options.position = asOf.position()
    (options.force, options.touch, options.dryRun) = (force, touch ?? false, dryRun)
    let days = store.cleanupPeriodDays(
      settingsFiles: Store.settingsFiles(
        environment: Environment.variables, workingDirectory: Environment.workingDirectory))
    let limit = Instant(milliseconds: SystemClock().milliseconds - Int64(min(days, 1_000_000)) * 86_400_000)
    if touch == nil { options.touchesBefore = limit }
    let line = common.progress()
    let report = try store.restore(options) { done, total in line?.show("", done: done, total: total) }
    line?.end()
    let failures = report.refused.filter { isFailure($0.reason) }
    if common.json {
      say(json: Shapes.restore.json(report))
    } else if !common.quiet {
      print(report, days: days, limit)
      if failures.count > 1 { list(failures) }
    }
    guard !failures.isEmpty else { return }
    let isListed = failures.count > 1 && !common.json && !common.quiet
    throw Failure(summary(failures, isListed: isListed), code: code(failures))
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

  private func summary(_ failures: [RestoreReport.Refusal], isListed: Bool) -> String {
    let count = "\(Format.count(Int64(failures.count), "file")) not restored"
    return isListed ? count : "\(count): \(failures[0].path): \(failures[0].note)" + (failures.count > 1 ? " …" : "")
  }

  /// The number of files that are listed without --verbose.
  private var shown: Int { common.verbose ? .max : 8 }

  /// Lists files on standard error that were to be restored.
  private func list(_ failures: [RestoreReport.Refusal]) {
    for refusal in failures.prefix(shown) {
      complain("not restored: \(refusal.path): \(refusal.note)")
    }
    if failures.count > shown {
      complain("… \(Format.count(Int64(failures.count - shown))) more; --verbose lists them")
    }
  }

  private func print(_ report: RestoreReport, days: Int, _ limit: Instant) {
    let there = report.present > 0 ? "; there already: \(Format.count(Int64(report.present)))" : ""
    let files = "\(Format.count(Int64(report.restored.count), "file")), \(Format.megabytes(report.bytes))"
    let isNothing = report.restored.isEmpty && report.refused.isEmpty
    if isNothing, report.present == 0, allMissing {
      say(note: "nothing to restore: no stored file is missing")
    } else if isNothing, report.present > 0 {
      say(note: "nothing to restore; there already: \(Format.count(Int64(report.present), "file"))")
    } else if !report.restored.isEmpty || report.present > 0 || report.refused.allSatisfy({ !isFailure($0.reason) }) {
      // Without any of these, the error says all there is to say.
      say(note: "\(report.isDryRun ? "would restore" : "restored") \(files)\(there)")
    }
    for file in report.restored.prefix(report.restored.count > shown ? shown - 1 : shown) {
      say(
        "  \(file.path), \(Format.megabytes(file.bytes))"
          + (file.erasedBytes > 0 ? ", without \(Format.count(file.erasedBytes)) bytes that were erased" : ""))
    }
    if report.restored.count > shown {
      say("  … \(Format.count(Int64(report.restored.count - shown + 1))) more; --verbose lists them")
    }
    for place in report.redirected {
      say(note: "\(place.from) is not there any more, and nobody reads it: its files go to \(place.to)")
    }
    for (from, to) in report.movedAside { say(note: "moved aside: \(from) to \(to)") }
    let omitted = report.refused.filter { !isFailure($0.reason) }
    for refusal in omitted.prefix(shown) {
      say(note: "not restored: \(refusal.path): \(refusal.note)")
    }
    if omitted.count > shown { say("… \(Format.count(Int64(omitted.count - shown))) more; --verbose lists them") }
    sayTimes(report, days: days, limit)
    for version in report.earlierVersions.prefix(shown) { tell(version) }
    if report.earlierVersions.count > shown {
      say(
        note:
          "… \(Format.count(Int64(report.earlierVersions.count - shown))) more earlier versions; --verbose lists them")
    }
    sayNext(report)
  }

  /// Says which files have another time than their own, or will be deleted again.
  private func sayTimes(_ report: RestoreReport, days: Int, _ limit: Instant) {
    if to != nil { return }
    let touched = Int64(report.restored.count(where: \.isTouched))
    if touch == nil, touched > 0 {
      let (were, them, their) = touched == 1 ? ("was", "it", "its") : ("were", "them", "their")
      say(
        note:
          "\(Format.count(touched, "file")) \(were) older than \(Format.count(Int64(days), "day")) and \(report.isDryRun ? "would get" : "got") the current time, or Claude Code would delete \(them) again when it starts next; --no-touch keeps \(their) own"
      )
    }
    let old = Int64(
      report.restored.count { file in file.modified.map { $0 / 1_000_000 < limit.milliseconds } ?? false })
    if touch != true, old > 0 {
      let (are, them, gives) = old == 1 ? ("is", "it", "gives it") : ("are", "them", "gives them")
      say(
        note:
          "\(Format.count(old, "file")) \(are) older than \(Format.count(Int64(days), "day")): Claude Code deletes \(them) when it starts next; --touch \(gives) the current time"
      )
    }
  }

  /// Says that a version holds more, and how to get it.
  private func tell(_ version: RestoreReport.EarlierVersion) {
    let more = version.records - version.restoredRecords
    say(
      note:
        "an earlier version of \(version.path) holds \(Format.count(more, "record")) more; this puts it there, and moves the later one aside:"
    )
    let command = CommandLines.ccstore(
      ["restore", "--generation", String(version.generation), "--force"] + (to.map { ["--to", $0] } ?? []),
      session: version.session, store: common.store)
    say("  \(command ?? "ccstore restore --generation \(version.generation) --force SESSION")")
  }

  /// Says how to continue the sessions.
  private func sayNext(_ report: RestoreReport) {
    if report.isDryRun || to != nil || report.refused.contains(where: { isFailure($0.reason) }) { return }
    if allMissing {
      if !report.restored.isEmpty { say(note: "'ccstore resume SESSION' prints the command that continues one") }
      return
    }
    for resumption in report.resumptions.prefix(shown) {
      let name = report.resumptions.count == 1 ? "it" : resumption.session
      if !resumption.isDirectoryThere, !resumption.directory.isEmpty {
        // The command that continues it in its directory would fail.
        say(note: "\(resumption.absence(store: common.store))")
        continue
      }
      say("to continue \(name):")
      say("  \(resumption.line ?? resumption.reasonForNoLine)")
    }
  }
}
