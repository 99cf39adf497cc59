import FileIO
public import SegmentedLog
public import Times
public import Transcripts

/// The files that a prune is about.
public struct PruneOptions: Sendable {
  /// The places where to look. Files in roots of which any file is taken are never deleted.
  public var roots: [TranscriptRoot]
  /// A session counts when each of its files was last changed before this time.
  public var before: Instant
  /// Only sessions of projects whose path contains this text, ignoring case; nil: of all projects.
  public var project: String?
  /// Only these sessions, by their whole ids; nil: all.
  public var sessions: Set<String>?
  /// The files that other processes have open; nil: what the system tells.
  package var openFiles: Set<FileIdentity>?

  /// Creates options for the sessions below some roots that were used last before a moment.
  public init(_ roots: [TranscriptRoot], before: Instant) { (self.roots, self.before) = (roots, before) }
}

/// The results of a prune, or of its preview.
public struct PruneReport: Sendable {
  /// A session whose files are deleted.
  public struct Session: Sendable, Equatable {
    /// The id of the session.
    public var id: String
    /// The shortest unique beginning of the id in this store, at least 8 characters.
    public var shortID: String
    /// The working directory; empty if its records state none.
    public var project: String
    /// The title; empty if the session has none.
    public var title: String
    /// The time when the last of its files was changed.
    public var modified: Instant
    /// The number of files.
    public var files = 0
    /// Their length in bytes.
    public var bytes: Int64 = 0
  }

  /// A file that keeps all files of its session from being deleted.
  public struct Kept: Sendable, Equatable {
    /// The reason in one word.
    public enum Reason: String, Sendable {
      /// It has bytes that the store does not have.
      case unstored
      /// It was changed within the last hour, or a process has it open.
      case inUse = "in_use"
      /// A part of it is erased in the store, which could not give it back.
      case erased
      /// The store lacks bytes of it: they were lost by damage, or dropped on request.
      case lacking
      /// It differs from what is stored.
      case differs
      /// It changed while it was compared.
      case changed
      /// It could not be read or deleted.
      case failed
    }

    /// The absolute path.
    public var path: String
    /// The id of the session.
    public var session: String
    /// The reason why it was kept.
    public var reason: Reason
    /// The reason in words that follow a colon.
    public var note: String
  }

  /// The sessions whose files were deleted, or would be, the oldest first.
  public var sessions: [Session] = []
  /// The number of files that were deleted, or would be.
  public var files: Int { sessions.reduce(0) { $0 + $1.files } }
  /// Their length in bytes.
  public var bytes: Int64 { sessions.reduce(0) { $0 + $1.bytes } }
  /// The number of these files that have another name, a hard link, which stays: deleting one name frees no space.
  public var linkedFiles = 0
  /// The length of these files in bytes.
  public var linkedBytes: Int64 = 0
  /// The number of directories that were removed because they had become empty.
  public var directories = 0
  /// The reasons that keep sessions from being deleted although they are old enough.
  public var kept: [Kept] = []
  /// The number of sessions that are not old enough.
  public var recentSessions = 0
  /// True if every byte of the files was compared with the log.
  public var isVerified = false
  /// True if nothing was deleted.
  public var isPreview = true
  /// The end of the log.
  public var head = LogHead(sequence: 0, chain: .zero)
}
