public import FileIO
public import SegmentedLog
import SessionLog
public import Transcripts

/// The files that a sync reads, and whether it writes.
public enum SyncMode: Sendable, Hashable {
  /// Reads only files whose size, times, inode or device have changed. If no sync under the key has completed, every
  /// file is read all the same.
  case incremental
  /// Reads every file.
  case full
  /// Determines what an incremental sync would do, and writes nothing. `Store.preview` does the same for every mode and
  /// reports each file.
  case dry
}

/// The options of a sync.
public struct SyncOptions: Sendable {
  /// The places to read: see `RootFinder`.
  public var roots: [TranscriptRoot] = []
  /// Places that were asked for in addition to the roots and cannot be read. They are reported with the files that
  /// cannot be read.
  package var rootProblems: [RootProblem] = []
  /// The home directory of the user. Links in `projects` are followed into it, and to everything else that the user
  /// owns.
  public var home: String?
  /// The files to read, and whether to write.
  public var mode = SyncMode.incremental
  /// The largest number of new or changed files to read; the others are left for the next run. nil sets no limit.
  public var maxFiles: Int?
  /// True to leave files alone whose session is known.
  public var skipExisting = false
  /// The name of what is synced, for metadata and history.
  public var syncKey = "default"
  /// The number of threads that read, hash and compress; the calling thread writes.
  public var workers: Int

  /// Makes options without roots.
  public init(workers: Int = Processors.count) {
    self.workers = max(1, workers)
  }

  /// Makes options for every place where agents keep their data, such as the entries of `CLAUDE_CONFIG_DIR`, else
  /// `~/.config/claude` and `~/.claude`. Throws `StoreError` if none exists, or none can be read.
  public init(environment: [String: String], workers: Int = Processors.count) throws {
    self = try throwingStoreErrors {
      try SyncOptions(environment: environment, fileSystem: POSIXFileSystem(), workers: workers)
    }
  }

  /// Returns options for every place where agents keep the data of this user, by the variables of the process; see
  /// `init(environment:workers:)`.
  public static func ofThisUser() throws -> SyncOptions { try SyncOptions(environment: ProcessEnvironment.places) }

  /// Does the same in another file system, for tests.
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
  /// True if `mode` is incremental; setting it to false makes the mode full.
  public var incremental: Bool {
    get { mode == .incremental }
    set { mode = newValue ? .incremental : .full }
  }

  /// True if `mode` is full; setting it to false makes a full mode incremental and keeps a dry one.
  public var forceFullSync: Bool {
    get { mode == .full }
    set { if newValue || mode == .full { mode = newValue ? .full : .incremental } }
  }

  /// True if `mode` is dry; setting it to false makes a dry mode incremental and keeps a full one.
  public var dryRun: Bool {
    get { mode == .dry }
    set { if newValue || mode == .dry { mode = newValue ? .dry : .incremental } }
  }
}

/// A line that was stored although it is not an acceptable record.
public struct BadLine: Sendable {
  /// The absolute path of the file.
  public var file: String
  /// The number of the line, from 1 as in editors.
  public var line: Int64
  /// The offset of the line in the file, in bytes.
  public var offset: Int64
  /// The defect in a few words.
  public var reason: String
}

/// A file or directory that could not be read.
public struct IngestFailure: Sendable {
  /// The path of the file or directory.
  public var path: String
  /// The reason in one sentence.
  public var message: String
}

/// The report of an ingest: what it found and did.
public struct IngestReport: Sendable {
  /// The counts that the log keeps of the run.
  public var counts = RunCounts()
  /// The first bad lines found, at most `badLinesMax`. `counts.badLines` has the number of all.
  public var badLines: [BadLine] = []
  /// The files and folders that could not be read.
  public var failures: [IngestFailure] = []
  /// Files and folders below the roots that are not stored on purpose.
  public var passedOver: [PassedOver] = []
  /// Roots of this machine that no longer exist, although files below them were stored.
  public var goneRoots: [String] = []
  /// Files whose stored bytes have changed, or that differ from another copy of their session.
  public var conflicts: [FileDecision] = []
  /// Files that changed while they were read, other than by appending. Their stored bytes may be a state that the file
  /// never had; the next ingest reads them again.
  public var torn: [FileDecision] = []
  /// The head of the log after the ingest.
  public var head = LogHead(sequence: 0, chain: .zero)
  /// The number of bytes of the store's files after the ingest.
  public var storeBytes: Int64 = 0
  /// The bytes that a compaction would save now; nil if that is not known.
  public var compaction: CompactionGain?
  /// The outcome of the recovery when the log was opened.
  public var recovery: RecoveryOutcome = .clean
  /// Directories in the store's folders that ccstore never makes, as paths below the store. They are left alone.
  public var foreignEntries: [String] = []
  /// The number of sessions whose main transcript has not changed.
  public var sessionsSkipped: Int64 = 0
  /// Records that an old version had stored more than once, and that count once from now on.
  public var mended: [RepeatedRecords] = []
  /// True if the store was empty before.
  public var isFirst = false
  /// The differences from a state of the store that this machine has seen; nil without any, or if nothing was noted.
  public var earlier: EarlierStore?

  /// The largest number of bad lines that a report lists.
  public static let badLinesMax = 100

  package init() {}
}

/// The decision about a file, made or predicted.
public struct FileDecision: Sendable, Equatable {
  /// The absolute path of the file.
  public var path: String
  /// The decision, or the one that an ingest would make.
  public var reason: DecisionReason
  /// The number of bytes that were or would be stored.
  public var newBytes: Int64 = 0
  /// The number of lines that were or would be stored.
  public var newLines: Int64 = 0
  /// The number of bytes of a last line that is not complete yet.
  public var waitingBytes: Int64 = 0
  /// True if the file changed while it was read, other than by appending. The stored bytes may be a state that the file
  /// never had; the next ingest reads it again.
  public var isTorn = false
  /// The file as it was when it was read.
  public var file: FileInfo
}

/// A file on disk.
public struct FileInfo: Sendable, Equatable {
  /// The absolute path.
  public var path: String
  /// The modification time in nanoseconds since 1970-01-01 UTC.
  public var modifiedTime: Int64
  /// The size in bytes.
  public var size: Int64
  /// True if nothing of the file was stored before, or only by interrupted ingests.
  public var isNew: Bool
  /// True if the file was stored before and has changed.
  public var isUpdated: Bool
}
