import Bytes
import LineCodecs

/// An arena for the columns of one block after another: memory is taken in pieces, released all at once and then
/// reused. A fold over many blocks therefore neither allocates memory for each block nor touches new pages.
@_documentation(visibility: internal)
public final class ColumnMemory {
  private var chunks: [UnsafeMutableRawBufferPointer] = []
  /// The index of the chunk that is being filled, and `used`, the number of bytes taken from it.
  private var chunk = 0
  private var used = 0

  public init() {}

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// Releases all memory that was taken. Pointers and views into it must not be used afterwards.
  public func reset() { (chunk, used) = (0, 0) }

  /// Returns uninitialized room for `count` values, aligned to 16 bytes. It is valid until `reset`.
  public func allocate<Value: BitwiseCopyable>(_ count: Int, of _: Value.Type = Value.self) -> UnsafeMutablePointer<
    Value
  > {
    let length = (count * MemoryLayout<Value>.stride + 15) & ~15
    while chunk < chunks.count, chunks[chunk].count - used < length { (chunk, used) = (chunk + 1, 0) }
    if chunk == chunks.count {
      let longer = (16 << 10) << min(chunks.count, 6)
      chunks.append(.allocate(byteCount: max(longer, length), alignment: 16))
    }
    defer { used += length }
    return (chunks[chunk].baseAddress! + used).bindMemory(to: Value.self, capacity: count)
  }
}

/// A view of the integers of one column, by row. It is valid as long as the `ColumnMemory` that it was decoded into is
/// neither reset nor released.
///
/// The views are public, because the compiler inlines across modules only what is. They are no part of the library.
@_documentation(visibility: internal)
public struct IntegerView {
  /// The values by row of the stored block; nil when no event has a value.
  @usableFromInline let values: UnsafePointer<Int64>?
  /// The presence bitmap, one bit a row; nil when each row has a value.
  @usableFromInline let bits: UnsafePointer<UInt8>?
  /// The row of the stored block that is row 0 of this view; the view has `count` rows.
  @usableFromInline let first: Int
  @usableFromInline let count: Int

  /// A column in which no event has a value.
  public static var none: IntegerView { IntegerView(values: nil, bits: nil, first: 0, count: 0) }

  /// True when no event has a value.
  @inlinable public var isEmpty: Bool { values == nil }

  /// The value of the event in a row; nil when it has none.
  @inlinable @inline(__always)
  public subscript(row: Int) -> Int64? {
    guard let values else { return nil }
    precondition(row >= 0 && row < count)
    let row = first &+ row
    if let bits, bits[row >> 3] & (1 << UInt8(truncatingIfNeeded: row & 7)) == 0 { return nil }
    return values[row]
  }
}

extension IntegerView {
  /// Returns the column without the values outside of `range`: their rows count as rows without a value. O(rows).
  public func limited(to range: ClosedRange<Int64>, in memory: ColumnMemory) -> IntegerView {
    guard let values else { return self }
    let end = first + count
    func isOutside(_ row: Int) -> Bool {
      if let bits, bits[row >> 3] & (1 << UInt8(row & 7)) == 0 { return false }
      return !range.contains(values[row])
    }
    guard (first..<end).contains(where: isOutside) else { return self }
    let kept = memory.allocate((end + 7) / 8, of: UInt8.self)
    if let bits {
      kept.update(from: bits, count: (end + 7) / 8)
    } else {
      kept.update(repeating: 0xff, count: (end + 7) / 8)
    }
    for row in first..<end where isOutside(row) { kept[row >> 3] &= ~(1 << UInt8(row & 7)) }
    return IntegerView(values: values, bits: UnsafePointer(kept), first: first, count: count)
  }
}

/// A view of the byte strings of one column, by row. It is valid as long as the `ColumnMemory` that it was decoded into
/// is neither reset nor released.
@_documentation(visibility: internal)
public struct BytesView {
  /// The entry of each row of the stored block, −1 for none; nil when no event has a value.
  @usableFromInline let rows: UnsafePointer<Int32>?
  /// The end of each entry in `storage`, in bytes.
  @usableFromInline let ends: UnsafePointer<Int32>?
  @usableFromInline let storage: UnsafeRawPointer?
  /// The number of entries.
  public let entryCount: Int
  /// The row of the stored block that is row 0 of this view; the view has `count` rows.
  @usableFromInline let first: Int
  @usableFromInline let count: Int

  /// The total length of all entries in bytes.
  var storageCount: Int { entryCount == 0 ? 0 : Int(ends![entryCount - 1]) }

  /// A column in which no event has a value.
  public static var none: BytesView {
    BytesView(rows: nil, ends: nil, storage: nil, entryCount: 0, first: 0, count: 0)
  }

  /// True when no event has a value.
  @inlinable public var isEmpty: Bool { rows == nil }

  /// Returns the entry number of the value in a row, below `entryCount`; nil when the row has no value.
  @inlinable @inline(__always)
  public func entry(_ row: Int) -> Int? {
    guard let rows else { return nil }
    precondition(row >= 0 && row < count)
    let entry = Int(rows[first &+ row])
    return entry < 0 ? nil : entry
  }

  /// Returns the bytes of an entry, without copying them.
  @inlinable @inline(__always)
  public func bytes(ofEntry entry: Int) -> UnsafeRawBufferPointer {
    precondition(entry >= 0 && entry < entryCount)
    let start = entry == 0 ? 0 : Int(ends![entry &- 1])
    return UnsafeRawBufferPointer(start: storage! + start, count: Int(ends![entry]) &- start)
  }

  /// The value of the event in a row, copied; nil when it has none.
  public subscript(row: Int) -> [UInt8]? { entry(row).map { [UInt8](bytes(ofEntry: $0)) } }

  /// Returns true when the bytes of an entry equal `other`.
  public func isEntry(_ entry: Int, equalTo other: [UInt8]) -> Bool {
    other.withUnsafeBytes { bytes(ofEntry: entry).hasSameBytes(as: $0) }
  }
}

extension EventBlock {
  /// Returns a column of integers, decoded into `memory`; an empty view when no event has a value. O(events). Throws
  /// when the column is malformed or holds byte strings.
  public func integers(_ column: UInt8, in memory: ColumnMemory) throws(ByteError) -> IntegerView {
    guard let slot = slot(of: column) else { return .none }
    let isRunning = slot.encoding == ColumnEncoding.running.rawValue && column > 1
    guard isRunning || slot.encoding == ColumnEncoding.deltas.rawValue else { throw .malformed }
    let lengths = isRunning ? try checkedLengths(in: memory) : .none
    return try payload.withReader(slot.range) { (reader) throws(ByteError) in
      let (bits, _) = try reader.presence(of: storedCount, in: memory)
      if column <= 1, bits != nil { throw .malformed }
      let values = memory.allocate(storedCount, of: Int64.self)
      // A copy stays in registers; `reader` itself is in memory.
      var numbers = reader
      var value: Int64 = 0
      if isRunning {
        try forEachRow(bits, storedCount) { (row) throws(ByteError) in
          values[row] = value &+ (try numbers.zigzag())
          value = values[row] &+ (lengths[row] ?? 0)
        }
      } else {
        try forEachRow(bits, storedCount) { (row) throws(ByteError) in
          value &+= try numbers.zigzag()
          values[row] = value
        }
      }
      guard numbers.remaining == 0 else { throw .malformed }
      return IntegerView(values: values, bits: bits, first: rows.lowerBound, count: count)
    }
  }

  /// Returns the body lengths of all events of the stored block, each checked to be within the limits.
  private func checkedLengths(in memory: ColumnMemory) throws(ByteError) -> IntegerView {
    let lengths = try whole.integers(1, in: memory)
    for row in 0..<storedCount {
      guard let length = lengths[row], length >= 0, length <= Format.bodyLengthMax else { throw .malformed }
    }
    return lengths
  }

  /// Returns a column of byte strings, decoded into `memory`; an empty view when no event has a value. Throws when the
  /// column is malformed or holds integers. O(events + bytes).
  public func bytes(_ column: UInt8, in memory: ColumnMemory) throws(ByteError) -> BytesView {
    guard let slot = slot(of: column) else { return .none }
    switch ColumnEncoding(rawValue: slot.encoding) {
    case .dictionary: return try dictionary(slot.range, in: memory)
    case .uuids: return try equallyLong(slot.range, areUUIDs: true, in: memory)
    case .fixed: return try equallyLong(slot.range, areUUIDs: false, in: memory)
    case .distinct: return try distinct(slot.range, in: memory)
    case .elsewhere: return try elsewhere(slot, in: memory)
    case .deltas, .running: throw .malformed
    case nil: throw .unknownFeature
    }
  }

  private func dictionary(_ range: Range<Int>, in memory: ColumnMemory) throws(ByteError) -> BytesView {
    try payload.withReader(range) { (reader) throws(ByteError) in
      let (bits, _) = try reader.presence(of: storedCount, in: memory)
      let entries = try reader.count(limit: reader.remaining)
      let ends = memory.allocate(entries, of: Int32.self)
      var end = 0
      for entry in 0..<entries {
        end += try reader.count(limit: reader.buffer.count)
        guard end <= reader.buffer.count else { throw .truncated }
        ends[entry] = Int32(end)
      }
      let storage = memory.copy(try reader.bytes(end))
      let places = places(bits, in: memory)
      var numbers = reader
      try forEachRow(bits, storedCount) { (row) throws(ByteError) in
        let entry = try numbers.varint()
        guard entry < UInt64(entries) else { throw .malformed }
        places[row] = Int32(truncatingIfNeeded: entry)
      }
      guard numbers.remaining == 0 else { throw .malformed }
      return view(places, ends, storage, entries: entries)
    }
  }

  /// Decodes encodings 2 and 3, in which each value is an entry of its own.
  private func equallyLong(
    _ range: Range<Int>, areUUIDs: Bool, in memory: ColumnMemory
  ) throws(ByteError) -> BytesView {
    try payload.withReader(range) { (reader) throws(ByteError) in
      let (bits, entries) = try reader.presence(of: storedCount, in: memory)
      let width = areUUIDs ? 36 : Int(try reader.u8())
      guard width > 0 else { throw .malformed }
      let values = try reader.bytes(entries * (areUUIDs ? 16 : width))
      guard reader.remaining == 0 else { throw .malformed }
      let ends = memory.allocate(entries, of: Int32.self)
      for entry in 0..<entries { ends[entry] = Int32((entry + 1) * width) }
      let places = places(bits, in: memory)
      var entry: Int32 = 0
      try forEachRow(bits, storedCount) { (row) throws(ByteError) in
        places[row] = entry
        entry += 1
      }
      let storage = areUUIDs ? memory.uuids(values) : memory.copy(values)
      return view(places, ends, storage, entries: entries)
    }
  }

  /// Returns room for the entry of each row, −1 where `bits` says that there is none. The others are not initialized.
  func places(_ bits: UnsafePointer<UInt8>?, in memory: ColumnMemory) -> UnsafeMutablePointer<Int32> {
    let places = memory.allocate(storedCount, of: Int32.self)
    if bits != nil { places.update(repeating: -1, count: storedCount) }
    return places
  }

  func view(
    _ places: UnsafePointer<Int32>, _ ends: UnsafePointer<Int32>, _ storage: UnsafeRawPointer, entries: Int
  ) -> BytesView {
    BytesView(rows: places, ends: ends, storage: storage, entryCount: entries, first: rows.lowerBound, count: count)
  }
}

extension ColumnMemory {
  func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer {
    let target = UnsafeMutableRawPointer(allocate(bytes.count, of: UInt8.self))
    if let start = bytes.baseAddress { target.copyMemory(from: start, byteCount: bytes.count) }
    return UnsafeRawPointer(target)
  }

  /// Returns the texts of the UUIDs in `bytes`, which holds 16 bytes for each; a text takes 36 bytes.
  fileprivate func uuids(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer {
    let target = allocate(bytes.count / 16 * 36, of: UInt8.self)
    for number in 0..<bytes.count / 16 {
      BinaryText.encodeUUID(
        bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + 16 * number, to: target + 36 * number)
    }
    return UnsafeRawPointer(target)
  }
}

extension ByteReader {
  /// Reads the presence byte and the bitmap. `filled` is the number of rows with a value.
  mutating func presence(
    of count: Int, in memory: ColumnMemory
  ) throws(ByteError) -> (bits: UnsafePointer<UInt8>?, filled: Int) {
    switch try u8() {
    case 0: return (nil, count)
    case 1:
      let stored = try bytes((count + 7) / 8)
      if count & 7 != 0, stored[stored.count - 1] >> UInt8(count & 7) != 0 { throw .malformed }
      let bits = memory.copy(stored).assumingMemoryBound(to: UInt8.self)
      return (bits, stored.reduce(0) { $0 + $1.nonzeroBitCount })
    default: throw .malformed
    }
  }
}

/// Calls `body` with each row that has a value, in rising order.
@inline(__always)
func forEachRow(
  _ bits: UnsafePointer<UInt8>?, _ count: Int, _ body: (Int) throws(ByteError) -> Void
) throws(ByteError) {
  guard let bits else {
    for row in 0..<count { try body(row) }
    return
  }
  for start in stride(from: 0, to: count, by: 8) {
    var rest = bits[start >> 3]
    while rest != 0 {
      try body(start &+ rest.trailingZeroBitCount)
      rest &= rest &- 1
    }
  }
}
