/// What went wrong while bytes were being decoded. Decoders add where.
public enum ByteError: Error, Sendable, Equatable {
  /// The bytes ended too early.
  case truncated
  /// A varint of more than 64 bits.
  case overlong
  /// A feature that this version does not know and must not ignore.
  case unknownFeature
  /// More than is allowed.
  case tooLarge
  /// Something else that the format does not allow.
  case malformed
}

/// Reads numbers and bytes in the conventions of FORMAT.md, never outside the buffer.
///
/// The buffer must outlive the reader: use it inside `withUnsafeBytes`.
public struct ByteReader {
  public let buffer: UnsafeRawBufferPointer
  @usableFromInline var position: Int

  @inlinable
  public init(_ buffer: UnsafeRawBufferPointer, at offset: Int = 0) {
    self.buffer = buffer
    position = offset
  }

  @inlinable
  public var offset: Int { position }

  @inlinable
  public var remaining: Int { buffer.count - position }

  @inlinable
  public mutating func u8() throws(ByteError) -> UInt8 {
    guard position < buffer.count else { throw .truncated }
    defer { position += 1 }
    return buffer[position]
  }

  @inlinable
  public mutating func fixed<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type = Integer.self
  ) throws(ByteError) -> Integer {
    let width = MemoryLayout<Integer>.size
    guard remaining >= width else { throw .truncated }
    defer { position += width }
    return Integer(littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: Integer.self))
  }

  @inlinable
  public mutating func varint() throws(ByteError) -> UInt64 {
    guard position < buffer.count else { throw .truncated }
    let first = buffer[position]
    position += 1
    if first < 0x80 { return UInt64(first) }
    var value = UInt64(first & 0x7f)
    var shift: UInt64 = 7
    while position < buffer.count {
      let byte = buffer[position]
      position += 1
      guard shift < 63 || (shift == 63 && byte <= 1) else { throw .overlong }
      value |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw .truncated
  }

  /// A varint that must fit a count of bytes or items: at most `limit`.
  @inlinable
  public mutating func count(limit: Int = Int(Int32.max)) throws(ByteError) -> Int {
    let value = try varint()
    guard value <= UInt64(limit) else { throw .malformed }
    return Int(value)
  }

  @inlinable
  public mutating func zigzag() throws(ByteError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
  }

  @inlinable
  public mutating func bytes(_ count: Int) throws(ByteError) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else { throw .truncated }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: buffer[position..<position + count])
  }

  /// Length as a varint, then the bytes.
  @inlinable
  public mutating func sized() throws(ByteError) -> [UInt8] {
    [UInt8](try bytes(try count()))
  }

  /// Passes over bytes that must be zero.
  @inlinable
  public mutating func zeros(_ count: Int) throws(ByteError) {
    guard try bytes(count).allSatisfy({ $0 == 0 }) else { throw .malformed }
  }
}
