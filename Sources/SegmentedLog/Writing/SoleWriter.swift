import Bytes
import FileIO
import SystemPackage

/// Ensures that only one program at a time writes to a store.
///
/// Two locks keep others out, that of `LOCK` and that of the active segment, so removing `LOCK` does not let anybody
/// in. Where locks do not work, only a caller that claims to be alone may write; then `LOCK` holds the number of the
/// writer that opened the store last.
struct SoleWriter {
  /// The number of this writer: random, not 0, part of every commit.
  let id: UInt64
  private let locks: [any FileLock]
  private let path: FilePath
  private let fileSystem: any FileSystem

  /// Takes the locks; returns nil when another writer holds them. Throws `unlockable` where locks do not work, unless
  /// `isAlone`.
  static func claim(
    _ path: FilePath, fileSystem: any FileSystem, entropy: any Entropy, isAlone: Bool
  ) throws(LogError) -> SoleWriter? {
    let (file, inside) = (path.appending(StoreDirectory.lockFile), fileSystem.confined(to: [path]))
    var locks: [any FileLock] = []
    var doubt: String?
    do throws(FileError) {
      // The file may be removed between opening and locking it.
      while locks.isEmpty {
        guard let lock = try inside.lock(file) else { return nil }
        if try lock.isInPlace() { locks = [lock] }
      }
      let isGivenTwice = try inside.lock(file) != nil
      doubt = isGivenTwice ? "its file system gives one lock to everybody who asks" : try fileSystem.lockDoubt(file)
    } catch {
      guard error.errno == .noLocks else { throw .file(error) }
      doubt = "its file system has no locks"
    }
    let id = entropy.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } | 1
    if let doubt {
      guard isAlone else { throw .unlockable(path, doubt) }
      locks.append(try io { () throws(FileError) in try LockNote(id, file, inside) })
    }
    return SoleWriter(id: id, locks: locks, path: path, fileSystem: fileSystem)
  }

  /// Throws `displaced` when another writer may have come since, because `LOCK` or the active segment is no longer the
  /// file that was locked. Cost: a few system calls on names.
  func check(_ segment: borrowing SegmentWriter) throws(LogError) {
    for lock in locks {
      guard try io({ () throws(FileError) in try lock.isInPlace() }) else {
        throw .displaced(path, file: StoreDirectory.lockFile)
      }
    }
    let (name, identity) = (segment.id.path, try segment.identity())
    let found = try io { () throws(FileError) in try fileSystem.identity(path.appending(name)) }
    guard found == identity else { throw .displaced(path, file: name) }
  }
}

/// The content of `LOCK` where it cannot be locked: the number of the writer that opened the store last.
private final class LockNote: FileLock {
  private let text: [UInt8]
  private let path: FilePath
  private let fileSystem: any FileSystem

  init(_ id: UInt64, _ path: FilePath, _ fileSystem: any FileSystem) throws(FileError) {
    text = Array("\(hexadecimal(id.bigEndianBytes))\n".utf8)
    (self.path, self.fileSystem) = (path, fileSystem)
    let file = try fileSystem.openOrCreate(path)
    defer { file.close() }
    try file.write(text, at: 0)
  }

  func isInPlace() throws(FileError) -> Bool {
    guard try fileSystem.exists(path) else { return false }
    return try fileSystem.contents(path, limit: 4096).starts(with: text)
  }
}

extension StoreDirectory {
  /// Opens a segment for writing and locks it. Throws `locked` when another writer holds the lock.
  package func openForWriting(_ segment: SegmentID) throws(LogError) -> any FileHandle {
    let handle = try io { () throws(FileError) in try fileSystem.openForWriting(file(segment.path)) }
    let isOurs: Bool
    do throws(FileError) { isOurs = try handle.lock() } catch {
      // `SoleWriter.claim` decides what a file system without locks means.
      guard error.errno == .noLocks else { throw .file(error) }
      isOurs = true
    }
    guard isOurs else { throw .locked(path) }
    return handle
  }
}
