public import SegmentedLog
public import Times

/// Selects what to erase.
public enum ErasureTarget: Sendable, Equatable {
  /// A session with its subagents and sidecars, in every version: its id, or the beginning of it.
  case session(String)
  /// A file with all its versions: its absolute path, or its path below its root.
  case source(String)
  /// All files of a root, or of a folder of one, with all their versions: an absolute path. Bytes on which files
  /// elsewhere are built stay.
  case root(String)
  /// A record: the id of the session or the beginning of it, and the record's uuid, or `@` and its sequence number, or
  /// the number of its line in the main transcript, from 0.
  case record(session: String, record: String)
}

/// The content that an erasure has hidden, or would hide.
public struct ErasureReport: Sendable {
  /// A version of a file of which something is erased.
  public struct Version: Sendable, Equatable {
    /// Absolute path.
    public var path: String
    /// The number of the version, from 0.
    public var generation: Int64
    /// The number of erased lines; 0 for a file that is stored whole.
    public var lines: Int64
    /// The number of erased bytes.
    public var bytes: Int64
    /// True when nothing of this version is left.
    public var isWhole: Bool
  }

  /// Another place that may hold the erased content.
  public struct RemainingCopy: Sendable, Equatable {
    /// The kinds of places that may still hold erased content.
    public enum Kind: String, Sendable {
      /// A file that was stored and is still on disk.
      case file
      /// The agent's own list of prompts.
      case history
      /// A stored file that names the session.
      case sidecar
      /// Another session that holds records with the same uuids: a fork or a resumed copy.
      case session
      /// The files of this store, until a purge.
      case store
      /// Bytes that a recovery of this store has put aside.
      case quarantine
      /// A remote to which this machine has pushed the store.
      case remote
      /// Places that cannot be known from here, such as backups.
      case elsewhere
    }
    /// The kind of the copy.
    public var kind: Kind
    /// A path or a session id; empty when there is none.
    public var name: String
    /// One sentence without its full stop.
    public var note: String
  }

  /// The id of the session that was named, if any.
  public var session: String?
  /// The versions of files of which something is erased.
  public var versions: [Version] = []
  /// True when the erased tokens no longer count in usage.
  public var includesUsage = false
  /// Other places that may still hold the content.
  public var remainingCopies: [RemainingCopy] = []
  /// An excerpt of what a preview would hide; nil after an erasure, because its content is no longer shown.
  public var sample: Sample?
  /// The head of the log after the erasure; nil when nothing was written.
  public var head: LogHead?

  /// The number of erased lines in all versions.
  public var lines: Int64 { versions.reduce(0) { $0 + $1.lines } }
  /// The number of erased bytes in all versions.
  public var bytes: Int64 { versions.reduce(0) { $0 + $1.bytes } }
  /// The number of files of which something is erased.
  public var files: Int { Set(versions.map(\.path)).count }
}

/// An erasure in force.
public struct ErasureSummary: Sendable, Equatable {
  /// Milliseconds since 1970-01-01 UTC.
  public var time: Instant
  /// The id of the session that was named; empty when none was.
  public var session: String
  /// The absolute path of the file; `?` when unknown.
  public var path: String
  /// The number of the version, from 0.
  public var generation: Int64
  /// The number of erased lines; 0 for a file that is stored whole.
  public var lines: Int64
  /// The number of erased bytes.
  public var bytes: Int64
  /// True when the erased tokens no longer count in usage.
  public var includesUsage: Bool
}
