import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Opens directories one name at a time, each from the handle of its parent and never through a symbolic link.
///
/// At most `openMax` are kept open. A directory that is no longer open is opened again, name by name, from the start
/// directory above it.
final class OpenDirectories: Sendable {
  /// The number of descriptors that are kept open.
  static let openMax = 32

  /// An open directory, which is closed when the last user releases it.
  final class Handle: Sendable {
    let descriptor: CInt
    init(_ descriptor: CInt) { self.descriptor = descriptor }
    deinit { _ = close(descriptor) }
  }

  private struct State {
    var open: [FilePath: Handle] = [:]
    /// The paths of `open`, oldest first.
    var order: [FilePath] = []
  }

  /// The directories where paths may start. They are opened by their paths, which may lead through links.
  private let starts: Set<FilePath>
  private let state = Mutex(State())

  init(below starts: [FilePath]) { self.starts = Set(starts) }

  /// Returns the directory that a path lies in, and the name in it: `.` when the path is a start directory. Throws
  /// `notPermitted` when the path is not below a start directory, or has `..` in it.
  func place(of path: FilePath, for operation: FileError.Operation) throws(FileError) -> (
    Handle, name: FilePath
  ) {
    if starts.contains(path) { return (try handle(path, operation, for: path), ".") }
    guard let name = path.lastComponent, name.kind == .regular else {
      throw FileError(operation, path, .notPermitted)
    }
    return (try handle(path.removingLastComponent(), operation, for: path), FilePath(root: nil, [name]))
  }

  /// Returns the handle of a directory if it is open now.
  func known(_ path: FilePath) -> Handle? { state.withLock { $0.open[path] } }

  /// Closes a directory that was removed: another one that is made under its name must not be taken for it.
  func forget(_ path: FilePath) {
    state.withLock { state in
      state.open[path] = nil
      state.order.removeAll { $0 == path }
    }
  }

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

  /// Returns whether a name is a symbolic link: systems report different errors when a link is opened as a directory.
  private static func isLink(_ name: FilePath, in parent: Handle) -> Bool {
    var raw = stat()
    let result = name.withPlatformString { fstatat(parent.descriptor, $0, &raw, AT_SYMLINK_NOFOLLOW) }
    return result == 0 && raw.st_mode & S_IFMT == S_IFLNK
  }
}

/// Returns the result of a system call, which is repeated when it was interrupted. Throws when the result is −1 for
/// another reason.
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
  /// The value of the C variable `errno` for the calling thread.
  package static var current: Errno { Errno(rawValue: errno) }
}
