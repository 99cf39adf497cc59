public import SegmentedLog
import SessionLog
public import Times
public import Transcripts

/// A question about what changed between two versions of the files of a session.
public struct VersionQuery: Sendable {
  /// The id of the session or the beginning of it.
  public var session: String
  /// The earlier version, from 0; nil for the one before the later version of each file.
  public var from: Int?
  /// The later version, from 0; nil for the latest of each file.
  public var to: Int?
  /// The maximum number of changes that are listed for a file; all are counted.
  public var limit = Int.max
  /// The maximum length of a text in characters.
  public var charactersMax = 20_000

  /// Creates a question about the latest version of a session and the one before it.
  public init(_ session: String) { self.session = session }
}

/// The changes between two versions of the files of a session.
public struct VersionReport: Sendable {
  /// The end of the log that was asked.
  public var head: LogHead
  /// The id of the session.
  public var session: String
  /// The shortest unique beginning of the id, at least 8 characters.
  public var shortID: String
  /// The files that have both versions, the main transcripts first.
  public var files: [VersionDifference]
  /// The number of files of the session, with those that do not have both versions.
  public var fileCount: Int
}

/// The changes between two versions of one file. The lines are those of the session.
public struct VersionDifference: Sendable {
  /// The path of the file below the root.
  public var path: String
  /// The agent that has written the file.
  public var agent: Agent
  /// The versions that are compared, from 0.
  public var from: Int
  /// The later of the two versions.
  public var to: Int
  /// The number of stored versions of the file.
  public var versions: Int
  /// Lines that both versions have, byte for byte.
  public var kept: Int64 = 0
  /// Lines that only the earlier version has.
  public var lost: Int64 = 0
  /// Lines that only the later version has.
  public var new: Int64 = 0
  /// Lines of the same record, by its uuid, that have other bytes.
  public var changed: Int64 = 0
  /// True if the lines that both have are in another order.
  public var isReordered = false
  /// The lines that are lost, changed or new, in the order of the later version; lost ones stand where they were.
  public var changes: [VersionChange] = []
}

/// A line that is not the same in two versions.
public struct VersionChange: Sendable, Equatable {
  /// The kinds: only the earlier version has the line, both have it with other bytes, or only the later one has it.
  public enum Kind: String, Sendable { case lost, changed, new }

  /// The line in one of the versions.
  public struct Side: Sendable, Equatable {
    /// The number of the line in its file, from 0.
    public var line: Int64
    /// The sequence number of its event.
    public var sequence: UInt64
    /// The uuid of the record; nil if it has none.
    public var uuid: String?
    /// The time of the record; nil if it has none.
    public var time: Instant?
    /// The kind of the record.
    public var kind: RecordKind
    /// The text of the record, cut if it is too long.
    public var text: String
    /// True if `text` is only the beginning.
    public var isTruncated: Bool
  }

  /// The kind of the change.
  public var kind: Kind
  /// The line in the earlier version; nil for a new one.
  public var old: Side?
  /// The line in the later version; nil for a lost one.
  public var new: Side?
  /// The keys of the record, on its first level, whose values differ; empty unless the line is changed.
  public var fields: [String] = []
}
