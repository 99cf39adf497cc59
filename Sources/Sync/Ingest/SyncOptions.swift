public import FileIO
public import SegmentedLog
import SessionLog
public import Transcripts

/// What a sync looks into, and whether it writes.
public enum SyncMode: Sendable, Hashable {
  /// Trust size, times, inode and device: a file that has them as before is not read. Without a completed sync under the key every
  /// file is looked at all the same.
  case incremental
  /// Look into every file.
  case full
  /// Find out what an incremental sync would do, and write nothing; `Store.preview` does the same for every mode, and says it file by file.
  case dry
}

/// How to sync.
public struct SyncOptions: Sendable {
  /// What to look at: see `RootFinder`.
  public var roots: [TranscriptRoot] = []
  /// What was asked for beside the roots and cannot be looked at: reported with the files that cannot be read.
  public var rootProblems: [RootProblem] = []
  /// The home directory of the user: links below `projects` are followed into it, and to whatever else the user owns.
  public var home: String?
  public var mode = SyncMode.incremental
  /// Read at most so many new or changed files; the others are left for the next run.
  public var maxFiles: Int?
  /// Leave files alone whose session is known.
  public var skipExisting = false
  /// Names what is synced, for metadata and history.
  public var syncKey = "default"
  /// Threads that read, hash and compress; the caller's thread writes.
  public var workers: Int

  public init(workers: Int = Processors.count) {
    self.workers = max(1, workers)
  }

  /// Looks at every place where Claude Code keeps its data: the entries of `CLAUDE_CONFIG_DIR`, else `~/.config/claude` and `~/.claude`. Throws
  /// `MissingRoot` where none is there, `RootProblem` where none can be looked at.
  public init(environment: [String: String], workers: Int = Processors.count) throws {
    try self.init(environment: environment, fileSystem: POSIXFileSystem(), workers: workers)
  }

  /// In another file system, for tests.
  package init(
    environment: [String: String], fileSystem: any FileSystem, workers: Int = Processors.count
  ) throws {
    self.init(workers: workers)
    let selection = try RootFinder(environment: environment, fileSystem: fileSystem).defaults()
    (roots, rootProblems) = (selection.roots, selection.problems)
    home = Users.home(environment: environment)
  }
}

extension SyncOptions {
  /// Whether `mode` is incremental; false makes it full.
  public var incremental: Bool {
    get { mode == .incremental }
    set { mode = newValue ? .incremental : .full }
  }

  /// Whether `mode` is full; false leaves a dry one.
  public var forceFullSync: Bool {
    get { mode == .full }
    set { if newValue || mode == .full { mode = newValue ? .full : .incremental } }
  }

  /// Whether `mode` is dry; false leaves a full one.
  public var dryRun: Bool {
    get { mode == .dry }
    set { if newValue || mode == .dry { mode = newValue ? .dry : .incremental } }
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
  /// What lies below the roots and is not stored on purpose.
  public var passedOver: [PassedOver] = []
  /// Roots of this machine that are not there any more, though files of them were stored.
  public var goneRoots: [String] = []
  /// Files that were not what they had been, or not what another copy of their session is.
  public var conflicts: [FileDecision] = []
  /// Files that were changed while they were read, and not just appended to. What is stored of them may be nothing that they ever were; the next ingest
  /// reads them again.
  public var torn: [FileDecision] = []
  public var head = LogHead(sequence: 0, chain: .zero)
  /// Bytes of the store's files afterwards.
  public var storeBytes: Int64 = 0
  /// What compaction would save now; nil where that is not known.
  public var compaction: CompactionGain?
  public var recovery: RecoveryOutcome = .clean
  /// Directories in the store's folders that ccstore never makes: left alone. Below the store.
  public var strangers: [String] = []
  /// Sessions whose main transcript has not changed.
  public var sessionsSkipped: Int64 = 0
  /// Records that an old version had stored more than once, and that count once from now on.
  public var mended: [RepeatedRecords] = []
  /// Nothing was there before.
  public var isFirst = false
  /// What this machine knew of a later state of the store; nil: nothing.
  public var earlier: EarlierStore?

  public static let badLinesMax = 100

  package init() {}
}

/// What was decided about a file, or would be.
public struct FileDecision: Sendable, Equatable {
  public var path: String
  public var reason: DecisionReason
  /// Bytes stored, or to be stored.
  public var newBytes: Int64 = 0
  /// Lines stored, or to be stored.
  public var newLines: Int64 = 0
  /// Bytes of a last line that is not complete yet.
  public var waitingBytes: Int64 = 0
  /// Whether the file was changed while it was read: what is stored may be nothing that it ever was. The next ingest reads it again.
  public var isTorn = false
  public var file: FileInfo
}

/// A file on disk.
public struct FileInfo: Sendable, Equatable {
  /// Absolute.
  public var path: String
  /// Nanoseconds since 1970 UTC.
  public var modifiedTime: Int64
  /// Bytes.
  public var size: Int64
  /// Never seen before.
  public var isNew: Bool
  /// Seen before, and changed.
  public var isUpdated: Bool
}
