/// The location of a block in the log. It holds no file open.
package struct BlockLocation: Sendable {
  package let segment: SegmentID
  /// The offset of the EVENTS frame in the segment, in bytes.
  package let offset: UInt64
  /// The headers of the BODIES frames, in order.
  package let bodies: [FrameHeader]
  /// The sequence numbers of all events of the stored block.
  package let sequences: Range<UInt64>
}

extension EventBlock {
  /// The location at which the block is stored. The block must come from a log.
  package var location: BlockLocation {
    guard let reader = place.reader else { preconditionFailure("the block is not stored") }
    return BlockLocation(segment: reader.id, offset: place.offset, bodies: place.bodies, sequences: whole.sequences)
  }
}

/// The bodies of selected events, which can be requested in any order.
///
/// A block is decoded when one of its events is requested; the bodies of its other selected events are kept, and the
/// rest is released. As long as all selected bodies together take at most `budget` bytes, each block is decoded once.
/// At most one file is open. Memory: `budget`, plus one block.
package final class EventBodies {
  /// The selected bodies of one block.
  private struct Part {
    /// The index of its first event among all selected events.
    let first: Int
    /// The sequence numbers of its selected events.
    let wanted: ArraySlice<UInt64>
    var storage: [UInt8] = []
    /// The end of each body in `storage`.
    var ends: [Int] = []
    /// The indexes in this part of the events whose bodies were lost to damage.
    var lost: Set<Int> = []
    /// The time of the last request, as a count of requests.
    var use: UInt64 = 0

    init(first: Int, wanted: ArraySlice<UInt64>) { (self.first, self.wanted) = (first, wanted) }

    /// The number of bytes of memory that the part takes.
    var size: Int { storage.count + 8 * ends.count + 256 }

    /// Copies the selected bodies out of a block.
    mutating func appendBodies(of block: EventBlock, _ bodies: BlockBodies) throws {
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

    /// Marks the events that were not found as lost. No more blocks will follow.
    mutating func end() {
      while next != nil {
        lost.insert(ends.count)
        ends.append(storage.count)
      }
      // The copy gives back the spare capacity that growing has left.
      storage = storage.withUnsafeBufferPointer(Array.init)
    }

    private var next: UInt64? { ends.count < wanted.count ? wanted[wanted.startIndex + ends.count] : nil }
  }

  private let log: LogReader
  private let sequences: [UInt64]
  private let blocks: [BlockLocation]
  private let budget: Int
  /// The parts that are in memory, by index of the block.
  private var parts: [Int: Part] = [:]
  private var size = 0
  private var uses: UInt64 = 0
  private var open: FrameReader?
  /// The number of blocks decoded so far.
  package private(set) var decoded = 0

  /// `sequences` are the numbers of the selected events, `blocks` the blocks that hold them; both are rising. `budget`
  /// is in bytes.
  package init(_ log: LogReader, of sequences: [UInt64], in blocks: [BlockLocation], budget: Int) {
    (self.log, self.sequences, self.blocks, self.budget) = (log, sequences, blocks, budget)
  }

  /// Calls `body` with the bytes of an event's body; returns nil when damage has destroyed it. The event must be a
  /// selected one.
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
    try log.cancellation?.check()
    let location = blocks[block]
    let first = Self.count(sequences.count) { sequences[$0] < location.sequences.lowerBound }
    var part = Part(first: first, wanted: sequences[first...].prefix { $0 < location.sequences.upperBound })
    if open?.id != location.segment { open = try log.frames(of: location.segment) }
    if let open {
      let header = try open.checkedHeader(at: location.offset, limit: .max)
      let found = try open.block(BlockIterator.Place(header: header, bodies: location.bodies))
      try part.appendBodies(of: found, try log.bodies(of: found))
    } else {
      // A compaction has replaced the segment, and the events may be in other blocks now.
      try log.forEachBlock(in: location.sequences.lowerBound...location.sequences.upperBound - 1) {
        try part.appendBodies(of: $0, try log.bodies(of: $0))
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

  /// Returns how many of the numbers below `end` satisfy `isBefore`, which must hold for the first ones and for none
  /// after them. O(log n).
  private static func count(_ end: Int, _ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (0, end)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
