import Answers
import Times

/// Makes the lines of a list of sessions.
struct SessionsPrinter {
  let style: Style
  let width: Int
  /// The present time in milliseconds since 1970-01-01 UTC.
  let now: Int64
  let numbers: Numbers
  let projects: ProjectNames
  /// True for a column with the time after which Claude Code may delete the transcript.
  let showsExpiry: Bool
  /// True for columns about subagents.
  let showsSubagents: Bool

  private static let day: Int64 = 86_400_000

  /// Returns the titles, then one or two lines for each session.
  func lines(_ sessions: [SessionSummary], _ lineages: [String: Lineage]) -> [TerminalText] {
    var columns = [
      TextTable.Column(title: "ID"), TextTable.Column(title: "LAST USED", dropPriority: 1),
      TextTable.Column(title: "DURATION", isNumber: true, dropPriority: 8),
      TextTable.Column(title: "MESSAGES", isNumber: true, dropPriority: 7),
      TextTable.Column(title: "TOKENS", isNumber: true, dropPriority: 6),
      TextTable.Column(title: "COST", isNumber: true, dropPriority: 3),
    ]
    if showsSubagents {
      columns += [
        TextTable.Column(title: "SUBAGENTS", isNumber: true, dropPriority: 1),
        TextTable.Column(title: "THEIR TOKENS", isNumber: true, dropPriority: 5),
        TextTable.Column(title: "THEIR COST", isNumber: true, dropPriority: 2),
      ]
    }
    if showsExpiry { columns.append(TextTable.Column(title: "EXPIRES", dropPriority: 1)) }
    columns += [
      TextTable.Column(title: "MODEL", dropPriority: 9, canShrink: true, least: 10),
      TextTable.Column(title: "BRANCH", dropPriority: 10, canShrink: true, least: 8, ideal: 12),
      TextTable.Column(title: "PROJECT", dropPriority: 4, canShrink: true, least: width < 100 ? 12 : 18, ideal: 20),
      TextTable.Column(title: "TITLE", canShrink: true, least: min(28, width / 3), ideal: 36),
    ]
    var table = TextTable(columns, width: width)
    for session in sessions { table.add(cells(session)) }
    let lines = table.lines(title: style.dim) { column, text in
      switch column {
      case 0: style.cyan(text)
      case columns.count - 1 where text.string.hasPrefix("("): mark(text.string)
      default: text
      }
    }
    let ids = Dictionary(sessions.map { ($0.id, $0.shortID) }) { first, _ in first }
    var all = [lines[0]]
    for (session, line) in zip(sessions, lines.dropFirst()) {
      all.append(line)
      if let fork = fork(session, lineages, ids) { all.append(style.dim(Format.fit(fork, width))) }
    }
    return all
  }

  private func cells(_ session: SessionSummary) -> [String] {
    let state = state(session)
    var cells = [
      session.shortID, session.ended.map(Format.localTime) ?? "-",
      session.duration.map { Format.duration($0 / 1000) } ?? "-", numbers.text(session.messages),
    ]
    cells += amount(session.usage)
    if showsSubagents {
      cells.append(numbers.text(Int64(session.subagents?.count ?? 0)))
      cells += amount(session.subagents?.usage ?? UsageTotals())
    }
    if showsExpiry { cells.append(session.deletedAfter.map { expiry($0.milliseconds) } ?? "-") }
    let project = projects.name(of: session.project)
    return cells + [
      shortModel(session.model), session.branch, project.isEmpty ? "-" : project,
      (state.isEmpty ? "" : "(\(state)) ") + (session.title.isEmpty ? "-" : session.title),
    ]
  }

  /// Returns the tokens and the cost; without a response there are none.
  private func amount(_ usage: UsageTotals) -> [String] {
    usage.responses == 0 && usage.tokens.total == 0
      ? ["-", "-"] : [numbers.text(usage.tokens.total), Format.cost(usage)]
  }

  /// Returns the state of the transcript on disk; empty if it needs no mention. That it will be deleted needs one on
  /// the last day only, because it is stored.
  private func state(_ session: SessionSummary) -> String {
    if session.sourceState != .present { return session.sourceState.rawValue }
    guard !showsExpiry, let time = session.deletedAfter?.milliseconds, time < now + Self.day else { return "" }
    return time <= now ? "expired" : "expires today"
  }

  private func expiry(_ time: Int64) -> String {
    if time <= now { return "overdue" }
    let days = (time - now) / Self.day
    return days == 0 ? "today" : "in \(Format.count(days, "day"))"
  }

  private func mark(_ title: String) -> TerminalText {
    guard let end = title.firstIndex(of: ")") else { return style.yellow("\(title)") }
    return style.yellow("\(title[...end])") + "\(title[title.index(after: end)...])"
  }

  private func fork(_ session: SessionSummary, _ lineages: [String: Lineage], _ ids: [String: String]) -> String? {
    let indent = String(repeating: " ", count: 10)
    func short(_ id: String) -> String { ids[id] ?? String(id.prefix(12)) }
    let shared = lineages[session.id].map { ", shares \(Format.count(Int64($0.sharedRecords), "record"))" } ?? ""
    return session.forkedFrom.map { "\(indent)forked from \(short($0))\(shared)" }
  }

  /// Returns a model's name without its prefix and date: `opus-4-5` for `claude-opus-4-5-20251101`.
  private func shortModel(_ model: String) -> String {
    var name = model.hasPrefix("claude-") ? String(model.dropFirst(7)) : model
    if name.suffix(8).allSatisfy(\.isNumber), name.dropLast(8).hasSuffix("-") { name.removeLast(9) }
    return name
  }
}
