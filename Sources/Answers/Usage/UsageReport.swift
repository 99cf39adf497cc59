import Bytes
import FileIO
public import SegmentedLog
import SessionLog
public import Times

/// The property by which a report groups responses.
public enum UsageGrouping: String, Sendable, CaseIterable {
  /// Hours, days, weeks that start on Monday, and months, in the calendar of the query's zone.
  case hour, day, week, month
  /// The 168 hours of a week, from Monday 00:00 on, all weeks together.
  case hourOfWeek = "hour-of-week"
  /// Blocks of five hours, as usage limits count: a block starts at the full hour (UTC) of its first response and ends
  /// five hours later, or after five hours without a response.
  case block
  case model, project, session, machine
  /// The branch that a session was on last.
  case branch
  /// The tools that a response called, as one group for each combination: `Bash`, `Edit+Read`, none.
  case tool

  /// True if the groups are periods of time.
  public var isTime: Bool {
    switch self {
    case .hour, .day, .week, .month, .block: true
    case .hourOfWeek, .model, .project, .session, .machine, .branch, .tool: false
    }
  }
}

/// A question about tokens and cost.
public struct UsageQuery: Sendable {
  /// The kind of the groups.
  public var grouping = UsageGrouping.day
  /// The period that the time of a response's first record must be in.
  public var period = Period.always
  /// The time zone whose hours, days, weeks and months are used.
  public var zone = Zone.utc
  /// The prices by which tokens become a cost.
  public var prices = PriceTable.builtIn
  /// A text that the path of the project must contain, ignoring case; nil for all projects.
  public var project: String?
  /// A text that the name of the model must contain, ignoring case; nil for all models.
  public var model: String?
  /// A text that the name of the session's latest branch must contain, ignoring case; nil for all branches.
  public var branch: String?
  /// A session's id or its first characters; nil for all sessions.
  public var session: String?
  /// A text that the name of the machine must contain, ignoring case; nil for all machines.
  public var machine: String?
  /// A second grouping, by which each group is divided; nil for none. Not with blocks.
  public var split: UsageGrouping?
  /// True to list times without a response, too: those of `period`, or else those between the first and the last one.
  public var isFilled = false
  /// The order of the groups; nil for times in ascending order and everything else by cost, the largest first.
  public var order: UsageOrder?
  /// True for the opposite order.
  public var isReversed = false
  /// The maximum number of groups; nil for all. Of times in their usual order the latest are given.
  public var limit: Int?
  /// True to count the sessions of each group, and of all.
  public var countsSessions = false
  /// The amount that the present month may cost; nil for no statement about it. `period` does not count for it.
  public var budget: Money?
  /// The id that `session` means; set before the question is answered.
  var sessionID: [UInt8]?
  /// The position of the log at which the question is asked; nil for the end.
  public var position: LogPosition?

  /// Creates a question without a condition: it is about everything that is stored.
  public init() {}
}

/// Tokens and what they cost.
public struct UsageTotals: Sendable, Equatable {
  /// The number of responses. An advisor's answer within a response is not counted, but its tokens are included.
  public var responses: Int64 = 0
  /// Their tokens.
  public var tokens = TokenCounts()
  /// The cost of everything that has a price; nil if nothing has one.
  public var cost: Money? = 0
  /// The names of the models with tokens that have no price, sorted; an empty name stands for records that name no
  /// model. `cost` does not include these tokens.
  public var unpricedModels: [String] = []
  /// The usage without a price, with the reasons, sorted by model.
  public var unpriced: [UnpricedUsage] = []

  /// Creates the sum of nothing.
  public init() {}
}

/// Usage that could not be priced, for one model and one reason.
public struct UnpricedUsage: Sendable, Equatable {
  /// The name of the model; empty if the records name none.
  public var model: String
  /// The reason in a few words: `no list price`, `no price for speed fast`.
  public var reason: String
  /// The number of responses, or parts of responses, with such tokens.
  public var responses: Int64
  /// Their tokens.
  public var tokens: TokenCounts

  /// The reason if the table does not name the model.
  public static let noListPrice = "no list price"
}

/// The usage of one day, model, session or other group.
public struct UsageGroup: Sendable, Equatable {
  /// The day, hour or month as `2026-03-25`, `2026-03-25 14:00`, `2026-03`, else the name of the group; nil if the
  /// responses have no time, or no name.
  public var key: String?
  /// The start of a period; nil for other groups.
  public var start: Instant?
  /// The end of a block; nil for other groups.
  public var end: Instant?
  /// The time of the last response of a block; nil for other groups.
  public var lastResponse: Instant?
  /// True if a block has not ended; nil for other groups.
  public var isActive: Bool?
  /// The title of a session; nil for other groups.
  public var title: String?
  /// The project of a session; nil for other groups.
  public var project: String?
  /// All of them together.
  public var totals: UsageTotals
  /// The number of sessions whose responses are in the group; nil if that was not asked.
  public var sessions: Int?
  /// The groups of the second grouping, ordered like groups; empty without one.
  public var parts: [UsageGroup] = []

  /// Creates a group.
  public init(
    key: String? = nil, start: Instant? = nil, end: Instant? = nil, lastResponse: Instant? = nil, isActive: Bool? = nil,
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
  /// The kind of the groups.
  public var grouping: UsageGrouping
  /// In the order asked for; by default periods in ascending order, followed by the group without a time, and other
  /// groups by descending cost, then by descending number of tokens.
  public var groups: [UsageGroup]
  /// All of them together.
  public var totals: UsageTotals
  /// The name of the time zone.
  public var zone: String
  /// The source of the prices, as `PriceTable.source`.
  public var prices: String
  /// The second grouping; nil if there is none.
  public var split: UsageGrouping?
  /// The number of groups that the limit of the query left out; nil without a limit. The totals include them.
  public var leftOut: Int?
  /// The number of sessions whose responses are in any group; nil if that was not asked.
  public var sessions: Int?
  /// The budget of the present month; nil if none was given.
  public var budget: UsageBudget?
}

extension UsageQuery {
  var needsMachines: Bool { grouping == .machine || split == .machine || machine != nil }

  var needsSessions: Bool {
    let named: [UsageGrouping] = [.project, .session, .branch]
    return project != nil || branch != nil || session != nil || named.contains(grouping)
      || split.map(named.contains) == true
  }
}

extension StoreView {
  /// Returns the tokens and the cost of the responses in the store that the query selects, each counted once, whatever
  /// became of its files.
  ///
  /// No record is read, only the checkpoints of the projections and the events after them. Memory: 120 bytes per
  /// response. Throws `StoreError`.
  public func usage(_ query: UsageQuery = UsageQuery()) throws -> UsageReport {
    try throwingStoreErrors {
      _ = try projections(query.needsSessions ? [.usage, .sessions] : .usage)
      var query = query
      query.sessionID = try query.session.map { try session(named: $0).id }
      return try UsageSummary(query, self, query.needsSessions ? sessionsState : SessionsState()).report()
    }
  }
}
