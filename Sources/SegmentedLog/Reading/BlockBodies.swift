import Bytes
import LineCodecs

/// The decoded bodies of one block, or of some of its events.
package struct BlockBodies: Sendable {
  /// The decoded bodies of the whole block, one after the other. Bytes that could not be read are zero.
  package let storage: [UInt8]
  /// The offset in `storage` of the first body, in bytes.
  package let start: Int
  /// The offset in `storage` after each body, in bytes.
  package let ends: [Int]
  /// The ranges of `storage` that could not be read.
  package let lost: [Range<Int>]
  /// True when even the position of the bodies in `storage` is unknown.
  package let isLost: Bool

  /// Creates bodies from a storage that already holds them.
  package init(storage: [UInt8], start: Int = 0, ends: [Int], lost: [Range<Int>] = [], isLost: Bool = false) {
    (self.storage, self.start, self.ends, self.lost, self.isLost) = (storage, start, ends, lost, isLost)
  }

  /// The number of bytes in `storage`.
  package var count: Int { storage.count }

  /// Returns the bodies of `rows`, renumbered from 0. The storage is shared.
  package func cut(to rows: Range<Int>) -> BlockBodies {
    if rows.count == ends.count || ends.isEmpty { return self }
    let start = rows.lowerBound == 0 ? start : ends[rows.lowerBound - 1]
    return BlockBodies(storage: storage, start: start, ends: Array(ends[rows]), lost: lost, isLost: isLost)
  }

  /// Returns true when the bodies of these events were read completely.
  package func isIntact(_ rows: Range<Int>) -> Bool {
    if isLost { return !ends.isEmpty && range(rows).isEmpty }
    if lost.isEmpty { return true }
    let range = range(rows)
    return !lost.contains { $0.overlaps(range) }
  }

  /// Calls `body` with the bytes of one event's body.
  package func withBody<Value>(_ row: Int, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
    try withBodies(row..<row + 1, body)
  }

  /// Calls `body` with the bytes of the bodies of neighbouring events, which lie next to each other. They must be
  /// intact.
  package func withBodies<Value>(
    _ rows: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Value
  ) rethrows -> Value {
    let range = range(rows)
    // Empty bodies are known even when the position of the others is not.
    if range.isEmpty { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    return try storage.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Calls `body` with access to all bodies at once. They must be intact.
  func withAll<Value>(_ body: (BodyPointers) throws -> Value) rethrows -> Value {
    try storage.withUnsafeBytes { try body(BodyPointers(storage: $0, start: start, ends: ends)) }
  }

  private func range(_ rows: Range<Int>) -> Range<Int> {
    (rows.lowerBound == 0 ? start : ends[rows.lowerBound - 1])..<ends[rows.upperBound - 1]
  }
}

/// Access to the bytes of bodies, valid only while their storage is.
struct BodyPointers {
  fileprivate let storage: UnsafeRawBufferPointer
  fileprivate let start: Int
  fileprivate let ends: [Int]

  subscript(row: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: storage[(row == 0 ? start : ends[row - 1])..<ends[row]])
  }
}

extension FrameReader {
  /// Reads and decodes the bodies of the whole block. Throws `damaged` when any byte of them is wrong.
  package func bodies(of block: EventBlock) throws(LogError) -> BlockBodies {
    let ends = try bodyEnds(of: block)
    let total = block.place.bodies.reduce(0) { $0 + Int($1.rawLength) }
    guard total == ends.last else { throw damaged(at: block.place.offset, .structure) }
    guard total + block.payload.count <= Format.blockLengthMax else { throw damaged(at: block.place.offset, .tooLarge) }
    var lines = try frameLines(of: block, ends)
    if block.place.bodies.count == 1 {
      let frame = block.place.bodies[0]
      return BlockBodies(storage: try checkedPayload(frame, lines: lines?.next(frame.rawLength)), ends: ends)
    }
    var failure: LogError?
    let storage = [UInt8](unsafeUninitializedCapacity: total) { target, count in
      do throws(LogError) {
        for frame in block.place.bodies {
          let part = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(target)[count..<count + Int(frame.rawLength)])
          if let problem = try decode(frame, lines: lines?.next(frame.rawLength), into: part) {
            throw damaged(at: frame.offset, problem)
          }
          count += part.count
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return BlockBodies(storage: storage, ends: ends)
  }

  /// Reads and decodes the bodies of the whole block as far as possible, and records what cannot be read in `losses`.
  package func intactBodies(of block: EventBlock, _ losses: LossLog) throws(LogError) -> BlockBodies {
    let all = block.sequences.lowerBound...block.sequences.upperBound - 1
    var ends: [Int] = []
    var lines: FrameLines?
    do throws(LogError) {
      ends = try bodyEnds(of: block)
      lines = try frameLines(of: block, ends)
      // When the lengths do not add up, it is unknown which frame is missing, so no body has a known position.
      let total = block.place.bodies.reduce(0) { $0 + Int($1.rawLength) }
      guard total == ends.last else { throw damaged(at: block.place.offset, .structure) }
      guard total + block.payload.count <= Format.blockLengthMax else {
        throw damaged(at: block.place.offset, .tooLarge)
      }
    } catch .damaged(let finding) {
      losses.add(.bodies(all), finding)
      return BlockBodies(storage: [], ends: ends, isLost: true)
    }
    var storage: [UInt8] = []
    var lost: [Range<Int>] = []
    var findings: [Finding] = []
    for frame in block.place.bodies {
      switch try payload(frame, lines: lines?.next(frame.rawLength)) {
      case .success(let bytes): if storage.isEmpty { storage = bytes } else { storage.append(contentsOf: bytes) }
      case .failure(let problem):
        findings.append(Finding(file: id.path, offset: frame.offset, problem.message))
        lost.append(storage.count..<storage.count + Int(frame.rawLength))
        storage.append(contentsOf: repeatElement(0, count: Int(frame.rawLength)))
      }
    }
    for (range, finding) in zip(lost, findings) {
      let first = ends.firstIndex { $0 > range.lowerBound } ?? 0
      let last = ends.firstIndex { $0 >= range.upperBound } ?? block.count - 1
      losses.add(.bodies(block.firstSequence + UInt64(first)...block.firstSequence + UInt64(last)), finding)
    }
    return BlockBodies(storage: storage, ends: ends, lost: lost)
  }

  /// Returns the end of each body of a block in the concatenation of all bodies.
  private func bodyEnds(of block: EventBlock) throws(LogError) -> [Int] {
    do throws(ByteError) { return try block.bodyEnds() } catch {
      throw damaged(at: block.place.offset, .undecodable)
    }
  }
}

extension FrameReader {
  /// Returns what the frames of a block need for decoding: nil unless one of them has codec 3.
  private func frameLines(of block: EventBlock, _ ends: [Int]) throws(LogError) -> FrameLines? {
    guard block.place.bodies.contains(where: { $0.codec == Codec.shape.rawValue }) else { return nil }
    do throws(ByteError) { return try FrameLines(block, ends: ends) } catch {
      throw damaged(at: block.place.offset, .undecodable)
    }
  }
}
