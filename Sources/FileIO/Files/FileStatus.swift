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
  /// Number of the user that the file belongs to.
  public var owner: UInt32

  public init(
    kind: Kind, size: Int64, modified: Int64, changed: Int64, inode: UInt64, device: UInt64, owner: UInt32 = 0
  ) {
    self.kind = kind
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
    self.owner = owner
  }

  /// How long a tick lasts in which the times of this file's file system do not move, in nanoseconds, where that is a second or two: a change of whose
  /// time nothing but whole seconds is known (FAT: even ones). nil: its times are finer. A time that looks like that by chance is one of 10^7.
  public var coarseTick: Int64? {
    let second: Int64 = 1_000_000_000
    guard changed % second == 0 else { return nil }
    return changed % (2 * second) == 0 ? 2 * second : second
  }

  public var identity: FileIdentity { FileIdentity(device: device, inode: inode) }
}

/// What a file or directory is whatever path leads to it, as long as it is there.
public struct FileIdentity: Sendable, Hashable {
  public var device: UInt64
  public var inode: UInt64

  public init(device: UInt64, inode: UInt64) { (self.device, self.inode) = (device, inode) }
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
