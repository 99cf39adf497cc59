public import Bytes
public import SegmentedLog

/// How to pull.
public struct PullOptions: Sendable {
  /// Only stores whose ids begin like one of these; empty: all.
  public var only: [String] = []
  /// Take in the events of other stores also where that is not sure to be meant: see `Store.pull`.
  public var merges = false
  /// Erase here, too, what the other stores have erased in files that are not their own.
  public var acceptsErasures = false
  /// Say what would be pulled, and write nothing here.
  public var isDryRun = false

  /// Pulls from every store.
  public init() {}
}

/// The results of a pull.
public struct PullReport: Sendable {
  /// What came of one store.
  public struct Part: Sendable {
    /// The kinds of results.
    public enum State: String, Sendable {
      /// Everything that the remote has of it is here.
      case current
      /// Events were added, and now everything is here.
      case updated
      /// The remote has two histories of it, or another one than this store.
      case parted
      /// An object of it is not what its name says, or cannot be imported.
      case damaged
      /// An object of it is listed, and could not be fetched or is of a later version; what is before it is here.
      case incomplete
      /// It was left out: see `Store.pull`.
      case skipped
    }

    /// The id of the store.
    public var store: UUID16
    /// True when it is the store that was pulled into.
    public var isOwn: Bool
    /// The result.
    public var state: State
    /// The number of objects that were downloaded, or would be.
    public var objects = 0
    /// Their length in bytes.
    public var bytes: Int64 = 0
    /// The number of events that were added.
    public var addedEvents: UInt64 = 0
    /// The last event of it that the remote has.
    public var sequence: UInt64
    /// The number of erasures in files of others that this store does not follow: see `PullOptions.acceptsErasures`.
    public var proposedErasures = 0
    /// True when what is erased here was purged, because it was purged where the store was pushed from.
    public var isPurged = false
    /// What is wrong, in one sentence; nil when nothing is.
    public var problem: String?
  }

  /// The place of the remote, without what may be a password or a key in it.
  public var remote: String
  /// True when nothing was written here.
  public var isDryRun = false
  /// True when there was no store here before.
  public var isNew = false
  /// True when the store here has become the one of the remote.
  public var isReplica = false
  /// Each store of the remote that was asked for, in the order of the ids.
  public var parts: [Part] = []
  /// The id of the store here; nil when there is none.
  public var store: UUID16?
  /// The end of its log.
  public var head = LogHead(sequence: 0, chain: .zero)
}
