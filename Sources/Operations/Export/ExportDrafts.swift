import FileIO
import SystemPackage

/// The folder in which an export writes files before they get their names. A lock in it keeps other exports out: they
/// would take each other's files for those of a killed one.
struct ExportDrafts {
  let path: FilePath
  private let inside: any FileSystem
  /// Nil where the file system has no locks.
  private let lock: (any FileLock)?

  /// Makes the folder. With `replaces`, what a killed export has left is removed. Throws `exportLocked` while another
  /// export writes there, and `FileError`.
  init(_ path: FilePath, replaces: Bool, in target: FilePath, _ inside: any FileSystem) throws {
    (self.path, self.inside) = (path, inside)
    if replaces, try inside.exists(path) {
      let held = try Self.lock(path, target, inside)
      try withExtendedLifetime(held) { try inside.removeTree(path) }
    }
    try inside.makeDirectory(path)
    lock = try Self.lock(path, target, inside)
  }

  private static func lock(_ path: FilePath, _ target: FilePath, _ inside: any FileSystem) throws -> (any FileLock)? {
    let lock: (any FileLock)?
    do throws(FileError) { lock = try inside.lock(path.appending(lockName)) } catch {
      if error.errno == .noLocks { return nil }
      throw error
    }
    guard let lock else { throw StoreError(.exportLocked, "another export writes to \(target)", path: target) }
    return lock
  }

  /// The other names in the folder are numbers.
  private static let lockName = "lock"

  /// Removes the folder, in which nothing else may be.
  func remove() throws {
    if try inside.exists(path.appending(Self.lockName)) { try inside.remove(path.appending(Self.lockName)) }
    try inside.removeDirectory(path)
  }
}
