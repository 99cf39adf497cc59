import Answers
import FileIO
import SegmentedLog
import SessionLog

/// A place that keeps copies of the logs of stores, one folder for each store: see `Store.push` and `Store.pull`. Nothing
/// on it is ever changed, there is no lock on it, and no clock is compared.
public struct Remote: Sendable {
  /// Where it is.
  public let place: RemotePlace
  /// The program rclone, which reaches every remote but a directory: its path, or its name in `PATH`.
  public var rclone = "rclone"
  /// The limit for rclone's option `--bwlimit`, such as `1M`; nil: no limit. Not for a directory.
  public var limit: String?

  /// The size of the objects in which a log is pushed, in bytes of frames.
  package var objectSize: UInt64 = 64 << 20
  /// The number of bytes that are prepared before they are uploaded, and downloaded before they are imported.
  package var batchSize: Int64 = 256 << 20
  /// The largest number of objects in one call of the transport.
  package static let batchMax = 500

  /// Refers to a place; nothing is asked of it.
  public init(_ place: RemotePlace) { self.place = place }

  func transport(_ store: Store) -> any RemoteTransport {
    transport(store.fileSystem, store.entropy, store.cancellation)
  }

  func transport(
    _ fileSystem: any FileSystem, _ entropy: any Entropy, _ cancellation: Cancellation?
  ) -> any RemoteTransport {
    switch place.kind {
    case .directory(let path): DirectoryTransport(path, fileSystem, entropy, cancellation)
    case .rclone(let remote):
      RcloneTransport(remote, program: rclone, limit: limit, fileSystem, cancellation)
    }
  }

  /// Returns an error about this remote; `what` follows its place.
  func error(_ code: StoreError.Code, _ what: String) -> StoreError { StoreError(code, "\(place.shown) \(what)") }

  /// Cuts objects into groups that are moved in one call of the transport.
  func batches(_ objects: [RemoteObject]) -> [[RemoteObject]] {
    var batches: [[RemoteObject]] = []
    var bytes: Int64 = 0
    for object in objects {
      if batches.isEmpty || bytes + object.bytes > batchSize || batches[batches.count - 1].count >= Self.batchMax {
        batches.append([])
        bytes = 0
      }
      batches[batches.count - 1].append(object)
      bytes += object.bytes
    }
    return batches
  }
}
