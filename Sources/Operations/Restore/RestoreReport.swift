public import SegmentedLog
public import SystemPackage
public import Times

/// The options of a restore: which files it writes, and where.
public struct RestoreOptions: Sendable {
  /// Selects the files to restore.
  public enum Selection: Sendable, Equatable {
    /// Sessions by id, or by the beginning of an id.
    case sessions([String])
    /// Every stored file that is no longer on disk; for a file of another machine, that was gone at the last ingest
    /// there. A file of this machine that only another store has read does not count.
    case allMissing
  }

  /// The files to restore.
  public var selection: Selection
  /// A directory that stands for the root. With nil, files are written to where they came from; this is done only for
  /// files that this store has read there itself and that have names which an agent gives its files.
  public var target: FilePath?
  /// The number of the version to restore, from 0, for those files that have it; nil means the latest of each.
  public var generation: Int?
  /// The position in the log as of which files are restored; nil means now.
  public var position: LogPosition?
  /// Moves files with other bytes aside instead of refusing to write.
  public var force = false
  /// Gives the files the current time instead of their own modification times.
  public var touch = false
  /// A time in the past. Files that were last modified before it, and that their agent deletes when they are old, get
  /// the current time, so that it does not delete them again when it starts next; all others keep their own. So do
  /// those that it cannot have deleted for their age, because one in the same root that is as old is still on disk. It
  /// has no effect with `target`. With nil, all keep their own.
  public var touchesBefore: Instant?
  /// Writes nothing, and only reports what would be done.
  public var dryRun = false
  /// The directories in which agents keep their files now, existing or not. A root that is gone and is not among them
  /// is not created again: its files are written to the directory below which most of them are found under the same
  /// names, or are refused. With nil, every root is created again.
  public var configured: [String]?

  /// Options that restore the latest versions of the selected files to where they came from.
  public init(_ selection: Selection) { self.selection = selection }
}

/// The files that a restore has written or refused, or would write or refuse.
public struct RestoreReport: Sendable {
  /// A file that was written.
  public struct File: Sendable, Equatable {
    /// The path that was written.
    public var path: String
    /// The number of bytes written.
    public var bytes: Int64
    /// Nanoseconds since 1970-01-01 UTC; nil when the store does not know the time.
    public var modified: Int64?
    /// True when it has the current time instead of its own.
    public var isTouched = false
    /// The number of bytes that are left out because they were erased.
    public var erasedBytes: Int64 = 0
  }

  /// A file that was not written.
  public struct Refusal: Sendable, Equatable {
    /// The reason why a file was not written.
    public enum Reason: String, Sendable {
      /// Another file is in its place.
      case differs
      /// A file, directory or link is in the way at its path or on the path to it.
      case blocked
      /// Nothing of it is left: it was erased.
      case erased
      /// The version was dropped by `compact --drop-superseded`.
      case dropped
      /// Bytes of it were lost by damage.
      case lost
      /// It was moved: its bytes are on disk, or are restored, under another name.
      case moved
      /// Its root no longer exists, and no agent reads it.
      case gone
      /// It cannot be examined.
      case unreadable
      /// It came from another machine, or only another store says that it was on this one.
      case elsewhere
      /// A folder on the path to it is a symbolic link.
      case link
      /// Its name is not one that an agent gives its files.
      case name
      /// Its stored path leads out of the root.
      case unsafe
    }

    /// The path of the file, or of the folder or root that stands for all files in it.
    public var path: String
    /// The reason why it was not restored.
    public var reason: Reason
    /// A sentence for the user.
    public var note: String
  }

  /// A version of a file that holds more records than the later one that was restored, or that is there already.
  public struct EarlierVersion: Sendable, Equatable {
    /// The path of the file.
    public var path: String
    /// The session that the path names; empty if it names none.
    public var session: String
    /// The number of the version, from 0: the one with the most records.
    public var generation: Int
    /// The number of its lines.
    public var records: Int64
    /// The number of lines of the version that was restored.
    public var restoredRecords: Int64
  }

  /// A root that is gone, and the directory to which its files were written instead.
  public struct Redirection: Sendable, Equatable {
    /// The path of the root that is gone.
    public var from: String
    /// The directory that was used instead.
    public var to: String
  }

  /// The files that were written, by ascending path.
  public var restored: [File] = []
  /// The roots whose files went elsewhere.
  public var redirected: [Redirection] = []
  /// The number of files that exist already with the same bytes, or with these bytes and more after them.
  public var present = 0
  /// Existing files that were moved out of the way, with their new names.
  public var movedAside: [(from: String, to: String)] = []
  /// The files that were not written, by ascending path.
  public var refused: [Refusal] = []
  /// Earlier versions that hold more records, by ascending path.
  public var earlierVersions: [EarlierVersion] = []
  /// The commands that continue the sessions that were asked for, where their transcripts are in their places now;
  /// empty with `RestoreOptions.target` and in a dry run.
  public var resumptions: [Resumption] = []
  /// True when nothing was written, because only a report was requested.
  public var isDryRun = false
  /// The head of the log at the position that was restored.
  public var head = LogHead(sequence: 0, chain: .zero)

  /// The number of bytes written to all files.
  public var bytes: Int64 { restored.reduce(0) { $0 &+ $1.bytes } }
}
