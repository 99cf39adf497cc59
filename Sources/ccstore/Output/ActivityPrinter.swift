import Answers
import FileIO
import Times

/// Prints what was done as text: a heading for each day and project, and for each session its prompts, files and
/// commands.
struct ActivityPrinter {
  let style: Style
  /// The number of columns to which lines are cut.
  let width: Int
  /// The time zone of the days.
  let zone: Zone

  /// The number of files that a session lists; the others are counted.
  private static let filesMax = 8

  private func note(_ text: TerminalText, style: (TerminalText) -> TerminalText = { $0 }) -> TerminalText {
    text.wrapped(width).map { style($0) + "\n" }.joined()
  }

  /// Returns the text of a report. `isLatest` says that no period was asked for, so that it is the latest day.
  func text(_ report: ActivityReport, isLatest: Bool) -> TerminalText {
    if report.days.isEmpty {
      return note(
        isLatest
          ? "nothing was done in what is stored; 'ccstore ingest' stores what there is"
          : "nothing was done in this time; 'ccstore log' shows the latest day")
    }
    var out: TerminalText = ""
    if isLatest, report.days[0].date != dateText(daysAgo: 0) {
      out += note("nothing today; this is the latest day on which something was done", style: style.dim)
    }
    for day in report.days { add(day, to: &out) }
    if report.days.count > 1 {
      out += "\n" + style.bold("total") + "\n"
      add(Self.sum(report.totals), indent: 2, to: &out)
    }
    return out
  }

  private func add(_ day: ActivityDay, to out: inout TerminalText) {
    if !out.isEmpty { out += "\n" }
    out += style.bold(Format.fit("── \(heading(day.date))", width)) + "\n"
    add(Self.sum(day.totals), indent: 3, to: &out)
    for project in day.projects {
      out += "\n" + style.yellow(Format.fit(project.path.isEmpty ? "(no project)" : project.path, width)) + "\n"
      for session in project.sessions { add(session, of: project.path, isAlone: day.totals.sessions == 1, to: &out) }
    }
  }

  /// Adds a session. `isAlone` says that it is the only one of the day, whose sums stand above already.
  private func add(
    _ session: ActivitySession, of project: String, isAlone: Bool, to out: inout TerminalText
  ) {
    let times = [session.first, session.last].compactMap { $0.map(Self.clock) }
    let span = times.count == 2 && times[0] != times[1] ? "\(times[0])–\(times[1])" : times.first ?? ""
    let id = Format.fit(session.shortID, max(8, width / 2))
    let room = width - 4 - Format.width(span) - Format.width(id.string) - 2
    let title = Format.fit(session.title.isEmpty ? "(no title)" : session.title, max(0, room))
    out += "  \(span)  \(style.cyan(id))  " + style.bold(title) + "\n"
    for prompt in session.prompts {
      let text = prompt.text.isEmpty ? "(an image)" : prompt.text + (prompt.isTruncated ? "…" : "")
      out += "    \(style.dim("\(Self.clock(prompt.time))"))  " + Format.fit(text, width - 11) + "\n"
    }
    let files = session.files.prefix(Self.filesMax)
    for path in files {
      out += style.dim("    wrote  ") + Format.fit(Self.relative(path, to: project), width - 11) + "\n"
    }
    let more = session.files.count - files.count
    if more > 0 { out += style.dim("    wrote  … \(Format.count(Int64(more), "more file"))") + "\n" }
    for command in session.commands {
      let isError = command.isError == true
      let mark: TerminalText = isError ? style.red("failed ") : style.dim("ran    ")
      out += "    " + mark + Format.fit(command.text, width - 11) + "\n"
    }
    if !isAlone { add(Self.sum(session.totals), indent: 4, to: &out) }
  }

  /// Adds a line with sums, broken where it is too wide.
  private func add(_ sums: String, indent: Int, to out: inout TerminalText) {
    let start = String(repeating: " ", count: indent)
    for line in Format.wrap(sums, max(16, width - indent)) { out += style.dim("\(start)\(line)") + "\n" }
  }

  private func heading(_ date: String) -> String {
    let known = [dateText(daysAgo: 0): "today", dateText(daysAgo: 1): "yesterday"]
    let day = Period(named: date, now: Instant(milliseconds: 0), zone: .utc)?.start.map { $0.milliseconds / 86_400_000 }
    let weekday = day.map { Period.weekdays[Int((($0 + 3) % 7 + 7) % 7)] } ?? ""
    return [weekday, date].filter { !$0.isEmpty }.joined(separator: ", ") + (known[date].map { " (\($0))" } ?? "")
  }

  /// Returns the date in the zone of the report, that many days before today.
  private func dateText(daysAgo: Int64) -> String {
    let day = zone.day(SystemClock().milliseconds) - daysAgo
    return String(Instant(milliseconds: day * 86_400_000).description.prefix(10))
  }

  // MARK: Texts

  /// Returns a path without the directory of the project, if it lies in it.
  static func relative(_ path: String, to project: String) -> String {
    let rest = path.dropFirst(project.count + 1)
    let isInside = ["/", "\\"].contains { path.hasPrefix(project + $0) }
    return !project.isEmpty && !rest.isEmpty && isInside ? String(rest) : path
  }

  /// Returns the time of a day as `10:02` in the time zone of the process.
  static func clock(_ time: Instant) -> String { String(Format.localTime(time).suffix(5)) }

  /// Returns sums on one line, without those that are zero.
  static func sum(_ totals: ActivityTotals) -> String {
    var parts: [String] = []
    func add(_ number: Int64, _ noun: String, _ rest: String = "") {
      if number > 0 { parts.append(Format.count(number, noun) + rest) }
    }
    if totals.sessions > 1 { add(Int64(totals.sessions), "session") }
    add(Int64(totals.prompts), "prompt")
    if totals.files > 0 { parts.append(Format.count(Int64(totals.files), "file") + " written") }
    add(totals.commands, "command", totals.failedCommands > 0 ? ", \(Format.count(totals.failedCommands)) failed" : "")
    let (calls, errors) = (totals.calls - totals.commands, totals.errors - totals.failedCommands)
    add(calls, totals.commands > 0 ? "other call" : "call", errors > 0 ? ", \(Format.count(errors)) failed" : "")
    if totals.usage.responses > 0 {
      parts.append(Format.thousands(totals.usage.tokens.total) + " tokens")
      parts.append(Format.cost(totals.usage))
    }
    return parts.joined(separator: " · ")
  }
}
