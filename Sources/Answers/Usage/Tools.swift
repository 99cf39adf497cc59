import SessionLog
import Times

/// The calls of one tool.
public struct ToolUse: Sendable, Equatable {
  /// Name of the tool; empty in a sum over all.
  public var tool: String
  public var calls: Int64 = 0
  /// Calls whose result is an error: refused ones, and commands that failed.
  public var errors: Int64 = 0
  /// Calls without a result.
  public var unanswered: Int64 = 0
  /// From the call to its result, milliseconds, waiting for a person included; nil where no call has a result with a time.
  public var durations: Durations?

  public struct Durations: Sendable, Equatable {
    public var total: Int64
    /// Of an even number the lower one of the two in the middle.
    public var median: Int64
    public var mean: Int64
    public var longest: Int64
  }
}

/// A question about tools.
public struct ToolQuery: Sendable {
  /// Which calls, by their time.
  public var period = Period.always
  /// Of projects whose path holds this, whatever the case; nil: of all.
  public var project: String?
  /// A session's id or the beginning of it; nil: all.
  public var session: String?

  public init() {}
}

/// An answer about tools.
public struct ToolReport: Sendable, Equatable {
  /// The most called first.
  public var tools: [ToolUse]
  public var totals: ToolUse
}

extension Store {
  /// Calls, errors and durations of every tool, each call counted once. Reads no record.
  ///
  /// Throws `NoSuchSession`. Memory: 80 bytes a call.
  public func tools(_ query: ToolQuery = ToolQuery()) throws -> ToolReport {
    let log = try openLog()
    let sync = try Folded<SyncState>(log).state
    let state = try Folded<ToolsState>(log, sync).state
    var isWanted = [Bool](repeating: true, count: state.sessions.ids.count)
    if query.project != nil || query.session != nil {
      let sessions = try SessionsState.current(log, sync)
      let wanted = try query.session.map { try sessions.session(named: $0).id }
      let filter = query.project.map(TextFilter.init)
      for (number, id) in state.sessions.ids.enumerated() {
        let project = sessions.index(of: id).map { sessions.sessions[$0].project } ?? []
        isWanted[number] = wanted.map { $0 == id } ?? true && filter?.matches(project) ?? true
      }
    }
    var byTool: [UInt32: ToolTally] = [:]
    var all = ToolTally()
    for call in state.calls where isWanted[Int(call.session)] && query.period.contains(call.time) {
      byTool[call.tool, default: ToolTally()].add(call)
      all.add(call)
    }
    let tools = byTool.map { $0.value.use(of: state.names.strings[Int($0.key)].text) }
    return ToolReport(
      tools: tools.sorted { ($1.calls, $0.tool) < ($0.calls, $1.tool) }, totals: all.use(of: ""))
  }
}

/// Calls being added up.
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
