import SessionLog
import Times
import Transcripts

/// Collects what was done in a period by session and day, and makes the report of it.
struct ActivityCollector {
  private let query: ActivityQuery
  private let period: Period
  private let view: StoreView
  private let states: SessionsState
  private let tools: ToolsState
  private let costs: CostTable
  /// The ids of the sessions that are asked for; nil for all.
  private let wanted: Set<[UInt8]>?
  /// The ids of the sessions by number, and whether each is asked for.
  private var sessions = StringTable()
  private var isWanted: [Bool] = []
  private var days: [Key: Day] = [:]
  /// The calls of shells in the period that have not been listed yet.
  private var calls: [ResponseKey: ShellCall] = [:]
  /// The uuids of the prompts that have been listed.
  private var prompts: Set<String> = []

  private struct Key: Hashable {
    var session: UInt32
    /// The day in the zone of the query, in days since 1970-01-01.
    var day: Int64
  }

  private struct ShellCall {
    var session: UInt32
    var outcome: ToolCall.Outcome
  }

  /// The work in one session on one day.
  private struct Day {
    var prompts: [ActivityPrompt] = []
    var commands: [ActivityCommand] = []
    var files = StringTable()
    var usage: [UsagePart] = []
    var sums = ActivityTotals()
    var first: Int64?
    var last: Int64?

    mutating func note(_ time: Int64) {
      first = min(first ?? time, time)
      last = max(last ?? time, time)
    }
  }

  init(_ query: ActivityQuery, _ period: Period, _ view: StoreView) throws {
    (self.query, self.period, self.view) = (query, period, view)
    tools = try view.projections([.sessions, .usage, .tools, .files]).tools.state
    states = try view.sessionsState
    wanted = try view.ids(of: query.sessions)
    costs = try view.priced(query.prices).costs
  }

  /// Collects everything. Throws `StoreError`, or `CancellationError`.
  mutating func collect() throws {
    try collectCalls()
    try collectFiles()
    try collectUsage()
    let inOrder = states.sessions.filter { state in
      period.overlaps(state.started, state.ended)
    }.sorted { a, b in
      let times = (a.started ?? .max, b.started ?? .max)
      return times.0 == times.1 ? a.id.lexicographicallyPrecedes(b.id) : times.0 < times.1
    }
    for state in inOrder {
      guard isWanted[Int(number(of: state.id))] else { continue }
      try view.checkCancellation()
      try collectRecords(of: state)
    }
  }

  /// Returns the number of a session. A new one gets the next number.
  private mutating func number(of id: [UInt8]) -> UInt32 {
    let number = sessions.number(id)
    if number == isWanted.count {
      isWanted.append(wanted?.contains(id) ?? true)
    }
    return number
  }

  private func day(_ time: Int64) -> Int64 { query.zone.day(time) }

  private mutating func collectCalls() throws {
    let shells = Agent.unstated.format.shellTools
    let isShell = tools.names.strings.map { shells.contains($0.text) }
    let numbers = tools.sessions.ids.map { number(of: $0) }
    for call in tools.calls where period.contains(call.time) {
      let session = numbers[Int(call.session)]
      guard isWanted[Int(session)], let time = call.time else { continue }
      let key = Key(session: session, day: day(time))
      let isError = call.outcome == .failed
      days[key, default: Day()].note(time)
      days[key]!.sums.calls += 1
      if isError { days[key]!.sums.errors += 1 }
      guard isShell[Int(call.tool)] else { continue }
      days[key]!.sums.commands += 1
      if isError { days[key]!.sums.failedCommands += 1 }
      if query.commands == .all || isError { calls[call.key] = ShellCall(session: session, outcome: call.outcome) }
    }
  }

  private mutating func collectFiles() throws {
    let files = try view.projections(.files).files.state
    let numbers = files.sessions.ids.map { number(of: $0) }
    for call in files.calls where call.isWrite && period.contains(call.time) {
      let session = numbers[Int(call.session)]
      guard isWanted[Int(session)], let time = call.time else { continue }
      let key = Key(session: session, day: day(time))
      days[key, default: Day()].note(time)
      _ = days[key]!.files.number(files.paths.strings[Int(call.path)])
    }
  }

  private mutating func collectUsage() throws {
    let numbers = try view.usageState.sessions.ids.map { number(of: $0) }
    var parts: [UsagePart] = []
    try view.priced(query.prices).forEachResponse(in: period) { part in
      if isWanted[Int(numbers[Int(part.session)])] { parts.append(part) }
    }
    for part in parts {
      guard let time = part.time else { continue }
      let key = Key(session: numbers[Int(part.session)], day: day(time))
      days[key, default: Day()].note(time)
      days[key]!.usage.append(part)
    }
  }

  // MARK: Records

  private mutating func collectRecords(of state: SessionState) throws {
    let content = try view.content(of: state)
    let session = number(of: state.id)
    let isMain = zip(content.paths, content.agents).map { $1.format.isMain($0) }
    let conversation = try Conversation(content.records, isMain: isMain)
    for entry in conversation.entries where entry.isPrompt && entry.depth == 0 {
      addPrompt(entry.records[0], session, content.records)
    }
    if calls.isEmpty { return }
    for record in content.records.indices { try addCommands(record, session, content) }
  }

  private mutating func addPrompt(_ record: Int, _ session: UInt32, _ records: RecordOutlines) {
    guard let time = records.time(of: record), period.contains(time) else { return }
    if let uuid = records.uuid(of: record), !prompts.insert(records.text(uuid)).inserted { return }
    let text = records.prompt(of: record).map(records.text) ?? ""
    let key = Key(session: session, day: day(time))
    days[key, default: Day()].note(time)
    days[key]!.prompts.append(
      ActivityPrompt(
        time: Instant(milliseconds: time), sequence: records.sequence(of: record), text: text,
        isTruncated: text.utf8.count > RecordEncoder.promptMax - 4))
  }

  private mutating func addCommands(_ record: Int, _ session: UInt32, _ content: SessionContent) throws {
    let records = content.records
    guard let time = records.time(of: record), period.contains(time), !records.calls(of: record).isEmpty,
      records.length(of: record) <= LineScanner.maximumLength
    else { return }
    let shells = content.agents[records.file(of: record)].format.shellTools
    var outcomes: [UInt32: ToolCall.Outcome] = [:]
    var outline: RecordOutline?
    for (mark, tool) in zip(records.calls(of: record), records.tools(of: record)) where shells.contains(tool) {
      let known = outline ?? records[record]
      outline = known
      let key = ResponseKey(ofCall: mark, message: known.message, uuid: known.uuid)
      guard let call = calls[key], call.session == session else { continue }
      calls[key] = nil
      outcomes[mark] = call.outcome
    }
    guard !outcomes.isEmpty, let outline,
      let line = try content.lines.withBody(of: outline.sequence, { [UInt8]($0) })
    else { return }
    var builder = MessageBuilder(outline.kind, agent: content.agents[outline.file])
    builder.add(outline, line)
    for part in builder.message.parts {
      guard case .call(let call) = part, let outcome = outcomes[call.mark],
        case .shell(_, let command, let description) = call.action
      else { continue }
      let text = command ?? description ?? ""
      let start = text.prefix(ActivityCommand.charactersMax)
      days[Key(session: session, day: day(time)), default: Day()].commands.append(
        ActivityCommand(
          time: Instant(milliseconds: time), sequence: outline.sequence, text: String(start),
          isTruncated: start.endIndex < text.endIndex, isError: outcome.isError))
    }
  }

  // MARK: Report

  func report() -> ActivityReport {
    var byDay: [Int64: [Key]] = [:]
    for key in days.keys { byDay[key.day, default: []].append(key) }
    return ActivityReport(
      head: view.head, period: period, zone: query.zone.name,
      days: byDay.keys.sorted().map { day in
        ActivityDay(
          date: String(Time.rfc3339(day * 86_400_000).prefix(10)), projects: projects(byDay[day]!),
          totals: totals(byDay[day]!))
      }, totals: totals(Array(days.keys)))
  }

  /// Groups the sessions of a day by project, both in the order in which they were worked on.
  private func projects(_ keys: [Key]) -> [ActivityProject] {
    var order: [String] = []
    var byProject: [String: [Key]] = [:]
    for key in keys.sorted(by: precedes) {
      let path = state(key)?.project.text ?? ""
      if byProject[path] == nil { order.append(path) }
      byProject[path, default: []].append(key)
    }
    return order.map { path in
      ActivityProject(path: path, sessions: byProject[path]!.map(session), totals: totals(byProject[path]!))
    }
  }

  private func precedes(_ a: Key, _ b: Key) -> Bool {
    let times = (days[a]!.first ?? .max, days[b]!.first ?? .max)
    if times.0 != times.1 { return times.0 < times.1 }
    return sessions.strings[Int(a.session)].lexicographicallyPrecedes(sessions.strings[Int(b.session)])
  }

  private func state(_ key: Key) -> SessionState? {
    states.index(of: sessions.strings[Int(key.session)]).map { states.sessions[$0] }
  }

  private func session(_ key: Key) -> ActivitySession {
    let (day, id) = (days[key]!, sessions.strings[Int(key.session)])
    return ActivitySession(
      id: id.text, shortID: (try? view.shortIDs[id]) ?? id.text, title: state(key)?.title.text ?? "",
      first: day.first.instant, last: day.last.instant, prompts: day.prompts, files: day.files.strings.map(\.text),
      commands: day.commands, totals: totals([key]))
  }

  private func totals(_ keys: [Key]) -> ActivityTotals {
    var (totals, usage) = (ActivityTotals(), UsageSum())
    var files = Set<[UInt8]>()
    for key in keys {
      let day = days[key]!
      totals.prompts += day.prompts.count
      totals.calls += day.sums.calls
      totals.errors += day.sums.errors
      totals.commands += day.sums.commands
      totals.failedCommands += day.sums.failedCommands
      files.formUnion(day.files.strings)
      for part in day.usage { usage.add(part) }
    }
    totals.sessions = Set(keys.map(\.session)).count
    totals.files = files.count
    totals.usage = usage.totals(costs)
    return totals
  }
}

extension ToolCall.Outcome {
  /// True for an error; nil if there is no result.
  fileprivate var isError: Bool? {
    switch self {
    case .unanswered: nil
    case .succeeded: false
    case .failed: true
    }
  }
}
