import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Directories that are reached from handles: each from that of the directory it lies in, and never through a symbolic link.
///
/// A few are kept open. One that is not any more is opened again, name by name, from the directory where the way begins.
final class OpenDirectories: Sendable {
  /// Descriptors that are kept open.
  static let openMax = 32

  final class Handle: Sendable {
    let descriptor: CInt
    init(_ descriptor: CInt) { self.descriptor = descriptor }
    deinit { _ = close(descriptor) }
  }

  private struct State {
    var open: [FilePath: Handle] = [:]
    /// In the order in which they were opened.
    var order: [FilePath] = []
  }

  /// These are opened by their paths, which may lead through links.
  private let starts: Set<FilePath>
  private let state = Mutex(State())

  init(below starts: [FilePath]) { self.starts = Set(starts) }

  /// The directory that a path lies in, and its name there: `.` where the way begins with it. Throws `notPermitted` where the path does not lie below any
  /// of the directories, or goes up on the way.
  func place(of path: FilePath, for operation: FileError.Operation) throws(FileError) -> (
    Handle, name: FilePath
  ) {
    if starts.contains(path) { return (try handle(path, operation, for: path), ".") }
    guard let name = path.lastComponent, name.kind == .regular else {
      throw FileError(operation, path, .notPermitted)
    }
    return (try handle(path.removingLastComponent(), operation, for: path), FilePath(root: nil, [name]))
  }

  /// A directory if it is open just now.
  func known(_ path: FilePath) -> Handle? { state.withLock { $0.open[path] } }

  private func handle(
    _ path: FilePath, _ operation: FileError.Operation, for whole: FilePath
  ) throws(FileError) -> Handle {
    if let known = known(path) { return known }
    let handle: Handle
    if starts.contains(path) {
      handle = Handle(
        try retried(operation, path) {
          path.withPlatformString { openat(AT_FDCWD, $0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        })
    } else {
      guard let name = path.lastComponent, name.kind == .regular else {
        throw FileError(operation, whole, .notPermitted)
      }
      let parent = try self.handle(path.removingLastComponent(), operation, for: whole)
      handle = Handle(try open(FilePath(root: nil, [name]), in: parent, path, operation))
    }
    state.withLock { state in
      if state.open.updateValue(handle, forKey: path) != nil { return }
      state.order.append(path)
      if state.order.count > Self.openMax { state.open[state.order.removeFirst()] = nil }
    }
    return handle
  }

  private func open(
    _ name: FilePath, in parent: Handle, _ path: FilePath, _ operation: FileError.Operation
  ) throws(FileError) -> CInt {
    do throws(FileError) {
      return try retried(operation, path) {
        name.withPlatformString { openat(parent.descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
      }
    } catch {
      throw Self.isLink(name, in: parent) ? FileError(operation, path, .tooManySymbolicLinkLevels) : error
    }
  }

  /// Systems differ in what they say of a link where a directory was to be opened.
  private static func isLink(_ name: FilePath, in parent: Handle) -> Bool {
    var raw = stat()
    let result = name.withPlatformString { fstatat(parent.descriptor, $0, &raw, AT_SYMLINK_NOFOLLOW) }
    return result == 0 && raw.st_mode & S_IFMT == S_IFLNK
  }
}

/// What a system call gives unless that is −1; one that was interrupted is made again.
func retried(
  _ operation: FileError.Operation, _ path: FilePath, _ call: () -> CInt
) throws(FileError) -> CInt {
  while true {
    let result = call()
    if result != -1 { return result }
    if Errno.current != .interrupted { throw FileError(operation, path, .current) }
  }
}

extension Errno {
  package static var current: Errno { Errno(rawValue: errno) }
}
