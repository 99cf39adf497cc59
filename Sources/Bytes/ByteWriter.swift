/// Appends numbers and bytes in the conventions of FORMAT.md: little-endian, varint, zigzag.
public struct ByteWriter: Sendable {
  public var bytes: [UInt8]

  @inlinable
  public init(capacity: Int = 0) {
    bytes = []
    if capacity > 0 { bytes.reserveCapacity(capacity) }
  }

  @inlinable
  public var count: Int { bytes.count }

  @inlinable
  public mutating func u8(_ value: UInt8) { bytes.append(value) }

  @inlinable
  public mutating func fixed<Integer: FixedWidthInteger>(_ value: Integer) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  @inlinable
  public mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  @inlinable
  public mutating func varint(_ value: Int) { varint(UInt64(value)) }

  @inlinable
  public mutating func zigzag(_ value: Int64) {
    varint(UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)))
  }

  @inlinable
  public mutating func append(_ other: some Collection<UInt8>) { bytes.append(contentsOf: other) }

  @inlinable
  public mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }

  /// Length as a varint, then the bytes.
  @inlinable
  public mutating func sized(_ other: [UInt8]) {
    varint(other.count)
    bytes.append(contentsOf: other)
  }
}
