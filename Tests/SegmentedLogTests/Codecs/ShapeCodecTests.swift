import Bytes
import FileIO
import TestSupport
import Testing
import Times

@testable import LineCodecs
@testable import SegmentedLog

@Suite("codec 3")
struct ShapeCodecTests {
  @Test("random lines encoded with codec 3 are decoded as they were", arguments: 0..<60 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var sample = SampleLines(seed: seed)
    let events = sample.events(Int(seed) * 3 + 1)
    for compression in [Compression.high(level: 4), .archive(level: 3)] {
      let block = compactBlock(of: events, compression: compression)
      #expect(try block.events() == events, "seed \(seed)")
      if seed > 5 { #expect(block.payloads[1].codec == .shape, "seed \(seed)") }
    }
  }

  @Test("bodies of random bytes encoded by a compaction are decoded as they were", arguments: 0..<20 as Range<UInt64>)
  func bytes(seed: UInt64) throws {
    var random = Seeded(seed)
    let events = TestEvent.random(Int.random(in: 1...300, using: &random), using: &random)
    #expect(try compactBlock(of: events).events() == events, "seed \(seed)")
    let one = [TestEvent(body: random.bytes(5000)), TestEvent(), TestEvent(body: random.bytes(1))]
    #expect(try compactBlock(of: one, blockSize: 999).events() == one, "seed \(seed)")
  }

  @Test("the sample lines make codec 3 use every kind of value")
  func allCodes() throws {
    var sample = SampleLines(seed: 1)
    let block = compactBlock(of: sample.events(400))
    let codes = try Set(streams(of: block)[3])
    let expected: [UInt8] = [
      ValueCode.column, 1, ValueCode.reference, ValueCode.again, ValueCode.time, ValueCode.base64,
      ValueCode.hexadecimal, ValueCode.text, ValueCode.numberedLines, ValueCode.numberedLines + 1,
      ValueCode.numberedLines + 2, ValueCode.numberedLines + 3, ValueCode.identifier, ValueCode.identifier + 1,
    ]
    for code in expected { #expect(codes.contains(code), "\(code)") }
    // Without a column of UUIDs the values themselves have to be written.
    let bare = (0..<100).map { number in
      TestEvent(body: Array("{\"uuid\":\"\(UUID16(high: 5, low: UInt64(number) &* 77))\"}\n".utf8))
    }
    #expect(try Set(streams(of: compactBlock(of: bare))[3]) == [ValueCode.uuid])
  }

  @Test("codec 3 does not store the values again that are in the envelope")
  func envelope() throws {
    let events = (0..<1000).map { number in
      var random = Seeded(UInt64(number))
      let uuid = UUID16(high: random.next(), low: random.next()).description
      return TestEvent(
        fields: [
          23: .bytes(Array(uuid.utf8)), 28: .integer(Int64(number) * 1001), 42: .integer(Int64(number * number)),
        ],
        body: Array(
          "{\"uuid\":\"\(uuid)\",\"timestamp\":\"\(Time.rfc3339(Int64(number) * 1001))\",\"n\":\(number * number)}\n"
            .utf8))
    }
    let block = compactBlock(of: events)
    #expect(try block.events() == events)
    #expect(block.payloads[1].bytes.count < 200, "\(block.payloads[1].bytes.count) bytes")
  }

  @Test("a block of codec 3 with several frames is decoded as it was, even with empty bodies between frames")
  func frames() throws {
    var sample = SampleLines(seed: 9)
    var events = sample.events(40)
    events.insert(TestEvent(), at: 0)
    events.insert(TestEvent(body: [UInt8](repeating: 0x61, count: 4000)), at: 20)
    events.insert(TestEvent(), at: 21)
    events.append(TestEvent())
    for blockSize in [300, 1000, 3000, 4000, 4001] {
      #expect(try compactBlock(of: events, blockSize: blockSize).events() == events, "\(blockSize)")
    }
  }

  @Test("a block of codec 3 that is written to a store is read back and verified", arguments: 0..<10 as Range<UInt64>)
  func store(seed: UInt64) throws {
    var sample = SampleLines(seed: seed)
    let events = sample.events(200)
    let store = TestStore()
    do {
      var writer = try store.writer()
      try writer.append(compactBlock(of: events, blockSize: 20_000))
      try writer.commit()
    }
    #expect(try store.events() == events)
    #expect(try store.verify().findings == [])
    #expect(try store.recover() == .clean)
  }

  @Test("a stream of codec 3 with one byte too many or too few makes its frame invalid")
  func exactStreams() throws {
    var sample = SampleLines(seed: 4)
    let block = compactBlock(of: sample.events(30))
    let parts = try streams(of: block)
    for index in parts.indices {
      for change in [-1, 1] where change > 0 || !parts[index].isEmpty {
        var changed = parts
        if change > 0 { changed[index].append(0x20) } else { changed[index].removeLast() }
        #expect(!decodes(repacked(changed, like: block), block), "stream \(index), \(change)")
      }
    }
    #expect(decodes(repacked(parts, like: block), block))
  }

  @Test(
    "damaged streams of codec 3 never make the decoder write outside its target",
    arguments: 0..<30 as Range<UInt64>)
  func hostile(seed: UInt64) throws {
    var random = Seeded(seed)
    var sample = SampleLines(seed: seed)
    let block = compactBlock(of: sample.events(25))
    let parts = try streams(of: block)
    for _ in 0..<400 {
      var changed = parts
      let index = Int(random.next() % 8)
      mutate(&changed[index], using: &random)
      if random.oneIn(4) { mutate(&changed[Int(random.next() % 8)], using: &random) }
      _ = decodes(repacked(changed, like: block), block)
      var payload = block.payloads[1].bytes
      mutate(&payload, using: &random)
      _ = decodes(payload, block)
    }
  }

  /// The eight streams of the first frame of bodies.
  private func streams(of block: EncodedBlock) throws -> [[UInt8]] {
    let payload = block.payloads[1]
    try #require(payload.codec == .shape)
    return try payload.bytes.withUnsafeBytes { bytes in
      var source = ByteSource(bytes)
      _ = source.consume(headLength(payload.bytes))
      var budget = payload.rawLength
      return try (0..<8).map { _ in
        let stream = try UnpackedStream(&source, budget: &budget)
        return [UInt8](stream.bytes)
      }
    }
  }

  private func headLength(_ payload: [UInt8]) -> Int {
    var length = 2
    for _ in 0..<payload[1] { length += 1 + Int(payload[length]) }
    return length
  }

  private func repacked(_ streams: [[UInt8]], like block: EncodedBlock) -> [UInt8] {
    let payload = block.payloads[1].bytes
    var target = ByteBuffer()
    payload[..<headLength(payload)].withUnsafeBytes { target.append($0) }
    var packer = StreamPacker()
    for stream in streams { stream.withUnsafeBytes { packer.pack($0, [], level: 3, into: &target) } }
    return [UInt8](target.bytes)
  }

  /// Returns whether a payload decodes as the payload of the block. The guard bytes after the target must keep their
  /// values.
  private func decodes(_ payload: [UInt8], _ block: EncodedBlock) -> Bool {
    let length = block.payloads[1].rawLength
    guard let envelopes = try? block.envelopes(firstSequence: 1), let ends = try? envelopes.bodyEnds(),
      var lines = try? FrameLines(envelopes, ends: ends)
    else { return false }
    let frameLines = lines.next(UInt32(length))
    var target = [UInt8](repeating: 0xa5, count: length + 64)
    let isDecoded = payload.withUnsafeBytes { stored in
      target.withUnsafeMutableBytes { target in
        (try? Codec.decode(
          stored, codec: Codec.shape.rawValue, lines: frameLines,
          into: UnsafeMutableRawBufferPointer(rebasing: target[..<length]))) != nil
      }
    }
    #expect(target[length...].allSatisfy { $0 == 0xa5 })
    return isDecoded
  }
}

@Suite("codec 3 on real transcripts", .enabled(if: Corpus.isPresent, Corpus.absence))
struct ShapeCorpusTests {
  @Test(
    "every line of the real transcripts encoded with codec 3 is decoded as it was, for three block sizes",
    arguments: [100_000, 1 << 20, 8 << 20])
  func corpus(blockSize: Int) throws {
    let fileSystem = POSIXFileSystem()
    var (lines, bytes, stored) = (0, 0, 0)
    var builder = EventBlockBuilder(blockSize: blockSize, compression: .high(level: 3), identifiers: .sample)
    var events: [TestEvent] = []
    func flush() throws {
      guard let block = builder.finish().first else { return }
      #expect(try block.events() == events)
      stored += block.storedBytes
      events.removeAll()
    }
    for file in Corpus.transcripts {
      for line in try fileSystem.contents(file).split(separator: 0x0a, omittingEmptySubsequences: false) {
        let body = Array(line) + [0x0a]
        if builder.isFull(before: body.count) { try flush() }
        builder.begin(kind: 2)
        body.withUnsafeBytes { builder.end(body: $0) }
        events.append(TestEvent(body: body))
        lines += 1
        bytes += body.count
      }
    }
    try flush()
    print("codec 3: \(lines) real lines, \(bytes) bytes, came back from \(stored) in blocks of \(blockSize)")
    #expect(stored * 3 < bytes)
  }
}
