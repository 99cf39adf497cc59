/// Where a block lies in the log. Holds no file open.
package struct BlockLocation: Sendable {
  package let segment: SegmentID
  /// Of the EVENTS frame.
  package let offset: UInt64
  /// Headers of the BODIES frames.
  package let bodies: [FrameHeader]
  /// Of all events of the stored block.
  package let sequences: Range<UInt64>
}

extension EventBlock {
  /// Where it is stored. The block must come from a log.
  package var location: BlockLocation {
    guard let reader = place.reader else { preconditionFailure("the block is not stored") }
    return BlockLocation(segment: reader.id, offset: place.offset, bodies: place.bodies, sequences: whole.sequences)
  }
}

/// Bodies of some events, in any order.
///
/// A block is decoded when one of its events is asked for; what others need of it is kept, and the rest let go of. As long as all bodies take no more
/// than `budget` bytes together, each block is decoded once. At most one file is open. Memory: `budget`, and a block.
package final class EventBodies {
  /// What is needed of one block.
  private struct Part {
    /// Of its first event among all that are wanted.
    let first: Int
    /// Sequence numbers.
    let wanted: ArraySlice<UInt64>
    var storage: [UInt8] = []
    /// Where each body ends.
    var ends: [Int] = []
    /// Numbers of the events in the part that damage has taken along.
    var lost: Set<Int> = []
    /// When it was last asked for.
    var use: UInt64 = 0

    init(first: Int, wanted: ArraySlice<UInt64>) { (self.first, self.wanted) = (first, wanted) }

    /// Bytes of memory.
    var size: Int { storage.count + 8 * ends.count + 256 }

    /// Takes what is wanted of a block's bodies.
    mutating func take(_ block: EventBlock, _ bodies: BlockBodies) throws {
      while let sequence = next, sequence < block.sequences.upperBound {
        let row = Int(sequence) - Int(block.firstSequence)
        if row >= 0, bodies.isIntact(row..<row + 1) {
          bodies.withBody(row) { storage.append(contentsOf: $0) }
        } else {
          lost.insert(ends.count)
        }
        ends.append(storage.count)
      }
    }

    /// What was not found is lost. Nothing more will come.
    mutating func end() {
      while next != nil {
        lost.insert(ends.count)
        ends.append(storage.count)
      }
      // Growing has left as much again unused.
      storage = storage.withUnsafeBufferPointer(Array.init)
    }

    private var next: UInt64? { ends.count < wanted.count ? wanted[wanted.startIndex + ends.count] : nil }
  }

  private let log: LogReader
  private let sequences: [UInt64]
  private let blocks: [BlockLocation]
  private let budget: Int
  /// By number of the block.
  private var parts: [Int: Part] = [:]
  private var size = 0
  private var uses: UInt64 = 0
  private var open: FrameReader?
  /// Blocks decoded so far.
  package private(set) var decoded = 0

  /// `sequences`: of the events that are wanted; `blocks`: those that hold them. Both rising. `budget` in bytes.
  package init(_ log: LogReader, of sequences: [UInt64], in blocks: [BlockLocation], budget: Int) {
    (self.log, self.sequences, self.blocks, self.budget) = (log, sequences, blocks, budget)
  }

  /// Gives `body` the bytes of an event's body; nil where damage has taken them along. The event must be one of those that are wanted.
  package func withBody<Value>(
    of sequence: UInt64, _ body: (UnsafeRawBufferPointer) throws -> Value
  ) throws -> Value? {
    let block = Self.count(blocks.count) { blocks[$0].sequences.upperBound <= sequence }
    guard block < blocks.count, blocks[block].sequences.contains(sequence) else { return nil }
    if parts[block] == nil { try load(block) }
    uses += 1
    parts[block]!.use = uses
    let part = parts[block]!
    let number = Self.count(sequences.count) { sequences[$0] < sequence } - part.first
    precondition(sequences[part.first + number] == sequence, "the event is wanted")
    if part.lost.contains(number) { return nil }
    let start = number == 0 ? 0 : part.ends[number - 1]
    return try part.storage.withUnsafeBytes {
      try body(UnsafeRawBufferPointer(rebasing: $0[start..<part.ends[number]]))
    }
  }

  private func load(_ block: Int) throws {
    let location = blocks[block]
    let first = Self.count(sequences.count) { sequences[$0] < location.sequences.lowerBound }
    var part = Part(first: first, wanted: sequences[first...].prefix { $0 < location.sequences.upperBound })
    if open?.id != location.segment { open = try log.frames(of: location.segment) }
    if let open {
      let header = try open.checkedHeader(at: location.offset, limit: .max)
      let found = try open.block(BlockIterator.Place(header: header, bodies: location.bodies))
      try part.take(found, try log.bodies(of: found))
    } else {
      // A compaction has put another segment in its place, where the events have other neighbours.
      try log.forEachBlock(in: location.sequences.lowerBound...location.sequences.upperBound - 1) {
        try part.take($0, try log.bodies(of: $0))
      }
    }
    part.end()
    decoded += 1
    size += part.size
    while size > budget, let oldest = parts.min(by: { $0.value.use < $1.value.use }) {
      size -= oldest.value.size
      parts[oldest.key] = nil
    }
    parts[block] = part
  }

  /// How many of the first numbers below `end` are as `isBefore` says; those behind them are not.
  private static func count(_ end: Int, _ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (0, end)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
