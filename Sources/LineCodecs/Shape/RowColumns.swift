import Bytes

/// The information that codec 3 needs in addition to the bytes of a frame: the ends of its bodies, and their envelopes.
package struct BodyLines: Sendable {
  /// The end of each body, as an index into the bytes of the frame.
  package var ends: ArraySlice<Int>
  /// The row of the frame's first body in the block.
  package var firstRow: Int
  /// The envelopes of the whole block.
  package var columns: RowColumns

  package init(ends: ArraySlice<Int>, firstRow: Int, columns: RowColumns) {
    (self.ends, self.firstRow, self.columns) = (ends, firstRow, columns)
  }
}

/// The envelopes of a block's bodies as columns of values, with a row for each body. A codec leaves out of a body what
/// its row says already.
package struct RowColumns: Sendable {
  /// The ids of the columns of byte strings and of integers, each in ascending order. The index of an id is the number
  /// of the column below.
  private(set) var stringIDs: [UInt8] = []
  private(set) var integerIDs: [UInt8] = []
  /// The number of rows in each column.
  package let rows: Int

  /// The start and length of each string in `storage`, by column and row; the length is `.max` where the row has none.
  private var strings: [(start: UInt32, length: UInt32)] = []
  private var storage: [UInt8] = []
  private var integers: [Int64] = []
  private var hasInteger: [Bool] = []

  /// Creates columns without values, which are then added in the order of their ids. Memory: 8 bytes for each string
  /// and 9 for each integer, and the bytes of the strings.
  package init(rows: Int, stringColumns: Int, integerColumns: Int) {
    self.rows = rows
    strings.reserveCapacity(rows * stringColumns)
    integers.reserveCapacity(rows * integerColumns)
    hasInteger.reserveCapacity(rows * integerColumns)
  }

  /// Adds a column of byte strings; its id must be greater than the ids before.
  ///
  /// `bytes` are the distinct values, one after the other, and `ends` the end of each of them in `bytes`. `entries` has
  /// the index of its value for each row, negative when the row has none; rows after its end have none.
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

  /// Adds a column of integers; its id must be greater than the ids before.
  ///
  /// `values` has the value of each row, or is empty when no row has one. `present` has a bit for each row, the lowest
  /// bit of the first byte first; nil means that every row has a value.
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

  /// Calls `body` with the columns as pointers, which are valid until it returns.
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

  /// The columns as pointers, valid while `withReference` runs.
  struct Reference {
    let stringIDs: [UInt8]
    let integerIDs: [UInt8]
    let rows: Int
    fileprivate let strings: UnsafeBufferPointer<(start: UInt32, length: UInt32)>
    /// The bytes of all strings.
    let storage: UnsafeRawBufferPointer
    fileprivate let integers: UnsafeBufferPointer<Int64>
    fileprivate let hasInteger: UnsafeBufferPointer<Bool>

    /// Returns the index of the column `id`, those of strings first, or −1 for id 0; nil when the block has no such
    /// column.
    func index(of id: UInt8) -> Int? {
      if id == 0 { return -1 }
      if let index = stringIDs.firstIndex(of: id) { return index }
      return integerIDs.firstIndex(of: id).map { $0 + stringIDs.count }
    }

    /// Returns the string of a row in a column of strings; nil when it has none.
    @inline(__always)
    func string(_ column: Int, _ row: Int) -> UnsafeRawBufferPointer? {
      let place = strings[column &* rows &+ row]
      guard place.length != .max else { return nil }
      return UnsafeRawBufferPointer(start: storage.baseAddress! + Int(place.start), count: Int(place.length))
    }

    /// Returns the place of a string of these columns in `storage`.
    func storageRange(_ value: UnsafeRawBufferPointer) -> Range<Int> {
      let start = value.baseAddress! - storage.baseAddress!
      return start..<start + value.count
    }

    /// Returns the integer of a row in a column of integers; nil when it has none.
    @inline(__always)
    func integer(_ column: Int, _ row: Int) -> Int64? {
      let place = column &* rows &+ row
      return hasInteger[place] ? integers[place] : nil
    }
  }
}
