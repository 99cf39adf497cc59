import FileIO
public import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A directory of the operating system that is gone with the test.
public final class ScratchDirectory: Sendable {
  public let path: FilePath
  public let fileSystem = POSIXFileSystem()

  public init() throws {
    path = FilePath("/tmp/ccstore-\(UUID16.random(SystemEntropy()))")
    try fileSystem.makeDirectory(path)
  }

  deinit { Self.remove(path, fileSystem) }

  private static func remove(_ path: FilePath, _ fileSystem: POSIXFileSystem) {
    for entry in (try? fileSystem.list(path)) ?? [] {
      let child = FilePath(platformBytes: path, entry.name)
      if entry.status.kind == .directory { remove(child, fileSystem) } else { try? fileSystem.remove(child) }
    }
    _ = path.withPlatformString { rmdir($0) }
  }
}

extension FilePath {
  /// A path below `directory` whose last component need not be UTF-8.
  public init(platformBytes directory: FilePath, _ name: [UInt8]) {
    let bytes = directory.withPlatformString { Array(UnsafeBufferPointer(start: $0, count: directory.length)) }
    self.init(platformString: bytes + [0x2f] + name.map { CChar(bitPattern: $0) } + [0])
  }
}
