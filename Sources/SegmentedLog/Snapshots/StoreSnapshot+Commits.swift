import Bytes

/// The frames of one commit in a snapshot, without those that do not concern events.
struct CommitFrames {
  var reader: FrameReader
  /// The EVENTS, BODIES and MERGED frames and those of unknown types, in order.
  var frames: [FrameHeader]
  var commit: FrameHeader
  var payload: CommitPayload
  /// The chain hash before its first event.
  var chainBefore: Digest

  var sequences: ClosedRange<UInt64> { commit.sequence...commit.sequence + UInt64(commit.count) - 1 }

  /// The event blocks, each with the frames of its bodies.
  var blocks: [BlockIterator.Place] {
    var blocks: [BlockIterator.Place] = []
    for frame in frames {
      if frame.type == FrameType.events.rawValue { blocks.append(BlockIterator.Place(header: frame, bodies: [])) }
      if frame.type == FrameType.bodies.rawValue, !blocks.isEmpty { blocks[blocks.count - 1].bodies.append(frame) }
    }
    return blocks
  }
}

extension StoreSnapshot {
  /// Calls `body` with every commit that ends after event `sequence`, in order. The snapshot must have been verified.
  func forEachCommit(after sequence: UInt64, _ body: (CommitFrames) throws -> Void) throws {
    var chain = since.chain
    for (entry, part) in segments {
      let reader = reader(part)
      var offset = max(part.offset, UInt64(SegmentHeader.length))
      var frames: [FrameHeader] = []
      while offset < entry.length {
        let frame = try reader.checkedHeader(at: offset, limit: entry.length)
        offset = frame.next
        switch FrameType(rawValue: frame.type) {
        case .attest, .seal: continue
        case .events, .bodies, .merged, nil: frames.append(frame)
        case .commit:
          let bytes = try reader.checkedPayload(frame)
          let payload = try bytes.withReaderOfCommit()
          if frame.sequence + UInt64(frame.count) - 1 > sequence {
            try body(
              CommitFrames(reader: reader, frames: frames, commit: frame, payload: payload, chainBefore: chain))
          }
          chain = payload.chain
          frames = []
        }
      }
    }
  }

  /// Calls `body` with the events after event `sequence`, block by block, with their bodies. The first block is cut.
  /// The snapshot must have been verified. Memory: a decoded block.
  package func forEachBlock(after sequence: UInt64, _ body: (EventBlock, BlockBodies) throws -> Void) throws {
    try forEachCommit(after: sequence) { commit in
      for place in commit.blocks where place.sequence + UInt64(place.header.count) - 1 > sequence {
        let whole = try commit.reader.block(place)
        let block = whole.cut(to: sequence + 1...UInt64.max)
        try body(block, try commit.reader.bodies(of: whole).cut(to: block.rows))
      }
    }
  }

  /// Returns the chain hash after an event that the snapshot holds, wherever it stands in a commit; zero when the
  /// snapshot does not hold it. Hashes at most the events of one commit. Cost: reads the header of every frame and
  /// every commit of the snapshot.
  package func chain(after sequence: UInt64) throws -> Digest {
    if sequence == since.sequence { return since.chain }
    if sequence == head.sequence { return head.chain }
    guard sequence > since.sequence, sequence < head.sequence else { return .zero }
    var found: Digest?
    try forEachCommit(after: sequence - 1) { commit in
      guard found == nil, commit.sequences.contains(sequence) else { return }
      var chain = Chain(commit.chainBefore)
      for place in commit.blocks where place.sequence <= sequence {
        let block = try commit.reader.block(place)
        let known = block.cut(to: block.firstSequence...sequence)
        let bodies = try commit.reader.bodies(of: block).cut(to: known.rows)
        chain.extend(eventHashes: try known.eventHashes(bodies))
      }
      found = chain.digest
    }
    return found ?? .zero
  }
}

extension [UInt8] {
  fileprivate func withReaderOfCommit() throws -> CommitPayload {
    try withUnsafeBytes { try CommitPayload(decoding: $0) }
  }
}
