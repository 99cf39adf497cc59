import Bytes
import FileIO
import LineCodecs

/// Goes through the blocks of a segment by their headers.
struct BlockIterator {
  let reader: FrameReader
  /// Bytes of the file that count; a frame that does not fit into them is damage.
  let limit: UInt64
  /// Where damage is noted before the iterator goes on behind it; nil: damage is thrown.
  let losses: LossLog?
  private(set) var offset = UInt64(SegmentHeader.length)
  private(set) var nextSequence: UInt64
  /// The header of the frame the iterator stands at, kept so that it is not read twice.
  private var lookahead: FrameHeader?
  /// Damage that was stepped over, of which it is not known yet what it took along.
  private var damage: Finding?

  struct Place {
    var header: FrameHeader
    var bodies: [FrameHeader]
    var sequence: UInt64 { header.sequence }
  }

  init(reader: FrameReader, limit: UInt64, nextSequence: UInt64, losses: LossLog? = nil) {
    (self.reader, self.limit, self.nextSequence, self.losses) = (reader, limit, nextSequence, losses)
  }

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

  /// Notes what is missing at the end of the segment. `expected`: after its last event; nil where nobody knows. `cause`: what is wrong with the
  /// file as a whole.
  mutating func finish(expected: UInt64?, cause: Finding?) {
    guard let losses, let finding = damage ?? cause else { return }
    if let expected, expected > nextSequence {
      losses.add(.events(nextSequence...expected - 1), finding)
    } else {
      losses.add(expected == nil ? .eventsFrom(nextSequence) : .nothing, finding)
    }
    damage = nil
  }

  /// Whether a block follows the one before it, or at least stands behind a loss.
  private mutating func isNext(_ header: FrameHeader) throws(LogError) -> Bool {
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

  /// The commits that stand anywhere in the first `limit` bytes, damage between them or not.
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
