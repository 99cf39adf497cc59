public import SystemPackage

/// The failure of a system call on a file.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The operation that failed. The raw value is a verb for the message: `open`, `write`, `sync` …
  public enum Operation: String, Sendable {
    case open, create, read, write, sync, close, list, inspect, rename, remove, lock
    case makeDirectory = "create the directory"
    case setTimes = "set the times of"
  }

  /// The operation that failed.
  public var operation: Operation
  /// The file or directory on which it failed.
  public var path: FilePath
  /// The error number of the operating system.
  public var errno: Errno

  public init(_ operation: Operation, _ path: FilePath, _ errno: Errno) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  /// A message of one line for people: the operation, the path, the reason and, where there is one, a remedy.
  public var description: String {
    switch errno {
    case .noSpace, .diskQuotaExceeded:
      "cannot \(operation.rawValue) \(path): the disk is full; free some space and run the command again"
    case .permissionDenied, .notPermitted:
      "cannot \(operation.rawValue) \(path): permission denied"
    case .noSuchFileOrDirectory:
      "cannot \(operation.rawValue) \(path): there is no such file or directory"
    case .tooManySymbolicLinkLevels:
      "cannot \(operation.rawValue) \(path): it is a symbolic link, which is not followed here, or leads in a circle"
    case .tooManyLinks:
      "cannot \(operation.rawValue) \(path): the file has another name, too, a hard link; put a copy of it in its place"
    default:
      "cannot \(operation.rawValue) \(path): \(errno.description.lowercased())"
    }
  }
}
