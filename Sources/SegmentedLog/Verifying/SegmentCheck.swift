import Bytes

/// Checks all frames of one segment in order, decoding every payload and recomputing every hash.
struct SegmentCheck {
  let reader: FrameReader
  /// The chain over the events hashed so far.
  private(set) var chain: Chain
  /// The sequence number after the last event hashed.
  private(set) var next: UInt64
  private var order: FrameOrder
  private let first: UInt64
  /// The number of frames so far, for the SEAL; nil when damage makes it unknown.
  private var frames: UInt64? = 0
  /// The block whose BODIES frames are being collected.
  private var events: OpenBlock?
  /// The block that the last frame has ended; nil when it has ended none.
  private(set) var finished: EventBlock?
  /// The bodies of `finished`, when they are kept.
  private(set) var bodies: BlockBodies?
  private let keepsBodies: Bool

  var isSealed: Bool { order.isSealed }
  var hasOpenBlock: Bool { order.hasOpenCommit }
  /// True when damage has been skipped since the last COMMIT. Until the next one only checksums can be checked.
  var isBroken: Bool { order.isDamaged }

  init(reader: FrameReader, chain: Chain, next: UInt64, keepsBodies: Bool = false) {
    (self.reader, self.chain, self.next, self.first, self.keepsBodies) = (reader, chain, next, next, keepsBodies)
    order = FrameOrder(next: next, chain: chain.digest)
  }

  private struct OpenBlock {
    var frame: FrameHeader
    var payload: [UInt8]
    var bodies: [FrameHeader]
    var check: BlockCheck?
  }

  /// Checks one frame. `ahead` is the result for the block that begins with it, when it was computed ahead. Returns the
  /// number of events of the block that this frame has ended, or, after damage, of the EVENTS frame itself. Throws
  /// `damaged`; call `skipDamage` to continue then.
  mutating func check(_ frame: FrameHeader, _ ahead: BlockCheck? = nil) throws(LogError) -> UInt64 {
    (finished, bodies) = (nil, nil)
    func damaged(_ problem: FrameProblem) -> LogError { reader.damaged(at: frame.offset, problem) }
    if isSealed { throw damaged(.structure) }
    if isBroken { return try checkAfterDamage(frame) }
    let type = FrameType(rawValue: frame.type)
    let hashed = type == nil || type == .bodies ? 0 : try finishBlock()
    // The new state counts only when everything about the frame is right.
    var order = order
    let step = try order.advance(frame, reader)
    if case .invalid(let problem) = step { throw damaged(problem) }
    switch type {
    case .events:
      let payload: [UInt8]
      if let ahead { payload = try ahead.payload.get() } else { payload = try reader.checkedPayload(frame) }
      events = OpenBlock(frame: frame, payload: payload, bodies: [], check: ahead)
    case .bodies:
      guard let open = events, frame.sequence == open.frame.sequence, frame.count == open.frame.count else {
        throw damaged(.structure)
      }
      events!.bodies.append(frame)
    case .commit:
      guard order.chain == chain.digest else {
        throw .damaged(Finding(file: reader.id.path, offset: frame.offset, "the chain hash does not match the events"))
      }
    case .seal: try checkSeal(frame)
    case .attest, nil: _ = try reader.checkedPayload(frame)
    case .merged: break
    }
    self.order = order
    frames? += 1
    return hashed
  }

  private func checkSeal(_ frame: FrameHeader) throws(LogError) {
    let bytes = try reader.checkedPayload(frame)
    guard let payload = try? bytes.withUnsafeBytes({ try SealPayload(decoding: $0) }), frame.sequence == next,
      payload.chain == chain.digest, payload.events == next - first, payload.frames == frames ?? payload.frames
    else { throw reader.damaged(at: frame.offset, .structure) }
  }

  /// Continues after damage.
  mutating func skipDamage() {
    events = nil
    frames = nil
    order.recordDamage()
  }

  /// Checks a frame between damage and the next COMMIT. That COMMIT determines sequence number and chain hash again.
  private mutating func checkAfterDamage(_ frame: FrameHeader) throws(LogError) -> UInt64 {
    if let problem = try reader.problem(frame) { throw reader.damaged(at: frame.offset, problem) }
    switch try order.advance(frame, reader) {
    case .invalid(let problem): throw reader.damaged(at: frame.offset, problem)
    case .commit(let payload, _): (chain, next) = (Chain(payload.chain), order.next)
    case .valid: break
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
