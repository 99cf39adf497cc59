public import Bytes
public import SegmentedLog
public import Times

/// The results of a push.
public struct PushReport: Sendable, Equatable {
  /// The store that was pushed.
  public var store: UUID16
  /// The place of the remote, without what may be a password or a key in it.
  public var remote: String
  /// True when nothing was written.
  public var isDryRun = false
  /// The number of the epoch that the remote has now, from 1.
  public var epoch = 1
  /// The number of objects that were uploaded, or would be.
  public var objects = 0
  /// Their length in bytes.
  public var bytes: Int64 = 0
  /// The number of events in them that the remote did not have.
  public var events: UInt64 = 0
  /// The number of objects that were removed, or would be, because others replace them.
  public var removedObjects = 0
  /// Their length in bytes.
  public var removedBytes: Int64 = 0
  /// True when earlier versions of removed objects were removed, too; false when some are kept; nil when nobody can tell,
  /// or nothing was removed.
  public var areVersionsRemoved: Bool?
  /// The number of earlier versions of removed objects that can still be read there, because they are locked, or this
  /// account may not remove them.
  public var keptVersions = 0
  /// When the last of their locks ends; nil where the provider does not say it.
  public var keptUntil: Instant?
  /// True when the remote had nothing of this store before.
  public var isFirst = false
  /// True when everything was pushed again as a new epoch.
  public var isReplacement = false
  /// The number of objects that the remote has of the store in this epoch now.
  public var remoteObjects = 0
  /// Those of them that `repack` would merge.
  public var smallObjects = 0
  /// Their length in bytes of all of them.
  public var remoteBytes: Int64 = 0
  /// Files of an interrupted upload that are not whole, in any epoch.
  public var tornObjects = 0
  /// The last event of the store, which the remote has, too.
  public var head: LogHead
}

/// How to push.
public struct PushOptions: Sendable {
  /// Say what would be done, and write nothing.
  public var isDryRun = false
  /// Merge small objects of the remote into larger ones.
  public var repacks = false
  /// Push everything as a new epoch, and remove what the remote has of this store in other epochs, whatever it is.
  public var replaces = false

  /// Pushes what the remote lacks.
  public init() {}
}
