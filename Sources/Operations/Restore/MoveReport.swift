public import SegmentedLog
public import SystemPackage

/// The options of copying a session for another project.
public struct MoveOptions: Sendable {
  /// The id of the session, or the beginning of it.
  public var session: String
  /// The directory of the other project, which must exist.
  public var project: FilePath
  /// The directories in which agents keep their files now, existing or not.
  public var configured: [String]
  /// Writes nothing, and only reports what would be done. The id of the copy is not that of a later call.
  public var dryRun = false

  /// Creates options for the session with this id, and the directory of the other project.
  public init(_ session: String, to project: FilePath, configured: [String]) {
    (self.session, self.project, self.configured) = (session, project, configured)
  }
}

/// A session that was copied for another project, or would be.
public struct MoveReport: Sendable {
  /// A file of the copy.
  public struct File: Sendable, Equatable {
    /// The path of the original below its root.
    public var from: String
    /// The absolute path of the copy.
    public var to: String
    /// The number of bytes of the copy.
    public var bytes: Int64
  }

  /// A file of the session that was not copied.
  public struct LeftOut: Sendable, Equatable {
    /// Its path below its root.
    public var path: String
    /// A sentence for the user.
    public var note: String
  }

  /// The id of the session.
  public var session: String
  /// The id of the copy.
  public var copy: String
  /// The project of the session; empty if its records state none.
  public var project: String
  /// The other project, with links resolved.
  public var newProject: String
  /// The files of the copy, by ascending path.
  public var files: [File] = []
  /// Files of the session that were not copied, by ascending path.
  public var leftOut: [LeftOut] = []
  /// The number of lines in the transcripts of the copy.
  public var records: Int64 = 0
  /// The number of lines among them that are not records and were copied as they are.
  public var unparsed: Int64 = 0
  /// The number of ids of the session that were replaced.
  public var sessionIDs: Int64 = 0
  /// The number of working directories that were replaced.
  public var directories: Int64 = 0
  /// The number of bytes that are left out because they were erased.
  public var erasedBytes: Int64 = 0
  /// True when the transcript on disk has more bytes than the store, so that the copy lacks them.
  public var isBehind = false
  /// True when nothing was written, because only a report was requested.
  public var isDryRun = false
  /// The command that continues the copy.
  public var resumption: Resumption
  /// The head of the log from which the session was taken.
  public var head: LogHead

  /// The number of bytes of all files.
  public var bytes: Int64 { files.reduce(0) { $0 &+ $1.bytes } }
}
