import SegmentedLog

/// How far the checkpoints that ingests keep up to date reach: see `ProjectionSet.all`.
package struct CheckpointAge: Sendable {
  /// The sequence number of the last event in all of them; 0 where one is missing or of another version.
  package private(set) var sequence: UInt64
  /// True if one of them is of another version of its projection, so that each question that needs it reads the log
  /// from the beginning.
  package private(set) var isOutdated: Bool

  /// Reads the names and the first bytes of the checkpoints in a store's directory. Cost: 50 µs.
  package init(_ directory: StoreDirectory) {
    let known: [(String, UInt16)] = [
      (SyncState.name, SyncState.version), (SessionsState.name, SessionsState.version),
      (ConflictsState.name, ConflictsState.version), (UsageState.name, UsageState.version),
      (ToolsState.name, ToolsState.version), (ErasuresState.name, ErasuresState.version),
    ]
    let reached = known.map { directory.checkpointSequence(of: $0.0, version: $0.1) }
    sequence = reached.map { $0 ?? 0 }.min() ?? 0
    isOutdated = reached.contains { $0 == nil }
  }
}
