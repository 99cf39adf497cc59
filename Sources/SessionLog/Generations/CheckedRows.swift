import SegmentedLog

/// The columns that a check of generations reads.
struct CheckedRows {
  let sources, generations, offsets, lengths: IntegerView
  private let bodies: IntegerColumn
  private let dropped: DroppedBodies?

  init(_ columns: BlockColumns, _ block: EventBlock) throws {
    sources = try columns.view(integers: .source)
    generations = try columns.view(integers: .generation)
    offsets = try columns.view(integers: .offset)
    lengths = try columns.view(integers: .length)
    bodies = try block.bodyLengths()
    dropped = try block.droppedBodies()
  }

  func key(_ row: Int) -> GenerationKey? {
    guard let source = sources[row], let generation = generations[row] else { return nil }
    return GenerationKey(source: source, generation: generation)
  }

  /// The number of bytes of the file that a record or piece stands for.
  func length(_ row: Int) -> Int64? { lengths[row] ?? dropped?[row].map { Int64($0.length) } ?? bodies[row] }

  func hasBody(_ row: Int) -> Bool { lengths[row] == nil && dropped?[row] == nil }
}

extension BlockBodies {
  func length(_ rows: Range<Int>) -> Int { withBodies(rows) { $0.count } }
}
