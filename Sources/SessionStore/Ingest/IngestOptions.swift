public import SegmentedLog
public import Transcripts

/// How to sync.
public struct IngestOptions: Sendable {
  /// What to look at; empty: where Claude Code keeps its data.
  public var roots: [TranscriptRoot] = []
  /// Look into every file, also those that seem unchanged.
  public var full = false
  /// Names what is synced, for the history of runs.
  public var syncKey = "default"
  /// Threads that read, hash and compress; the caller's thread writes.
  public var workers: Int

  public init(workers: Int = Processors.count) {
    self.workers = max(1, workers)
  }
}

/// How far an ingest has come.
public struct IngestProgress: Sendable {
  public var files = 0
  public var filesTotal = 0
  public var bytes: Int64 = 0
  /// Bytes of the files that have to be read.
  public var bytesTotal: Int64 = 0
}

/// A line that was stored although it is no acceptable record.
public struct BadLine: Sendable {
  public var file: String
  /// From 1, as editors count.
  public var line: Int64
  /// Byte in the file.
  public var offset: Int64
  public var reason: String
}

/// A file or directory that could not be read.
public struct IngestFailure: Sendable {
  public var path: String
  /// One sentence.
  public var message: String
}

/// What an ingest found and did.
public struct IngestReport: Sendable {
  public var counts = RunCounts()
  /// The first bad lines found, at most `badLinesMax`; `counts.badLines` has their number.
  public var badLines: [BadLine] = []
  public var failures: [IngestFailure] = []
  /// Files whose stored bytes had changed: their former version is kept as a generation of its own.
  public var conflicts: [String] = []
  public var head = LogHead(sequence: 0, chain: .zero)
  /// Bytes of the store's files afterwards.
  public var storeBytes: Int64 = 0
  public var recovery: RecoveryOutcome = .clean
  /// Sessions whose main transcript has not changed.
  public var sessionsSkipped: Int64 = 0
  /// Nothing was there before.
  public var isFirst = false

  public static let badLinesMax = 100
}
