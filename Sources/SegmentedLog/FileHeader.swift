import Bytes

/// Decodes the start that all files of a store have in common (magic, version, checksum), then lets `fields` decode the
/// fields after the version.
///
/// `checksumAt` is the offset of the CRC, which covers every byte before it; bytes after the CRC are not read. With
/// `hasVersions`, bytes 24 to 31 state versions of the program, and a file that needs a later one is refused. Throws
/// `damaged` or `unsupported`.
func decodeFile<Value>(
  _ bytes: [UInt8], named file: String, kind: String, magic: [UInt8], checksumAt: Int,
  hasVersions: Bool = false, fields: (inout ByteReader) throws(ByteError) -> Value
) throws(LogError) -> Value {
  func damaged(_ what: String) -> LogError { .damaged(Finding(file: file, what)) }
  guard checksumAt >= 12, bytes.count >= checksumAt + 4 else { throw damaged("the \(kind) is cut off") }
  guard bytes.starts(with: magic) else { throw damaged("this is not a \(kind): the magic bytes are wrong") }
  let isIntact = bytes.withUnsafeBytes { buffer in
    crc32c(UnsafeRawBufferPointer(rebasing: buffer[..<checksumAt])) == buffer.u32(at: checksumAt)
  }
  guard isIntact else { throw damaged("the checksum of the \(kind) is wrong") }
  let major = UInt16(bytes[8]) | UInt16(bytes[9]) << 8
  let versions = hasVersions && checksumAt >= 32 ? StatedVersions(at: 24, of: bytes) : StatedVersions()
  guard major == Format.majorVersion else {
    throw .unsupported(file: file, versions.refusal("format version \(major)"))
  }
  if let refusal = versions.refusal { throw .unsupported(file: file, refusal) }
  let result = bytes.withUnsafeBytes { buffer -> Result<Value, ByteError> in
    var reader = ByteReader(buffer, at: 12)
    do throws(ByteError) { return .success(try fields(&reader)) } catch { return .failure(error) }
  }
  switch result {
  case .success(let value): return value
  case .failure(.unknownFeature):
    throw .unsupported(file: file, versions.refusal("with a feature that this one does not know"))
  case .failure: throw damaged("the \(kind) does not make sense")
  }
}

extension ByteReader {
  /// Reads the incompatible features and the versions of the program, 16 bytes. This version knows no feature: it
  /// throws `unknownFeature` when a bit is set.
  @discardableResult
  mutating func features() throws(ByteError) -> StatedVersions {
    guard try fixed(UInt64.self) == 0 else { throw .unknownFeature }
    return try StatedVersions(&self)
  }

  /// Reads a digest of 32 bytes.
  package mutating func digest() throws(ByteError) -> Digest { Digest(bytes: [UInt8](try bytes(32))) }
}

extension StatedVersions {
  /// Decodes the statements from the bytes at `offset`, all of which must be there.
  fileprivate init(at offset: Int, of bytes: [UInt8]) {
    let (needed, writer) = bytes.withUnsafeBytes { ($0.u32(at: offset), $0.u32(at: offset + 4)) }
    self.init(needed: ProgramVersion(code: needed), writer: ProgramVersion(code: writer))
  }
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
