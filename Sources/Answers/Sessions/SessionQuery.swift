import FileIO
public import SegmentedLog
import SessionLog
import Sync
import Times
import Transcripts

/// The order in which sessions are listed.
public enum SessionOrder: String, Sendable, CaseIterable {
  /// By the time of the latest record, the latest first.
  case ended
  /// By the time of the earliest record, the latest first.
  case started
  /// By the time after which the agent may delete the main transcript, the earliest first.
  case expires
  /// By this quantity, the largest first.
  case duration, records, messages, tokens, cost
  /// In alphabetical order. In every order, also when it is reversed, sessions without the value asked for come last.
  case project, title
}

/// A choice of sessions and their order. A session must meet all conditions; nil means no condition.
public struct SessionQuery: Sendable {
  /// The period that the first or the last record of the session, or one of its responses, must be in.
  public var period = Period.always
  /// A text that the path of the project must contain, ignoring case.
  public var project: String?
  /// The id of a session or the beginning of it.
  public var session: String?
  /// The id of a session that is left out.
  public var excludedSession: String?
  /// A text that the name of a model that answered must contain, ignoring case.
  public var model: String?
  /// A text that the name of the latest branch must contain, ignoring case.
  public var branch: String?
  /// A text that the title, or another candidate for it such as the first prompt or a summary, must contain, ignoring
  /// case.
  public var text: String?
  /// True to select only sessions whose main transcript no longer exists.
  public var isMissing = false
  /// True to select only sessions that used subagents, and to add up what these used; see `SessionSummary.subagents`.
  public var hasSubagents = false
  /// True to leave out sessions that contain no prompt or response; see `SessionSummary.isSilent`.
  public var excludesSilent = false
  /// True to leave out sessions without a readable record; see `SessionSummary.isBlank`.
  package var excludesBlank = false
  /// A time before which the agent may delete the main transcript.
  public var deletedBefore: Instant?
  /// The order of the sessions.
  public var order = SessionOrder.ended
  /// True to begin with the last of that order.
  public var isReversed = false
  /// The prices for the cost of sessions.
  public var prices = PriceTable.builtIn
  /// The number of days after which the agent deletes transcripts; used if `settingsFiles` is nil.
  public var cleanupPeriodDays = 30
  /// The settings that tell how long the agent keeps transcripts; see `Store.doctor`. If nil, none are read.
  public var settingsFiles: SettingsFiles?
  /// The paths of the roots in which the agent deletes transcripts; nil for all roots.
  public var cleanedRoots: Set<String>?
  /// The position of the log at which the question is asked; nil for the end.
  public var position: LogPosition?

  /// The time of the question; nil for the time at which it is asked. Sessions that claim to be more than a day later
  /// come from a clock that was wrong.
  public var now: Instant?

  /// Creates a question without a condition: it is about everything that is stored.
  public init() {}
}

/// Answers a `SessionQuery`.
struct SessionSelection: Sendable {
  private let query: SessionQuery
  private let state: SessionsState
  private let sync: SyncState
  private let machine: [UInt8]
  /// The latest credible time, in milliseconds since 1970-01-01 UTC; later times come from a clock that was wrong.
  private let latestTime: Int64
  /// The summaries of all sessions, in the order of the state, without what depends on the query or the clock.
  private let summaries: [SessionSummary]
  private let usage: SessionUsage
  /// For each session of the usage, whether a response is in the period, and whether one is of a model with the text;
  /// nil if that is not asked.
  private let isInPeriod, hasModel: [Bool]?
  /// The id of the only session that is asked for.
  private let sessionID: [UInt8]?
  /// What the subagents of each session used; nil if that is not asked.
  private let subagents: SubagentTotals?

  init(_ query: SessionQuery, _ view: StoreView) throws {
    self.query = query
    summaries = try view.summaries(query.prices)
    (state, sync) = (try view.sessionsState, try view.syncWithFiles)
    machine = view.store.machine.id
    sessionID = try query.session.map { try view.session(named: $0).id }
    let now = query.now?.milliseconds ?? view.store.clock.milliseconds
    latestTime = now.addingReportingOverflow(86_400_000).partialValue
    usage = try view.sessionUsage(query.prices)
    let priced = try view.priced(query.prices)
    subagents = query.hasSubagents ? SubagentTotals(priced, sync, state, try view.usageState.sessions.ids) : nil
    isInPeriod = query.period == .always ? nil : usage.sessions(with: priced, query.period) { _ in true }
    hasModel = query.model.map { [usage] text in
      let filter = TextFilter(text)
      let names = priced.costs.names.map { filter.matches($0) }
      return usage.sessions(with: priced, .always) { $0.slot.isOwn && names[Int($0.slot.model)] }
    }
  }

  /// Returns the sessions that the query selects, in its order.
  func select() -> [SessionSummary] { places().map(summary) }

  /// Returns the numbers of the sessions that the query selects, in its order. No summary is copied, because a store may
  /// have tens of thousands and a page shows a hundred.
  func places() -> [Int32] {
    let filters = (project: query.project, branch: query.branch, model: query.model, text: query.text)
    let project = filters.project.map(TextFilter.init)
    let branch = filters.branch.map(TextFilter.init)
    let model = filters.model.map(TextFilter.init)
    let text = filters.text.map(TextFilter.init)
    let excluded = query.excludedSession.map { Array($0.utf8) }
    let sessions = state.sessions
    var found: [Int32] = []
    for place in sessions.indices {
      if query.excludesSilent, summaries[place].isSilent { continue }
      if query.excludesBlank, summaries[place].isBlank { continue }
      if query.isMissing, ![.missing, .pruned].contains(summaries[place].sourceState) { continue }
      if let project, !project.matches(project: sessions[place].project) { continue }
      if let branch, !branch.matches(sessions[place].branch) { continue }
      if let text, !sessions[place].hasTitle(where: { text.matches($0) }) { continue }
      if let sessionID, sessions[place].id != sessionID { continue }
      if let excluded, sessions[place].id == excluded { continue }
      guard isUsed(place, model), hasSubagents(place) else { continue }
      if let time = query.deletedBefore, deletedAfter(place).map({ $0 < time.milliseconds }) != true { continue }
      found.append(Int32(place))
    }
    return sorted(found)
  }

  /// Returns whether a session is of the period and of the model that are asked for.
  private func isUsed(_ place: Int, _ model: TextFilter?) -> Bool {
    if query.period == .always, model == nil { return true }
    let number = usage.numbers[state.sessions[place].id]
    if let model, !model.matches(state.sessions[place].model), number.map({ hasModel![$0] }) != true { return false }
    let (started, ended) = (state.sessions[place].started, state.sessions[place].ended)
    return query.period == .always || query.period.contains(started) || query.period.contains(ended)
      || number.map { isInPeriod![$0] } == true
  }

  private func hasSubagents(_ place: Int) -> Bool {
    guard let subagents else { return true }
    return subagents.use(of: state.sessions[place].id) != nil
  }

  /// Returns the summary of a session with what depends on the query.
  func summary(_ place: Int32) -> SessionSummary {
    let place = Int(place)
    var summary = summaries[place]
    if let subagents { summary.subagents = subagents.use(of: state.sessions[place].id) }
    summary.deletedAfter = deletedAfter(place).instant
    summary.lastUsed = lastUsed(place)
    return summary
  }

  /// Returns the time after which the agent may delete the last main transcript of a session, `cleanupPeriodDays`
  /// after it was last written; nil if there is none on this machine.
  private func deletedAfter(_ place: Int) -> Int64? {
    state.sessions[place].parts.compactMap { part in
      guard let source = sync.sources.indices.contains(Int(part.source)) ? sync.sources[Int(part.source)] : nil,
        !source.isMissing, source.isMain, sync.roots[source.root].origin == machine,
        query.cleanedRoots?.contains(sync.roots[source.root].path.text) ?? true, source.format.isCleaned(source.path),
        let modified = source.stamp?.modified
      else { return nil }
      return modified.quotientRoundedDown(by: 1_000_000) + Int64(query.cleanupPeriodDays) * 86_400_000
    }.max()
  }

  /// Returns the time of the latest record; the start of the session if that time is in the future, so that the session
  /// is not at the top of lists until then.
  private func lastUsed(_ place: Int) -> Int64? {
    if let ended = state.sessions[place].ended, ended <= latestTime { return ended }
    return began(place)
  }

  private func began(_ place: Int) -> Int64? { state.sessions[place].started.flatMap { $0 <= latestTime ? $0 : nil } }

  /// Sorts by the order asked for, then by the latest record, the latest first, then by id. Unknown values come last in
  /// both directions.
  private func sorted(_ places: [Int32]) -> [Int32] {
    switch query.order {
    case .ended: sorted(places, by: lastUsed)
    case .started: sorted(places, by: began)
    case .expires: sorted(places, largestFirst: false, by: deletedAfter)
    case .duration: sorted(places) { summaries[$0].duration }
    case .records: sorted(places) { summaries[$0].records }
    case .messages: sorted(places) { summaries[$0].messages }
    case .tokens: sorted(places) { summaries[$0].usage.tokens.total }
    case .cost: sorted(places) { summaries[$0].usage.cost }
    case .project: sorted(places, largestFirst: false) { summaries[$0].project }
    case .title: sorted(places, largestFirst: false) { summaries[$0].title }
    }
  }

  private func sorted<Key: Comparable>(
    _ places: [Int32], largestFirst: Bool = true, by key: (Int) -> Key?
  ) -> [Int32] {
    let order = RowOrder(isReversed: query.isReversed)
    return places.map { (place: $0, key: key(Int($0)), used: lastUsed(Int($0))) }.sorted { a, b in
      order.precedes(a.key, b.key, largestFirst: largestFirst) ?? order.precedes(a.used, b.used)
        ?? order.precedes(summaries[Int(a.place)].id, summaries[Int(b.place)].id, largestFirst: false) ?? false
    }.map(\.place)
  }
}

extension SessionsState {
  /// The shortest unique beginning of each id, at least 8 characters, by id.
  package var shortIDs: [[UInt8]: String] {
    let sorted = sessions.map(\.id).sorted { $0.lexicographicallyPrecedes($1) }
    var shared = [Int](repeating: 0, count: sorted.count + 1)
    for place in sorted.indices.dropFirst() {
      shared[place] = zip(sorted[place - 1], sorted[place]).prefix { $0 == $1 }.count
    }
    var short: [[UInt8]: String] = [:]
    for (place, id) in sorted.enumerated() {
      let needed = max(shared[place], shared[place + 1]) + 1
      let text = id.text
      // An id that is not valid text is kept whole, because its beginning could not be typed.
      short[id] = text.utf8.count == text.count ? String(text.prefix(max(8, needed))) : text
    }
    return short
  }
}

extension SessionSummary {
  /// The time between the earliest and the latest record, in milliseconds; nil if either is unknown.
  public var duration: Int64? {
    guard let started, let ended else { return nil }
    return ended.milliseconds.subtractingReportingOverflow(started.milliseconds).partialValue
  }
}

/// The summaries of all sessions with one table of prices.
private struct SessionSummaries: Sendable {
  let prices: PriceTable
  let all: [SessionSummary]
}

/// What the responses say about the sessions of a store, with one table of prices.
private struct SessionUsage: Sendable {
  let prices: PriceTable
  /// The index of each session by its id.
  let numbers: [[UInt8]: Int]
  let totals: [UsageTotals]

  init(_ priced: PricedUsage, _ ids: [[UInt8]]) {
    prices = priced.prices
    numbers = Dictionary(zip(ids, ids.indices)) { first, _ in first }
    var sums = [UsageSum](repeating: UsageSum(), count: ids.count)
    priced.forEach(in: .always) { sums[Int($0.session)].add($0) }
    totals = sums.map { $0.totals(priced.costs) }
  }

  /// Returns for each session whether something of it in a period is wanted.
  func sessions(with priced: PricedUsage, _ period: Period, _ isWanted: (UsagePart) -> Bool) -> [Bool] {
    var found = [Bool](repeating: false, count: totals.count)
    priced.forEach(in: period) { part in if isWanted(part) { found[Int(part.session)] = true } }
    return found
  }
}

extension StoreView {
  /// Makes what every list of sessions needs, so that the first question for one does not wait for all of it.
  package func prepareSessions(_ prices: PriceTable) throws {
    try throwingStoreErrors {
      _ = try projections([.sessions, .usage])
      _ = try summaries(prices)
    }
  }

  /// What the responses say about the sessions. A view keeps that of the table of prices that was asked for last.
  fileprivate func sessionUsage(_ prices: PriceTable) throws -> SessionUsage {
    func isRight(_ known: SessionUsage) -> Bool { known.prices == prices }
    return try derived.value("session usage", where: isRight) {
      SessionUsage(try priced(prices), try usageState.sessions.ids)
    }
  }

  /// The summaries of all sessions, in the order of the state, without what depends on a query or the clock. A view
  /// keeps those with the table of prices that was asked for last.
  fileprivate func summaries(_ prices: PriceTable) throws -> [SessionSummary] {
    func isRight(_ known: SessionSummaries) -> Bool { known.prices == prices }
    return try derived.value("summaries", where: isRight) {
      SessionSummaries(prices: prices, all: try makeSummaries(prices))
    }.all
  }

  private func makeSummaries(_ prices: PriceTable) throws -> [SessionSummary] {
    // Another thread looks up the files meanwhile, which is about as much work as adding up the responses.
    let (lookup, usage) = try concurrently(
      { Result { (state: try sessionsState, sync: try syncWithFiles, shortIDs: try self.shortIDs) } },
      { try sessionUsage(prices) })
    let (state, sync, shortIDs) = try lookup.get()
    let (copied, current) = (sync.sourcesWithCopies, sync.currentGenerations)
    let (parents, ids) = (try claims.parents, try usageState.sessions.ids)
    return try state.sessions.enumerated().map { index, session in
      if index & 255 == 0 { try checkCancellation() }
      var summary = session.summary(sync, copied: copied, current: current)
      summary.shortID = shortIDs[session.id] ?? summary.id
      if let number = usage.numbers[session.id] {
        summary.usage = usage.totals[number]
        summary.forkedFrom = parents[UInt32(number)].map { ids[Int($0)].text }
      }
      return summary
    }
  }
}
