import Bytes

/// The integers of one column of a block, by row.
@_documentation(visibility: internal)
public struct IntegerColumn: Sendable {
  @usableFromInline let values: [Int64]
  @usableFromInline let present: RowSet?

  /// True when no event has a value.
  @inlinable public var isEmpty: Bool { values.isEmpty }

  /// Copies the values of a view. O(rows).
  init(_ view: IntegerView) {
    guard let values = view.values else {
      (self.values, present) = ([], nil)
      return
    }
    guard view.bits != nil else {
      self.values = Array(UnsafeBufferPointer(start: values + view.first, count: view.count))
      present = nil
      return
    }
    var copy = [Int64](repeating: 0, count: view.count)
    var rows = RowSet(bits: [UInt8](repeating: 0, count: (view.count + 7) / 8))
    for row in 0..<view.count {
      guard let value = view[row] else { continue }
      copy[row] = value
      rows.insert(row)
    }
    (self.values, present) = (copy, rows)
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
@_documentation(visibility: internal)
public struct BytesColumn: Sendable {
  /// The entry of each row, −1 for none.
  @usableFromInline let rows: [Int32]
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

  /// Copies the values of a view. All entries are kept. O(rows + bytes).
  init(_ view: BytesView) {
    guard let rows = view.rows, let ends = view.ends, let storage = view.storage else {
      (self.rows, self.ends, self.storage) = ([], [], [])
      return
    }
    self.rows = Array(UnsafeBufferPointer(start: rows + view.first, count: view.count))
    self.ends = Array(UnsafeBufferPointer(start: ends, count: view.entryCount))
    self.storage = Array(UnsafeRawBufferPointer(start: storage, count: view.storageCount))
  }
}

extension EventBlock {
  /// Returns a column of integers, as a copy that stays valid; an empty one when no event has a value. Values outside
  /// of `range` count as absent. O(events). Throws when the column is malformed or holds byte strings.
  package func integers(_ column: UInt8, in range: ClosedRange<Int64>? = nil) throws(ByteError) -> IntegerColumn {
    let memory = ColumnMemory()
    defer { withExtendedLifetime(memory) {} }
    let view = try integers(column, in: memory)
    return IntegerColumn(range.map { view.limited(to: $0, in: memory) } ?? view)
  }

  /// Returns a column of byte strings, as a copy that stays valid; an empty one when no event has a value. O(events +
  /// bytes). Throws when the column is malformed or holds integers.
  package func bytes(_ column: UInt8) throws(ByteError) -> BytesColumn {
    let memory = ColumnMemory()
    defer { withExtendedLifetime(memory) {} }
    return BytesColumn(try bytes(column, in: memory))
  }
}

/// A set of rows, one bit a row.
@usableFromInline
struct RowSet: Sendable {
  @usableFromInline var bits: [UInt8]

  @inlinable @inline(__always)
  func contains(_ row: Int) -> Bool { bits[row >> 3] & (1 << UInt8(row & 7)) != 0 }

  mutating func insert(_ row: Int) { bits[row >> 3] |= 1 << UInt8(row & 7) }
}
