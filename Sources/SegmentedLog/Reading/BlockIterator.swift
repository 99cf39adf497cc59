import Bytes
import FileIO
import LineCodecs

/// Iterates over the blocks of a segment, reading frame headers only.
struct BlockIterator {
  let reader: FrameReader
  /// The number of bytes of the file that count. A frame that does not end within them is damage.
  let limit: UInt64
  /// The log in which damage is recorded before the iterator continues after it; nil: damage is thrown.
  let losses: LossLog?
  private(set) var offset = UInt64(SegmentHeader.length)
  private(set) var nextSequence: UInt64
  /// The header of the frame at which the iterator stands, kept so that it is not read twice.
  private var lookahead: FrameHeader?
  /// Damage that was skipped, while it is still unknown which events it affects.
  private var damage: Finding?

  /// The headers of the frames of one block.
  struct Place {
    var header: FrameHeader
    var bodies: [FrameHeader]
    var sequence: UInt64 { header.sequence }
  }

  init(reader: FrameReader, limit: UInt64, nextSequence: UInt64, losses: LossLog? = nil) {
    (self.reader, self.limit, self.nextSequence, self.losses) = (reader, limit, nextSequence, losses)
  }

  /// Continues with a block that another iterator over the segment has found. It must be called before the first
  /// `next`.
  mutating func begin(at place: BlockPlaces.Place) { (offset, nextSequence) = (place.offset, place.sequence) }

  /// Returns the next block; nil at the end. Cost: a read of 64 bytes for every frame.
  mutating func next() throws(LogError) -> Place? {
    while let header = try takeHeader() {
      guard header.type == FrameType.events.rawValue, try isNext(header) else { continue }
      nextSequence += UInt64(header.count)
      var bodies: [FrameHeader] = []
      while let body = try takeHeader() {
        guard body.type == FrameType.bodies.rawValue else {
          lookahead = body
          break
        }
        bodies.append(body)
      }
      return Place(header: header, bodies: bodies)
    }
    return nil
  }

  /// Records what is missing at the end of the segment. `expected` is the sequence number after its last event; nil
  /// when it is unknown. `cause` is what is wrong with the file as a whole.
  mutating func finish(expected: UInt64?, cause: Finding?) {
    guard let losses, let finding = damage ?? cause else { return }
    if let expected, expected > nextSequence {
      losses.add(.events(nextSequence...expected - 1), finding)
    } else {
      losses.add(expected == nil ? .eventsFrom(nextSequence) : .nothing, finding)
    }
    damage = nil
  }

  /// Returns true when a block follows directly after the one before it, or after a gap that is recorded as a loss.
  /// Throws `damaged` on a gap when there is no loss log.
  private mutating func isNext(_ header: FrameHeader) throws(LogError) -> Bool {
    if damage == nil, header.sequence == nextSequence { return true }
    let finding = damage ?? Finding(file: reader.id.path, offset: header.offset, FrameProblem.sequence.message)
    defer { damage = nil }
    if header.sequence != nextSequence {
      guard let losses else { throw .damaged(finding) }
      guard header.sequence > nextSequence, header.count > 0 else {
        losses.add(.nothing, finding)
        return false
      }
      losses.add(.events(nextSequence...header.sequence - 1), finding)
      nextSequence = header.sequence
    } else if damage != nil {
      losses?.add(.nothing, finding)
    }
    return true
  }

  /// Returns the header of the next frame; nil at the end. After damage, this is the next frame whose header is intact.
  private mutating func takeHeader() throws(LogError) -> FrameHeader? {
    if let header = lookahead {
      lookahead = nil
      return header
    }
    guard offset < limit else { return nil }
    let header: FrameHeader
    switch try reader.header(at: offset, limit: limit) {
    case .success(let found): header = found
    case .failure(let problem):
      let finding = Finding(file: reader.id.path, offset: offset, problem.message)
      guard losses != nil else { throw .damaged(finding) }
      damage = damage ?? finding
      guard let found = try reader.firstHeader(from: offset + 8, limit: limit) else {
        offset = limit
        return nil
      }
      header = found
    }
    offset = header.next
    return header
  }
}

extension FrameReader {
  /// Reads and decodes the envelopes of a block. Throws `damaged`.
  func block(_ place: BlockIterator.Place) throws(LogError) -> EventBlock {
    let payload = try checkedPayload(place.header)
    do throws(ByteError) {
      return try EventBlock(
        decoding: payload, firstSequence: place.header.sequence, count: Int(place.header.count),
        place: BlockPlace(reader: self, offset: place.header.offset, bodies: place.bodies))
    } catch {
      throw damaged(at: place.header.offset, .undecodable)
    }
  }

  /// Returns the commits that can be found anywhere in the first `limit` bytes, with or without damage between them.
  func salvagedCommits(limit: UInt64) throws(LogError) -> [CommitMark] {
    var commits: [CommitMark] = []
    var next = try firstHeader(from: UInt64(SegmentHeader.length), limit: limit)
    while let frame = next {
      if frame.type == FrameType.commit.rawValue, case .success(let bytes) = try payload(frame),
        let payload = try? bytes.withUnsafeBytes({ try CommitPayload(decoding: $0) })
      {
        commits.append(
          CommitMark(
            start: frame.offset, end: frame.next, firstSequence: frame.sequence,
            nextSequence: frame.sequence + UInt64(frame.count), chain: payload.chain, time: payload.time))
      }
      if frame.next < limit, case .success(let header) = try header(at: frame.next, limit: limit) {
        next = header
      } else {
        next = try firstHeader(from: frame.next, limit: limit)
      }
    }
    return commits
  }
}
