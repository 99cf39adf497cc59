import Bytes
import SystemPackage

#if canImport(Darwin)
  import Darwin
#endif

/// The mounted file systems, with as much as is needed to say whether their locks keep others out.
struct MountTable {
  /// One mounted file system.
  struct Mount: Equatable {
    var point: [UInt8]
    /// The type, such as `ext4`, `nfs4` or `fuse.sshfs`.
    var type: String
    var options: Set<String>
  }

  private(set) var mounts: [Mount] = []

  /// Parses the text of `/proc/self/mountinfo`. Lines of another form are skipped.
  init(_ text: [UInt8]) {
    for line in text.split(separator: 0x0a) {
      let fields = line.split(separator: 0x20).map { Self.unescaped($0) }
      guard let dash = fields.firstIndex(of: [0x2d]), dash >= 6, fields.count >= dash + 4 else { continue }
      let options = [fields[5], fields[dash + 3]].flatMap { $0.split(separator: 0x2c) }
      mounts.append(
        Mount(
          point: fields[4], type: String(decoding: fields[dash + 1], as: UTF8.self),
          options: Set(options.map { String(decoding: $0, as: UTF8.self) })))
    }
  }

  /// Returns the mount that an absolute path without links lies in: the one with the longest mount point, and of equal
  /// ones the last.
  func mount(of path: [UInt8]) -> Mount? {
    var found: Mount?
    for mount in mounts where path.starts(with: mount.point) {
      let isWhole = mount.point.last == 0x2f || path.count == mount.point.count || path[mount.point.count] == 0x2f
      if isWhole, mount.point.count >= found?.point.count ?? 0 { found = mount }
    }
    return found
  }

  /// Decodes a field, in which blanks, tabs, newlines and backslashes are written as a backslash and three octal
  /// digits.
  private static func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == 0x5c, digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }) {
        bytes.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }))
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}

extension MountTable.Mount {
  /// File systems that a program serves from a disk or directory of this machine. The kernel's own locks are enough for
  /// them.
  private static let local: Set = [
    "fuseblk", "fuse.ntfs-3g", "fuse.exfat", "fuse.ext2", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs",
    "fuse.bindfs", "fuse.mergerfs", "fuse.unionfs", "fuse.fuse-overlayfs",
  ]

  /// A reason why locks may not keep others out; nil when none is known.
  var lockDoubt: String? {
    switch type {
    case "nfs", "nfs4":
      let isLocal =
        options.contains("nolock") || options.contains { $0.hasPrefix("local_lock=") && $0 != "local_lock=none" }
      return isLocal ? "this network file system (NFS) is mounted with locks that other machines do not see" : nil
    case "cifs", "smb3", "smbfs":
      let isLocal = !options.isDisjoint(with: ["nolock", "nobrl", "nobrlock"])
      return isLocal ? "this network file system (SMB) is mounted with locks that other machines do not see" : nil
    case _ where Self.local.contains(type): return nil
    case _ where type == "fuse" || type.hasPrefix("fuse."):
      return "this file system (\(type)) does not say whether it passes locks on to other machines"
    case "webdav", "davfs", "ftp": return "this file system (\(type)) has no locks that other machines see"
    default: return nil
    }
  }
}

extension POSIXFileSystem {
  package func lockDoubt(_ path: FilePath) throws(FileError) -> String? {
    let resolved = try resolve(path)
    #if canImport(Darwin)
      var status = statfs()
      guard resolved.withPlatformString({ statfs($0, &status) }) == 0 else { return nil }
      let type = withUnsafeBytes(of: status.f_fstypename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      return MountTable.Mount(point: [], type: type.hasSuffix("fuse") ? "fuse" : type, options: []).lockDoubt
    #else
      // Files in `/proc` have no size before they are read, so `contents` would give nothing.
      let table: FilePath = "/proc/self/mountinfo"
      guard let file = try? open(table, followLinks: true) else { return nil }
      defer { file.close() }
      let bytes = try file.bytes(at: 0, count: 1 << 20)
      let name = resolved.withPlatformString { [UInt8](UnsafeRawBufferPointer(start: $0, count: resolved.length)) }
      return MountTable(bytes).mount(of: name)?.lockDoubt
    #endif
  }
}
