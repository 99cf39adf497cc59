public import SegmentedLog

/// What a store holds, at a glance.
public struct StoreStatus: Sendable {
  public var path: String
  public var head: LogHead
  public var sources: Int
  public var generations: Int
  public var missingSources: Int
  public var sessions: Int
  /// Lines, in all generations.
  public var records: Int64
  public var badLines: Int64
  /// Bytes of all generations of all sources.
  public var sourceBytes: Int64
  /// Bytes of the store's files.
  public var storeBytes: Int64
  /// Milliseconds since 1970 UTC: earliest and latest record.
  public var oldest: Int64?
  public var newest: Int64?
  public var roots: [String]
  public var runs: Int64
  /// The last run that completed.
  public var lastCompleted: RunState?
  /// The last run of all.
  public var lastRun: RunState?
}

extension Store {
  /// Cost: the snapshots and the events after them.
  public func status() throws -> StoreStatus {
    let log = try openLog()
    let projections = try Projections(log)
    let sync = projections.sync.state
    let sessions = projections.sessions.state.sessions
    let sources = sync.sources.compactMap { $0 }
    let generations = sources.flatMap(\.generations)
    return StoreStatus(
      path: path.string, head: log.head, sources: sources.count, generations: generations.count,
      missingSources: sources.count { $0.isMissing }, sessions: sessions.count,
      records: generations.reduce(0) { $0 + $1.lines }, badLines: generations.reduce(0) { $0 + $1.badLines },
      sourceBytes: sync.storedBytes, storeBytes: try log.directory.size(),
      oldest: sessions.compactMap(\.started).min(), newest: sessions.compactMap(\.ended).max(),
      roots: sync.roots.map(\.path.text), runs: sync.runCount,
      lastCompleted: sync.runs.last { $0.status == .completed },
      lastRun: sync.runs.last)
  }
}
