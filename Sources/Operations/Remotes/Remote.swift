import Answers
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage

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
      RcloneTransport(remote, place, program: rclone, limit: limit, fileSystem, cancellation)
    }
  }

  /// Throws `invalidRemote` where the place is the directory of a store, or lies in that of `store`: files of others have
  /// no place there, and a copy there is lost together with the store. Nothing is asked of rclone.
  func requireOtherPlace(than store: Store) throws {
    guard case .directory(let path) = place.kind else { return }
    let fileSystem = store.fileSystem
    // A place that does not exist yet is where its parent is.
    let parent = (try? fileSystem.resolve(path.removingLastComponent())) ?? path.removingLastComponent()
    let target = (try? fileSystem.resolve(path)) ?? path.lastComponent.map { parent.appending($0) } ?? path
    let own = (try? fileSystem.resolve(store.path)) ?? store.path.lexicallyNormalized()
    if target != own, target.starts(with: own) {
      throw error(.invalidRemote, "lies in the directory of the store, and would be lost together with it")
    }
    let isStore = (try? fileSystem.exists(target.appending(StoreDirectory.identityFile))) == true
    guard target == own || isStore else { return }
    throw error(
      .invalidRemote,
      "is the directory of a store, and no remote; 'ccstore export FILE.ccsnap' and 'ccstore import FILE.ccsnap' copy what a store has"
    )
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
