import Bytes

/// Decodes the start that all files of a store have in common (magic, version, checksum), then lets `fields` decode the
/// fields after the version.
///
/// `checksumAt` is the offset of the CRC, which covers every byte before it; bytes after the CRC are not read. Throws
/// `damaged` or `unsupported`.
func decodeFile<Value>(
  _ bytes: [UInt8], named file: String, kind: String, magic: [UInt8], checksumAt: Int,
  fields: (inout ByteReader) throws(ByteError) -> Value
) throws(LogError) -> Value {
  func damaged(_ what: String) -> LogError { .damaged(Finding(file: file, what)) }
  guard checksumAt >= 12, bytes.count >= checksumAt + 4 else { throw damaged("the \(kind) is cut off") }
  guard bytes.starts(with: magic) else { throw damaged("this is not a \(kind): the magic bytes are wrong") }
  let isIntact = bytes.withUnsafeBytes { buffer in
    crc32c(UnsafeRawBufferPointer(rebasing: buffer[..<checksumAt])) == buffer.u32(at: checksumAt)
  }
  guard isIntact else { throw damaged("the checksum of the \(kind) is wrong") }
  let major = UInt16(bytes[8]) | UInt16(bytes[9]) << 8
  guard major == Format.majorVersion else { throw .unsupported(file: file, "format version \(major)") }
  let result = bytes.withUnsafeBytes { buffer -> Result<Value, ByteError> in
    var reader = ByteReader(buffer, at: 12)
    do throws(ByteError) { return .success(try fields(&reader)) } catch { return .failure(error) }
  }
  switch result {
  case .success(let value): return value
  case .failure(.unknownFeature): throw .unsupported(file: file, "a feature this one does not know")
  case .failure: throw damaged("the \(kind) does not make sense")
  }
}

extension ByteReader {
  /// Reads the two sets of feature bits, incompatible and compatible, 16 bytes. This version knows no feature: it
  /// throws `unknownFeature` when an incompatible bit is set and ignores compatible ones.
  mutating func features() throws(ByteError) {
    guard try fixed(UInt64.self) == 0 else { throw .unknownFeature }
    _ = try fixed(UInt64.self)
  }

  /// Reads a digest of 32 bytes.
  package mutating func digest() throws(ByteError) -> Digest { Digest(bytes: [UInt8](try bytes(32))) }
}

extension ByteWriter {
  /// Begins a file with its magic and version, 12 bytes when the magic has 8. `capacity` is the expected length of the
  /// file in bytes.
  package init(magic: [UInt8], minor: UInt16 = Format.minorVersion, capacity: Int) {
    self.init(capacity: capacity)
    append(magic)
    fixed(Format.majorVersion)
    fixed(minor)
  }
}

extension UnsafeRawBufferPointer {
  /// Returns the little-endian `UInt32` at `offset`, which need not be aligned.
  package func u32(at offset: Int) -> UInt32 {
    UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
  /// Returns the little-endian `UInt64` at `offset`, which need not be aligned.
  package func u64(at offset: Int) -> UInt64 {
    UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
