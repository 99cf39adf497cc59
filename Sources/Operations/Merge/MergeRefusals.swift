import Bytes
import SegmentedLog
import SessionLog

/// The first `events` events of a store are here and in the snapshot, and they differ.
struct PartedStreams: Error {
  var store: UUID16
  var events: UInt64
}

extension StoreSnapshot {
  /// The error for streams that have diverged.
  func parted(_ streams: PartedStreams) -> SnapshotError {
    unrelated(
      "and this store differ in the first \(streams.events) events of store \(streams.store), which has gone two ways; "
        + "give one of its copies an identity of its own with 'ccstore fork-identity', or import it into a new store with --store"
    )
  }

  /// An error that says that the snapshot does not fit the store; `what` follows its path.
  package func unrelated(_ what: String) -> SnapshotError {
    SnapshotError(reason: .unrelated, description: "\(path) \(what)")
  }

  /// An error about an event of a snapshot that no ccstore writes.
  package func refused(_ sequence: UInt64, of store: UUID16, _ what: String) -> SnapshotError {
    SnapshotError(
      reason: .damaged,
      description:
        "\(path): event \(sequence), of the store \(store), \(what); no ccstore writes that, and nothing was imported")
  }

  /// An error about an event that is not where the `foreign` events say.
  package func misplaced(_ sequence: UInt64) -> SnapshotError {
    SnapshotError(
      reason: .damaged,
      description:
        "\(path): event \(sequence) is not of the store that the 'foreign' event before it says; "
        + "run 'ccstore verify' on that store, nothing was imported"
    )
  }

  /// An error about an event that does not follow the known events of its store.
  func damagedEvent(_ sequence: UInt64) -> SnapshotError {
    SnapshotError(
      reason: .damaged,
      description:
        "\(path): event \(sequence) does not follow the events of its store that are known; run 'ccstore verify' on that store"
    )
  }
}
