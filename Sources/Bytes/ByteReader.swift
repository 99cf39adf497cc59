/// The reason why bytes could not be decoded. Decoders add the place where it happened.
public enum ByteError: Error, Sendable, Equatable {
  /// The bytes ended too early.
  case truncated
  /// A varint has more than 64 bits.
  case overlong
  /// The bytes use a feature that this version does not know and must not ignore.
  case unknownFeature
  /// A length or count is greater than a limit of the format.
  case tooLarge
  /// The bytes break another rule of the format.
  case malformed
}

/// Reads numbers and bytes in the conventions of FORMAT.md (little-endian, varint, zigzag) and never outside the
/// buffer.
///
/// A read that would pass the end throws `truncated`. The buffer must outlive the reader: use it inside
/// `withUnsafeBytes`.
public struct ByteReader {
  @usableFromInline let start: UnsafeRawPointer
  @usableFromInline let end: UnsafeRawPointer
  @usableFromInline var next: UnsafeRawPointer

  /// The bytes that are read.
  @inlinable
  public var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: end - start) }

  /// Creates a reader that begins at byte `offset`, which must be 0 to the number of bytes in `buffer`.
  @inlinable
  public init(_ buffer: UnsafeRawBufferPointer, at offset: Int = 0) {
    // An empty buffer may have no address; none is read then.
    start = buffer.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
    end = start + buffer.count
    next = start + offset
  }

  /// The number of bytes before the next read, from the start of the buffer.
  @inlinable
  public var offset: Int { next - start }

  /// The number of bytes that are left to read.
  @inlinable
  public var remaining: Int { end - next }

  /// Reads one byte.
  @inlinable
  public mutating func u8() throws(ByteError) -> UInt8 {
    guard next < end else { throw .truncated }
    defer { next += 1 }
    return next.load(as: UInt8.self)
  }

  /// Reads a little-endian integer of the type's width.
  @inlinable
  public mutating func fixed<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type = Integer.self
  ) throws(ByteError) -> Integer {
    let width = MemoryLayout<Integer>.size
    guard remaining >= width else { throw .truncated }
    defer { next += width }
    return Integer(littleEndian: next.loadUnaligned(as: Integer.self))
  }

  /// Reads an unsigned number of 7 bits a byte, the lowest bits first. Throws `overlong` when it has more than 64 bits.
  @inlinable @inline(__always)
  public mutating func varint() throws(ByteError) -> UInt64 {
    guard next < end else { throw .truncated }
    let first = next.load(as: UInt8.self)
    next += 1
    return first < 0x80 ? UInt64(first) : try longVarint(UInt64(first & 0x7f))
  }

  /// Reads the rest of a number that continues after its first seven bits.
  @inlinable @inline(__always)
  mutating func longVarint(_ first: UInt64) throws(ByteError) -> UInt64 {
    var value = first
    var shift: UInt64 = 7
    while next < end {
      let byte = next.load(as: UInt8.self)
      next += 1
      guard shift < 63 || (shift == 63 && byte <= 1) else { throw .overlong }
      value |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
    }
    throw .truncated
  }

  /// Reads a varint that counts bytes or items. Throws `malformed` when it is greater than `limit`.
  @inlinable
  public mutating func count(limit: Int = Int(Int32.max)) throws(ByteError) -> Int {
    let value = try varint()
    guard value <= UInt64(limit) else { throw .malformed }
    return Int(value)
  }

  /// Reads a signed number that `ByteWriter.zigzag` wrote.
  @inlinable @inline(__always)
  public mutating func zigzag() throws(ByteError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Returns the next `count` bytes without copying them. They are valid as long as the buffer is.
  @inlinable
  public mutating func bytes(_ count: Int) throws(ByteError) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else { throw .truncated }
    defer { next += count }
    return UnsafeRawBufferPointer(start: next, count: count)
  }

  /// Reads a length as a varint and returns a copy of that many bytes.
  @inlinable
  public mutating func sized() throws(ByteError) -> [UInt8] {
    [UInt8](try bytes(try count()))
  }

  /// Skips `count` bytes that must all be zero. Throws `malformed` when one is not.
  @inlinable
  public mutating func zeros(_ count: Int) throws(ByteError) {
    guard try bytes(count).allSatisfy({ $0 == 0 }) else { throw .malformed }
  }
}
