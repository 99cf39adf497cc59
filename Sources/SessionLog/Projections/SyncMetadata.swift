/// One run of an ingest.
public struct RunState: Sendable, Equatable {
  /// The number of the run, from 1.
  public var number: Int64
  /// The key under which the run is remembered.
  public var syncKey: String
  /// The start in milliseconds since 1970-01-01 UTC.
  public var started: Int64
  /// The end in milliseconds since 1970-01-01 UTC; nil while the run is in progress, and if it was interrupted.
  public var ended: Int64?
  /// The state of the run.
  public var status: RunStatus
  /// The reason of a failure; nil for other runs.
  public var error: String?
  /// The counts of the run; zero until it has finished.
  public var counts = RunCounts()

  /// Makes the state of a run, by default as it begins.
  public init(
    number: Int64, syncKey: String, started: Int64, ended: Int64? = nil, status: RunStatus = .inProgress,
    error: String? = nil
  ) {
    (self.number, self.syncKey, self.started, self.ended) = (number, syncKey, started, ended)
    (self.status, self.error) = (status, error)
  }
}

/// The state of the syncs under one key.
public struct SyncMetadata: Sendable, Equatable {
  /// The key under which the run is remembered.
  public var syncKey: String
  /// The end of the last completed run in milliseconds since 1970-01-01 UTC; nil before the first one and after a
  /// reset.
  public var lastSyncTimestamp: Int64?
  /// The number of files that the last completed run found.
  public var filesProcessed: Int64 = 0
  /// The number of sessions that the last completed run inserted or updated.
  public var sessionsProcessed: Int64 = 0
  /// The status of the last run.
  public var syncStatus: RunStatus
  /// The reason why the last run failed; nil if it did not.
  public var errorMessage: String?
  /// The start of the first run in milliseconds since 1970-01-01 UTC.
  public var createdAt: Int64
  /// The time of the latest event about this key in milliseconds since 1970-01-01 UTC.
  public var updatedAt: Int64
}
