/// One ingest.
public struct RunState: Sendable, Equatable {
  /// From 1.
  public var number: Int64
  public var syncKey: String
  /// Milliseconds since 1970 UTC.
  public var started: Int64
  /// Milliseconds since 1970 UTC; nil while it is not over, or was cut off.
  public var ended: Int64?
  public var status: RunStatus
  public var error: String?
  public var counts = RunCounts()

  /// As it begins.
  public init(
    number: Int64, syncKey: String, started: Int64, ended: Int64? = nil, status: RunStatus = .inProgress,
    error: String? = nil
  ) {
    (self.number, self.syncKey, self.started, self.ended) = (number, syncKey, started, ended)
    (self.status, self.error) = (status, error)
  }
}

/// What is known of the syncs under one key.
public struct SyncMetadata: Sendable, Equatable {
  public var syncKey: String
  /// When the last run that completed ended, milliseconds since 1970 UTC; nil before the first, and after a reset.
  public var lastSyncTimestamp: Int64?
  /// Files that the last completed run found.
  public var filesProcessed: Int64 = 0
  /// Sessions that the last completed run inserted or updated.
  public var sessionsProcessed: Int64 = 0
  /// Of the last run.
  public var syncStatus: RunStatus
  public var errorMessage: String?
  /// Of the first run; milliseconds since 1970 UTC.
  public var createdAt: Int64
  /// Of the last event about it.
  public var updatedAt: Int64
}
