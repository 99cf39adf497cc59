import Bytes
import FileIO
public import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A directory of the operating system that is removed with the test.
public final class ScratchDirectory: Sendable {
  public let path: FilePath
  package let fileSystem = POSIXFileSystem()

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

extension ScratchDirectory {
  /// Creates a symbolic link in the directory.
  @discardableResult
  public func link(_ name: String, to target: FilePath) throws(Errno) -> FilePath {
    try link(name) { link in target.withPlatformString { symlink($0, link) } }
  }

  /// Gives a file another name in the directory.
  @discardableResult
  public func hardLink(_ name: String, to file: FilePath) throws(Errno) -> FilePath {
    try link(name) { link in file.withPlatformString { linkat(AT_FDCWD, $0, AT_FDCWD, link, 0) } }
  }

  /// Creates a named pipe in the directory.
  public func pipe(_ name: String) throws(Errno) { _ = try link(name) { mkfifo($0, 0o600) } }

  private func link(_ name: String, _ make: (UnsafePointer<CChar>) -> CInt) throws(Errno) -> FilePath {
    let path = path.appending(name)
    guard path.withPlatformString(make) == 0 else { throw Errno(rawValue: errno) }
    return path
  }
}

extension FilePath {
  /// A path below `directory` whose last component need not be UTF-8.
  public init(platformBytes directory: FilePath, _ name: [UInt8]) {
    let bytes = directory.withPlatformString { Array(UnsafeBufferPointer(start: $0, count: directory.length)) }
    self.init(platformString: bytes + [0x2f] + name.map { CChar(bitPattern: $0) } + [0])
  }
}

extension ScratchDirectory {
  /// True if files can have extended attributes in the directory where tests have theirs.
  public static let hasAttributes: Bool = {
    guard let scratch = try? ScratchDirectory() else { return false }
    return (try? scratch.fileSystem.setAttribute("user.ccstore.test", [1], of: scratch.path)) != nil
  }()
}
