import Bytes
import FileIO
import TestSupport

@testable import SegmentedLog

/// A whole segment file, the only one of its store. The mutator makes its frames valid, up to the chain hash.
enum SegmentTarget: FuzzTarget {
  static let name = "segment"
  static let lengthMax = 16384
  static var tokens: [[UInt8]] { varintTokens + fixedTokens }

  /// The sample store without acknowledged events: a manifest with an empty segment, and no HEAD.
  private static let template: MemoryFileSystem = must("a store") {
    let disk = MemoryFileSystem()
    _ = try LogWriter.open(
      at: SampleStore.path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(1))
    try disk.remove(SampleStore.path.appending(AcknowledgedEnd.file))
    return disk
  }
  private static let file = SampleStore.path.appending(SampleStore.segment.path)

  static func seeds() -> [[UInt8]] {
    let whole = template[file]! + SampleStore.segmentBytes.dropFirst(SegmentHeader.length)
    let (start, commits) = (SegmentHeader.length, whole.count)
    return [
      whole, Array(whole[..<start]), Array(whole[..<(commits / 2)]), small(blockSize: 64), small(blockSize: 4096),
    ]
  }

  /// Some commits of a few events, with bodies in one or several frames; the segment is sealed where there are many
  /// frames.
  private static func small(blockSize: Int) -> [UInt8] {
    let disk = template.copy()
    return must("a segment") {
      var writer = try LogWriter.open(
        at: SampleStore.path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(1))
      writer.segmentSize = blockSize == 64 ? 2000 : 1 << 20
      for number in 0..<4 {
        var builder = EventBlockBuilder(blockSize: blockSize)
        for row in 0..<3 {
          builder.begin(kind: 2)
          builder.set(16, Int64(row * number))
          builder.set(26, Array("user".utf8))
          SampleStore.lines(row..<row + number).withUnsafeBytes { builder.end(body: $0) }
        }
        for block in builder.finish() { try writer.append(block) }
        try writer.commit()
      }
      return disk[file]!
    }
  }

  static func repair(_ bytes: inout [UInt8], using random: inout Seeded) {
    bytes.put(Array(template[file]!), at: 0)
    var repair = SegmentRepair(level: Int.random(in: 0...4, using: &random))
    repair.run(&bytes)
  }

  static func run(_ bytes: [UInt8]) {
    let disk = template.copy()
    disk[file] = bytes
    StoreCheck(disk).run()
  }
}

/// Makes the frames of a segment valid: 0, the checksums; 1, offsets and lengths; 2, types and codecs; 3, sequence
/// numbers and counts; 4, chain hashes.
private struct SegmentRepair {
  let level: Int
  private var next: UInt64 = 1
  private var commitFirst: UInt64 = 1
  private var commitFrames: UInt32 = 0
  private var frames: UInt64 = 0
  private var chain = Chain()
  private var open: (count: UInt32, payload: [UInt8], bodies: [UInt8])?

  init(level: Int) { self.level = level }

  mutating func run(_ bytes: inout [UInt8]) {
    var offset = SegmentHeader.length
    while offset + FrameHeader.length <= bytes.count {
      let room = (bytes.count - offset - FrameHeader.length) & ~7
      let stored = min(Int(bytes.u32(at: offset + 8)), room)
      repair(&bytes, at: offset, stored: stored)
      offset += Format.frameLength(stored: stored)
    }
  }

  private mutating func repair(_ bytes: inout [UInt8], at offset: Int, stored: Int) {
    let start = offset + FrameHeader.length
    bytes.put(Format.frameMark, at: offset)
    bytes.put(UInt32(stored), at: offset + 8)
    if level >= 1 { bytes.put([UInt8](repeating: 0, count: (8 - stored % 8) % 8), at: start + stored) }
    if level >= 1 { place(&bytes, at: offset) }
    if level >= 2 {
      bytes.put([[1, 2, 3, 4, 5, 200][Int(bytes[offset + 4] % 6)], bytes[offset + 5] & 1, 0, 0], at: offset + 4)
    }
    if level >= 3 { number(&bytes, at: offset, payload: start..<start + stored) }
    let payload = Array(bytes[start..<start + stored])
    let raw = bytes[offset + 5] == 1 ? payload.lz4Decoded(limit: 1 << 20) ?? payload : payload
    bytes.put(UInt32(raw.count), at: offset + 12)
    bytes.put(crc32c(payload), at: offset + 52)
    bytes.put(crc32c(raw), at: offset + 56)
    bytes.putChecksum(at: offset + 60, from: offset)
    if level >= 4 { collect(bytes[offset + 4], count: bytes.u32(at: offset + 40), raw) }
    frames += 1
  }

  private func place(_ bytes: inout [UInt8], at offset: Int) {
    bytes.put(UInt64(offset), at: offset + 16)
    let durable = bytes.withUnsafeBytes { $0.u64(at: offset + 24) }
    bytes.put(min(durable, UInt64(offset)), at: offset + 24)
    bytes.put(UInt64(0), at: offset + 44)
  }

  /// Sets the sequence number and the count, and the payload of COMMIT and SEAL.
  private mutating func number(_ bytes: inout [UInt8], at offset: Int, payload: Range<Int>) {
    let type = FrameType(rawValue: bytes[offset + 4])
    if type != .bodies { finishBlock() }
    switch type {
    case .events:
      let count = min(max(1, bytes.u32(at: offset + 40)), 1000)
      bytes.put(next, at: offset + 32)
      bytes.put(count, at: offset + 40)
      open = (count, [], [])
      commitFrames += 1
    case .bodies:
      bytes.put(next, at: offset + 32)
      bytes.put(open?.count ?? 1, at: offset + 40)
      commitFrames += 1
    case .commit:
      bytes.put(commitFirst, at: offset + 32)
      bytes.put(UInt32(truncatingIfNeeded: next - commitFirst), at: offset + 40)
      bytes[offset + 5] = 0
      let encoded = CommitPayload(chain: chain.digest, time: 0, frames: commitFrames).encoded()
      if payload.count == encoded.count { bytes.put(encoded, at: payload.lowerBound) }
      (commitFirst, commitFrames) = (next, 0)
    case .attest, .seal:
      bytes.put(next, at: offset + 32)
      bytes.put(UInt32(0), at: offset + 40)
      bytes[offset + 5] = 0
      let encoded = SealPayload(chain: chain.digest, events: next - 1, frames: frames).encoded()
      if type == .seal, payload.count == encoded.count { bytes.put(encoded, at: payload.lowerBound) }
    case .merged, nil: break
    }
  }

  private mutating func collect(_ type: UInt8, count: UInt32, _ raw: [UInt8]) {
    if type == FrameType.events.rawValue { open?.payload = raw }
    if type == FrameType.bodies.rawValue { open?.bodies += raw }
  }

  /// Hashes the events of the block that has just ended, as far as they can be decoded.
  private mutating func finishBlock() {
    guard let block = open else { return }
    open = nil
    next += UInt64(block.count)
    guard
      let events = try? EventBlock(decoding: block.payload, firstSequence: 1, count: Int(block.count), place: noPlace),
      let lengths = try? events.bodyLengths()
    else { return }
    var ends: [Int] = []
    for row in 0..<events.count { ends.append((ends.last ?? 0) + Int(lengths[row]!)) }
    guard ends.last == block.bodies.count else { return }
    let bodies = BlockBodies(storage: block.bodies, ends: ends)
    if let hashes = try? events.eventHashes(bodies) { chain.extend(eventHashes: hashes) }
  }
}
