import ArgumentParser
import SessionLog
import Sync
import Tables
import Times
import Transcripts

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say whether what Claude Code will delete is safe, since when, and what to do.",
    discussion: """
      Answers in three lines; --verbose adds the details. Looks at the transcripts that Claude Code will delete within a week by cleanupPeriodDays in \
      its settings, and whether they are stored; at the store, as far as opening it shows ('ccstore verify' checks every byte); at the schedule and the \
      last sync; at settings files that cannot be used; and at the room on the store's disk. Settings of any project that sessions are known of count: \
      Claude Code deletes everywhere when it starts in one.

      Exit code 0: nothing is about to be lost. 1: something is. 3: the store is damaged.

      --schedule prints what 'ccstore schedule install' would install every half hour, for installing it by hand; a line for cron goes in with \
      'crontab -e', next to those that are there.

      Example:  ccstore doctor
                ccstore doctor --verbose
                ccstore doctor --schedule cron --store ~/big/ccstore ~/.claude
      """)

  @Argument(
    help: ArgumentHelp("Roots to look at. Default: where Claude Code keeps its data.", valueName: "root"),
    completion: .directory)
  var roots: [String] = []

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(name: .long, help: "Print a schedule: systemd, launchd, cron or hook (of Claude Code).")
  var schedule: Scheduler?

  func run() throws {
    if let schedule {
      return try ScheduleInstaller.ofThisUser.printPreview(
        Schedule(
          store: common.absolutePath, roots: roots, timing: schedule == .hook ? .events : .every(minutes: 30)),
        schedule)
    }
    let store = common.open()
    let selection = try Environment.roots(roots, store)
    let files = Store.settingsFiles(environment: Environment.variables, workingDirectory: Environment.workingDirectory)
    let report = try store.health(
      roots: selection.roots, problems: selection.problems,
      configured: ConfiguredRoots(environment: Environment.variables), home: Environment.home, settingsFiles: files,
      installed: ScheduleInstaller.ofThisUser.installed(), absolutePath: common.absolutePath)
    if common.json {
      say(json: Shapes.doctor.json(report))
    } else if !common.quiet {
      let installer = ScheduleInstaller.ofThisUser
      let text = HealthText(
        report: report, userSettings: files.user.first, common: common, roots: roots,
        isScheduleIdle: report.schedules.contains { $0.scheduler == .systemd && installer.isActive($0) != true })
      for line in text.lines { say(note: line) }
      if common.verbose { text.printDetails() }
    }
    switch report.verdict {
    case .safe: break
    case .atRisk: throw ExitCode(ExitStatus.failed)
    case .damaged: throw ExitCode(ExitStatus.damaged)
    }
  }
}
