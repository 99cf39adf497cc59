/// What the file system says about a file without opening it.
package struct FileStatus: Sendable, Equatable {
  package enum Kind: Sendable, Equatable { case regular, directory, symbolicLink, other }

  package var kind: Kind
  /// Bytes.
  package var size: Int64
  /// Nanoseconds since 1970 UTC.
  package var modified: Int64
  /// Nanoseconds since 1970 UTC of the last change of contents or inode; a program cannot set it back.
  package var changed: Int64
  package var inode: UInt64
  package var device: UInt64
  /// Number of the user that the file belongs to.
  package var owner: UInt32

  package init(
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
  package var coarseTick: Int64? {
    let second: Int64 = 1_000_000_000
    guard changed % second == 0 else { return nil }
    return changed % (2 * second) == 0 ? 2 * second : second
  }

  package var identity: FileIdentity { FileIdentity(device: device, inode: inode) }
}

/// What a file or directory is whatever path leads to it, as long as it is there.
package struct FileIdentity: Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64

  package init(device: UInt64, inode: UInt64) { (self.device, self.inode) = (device, inode) }
}

/// One name in a directory. Names are bytes: Linux does not promise UTF-8.
package struct DirectoryEntry: Sendable, Equatable {
  package var name: [UInt8]
  /// Of the entry itself; a symbolic link is not followed.
  package var status: FileStatus

  package init(name: [UInt8], status: FileStatus) {
    self.name = name
    self.status = status
  }
}
