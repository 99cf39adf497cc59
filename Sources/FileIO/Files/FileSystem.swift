import SystemPackage

/// The operations on files that the store needs. A protocol, so that tests can simulate a disk.
///
/// Calls block. Interrupted calls are repeated and short reads and writes are continued inside. Errors name the
/// operation and the path.
package protocol FileSystem: Sendable {
  /// Returns a view of this file system that reaches only files in `directories` and below them.
  ///
  /// The directories themselves are opened when they are first needed and may be reached through symbolic links.
  /// Everything below is opened from the handle of its parent directory, one name at a time, and never through a link,
  /// even when `followLinks` is true: a link throws `tooManySymbolicLinkLevels` with its path. So nobody can lead the
  /// program outside by replacing a folder by a link meanwhile. A path elsewhere, or one with `..` in it, throws
  /// `notPermitted`; opening an existing file that has other names for writing throws `tooManyLinks`. Only `resolve`
  /// follows links. A bounded number of directories is kept open.
  func confined(to directories: [FilePath]) -> any FileSystem

  /// Opens an existing regular file for reading. A symbolic link as the last component of `path` is refused unless
  /// `followLinks`.
  func open(_ path: FilePath, followLinks: Bool) throws(FileError) -> any FileHandle

  /// Opens an existing file for reading and writing.
  func openForWriting(_ path: FilePath) throws(FileError) -> any FileHandle

  /// Creates a file that must not exist yet, readable and writable by its owner only.
  func create(_ path: FilePath) throws(FileError) -> any FileHandle

  /// Returns the status of `path` itself. A symbolic link is followed only when `followLinks`.
  func status(_ path: FilePath, followLinks: Bool) throws(FileError) -> FileStatus

  /// Returns the names in a directory with their status, sorted by the bytes of the name, without `.` and `..`. An
  /// entry that disappears while the directory is read is left out.
  func list(_ directory: FilePath) throws(FileError) -> [DirectoryEntry]

  /// Creates a directory with mode 0700. An existing directory is left as it is. The parent must exist.
  func makeDirectory(_ path: FilePath) throws(FileError)

  /// Renames a file within one file system and replaces an existing target atomically.
  func rename(_ from: FilePath, to: FilePath) throws(FileError)

  /// Renames a file within one file system. Throws `fileExists` when the target exists.
  func renameExclusively(_ from: FilePath, to: FilePath) throws(FileError)

  /// Removes a file.
  func remove(_ path: FilePath) throws(FileError)

  /// Removes an empty directory.
  func removeDirectory(_ path: FilePath) throws(FileError)

  /// Makes the entries of a directory durable: files that were created, renamed or removed in it.
  func syncDirectory(_ path: FilePath) throws(FileError)

  /// Opens the volume that a directory is on, to make durable with one call what is written to it from now on. Returns
  /// nil where the system has no such call, or where it is not known to wait for the disk and to report all errors.
  func volume(of directory: FilePath) throws(FileError) -> (any FileVolume)?

  /// Sets the modification time, in nanoseconds since 1970 UTC.
  func setModified(_ path: FilePath, _ nanoseconds: Int64) throws(FileError)

  /// Returns an extended attribute of a file or directory, not through a symbolic link; nil when it has none of this
  /// name, or the file system has no attributes. Throws `outOfRange` when it has more than `attributeLengthMax`
  /// bytes.
  func attribute(_ name: String, of path: FilePath) throws(FileError) -> [UInt8]?

  /// Sets an extended attribute of a file or directory, not through a symbolic link. It is durable when the file is.
  /// On Linux the name must begin with `user.`. Throws `notSupported` where the file system has no attributes.
  func setAttribute(_ name: String, _ value: [UInt8], of path: FilePath) throws(FileError)

  /// Takes the exclusive advisory lock of a file without waiting; the file is created if necessary. Returns nil when
  /// somebody else holds the lock.
  ///
  /// The lock is held until the value is released, and never longer than the process lives. Throws `noLocks` where the
  /// file system has no locks.
  func lock(_ path: FilePath) throws(FileError) -> (any FileLock)?

  /// Returns a reason why locks of files at `path` may not keep out other machines, or other programs on this one, as
  /// words that can follow "because"; nil when no such reason is known. Cost: reading the table of mounts.
  func lockDoubt(_ path: FilePath) throws(FileError) -> String?

  /// Returns `path` as an absolute path with all symbolic links resolved.
  func resolve(_ path: FilePath) throws(FileError) -> FilePath

  /// Gives a file the permissions of another one, both through symbolic links.
  func copyPermissions(from: FilePath, to: FilePath) throws(FileError)

  /// Returns the number of bytes that can still be written on the file system of `path`; nil when it is unknown.
  func freeSpace(_ path: FilePath) throws(FileError) -> Int64?
}

/// An open file. Offsets are absolute, so a handle has no position that threads would share.
package protocol FileHandle: AnyObject, Sendable {
  /// The path with which the file was opened, for error messages.
  var path: FilePath { get }

  /// Reads up to `buffer.count` bytes and returns their number, which is smaller only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileError) -> Int

  /// Writes all of `bytes`. After an error, any part of them may have been written.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError)

  /// Makes the bytes written durable (`fdatasync`; `F_FULLFSYNC` on macOS).
  ///
  /// After an error nothing may be assumed, and the call must not be repeated: some systems then report success without
  /// having written.
  func sync() throws(FileError)

  /// Returns the present status of the open file.
  func status() throws(FileError) -> FileStatus

  /// Takes the exclusive advisory lock of the open file, whatever happens to its name, until the handle is closed.
  /// Returns false when somebody else holds the lock. Throws `noLocks` where the file system has no locks.
  func lock() throws(FileError) -> Bool

  /// Closes the file. Closing it again does nothing, and a handle that is released closes itself.
  func close()
}

/// A file system that is mounted, opened to be synced as a whole.
package protocol FileVolume: AnyObject, Sendable {
  /// Returns the device number that the status of its files has.
  func device() throws(FileError) -> UInt64

  /// Makes everything durable that was written to it since it was opened: bytes of files and entries of directories.
  ///
  /// Throws if any write since then has failed, also one of another program. After an error nothing may be assumed, and
  /// the call must not be repeated.
  func sync() throws(FileError)
}

/// A lock that is held as long as this object lives.
package protocol FileLock: AnyObject, Sendable {
  /// Returns whether the path still leads to the locked file, so that everybody who locks that path meets this lock.
  func isInPlace() throws(FileError) -> Bool
}

extension FileSystem {
  /// Renames in two steps, for file systems that cannot do it in one: a target that somebody creates between the two is
  /// lost.
  package func renameExclusively(_ from: FilePath, to: FilePath) throws(FileError) {
    do throws(FileError) {
      _ = try status(to, followLinks: false)
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      return try rename(from, to: to)
    }
    throw FileError(.rename, to, .fileExists)
  }

  /// Returns nil: there are no attributes.
  package func attribute(_ name: String, of path: FilePath) throws(FileError) -> [UInt8]? { nil }

  /// Throws `notSupported`: there are no attributes.
  package func setAttribute(_ name: String, _ value: [UInt8], of path: FilePath) throws(FileError) {
    throw FileError(.setAttribute, path, .notSupported)
  }

  /// The number of bytes that an extended attribute may have for `attribute`.
  package var attributeLengthMax: Int { 1_024 }

  /// Returns nil: files are synced one by one.
  package func volume(of directory: FilePath) throws(FileError) -> (any FileVolume)? { nil }

  /// Does nothing, for file systems without permissions.
  package func copyPermissions(from: FilePath, to: FilePath) throws(FileError) {}

  /// Returns nil: the free space is unknown.
  package func freeSpace(_ path: FilePath) throws(FileError) -> Int64? { nil }

  /// Returns nil: no reason is known.
  package func lockDoubt(_ path: FilePath) throws(FileError) -> String? { nil }

  /// Returns the identity of the file at `path`, or of the symbolic link itself; nil when there is none.
  package func identity(_ path: FilePath) throws(FileError) -> FileIdentity? {
    do throws(FileError) {
      return try status(path, followLinks: false).identity
    } catch  where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
      return nil
    }
  }

  /// Reads a whole file, through symbolic links. Throws `fileTooLarge` when it has more than `limit` bytes.
  package func contents(_ path: FilePath, limit: Int = 1 << 30) throws(FileError) -> [UInt8] {
    let file = try open(path, followLinks: true)
    defer { file.close() }
    let size = Int(try file.status().size)
    guard size <= limit else { throw FileError(.read, path, .fileTooLarge) }
    return try file.bytes(at: 0, count: size)
  }

  /// Returns whether `path` leads to something that exists, through symbolic links.
  package func exists(_ path: FilePath) throws(FileError) -> Bool {
    do {
      _ = try status(path, followLinks: true)
      return true
    } catch let error where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
      return false
    }
  }

  /// Removes a directory with everything in it. Symbolic links in it are removed, not followed; call it on a confined
  /// file system where somebody else might replace a folder by a link meanwhile.
  package func removeTree(_ directory: FilePath) throws(FileError) {
    for entry in try list(directory) {
      let path = directory.appending(bytes: entry.name)
      if entry.status.kind == .directory { try removeTree(path) } else { try remove(path) }
    }
    try removeDirectory(directory)
  }

  /// Creates a directory and those of its parents that do not exist.
  package func makeDirectories(_ path: FilePath) throws(FileError) {
    if try exists(path) { return }
    let parent = path.removingLastComponent()
    if !parent.isEmpty, parent != path { try makeDirectories(parent) }
    try makeDirectory(path)
  }
}

extension FileHandle {
  /// Reads `count` bytes from `offset`, or fewer at the end of the file.
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

  /// Writes all of `bytes`. After an error, any part of them may have been written.
  package func write(_ bytes: [UInt8], at offset: Int64) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
