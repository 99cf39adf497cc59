import Bytes

/// An open segment of a log, and how much of it counts.
struct ReadableSegment {
  /// The entry of the manifest; for the active segment, with what is committed at present.
  var entry: Manifest.Segment
  var reader: FrameReader
  fileprivate var header: SegmentHeader

  func commits() throws(LogError) -> [CommitMark] {
    let walk = try SegmentScan(reader, header: header, promised: entry.length, limit: entry.length)
    if let problem = walk.problem { throw reader.damaged(at: walk.end, problem) }
    return walk.commits
  }
}

extension LogReader {
  /// Returns the last end of a commit at or before event `sequence`: the event itself when it ends a commit. Throws
  /// `noSuchPosition`.
  func endOfCommit(at sequence: UInt64) throws -> LogHead {
    guard sequence <= head.sequence else { throw noSuchPosition(sequence) }
    if let chain = try chain(at: sequence) { return LogHead(sequence: sequence, chain: chain) }
    guard let last = try lastCommit(before: sequence) else { return LogHead(sequence: 0, chain: .zero) }
    return last
  }

  /// Opens every segment from the first to the one that holds event `sequence`. A compaction that runs in parallel does
  /// no harm to what is open.
  func openSegments(upTo sequence: UInt64) throws(LogError) -> [ReadableSegment] {
    var manifest = manifest
    var segments: [ReadableSegment] = []
    var index = 0
    while index < manifest.segments.count, manifest.segments[index].firstSequence <= sequence {
      var entry = manifest.segments[index]
      switch try directory.open(entry, of: manifest, nil) {
      case .opened(let opened):
        if entry.state == .active {
          // What a writer appends in the meantime does not count.
          entry.length = entry.id == newest ? activeLength : opened.length
          entry.nextSequence = head.sequence + 1
        }
        segments.append(ReadableSegment(entry: entry, reader: opened.reader, header: opened.header))
        index += 1
      case .replaced, .lost:
        (manifest, segments, index) = (try directory.newerManifest(holding: 0).manifest, [], 0)
      }
    }
    // Empty segments at the end hold nothing that is needed.
    while let last = segments.last, last.entry.firstSequence == last.entry.nextSequence { segments.removeLast() }
    return segments
  }
}
