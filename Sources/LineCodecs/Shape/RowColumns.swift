import Bytes

/// What codec 3 needs besides the bytes of a frame: where the bodies in it end, and the envelopes.
package struct BodyLines: Sendable {
  /// In the frame, one for each body.
  package var ends: ArraySlice<Int>
  /// Of the first body, in the block.
  package var firstRow: Int
  package var columns: RowColumns

  package init(ends: ArraySlice<Int>, firstRow: Int, columns: RowColumns) {
    (self.ends, self.firstRow, self.columns) = (ends, firstRow, columns)
  }
}

/// What bodies have beside them as columns of values, a row for each: a codec leaves out of a body what its row says already.
package struct RowColumns: Sendable {
  /// Ids of the columns of byte strings and of integers, rising; an index into them names a column below.
  private(set) var stringIDs: [UInt8] = []
  private(set) var integerIDs: [UInt8] = []
  package let rows: Int

  /// By column and row: start and length in `storage`, absent where the length is `.max`.
  private var strings: [(start: UInt32, length: UInt32)] = []
  private var storage: [UInt8] = []
  private var integers: [Int64] = []
  private var hasInteger: [Bool] = []

  /// Memory: 8 bytes a row and column, and the strings.
  package init(rows: Int, stringColumns: Int, integerColumns: Int) {
    self.rows = rows
    strings.reserveCapacity(rows * stringColumns)
    integers.reserveCapacity(rows * integerColumns)
    hasInteger.reserveCapacity(rows * integerColumns)
  }

  /// Adds a column of byte strings; ids must rise. `bytes`: the distinct values, one after the other; `ends`: where each ends; `entries`: of each row the number of its
  /// value, negative for none.
  package mutating func addStrings(_ id: UInt8, bytes: [UInt8], ends: [Int32], entries: [Int32]) {
    stringIDs.append(id)
    let start = UInt32(storage.count)
    storage += bytes
    for row in 0..<rows {
      guard row < entries.count, entries[row] >= 0 else {
        strings.append((0, .max))
        continue
      }
      let entry = Int(entries[row])
      let first = entry == 0 ? 0 : UInt32(ends[entry - 1])
      strings.append((start + first, UInt32(ends[entry]) - first))
    }
  }

  /// Adds a column of integers; ids must rise. `values`: of each row, or none at all; `present`: a bit for each row, from the lowest of the first byte on,
  /// nil where every row has a value.
  package mutating func addIntegers(_ id: UInt8, values: [Int64], present: [UInt8]?) {
    integerIDs.append(id)
    guard !values.isEmpty else {
      integers.append(contentsOf: repeatElement(0, count: rows))
      return hasInteger.append(contentsOf: repeatElement(false, count: rows))
    }
    integers += values
    guard let present else { return hasInteger.append(contentsOf: repeatElement(true, count: rows)) }
    for row in 0..<rows { hasInteger.append(present[row >> 3] & (1 << UInt8(row & 7)) != 0) }
  }

  /// Calls `body` with the columns as pointers.
  func withReference<Value>(_ body: (Reference) throws -> Value) rethrows -> Value {
    try storage.withUnsafeBytes { storage in
      try strings.withUnsafeBufferPointer { strings in
        try integers.withUnsafeBufferPointer { integers in
          try hasInteger.withUnsafeBufferPointer { hasInteger in
            try body(
              Reference(
                stringIDs: stringIDs, integerIDs: integerIDs, rows: rows, strings: strings, storage: storage,
                integers: integers, hasInteger: hasInteger))
          }
        }
      }
    }
  }

  /// Columns while they are borrowed.
  struct Reference {
    let stringIDs: [UInt8]
    let integerIDs: [UInt8]
    let rows: Int
    fileprivate let strings: UnsafeBufferPointer<(start: UInt32, length: UInt32)>
    /// The bytes of all strings.
    let storage: UnsafeRawBufferPointer
    fileprivate let integers: UnsafeBufferPointer<Int64>
    fileprivate let hasInteger: UnsafeBufferPointer<Bool>

    /// Index of a column, those of strings first; −1 for id 0. nil where the block has no such column.
    func index(of id: UInt8) -> Int? {
      if id == 0 { return -1 }
      if let index = stringIDs.firstIndex(of: id) { return index }
      return integerIDs.firstIndex(of: id).map { $0 + stringIDs.count }
    }

    @inline(__always)
    func string(_ column: Int, _ row: Int) -> UnsafeRawBufferPointer? {
      let place = strings[column &* rows &+ row]
      guard place.length != .max else { return nil }
      return UnsafeRawBufferPointer(start: storage.baseAddress! + Int(place.start), count: Int(place.length))
    }

    /// Where a value lies in `storage`.
    func storageRange(_ value: UnsafeRawBufferPointer) -> Range<Int> {
      let start = value.baseAddress! - storage.baseAddress!
      return start..<start + value.count
    }

    @inline(__always)
    func integer(_ column: Int, _ row: Int) -> Int64? {
      let place = column &* rows &+ row
      return hasInteger[place] ? integers[place] : nil
    }
  }
}
