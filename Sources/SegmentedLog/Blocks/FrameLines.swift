import Bytes
import LineCodecs

/// Tells of the BODIES frames of a block, one after the other, which bodies they hold. Encoder and decoder both ask here.
package struct FrameLines {
  /// Of all bodies of the block.
  private let ends: [Int]
  private let columns: RowColumns
  private var start = 0
  private var row = 0

  /// Throws `malformed` where the columns cannot be decoded.
  package init(_ block: EventBlock, ends: [Int]) throws(ByteError) {
    self.ends = ends
    columns = try RowColumns(block)
  }

  /// The bodies in the next frame of so many raw bytes; nil where they are not whole bodies. One without bytes belongs to the frame before it, if there is one.
  package mutating func next(_ rawLength: UInt32) -> BodyLines? {
    let end = start + Int(rawLength)
    let first = row
    while row < ends.count, ends[row] <= end { row += 1 }
    defer { start = end }
    guard row > first, ends[row - 1] == end, (first == 0 ? 0 : ends[first - 1]) == start else { return nil }
    return BodyLines(ends: ends[first..<row].map { $0 - start }[...], firstRow: first, columns: columns)
  }
}

extension RowColumns {
  /// The application's columns of a block. Memory: 8 bytes a row and column, and the strings.
  fileprivate init(_ block: EventBlock) throws(ByteError) {
    let ids = block.columns.filter { $0 >= 16 }
    let (texts, numbers) = (ids.filter { block.isInteger($0) == false }, ids.filter { block.isInteger($0) == true })
    self.init(rows: block.count, stringColumns: texts.count, integerColumns: numbers.count)
    for id in texts {
      let column = try block.bytes(id)
      addStrings(id, bytes: column.storage, ends: column.ends, entries: column.rows)
    }
    for id in numbers {
      let column = try block.integers(id)
      addIntegers(id, values: column.values, present: column.present?.bits)
    }
  }
}
