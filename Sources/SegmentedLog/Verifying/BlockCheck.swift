import Bytes

/// The result of decoding and hashing a block, independent of the frames around it.
struct BlockCheck: Sendable {
  /// The raw payload of its EVENTS frame.
  let payload: Result<[UInt8], LogError>
  /// The frames that were taken for its bodies.
  let bodies: [FrameHeader]
  let block: Result<HashedBlock, LogError>

  init(
    _ reader: FrameReader, _ frame: FrameHeader, bodies: [FrameHeader], keepsBodies: Bool, _ memory: ColumnMemory
  ) {
    self.bodies = bodies
    payload = Result { () throws(LogError) in try reader.checkedPayload(frame) }
    block = payload.flatMap { payload in
      Result { () throws(LogError) in
        try reader.hashedBlock(frame, payload, bodies: bodies, keepsBodies: keepsBodies, memory)
      }
    }
  }

  /// The approximate number of bytes that the result takes while it waits.
  var memory: Int { (try? block.get()).map { $0.block.memory + ($0.bodies?.count ?? 0) } ?? 0 }
}

/// A block with the recomputed hashes of its events.
struct HashedBlock: Sendable {
  var block: EventBlock
  /// The decoded bodies; nil when they are not needed.
  var bodies: BlockBodies?
  /// The hashes of the events, 32 bytes each.
  var hashes: [UInt8]
}

extension FrameReader {
  /// Decodes and hashes a block. Throws `damaged` when anything in it is wrong. `memory` is reset and reused.
  func hashedBlock(
    _ frame: FrameHeader, _ payload: [UInt8], bodies: [FrameHeader], keepsBodies: Bool, _ memory: ColumnMemory
  ) throws(LogError) -> HashedBlock {
    let place = BlockPlace(reader: self, offset: frame.offset, bodies: bodies)
    guard
      let block = try? EventBlock(
        decoding: payload, firstSequence: frame.sequence, count: Int(frame.count), place: place)
    else { throw damaged(at: frame.offset, .undecodable) }
    let bodies = try self.bodies(of: block)
    let hashes: [UInt8]
    do throws(ByteError) { hashes = try block.eventHashes(bodies, memory) } catch {
      throw damaged(at: frame.offset, error == .tooLarge ? .tooLarge : .undecodable)
    }
    return HashedBlock(block: block, bodies: keepsBodies ? bodies : nil, hashes: hashes)
  }
}

/// The result of looking for a frame at an offset.
enum FramePlace: Sendable {
  case frame(FrameHeader)
  case problem(FrameProblem, offset: UInt64)
}

extension FrameReader {
  /// Calls `body` with every frame from `start` on, in order; an EVENTS frame comes with the check of its block. After
  /// bytes that are not a frame, the iteration continues at the next frame. Blocks are checked ahead by `workers`
  /// threads.
  ///
  /// Memory: the bodies of one block for each worker, plus 4 MiB of checked blocks that wait, their envelopes and, when
  /// they are kept, their bodies.
  func forEachFrame(
    from start: UInt64, limit: UInt64, workers: Int, keepsBodies: Bool, _ body: (FramePlace, BlockCheck?) throws -> Void
  ) throws {
    var offset = start
    while offset < limit {
      let groups = FrameGroups(try headers(from: &offset, limit: limit))
      try orderedMap(
        count: groups.count, workers: workers, budget: 4 << 20,
        producer: { [self] in
          let memory = ColumnMemory()
          return { index, emit in
            // A large block is checked later, by the consumer, so that no two of them are in memory at once.
            let check = groups.block(index).flatMap { Self.isLarge($0, $1) ? nil : ($0, $1) }.map {
              BlockCheck(self, $0, bodies: $1, keepsBodies: keepsBodies, memory)
            }
            _ = emit((index, check), check?.memory ?? 0)
          }
        },
        consume: { (index: Int, check: BlockCheck?) in
          for (number, place) in groups[index].enumerated() { try body(place, number == 0 ? check : nil) }
        })
    }
  }

  private static let largeBytes = 16 << 20

  private static func isLarge(_ events: FrameHeader, _ bodies: [FrameHeader]) -> Bool {
    bodies.reduce(Int(events.rawLength) * 4) { $0 + Int($1.rawLength) } > largeBytes
  }

  /// Returns the headers of the frames that are processed together, about 4,096 and at most 65,536, and advances
  /// `offset` past them. A block is not divided, unless it has too many frames.
  private func headers(from offset: inout UInt64, limit: UInt64) throws(LogError) -> [FramePlace] {
    var headers: [FramePlace] = []
    while offset < limit, headers.count < 1 << 16 {
      switch try header(at: offset, limit: limit) {
      case .success(let frame):
        if headers.count >= 1 << 12, frame.type == FrameType.events.rawValue { return headers }
        headers.append(.frame(frame))
        offset = frame.next
      case .failure(let problem):
        headers.append(.problem(problem, offset: offset))
        offset = try firstHeader(from: offset + 8, limit: limit)?.offset ?? limit
      }
    }
    return headers
  }
}

/// Headers, grouped so that a group begins at each EVENTS frame.
private struct FrameGroups: Sendable {
  private let headers: [FramePlace]
  private var starts: [Int] = []

  init(_ headers: [FramePlace]) {
    self.headers = headers
    for (index, header) in headers.enumerated() where index == 0 || Self.begins(header) { starts.append(index) }
  }

  var count: Int { starts.count }

  subscript(index: Int) -> ArraySlice<FramePlace> {
    headers[starts[index]..<(index + 1 < starts.count ? starts[index + 1] : headers.count)]
  }

  /// Returns the frames of the block with which a group begins; nil when it does not begin with one.
  func block(_ index: Int) -> (FrameHeader, bodies: [FrameHeader])? {
    guard case .frame(let events) = self[index].first, events.type == FrameType.events.rawValue else { return nil }
    var bodies: [FrameHeader] = []
    for case .frame(let frame) in self[index].dropFirst().prefix(while: Self.continues)
    where frame.type == FrameType.bodies.rawValue {
      bodies.append(frame)
    }
    return (events, bodies)
  }

  /// Returns true when the block before this frame may still continue.
  private static func continues(_ header: FramePlace) -> Bool {
    guard case .frame(let frame) = header else { return false }
    return frame.type == FrameType.bodies.rawValue || FrameType(rawValue: frame.type) == nil
  }

  private static func begins(_ header: FramePlace) -> Bool {
    if case .frame(let frame) = header { return frame.type == FrameType.events.rawValue }
    return false
  }
}
