/// Bytes that an encoder collects. Grows by doubling and keeps its memory when it is emptied.
public struct ByteBuffer: ~Copyable {
  @usableFromInline var memory: UnsafeMutablePointer<UInt8>
  @usableFromInline var length = 0
  @usableFromInline var capacity: Int

  /// Stays where it is until there is no room.
  @inlinable public var base: UnsafeMutablePointer<UInt8> { memory }
  @inlinable public var count: Int { length }

  public init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    memory = .allocate(capacity: self.capacity)
  }

  deinit { memory.deallocate() }

  /// Valid until the buffer changes.
  @inlinable
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  @inlinable
  public mutating func removeAll() { length = 0 }

  /// Makes room for so many bytes in all: until there are more, `base` stays where it is.
  public mutating func reserve(_ capacity: Int) {
    if capacity > self.capacity { grow(by: capacity - count) }
  }

  /// Drops everything behind the first `count` bytes.
  mutating func truncate(to count: Int) {
    precondition(count <= length)
    length = count
  }

  @inlinable
  @inline(__always)
  public mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    base[count] = byte
    length &+= 1
  }

  @inlinable
  @inline(__always)
  public mutating func append(_ other: UnsafeRawBufferPointer) {
    guard let start = other.baseAddress, other.count > 0 else { return }
    withRoom(for: other.count) { UnsafeMutableRawPointer($0).copyMemory(from: start, byteCount: other.count) }
  }

  @inlinable
  @inline(__always)
  public mutating func fixed<Integer: FixedWidthInteger & BitwiseCopyable>(_ value: Integer) {
    withRoom(for: MemoryLayout<Integer>.size) {
      UnsafeMutableRawPointer($0).storeBytes(of: value.littleEndian, as: Integer.self)
    }
  }

  @inlinable
  @inline(__always)
  public mutating func append(_ start: UnsafePointer<UInt8>, _ count: Int) {
    append(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Appends exactly `room` bytes, which `fill` writes.
  @inlinable
  @inline(__always)
  public mutating func withRoom(for room: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    if count &+ room > capacity { grow(by: room) }
    fill(base + count)
    length &+= room
  }

  /// Appends what `fill` writes: at most `room` bytes, and it says how many.
  @inlinable
  @inline(__always)
  public mutating func withRoom(upTo room: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Int) {
    if count &+ room > capacity { grow(by: room) }
    let used = fill(base + count)
    precondition(used >= 0 && used <= room)
    length &+= used
  }

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

  @inlinable
  @inline(__always)
  public mutating func varint(_ value: Int) { varint(UInt64(value)) }

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

/// Bytes that a decoder reads from front to back, never outside. Where they end too early it gives zeros and remembers it: a decoder
/// looks at `hasFailed` when it has made something of them.
public struct ByteSource {
  private var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private(set) var hasFailed = false

  /// `bytes` must outlive the source and have an address, even when they are none.
  public init(_ bytes: UnsafeRawBufferPointer) {
    position = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
    end = position + bytes.count
  }

  public var isAtEnd: Bool { position == end }

  @inline(__always)
  public var remaining: Int { end - position }

  @inline(__always)
  public mutating func byte() -> UInt8 {
    guard position < end else {
      hasFailed = true
      return 0
    }
    defer { position += 1 }
    return position.pointee
  }

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

  /// A varint that counts something of which there cannot be more than `limit`.
  @inline(__always)
  public mutating func count(limit: Int) -> Int {
    let value = varint()
    guard value <= UInt64(limit) else {
      hasFailed = true
      return 0
    }
    return Int(value)
  }

  @inline(__always)
  public mutating func zigzag() -> Int64 {
    let value = varint()
    return Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// The next `count` bytes; nil where there are not so many.
  @inline(__always)
  public mutating func take(_ count: Int) -> UnsafePointer<UInt8>? {
    guard count >= 0, count <= end - position else {
      hasFailed = true
      return nil
    }
    defer { position += count }
    return position
  }
}
