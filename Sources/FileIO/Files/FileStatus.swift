/// The metadata of a file, which the file system gives without opening it.
package struct FileStatus: Sendable, Equatable {
  /// The kind of a file. `other` is a pipe, socket or device.
  package enum Kind: Sendable, Equatable { case regular, directory, symbolicLink, other }

  package var kind: Kind
  /// The size in bytes.
  package var size: Int64
  /// The modification time, in nanoseconds since 1970 UTC.
  package var modified: Int64
  /// The time of the last change of contents or inode, in nanoseconds since 1970 UTC; a program cannot set it back.
  package var changed: Int64
  package var inode: UInt64
  package var device: UInt64
  /// The number of the user who owns the file.
  package var owner: UInt32
  /// The number of names of the file; more than 1 for one with hard links.
  package var links: Int
  /// The permissions of owner, group and others, nine bits.
  package var permissions: UInt16

  package init(
    kind: Kind, size: Int64, modified: Int64, changed: Int64, inode: UInt64, device: UInt64, owner: UInt32 = 0,
    links: Int = 1, permissions: UInt16 = 0o600
  ) {
    self.kind = kind
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
    self.owner = owner
    self.links = links
    self.permissions = permissions
  }

  /// The resolution of the file system's times in nanoseconds, where it seems to be one or two seconds (FAT has the
  /// latter); nil when it is finer.
  ///
  /// It is guessed from `changed`: a time of whole seconds is taken as a sign of coarse times, and of even seconds as a
  /// sign of two. A finer time looks like that by chance once in about 10^7.
  package var coarseTick: Int64? {
    let second: Int64 = 1_000_000_000
    guard changed % second == 0 else { return nil }
    return changed % (2 * second) == 0 ? 2 * second : second
  }

  /// The device and inode.
  package var identity: FileIdentity { FileIdentity(device: device, inode: inode) }
}

/// The identity of a file or directory: equal for all paths that lead to it, as long as it exists.
package struct FileIdentity: Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64

  package init(device: UInt64, inode: UInt64) { (self.device, self.inode) = (device, inode) }
}

/// One name in a directory. Names are bytes, because Linux does not promise UTF-8.
package struct DirectoryEntry: Sendable, Equatable {
  package var name: [UInt8]
  /// The status of the entry itself; a symbolic link is not followed.
  package var status: FileStatus

  package init(name: [UInt8], status: FileStatus) {
    self.name = name
    self.status = status
  }
}
