import CChecksum
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension POSIXFileSystem {
  /// On Linux the call is `syncfs`. It is used on ext4, XFS and Btrfs, of which it is known that they write everything
  /// and wait for the disk, and from Linux 5.8 on, which reports errors of all writes since the volume was opened.
  package func volume(of directory: FilePath) throws(FileError) -> (any FileVolume)? {
    #if os(Linux)
      guard KernelVersion.reportsVolumeErrors else { return nil }
      let descriptor = try call(.open, directory) { openat($0, $1, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
      let volume = POSIXVolume(descriptor, directory)
      return volume.isKnown ? volume : nil
    #else
      return nil
    #endif
  }
}

#if os(Linux)
  private final class POSIXVolume: FileVolume {
    private let descriptor: CInt
    private let path: FilePath

    init(_ descriptor: CInt, _ path: FilePath) { (self.descriptor, self.path) = (descriptor, path) }

    deinit { _ = close(descriptor) }

    /// True if the file system is one that is known to make everything durable.
    var isKnown: Bool {
      let (ext4, xfs, btrfs): (UInt32, UInt32, UInt32) = (0xef53, 0x5846_5342, 0x9123_683e)
      return [ext4, xfs, btrfs].contains(ccs_volume_kind(descriptor))
    }

    func device() throws(FileError) -> UInt64 {
      var raw = stat()
      _ = try retried(.inspect, path) { fstat(descriptor, &raw) }
      return UInt64(truncatingIfNeeded: raw.st_dev)
    }

    func sync() throws(FileError) { _ = try retried(.sync, path) { ccs_sync_volume(descriptor) } }
  }

  private enum KernelVersion {
    /// True from Linux 5.8 on.
    static let reportsVolumeErrors: Bool = {
      var name = utsname()
      guard uname(&name) == 0 else { return false }
      let release = withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      let numbers = release.split(separator: ".", maxSplits: 2).prefix(2).map {
        Int($0.prefix { $0.isWholeNumber }) ?? 0
      }
      return numbers.count == 2 && (numbers[0], numbers[1]) >= (5, 8)
    }()
  }
#endif
