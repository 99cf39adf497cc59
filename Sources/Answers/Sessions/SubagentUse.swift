import SessionLog

/// The subagents of a session that have transcripts of their own, and what they used.
public struct SubagentUse: Sendable, Equatable {
  /// The number of subagents. Copies of a transcript count once.
  public var count: Int
  /// The usage of the responses in their transcripts, as far as they are counted for this session. It is a part of the
  /// usage of the session.
  public var usage: UsageTotals
}

/// The tokens and the cost of the subagents of all sessions.
struct SubagentTotals {
  private var uses: [[UInt8]: SubagentUse] = [:]

  /// Adds up. `ids` are the ids of the sessions of the responses. Cost: one pass over the responses and the files.
  init(_ priced: PricedUsage, _ sync: SyncState, _ state: SessionsState, _ ids: [[UInt8]]) {
    let agents = sync.sources.map { source in source.flatMap { $0.format.subagent(of: $0.path) } }
    func agent(_ source: some BinaryInteger) -> [UInt8]? {
      Int(exactly: source).flatMap { agents.indices.contains($0) ? agents[$0] : nil }
    }
    for session in state.sessions {
      let names = Set((session.parts + session.former).compactMap { agent($0.source) })
      if !names.isEmpty { uses[session.id] = SubagentUse(count: names.count, usage: UsageTotals()) }
    }
    var sums: [UInt32: UsageSum] = [:]
    priced.forEach(in: .always) { part in
      if agent(part.source) != nil { sums[part.session, default: UsageSum()].add(part) }
    }
    for (number, sum) in sums { uses[ids[Int(number)]]?.usage = sum.totals(priced.costs) }
  }

  /// Returns what the subagents of a session used; nil if it has none.
  func use(of session: [UInt8]) -> SubagentUse? { uses[session] }
}
