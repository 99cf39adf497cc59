/// Appends numbers and bytes in the conventions of FORMAT.md: little-endian, varint, zigzag.
public struct ByteWriter: Sendable {
  /// The bytes written so far.
  public var bytes: [UInt8]

  /// Creates an empty writer with room for `capacity` bytes, so that appending that many does not allocate.
  @inlinable
  public init(capacity: Int = 0) {
    bytes = []
    if capacity > 0 { bytes.reserveCapacity(capacity) }
  }

  /// The number of bytes written.
  @inlinable
  public var count: Int { bytes.count }

  /// Appends one byte.
  @inlinable
  public mutating func u8(_ value: UInt8) { bytes.append(value) }

  /// Appends an integer in little-endian order, in the width of its type.
  @inlinable
  public mutating func fixed<Integer: FixedWidthInteger>(_ value: Integer) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends an unsigned number in groups of 7 bits, the lowest first: 1 to 10 bytes.
  @inlinable
  public mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a number that must not be negative, as `varint(UInt64)` does.
  @inlinable
  public mutating func varint(_ value: Int) { varint(UInt64(value)) }

  /// Appends a signed number as the varint of 2n, or −2n − 1 when it is negative, so that numbers near zero are short.
  @inlinable
  public mutating func zigzag(_ value: Int64) {
    varint(UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)))
  }

  /// Appends bytes without a length.
  @inlinable
  public mutating func append(_ other: some Collection<UInt8>) { bytes.append(contentsOf: other) }

  /// Appends `count` zero bytes.
  @inlinable
  public mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }

  /// Appends a length as a varint, and then the bytes.
  @inlinable
  public mutating func sized(_ other: [UInt8]) {
    varint(other.count)
    bytes.append(contentsOf: other)
  }
}
