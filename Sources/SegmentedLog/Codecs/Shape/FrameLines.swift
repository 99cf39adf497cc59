import FileIO

/// What codec 3 needs besides the bytes of a frame: where the bodies in it end, and the envelopes.
struct BodyLines: Sendable {
  /// In the frame, one for each body.
  var ends: ArraySlice<Int>
  /// Of the first body, in the block.
  var firstRow: Int
  var columns: RowColumns
}

/// Tells of the BODIES frames of a block, one after the other, which bodies they hold. Encoder and decoder both ask here.
struct FrameLines {
  /// Of all bodies of the block.
  private let ends: [Int]
  private let columns: RowColumns
  private var start = 0
  private var row = 0

  /// Throws `malformed` where the columns cannot be decoded.
  init(_ block: EventBlock, ends: [Int]) throws(ByteError) {
    self.ends = ends
    columns = try RowColumns(block)
  }

  /// The bodies in the next frame of so many raw bytes; nil where they are not whole bodies. One without bytes belongs to the frame before it, if there is one.
  mutating func next(_ rawLength: UInt32) -> BodyLines? {
    let end = start + Int(rawLength)
    let first = row
    while row < ends.count, ends[row] <= end { row += 1 }
    defer { start = end }
    guard row > first, ends[row - 1] == end, (first == 0 ? 0 : ends[first - 1]) == start else { return nil }
    return BodyLines(ends: ends[first..<row].map { $0 - start }[...], firstRow: first, columns: columns)
  }
}
