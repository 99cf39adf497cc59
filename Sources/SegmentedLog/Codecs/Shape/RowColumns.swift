import FileIO

/// The envelope columns of a block as rows of values, for a codec that leaves out of a body what its envelope says already.
struct RowColumns: Sendable {
  /// Ids of the columns of byte strings and of integers, rising; an index into them names a column below.
  let stringIDs: [UInt8]
  let integerIDs: [UInt8]
  let rows: Int

  /// By column and row: start and length in `storage`, absent where the length is `.max`.
  private var strings: [(start: UInt32, length: UInt32)] = []
  private var storage: [UInt8] = []
  private var integers: [Int64] = []
  private var hasInteger: [Bool] = []

  /// The application's columns of `block`. Memory: 8 bytes a row and column, and the strings.
  init(_ block: EventBlock) throws(ByteError) {
    rows = block.count
    let columns = block.columns.filter { $0 >= 16 }
    integerIDs = columns.filter { block.isInteger($0) == true }
    stringIDs = columns.filter { block.isInteger($0) == false }
    strings.reserveCapacity(rows * stringIDs.count)
    for id in stringIDs {
      let column = try block.bytes(id)
      var starts: [UInt32] = []
      starts.reserveCapacity(column.entryCount)
      for entry in 0..<column.entryCount {
        starts.append(UInt32(storage.count))
        column.withBytes(ofEntry: entry) { storage.append(contentsOf: $0) }
      }
      starts.append(UInt32(storage.count))
      for row in 0..<rows {
        if let entry = column.entry(row) {
          strings.append((starts[entry], starts[entry + 1] - starts[entry]))
        } else {
          strings.append((0, .max))
        }
      }
    }
    integers.reserveCapacity(rows * integerIDs.count)
    hasInteger.reserveCapacity(rows * integerIDs.count)
    for id in integerIDs {
      let column = try block.integers(id)
      for row in 0..<rows {
        let value = column[row]
        integers.append(value ?? 0)
        hasInteger.append(value != nil)
      }
    }
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
