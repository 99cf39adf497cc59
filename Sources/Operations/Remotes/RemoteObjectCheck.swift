import Bytes
import FileIO
import SegmentedLog
import SystemPackage

extension Remote {
  /// Checks that a file which came from this remote is the object that its name promises: its length, its hash, and the
  /// store and the events that its beginning states. What is in it must still be verified. `failure` says why some of
  /// the files have not come. Returns the snapshot. Throws `remoteDamaged`, and `remoteFailed` where the file has not
  /// come. Speed: 1 GB/s.
  func check(
    _ object: RemoteObject, _ file: FilePath, failure: StoreError? = nil, _ fileSystem: any FileSystem,
    _ cancellation: Cancellation?
  ) throws -> StoreSnapshot {
    func damaged(_ what: String) -> StoreError { error(.remoteDamaged, "has a wrong object \(object.path): \(what)") }
    let handle: any FileHandle
    do throws(FileError) { handle = try fileSystem.open(file, followLinks: false) } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      throw missing(object, failure)
    }
    defer { handle.close() }
    let size = try handle.status().size
    if size != object.bytes, failure != nil { throw missing(object, failure) }
    guard size == object.bytes else { throw damaged("it has \(size) bytes") }
    var hasher = SHA256()
    var offset: Int64 = 0
    while offset < size {
      try cancellation?.check()
      let bytes = try handle.bytes(at: offset, count: 1 << 20)
      guard !bytes.isEmpty else { throw damaged("it is cut off") }
      hasher.update(bytes)
      offset += Int64(bytes.count)
    }
    guard RemotePoint.prefix(hasher.digest) == object.digest else {
      throw damaged("its SHA-256 begins with \(RemoteObject.hexadecimal(RemotePoint.prefix(hasher.digest)))")
    }
    var snapshot: StoreSnapshot
    do { snapshot = try StoreSnapshot(file, fileSystem: fileSystem) } catch let error as StoreError
      where [.snapshotDamaged, .notASnapshot].contains(error.code)
    { throw damaged(error.message.replacing(file.string, with: "it")) }
    guard snapshot.store == object.store else { throw damaged("it is of the store \(snapshot.store)") }
    guard RemotePoint(snapshot.since) == object.start, RemotePoint(snapshot.head) == object.end else {
      throw damaged("it holds the events from \(RemotePoint(snapshot.since)) to \(RemotePoint(snapshot.head))")
    }
    snapshot.cancellation = cancellation
    return snapshot
  }

  private func missing(_ object: RemoteObject, _ failure: StoreError?) -> StoreError {
    error(
      .remoteFailed, "lists an object that it did not give, \(object.path)\(failure.map { ": \($0.message)" } ?? "")")
  }
}
