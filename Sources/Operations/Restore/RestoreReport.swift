public import SegmentedLog
public import SystemPackage

/// What to give back, and where to.
public struct RestoreOptions: Sendable {
  public enum Selection: Sendable, Equatable {
    /// By id, or the beginning of one.
    case sessions([String])
    /// Every file of this machine that this store has read and that is not on disk any more.
    case allMissing
  }

  public var selection: Selection
  /// A directory that stands for the root; nil: where the files came from, which is given back only of what this store has read there itself, under
  /// the names that an agent gives its files.
  public var target: FilePath?
  /// Of the files that have it; nil is the latest.
  public var generation: Int?
  /// As the store knew them then; nil is now.
  public var position: LogPosition?
  /// Move files with other bytes aside.
  public var force = false
  /// Give the files the time of now instead of their own.
  public var touch = false
  /// Write nothing.
  public var dryRun = false
  /// Where agents keep their files now, whether or not it is there. A root that is gone and none of these is not made again: its files go to where
  /// most of them are found under the same names, or are refused. nil: every root is made again.
  public var configured: [String]?

  public init(_ selection: Selection) { self.selection = selection }
}

/// What a restore did, or would do.
public struct RestoreReport: Sendable {
  public struct File: Sendable, Equatable {
    public var path: String
    public var bytes: Int64
    /// Nanoseconds since 1970 UTC; nil where the store does not know it.
    public var modified: Int64?
    /// Bytes that are left out, because they were erased.
    public var erasedBytes: Int64 = 0
  }

  /// A file that was not written.
  public struct Refusal: Sendable, Equatable {
    public enum Reason: String, Sendable {
      /// Another file is in its place.
      case differs
      /// What is in its place, or on the way there, is no file or no directory.
      case blocked
      /// Nothing of it is left: it was erased.
      case erased
      /// The version asked for was let go of by `compact --drop-superseded`.
      case dropped
      /// Bytes of it were lost by damage.
      case lost
      /// It is on disk under another name.
      case moved
      /// Its root is not there any more, and nobody reads it.
      case gone
      /// It cannot be looked at.
      case unreadable
      /// It came from another machine, or from another store that says that it was here.
      case elsewhere
      /// A folder on the way to it is a symbolic link.
      case link
      /// Its name is none that an agent gives its files.
      case name
      /// Its stored path leads out of the root.
      case unsafe
    }

    public var path: String
    public var reason: Reason
    /// What a person is told.
    public var note: String
  }

  /// A root that is gone, and the directory that its files went to instead.
  public struct Redirection: Sendable, Equatable {
    public var from: String
    public var to: String
  }

  public var restored: [File] = []
  public var redirected: [Redirection] = []
  /// Files that are there with the same bytes, or go on with them.
  public var present = 0
  public var movedAside: [(from: String, to: String)] = []
  public var refused: [Refusal] = []
  public var isDryRun = false
  public var head = LogHead(sequence: 0, chain: .zero)

  public var bytes: Int64 { restored.reduce(0) { $0 &+ $1.bytes } }
}

/// A restore cannot be done as asked.
public struct RestoreError: Error, CustomStringConvertible {
  public enum Reason: Sendable { case noSuchGeneration, cannotCreate, locked }
  public var reason: Reason
  public var description: String
}
