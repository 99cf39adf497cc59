import Bytes
import FileIO
import SystemPackage

/// A hidden directory next to a store for the files that go to a remote or come from it. It is removed when this object
/// is released; what a crash has left is removed by the next one for the same store.
final class RemoteStaging {
  private static let suffix = Array(".ccstore-remote".utf8)
  private static let triesMax = 20

  /// The directory.
  let path: FilePath
  private let fileSystem: any FileSystem
  private let parent: FilePath
  /// The file system, confined to the parent of the directory. It is made anew each time, because it keeps directories
  /// open, and those in here are removed and made again.
  private var inside: any FileSystem { fileSystem.confined(to: [parent]) }
  private var lock: (any FileLock)?

  /// `store` is the path of the store, which need not exist. Throws `FileError`.
  init(for store: FilePath, _ fileSystem: any FileSystem, _ entropy: any Entropy) throws {
    self.fileSystem = fileSystem
    let (parent, prefix) = Self.place(of: store, fileSystem)
    self.parent = parent
    try fileSystem.makeDirectories(parent)
    Self.removeLeftovers(for: store, fileSystem)
    for _ in 0..<Self.triesMax {
      let path = parent.appending(bytes: prefix + Array(hexadecimal(entropy.bytes(4)).utf8) + Self.suffix)
      try fileSystem.makeDirectory(path)
      let mark = path.appending("lock")
      do throws(FileError) {
        // Until it is locked, another transfer may take it for a leftover, and remove it.
        guard let lock = try fileSystem.lock(mark), try fileSystem.exists(mark) else { continue }
        (self.path, self.lock) = (path, lock)
        return
      } catch {
        if error.errno == .noSuchFileOrDirectory { continue }
        // There are no locks, so that nobody removes it either.
        (self.path, self.lock) = (path, nil)
        return
      }
    }
    throw FileError(.lock, parent, .resourceTemporarilyUnavailable)
  }

  /// Returns the directory in which a store lies, and how the names of its hidden directories there begin.
  private static func place(of store: FilePath, _ fileSystem: any FileSystem) -> (parent: FilePath, prefix: [UInt8]) {
    let place = (try? fileSystem.resolve(store)) ?? store.lexicallyNormalized()
    let (above, name) = (place.removingLastComponent(), Array(place.lastComponent?.string.utf8 ?? "store".utf8))
    return (above.isEmpty ? FilePath(".") : above, [0x2e] + name + [0x2e])
  }

  /// Removes the directories that processes which have ended have left for a store. Cost: one listing of the directory
  /// in which the store lies.
  static func removeLeftovers(for store: FilePath, _ fileSystem: any FileSystem) {
    let (parent, prefix) = place(of: store, fileSystem)
    let inside = fileSystem.confined(to: [parent])
    for entry in (try? inside.list(parent)) ?? [] {
      let mark = entry.name.dropFirst(prefix.count).dropLast(suffix.count)
      guard entry.status.kind == .directory, mark.count == 8, entry.name.elementsEqual(prefix + mark + suffix)
      else { continue }
      let left = parent.appending(bytes: entry.name)
      guard let held = try? inside.lock(left.appending("lock")) else { continue }
      _ = withExtendedLifetime(held) { try? inside.removeTree(left) }
    }
  }

  /// Makes a directory in it, empty.
  func directory(_ name: String) throws(FileError) -> FilePath {
    let directory = path.appending(name)
    if try fileSystem.exists(directory) { try inside.removeTree(directory) }
    try fileSystem.makeDirectory(directory)
    return directory
  }

  /// Removes a file or a directory in it.
  func remove(_ path: FilePath) {
    if (try? inside.status(path, followLinks: false).kind) == .directory {
      try? inside.removeTree(path)
    } else {
      try? inside.remove(path)
    }
  }

  deinit { try? inside.removeTree(path) }
}
