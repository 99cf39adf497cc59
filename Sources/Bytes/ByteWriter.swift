/// Appends numbers and bytes in the conventions of FORMAT.md: little-endian, varint, zigzag.
package struct ByteWriter: Sendable {
  package var bytes: [UInt8]

  @inlinable
  package init(capacity: Int = 0) {
    bytes = []
    if capacity > 0 { bytes.reserveCapacity(capacity) }
  }

  @inlinable
  package var count: Int { bytes.count }

  @inlinable
  package mutating func u8(_ value: UInt8) { bytes.append(value) }

  @inlinable
  package mutating func fixed<Integer: FixedWidthInteger>(_ value: Integer) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  @inlinable
  package mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  @inlinable
  package mutating func varint(_ value: Int) { varint(UInt64(value)) }

  @inlinable
  package mutating func zigzag(_ value: Int64) {
    varint(UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)))
  }

  @inlinable
  package mutating func append(_ other: some Collection<UInt8>) { bytes.append(contentsOf: other) }

  @inlinable
  package mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }

  /// Length as a varint, then the bytes.
  @inlinable
  package mutating func sized(_ other: [UInt8]) {
    varint(other.count)
    bytes.append(contentsOf: other)
  }
}
