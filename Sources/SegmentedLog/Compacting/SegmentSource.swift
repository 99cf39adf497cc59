/// The segments that are rewritten as one, open, with the locations of their blocks and the commit times of their
/// events. Envelopes and bodies are not read.
struct SegmentSource: Sendable {
  /// An event block, and the file in which it is.
  struct Block: Sendable {
    var reader: FrameReader
    var place: BlockIterator.Place

    /// The length of its decoded bodies in bytes.
    var bodyBytes: Int { place.bodies.reduce(0) { $0 + Int($1.rawLength) } }
    var count: Int { Int(place.header.count) }
  }

  let firstSequence: UInt64
  let nextSequence: UInt64
  private(set) var blocks: [Block] = []
  /// The times at which the events were committed, in order.
  private(set) var parts: [MergedPayload.Part] = []

  /// Opens the segments and reads their frame headers, commits and commit times. Throws `damaged` when these show
  /// anything wrong.
  init(_ directory: StoreDirectory, _ entries: [Manifest.Segment]) throws(LogError) {
    firstSequence = entries[0].firstSequence
    nextSequence = entries[entries.count - 1].nextSequence
    for entry in entries {
      let opened = try directory.openSegment(entry)
      let walk = try SegmentScan(
        opened.reader, header: opened.header, promised: entry.length, limit: entry.length)
      if let problem = walk.problem { throw opened.reader.damaged(at: walk.end, problem) }
      guard !walk.hasOpenBlock, walk.nextSequence == entry.nextSequence, walk.chain == entry.chainAfter,
        walk.isSealed == (entry.state == .sealed)
      else { throw .damaged(Finding(file: entry.id.path, offset: walk.end, "it does not end as the manifest says")) }
      if walk.isSealed { try opened.reader.checkSeal(walk, entry) }
      for commit in walk.commits {
        let whole = MergedPayload.Part(events: commit.nextSequence - commit.firstSequence, time: commit.time)
        parts += commit.merged.isEmpty ? [whole] : commit.merged
      }
      var iterator = BlockIterator(reader: opened.reader, limit: entry.length, nextSequence: entry.firstSequence)
      while let place = try iterator.next() { blocks.append(Block(reader: opened.reader, place: place)) }
    }
  }

  /// Divides the blocks into groups of neighbours that together fit into one block, with `blockSize` bytes of bodies
  /// and 65,536 events. A block that is larger is a group by itself.
  func batches(blockSize: Int) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var start = 0
    var (bytes, events) = (0, 0)
    for (index, block) in blocks.enumerated() {
      let isFull = bytes + block.bodyBytes > blockSize || events + block.count > Format.blockEventsMax
      if index > start, isFull {
        batches.append(start..<index)
        (start, bytes, events) = (index, 0, 0)
      }
      bytes += block.bodyBytes
      events += block.count
    }
    if start < blocks.count { batches.append(start..<blocks.count) }
    return batches
  }
}
