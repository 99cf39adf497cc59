/// What the file system says about a file without opening it.
public struct FileStatus: Sendable, Equatable {
  public enum Kind: Sendable, Equatable { case regular, directory, symbolicLink, other }

  public var kind: Kind
  /// Bytes.
  public var size: Int64
  /// Nanoseconds since 1970 UTC.
  public var modified: Int64
  /// Nanoseconds since 1970 UTC of the last change of contents or inode; a program cannot set it back.
  public var changed: Int64
  public var inode: UInt64
  public var device: UInt64

  public init(kind: Kind, size: Int64, modified: Int64, changed: Int64, inode: UInt64, device: UInt64) {
    self.kind = kind
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
  }
}

/// One name in a directory. Names are bytes: Linux does not promise UTF-8.
public struct DirectoryEntry: Sendable, Equatable {
  public var name: [UInt8]
  /// Of the entry itself; a symbolic link is not followed.
  public var status: FileStatus

  public init(name: [UInt8], status: FileStatus) {
    self.name = name
    self.status = status
  }
}
