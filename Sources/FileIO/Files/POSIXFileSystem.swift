import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files of the operating system.
package struct POSIXFileSystem: FileSystem {
  /// The directories that this file system is confined to; nil when paths are used as they are.
  private let directories: OpenDirectories?

  /// Creates a file system that reaches every path.
  package init() { directories = nil }

  private init(_ directories: OpenDirectories) { self.directories = directories }

  package func confined(to directories: [FilePath]) -> any FileSystem {
    POSIXFileSystem(OpenDirectories(below: directories))
  }

  package func open(_ path: FilePath, followLinks: Bool) throws(FileError) -> any FileHandle {
    let flags = O_RDONLY | O_NONBLOCK | (followLinks ? 0 : O_NOFOLLOW)
    return POSIXFile(try descriptor(.open, path, flags), path)
  }

  package func openForWriting(_ path: FilePath) throws(FileError) -> any FileHandle {
    let file = POSIXFile(try descriptor(.open, path, O_RDWR | O_NONBLOCK), path)
    if directories != nil {
      let (kind, links) = try file.kindAndLinks()
      guard kind == .regular else { throw FileError(.open, path, .notSupported) }
      guard links == 1 else { throw FileError(.open, path, .tooManyLinks) }
    }
    return file
  }

  package func create(_ path: FilePath) throws(FileError) -> any FileHandle {
    let file = POSIXFile(try descriptor(.create, path, O_RDWR | O_CREAT | O_EXCL), path)
    file.makePrivate()
    return file
  }

  package func status(_ path: FilePath, followLinks: Bool) throws(FileError) -> FileStatus {
    var raw = stat()
    if followLinks, let open = directories?.known(path) {
      // The open file is asked, because that is what is read from, whatever its name leads to by now.
      _ = try retried(.inspect, path) { fstat(open.descriptor, &raw) }
    } else {
      let flags = followLinks && directories == nil ? 0 : AT_SYMLINK_NOFOLLOW
      try call(.inspect, path) { fstatat($0, $1, &raw, flags) }
    }
    return FileStatus(raw)
  }

  package func list(_ directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    let descriptor = try descriptor(.list, directory, O_RDONLY | O_DIRECTORY)
    guard let stream = fdopendir(descriptor) else {
      let failure = FileError(.list, directory, .current)
      _ = close(descriptor)
      throw failure
    }
    defer { closedir(stream) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw FileError(.list, directory, .current) }
        break
      }
      var raw = stat()
      let (found, name) = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 1) { name in
          let count = strlen(name)
          if name[0] == 0x2e, count == 1 || (count == 2 && name[1] == 0x2e) { return (false, [UInt8]()) }
          guard fstatat(descriptor, name, &raw, AT_SYMLINK_NOFOLLOW) == 0 else { return (false, []) }
          return (true, [UInt8](UnsafeRawBufferPointer(start: name, count: count)))
        }
      }
      if found { entries.append(DirectoryEntry(name: name, status: FileStatus(raw))) }
    }
    entries.sort { $0.name.precedes($1.name) }
    return entries
  }

  package func makeDirectory(_ path: FilePath) throws(FileError) {
    let place = try place(path, .makeDirectory)
    do throws(FileError) {
      try place.call(.makeDirectory) { mkdirat($0, $1, 0o700) }
    } catch {
      guard error.errno == .fileExists else { throw error }
      let kind = try status(path, followLinks: true).kind
      if kind == .directory { return }
      throw FileError(.makeDirectory, path, kind == .symbolicLink ? .tooManySymbolicLinkLevels : .notDirectory)
    }
    // A umask may have removed permissions that the owner needs.
    var raw = stat()
    let isWhole = place.with { fstatat($0, $1, &raw, AT_SYMLINK_NOFOLLOW) } == 0 && raw.st_mode & 0o700 == 0o700
    if !isWhole { _ = place.with { fchmodat($0, $1, 0o700, AT_SYMLINK_NOFOLLOW) } }
  }

  package func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    let target = try place(to, .rename)
    try call(.rename, from) { from, name in target.with { renameat(from, name, $0, $1) } }
  }

  package func renameExclusively(_ from: FilePath, to: FilePath) throws(FileError) {
    let (source, target) = (try place(from, .rename), try place(to, .rename))
    let result = source.with { from, name in target.with { systemRenameExclusively(from, name, $0, $1) } }
    if result == 0 { return }
    switch Errno.current {
    case .noFunction, .invalidArgument, .notSupported, .notSupportedOnSocket, .notPermitted, .tooManyLinks:
      // The file system cannot do it, or `from` is not a file that can have a second name.
      guard try !existsItself(to) else { throw FileError(.rename, to, .fileExists) }
      try rename(from, to: to)
    case let errno: throw FileError(.rename, errno == .fileExists ? to : from, errno)
    }
  }

  /// Returns whether a path exists. A symbolic link counts, wherever it leads.
  private func existsItself(_ path: FilePath) throws(FileError) -> Bool {
    do throws(FileError) {
      _ = try status(path, followLinks: false)
      return true
    } catch  where error.errno == .noSuchFileOrDirectory {
      return false
    }
  }

  package func remove(_ path: FilePath) throws(FileError) {
    try call(.remove, path) { unlinkat($0, $1, 0) }
  }

  package func removeDirectory(_ path: FilePath) throws(FileError) {
    try call(.remove, path) { unlinkat($0, $1, AT_REMOVEDIR) }
    directories?.forget(path)
  }

  package func syncDirectory(_ path: FilePath) throws(FileError) {
    let descriptor = try descriptor(.sync, path, O_RDONLY | O_DIRECTORY)
    defer { _ = close(descriptor) }
    _ = try retried(.sync, path) { fsync(descriptor) }
  }

  package func setModified(_ path: FilePath, _ nanoseconds: Int64) throws(FileError) {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let time = timespec(
      tv_sec: Int(rest < 0 ? seconds - 1 : seconds), tv_nsec: Int(rest < 0 ? rest + 1_000_000_000 : rest))
    let times = [time, time]
    let flags = directories == nil ? 0 : AT_SYMLINK_NOFOLLOW
    try call(.setTimes, path) { utimensat($0, $1, times, flags) }
  }

  package func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? {
    let descriptor = try descriptor(.lock, path, O_RDWR | O_CREAT | O_NONBLOCK)
    let lock = POSIXLock(descriptor, path)
    var raw = stat()
    // A umask may have removed permissions that the owner needs.
    if fstat(descriptor, &raw) == 0, raw.st_mode & 0o600 != 0o600 { _ = fchmod(descriptor, 0o600) }
    return try Exclusion.tryLock(descriptor, path) ? lock : nil
  }

  package func freeSpace(_ path: FilePath) throws(FileError) -> Int64? {
    var status = statvfs()
    let place = try place(path, .inspect)
    if let directory = place.directory {
      _ = try retried(.inspect, path) { fstatvfs(directory.descriptor, &status) }
    } else {
      _ = try retried(.inspect, path) { path.withPlatformString { statvfs($0, &status) } }
    }
    return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
  }

  package func resolve(_ path: FilePath) throws(FileError) -> FilePath {
    guard let resolved = path.withPlatformString({ realpath($0, nil) }) else {
      throw FileError(.inspect, path, .current)
    }
    defer { free(resolved) }
    return FilePath(platformString: resolved)
  }
}

// MARK: - Where a path leads

extension POSIXFileSystem {
  /// A directory, and the path that is to be used from there.
  private struct Place {
    /// The open directory; nil stands for the working directory.
    var directory: OpenDirectories.Handle?
    var name: FilePath
    /// The whole path, for error messages.
    var path: FilePath

    func with<Result>(_ body: (_ directory: CInt, _ name: UnsafePointer<CChar>) -> Result) -> Result {
      withExtendedLifetime(directory) { name.withPlatformString { body(directory?.descriptor ?? AT_FDCWD, $0) } }
    }

    @discardableResult
    func call(
      _ operation: FileError.Operation, _ body: (_ directory: CInt, _ name: UnsafePointer<CChar>) -> CInt
    ) throws(FileError) -> CInt {
      try retried(operation, path) { with(body) }
    }
  }

  private func place(_ path: FilePath, _ operation: FileError.Operation) throws(FileError) -> Place {
    guard let directories else { return Place(directory: nil, name: path, path: path) }
    let (directory, name) = try directories.place(of: path, for: operation)
    return Place(directory: directory, name: name, path: path)
  }

  @discardableResult
  func call(
    _ operation: FileError.Operation, _ path: FilePath,
    _ body: (_ directory: CInt, _ name: UnsafePointer<CChar>) -> CInt
  ) throws(FileError) -> CInt {
    try place(path, operation).call(operation, body)
  }

  func descriptor(_ operation: FileError.Operation, _ path: FilePath, _ flags: CInt) throws(FileError) -> CInt {
    let flags = flags | O_CLOEXEC | (directories == nil ? 0 : O_NOFOLLOW)
    do throws(FileError) {
      return try call(operation, path) { openat($0, $1, flags, 0o600) }
    } catch {
      // Systems report different errors when a link is opened as a directory.
      guard directories != nil, error.errno == .notDirectory, error.path == path,
        (try? status(path, followLinks: false))?.kind == .symbolicLink
      else { throw error }
      throw FileError(operation, path, .tooManySymbolicLinkLevels)
    }
  }
}

/// Renames a file unless the target exists. Returns 0, or −1 with `errno` set. On Linux it makes a second name and then
/// removes the first one, which may still be there after a power cut.
private func systemRenameExclusively(
  _ from: CInt, _ name: UnsafePointer<CChar>, _ to: CInt, _ newName: UnsafePointer<CChar>
) -> CInt {
  #if canImport(Darwin)
    renameatx_np(from, name, to, newName, UInt32(RENAME_EXCL))
  #else
    linkat(from, name, to, newName, 0) == 0 ? unlinkat(from, name, 0) : -1
  #endif
}

/// Completes reads and writes: interrupted calls are repeated and short ones are continued.
enum Transfer {
  /// Moves at most `count` bytes and returns how many, which is less only at the end of a file. `call` gets the number
  /// of bytes moved so far and returns how many it has moved: 0 at the end of a file, −1 with `errno` set.
  static func run(
    _ count: Int, _ operation: FileError.Operation, _ path: FilePath, _ call: (_ done: Int) -> Int
  ) throws(FileError) -> Int {
    var done = 0
    while done < count {
      let moved = call(done)
      if moved == 0 { break }
      if moved > 0 {
        done += moved
      } else if Errno.current != .interrupted {
        throw FileError(operation, path, .current)
      }
    }
    return done
  }
}

private final class POSIXLock: FileLock {
  private let descriptor: CInt
  private let path: FilePath

  init(_ descriptor: CInt, _ path: FilePath) { (self.descriptor, self.path) = (descriptor, path) }

  func isInPlace() throws(FileError) -> Bool {
    var held = stat()
    _ = try retried(.inspect, path) { fstat(descriptor, &held) }
    let found = try POSIXFileSystem().identity(path)
    return held.st_nlink > 0 && found == FileStatus(held).identity
  }

  deinit {
    Exclusion.release(descriptor)
    _ = close(descriptor)
  }
}

/// An open file. Its descriptor is closed once: by `close`, or when the handle is released.
private final class POSIXFile: FileHandle, @unchecked Sendable {
  let path: FilePath
  private var descriptor: CInt
  private var isLocked = false

  init(_ descriptor: CInt, _ path: FilePath) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close() }

  func lock() throws(FileError) -> Bool {
    isLocked = try Exclusion.tryLock(descriptor, path)
    return isLocked
  }

  func close() {
    guard descriptor >= 0 else { return }
    if isLocked { Exclusion.release(descriptor) }
    systemClose(descriptor)
    descriptor = -1
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileError) -> Int {
    try Transfer.run(buffer.count, .read, path) { done in
      pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + off_t(done))
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError) {
    let written = try Transfer.run(bytes.count, .write, path) { done in
      pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset) + off_t(done))
    }
    guard written == bytes.count else { throw FileError(.write, path, .ioError) }
  }

  func sync() throws(FileError) {
    _ = try retried(.sync, path) {
      #if canImport(Darwin)
        fcntl(descriptor, F_FULLFSYNC)
      #else
        fdatasync(descriptor)
      #endif
    }
  }

  func status() throws(FileError) -> FileStatus { FileStatus(try raw()) }

  /// Returns the kind of the file and the number of its names.
  func kindAndLinks() throws(FileError) -> (FileStatus.Kind, links: Int) {
    let raw = try raw()
    return (FileStatus(raw).kind, Int(raw.st_nlink))
  }

  /// Gives its owner, and nobody else, the right to read and write, whatever the umask.
  func makePrivate() { _ = fchmod(descriptor, 0o600) }

  private func raw() throws(FileError) -> stat {
    var raw = stat()
    _ = try retried(.inspect, path) { fstat(descriptor, &raw) }
    return raw
  }
}

private func systemClose(_ descriptor: CInt) { _ = close(descriptor) }

extension FileStatus {
  fileprivate init(_ raw: stat) {
    let kind: Kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      default: .other
      }
    #if canImport(Darwin)
      let (modified, changed) = (raw.st_mtimespec, raw.st_ctimespec)
    #else
      let (modified, changed) = (raw.st_mtim, raw.st_ctim)
    #endif
    self.init(
      kind: kind, size: Int64(raw.st_size), modified: modified.nanoseconds, changed: changed.nanoseconds,
      inode: UInt64(truncatingIfNeeded: raw.st_ino), device: UInt64(truncatingIfNeeded: raw.st_dev),
      owner: UInt32(truncatingIfNeeded: raw.st_uid), links: Int(raw.st_nlink),
      permissions: UInt16(truncatingIfNeeded: raw.st_mode & 0o777))
  }
}

extension timespec {
  fileprivate var nanoseconds: Int64 { Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec) }
}

extension [UInt8] {
  /// Compares byte by byte, as `memcmp` and `LC_ALL=C sort` do.
  fileprivate func precedes(_ other: [UInt8]) -> Bool {
    let order = withUnsafeBytes { a in
      other.withUnsafeBytes { b in
        let shared = Swift.min(a.count, b.count)
        return shared == 0 ? 0 : memcmp(a.baseAddress!, b.baseAddress!, shared)
      }
    }
    return order != 0 ? order < 0 : count < other.count
  }
}
