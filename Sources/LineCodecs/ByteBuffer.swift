/// A growing buffer of bytes for an encoder. It doubles when it is full, and keeps its memory when it is emptied.
public struct ByteBuffer: ~Copyable {
  @usableFromInline var memory: UnsafeMutablePointer<UInt8>
  @usableFromInline var length = 0
  @usableFromInline var capacity: Int

  /// The address of the first byte. It changes only when the buffer has to grow.
  @inlinable public var base: UnsafeMutablePointer<UInt8> { memory }
  /// The number of bytes appended.
  @inlinable public var count: Int { length }

  /// Creates an empty buffer with room for `capacity` bytes, and at least 64.
  public init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    memory = .allocate(capacity: self.capacity)
  }

  deinit { memory.deallocate() }

  /// The bytes appended. They are valid until the buffer changes.
  @inlinable
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Removes all bytes and keeps the memory.
  @inlinable
  public mutating func removeAll() { length = 0 }

  /// Makes room for `capacity` bytes in total: up to that number, `base` does not change.
  public mutating func reserve(_ capacity: Int) {
    if capacity > self.capacity { grow(by: capacity - count) }
  }

  /// Removes all but the first `count` bytes.
  mutating func truncate(to count: Int) {
    precondition(count <= length)
    length = count
  }

  /// Appends one byte.
  @inlinable
  @inline(__always)
  public mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    base[count] = byte
    length &+= 1
  }

  /// Appends a copy of `other`.
  @inlinable
  @inline(__always)
  public mutating func append(_ other: UnsafeRawBufferPointer) {
    guard let start = other.baseAddress, other.count > 0 else { return }
    withRoom(for: other.count) { UnsafeMutableRawPointer($0).copyMemory(from: start, byteCount: other.count) }
  }

  /// Appends an integer in little-endian order, in the width of its type.
  @inlinable
  @inline(__always)
  public mutating func fixed<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
    withRoom(for: MemoryLayout<Integer>.size) {
      UnsafeMutableRawPointer($0).storeBytes(of: value.littleEndian, as: Integer.self)
    }
  }

  /// Appends a copy of the `count` bytes at `start`.
  @inlinable
  @inline(__always)
  public mutating func append(_ start: UnsafePointer<UInt8>, _ count: Int) {
    append(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Appends exactly `room` bytes, which `fill` writes to the address that it gets.
  @inlinable
  @inline(__always)
  public mutating func withRoom(for room: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    if count &+ room > capacity { grow(by: room) }
    fill(base + count)
    length &+= room
  }

  /// Appends at most `room` bytes, which `fill` writes to the address that it gets; it returns how many it has written.
  @inlinable
  @inline(__always)
  public mutating func withRoom(upTo room: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Int) {
    if count &+ room > capacity { grow(by: room) }
    let used = fill(base + count)
    precondition(used >= 0 && used <= room)
    length &+= used
  }

  /// Appends an unsigned number in groups of 7 bits, the lowest first: 1 to 10 bytes.
  @inlinable
  @inline(__always)
  public mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a number that must not be negative, as `varint(UInt64)` does.
  @inlinable
  @inline(__always)
  public mutating func varint(_ value: Int) { varint(UInt64(value)) }

  /// Appends a signed number as the varint of 2n, or −2n − 1 when it is negative, so that numbers near zero are short.
  @inlinable
  @inline(__always)
  public mutating func zigzag(_ value: Int64) { varint(UInt64(bitPattern: (value &<< 1) ^ (value &>> 63))) }

  @usableFromInline
  @inline(never)
  mutating func grow(by more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    memory.deallocate()
    memory = larger
  }
}

/// Reads bytes from front to back for a decoder, and never outside of them.
///
/// A read that would pass the end returns 0 or nil and sets `hasFailed`. So a decoder need not check every value, but
/// it must check `hasFailed` before it trusts its result.
public struct ByteSource {
  private var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  /// True after the first read that passed the end or met an invalid number.
  private(set) var hasFailed = false

  /// Creates a source. `bytes` must outlive it and have an address, even when there are none.
  public init(_ bytes: UnsafeRawBufferPointer) {
    position = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
    end = position + bytes.count
  }

  /// True when all bytes were read.
  public var isAtEnd: Bool { position == end }

  /// The number of bytes not read yet.
  @inline(__always)
  public var remaining: Int { end - position }

  /// Reads one byte.
  @inline(__always)
  public mutating func byte() -> UInt8 {
    guard position < end else {
      hasFailed = true
      return 0
    }
    defer { position += 1 }
    return position.pointee
  }

  /// Reads an unsigned number of 7 bits a byte, the lowest first. More than 64 bits count as a failure.
  @inline(__always)
  public mutating func varint() -> UInt64 {
    if position < end, position.pointee < 0x80 {
      defer { position += 1 }
      return UInt64(position.pointee)
    }
    return longVarint()
  }

  private mutating func longVarint() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = position.pointee
      position += 1
      guard shift < 63 || (shift == 63 && byte <= 1) else { break }
      value |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 { return value }
      shift += 7
    }
    hasFailed = true
    return 0
  }

  /// Reads a varint that counts things; more than `limit` counts as a failure.
  @inline(__always)
  public mutating func count(limit: Int) -> Int {
    let value = varint()
    guard value <= UInt64(limit) else {
      hasFailed = true
      return 0
    }
    return Int(value)
  }

  /// Reads a signed number that `ByteBuffer.zigzag` wrote.
  @inline(__always)
  public mutating func zigzag() -> Int64 {
    let value = varint()
    return Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Returns the address of the next `count` bytes and skips them; nil, which counts as a failure, when fewer are left.
  @inline(__always)
  public mutating func consume(_ count: Int) -> UnsafePointer<UInt8>? {
    guard count >= 0, count <= end - position else {
      hasFailed = true
      return nil
    }
    defer { position += count }
    return position
  }
}
