import Bytes
public import SegmentedLog
import SessionLog
import Times

/// What the responses of a report are put together by.
public enum UsageGrouping: String, Sendable, CaseIterable {
  /// Hours, days, weeks from Monday on, months: of the calendar of the zone asked for.
  case hour, day, week, month
  /// Five hours from the full hour (UTC) of the first response on, or until five hours pass without one: how limits count.
  case block
  case model, project, session, machine
  /// The tools that a response called, all of them together: `Bash`, `Edit+Read`, none.
  case tool

  public var isTime: Bool {
    switch self {
    case .hour, .day, .week, .month, .block: true
    case .model, .project, .session, .machine, .tool: false
    }
  }
}

/// A question about tokens and cost.
public struct UsageQuery: Sendable {
  public var grouping = UsageGrouping.day
  /// Which responses, by the time of their first record.
  public var period = Period.always
  /// Whose days they are.
  public var zone = Zone.utc
  public var prices = PriceTable.builtIn
  /// Of projects whose path holds this, whatever the case; nil: of all.
  public var project: String?
  /// Of models whose name holds this, whatever the case; nil: of all.
  public var model: String?
  /// As the store knew it then; nil is now.
  public var position: LogPosition?

  public init() {}
}

/// Tokens and what they cost.
public struct UsageTotals: Sendable, Equatable {
  /// An advisor's answer within one is not counted here, but its tokens are.
  public var responses: Int64 = 0
  public var tokens = TokenCounts()
  /// USD, of what has a price; nil where nothing has.
  public var cost: Double? = 0
  /// Models with something that has no price, sorted; an empty name where a record names none. What has none is not part of `cost`.
  public var unpricedModels: [String] = []
  /// What has no price and why, by model.
  public var unpriced: [UnpricedUsage] = []

  public init() {}
}

/// What could not be priced.
public struct UnpricedUsage: Sendable, Equatable {
  /// Empty where a record names none.
  public var model: String
  /// A few words: `no list price`, `no price for speed fast`.
  public var reason: String
  /// The number of responses, or parts of responses, with such tokens.
  public var responses: Int64
  public var tokens: TokenCounts

  /// The reason where the table does not name the model.
  public static let noListPrice = "no list price"
}

/// The usage of a day, a model, a session, ….
public struct UsageGroup: Sendable, Equatable {
  /// `2026-03-25`, `2026-03-25 14:00`, `2026-03` or the name of the thing; nil: it has no time, or no name.
  public var key: String?
  /// Of a time: milliseconds since 1970 UTC.
  public var start: Int64?
  /// Of a block: milliseconds since 1970 UTC.
  public var end: Int64?
  /// Of a block: time of its last response, milliseconds since 1970 UTC.
  public var lastResponse: Int64?
  /// Of a block: whether it goes on.
  public var isActive: Bool?
  /// Of a session.
  public var title: String?
  /// Of a session.
  public var project: String?
  public var totals: UsageTotals

  public init(
    key: String? = nil, start: Int64? = nil, end: Int64? = nil, lastResponse: Int64? = nil, isActive: Bool? = nil,
    totals: UsageTotals
  ) {
    self.key = key
    self.start = start
    self.end = end
    self.lastResponse = lastResponse
    self.isActive = isActive
    self.totals = totals
  }
}

/// An answer about tokens and cost.
public struct UsageReport: Sendable {
  public var grouping: UsageGrouping
  /// Times in their order, and behind them what has none; everything else by cost, then by tokens, the largest first.
  public var groups: [UsageGroup]
  public var totals: UsageTotals
  /// Name of the zone.
  public var zone: String
  /// Where the prices are from.
  public var prices: String
}

extension Store {
  /// Tokens and cost of every response in the store, each counted once, whatever became of its files.
  ///
  /// Reads no record: the snapshots of the projections and what came after them. Memory: 120 bytes a response.
  public func usage(_ query: UsageQuery = UsageQuery()) throws -> UsageReport {
    let moment = try moment(query.position)
    let (log, sync) = (moment.log, moment.sync)
    let usage = try Folded<UsageState>(log, sync).state
    let needsSessions = query.project != nil || [.project, .session].contains(query.grouping)
    let sessions = needsSessions ? try SessionsState.current(log, sync) : SessionsState()
    var summary = UsageSummary(query, usage, sync, sessions, now: clock.milliseconds)
    return summary.report()
  }
}
