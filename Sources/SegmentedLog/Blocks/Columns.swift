import Bytes

/// The integers of one column of a block, by row.
public struct IntegerColumn: Sendable {
  @usableFromInline let values: [Int64]
  @usableFromInline let present: RowSet?

  /// True when no event has a value.
  @inlinable public var isEmpty: Bool { values.isEmpty }

  /// Returns the values of `rows`, renumbered from 0.
  public func cut(to rows: Range<Int>) -> IntegerColumn {
    if values.isEmpty { return self }
    var bits: RowSet?
    if let present {
      bits = RowSet(bits: [UInt8](repeating: 0, count: (rows.count + 7) / 8))
      for row in rows where present.contains(row) { bits!.insert(row - rows.lowerBound) }
    }
    return IntegerColumn(values: Array(values[rows]), present: bits)
  }

  /// Returns the column without the values outside of `range`: their rows count as rows without a value. O(rows).
  public func limited(to range: ClosedRange<Int64>) -> IntegerColumn {
    if values.allSatisfy(range.contains) { return self }
    var bits = RowSet(bits: [UInt8](repeating: 0, count: (values.count + 7) / 8))
    for row in values.indices where range.contains(values[row]) && present?.contains(row) ?? true { bits.insert(row) }
    return IntegerColumn(values: values, present: bits)
  }

  /// The value of the event in a row; nil when it has none.
  @inlinable @inline(__always)
  public subscript(row: Int) -> Int64? {
    guard !values.isEmpty else { return nil }
    if let present, !present.contains(row) { return nil }
    return values[row]
  }
}

/// The byte strings of one column of a block, by row. Equal values share an entry where the writer recognised them as
/// equal, so work that depends on the value alone can be done once for each entry.
public struct BytesColumn: Sendable {
  /// The entry of each row, −1 for none.
  @usableFromInline private(set) var rows: [Int32]
  /// The end of each entry in `storage`, in bytes.
  @usableFromInline let ends: [Int32]
  @usableFromInline let storage: [UInt8]

  /// True when no event has a value.
  @inlinable public var isEmpty: Bool { rows.isEmpty }

  /// The number of entries.
  @inlinable public var entryCount: Int { ends.count }

  /// Returns the entry number of the value in a row, below `entryCount`; nil when the row has no value.
  @inlinable @inline(__always)
  public func entry(_ row: Int) -> Int? {
    guard !rows.isEmpty, rows[row] >= 0 else { return nil }
    return Int(rows[row])
  }

  /// Calls `body` with the bytes of an entry, which are valid during the call only.
  @inlinable @inline(__always)
  public func withBytes<Value>(ofEntry entry: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range(entry)])) }
  }

  /// The value of the event in a row; nil when it has none.
  public subscript(row: Int) -> [UInt8]? {
    entry(row).map { [UInt8](storage[range($0)]) }
  }

  /// Returns true when the bytes of an entry equal `other`.
  public func isEntry(_ entry: Int, equalTo other: [UInt8]) -> Bool {
    let range = range(entry)
    return range.count == other.count && zip(range, other).allSatisfy { storage[$0] == $1 }
  }

  /// Returns the range of an entry in `storage`.
  @inlinable
  public func range(_ entry: Int) -> Range<Int> { (entry == 0 ? 0 : Int(ends[entry - 1]))..<Int(ends[entry]) }

  /// Creates a column from the entry of each row (−1 for none), the end of each entry in `storage`, and the bytes of
  /// all entries.
  public init(rows: [Int32], ends: [Int32], storage: [UInt8]) {
    (self.rows, self.ends, self.storage) = (rows, ends, storage)
  }

  /// Decodes encoding 1 for the `values` rows that have a value; see `spread(over:count:)`.
  public init(dictionary reader: inout ByteReader, values: Int) throws(ByteError) {
    let count = try reader.count(limit: reader.remaining)
    var ends: [Int32] = []
    ends.reserveCapacity(count)
    var end = 0
    for _ in 0..<count {
      end += try reader.count(limit: reader.buffer.count)
      guard end <= reader.buffer.count else { throw .truncated }
      ends.append(Int32(end))
    }
    let storage = [UInt8](try reader.bytes(end))
    var rows: [Int32] = []
    rows.reserveCapacity(values)
    for _ in 0..<values {
      let entry = try reader.varint()
      guard entry < UInt64(count) else { throw .malformed }
      rows.append(Int32(entry))
    }
    self.init(rows: rows, ends: ends, storage: storage)
  }

  /// Decodes encoding 2 for the `values` rows that have a value.
  public init(uuids reader: inout ByteReader, values: Int) throws(ByteError) {
    let packed = try reader.bytes(values * 16)
    let digits: StaticString = "0123456789abcdef"
    let storage = [UInt8](unsafeUninitializedCapacity: values * 36) { text, count in
      var place = 0
      for start in stride(from: 0, to: packed.count, by: 16) {
        for index in 0..<16 {
          if index == 4 || index == 6 || index == 8 || index == 10 {
            text[place] = 0x2d
            place += 1
          }
          let byte = packed[start + index]
          text[place] = digits.utf8Start[Int(byte >> 4)]
          text[place + 1] = digits.utf8Start[Int(byte & 15)]
          place += 2
        }
      }
      count = place
    }
    self.init(rows: (0..<Int32(values)).map { $0 }, ends: (0..<Int32(values)).map { ($0 + 1) * 36 }, storage: storage)
  }

  /// Decodes encoding 3 for the `values` rows that have a value.
  public init(fixed reader: inout ByteReader, values: Int) throws(ByteError) {
    let width = Int(try reader.u8())
    guard width > 0 else { throw .malformed }
    let storage = [UInt8](try reader.bytes(values * width))
    self.init(
      rows: (0..<Int32(values)).map { $0 }, ends: (0..<Int32(values)).map { ($0 + 1) * Int32(width) }, storage: storage)
  }

  /// Returns the values of the rows in `range`, renumbered from 0. All entries are kept.
  public func cut(to range: Range<Int>) -> BytesColumn {
    isEmpty ? self : BytesColumn(rows: Array(rows[range]), ends: ends, storage: storage)
  }

  /// Moves the values, which are decoded one directly after the other, into the rows of `present`. The other rows get
  /// none.
  mutating func spread(over present: RowSet, count: Int) {
    var spread = [Int32](repeating: -1, count: count)
    var next = 0
    for row in 0..<count where present.contains(row) {
      spread[row] = rows[next]
      next += 1
    }
    rows = spread
  }
}
