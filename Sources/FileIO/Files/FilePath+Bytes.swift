import SystemPackage

extension FilePath {
  /// The bytes of the path as the operating system has them.
  package var bytes: [UInt8] { withPlatformString { Array(UnsafeRawBufferPointer(start: $0, count: length)) } }

  /// Appends a relative path given as bytes, which need not be UTF-8.
  package func appending(bytes: [UInt8]) -> FilePath {
    let characters = bytes.map { CChar(bitPattern: $0) } + [0]
    return pushing(characters.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) })
  }
}
