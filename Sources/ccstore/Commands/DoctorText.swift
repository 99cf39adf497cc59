import FileIO
import SegmentedLog
import SessionLog
import Sync
import Tables
import Times
import Transcripts

/// What `doctor` says: three lines, and the details.
struct HealthText {
  let report: HealthReport
  /// The settings file of the user, to be named in advice.
  let userSettings: String?
  let common: CommonOptions
  /// The roots as the user gave them, to be repeated in commands.
  let roots: [String]
  /// True if a scheduler does not say that it runs the schedule that is installed.
  let isScheduleIdle: Bool

  private var style: Style { common.style }
  private var files: DoctorReport { report.files }
  private static let listed = 20
  /// The beginning of the library's messages about damage, which would say the same twice.
  private static let damagePrefix = "the store is damaged: "

  /// Whether all is safe, since when, and what to do.
  var lines: [TerminalText] {
    let todo = tasks
    // The first command stays at the end of its line, so that it can be copied.
    let first = todo.first?.with(note: todo.count < 2 ? "" : " (\(todo.count - 1) more with --verbose)")
    return [safety, since, first ?? "Nothing to do."]
  }

  // MARK: The three lines

  private var safety: TerminalText {
    if let first = report.damage.first {
      let more: TerminalText = report.damage.count > 1 ? " (and \(report.damage.count - 1) more)" : ""
      let words = first.hasPrefix(Self.damagePrefix) ? String(first.dropFirst(Self.damagePrefix.count)) : first
      return style.red("Damaged: ") + "\(words)" + more + "."
    }
    if !files.expiring.isEmpty {
      let bytes = files.expiring.reduce(0) { $0 + $1.unstoredBytes }
      return style.red("Not safe: ")
        + "\(Format.count(Int64(files.expiring.count), "file")), \(Format.megabytes(bytes)), \(expire(files.expiring.count, overdue: files.overdue)) and \(files.expiring.count == 1 ? "is" : "are") not wholly stored."
    }
    let stored = files.storedExpiring
    let safe: TerminalText =
      stored == 0
      ? "no file expires within a week."
      : "\(Format.count(Int64(stored), "file")) \(expire(stored, overdue: files.storedOverdue)); \(stored == 1 ? "it is" : "all are") stored."
    if let first = files.failures.first {
      let more: TerminalText = files.failures.count > 1 ? " (and \(files.failures.count - 1) more)" : ""
      return style.yellow("Not known: ") + "\(first.message)" + more + ". Of the rest, " + safe
    }
    if files.lastSync == nil, stored == 0 {
      return style.yellow(report.hasStore ? "Not compared yet: " : "Nothing is stored yet: ") + safe
    }
    return style.green("Safe: ") + safe
  }

  private func expire(_ count: Int, overdue: Int) -> String {
    "\(count == 1 ? "expires" : "expire") within a week"
      + (overdue > 0 ? " (\(Format.count(Int64(overdue))) overdue)" : "")
  }

  private var since: TerminalText {
    let period = "Claude Code deletes after \(Format.count(Int64(files.cleanupPeriodDays), "day"))"
    let schedule: TerminalText = report.schedules.isEmpty ? "by hand" : "\(report.schedules[0].summary)"
    guard let last = files.lastSync else {
      if !report.damage.isEmpty { return "The last sync is not known; \(period)." }
      if report.hasStore { return "No sync has completed since the store was made or reset; \(period)." }
      return "Nothing was ever stored in \(report.store); \(period)."
    }
    let age = max(0, files.checkedAt.milliseconds - last.milliseconds) / 1000
    let ago: TerminalText = "Last sync \(Format.localTime(last)), \(Format.duration(age)) ago"
    return (report.isSyncOverdue ? style.yellow(ago) : ago) + " (" + schedule + "); \(period)."
  }

  /// What to do, the most urgent first.
  private var tasks: [TerminalText] {
    var tasks: [TerminalText] = []
    if !report.damage.isEmpty { tasks.append("See the whole extent:  \(common.command("ccstore verify"))") }
    if !files.expiring.isEmpty { tasks.append("Store them now:  \(common.command("ccstore ingest", roots))") }
    if !files.failures.isEmpty {
      tasks.append("Make readable what could not be read, then run:  \(common.command("ccstore ingest", roots))")
    }
    if report.isSpaceScarce, let free = report.freeSpace {
      tasks.append("Free some space: \(Format.megabytes(free)) are left where the store lies.")
    }
    if report.isSyncOverdue {
      tasks.append("See why the schedule has not run:  \(common.command("ccstore schedule status"))")
    }
    if isScheduleIdle, !report.isSyncOverdue {
      tasks.append(
        "The schedule is not running, or systemd does not answer. See:  \(common.command("ccstore schedule status"))")
    }
    for problem in files.settingsProblems { tasks.append("Correct the settings: \(problem.path) \(problem.reason).") }
    for root in files.goneRoots { tasks.append("\(root) is not there any more; what is stored of it stays.") }
    for schedule in report.schedules where schedule.state == .incomplete {
      tasks.append("Complete the schedule (\(schedule.scheduler.name)):  \(common.command("ccstore schedule install"))")
    }
    if files.expiring.isEmpty, files.lastSync == nil {
      tasks.append("Store what is there:  \(common.command("ccstore ingest", roots))")
    }
    if let later = report.laterWriter {
      tasks.append(
        "Update ccstore: \(later.description) has written to the store and may know more of it than this one, \(Program.version)."
      )
    }
    if report.hasOutdatedStates {
      tasks.append(
        "Save anew what another version of ccstore has prepared, so that answers are fast:  \(common.command("ccstore ingest", roots))"
      )
    }
    if report.schedules.isEmpty {
      tasks.append("Have it run by itself:  \(common.command("ccstore schedule install", roots))")
    }
    return tasks
  }

  // MARK: Details

  func printDetails() {
    say("")
    list("to do", Array(tasks.dropFirst()))
    list("damage", report.damage.dropFirst().map { "\($0)" })
    list(
      "not stored",
      files.expiring.map {
        "\($0.deletedAfter <= files.checkedAt ? "overdue         " : Format.localTime($0.deletedAfter))  \(Format.pad(Format.megabytes($0.unstoredBytes), 9)) \($0.path)"
      })
    list("unreadable", files.failures.dropFirst().map { "\($0.message)" })
    list("vanished", files.vanished.map { "\($0), which the store keeps" })
    list("shorter", files.shrunk.map { "\($0), of which the store keeps what it had" })
    if files.keptMissing > 0 {
      row("kept", "\(Format.count(Int64(files.keptMissing), "file")) that are gone from disk")
    }
    printSettings()
    for schedule in report.schedules {
      row("schedule", "\(schedule.summary)" + (schedule.state == .changed ? ", changed after it was installed" : ""))
      for place in schedule.places { row("", "\(place)") }
    }
    if report.hasOtherSchedule { row("schedule", "one for another store; 'ccstore schedule status' shows it") }
    row("store", "\(report.store)" + (report.hasStore ? "" : ", which does not exist"))
    if let writer = report.versions.writer { row("written by", "ccstore \(writer.description)") }
    if let last = report.verification {
      row("verified", "\(Format.localTime(last.time)), \(last.isIntact ? "intact" : "damage found")")
    } else if report.hasStore {
      row("verified", "not known; 'ccstore verify' checks every byte")
    }
    for remote in report.pushed { row("pushed", "\(Format.localTime(remote.time)), to \(remote.place)") }
    if let free = report.freeSpace { row("free", "\(Format.megabytes(free)) where the store lies") }
    IngestCommand.printLeftOut(files.passedOver, goneRoots: [], isVerbose: true)
  }

  private func row(_ name: String, _ value: TerminalText) { say(name, value, style) }

  /// Prints a list, cut with a line that counts the rest.
  private func list(_ name: String, _ items: [TerminalText]) {
    // These lines have columns, so that they are not wrapped.
    for (place, item) in items.prefix(Self.listed).enumerated() {
      say(style.dim(Format.pad(place == 0 ? name : "", 12)) + item)
    }
    if items.count > Self.listed { row("", "… \(items.count - Self.listed) more; --json lists them") }
  }

  /// Prints which setting counts, and how to keep transcripts longer.
  private func printSettings() {
    let days = Format.count(Int64(files.cleanupPeriodDays), "day")
    guard let setting = files.setting else {
      row("settings", "\(days), Claude Code's default")
      return printAdvice("write it into \(userSettings ?? "Claude Code's settings")")
    }
    let place = setting.project.map { ", when it starts in \($0)" } ?? ""
    row("settings", "\(days), set in \(setting.path)\(place)")
    for other in files.settings.dropFirst().prefix(Self.listed) {
      row(
        "",
        "\(Format.count(Int64(other.cleanupPeriodDays), "day")) in \(other.path) do not count, because \(files.isSettingManaged ? "an administrator's settings come first" : "the fewest days, or the more special file, come first")"
      )
    }
    printAdvice(
      files.isSettingManaged
        ? "ask the administrator to write it into \(setting.path)" : "write it into \(setting.path)")
  }

  private func printAdvice(_ place: String) {
    guard files.cleanupPeriodDays < 3650 else { return }
    say("", "To have Claude Code keep them for ten years, \(place):  \"cleanupPeriodDays\": 3650", style)
  }
}
