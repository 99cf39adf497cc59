import Bytes

/// The extent of a commit in a segment, and the state of the log after it.
struct CommitMark: Sendable, Equatable {
  /// The offset of its first frame.
  var start: UInt64
  /// The offset after its COMMIT frame.
  var end: UInt64
  var firstSequence: UInt64
  /// The sequence number after its last event.
  var nextSequence: UInt64
  /// The chain hash after its last event.
  var chain: Digest
  /// The time of the commit in milliseconds since 1970-01-01 UTC.
  var time: Int64
  /// The commits that were merged into this one; empty when there are none.
  var merged: [MergedPayload.Part] = []
}

/// One pass over a segment, from its header to the first byte that is not valid. A writer decides by the result whether
/// and where to append, a reader how far to read. Payloads other than those of COMMIT and MERGED are read only where
/// nothing promises that they are durable.
struct SegmentScan: Sendable {
  private(set) var commits: [CommitMark] = []
  /// The number of frames before `end`.
  private(set) var frames: UInt64 = 0
  /// The offset after the last valid frame.
  private(set) var end: UInt64
  /// The length of the file in bytes.
  let fileLength: UInt64
  /// The largest durable offset that the manifest, HEAD or a valid frame header states.
  private(set) var promised: UInt64
  /// The largest durable offset that the manifest or a valid frame header states, without HEAD.
  private var promisedBeside: UInt64
  /// The problem at `end`; nil when the file ends there.
  private(set) var problem: FrameProblem?
  private var order: FrameOrder
  /// True when the last valid frame is a SEAL.
  var isSealed: Bool { order.isSealed }
  /// True when frames of a commit without its COMMIT stand before `end`.
  var hasOpenBlock: Bool { order.hasOpenCommit }

  let header: SegmentHeader

  /// The offset after the last valid COMMIT; after the segment header when there is none.
  var good: UInt64 { commits.last?.end ?? UInt64(SegmentHeader.length) }
  /// The offset after the frames that follow `good` and belong to no commit: ATTEST, SEAL, and frames to be skipped.
  private(set) var settled: UInt64
  /// True when acknowledged data is missing or wrong, or a frame says something that this version must not ignore.
  var isDamaged: Bool { promised > settled || problem?.isTearable == false || replaced != nil }
  /// The offset at which the damage begins, and its kind. Meaningful only when `isDamaged` is true.
  var damage: (offset: UInt64, problem: FrameProblem) {
    if let replaced, problem?.isTearable != false { return (replaced, .replaced) }
    if isShort { return (settled, .short) }
    return problem.map { (end, $0) } ?? (settled, .cutOff)
  }
  /// True when HEAD alone states that there was more.
  var isShort: Bool {
    promised > settled && promisedBeside <= settled && problem?.isTearable != false && replaced == nil
  }
  /// The offset up to which other events were acknowledged than those that are here; nil when they are the same.
  private var replaced: UInt64?
  var nextSequence: UInt64 { commits.last?.nextSequence ?? header.firstSequence }
  var chain: Digest { commits.last?.chain ?? header.chain }

  /// Walks at most `limit` bytes. `promised` is the durable offset according to the manifest, `acknowledged` the one
  /// according to HEAD. Cost: O(frames) reads of 64 bytes, plus the payloads after the last promise.
  init(
    _ reader: FrameReader, header: SegmentHeader, promised: UInt64, acknowledged: UInt64 = 0, limit: UInt64
  ) throws(LogError) {
    self.header = header
    promisedBeside = max(promised, UInt64(SegmentHeader.length))
    self.promised = max(promisedBeside, acknowledged)
    fileLength = limit
    end = UInt64(SegmentHeader.length)
    settled = end
    order = FrameOrder(next: header.firstSequence, chain: header.chain)
    // The end of the last COMMIT or ATTEST, where the next commit begins.
    var start = end
    var unchecked: [FrameHeader] = []
    while end < limit, problem == nil {
      switch try reader.header(at: end, limit: limit) {
      case .failure(let found): problem = found
      case .success(let frame):
        promisedBeside = max(promisedBeside, frame.durable)
        self.promised = max(self.promised, frame.durable)
        let first = order.first
        switch try order.advance(frame, reader) {
        case .invalid(let found):
          problem = found
          continue
        case .commit(let payload, let merged):
          commits.append(
            CommitMark(
              start: start, end: frame.next, firstSequence: first, nextSequence: order.next, chain: payload.chain,
              time: payload.time, merged: merged))
          start = frame.next
        case .valid: if frame.type == FrameType.attest.rawValue { start = frame.next }
        }
        unchecked.append(frame)
        end = frame.next
        frames += 1
        if !order.hasOpenCommit { settled = end }
      }
    }
    if problem != nil { try lookAhead(reader) }
    // Data that was promised to be durable is checked when it is read; the rest decides where the log ends. A commit
    // that ends after the promise is checked from its start, because it may have to be appended again.
    let checked = min(self.promised, commits.first { $0.end > self.promised }?.start ?? .max)
    for frame in unchecked where frame.next > checked {
      if let found = try reader.problem(frame) {
        end = frame.offset
        problem = found
        commits.removeAll { $0.end > end }
        settled = min(settled, max(good, end))
        break
      }
    }
  }

  /// Records that other events were acknowledged up to the offset `end`.
  mutating func note(replaced end: UInt64) { replaced = end }

  /// Looks for frame headers anywhere after the first invalid byte. A header that says "everything up to here was
  /// synced" tells damage from a torn tail.
  private mutating func lookAhead(_ reader: FrameReader) throws(LogError) {
    try reader.forEachCandidate(from: end, limit: fileLength) { bytes, offset in
      if let found = FrameHeader.promise(bytes, segment: reader.id, offset: offset) {
        promisedBeside = max(promisedBeside, found)
        promised = max(promised, found)
      }
      return true
    }
  }
}
