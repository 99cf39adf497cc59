public import SegmentedLog

/// What is to be forgotten.
public enum ErasureTarget: Sendable, Equatable {
  /// A session with its subagents and sidecars, in every version: an id or the beginning of one.
  case session(String)
  /// A file with all its versions: its absolute path, or the one below its root.
  case source(String)
  /// All files of a root of this machine, or of a folder of one, with all their versions: an absolute path. What files elsewhere have in common with them,
  /// or are built on, stays.
  case root(String)
  /// A record: the session's id or the beginning of it, and the record's uuid, or `@` and its sequence number, or the number of its line in the main
  /// transcript, from 0.
  case record(session: String, record: String)
}

/// What an erasure has hidden, or would.
public struct ErasureReport: Sendable {
  /// A version of a file of which something is forgotten.
  public struct Version: Sendable, Equatable {
    /// Absolute.
    public var path: String
    /// From 0.
    public var generation: Int64
    /// 0 for a file that is kept whole.
    public var lines: Int64
    public var bytes: Int64
    /// Whether nothing is left of this version.
    public var isWhole: Bool
  }

  /// Something else that may hold what is forgotten.
  public struct Holder: Sendable, Equatable {
    public enum Kind: String, Sendable {
      /// A file that was stored, and is still on disk.
      case file
      /// Claude Code's own list of prompts.
      case history
      /// A stored file that names the session.
      case sidecar
      /// Another session that holds records with the same uuids: a fork or a resumed copy.
      case session
      /// The files of this store, until they are written anew.
      case store
      /// Bytes that a recovery of this store has put aside.
      case quarantine
      /// What nobody here can know.
      case elsewhere
    }
    public var kind: Kind
    /// Path or session; empty where there is none.
    public var name: String
    /// One sentence without its full stop.
    public var note: String
  }

  /// Id of the session that was named, if one was.
  public var session: String?
  public var versions: [Version] = []
  /// Whether the tokens do not count any more.
  public var usageToo = false
  public var holders: [Holder] = []
  /// nil: it is erased, and not given out any more.
  public var sample: Sample?
  /// nil: nothing was written.
  public var head: LogHead?

  public var lines: Int64 { versions.reduce(0) { $0 + $1.lines } }
  public var bytes: Int64 { versions.reduce(0) { $0 + $1.bytes } }
  public var files: Int { Set(versions.map(\.path)).count }
}

/// An erasure in force.
public struct ErasureSummary: Sendable, Equatable {
  /// Milliseconds since 1970 UTC.
  public var time: Int64
  /// Id of the session that was named; empty where none was.
  public var session: String
  public var path: String
  public var generation: Int64
  public var lines: Int64
  public var bytes: Int64
  /// Whether the tokens do not count any more.
  public var usageToo: Bool
}

/// There is nothing to erase.
public struct NothingToErase: Error, CustomStringConvertible {
  public var description: String
}
