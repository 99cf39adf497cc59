import Bytes
import FileIO
import SegmentedLog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The machine whose files are stored. Sources of different machines are kept apart.
public struct Machine: Sendable, Equatable {
  /// The 16 bytes that identify the machine.
  public var id: [UInt8]
  /// The host name, for people.
  public var name: [UInt8]

  /// Requires an `id` of 16 bytes.
  public init(id: [UInt8], name: [UInt8]) {
    precondition(id.count == 16)
    (self.id, self.name) = (id, name)
  }

  /// Returns this machine. Its id is a hash, because the operating system's own id should not be published
  /// (machine-id(5)). If the system has no id, the host name is hashed instead.
  package static func current(fileSystem: any FileSystem = POSIXFileSystem()) -> Machine {
    var buffer = [CChar](repeating: 0, count: 256)
    gethostname(&buffer, 255)
    let name = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    var hasher = SHA256()
    hasher.update(Array("ccstore machine\0".utf8))
    hasher.update(systemID(fileSystem) ?? name)
    return Machine(id: Array(hasher.digest.bytes.prefix(16)), name: name)
  }

  private static func systemID(_ fileSystem: any FileSystem) -> [UInt8]? {
    #if canImport(Darwin)
      var id = [UInt8](repeating: 0, count: 16)
      var wait = timespec(tv_sec: 1, tv_nsec: 0)
      return gethostuuid(&id, &wait) == 0 ? id : nil
    #else
      let id = try? fileSystem.contents("/etc/machine-id", limit: 4096)
      return id?.isEmpty == false ? id : nil
    #endif
  }
}
