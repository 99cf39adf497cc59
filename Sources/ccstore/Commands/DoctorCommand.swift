import ArgumentParser
import SessionLog
import Sync
import Tables
import Times
import Transcripts

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what Claude Code will delete soon, and how to keep it.",
    discussion: """
      Reads cleanupPeriodDays from Claude Code's settings, lists transcripts that will be deleted within a week and are not stored, and files \
      that have vanished or shrunk since the last sync. Settings of any project that sessions are known of count: Claude Code deletes everywhere when \
      it starts in one. --schedule prints what to install to have 'ccstore ingest' run by itself with this store and these roots; nothing is \
      installed. A line for cron goes in with 'crontab -e', next to those that are there.

      Example:  ccstore doctor
                ccstore doctor --schedule systemd
                ccstore doctor --schedule cron --store ~/big/ccstore ~/.claude
      """)

  @Argument(help: "Roots to look at. Default: where Claude Code keeps its data.", completion: .directory)
  var roots: [String] = []

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(name: .long, help: "Print a schedule: systemd, launchd, cron or hook (of Claude Code).")
  var schedule: Schedule?

  func run() throws {
    if let schedule {
      let ingest = ScheduledIngest(store: Environment.absolute(common.path.string), roots: self.roots)
      return Terminal.standardOutput.write(try schedule.text(ingest))
    }
    let store = common.open()
    let selection = try Environment.roots(roots, store)
    let files = Store.settingsFiles(environment: Environment.variables, workingDirectory: Environment.workingDirectory)
    let report = try store.doctor(
      roots: selection.roots, problems: selection.problems,
      configured: ConfiguredRoots(environment: Environment.variables), home: Environment.home, settingsFiles: files)
    if common.json { say(json: Shapes.doctor.json(report)) } else if !common.quiet { printText(report) }
  }

  private func printText(_ report: DoctorReport) {
    let style = common.style
    let source = report.setting.map { setting in
      "set in \(setting.path)" + (setting.project.map { ", when it starts in \($0)" } ?? "")
    }
    say(
      "Claude Code deletes transcripts after \(Format.count(Int64(report.cleanupPeriodDays), "day")) (\(source ?? "Claude Code's default"))."
    )
    say(
      report.lastSync.map { "The last sync was on \(Format.localTime($0))." }
        ?? style.yellow("There has been no sync yet: run 'ccstore ingest'."))
    for failure in report.failures { say(style.yellow("Not known: \(failure.message).")) }
    if report.expiring.isEmpty {
      say(
        (report.failures.isEmpty
          ? style.green("Nothing is about to be lost.") : "Nothing that could be looked at is about to be lost.")
          + " Of the files to be deleted within a week, \(Format.count(Int64(report.storedExpiring))) are stored.")
    } else {
      say(
        style.red(
          "\(Format.count(Int64(report.expiring.count), "transcript")) will be deleted within a week and not wholly stored:"
        ))
      for file in report.expiring.prefix(20) {
        say(
          "  \(Format.localTime(file.deletedAfter))  \(Format.pad(Format.megabytes(file.unstoredBytes), 9)) \(file.path)"
        )
      }
      if report.expiring.count > 20 { say("  … \(report.expiring.count - 20) more") }
      say("Run 'ccstore ingest' now.")
    }
    for path in report.vanished { say("vanished since the last sync, and kept: \(path)") }
    for path in report.shrunk { say("shorter than what is stored, and both will be kept: \(path)") }
    if report.keptMissing > 0 {
      say("\(Format.count(Int64(report.keptMissing), "file")) that are gone from disk are kept in the store.")
    }
    IngestCommand.printLeftOut(report.passedOver, goneRoots: report.goneRoots, isVerbose: common.verbose)
    let options = (common.store.map { ["--store", $0] } ?? []) + roots
    let words = ["ccstore doctor --schedule \(Schedule.usual.rawValue)"] + options.map(Quoting.shell)
    say("To have it run by itself: \(words.joined(separator: " "))")
  }
}
