import Bytes

/// A segment of a log that is open, and how much of it counts.
struct ReadableSegment {
  /// As the manifest has it; of the active one with what is committed by now.
  var entry: Manifest.Segment
  var reader: FrameReader
  fileprivate var header: SegmentHeader

  func commits() throws(LogError) -> [CommitMark] {
    let walk = try SegmentWalk(reader, header: header, promised: entry.length, limit: entry.length)
    if let problem = walk.problem { throw reader.damaged(at: walk.end, problem) }
    return walk.commits
  }
}

extension LogReader {
  /// Up to where everything that was committed with an event, or before it, is there: the event itself where it ends a commit, else the last that does so
  /// before it. Throws `NoSuchPosition`.
  func endOfCommit(at sequence: UInt64) throws -> LogHead {
    guard sequence <= head.sequence else { throw NoSuchPosition(sequence: sequence, head: head.sequence) }
    if let chain = try chain(at: sequence) { return LogHead(sequence: sequence, chain: chain) }
    guard let last = try lastCommit(before: sequence) else { return LogHead(sequence: 0, chain: .zero) }
    return last
  }

  /// Every segment from the first to the one that holds event `sequence`, open: a compaction beside does no harm from then on.
  func openSegments(upTo sequence: UInt64) throws(LogError) -> [ReadableSegment] {
    var manifest = manifest
    var segments: [ReadableSegment] = []
    var index = 0
    while index < manifest.segments.count, manifest.segments[index].firstSequence <= sequence {
      var entry = manifest.segments[index]
      switch try directory.open(entry, of: manifest, nil) {
      case .opened(let opened):
        if entry.state == .active {
          // What a writer appends beside does not count.
          entry.length = entry.id == newest ? activeLength : opened.length
          entry.nextSequence = head.sequence + 1
        }
        segments.append(ReadableSegment(entry: entry, reader: opened.reader, header: opened.header))
        index += 1
      case .replaced, .lost:
        guard let newer = try directory.manifest() else { throw .notAStore(directory.path) }
        (manifest, segments, index) = (newer, [], 0)
      }
    }
    // Empty ones at the end hold nothing that belongs here.
    while let last = segments.last, last.entry.firstSequence == last.entry.nextSequence { segments.removeLast() }
    return segments
  }
}

extension LogReader {
  /// The chain hash after event `sequence`, wherever that stands in a commit; nil: there is no such event. Hashes the events of a commit at most, or of a
  /// segment that a compaction at the same time has just replaced.
  package func chain(after sequence: UInt64) throws -> Digest? {
    if let known = try self.chain(at: sequence) { return known }
    guard sequence <= head.sequence, let before = try lastCommit(before: sequence) else { return nil }
    var running = Chain(before.chain)
    try forEachBlock(in: before.sequence + 1...sequence) { block in
      running.extend(eventHashes: try block.eventHashes(try bodies(of: block)))
    }
    return running.digest
  }
}
