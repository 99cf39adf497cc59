public import SystemPackage

/// A system call on a file failed.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was being done, as a verb: `open`, `write`, `sync` …
  public enum Operation: String, Sendable {
    case open, create, read, write, sync, close, list, inspect, rename, remove, lock
    case makeDirectory = "create the directory"
    case setTimes = "set the times of"
  }

  public var operation: Operation
  public var path: FilePath
  public var errno: Errno

  public init(_ operation: Operation, _ path: FilePath, _ errno: Errno) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

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
