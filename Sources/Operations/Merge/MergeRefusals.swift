import Bytes
import FileIO
import SegmentedLog
import SessionLog

/// The first `events` events of a store are here and in the snapshot, and they differ.
struct PartedStreams: Error {
  var store: UUID16
  var events: UInt64
}

extension StoreSnapshot {
  /// The error for streams that have diverged.
  func parted(_ streams: PartedStreams) -> StoreError {
    unrelated(
      .streamsParted,
      "and this store differ in the first \(streams.events) events of store \(streams.store), which has two histories")
  }

  /// Returns an error that says that the snapshot does not fit the store; `what` follows its path.
  package func unrelated(_ code: StoreError.Code, _ what: String) -> StoreError {
    StoreError(code, "\(path) \(what)", path: path)
  }

  /// Returns an error about an event of a snapshot that no ccstore writes.
  package func refused(_ sequence: UInt64, of store: UUID16, _ what: String) -> StoreError {
    StoreError(
      .snapshotRefused,
      "\(path): event \(sequence), of the store \(store), \(what); no ccstore writes that, and nothing was imported",
      path: path)
  }

  /// Returns an error about an event that is not where the `foreign` events say.
  package func misplaced(_ sequence: UInt64) -> StoreError {
    StoreError(
      .eventMisplaced, "\(path): event \(sequence) is not of the store that the 'foreign' event before it says",
      path: path)
  }

  /// Returns an error about an event that does not follow the known events of its store.
  func damagedEvent(_ sequence: UInt64) -> StoreError {
    StoreError(
      .eventOutOfOrder, "\(path): event \(sequence) does not follow the events of its store that are known", path: path)
  }
}
