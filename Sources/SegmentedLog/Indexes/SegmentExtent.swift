/// A segment as a reader sees it: the events that it holds.
package struct SegmentExtent: Sendable, Equatable {
  package var ordinal: UInt32
  package var generation: UInt32
  /// The sequence number of its first event.
  package var first: UInt64
  /// The sequence number after its last event.
  package var next: UInt64
  /// The number of bytes of its file that count.
  package var length: UInt64
  /// True when events may still be appended.
  package var isActive: Bool

  package var id: SegmentID { SegmentID(ordinal: ordinal, generation: generation) }
}

/// An event block and its place, as the headers of its frames tell.
package struct BlockExtent: Sendable, Equatable {
  /// The sequence number of the first event.
  package var first: UInt64
  /// The number of events.
  package var count: Int
  /// The length of the decoded bodies in bytes.
  package var bodyBytes: Int
  /// The offset at which the block ends in its segment.
  package var end: UInt64

  package init(first: UInt64, count: Int, bodyBytes: Int = 0, end: UInt64 = 0) {
    (self.first, self.count, self.bodyBytes, self.end) = (first, count, bodyBytes, end)
  }
}

extension LogReader {
  /// The segments that hold events, in the order of the log.
  package var extents: [SegmentExtent] {
    manifest.segments.compactMap { entry in
      let isActive = entry.id == manifest.segments[manifest.segments.count - 1].id
      let next = min(isActive ? .max : entry.nextSequence, head.sequence + 1)
      guard next > entry.firstSequence else { return nil }
      return SegmentExtent(
        ordinal: entry.id.ordinal, generation: entry.id.generation, first: entry.firstSequence, next: next,
        length: isActive ? activeLength : entry.length, isActive: isActive)
    }
  }

  /// Returns the blocks of a segment; nil when a compaction has replaced it. Cost: a small read for every frame.
  package func blocks(of extent: SegmentExtent) throws(LogError) -> [BlockExtent]? {
    guard let entry = manifest.segments.first(where: { $0.id == extent.id }),
      case .opened(let opened) = try directory.open(entry, of: manifest, losses)
    else { return nil }
    var iterator = BlockIterator(
      reader: opened.reader, limit: min(extent.length, opened.length), nextSequence: extent.first, losses: losses)
    var blocks: [BlockExtent] = []
    while let place = try iterator.next() {
      blocks.append(
        BlockExtent(
          first: place.sequence, count: Int(place.header.count),
          bodyBytes: place.bodies.reduce(0) { $0 + Int($1.rawLength) },
          end: place.bodies.last?.next ?? place.header.next))
    }
    return blocks
  }
}
