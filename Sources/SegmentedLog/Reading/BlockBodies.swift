import Bytes
import LineCodecs

/// The bodies of one block.
package struct BlockBodies: Sendable {
  package let storage: [UInt8]
  /// Where the first body begins.
  package let start: Int
  /// Where each body ends.
  package let ends: [Int]
  /// Bytes of `storage` that could not be read.
  package let lost: [Range<Int>]
  /// Whether it is not even known where which body is.
  package let isLost: Bool

  package init(storage: [UInt8], start: Int = 0, ends: [Int], lost: [Range<Int>] = [], isLost: Bool = false) {
    (self.storage, self.start, self.ends, self.lost, self.isLost) = (storage, start, ends, lost, isLost)
  }

  /// Bytes.
  package var count: Int { storage.count }

  /// Of some of the events, which are numbered anew.
  package func cut(to rows: Range<Int>) -> BlockBodies {
    if rows.count == ends.count || ends.isEmpty { return self }
    let start = rows.lowerBound == 0 ? start : ends[rows.lowerBound - 1]
    return BlockBodies(storage: storage, start: start, ends: Array(ends[rows]), lost: lost, isLost: isLost)
  }

  /// Whether the bodies of these events were read.
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

  /// Calls `body` with the bytes of neighbouring events' bodies, which lie next to each other. They must be intact.
  package func withBodies<Value>(
    _ rows: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Value
  ) rethrows -> Value {
    let range = range(rows)
    // Where it is not known which body is where, those without a byte are known all the same.
    if range.isEmpty { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    return try storage.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Gives `body` all of them at once. They must be intact.
  func withAll<Value>(_ body: (BodyPointers) throws -> Value) rethrows -> Value {
    try storage.withUnsafeBytes { try body(BodyPointers(storage: $0, start: start, ends: ends)) }
  }

  private func range(_ rows: Range<Int>) -> Range<Int> {
    (rows.lowerBound == 0 ? start : ends[rows.lowerBound - 1])..<ends[rows.upperBound - 1]
  }
}

/// The bytes of bodies, while they stay where they are.
struct BodyPointers {
  fileprivate let storage: UnsafeRawBufferPointer
  fileprivate let start: Int
  fileprivate let ends: [Int]

  subscript(row: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: storage[(row == 0 ? start : ends[row - 1])..<ends[row]])
  }
}

extension FrameReader {
  /// Of the whole block. Throws where a byte of them is wrong.
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

  /// Of the whole block, what can be read of them. What cannot be is noted in `losses`.
  package func intactBodies(of block: EventBlock, _ losses: LossLog) throws(LogError) -> BlockBodies {
    let all = block.sequences.lowerBound...block.sequences.upperBound - 1
    var ends: [Int] = []
    var lines: FrameLines?
    do throws(LogError) {
      ends = try bodyEnds(of: block)
      lines = try frameLines(of: block, ends)
      // Which of several frames is missing cannot be said, so nothing can be given its place.
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

  /// Where each body of a block ends in their concatenation.
  private func bodyEnds(of block: EventBlock) throws(LogError) -> [Int] {
    do throws(ByteError) { return try block.bodyEnds() } catch {
      throw damaged(at: block.place.offset, .undecodable)
    }
  }
}

extension FrameReader {
  /// What the frames of a block ask for: nothing but for codec 3.
  private func frameLines(of block: EventBlock, _ ends: [Int]) throws(LogError) -> FrameLines? {
    guard block.place.bodies.contains(where: { $0.codec == Codec.shape.rawValue }) else { return nil }
    do throws(ByteError) { return try FrameLines(block, ends: ends) } catch {
      throw damaged(at: block.place.offset, .undecodable)
    }
  }
}
