import Bytes
import FileIO
import TestSupport
import Testing

@testable import LineCodecs
@testable import SegmentedLog

/// Changes, removes, repeats and inserts bytes at random.
func mutate(_ bytes: inout [UInt8], using random: inout Seeded) {
  for _ in 0...random.next() % 4 where !bytes.isEmpty {
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch random.next() % 6 {
    case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes[place] ^= 1 << UInt8(random.next() % 8)
    case 2: bytes[place] = [0, 0x7f, 0x80, 0xff][Int(random.next() % 4)]
    case 3: bytes.removeLast(bytes.count - place)
    case 4: bytes.insert(contentsOf: random.bytes(Int(random.next() % 9)), at: place)
    default: for offset in place..<min(place + 8, bytes.count) { bytes[offset] = 0xff }
    }
  }
}

/// Writes the CRC of the bytes before `offset` there.
private func fixChecksum(_ bytes: inout [UInt8], at offset: Int) {
  guard offset >= 0, offset + 4 <= bytes.count else { return }
  var writer = ByteWriter()
  writer.fixed(crc32c(Array(bytes[..<offset])))
  bytes.replaceSubrange(offset..<offset + 4, with: writer.bytes)
}

/// Each of these tests would end the process if a decoder trapped, and checks that accepted input makes sense.
@Suite("decoders with any input")
struct DecoderTests {
  private let place = BlockPlace(reader: nil, offset: 128, bodies: [])

  @Test("decoding an event block from random bytes never traps", arguments: 0..<20 as Range<UInt64>)
  func blockNoise(seed: UInt64) {
    var random = Seeded(seed)
    for _ in 0..<500 {
      let count = Int.random(in: 1...100, using: &random)
      exercise(random.bytes(Int.random(in: 0...300, using: &random)), count: count, "seed \(seed)")
    }
  }

  @Test(
    "decoding a mutated event block never traps, and an accepted block can be read in every row",
    arguments: 0..<40 as Range<UInt64>)
  func blockMutations(seed: UInt64) throws {
    var random = Seeded(seed)
    let events = TestEvent.random(Int.random(in: 1...40, using: &random), using: &random)
    let payload = try raw(block(of: events).payloads[0])
    for _ in 0..<300 {
      var mutated = payload
      mutate(&mutated, using: &random)
      exercise(mutated, count: max(1, events.count + Int(random.next() % 3) - 1), "seed \(seed)")
    }
  }

  @Test("an event block whose count is outside the limits is refused", arguments: [-1, 0, 65_537, Int.max])
  func blockCount(count: Int) throws {
    let payload = try raw(block(of: [TestEvent()]).payloads[0])
    #expect(throws: ByteError.malformed) {
      try EventBlock(decoding: payload, firstSequence: 1, count: count, place: place)
    }
  }

  @Test(
    "a mutated manifest with a valid checksum is refused or decoded consistently", arguments: 0..<40 as Range<UInt64>)
  func manifests(seed: UInt64) throws {
    var random = Seeded(seed)
    let store = try TestStore(commits: (1...6).map { TestEvent.numbered($0, 1) }, segmentSize: 600)
    let original = try store.manifest()
    for _ in 0..<200 {
      var bytes = original.encoded()
      mutate(&bytes, using: &random)
      fixChecksum(&bytes, at: bytes.count - 4)
      guard let decoded = try? Manifest.decode(bytes, file: "x") else { continue }
      #expect(try Manifest.decode(decoded.encoded(), file: "x") == decoded, "seed \(seed)")
    }
  }

  @Test(
    "random bytes after the magic of a manifest, with a valid checksum, are refused", arguments: 0..<20 as Range<UInt64>
  )
  func manifestNoise(seed: UInt64) {
    var random = Seeded(seed)
    for count in 0..<400 {
      var bytes = Format.manifestMagic + [1, 0, 0, 0] + random.bytes(count)
      fixChecksum(&bytes, at: bytes.count - 4)
      #expect(throws: LogError.self, "seed \(seed)") { try Manifest.decode(bytes, file: "x") }
    }
  }

  @Test(
    "a mutated segment header with a valid checksum is refused or decoded consistently",
    arguments: 0..<20 as Range<UInt64>)
  func segmentHeaders(seed: UInt64) throws {
    var random = Seeded(seed)
    let original = try TestStore(commits: [])[SegmentID.plain(0).path]
    for _ in 0..<200 {
      var bytes = original
      mutate(&bytes, using: &random)
      fixChecksum(&bytes, at: 124)
      guard let decoded = try? SegmentHeader.decode(bytes, file: "x") else { continue }
      #expect(try SegmentHeader.decode(decoded.encoded(), file: "x") == decoded, "seed \(seed)")
    }
  }

  @Test(
    "a mutated checkpoint with a valid header checksum is refused or has the original state",
    arguments: 0..<40 as Range<UInt64>)
  func snapshots(seed: UInt64) {
    var random = Seeded(seed)
    let uuid = UUID16(high: 1, low: 2)
    let snapshot = Checkpoint(
      name: "state", version: 1, head: LogHead(sequence: 9, chain: .zero),
      state: [UInt8](repeating: 5, count: Int.random(in: 0...200, using: &random)))
    let original = snapshot.encoded(store: uuid)
    for _ in 0..<200 {
      var bytes = original
      mutate(&bytes, using: &random)
      // A name that is not ASCII has a test of its own.
      if bytes.count >= 32 { bytes.replaceSubrange(16..<32, with: original[16..<32]) }
      fixChecksum(&bytes, at: 124)
      guard let decoded = try? Checkpoint.decode(bytes, file: snapshot.path, store: uuid) else { continue }
      #expect(decoded.state == snapshot.state, "seed \(seed)")
    }
  }

  @Test("a checkpoint with a name that is not ASCII is refused")
  func snapshotName() async {
    await #expect(processExitsWith: .success) {
      let uuid = UUID16(high: 1, low: 2)
      var bytes = Checkpoint(
        name: "state", version: 1, head: LogHead(sequence: 9, chain: .zero), state: []
      ).encoded(store: uuid)
      bytes.replaceSubrange(16..<32, with: repeatElement(0xff, count: 16))
      var writer = ByteWriter()
      writer.fixed(crc32c(Array(bytes[..<124])))
      bytes.replaceSubrange(124..<128, with: writer.bytes)
      #expect(throws: LogError.self) { try Checkpoint.decode(bytes, file: "snap/x", store: uuid) }
    }
  }

  @Test("decoding a mutated block with any codec never writes outside the target", arguments: 0..<40 as Range<UInt64>)
  func codec(seed: UInt64) {
    var random = Seeded(seed)
    var scratch = CodecScratch()
    let text = (0..<Int.random(in: 40...2000, using: &random)).map { _ in UInt8(random.next() % 3) }
    let encoded = text.withUnsafeBytes { Codec.encodeBodies($0, .fast, lines: nil, scratch: &scratch) }
    #expect(encoded.codec == .lz4, "seed \(seed)")
    for _ in 0..<300 {
      var bytes = encoded.bytes
      mutate(&bytes, using: &random)
      // The guard bytes after the target must keep their values.
      let count = text.count + Int(random.next() % 5) - 2
      var target = [UInt8](repeating: 0xa5, count: count + 64)
      bytes.withUnsafeBytes { stored in
        target.withUnsafeMutableBytes { target in
          _ = try? Codec.decode(
            stored, codec: UInt8(random.next() % 4), into: UnsafeMutableRawBufferPointer(rebasing: target[..<count]))
        }
      }
      #expect(target[count...].allSatisfy { $0 == 0xa5 }, "seed \(seed)")
    }
  }

  @Test(
    "a frame header of random bytes with a valid checksum is refused or has lengths within the limits",
    arguments: 0..<20 as Range<UInt64>)
  func frameHeaders(seed: UInt64) {
    var random = Seeded(seed)
    for _ in 0..<300 {
      var bytes = Format.frameMark + random.bytes(60)
      // A segment and an offset that fit, zeros where they are required, and lengths that may be accepted.
      bytes.replaceSubrange(6..<8, with: [0, 0])
      bytes.replaceSubrange(24..<32, with: [UInt8](repeating: 0, count: 8))
      bytes.replaceSubrange(10..<12, with: [0, 0])
      if random.next() % 2 == 0 { bytes.replaceSubrange(14..<16, with: [1, 0]) }
      bytes.replaceSubrange(16..<24, with: [128, 0, 0, 0, 0, 0, 0, 0])
      bytes.replaceSubrange(44..<52, with: [UInt8](repeating: 0, count: 8))
      fixChecksum(&bytes, at: 60)
      let result = bytes.withUnsafeBytes { FrameHeader.decode($0, segment: .plain(0), offset: 128) }
      guard case .success(let header) = result else { continue }
      #expect(header.storedLength <= header.rawLength && header.rawLength <= 64 << 20, "seed \(seed)")
    }
  }

  /// Decodes everything in a payload; an accepted payload has a value or none in every row.
  private func exercise(_ payload: [UInt8], count: Int, _ comment: Comment) {
    guard let block = try? EventBlock(decoding: payload, firstSequence: 1, count: count, place: place) else { return }
    #expect(block.columns == block.columns.sorted(), comment)
    for column in block.columns {
      if let values = try? block.integers(column) { for row in 0..<count { _ = values[row] } }
      if let values = try? block.bytes(column) {
        for row in 0..<count { #expect((values.entry(row) ?? -1) < values.entryCount, comment) }
        for row in 0..<count { _ = values[row] }
      }
    }
    if let lengths = try? block.bodyLengths() {
      #expect((0..<count).allSatisfy { lengths[$0]! >= 0 }, comment)
    }
  }

  private func raw(_ payload: EncodedPayload) throws -> [UInt8] {
    var raw = [UInt8](repeating: 0, count: payload.rawLength)
    try payload.bytes.withUnsafeBytes { stored in
      try raw.withUnsafeMutableBytes { try Codec.decode(stored, codec: payload.codec.rawValue, into: $0) }
    }
    return raw
  }
}
