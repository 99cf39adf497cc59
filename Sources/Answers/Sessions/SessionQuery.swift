public import SegmentedLog
import SessionLog
import Sync
import Times
import Transcripts

/// In which order sessions are listed.
public enum SessionOrder: String, Sendable, CaseIterable {
  /// Latest record, latest first.
  case ended
  /// Earliest record, latest first.
  case started
  /// The largest first.
  case duration, records, messages, tokens, cost
  /// From A to Z. Whatever the order, and also when it is reversed, one without a time or a price comes last where that is asked for.
  case project, title
}

/// Which sessions, in which order.
public struct SessionQuery: Sendable {
  /// With a record at its beginning or end, or a response, in this time.
  public var period = Period.always
  /// Whose project's path holds this, whatever the case.
  public var project: String?
  /// In which a model answered whose name holds this, whatever the case.
  public var model: String?
  /// Whose latest branch's name holds this, whatever the case.
  public var branch: String?
  /// A text that the title, or another candidate for it such as the first prompt or a summary, must contain, ignoring
  /// case.
  public var text: String?
  /// Whose main transcript is gone.
  public var isMissing = false
  /// Whose main transcript Claude Code may delete before this time, milliseconds since 1970 UTC.
  public var deletedBefore: Int64?
  public var order = SessionOrder.ended
  public var isReversed = false
  /// The prices for the cost of sessions.
  public var prices = PriceTable.builtIn
  /// Days after which Claude Code deletes transcripts, where no settings are to be looked at.
  public var cleanupPeriodDays = 30
  /// Where to look for how long Claude Code keeps transcripts: see `Store.doctor`. Empty: nowhere.
  public var settingsFiles: SettingsFiles?
  /// Paths of the roots in which Claude Code deletes transcripts; nil: all.
  public var cleanedRoots: Set<String>?
  /// As the store knew them then; nil is now.
  public var position: LogPosition?

  public init() {}
}

/// Answers a `SessionQuery`.
struct SessionSelection {
  private let query: SessionQuery
  private let sync: SyncState
  private let copied: Set<Int64>
  private let current: Set<GenerationKey>
  private let machine: [UInt8]
  /// Times after this are those of a clock that was wrong, milliseconds since 1970 UTC.
  private let latestTime: Int64
  private let usage: [[UInt8]: SessionUsage]

  /// `now`: milliseconds since 1970 UTC.
  init(_ query: SessionQuery, _ sync: SyncState, _ usage: UsageState, machine: [UInt8], now: Int64) {
    (self.query, self.sync, self.machine) = (query, sync, machine)
    latestTime = now.addingReportingOverflow(86_400_000).partialValue
    copied = sync.sourcesWithCopies
    current = sync.currentGenerations
    self.usage = usage.bySession(query, sync)
  }

  func select(_ state: SessionsState) -> [SessionSummary] {
    let shortIDs = state.shortIDs
    return state.sessions.filter(isWanted).map { session in
      var summary = summary(session)
      summary.shortID = shortIDs[session.id] ?? summary.id
      return summary
    }.filter { summary in
      if query.isMissing, summary.sourceState != .missing { return false }
      if let time = query.deletedBefore { return summary.deletedAfter.map { $0 < time } ?? false }
      return true
    }.sorted(by: precedes)
  }

  private func isWanted(_ session: SessionState) -> Bool {
    func matches(_ filter: String?, _ texts: [[UInt8]]) -> Bool {
      guard let filter = filter.map(TextFilter.init) else { return true }
      return texts.contains { filter.matches($0) }
    }
    let usage = usage[session.id]
    guard matches(query.project, [session.project]), matches(query.branch, [session.branch]),
      matches(query.model, [session.model] + (usage?.models ?? [])),
      matches(query.text, session.titles)
    else { return false }
    return query.period == .always || query.period.contains(session.started) || query.period.contains(session.ended)
      || usage?.isInPeriod == true
  }

  private func summary(_ session: SessionState) -> SessionSummary {
    var summary = session.summary(sync, copied: copied, current: current)
    summary.deletedAfter = deletedAfter(session)
    summary.lastUsed = lastUsed(session)
    if let usage = usage[session.id] {
      summary.usage = usage.totals
      summary.forkedFrom = usage.forkedFrom
    }
    return summary
  }

  /// A transcript goes when it has not been written for so many days: the last one of a session counts.
  private func deletedAfter(_ session: SessionState) -> Int64? {
    session.parts.compactMap { part in
      guard let source = sync.sources.indices.contains(Int(part.source)) ? sync.sources[Int(part.source)] : nil,
        !source.isMissing, TranscriptPath.isMain(source.path), sync.roots[source.root].origin == machine,
        query.cleanedRoots?.contains(sync.roots[source.root].path.text) ?? true, TranscriptPath.isCleaned(source.path),
        let modified = source.stamp?.modified
      else { return nil }
      return modified.quotientRoundedDown(by: 1_000_000) + Int64(query.cleanupPeriodDays) * 86_400_000
    }.max()
  }

  /// When its latest record was written; where a clock was in the future, when it began: no session stays on top until then.
  private func lastUsed(_ session: SessionState) -> Int64? {
    [session.ended, session.started].lazy.compactMap { $0 }.first { $0 <= latestTime }
  }

  /// By what is asked for, then by the last record, the latest first, then by id. What is not known comes last in both directions.
  private func precedes(_ a: SessionSummary, _ b: SessionSummary) -> Bool {
    /// nil: neither comes before the other.
    func compare<Value: Comparable>(_ x: Value?, _ y: Value?, largestFirst: Bool = true) -> Bool? {
      guard let x, let y else { return (x == nil) == (y == nil) ? nil : y == nil }
      return x == y ? nil : (x > y) == (largestFirst != query.isReversed)
    }
    func began(_ session: SessionSummary) -> Int64? { session.started.flatMap { $0 <= latestTime ? $0 : nil } }
    let first: Bool? =
      switch query.order {
      case .ended: compare(a.lastUsed, b.lastUsed)
      case .started: compare(began(a), began(b))
      case .duration: compare(a.duration, b.duration)
      case .records: compare(a.records, b.records)
      case .messages: compare(a.messages, b.messages)
      case .tokens: compare(a.usage.tokens.total, b.usage.tokens.total)
      case .cost: compare(a.usage.cost, b.usage.cost)
      case .project: compare(a.project, b.project, largestFirst: false)
      case .title: compare(a.title, b.title, largestFirst: false)
      }
    return first ?? compare(a.lastUsed, b.lastUsed) ?? compare(a.id, b.id, largestFirst: false) ?? false
  }
}

extension SessionsState {
  /// By id: as much of it as no other id begins with, at least 8 characters.
  var shortIDs: [[UInt8]: String] {
    let sorted = sessions.map(\.id).sorted { $0.lexicographicallyPrecedes($1) }
    var shared = [Int](repeating: 0, count: sorted.count + 1)
    for place in sorted.indices.dropFirst() {
      shared[place] = zip(sorted[place - 1], sorted[place]).prefix { $0 == $1 }.count
    }
    var short: [[UInt8]: String] = [:]
    for (place, id) in sorted.enumerated() {
      let needed = max(shared[place], shared[place + 1]) + 1
      let text = id.text
      // An id that is no plain text stays whole: what is cut could not be typed back.
      short[id] = text.utf8.count == text.count ? String(text.prefix(max(8, needed))) : text
    }
    return short
  }
}

extension SessionSummary {
  /// Milliseconds between the earliest and the latest record.
  public var duration: Int64? {
    guard let started, let ended else { return nil }
    return ended.subtractingReportingOverflow(started).partialValue
  }
}

/// What the responses say of a session.
private struct SessionUsage {
  var totals = UsageTotals()
  var models: [[UInt8]] = []
  var isInPeriod = false
  var forkedFrom: String?
}

extension UsageState {
  fileprivate func bySession(_ query: SessionQuery, _ sync: SyncState) -> [[UInt8]: SessionUsage] {
    var found = [SessionUsage](repeating: SessionUsage(), count: sessions.ids.count)
    var sums = [UsageSum](repeating: UsageSum(), count: sessions.ids.count)
    var modelSets = [Set<UInt32>](repeating: [], count: query.model == nil ? 0 : sessions.ids.count)
    let costs = CostTable(self, query.prices)
    let (responses, parents) = claims(sync)
    for response in responses {
      let session = Int(response.session)
      sums[session].add(response, costs)
      if !modelSets.isEmpty { modelSets[session].insert(response.model) }
      if query.period != .always, query.period.contains(response.time) { found[session].isInPeriod = true }
    }
    for session in found.indices {
      found[session].totals = sums[session].totals(costs)
      if !modelSets.isEmpty { found[session].models = modelSets[session].map { models.strings[Int($0)] } }
      found[session].forkedFrom = parents[UInt32(session)].map { sessions.ids[Int($0)].text }
    }
    return Dictionary(zip(sessions.ids, found)) { first, _ in first }
  }
}
