import Bytes
import SegmentedLog
import SessionLog

/// A store's events that are here, and those in the snapshot, differ among the events that both have.
struct PartedStreams: Error {
  var store: UUID16
  var events: UInt64
}

extension StoreSnapshot {
  func parted(_ streams: PartedStreams) -> SnapshotError {
    unrelated(
      "and this store differ in the first \(streams.events) events of store \(streams.store), which has gone two ways; "
        + "give one of its copies an identity of its own with 'ccstore fork-identity', or import it into a new store with --store"
    )
  }

  package func unrelated(_ what: String) -> SnapshotError {
    SnapshotError(reason: .unrelated, description: "\(path) \(what)")
  }

  package func refused(_ sequence: UInt64, of store: UUID16, _ what: String) -> SnapshotError {
    SnapshotError(
      reason: .damaged,
      description:
        "\(path): event \(sequence), of the store \(store), \(what); no ccstore writes that, and nothing was imported")
  }

  package func misplaced(_ sequence: UInt64) -> SnapshotError {
    SnapshotError(
      reason: .damaged,
      description:
        "\(path): event \(sequence) is not of the store that the 'foreign' event before it says; "
        + "run 'ccstore verify' on that store, nothing was imported"
    )
  }

  func damagedEvent(_ sequence: UInt64) -> SnapshotError {
    SnapshotError(
      reason: .damaged,
      description:
        "\(path): event \(sequence) does not follow the events of its store that are known; run 'ccstore verify' on that store"
    )
  }
}
