import SystemPackage

/// The failure of a system call on a file.
package struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The operation that failed. The raw value is a verb for the message: `open`, `write`, `sync` …
  package enum Operation: String, Sendable {
    case open, create, read, write, sync, close, list, inspect, rename, remove, lock
    case makeDirectory = "create the directory"
    case setTimes = "set the times of"
    case setPermissions = "set the permissions of"
    case setAttribute = "set an attribute of"
  }

  /// The operation that failed.
  package var operation: Operation
  /// The file or directory on which it failed.
  package var path: FilePath
  /// The error number of the operating system.
  package var errno: Errno

  package init(_ operation: Operation, _ path: FilePath, _ errno: Errno) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  /// The failure, on one line: the operation, the path and the reason.
  package var message: String { "cannot \(operation.rawValue) \(path): \(Self.reason(errno))" }

  /// Returns what an error of the operating system means, in a few words.
  package static func reason(_ errno: Errno) -> String {
    switch errno {
    case .noSpace, .diskQuotaExceeded: "the disk is full"
    case .permissionDenied, .notPermitted: "permission denied"
    case .noSuchFileOrDirectory: "there is no such file or directory"
    case .tooManySymbolicLinkLevels: "it is a symbolic link, which is not followed here, or leads in a circle"
    case .tooManyLinks: "the file has another name, too, a hard link"
    default: errno.description.lowercased()
    }
  }

  /// Returns the remedy for an error of the operating system, where there is one.
  package static func remedy(_ errno: Errno) -> String? {
    switch errno {
    case .noSpace, .diskQuotaExceeded: "free some space and run the command again"
    case .tooManyLinks: "replace it with a copy of it"
    default: nil
    }
  }

  /// The message with the remedy, as it stands in the reports about single files.
  package var description: String { Self.remedy(errno).map { "\(message); \($0)" } ?? message }
}
