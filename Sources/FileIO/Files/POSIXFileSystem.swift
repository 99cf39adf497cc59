public import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The operating system's files.
public struct POSIXFileSystem: FileSystem {
  public init() {}

  public func open(_ path: FilePath, followLinks: Bool) throws(FileError) -> any FileHandle {
    let flags = O_RDONLY | O_NONBLOCK | (followLinks ? 0 : O_NOFOLLOW)
    return POSIXFile(try descriptor(.open, path, flags), path)
  }

  public func openForWriting(_ path: FilePath) throws(FileError) -> any FileHandle {
    POSIXFile(try descriptor(.open, path, O_RDWR), path)
  }

  public func create(_ path: FilePath) throws(FileError) -> any FileHandle {
    POSIXFile(try descriptor(.create, path, O_RDWR | O_CREAT | O_EXCL), path)
  }

  public func status(_ path: FilePath, followLinks: Bool) throws(FileError) -> FileStatus {
    var raw = stat()
    try check(.inspect, path) { path.withPlatformString { followLinks ? stat($0, &raw) : lstat($0, &raw) } }
    return FileStatus(raw)
  }

  public func list(_ directory: FilePath) throws(FileError) -> [DirectoryEntry] {
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

  public func makeDirectory(_ path: FilePath) throws(FileError) {
    let result = path.withPlatformString { mkdir($0, 0o700) }
    guard result != 0 else { return }
    guard Errno.current == .fileExists else { throw FileError(.makeDirectory, path, .current) }
    guard try status(path, followLinks: true).kind == .directory else {
      throw FileError(.makeDirectory, path, .notDirectory)
    }
  }

  public func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    try check(.rename, from) {
      from.withPlatformString { from in
        to.withPlatformString { to in
          #if canImport(Darwin)
            Darwin.rename(from, to)
          #elseif canImport(Musl)
            Musl.rename(from, to)
          #else
            Glibc.rename(from, to)
          #endif
        }
      }
    }
  }

  public func renameExclusively(_ from: FilePath, to: FilePath) throws(FileError) {
    let result = from.withPlatformString { from in to.withPlatformString { to in systemRenameExclusively(from, to) } }
    if result == 0 { return }
    switch Errno.current {
    case .noFunction, .invalidArgument, .notSupported, .notSupportedOnSocket, .notPermitted, .tooManyLinks:
      // The file system cannot, or it is no file.
      guard try !existsItself(to) else { throw FileError(.rename, to, .fileExists) }
      try rename(from, to: to)
    case let errno: throw FileError(.rename, errno == .fileExists ? to : from, errno)
    }
  }

  /// A symbolic link counts, wherever it leads.
  private func existsItself(_ path: FilePath) throws(FileError) -> Bool {
    do throws(FileError) {
      _ = try status(path, followLinks: false)
      return true
    } catch  where error.errno == .noSuchFileOrDirectory {
      return false
    }
  }

  public func remove(_ path: FilePath) throws(FileError) {
    try check(.remove, path) { path.withPlatformString { unlink($0) } }
  }

  public func removeDirectory(_ path: FilePath) throws(FileError) {
    try check(.remove, path) { path.withPlatformString { rmdir($0) } }
  }

  public func syncDirectory(_ path: FilePath) throws(FileError) {
    let descriptor = try descriptor(.sync, path, O_RDONLY | O_DIRECTORY)
    defer { _ = close(descriptor) }
    try check(.sync, path) { fsync(descriptor) }
  }

  public func setModified(_ path: FilePath, _ nanoseconds: Int64) throws(FileError) {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let time = timespec(
      tv_sec: Int(rest < 0 ? seconds - 1 : seconds), tv_nsec: Int(rest < 0 ? rest + 1_000_000_000 : rest))
    let times = [time, time]
    try check(.setTimes, path) { path.withPlatformString { utimensat(AT_FDCWD, $0, times, 0) } }
  }

  public func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? {
    let descriptor = try descriptor(.lock, path, O_RDWR | O_CREAT)
    let lock = POSIXLock(descriptor, path)
    return try Exclusion.take(descriptor, path) ? lock : nil
  }

  public func freeSpace(_ path: FilePath) throws(FileError) -> Int64? {
    var status = statvfs()
    try check(.inspect, path) { path.withPlatformString { statvfs($0, &status) } }
    return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
  }

  public func resolve(_ path: FilePath) throws(FileError) -> FilePath {
    guard let resolved = path.withPlatformString({ realpath($0, nil) }) else {
      throw FileError(.inspect, path, .current)
    }
    defer { free(resolved) }
    return FilePath(platformString: resolved)
  }

  private func descriptor(_ operation: FileError.Operation, _ path: FilePath, _ flags: CInt) throws(FileError) -> CInt {
    while true {
      let descriptor = path.withPlatformString { systemOpen($0, flags | O_CLOEXEC, 0o600) }
      if descriptor >= 0 { return descriptor }
      if Errno.current != .interrupted { throw FileError(operation, path, .current) }
    }
  }
}

private func systemOpen(_ path: UnsafePointer<CChar>, _ flags: CInt, _ mode: mode_t) -> CInt {
  open(path, flags, mode)
}

/// 0, or −1 with `errno` set. On Linux a second name is made, and then the first one removed: it may stay after a power cut.
private func systemRenameExclusively(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> CInt {
  #if canImport(Darwin)
    renamex_np(from, to, UInt32(RENAME_EXCL))
  #else
    link(from, to) == 0 ? unlink(from) : -1
  #endif
}

private func check(_ operation: FileError.Operation, _ path: FilePath, _ call: () -> CInt) throws(FileError) {
  while call() != 0 {
    if Errno.current != .interrupted { throw FileError(operation, path, .current) }
  }
}

/// A read or write that goes on until it is done: calls that were interrupted are made again, short ones are continued.
enum Transfer {
  /// `call` gets the bytes moved so far and returns how many it has moved, 0 at the end of a file, −1 with `errno` set. Bytes moved in all.
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
    try check(.inspect, path) { fstat(descriptor, &held) }
    let found = try POSIXFileSystem().identity(path)
    return held.st_nlink > 0 && found == FileStatus(held).identity
  }

  deinit {
    Exclusion.release(descriptor)
    _ = close(descriptor)
  }
}

/// A descriptor is closed once: by `close`, or when the handle is released.
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
    isLocked = try Exclusion.take(descriptor, path)
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
    try check(.sync, path) {
      #if canImport(Darwin)
        fcntl(descriptor, F_FULLFSYNC) == -1 ? -1 : 0
      #else
        fdatasync(descriptor)
      #endif
    }
  }

  func status() throws(FileError) -> FileStatus {
    var raw = stat()
    try check(.inspect, path) { fstat(descriptor, &raw) }
    return FileStatus(raw)
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
      owner: UInt32(truncatingIfNeeded: raw.st_uid))
  }
}

extension timespec {
  fileprivate var nanoseconds: Int64 { Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec) }
}

extension Errno {
  fileprivate static var current: Errno { Errno(rawValue: errno) }
}

extension [UInt8] {
  /// Byte order, as `memcmp` and `LC_ALL=C sort` have it.
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
