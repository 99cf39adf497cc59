import SegmentedLog

/// How far the checkpoints that ingests keep up to date reach: see `ProjectionSet.all`.
package struct CheckpointAge: Sendable {
  /// The sequence number of the last event in all of them; 0 where one is missing or of another version.
  package private(set) var sequence: UInt64
  /// True if one of them is of another version of its projection, so that each question that needs it reads the log
  /// from the beginning.
  package private(set) var isOutdated: Bool

  /// The number of events after a checkpoint that readers fold without a delay that anybody notices.
  package static let fewEvents: UInt64 = 512

  /// Returns whether the events of a log after those in a checkpoint, which are its first `reached`, cost readers more
  /// than a new checkpoint costs now: there are more than `few`, and more than an eighth of those in it.
  package static func isFarBehind(_ reached: UInt64, _ head: LogHead, few: UInt64 = fewEvents) -> Bool {
    let lag = head.sequence - min(head.sequence, reached)
    return lag > few && lag > reached / 8
  }

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
