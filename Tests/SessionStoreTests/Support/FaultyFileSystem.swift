import FileIO
import Synchronization
import SystemPackage

/// A disk that fails on request, and that may replace some paths. Everything else is done by another file system, by
/// default that of the operating system.
struct FaultyFileSystem: FileSystem {
  /// Asked before every operation; an error number makes it fail.
  typealias Fault = @Sendable (FileError.Operation, FilePath) -> Errno?

  private let files: any FileSystem
  private let fault: Fault
  private let name: @Sendable (FilePath) -> FilePath
  /// Called right before a file is removed.
  var beforeRemoval: (@Sendable (FilePath) -> Void)?

  init(_ files: any FileSystem = POSIXFileSystem(), _ fault: @escaping Fault) {
    self.init(files, name: { $0 }, fault: fault)
  }

  /// `name` returns the path that the disk uses for a given path.
  init(
    _ files: any FileSystem = POSIXFileSystem(), name: @escaping @Sendable (FilePath) -> FilePath,
    fault: @escaping Fault = { _, _ in nil }
  ) {
    (self.files, self.fault, self.name) = (files, fault, name)
  }

  fileprivate static func check(
    _ fault: Fault, _ operation: FileError.Operation, _ path: FilePath
  ) throws(FileError) {
    if let errno = fault(operation, path) { throw FileError(operation, path, errno) }
  }

  private func check(_ operation: FileError.Operation, _ path: FilePath) throws(FileError) {
    try Self.check(fault, operation, path)
  }

  func confined(to directories: [FilePath]) -> any FileSystem {
    var confined = FaultyFileSystem(files.confined(to: directories.map(name)), name: name, fault: fault)
    confined.beforeRemoval = beforeRemoval
    return confined
  }

  func open(_ path: FilePath, followLinks: Bool) throws(FileError) -> any FileHandle {
    try check(.open, path)
    return FaultyHandle(try files.open(name(path), followLinks: followLinks), fault)
  }

  func openForWriting(_ path: FilePath) throws(FileError) -> any FileHandle {
    try check(.open, path)
    return FaultyHandle(try files.openForWriting(name(path)), fault)
  }

  func create(_ path: FilePath) throws(FileError) -> any FileHandle {
    try check(.create, path)
    return FaultyHandle(try files.create(name(path)), fault)
  }

  func status(_ path: FilePath, followLinks: Bool) throws(FileError) -> FileStatus {
    try files.status(name(path), followLinks: followLinks)
  }

  func list(_ directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    try check(.list, directory)
    return try files.list(name(directory))
  }

  func makeDirectory(_ path: FilePath) throws(FileError) { try files.makeDirectory(name(path)) }

  func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    try check(.rename, from)
    try files.rename(name(from), to: name(to))
  }

  func remove(_ path: FilePath) throws(FileError) {
    beforeRemoval?(path)
    try files.remove(name(path))
  }

  func removeDirectory(_ path: FilePath) throws(FileError) { try files.removeDirectory(name(path)) }

  func syncDirectory(_ path: FilePath) throws(FileError) {
    try check(.sync, path)
    try files.syncDirectory(name(path))
  }

  func setModified(_ path: FilePath, _ nanoseconds: Int64) throws(FileError) {
    try files.setModified(name(path), nanoseconds)
  }

  func lock(_ path: FilePath) throws(FileError) -> (any FileLock)? { try files.lock(name(path)) }

  func resolve(_ path: FilePath) throws(FileError) -> FilePath { try files.resolve(name(path)) }
}

private final class FaultyHandle: FileHandle {
  private let file: any FileHandle
  private let fault: FaultyFileSystem.Fault

  init(_ file: any FileHandle, _ fault: @escaping FaultyFileSystem.Fault) { (self.file, self.fault) = (file, fault) }

  var path: FilePath { file.path }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FileError) -> Int {
    try FaultyFileSystem.check(fault, .read, path)
    return try file.read(into: buffer, at: offset)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError) {
    do {
      try FaultyFileSystem.check(fault, .write, path)
    } catch {
      // Half of the bytes may be on the disk all the same.
      try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]), at: offset)
      throw error
    }
    try file.write(bytes, at: offset)
  }

  func sync() throws(FileError) {
    try FaultyFileSystem.check(fault, .sync, path)
    try file.sync()
  }

  func status() throws(FileError) -> FileStatus { try file.status() }

  func lock() throws(FileError) -> Bool { try file.lock() }

  func close() { file.close() }
}

/// Counts what is written and synced below a directory, and fails from some operation on.
final class DyingDisk: Sendable {
  private let count = Mutex(0)

  /// The number of writes, syncs, creations and renames so far.
  var operations: Int { count.withLock { $0 } }

  /// The operation with the number `failAt`, counted from 1, and the `failures` − 1 operations after it fail; none
  /// fails where it is nil.
  func fileSystem(below directory: FilePath, failAt: Int?, failures: Int = .max, _ errno: Errno) -> FaultyFileSystem {
    FaultyFileSystem { [self] operation, path in
      guard path.starts(with: directory), [.write, .sync, .create, .rename].contains(operation) else { return nil }
      let number = count.withLock { count in
        count += 1
        return count
      }
      guard let failAt, number >= failAt, number - failAt < failures else { return nil }
      return errno
    }
  }
}

/// A file whose reads fail with EIO after a number of them succeeded.
final class DyingReads: Sendable {
  private let left: Mutex<Int>

  init(after count: Int) { left = Mutex(count) }

  func next() -> Errno? {
    left.withLock { left in
      left -= 1
      return left < 0 ? .ioError : nil
    }
  }
}
