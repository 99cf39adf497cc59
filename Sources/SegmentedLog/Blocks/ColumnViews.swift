import Bytes
import LineCodecs

/// Memory for the columns of one block after the other: taken piece by piece, given back all at once, and used again. A fold of many blocks neither
/// allocates nor touches new pages.
public final class ColumnMemory {
  private var chunks: [UnsafeMutableRawBufferPointer] = []
  /// The chunk that is being filled, and how far.
  private var chunk = 0
  private var used = 0

  public init() {}

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// Gives all of it back: what lies in it must not be looked at any more.
  public func reset() { (chunk, used) = (0, 0) }

  /// Room for `count` values, which hold anything.
  public func take<Value: BitwiseCopyable>(_ count: Int, of _: Value.Type = Value.self) -> UnsafeMutablePointer<Value> {
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

/// `IntegerColumn`, while the memory that it was decoded into is there.
public struct IntegerView {
  /// nil: no event has a value.
  @usableFromInline let values: UnsafePointer<Int64>?
  /// One bit a row; nil: each row has a value.
  @usableFromInline let bits: UnsafePointer<UInt8>?
  /// Of the stored block, the rows that are given.
  @usableFromInline let first: Int
  @usableFromInline let count: Int

  public static var none: IntegerView { IntegerView(values: nil, bits: nil, first: 0, count: 0) }

  @inlinable public var isEmpty: Bool { values == nil }

  /// The value of an event, if it has one.
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
  /// Without the values that are outside of a range. O(rows).
  public func limited(to range: ClosedRange<Int64>, in memory: ColumnMemory) -> IntegerView {
    guard let values else { return self }
    let end = first + count
    func isOutside(_ row: Int) -> Bool {
      if let bits, bits[row >> 3] & (1 << UInt8(row & 7)) == 0 { return false }
      return !range.contains(values[row])
    }
    guard (first..<end).contains(where: isOutside) else { return self }
    let kept = memory.take((end + 7) / 8, of: UInt8.self)
    if let bits {
      kept.update(from: bits, count: (end + 7) / 8)
    } else {
      kept.update(repeating: 0xff, count: (end + 7) / 8)
    }
    for row in first..<end where isOutside(row) { kept[row >> 3] &= ~(1 << UInt8(row & 7)) }
    return IntegerView(values: values, bits: UnsafePointer(kept), first: first, count: count)
  }
}

/// `BytesColumn`, while the memory that it was decoded into is there.
public struct BytesView {
  /// Entry of each row, −1 for none; nil: no event has a value.
  @usableFromInline let rows: UnsafePointer<Int32>?
  /// Where each entry ends in `storage`.
  @usableFromInline let ends: UnsafePointer<Int32>?
  @usableFromInline let storage: UnsafeRawPointer?
  /// Number of entries.
  public let entryCount: Int
  /// Of the stored block, the rows that are given.
  @usableFromInline let first: Int
  @usableFromInline let count: Int

  /// Bytes of all entries.
  var storageCount: Int { entryCount == 0 ? 0 : Int(ends![entryCount - 1]) }

  public static var none: BytesView {
    BytesView(rows: nil, ends: nil, storage: nil, entryCount: 0, first: 0, count: 0)
  }

  @inlinable public var isEmpty: Bool { rows == nil }

  /// The entry of an event's value, below `entryCount`.
  @inlinable @inline(__always)
  public func entry(_ row: Int) -> Int? {
    guard let rows else { return nil }
    precondition(row >= 0 && row < count)
    let entry = Int(rows[first &+ row])
    return entry < 0 ? nil : entry
  }

  /// The bytes of an entry.
  @inlinable @inline(__always)
  public func bytes(ofEntry entry: Int) -> UnsafeRawBufferPointer {
    precondition(entry >= 0 && entry < entryCount)
    let start = entry == 0 ? 0 : Int(ends![entry &- 1])
    return UnsafeRawBufferPointer(start: storage! + start, count: Int(ends![entry]) &- start)
  }

  /// The value of an event, if it has one.
  public subscript(row: Int) -> [UInt8]? { entry(row).map { [UInt8](bytes(ofEntry: $0)) } }

  /// Whether an entry is this.
  public func isEntry(_ entry: Int, equalTo other: [UInt8]) -> Bool {
    other.withUnsafeBytes { bytes(ofEntry: entry).hasSameBytes(as: $0) }
  }
}

extension EventBlock {
  /// `integers`, decoded into `memory`.
  public func integers(_ column: UInt8, in memory: ColumnMemory) throws(ByteError) -> IntegerView {
    guard let slot = slot(of: column) else { return .none }
    let isRunning = slot.encoding == ColumnEncoding.running.rawValue && column > 1
    guard isRunning || slot.encoding == ColumnEncoding.deltas.rawValue else { throw .malformed }
    let lengths = isRunning ? try checkedLengths(in: memory) : .none
    return try payload.withReader(slot.range) { (reader) throws(ByteError) in
      let (bits, _) = try reader.presence(of: storedCount, in: memory)
      if column <= 1, bits != nil { throw .malformed }
      let values = memory.take(storedCount, of: Int64.self)
      var numbers = NumberReader(reader)
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
      guard numbers.isAtEnd else { throw .malformed }
      return IntegerView(values: values, bits: bits, first: rows.lowerBound, count: count)
    }
  }

  /// The lengths of all bodies of the stored block.
  private func checkedLengths(in memory: ColumnMemory) throws(ByteError) -> IntegerView {
    let lengths = try whole.integers(1, in: memory)
    for row in 0..<storedCount {
      guard let length = lengths[row], length >= 0, length <= Format.bodyLengthMax else { throw .malformed }
    }
    return lengths
  }

  /// `bytes`, decoded into `memory`.
  public func bytes(_ column: UInt8, in memory: ColumnMemory) throws(ByteError) -> BytesView {
    guard let slot = slot(of: column) else { return .none }
    switch ColumnEncoding(rawValue: slot.encoding) {
    case .dictionary: return try dictionary(slot.range, in: memory)
    case .uuids: return try equallyLong(slot.range, areUUIDs: true, in: memory)
    case .fixed: return try equallyLong(slot.range, areUUIDs: false, in: memory)
    default: return copy(try whole.bytes(column), to: memory)
    }
  }

  private func dictionary(_ range: Range<Int>, in memory: ColumnMemory) throws(ByteError) -> BytesView {
    try payload.withReader(range) { (reader) throws(ByteError) in
      let (bits, _) = try reader.presence(of: storedCount, in: memory)
      let entries = try reader.count(limit: reader.remaining)
      let ends = memory.take(entries, of: Int32.self)
      var end = 0
      for entry in 0..<entries {
        end += try reader.count(limit: reader.buffer.count)
        guard end <= reader.buffer.count else { throw .truncated }
        ends[entry] = Int32(end)
      }
      let storage = memory.copy(try reader.bytes(end))
      let places = memory.take(storedCount, of: Int32.self)
      if bits != nil { places.update(repeating: -1, count: storedCount) }
      var numbers = NumberReader(reader)
      try forEachRow(bits, storedCount) { (row) throws(ByteError) in
        let entry = try numbers.varint()
        guard entry < UInt64(entries) else { throw .malformed }
        places[row] = Int32(truncatingIfNeeded: entry)
      }
      guard numbers.isAtEnd else { throw .malformed }
      return view(places, ends, storage, entries: entries)
    }
  }

  /// Encodings 2 and 3: each value is an entry of its own.
  private func equallyLong(
    _ range: Range<Int>, areUUIDs: Bool, in memory: ColumnMemory
  ) throws(ByteError) -> BytesView {
    try payload.withReader(range) { (reader) throws(ByteError) in
      let (bits, entries) = try reader.presence(of: storedCount, in: memory)
      let width = areUUIDs ? 36 : Int(try reader.u8())
      guard width > 0 else { throw .malformed }
      let values = try reader.bytes(entries * (areUUIDs ? 16 : width))
      guard reader.remaining == 0 else { throw .malformed }
      let ends = memory.take(entries, of: Int32.self)
      for entry in 0..<entries { ends[entry] = Int32((entry + 1) * width) }
      let places = memory.take(storedCount, of: Int32.self)
      if bits != nil { places.update(repeating: -1, count: storedCount) }
      var entry: Int32 = 0
      try forEachRow(bits, storedCount) { (row) throws(ByteError) in
        places[row] = entry
        entry += 1
      }
      let storage = areUUIDs ? memory.uuids(values) : memory.copy(values)
      return view(places, ends, storage, entries: entries)
    }
  }

  /// `column`: of the stored block.
  private func copy(_ column: BytesColumn, to memory: ColumnMemory) -> BytesView {
    if column.isEmpty { return .none }
    let places = column.rows.withUnsafeBytes { memory.copy($0) }.bindMemory(to: Int32.self, capacity: storedCount)
    let ends = column.ends.withUnsafeBytes { memory.copy($0) }.bindMemory(to: Int32.self, capacity: column.entryCount)
    return view(
      places, ends, column.storage.withUnsafeBytes { memory.copy($0) }, entries: column.entryCount)
  }

  private func view(
    _ places: UnsafePointer<Int32>, _ ends: UnsafePointer<Int32>, _ storage: UnsafeRawPointer, entries: Int
  ) -> BytesView {
    BytesView(rows: places, ends: ends, storage: storage, entryCount: entries, first: rows.lowerBound, count: count)
  }
}

extension ColumnMemory {
  fileprivate func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer {
    let target = UnsafeMutableRawPointer(take(bytes.count, of: UInt8.self))
    if let start = bytes.baseAddress { target.copyMemory(from: start, byteCount: bytes.count) }
    return UnsafeRawPointer(target)
  }

  /// The texts of as many UUIDs as there are 16 bytes.
  fileprivate func uuids(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer {
    let target = take(bytes.count / 16 * 36, of: UInt8.self)
    for number in 0..<bytes.count / 16 {
      BinaryText.encodeUUID(
        bytes.baseAddress!.assumingMemoryBound(to: UInt8.self) + 16 * number, to: target + 36 * number)
    }
    return UnsafeRawPointer(target)
  }
}

extension ByteReader {
  /// The presence byte and bitmap; `filled` is the number of rows with a value.
  fileprivate mutating func presence(
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

/// Calls `body` with each row that has a value.
@inline(__always)
private func forEachRow(
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

/// Reads numbers as `ByteReader` does, and most of them faster.
private struct NumberReader {
  private var next: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>

  /// From where `reader` is to its end; its buffer is not empty.
  init(_ reader: ByteReader) {
    let start = reader.buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
    (next, end) = (start + reader.offset, start + reader.buffer.count)
  }

  var isAtEnd: Bool { next == end }

  @inline(__always)
  mutating func varint() throws(ByteError) -> UInt64 {
    guard next < end else { throw .truncated }
    let first = next[0]
    next += 1
    return first < 0x80 ? UInt64(first) : try rest(UInt64(first & 0x7f))
  }

  @inline(__always)
  mutating func zigzag() throws(ByteError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Of a number that goes on behind its first seven bits.
  @inline(__always)
  private mutating func rest(_ first: UInt64) throws(ByteError) -> UInt64 {
    var value = first
    var shift: UInt64 = 7
    while next < end {
      let byte = next[0]
      next += 1
      guard shift < 63 || (shift == 63 && byte <= 1) else { throw .overlong }
      value |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
    }
    throw .truncated
  }
}
