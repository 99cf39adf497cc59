import SystemPackage

/// Everything the store asks of an operating system's files, so that a test can be the disk.
///
/// Calls block. Interrupted calls are retried inside; short writes are continued inside. Errors name the operation and the path.
package protocol FileSystem: Sendable {
  /// The same files, as far as they lie below `directories`, which are opened when they are needed and may be reached through symbolic links. Whatever
  /// lies below is reached from the open handle of the directory it lies in, one name after the other, and never through a link, whatever `followLinks`
  /// says: a link is refused with its path (`tooManySymbolicLinkLevels`), so that nobody who exchanges a folder for a link meanwhile leads outside. A path
  /// elsewhere, or with `..` in it, is refused (`notPermitted`); so is writing to an existing file that has other names, too (`tooManyLinks`). Only
  /// `resolve` follows links. A bounded number of directories is kept open.
  func confined(to directories: [FilePath]) -> any FileSystem

  /// Opens an existing regular file for reading; a symbolic link at the end of `path` is refused unless `followLinks`.
  func open(_ path: FilePath, followLinks: Bool) throws(FileError) -> any FileHandle

  /// Opens an existing file for reading and writing.
  func openForWriting(_ path: FilePath) throws(FileError) -> any FileHandle

  /// Creates a file that must not exist yet, readable and writable by its owner only.
  func create(_ path: FilePath) throws(FileError) -> any FileHandle

  /// Of `path` itself; a symbolic link is not followed unless asked.
  func status(_ path: FilePath, followLinks: Bool) throws(FileError) -> FileStatus

  /// The names in a directory with their status, sorted by the bytes of the name, without `.` and `..`.
  /// An entry that disappears while the directory is read is left out.
  func list(_ directory: FilePath) throws(FileError) -> [DirectoryEntry]

  /// Creates a directory with mode 0700; one that exists already is left as it is. Its parent must exist.
  func makeDirectory(_ path: FilePath) throws(FileError)

  /// Renames within one file system, replacing the target atomically.
  func rename(_ from: FilePath, to: FilePath) throws(FileError)

  /// Renames a file within one file system, and fails with `fileExists` where the target is there already.
  func renameExclusively(_ from: FilePath, to: FilePath) throws(FileError)

  /// Removes a file.
  func remove(_ path: FilePath) throws(FileError)

  /// Removes an empty directory.
  func removeDirectory(_ path: FilePath) throws(FileError)

  /// Makes the entries of a directory durable.
  func syncDirectory(_ path: FilePath) throws(FileError)

  /// Sets the modification time, nanoseconds since 1970 UTC.
  func setModified(_ path: FilePath, _ nanoseconds: Int64) throws(FileError)

  /// Takes the exclusive advisory lock of a file, which is created if need be. `nil`: somebody else holds it.
  /// The lock is held until the value is released, and never outlives the process. Fails with `noLocks` where the file system has none.
  func lock(_ path: FilePath) throws(FileError) -> (any FileLock)?

  /// Why locks of files at `path` may not keep out other machines, or other programs on this one, as words that follow "because"; nil where
  /// nothing speaks against them. Cost: reading the table of mounts.
  func lockDoubt(_ path: FilePath) throws(FileError) -> String?

  /// `path` made absolute with all symbolic links resolved.
  func resolve(_ path: FilePath) throws(FileError) -> FilePath

  /// Bytes that can still be written where `path` is; nil where nobody knows.
  func freeSpace(_ path: FilePath) throws(FileError) -> Int64?
}

/// An open file. Offsets are absolute, so a handle has no position to share.
package protocol FileHandle: AnyObject, Sendable {
  var path: FilePath { get }

  /// Reads up to `buffer.count` bytes; fewer only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileError) -> Int

  /// Writes all of `bytes`. After an error any part of it may have been written.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError)

  /// Makes what was written durable (`fdatasync`; `F_FULLFSYNC` on macOS). After an error nothing may be assumed, and the
  /// call must not be repeated: some systems then report success without having written.
  func sync() throws(FileError)

  func status() throws(FileError) -> FileStatus

  /// Takes the exclusive advisory lock of this very file, whatever becomes of its name, until it is closed. False: somebody else holds it.
  /// Fails with `noLocks` where the file system has none.
  func lock() throws(FileError) -> Bool

  /// Closing twice does nothing. A handle that is released closes itself.
  func close()
}

/// A lock that is held while this lives.
package protocol FileLock: AnyObject, Sendable {
  /// Whether its path still leads to the file that is locked, so that whoever locks that path meets this lock.
  func isInPlace() throws(FileError) -> Bool
}

extension FileSystem {
  /// For systems that cannot do it in one step: somebody who makes the target in between loses it.
  package func renameExclusively(_ from: FilePath, to: FilePath) throws(FileError) {
    do throws(FileError) {
      _ = try status(to, followLinks: false)
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      return try rename(from, to: to)
    }
    throw FileError(.rename, to, .fileExists)
  }

  package func freeSpace(_ path: FilePath) throws(FileError) -> Int64? { nil }

  package func lockDoubt(_ path: FilePath) throws(FileError) -> String? { nil }

  /// What the file at `path` is, a symbolic link itself; nil where there is none.
  package func identity(_ path: FilePath) throws(FileError) -> FileIdentity? {
    do throws(FileError) {
      return try status(path, followLinks: false).identity
    } catch  where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
      return nil
    }
  }

  /// The whole of a file, at most `limit` bytes of it.
  package func contents(_ path: FilePath, limit: Int = 1 << 30) throws(FileError) -> [UInt8] {
    let file = try open(path, followLinks: true)
    defer { file.close() }
    let size = Int(try file.status().size)
    guard size <= limit else { throw FileError(.read, path, .fileTooLarge) }
    return try file.bytes(at: 0, count: size)
  }

  package func exists(_ path: FilePath) throws(FileError) -> Bool {
    do {
      _ = try status(path, followLinks: true)
      return true
    } catch let error where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
      return false
    }
  }

  /// Creates a directory and the parents it lacks.
  package func makeDirectories(_ path: FilePath) throws(FileError) {
    if try exists(path) { return }
    let parent = path.removingLastComponent()
    if !parent.isEmpty, parent != path { try makeDirectories(parent) }
    try makeDirectory(path)
  }
}

extension FileHandle {
  /// `count` bytes from `offset`; fewer only at the end of the file.
  package func bytes(at offset: Int64, count: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileError) {
        initialized = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  package func write(_ bytes: [UInt8], at offset: Int64) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
