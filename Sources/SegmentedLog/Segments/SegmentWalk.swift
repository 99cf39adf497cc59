import Bytes

/// Where a commit ends, and the state of the log there.
struct CommitMark: Sendable, Equatable {
  /// Offset of its first frame.
  var start: UInt64
  /// Offset after its COMMIT frame.
  var end: UInt64
  var firstSequence: UInt64
  /// After its last event.
  var nextSequence: UInt64
  /// After its last event.
  var chain: Digest
  /// Milliseconds since 1970 UTC.
  var time: Int64
  /// Of the commits that a compaction has merged into this one; empty otherwise.
  var merged: [MergedPayload.Part] = []
}

/// One way through a segment from its header to the first byte that is not right: what a writer decides by, and what a
/// reader may read. Payloads are read only where nothing promises that they are durable.
struct SegmentWalk: Sendable {
  private(set) var commits: [CommitMark] = []
  /// Frames before `end`.
  private(set) var frames: UInt64 = 0
  /// After the last valid frame.
  private(set) var end: UInt64
  /// Of the file, bytes.
  let fileLength: UInt64
  /// The largest durable offset that the manifest, HEAD or a valid frame header speaks of.
  private(set) var promised: UInt64
  /// The same without HEAD.
  private var promisedBeside: UInt64
  /// What is wrong at `end`, unless the file ends there.
  private(set) var problem: FrameProblem?
  private(set) var isSealed = false
  /// Whether frames of a commit without its COMMIT stand before `end`.
  private(set) var hasOpenBlock = false

  let header: SegmentHeader

  /// After the last valid COMMIT.
  var good: UInt64 { commits.last?.end ?? UInt64(SegmentHeader.length) }
  /// After the frames that follow it and belong to no commit: ATTEST, SEAL, and those to be skipped.
  private(set) var settled: UInt64
  /// Whether acknowledged data is missing or wrong, or a frame says what this version must not pass over.
  var isDamaged: Bool { promised > settled || problem?.isTearable == false || replaced != nil }
  /// Where the damage begins, and what it is.
  var damage: (offset: UInt64, problem: FrameProblem) {
    if let replaced, problem?.isTearable != false { return (replaced, .replaced) }
    if isShort { return (settled, .short) }
    return problem.map { (end, $0) } ?? (settled, .cutOff)
  }
  /// Whether HEAD alone says that there was more.
  var isShort: Bool {
    promised > settled && promisedBeside <= settled && problem?.isTearable != false && replaced == nil
  }
  /// Up to where something else stands than was acknowledged, if it does.
  private var replaced: UInt64?
  var nextSequence: UInt64 { commits.last?.nextSequence ?? header.firstSequence }
  var chain: Digest { commits.last?.chain ?? header.chain }

  /// Walks at most `limit` bytes. `promised` by the manifest, `acknowledged` by HEAD. O(frames) reads of 64 bytes, plus what follows the last promise.
  init(
    _ reader: FrameReader, header: SegmentHeader, promised: UInt64, acknowledged: UInt64 = 0, limit: UInt64
  ) throws(LogError) {
    self.header = header
    promisedBeside = max(promised, UInt64(SegmentHeader.length))
    self.promised = max(promisedBeside, acknowledged)
    fileLength = limit
    end = UInt64(SegmentHeader.length)
    settled = end
    var pending = PendingCommit(start: end, nextSequence: header.firstSequence)
    var unchecked: [FrameHeader] = []
    while end < limit, problem == nil {
      switch try reader.header(at: end, limit: limit) {
      case .failure(let found): problem = found
      case .success(let frame):
        promisedBeside = max(promisedBeside, frame.durable)
        self.promised = max(self.promised, frame.durable)
        if let found = try take(frame, reader, &pending) {
          problem = found
        } else {
          unchecked.append(frame)
          end = frame.next
          frames += 1
          if pending.frames == 0 { settled = end }
        }
      }
    }
    if problem != nil { try lookAhead(reader) }
    // What was promised to be durable is checked when it is read; the rest decides what the end of the log is.
    // A commit that ends behind the promise is checked from its start: it may have to be appended again.
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
    hasOpenBlock = pending.frames > 0
  }

  /// Notes that something else was acknowledged up to an offset.
  mutating func note(replaced end: UInt64) { replaced = end }

  /// Accounts for one frame; what is wrong with it, if anything.
  private mutating func take(
    _ frame: FrameHeader, _ reader: FrameReader, _ pending: inout PendingCommit
  ) throws(LogError) -> FrameProblem? {
    if isSealed { return .structure }
    guard let type = FrameType(rawValue: frame.type) else { return frame.type >= 128 ? nil : .unknownType }
    if pending.merged != nil, type != .commit { return .structure }
    switch type {
    case .events:
      guard frame.sequence == pending.nextSequence, frame.count >= 1, frame.count <= Format.blockEventsMax else {
        return .sequence
      }
      pending.nextSequence += UInt64(frame.count)
      pending.frames += 1
    case .bodies:
      guard pending.frames > 0, frame.rawLength > 0 else { return .structure }
      pending.frames += 1
    case .commit:
      let first = commits.last?.nextSequence ?? header.firstSequence
      guard frame.sequence == first, UInt64(frame.count) == pending.nextSequence - first else { return .sequence }
      let bytes: [UInt8]
      switch try reader.payload(frame) {
      case .success(let raw): bytes = raw
      case .failure(let problem): return problem
      }
      guard let payload = try? bytes.withUnsafeBytes({ try CommitPayload(decoding: $0) }) else { return .undecodable }
      guard payload.frames == pending.frames, pending.frames > 0,
        pending.merged?.fits(events: UInt64(frame.count), time: payload.time) ?? true
      else { return .structure }
      guard payload.follows(chain) else { return .mixed }
      commits.append(
        CommitMark(
          start: pending.start, end: frame.next, firstSequence: first, nextSequence: pending.nextSequence,
          chain: payload.chain, time: payload.time, merged: pending.merged?.parts ?? []))
      pending = PendingCommit(start: frame.next, nextSequence: pending.nextSequence)
    case .merged:
      let first = commits.last?.nextSequence ?? header.firstSequence
      guard pending.frames > 0, frame.sequence == first, UInt64(frame.count) == pending.nextSequence - first else {
        return .structure
      }
      switch try reader.payload(frame) {
      case .success(let raw):
        pending.merged = try? raw.withUnsafeBytes { try MergedPayload(decoding: $0, events: frame.count) }
      case .failure(let problem): return problem
      }
      if pending.merged == nil { return .undecodable }
    case .attest:
      guard pending.frames == 0, frame.sequence == pending.nextSequence, frame.count == 0, frame.rawLength == 0 else {
        return .structure
      }
      pending.start = frame.next
    case .seal:
      guard pending.frames == 0 else { return .structure }
      isSealed = true
    }
    return nil
  }

  /// Looks for a frame header anywhere behind the first bad byte: one that says "all up to here was synced" makes the difference
  /// between a torn tail and damage.
  private mutating func lookAhead(_ reader: FrameReader) throws(LogError) {
    try reader.forEachCandidate(from: end, limit: fileLength) { bytes, offset in
      if let found = FrameHeader.promise(bytes, segment: reader.id, offset: offset) {
        promisedBeside = max(promisedBeside, found)
        promised = max(promised, found)
      }
      return true
    }
  }

  /// The commit that is being walked through.
  private struct PendingCommit {
    var start: UInt64
    var nextSequence: UInt64
    /// EVENTS and BODIES.
    var frames: UInt32 = 0
    var merged: MergedPayload?
  }
}
