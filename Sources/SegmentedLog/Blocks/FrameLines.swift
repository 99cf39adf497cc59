import Bytes
import LineCodecs

/// Tells for the BODIES frames of a block, one after the other, which bodies each of them holds. Encoder and decoder
/// both use it, so they agree.
package struct FrameLines {
  /// The end of each body in the concatenation of all bodies of the block, in bytes.
  private let ends: [Int]
  private let columns: RowColumns
  private var start = 0
  private var row = 0

  /// Starts before the first BODIES frame. `ends` are the ends of the bodies, as `bodyEnds` returns them. Throws
  /// `malformed` when the columns cannot be decoded.
  package init(_ block: EventBlock, ends: [Int]) throws(ByteError) {
    self.ends = ends
    columns = try RowColumns(block)
  }

  /// Returns the bodies in the next frame, which has `rawLength` raw bytes; nil when the frame does not hold whole
  /// bodies. An empty body at the boundary of two frames belongs to the earlier one; at the start of the block it
  /// belongs to the first frame.
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
  /// Decodes the application's columns (ids from 16) of a block. Memory: 8 bytes for each row and column, plus the
  /// strings.
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
