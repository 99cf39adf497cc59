import Bytes

/// The rules of what may follow what in a segment (FORMAT.md, Frames to SEAL), as a state machine over its frames.
/// Recovery and readers run it over headers, the verifier together with every payload; so both agree on what a commit
/// is.
///
/// It reads the payloads of COMMIT and MERGED and no others, and it does not know blocks: that the BODIES frames repeat
/// the numbers of their EVENTS frame is seen when the block is decoded.
struct FrameOrder: Sendable {
  enum State: Sendable {
    /// No commit is open: there was no frame yet, or the last one was a COMMIT or an ATTEST.
    case betweenCommits
    /// There were `frames` EVENTS and BODIES frames since the last COMMIT, at least one.
    case inCommit(frames: UInt32)
    /// There was the MERGED frame of the open commit. Only its COMMIT may follow.
    case merged(MergedPayload, frames: UInt32)
    /// There was the SEAL. Nothing may follow.
    case sealed
    /// Frames were damaged. Anything may come until the next COMMIT, which says again where the log stands.
    case damaged
    /// There was a SEAL after damage, before any COMMIT. Nothing may follow.
    case sealedAfterDamage
  }

  /// The meaning of one more frame.
  enum Step {
    case valid
    /// The frame ends a commit, which was made from `merged`; these are empty when it was not merged.
    case commit(CommitPayload, merged: [MergedPayload.Part])
    /// The frame may not stand here, or its payload is wrong. The state is as before.
    case invalid(FrameProblem)
  }

  private(set) var state = State.betweenCommits
  /// The sequence number of the first event after the last COMMIT.
  private(set) var first: UInt64
  /// The sequence number after the last EVENTS frame.
  private(set) var next: UInt64
  /// The chain hash at the last COMMIT.
  private(set) var chain: Digest

  /// Starts before the first frame of a commit, with the sequence number of the next event and the chain hash before
  /// it.
  init(next: UInt64, chain: Digest) { (first, self.next, self.chain) = (next, next, chain) }

  /// True when there were frames of a commit without its COMMIT.
  var hasOpenCommit: Bool {
    switch state {
    case .inCommit, .merged: true
    case .betweenCommits, .sealed, .damaged, .sealedAfterDamage: false
    }
  }

  var isSealed: Bool {
    switch state {
    case .sealed, .sealedAfterDamage: true
    case .betweenCommits, .inCommit, .merged, .damaged: false
    }
  }

  /// True when there was damage, and no COMMIT since.
  var isDamaged: Bool {
    switch state {
    case .damaged, .sealedAfterDamage: true
    case .betweenCommits, .inCommit, .merged, .sealed: false
    }
  }

  /// Records that frames were damaged or are missing here.
  mutating func recordDamage() { state = isSealed ? .sealedAfterDamage : .damaged }

  /// Follows one frame, whose header is right. Frames that may be skipped change nothing. Cost: one read for COMMIT and
  /// MERGED, none for the others.
  mutating func advance(_ frame: FrameHeader, _ reader: FrameReader) throws(LogError) -> Step {
    if isSealed { return .invalid(.structure) }
    guard let type = FrameType(rawValue: frame.type) else {
      return frame.isSkippable ? .valid : .invalid(.unknownType)
    }
    switch (state, type) {
    case (.betweenCommits, .events): return addBlock(frame, frames: 0)
    case (.inCommit(let frames), .events): return addBlock(frame, frames: frames)
    case (.inCommit(let frames), .bodies) where frame.rawLength > 0: state = .inCommit(frames: frames + 1)
    case (.inCommit(let frames), .merged): return try merge(frame, frames: frames, reader)
    case (.betweenCommits, .commit): return try commit(frame, frames: 0, nil, reader)
    case (.inCommit(let frames), .commit): return try commit(frame, frames: frames, nil, reader)
    case (.merged(let merged, let frames), .commit): return try commit(frame, frames: frames, merged, reader)
    case (.betweenCommits, .attest) where frame.sequence == next && frame.count == 0 && frame.rawLength == 0: break
    case (.betweenCommits, .seal): state = .sealed
    case (.damaged, .commit): return try resume(frame, reader)
    case (.damaged, .seal): state = .sealedAfterDamage
    case (.damaged, .events), (.damaged, .bodies), (.damaged, .merged), (.damaged, .attest): break
    case (.betweenCommits, .bodies), (.betweenCommits, .merged), (.betweenCommits, .attest),
      (.inCommit, .bodies), (.inCommit, .attest), (.inCommit, .seal),
      (.merged, .events), (.merged, .bodies), (.merged, .merged), (.merged, .attest), (.merged, .seal),
      (.sealed, _), (.sealedAfterDamage, _):
      return .invalid(.structure)
    }
    return .valid
  }

  private mutating func addBlock(_ frame: FrameHeader, frames: UInt32) -> Step {
    guard frame.sequence == next, frame.count >= 1, frame.count <= Format.blockEventsMax else {
      return .invalid(.sequence)
    }
    next += UInt64(frame.count)
    state = .inCommit(frames: frames + 1)
    return .valid
  }

  private mutating func merge(_ frame: FrameHeader, frames: UInt32, _ reader: FrameReader) throws(LogError) -> Step {
    guard countsOpenCommit(frame) else { return .invalid(.structure) }
    switch try reader.payload(frame) {
    case .failure(let problem): return .invalid(problem)
    case .success(let bytes):
      guard let merged = try? bytes.withUnsafeBytes({ try MergedPayload(decoding: $0, events: frame.count) }) else {
        return .invalid(.undecodable)
      }
      state = .merged(merged, frames: frames)
      return .valid
    }
  }

  private mutating func commit(
    _ frame: FrameHeader, frames: UInt32, _ merged: MergedPayload?, _ reader: FrameReader
  ) throws(LogError) -> Step {
    guard countsOpenCommit(frame) else { return .invalid(.sequence) }
    let payload: CommitPayload
    switch try Self.commitPayload(frame, reader) {
    case .failure(let problem): return .invalid(problem)
    case .success(let decoded): payload = decoded
    }
    guard payload.frames == frames, frames > 0,
      merged?.fits(events: UInt64(frame.count), time: payload.time) ?? true
    else { return .invalid(.structure) }
    guard payload.follows(chain) else { return .invalid(.mixed) }
    (state, first, chain) = (.betweenCommits, next, payload.chain)
    return .commit(payload, merged: merged?.parts ?? [])
  }

  /// Follows the first COMMIT after damage. What it says of the events before it cannot be compared with them.
  private mutating func resume(_ frame: FrameHeader, _ reader: FrameReader) throws(LogError) -> Step {
    switch try Self.commitPayload(frame, reader) {
    case .failure(let problem): return .invalid(problem)
    case .success(let payload):
      guard frame.sequence >= first, frame.sequence <= Format.sequenceMax else { return .invalid(.undecodable) }
      next = frame.sequence + UInt64(frame.count)
      (state, first, chain) = (.betweenCommits, next, payload.chain)
      return .commit(payload, merged: [])
    }
  }

  /// Returns true when a COMMIT or MERGED frame counts the events since the last COMMIT.
  private func countsOpenCommit(_ frame: FrameHeader) -> Bool {
    frame.sequence == first && UInt64(frame.count) == next - first
  }

  private static func commitPayload(
    _ frame: FrameHeader, _ reader: FrameReader
  ) throws(LogError) -> Result<CommitPayload, FrameProblem> {
    switch try reader.payload(frame) {
    case .failure(let problem): return .failure(problem)
    case .success(let bytes):
      guard let payload = try? bytes.withUnsafeBytes({ try CommitPayload(decoding: $0) }) else {
        return .failure(.undecodable)
      }
      return .success(payload)
    }
  }
}
