import ArgumentParser
import FileIO
import SessionLog
import Sync
import Tables
import Times

struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Have ingests run by themselves.",
    discussion: """
      'install' makes a timer of systemd (launchd on macOS) that stores what is new every hour, with this store, these roots and the variables \
      that say where Claude Code keeps its data. --with cron adds one line to the crontab and leaves the others alone; --with hook adds a hook to Claude \
      Code's settings, which keep everything else, and a copy of the file is put next to it. --watch runs all the time and stores changes as they come; --serve does the same and serves the dashboard, in addition to whatever else is installed. \
      Installing the same again changes nothing. 'remove' takes out what 'install' has put in, but nothing that you have changed since. 'status', the \
      default, says what is installed and whether it runs.

      Example:  ccstore schedule install
                ccstore schedule install --every 15m --with cron
                ccstore schedule install --watch --print
                ccstore schedule install --serve
                ccstore schedule install --push cloud
                ccstore schedule remove
      """)

  enum Action: String, ExpressibleByArgument, CaseIterable {
    case status, install, remove
  }

  @Argument(help: "What to do: status, install or remove.")
  var action = Action.status

  @Argument(
    help: ArgumentHelp("Roots to read, with 'install'. Default: where Claude Code keeps its data.", valueName: "root"),
    completion: .directory)
  var roots: [String] = []

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How often: 1m to 30m, 1h to 12h, or 1d, where the number divides an hour or a day. Default: 1h.",
      valueName: "interval"))
  var every: String?

  @Flag(name: .long, help: "Run all the time, and store changes as they come.")
  var watch = false

  @Flag(name: .long, help: "Run 'ccstore serve --watch' all the time.")
  var serve = false

  @Option(
    name: .long,
    help: ArgumentHelp("Push the store to this remote after each ingest: a name or a place.", valueName: "remote"))
  var push: String?

  @Option(
    name: .customLong("with"), help: "What runs it: systemd, launchd, cron or hook (of Claude Code). Default: systemd.")
  var scheduler: Scheduler?

  @Flag(name: .customLong("print"), help: "Print what would be installed, and change nothing.")
  var isPrinted = false

  func validate() throws {
    if let every, ScheduleTiming(interval: every) == nil {
      throw ValidationError(
        "--every takes minutes that divide an hour, such as 15m, hours that divide a day, such as 1h or 6h, or 1d.")
    }
    if every != nil, watch { throw ValidationError("--every and --watch exclude each other.") }
    if serve, every != nil || watch { throw ValidationError("--serve excludes --every and --watch.") }
    if isPrinted, common.json { throw ValidationError("--print and --json exclude each other.") }
    if push != nil, watch || serve { throw ValidationError("--push excludes --watch and --serve.") }
    guard action != .install else { return }
    if every != nil || watch || serve || isPrinted || push != nil || !roots.isEmpty {
      throw ValidationError(
        "--every, --watch, --serve, --push, --print and roots belong to 'ccstore schedule install'.")
    }
    if action == .status, scheduler != nil {
      throw ValidationError("--with belongs to 'ccstore schedule install' and 'remove'.")
    }
  }

  private var installer: ScheduleInstaller { .ofThisUser }

  func run() throws {
    switch action {
    case .status: try printStatus()
    case .install: try install()
    case .remove:
      let changes = try scheduleErrors { try installer.remove(scheduler) }
      if common.json { say(json: document(changes)) } else if !common.quiet { printChanges(changes) }
      try checkDone(changes)
    }
  }

  /// Throws if the scheduler could not be told what has changed.
  private func checkDone(_ changes: ScheduleChanges) throws {
    guard !changes.pending.isEmpty else { return }
    let state = action == .install ? "nothing runs yet" : "what was removed may run until then"
    let commands = changes.pending.map { $0.map(Quoting.shell).joined(separator: " ") }.joined(separator: " && ")
    let words = (every.map { ["--every", $0] } ?? []) + roots
    let isOtherPossible = action == .install && (scheduler ?? .usual) == .systemd && !watch && !serve
    // The command that is to be run ends the line, so that it can be copied.
    let other =
      isOtherPossible
      ? "'\(common.command("ccstore schedule install --with cron", words))' installs another one; or " : ""
    throw Failure(
      "the scheduler cannot be reached (\(changes.reason ?? "it gives no reason")), so that \(state); \(other)run:  \(commands)",
      code: ExitStatus.failed)
  }

  private var timing: ScheduleTiming {
    if watch { return .watching }
    if serve { return .serving }
    if let every, let timing = ScheduleTiming(interval: every) { return timing }
    return scheduler == .hook ? .events : .every(minutes: 60)
  }

  private func install() throws {
    let scheduler = scheduler ?? .usual
    if !roots.isEmpty { _ = try Environment.roots(roots, common.open()) }
    var schedule = Schedule(store: common.absolutePath, roots: roots, timing: timing)
    if let push { try schedule.setPush(push) }
    if isPrinted { return try installer.printPreview(schedule, scheduler) }
    let changes = try scheduleErrors { try installer.install(schedule, scheduler) }
    if common.json {
      say(json: document(changes))
    } else if !common.quiet {
      print(changes, scheduler, schedule.timing)
    }
    try checkDone(changes)
  }

  private func print(_ changes: ScheduleChanges, _ scheduler: Scheduler, _ timing: ScheduleTiming) {
    let isUnchanged = changes.changes.allSatisfy { $0.action == .unchanged }
    if changes.pending.isEmpty {
      say(
        note: common.style.green(isUnchanged ? "Installed already" : "Installed")
          + ": \(scheduler.name) runs '\(timing.command)' \(timing.words).")
    } else {
      say(note: common.style.yellow("Written") + ", for \(scheduler.name) to run '\(timing.command)' \(timing.words):")
    }
    printChanges(changes)
    printHints(scheduler, timing)
  }

  private func document(_ changes: ScheduleChanges) -> JSON {
    Shapes.scheduleDocument.json(
      Shapes.ScheduleDocument(action.rawValue, changes: changes, schedules: statuses(), isOverdue: nil))
  }

  private func statuses() -> [Shapes.ScheduleStatus] {
    installer.installed().map {
      Shapes.ScheduleStatus(
        $0, isForThisStore: $0.isFor(store: common.absolutePath), isActive: installer.isActive($0))
    }
  }

  private func printChanges(_ changes: ScheduleChanges) {
    for change in changes.changes {
      let backup: TerminalText = change.backup.map { "; as it was before: \($0)" } ?? ""
      let what: TerminalText =
        switch (change.action, change.scheduler) {
        case (.left, _): common.style.yellow("left alone, because it is not as it was installed")
        case (.created, .cron): "added a line to"
        case (.replaced, .cron): "replaced the line in"
        case (.removed, .cron): "removed the line from"
        case (.created, .hook): "added hooks to"
        case (.replaced, .hook): "replaced the hooks in"
        case (.removed, .hook): "removed the hooks from"
        case (.created, _): "made"
        case (.replaced, _): "replaced"
        case (.removed, _): "removed"
        case (.unchanged, _): "unchanged"
        }
      say(note: "  \(what): \(change.place)" + backup)
    }
    for command in changes.others {
      say(note: common.style.yellow("A hook of yours runs ccstore, too, and stays as it is: \(command)"))
    }
  }

  private func printHints(_ scheduler: Scheduler, _ timing: ScheduleTiming) {
    if timing == .serving {
      say(
        note:
          "The dashboard:  open the file serve-4747.html in $XDG_RUNTIME_DIR/ccstore, else in ~/.local/state/ccstore")
    }
    switch scheduler {
    case .systemd:
      say(note: "Its messages:  journalctl --user -u ccstore\(timing == .serving ? "-serve" : "")")
      say(note: "It runs while you are logged in. To have it run always:  loginctl enable-linger")
    case .launchd: say(note: "Its messages:  ~/Library/Logs/ccstore.log")
    case .cron: say(note: "cron mails its error messages to you; it catches up on nothing while the computer is off.")
    case .hook: say(note: "Claude Code shows its error messages. What no hook sees, 'ccstore ingest' stores.")
    }
    say(note: "Whether it runs:  \(common.command("ccstore schedule status"))")
  }

  private func printStatus() throws {
    let statuses = statuses()
    let lastSync = (try? common.open().status(home: Environment.home))?.metadata.compactMap(\.lastSyncTimestamp).max()
    let isOverdue = common.schedules(lastSync: lastSync.map(Instant.init(milliseconds:))).isOverdue
    if common.json {
      say(
        json: Shapes.scheduleDocument.json(
          Shapes.ScheduleDocument("status", schedules: statuses, isOverdue: isOverdue)))
    } else if !common.quiet {
      printStatus(statuses, lastSync, isOverdue)
    }
    if statuses.isEmpty { throw ExitCode(ExitStatus.failed) }
  }

  private func printStatus(_ statuses: [Shapes.ScheduleStatus], _ lastSync: Int64?, _ isOverdue: Bool) {
    let style = common.style
    if statuses.isEmpty {
      say(note: "No schedule is installed. Install one:  \(common.command("ccstore schedule install"))")
    }
    for status in statuses {
      let schedule = status.schedule
      let activity: TerminalText =
        switch status.isActive {
        case true: style.green("running")
        case false: style.red("not running")
        default:
          schedule.scheduler == .systemd
            ? style.yellow("whether it does is not known, because systemd does not answer") : ""
        }
      say(
        note:
          "\(schedule.scheduler.name) runs '\(schedule.timing.command)' \(schedule.timing.words)\(activity.isEmpty ? "" : ": ")"
          + activity)
      if !status.isForThisStore {
        say(note: "  " + style.yellow("It stores into another store than \(common.absolutePath)."))
      }
      switch schedule.state {
      case .intact: break
      case .changed: say(note: "  " + style.yellow("It was changed after it was installed."))
      case .incomplete:
        say(
          note: "  "
            + style.yellow("A part of it is missing. Make it whole:  \(common.command("ccstore schedule install"))")
        )
      }
      if status.isActive == false {
        say(
          note: "  Start it:  systemctl --user enable --now \(ScheduleInstaller.unit(schedule.timing))"
        )
      }
      for place in schedule.places { say("  in \(place)") }
      if common.verbose { say("  command  \(schedule.command)") }
    }
    guard !statuses.isEmpty else { return }
    say(lastSync.map { "The last sync was on \(Format.localTime($0))." } ?? "There has been no sync yet.")
    guard isOverdue else { return }
    let late = statuses.first { $0.isForThisStore && $0.schedule.timing.overdueAfter != nil }?.schedule.scheduler
    let reason: TerminalText =
      switch late {
      case .launchd: "Why it did not:  ~/Library/Logs/ccstore.log"
      case .cron: "cron mails the reason to you, if cron runs at all."
      default: "Why it did not:  journalctl --user -u ccstore -n 20"
      }
    say(note: style.yellow("It should have run since. \(reason)"))
  }
}
