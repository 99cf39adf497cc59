import FileIO
import SessionLog
import Times

/// The calls of one tool.
public struct ToolUse: Sendable, Equatable {
  /// The name of the tool; empty in a sum over all tools.
  public var tool: String
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
    public var total: Int64
    /// The lower of the two middle values if their number is even.
    public var median: Int64
    public var mean: Int64
    public var longest: Int64
  }
}

/// A question about the calls of tools.
public struct ToolQuery: Sendable {
  /// The period that the time of a call must be in.
  public var period = Period.always
  /// A text that the path of the project must contain, ignoring case; nil for all projects.
  public var project: String?
  /// The id of a session or the beginning of it; nil for all sessions.
  public var session: String?

  public init() {}
}

/// An answer about tools.
public struct ToolReport: Sendable, Equatable {
  /// The tools in descending order of calls, then by name.
  public var tools: [ToolUse]
  public var totals: ToolUse

  public init(tools: [ToolUse], totals: ToolUse) { (self.tools, self.totals) = (tools, totals) }
}

extension StoreView {
  /// Returns the calls, errors and durations of each tool, with each call counted once. Reads no record.
  ///
  /// Throws `noSuchSession`. Memory: 80 bytes per call.
  public func tools(_ query: ToolQuery = ToolQuery()) throws -> ToolReport {
    try throwingStoreErrors {
      let needsSessions = query.project != nil || query.session != nil
      let state = try projections(needsSessions ? [.tools, .sessions] : .tools).tools.state
      var isWanted = [Bool](repeating: true, count: state.sessions.ids.count)
      if needsSessions {
        let sessions = try sessionsState
        let wanted = try query.session.map { try session(named: $0).id }
        let filter = query.project.map(TextFilter.init)
        for (number, id) in state.sessions.ids.enumerated() {
          let project = sessions.index(of: id).map { sessions.sessions[$0].project } ?? []
          isWanted[number] = wanted.map { $0 == id } ?? true && filter?.matches(project) ?? true
        }
      }
      var byTool: [UInt32: ToolTally] = [:]
      var all = ToolTally()
      try checkCancellation()
      for call in state.calls where isWanted[Int(call.session)] && query.period.contains(call.time) {
        byTool[call.tool, default: ToolTally()].add(call)
        all.add(call)
      }
      let tools = byTool.map { $0.value.use(of: state.names.strings[Int($0.key)].text) }
      return ToolReport(
        tools: tools.sorted { ($1.calls, $0.tool) < ($0.calls, $1.tool) }, totals: all.use(of: ""))
    }
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
