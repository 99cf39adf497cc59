import Bytes

/// Checks all frames of one segment in order, decoding every payload and recomputing every hash.
struct SegmentCheck {
  let reader: FrameReader
  var chain: Chain
  var next: UInt64
  private(set) var isSealed = false
  private let first: UInt64
  private var frames: UInt64 = 0
  private var commitFirst: UInt64
  /// The chain hash at the end of the last commit.
  private var committed: Digest
  private var commitFrames: UInt32 = 0
  private var merged: MergedPayload?
  /// The block whose BODIES frames are being collected.
  private var events: OpenBlock?
  /// The block that the last frame has ended; nil when it has ended none.
  private(set) var finished: EventBlock?
  /// The bodies of `finished`, when they are kept.
  private(set) var bodies: BlockBodies?
  private let keepsBodies: Bool
  /// True when damage has been skipped since the last COMMIT. Until the next one only checksums can be checked.
  private(set) var isBroken = false
  /// True when all frames so far were counted, so that the count in the SEAL can be checked.
  private var isCounted = true

  var hasOpenBlock: Bool { commitFrames > 0 }

  init(reader: FrameReader, chain: Chain, next: UInt64, keepsBodies: Bool = false) {
    self.keepsBodies = keepsBodies
    (self.reader, self.chain, self.next, self.first, commitFirst) = (reader, chain, next, next, next)
    committed = chain.digest
  }

  private struct OpenBlock {
    var frame: FrameHeader
    var payload: [UInt8]
    var bodies: [FrameHeader]
    var check: BlockCheck?
  }

  /// Checks one frame. `check` is the result for the block that begins with it, when it was computed ahead. Returns the
  /// number of events of the block that this frame has ended, or, after damage, of the EVENTS frame itself. Throws
  /// `damaged`.
  mutating func take(_ frame: FrameHeader, _ check: BlockCheck? = nil) throws(LogError) -> UInt64 {
    (finished, bodies) = (nil, nil)
    func damaged(_ problem: FrameProblem) -> LogError { reader.damaged(at: frame.offset, problem) }
    if isSealed { throw damaged(.structure) }
    if isBroken { return try takeBroken(frame) }
    guard let type = FrameType(rawValue: frame.type) else {
      guard frame.type >= 128 else { throw damaged(.unknownType) }
      _ = try reader.checkedPayload(frame)
      frames += 1
      return 0
    }
    var hashed: UInt64 = 0
    if type != .bodies { hashed = try finishBlock() }
    if merged != nil, type != .commit { throw damaged(.structure) }
    switch type {
    case .events:
      guard frame.sequence == next else { throw damaged(.sequence) }
      let payload: [UInt8]
      if let check { payload = try check.payload.get() } else { payload = try reader.checkedPayload(frame) }
      events = OpenBlock(frame: frame, payload: payload, bodies: [], check: check)
      commitFrames += 1
    case .bodies:
      guard let open = events, frame.sequence == open.frame.sequence, frame.count == open.frame.count else {
        throw damaged(.structure)
      }
      events!.bodies.append(frame)
      commitFrames += 1
    case .commit:
      let bytes = try reader.checkedPayload(frame)
      guard let payload = try? bytes.withUnsafeBytes({ try CommitPayload(decoding: $0) }) else {
        throw damaged(.undecodable)
      }
      guard frame.sequence == commitFirst, UInt64(frame.count) == next - commitFirst, payload.frames == commitFrames,
        commitFrames > 0, merged?.fits(events: UInt64(frame.count), time: payload.time) ?? true
      else { throw damaged(.sequence) }
      merged = nil
      guard payload.follows(committed) else { throw damaged(.mixed) }
      guard payload.chain == chain.digest else {
        throw .damaged(Finding(file: reader.id.path, offset: frame.offset, "the chain hash does not match the events"))
      }
      (commitFirst, commitFrames, committed) = (next, 0, payload.chain)
    case .attest:
      _ = try reader.checkedPayload(frame)
      guard frame.sequence == next, frame.count == 0, frame.rawLength == 0, commitFrames == 0 else {
        throw damaged(.structure)
      }
    case .merged:
      let bytes = try reader.checkedPayload(frame)
      guard let payload = try? bytes.withUnsafeBytes({ try MergedPayload(decoding: $0, events: frame.count) }) else {
        throw damaged(.undecodable)
      }
      guard commitFrames > 0, frame.sequence == commitFirst, UInt64(frame.count) == next - commitFirst else {
        throw damaged(.structure)
      }
      merged = payload
    case .seal:
      let bytes = try reader.checkedPayload(frame)
      guard let payload = try? bytes.withUnsafeBytes({ try SealPayload(decoding: $0) }), commitFrames == 0,
        frame.sequence == next, payload.chain == chain.digest, payload.events == next - first,
        !isCounted || payload.frames == frames
      else { throw damaged(.structure) }
      isSealed = true
    }
    frames += 1
    return hashed
  }

  /// Continues after damage.
  mutating func skipDamage() {
    events = nil
    merged = nil
    isCounted = false
    isBroken = true
  }

  /// Checks a frame between damage and the next COMMIT. That COMMIT determines sequence number and chain hash again.
  private mutating func takeBroken(_ frame: FrameHeader) throws(LogError) -> UInt64 {
    if let problem = try reader.problem(frame) { throw reader.damaged(at: frame.offset, problem) }
    switch FrameType(rawValue: frame.type) {
    case .commit:
      let bytes = try reader.checkedPayload(frame)
      guard let payload = try? bytes.withUnsafeBytes({ try CommitPayload(decoding: $0) }),
        frame.sequence >= commitFirst
      else { throw reader.damaged(at: frame.offset, .undecodable) }
      chain = Chain(payload.chain)
      next = frame.sequence + UInt64(frame.count)
      (commitFirst, commitFrames, committed) = (next, 0, payload.chain)
      isBroken = false
    case .seal: isSealed = true
    case nil where frame.type < 128: throw reader.damaged(at: frame.offset, .unknownType)
    default: break
    }
    return frame.type == FrameType.events.rawValue ? UInt64(frame.count) : 0
  }

  /// Hashes the events of the block that has just ended, and returns their number.
  private mutating func finishBlock() throws(LogError) -> UInt64 {
    guard let open = events else { return 0 }
    events = nil
    let hashed: HashedBlock
    if let check = open.check, check.bodies == open.bodies {
      hashed = try check.block.get()
    } else {
      hashed = try reader.hashedBlock(
        open.frame, open.payload, bodies: open.bodies, keepsBodies: keepsBodies, ColumnMemory())
    }
    chain.extend(eventHashes: hashed.hashes)
    (finished, bodies) = (hashed.block, hashed.bodies)
    next += UInt64(open.frame.count)
    return UInt64(open.frame.count)
  }
}
