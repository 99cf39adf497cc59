import SegmentedLog

/// Reads the bytes of several generations in one pass over the log: their own bodies, and those of the generations that
/// their first bytes come from.
package struct GenerationReader {
  /// A wanted generation that takes the bytes of some generation up to the offset `limit`.
  private struct Target {
    var source: Int64
    var limit: Int64
  }

  private let log: LogReader
  private let erased: ErasedRanges
  private var targets: [GenerationKey: [Target]] = [:]
  /// The sequence numbers of the events that matter.
  private let ranges: SequenceRanges

  /// Prepares a walk. `generations` has at most one for each source. `erased` is what is ignored, by default what `sync`
  /// says.
  package init(_ log: LogReader, _ sync: SyncState, _ generations: [GenerationKey], erased: ErasedRanges? = nil) {
    self.log = log
    self.erased = erased ?? ErasedRanges(sync)
    var ranges: [ClosedRange<UInt64>] = []
    for wanted in generations {
      for link in sync.lineage(of: wanted) {
        targets[link.key, default: []].append(Target(source: wanted.source, limit: link.limit))
        if let range = link.generation.sequences { ranges.append(range) }
      }
    }
    self.ranges = SequenceRanges(ranges)
  }

  /// Calls `piece` with the number of a source, an offset in its file and the bytes there; the offsets of a source
  /// ascend. Bytes that damage destroyed, or that are erased, are left out. Calls `block` after each block, and
  /// `dropped` for a source whose bytes were dropped on request. Throws if a closure throws or the log cannot be read.
  /// Memory: one block.
  package func run(
    block: () throws -> Void = {}, dropped: (_ source: Int64) throws -> Void = { _ in },
    piece: (_ source: Int64, _ offset: Int64, _ bytes: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try log.forEachBlock(in: ranges) {
      try walk($0, dropped, piece)
      try block()
    }
  }

  /// Hands over the bodies of neighbouring records of one file together, because they are contiguous in memory.
  private func walk(
    _ block: EventBlock, _ dropped: (Int64) throws -> Void,
    _ piece: (Int64, Int64, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let columns = try BlockColumns(block)
    let sources = try columns.integers(.source)
    let generations = try columns.integers(.generation)
    let offsets = try columns.integers(.offset)
    let droppedBodies = try block.droppedBodies()
    let isErased = try ErasedRows(columns, erased)
    var bodies: BlockBodies?
    var row = 0
    while row < block.count {
      let kind = columns.kind(row)
      guard kind == .record || kind == .piece, !isErased[row], let source = sources[row],
        let generation = generations[row],
        let targets = targets[GenerationKey(source: source, generation: generation)]
      else {
        row += 1
        continue
      }
      let first = row
      while row < block.count, columns.kind(row) == kind, sources[row] == source, generations[row] == generation,
        !isErased[row]
      {
        row += 1
      }
      if let droppedBodies, (first..<row).contains(where: { droppedBodies[$0] != nil }) {
        for target in targets { try dropped(target.source) }
        continue
      }
      let known = try bodies ?? log.bodies(of: block)
      bodies = known
      let isIntact = known.isIntact(first..<row)
      for rows in isIntact ? [first..<row] : (first..<row).map({ $0..<$0 + 1 }) where known.isIntact(rows) {
        let offset = offsets[rows.lowerBound] ?? 0
        try known.withBodies(rows) { bytes in
          for target in targets where offset < target.limit {
            let count = min(Int64(bytes.count), target.limit - offset)
            try piece(target.source, offset, UnsafeRawBufferPointer(rebasing: bytes[..<Int(count)]))
          }
        }
      }
    }
  }
}
