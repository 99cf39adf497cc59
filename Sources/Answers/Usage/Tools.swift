import FileIO
public import SegmentedLog
import SessionLog
import Times

/// The calls of one tool.
public struct ToolUse: Sendable, Equatable {
  /// The name of the tool; empty in a sum over all tools.
  public var tool: String
  /// Calls, each counted once.
  public var calls: Int64 = 0
  /// Calls whose result is an error: refused ones, and commands that failed.
  public var errors: Int64 = 0
  /// Calls without a result.
  public var unanswered: Int64 = 0
  /// The times from a call to its result, including the time spent waiting for a person; nil if no call has a result
  /// with a time.
  public var durations: Durations?

  /// Statistics of durations, all in milliseconds.
  public struct Durations: Sendable, Equatable {
    /// The sum.
    public var total: Int64
    /// The lower of the two middle values if their number is even.
    public var median: Int64
    /// The sum divided by their number, without the fraction.
    public var mean: Int64
    /// The largest of them.
    public var longest: Int64
  }
}

/// The order in which tools are listed.
public enum ToolOrder: String, Sendable, CaseIterable {
  /// By this quantity, the largest first.
  case calls, errors, unanswered
  /// By a duration, the longest first. Tools without a duration come last, also in reverse order.
  case median, mean, longest, total
  /// In alphabetical order.
  case tool
}

/// A question about the calls of tools.
public struct ToolQuery: Sendable {
  /// The period that the time of a call must be in.
  public var period = Period.always
  /// A text that the path of the project must contain, ignoring case; nil for all projects.
  public var project: String?
  /// The id of a session or the beginning of it; nil for all sessions.
  public var session: String?
  /// A text that the name of the session's latest branch must contain, ignoring case; nil for all branches.
  public var branch: String?
  /// A text that the name of a model that answered in the session must contain, ignoring case; nil for all models.
  public var model: String?
  /// The order of the tools.
  public var order = ToolOrder.calls
  /// True to begin with the last of that order.
  public var isReversed = false
  /// The position of the log at which the question is asked; nil for the end.
  public var position: LogPosition?

  /// Creates a question without a condition: it is about everything that is stored.
  public init() {}

  var filter: SessionFilter { SessionFilter(project: project, session: session, branch: branch, model: model) }
}

/// An answer about tools.
public struct ToolReport: Sendable, Equatable {
  /// The tools in the order asked for, then by name.
  public var tools: [ToolUse]
  /// All tools together.
  public var totals: ToolUse

  /// Creates an answer.
  public init(tools: [ToolUse], totals: ToolUse) { (self.tools, self.totals) = (tools, totals) }
}

extension StoreView {
  /// Returns the calls, errors and durations of each tool, with each call counted once. Reads no record.
  ///
  /// Throws `noSuchSession`. Memory: 80 bytes per call.
  public func tools(_ query: ToolQuery = ToolQuery()) throws -> ToolReport {
    try throwingStoreErrors {
      let filter = query.filter
      var needed: ProjectionSet = filter.isEmpty ? .tools : [.tools, .sessions]
      if filter.model != nil { needed.insert(.usage) }
      let state = try projections(needed).tools.state
      let wanted = try ids(of: filter)
      let isWanted = state.sessions.ids.map { wanted?.contains($0) ?? true }
      var byTool: [UInt32: ToolTally] = [:]
      var all = ToolTally()
      try checkCancellation()
      for call in state.calls where isWanted[Int(call.session)] && query.period.contains(call.time) {
        byTool[call.tool, default: ToolTally()].add(call)
        all.add(call)
      }
      let tools = byTool.map { $0.value.use(of: state.names.strings[Int($0.key)].text) }
      return ToolReport(tools: tools.sorted(by: query.precedes), totals: all.use(of: ""))
    }
  }
}

extension ToolQuery {
  fileprivate func precedes(_ a: ToolUse, _ b: ToolUse) -> Bool {
    let row = RowOrder(isReversed: isReversed)
    let first: Bool? =
      switch order {
      case .calls: row.precedes(a.calls, b.calls)
      case .errors: row.precedes(a.errors, b.errors)
      case .unanswered: row.precedes(a.unanswered, b.unanswered)
      case .median: row.precedes(a.durations?.median, b.durations?.median)
      case .mean: row.precedes(a.durations?.mean, b.durations?.mean)
      case .longest: row.precedes(a.durations?.longest, b.durations?.longest)
      case .total: row.precedes(a.durations?.total, b.durations?.total)
      case .tool: row.precedes(a.tool, b.tool, largestFirst: false)
      }
    return first ?? (a.tool < b.tool)
  }
}

/// A sum of calls.
private struct ToolTally {
  private var use = ToolUse(tool: "")
  private var durations: [Int64] = []

  mutating func add(_ call: ToolCall) {
    use.calls += 1
    switch call.outcome {
    case .unanswered: use.unanswered += 1
    case .succeeded: break
    case .failed: use.errors += 1
    }
    if let duration = call.duration { durations.append(duration) }
  }

  func use(of tool: String) -> ToolUse {
    var use = use
    use.tool = tool
    if durations.isEmpty { return use }
    let sorted = durations.sorted()
    let total = sorted.reduce(Int64(0)) { $0.adding($1) }
    use.durations = ToolUse.Durations(
      total: total, median: sorted[(sorted.count - 1) / 2], mean: total / Int64(sorted.count), longest: sorted.last!)
    return use
  }
}
