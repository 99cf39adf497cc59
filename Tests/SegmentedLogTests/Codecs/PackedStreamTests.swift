import Bytes
import FileIO
import TestSupport
import Testing

@testable import LineCodecs
@testable import SegmentedLog

@Suite("packed streams")
struct PackedStreamTests {
  /// Text with repetitions at short and long distances.
  private func sample(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = Seeded(seed)
    var bytes: [UInt8] = []
    while bytes.count < count {
      if bytes.count > 400, random.oneIn(3) {
        let start = Int.random(in: 0..<bytes.count - 300, using: &random)
        bytes += bytes[start..<start + Int.random(in: 1...300, using: &random)]
      } else {
        bytes += random.pick(["words ", "that ", "repeat_themselves ", "é", "日本 ", "\n", "12 ", " x"]).utf8
        bytes += random.bytes(Int(random.next() % 40))
      }
    }
    return Array(bytes.prefix(count))
  }

  private func packed(_ bytes: [UInt8], words: Bool = false) -> [UInt8] {
    var packer = StreamPacker()
    var target = ByteBuffer()
    bytes.withUnsafeBytes { packer.pack($0, words ? .all : .longMatches, level: 4, into: &target) }
    return [UInt8](target.bytes)
  }

  private func unpacked(_ bytes: [UInt8], budget: Int) -> [UInt8]? {
    bytes.withUnsafeBytes { bytes in
      var source = ByteSource(bytes)
      var budget = budget
      guard let stream = try? UnpackedStream(&source, budget: &budget), source.isAtEnd else { return nil }
      return [UInt8](stream.bytes)
    }
  }

  @Test(
    "any bytes are unpacked from a stream as they were packed, and not beyond the budget",
    arguments: 0..<60 as Range<UInt64>)
  func roundTrip(seed: UInt64) {
    let count = [0, 1, 16, 17, 127, 128, 129, 1000, 70_000][Int(seed) % 9] + Int(seed)
    let bytes = sample(count, seed: seed)
    for words in [false, true] {
      #expect(unpacked(packed(bytes, words: words), budget: count) == bytes, "seed \(seed)")
    }
    #expect(unpacked(packed(bytes), budget: max(0, count - 1)) == nil || count == 0, "a budget is not kept")
  }

  @Test("a stream is packed with the packing that makes it smallest")
  func packings() {
    var random = Seeded(1)
    let noise = random.bytes(100_000)
    let prose = Array(
      (0..<4000).map { _ in random.pick(["certainly", "nothing", "whatever", "between", "another", "\(random.next())"])
      }
      .joined(separator: " ").utf8)
    #expect(packing(packed(noise)) == .stored)
    #expect(packing(packed([UInt8](repeating: 1, count: 100))) == .lz4)
    #expect(packing(packed(noise + noise)) == .longMatches)
    #expect(packed(noise + noise).count < noise.count + 1000)
    #expect(packing(packed(prose, words: true)) == .words || packing(packed(prose, words: true)) == .longMatches)
    #expect(packed(prose, words: true).count < packed(prose).count)
  }

  private func packing(_ stream: [UInt8]) -> Packing? {
    stream.withUnsafeBytes { bytes in
      var source = ByteSource(bytes)
      _ = source.varint()
      return Packing(rawValue: source.byte())
    }
  }

  @Test("a long match may overlap its own output")
  func overlap() {
    let operations = [3, 3, 9, 0, 1, 20, 0, 0] as [UInt8]
    var output = [UInt8](repeating: 0, count: 32)
    let isDecoded = output.withUnsafeMutableBytes { output in
      Array("abc".utf8).withUnsafeBytes { literals in
        operations.withUnsafeBytes { LongMatches.decode(literals: literals, operations: $0, into: output) }
      }
    }
    #expect(isDecoded)
    #expect(String(decoding: output, as: UTF8.self) == "abcabcabcabc" + String(repeating: "c", count: 20))
  }

  @Test(
    "operations of long matches that reach outside the data, or leave some over, are refused",
    arguments: [
      [], [4, 0], [2, 0], [3, 4, 1, 0, 0], [3, 1, 30, 0, 0], [3, 1, 28, 0, 0], [3, 1, 29], [3, 1, 29, 0],
      [3, 1, 29, 0, 0, 0],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    ] as [[UInt8]])
  func badOperations(operations: [UInt8]) {
    var output = [UInt8](repeating: 0xa5, count: 64)
    let isDecoded = output.withUnsafeMutableBytes { output in
      Array("abc".utf8).withUnsafeBytes { literals in
        (operations + [0x7f]).withUnsafeBytes { bytes in
          LongMatches.decode(
            literals: literals, operations: UnsafeRawBufferPointer(rebasing: bytes[..<operations.count]),
            into: UnsafeMutableRawBufferPointer(rebasing: output[..<32]))
        }
      }
    }
    #expect(!isDecoded && output[32...].allSatisfy { $0 == 0xa5 })
  }

  @Test("the dictionary of words is chosen by what it saves, and the text is decoded as it was")
  func words() {
    let text = Array((0..<50).map { "alpha beta_gamma \($0) \u{e9}\u{e9} alphabet" }.joined(separator: "\n").utf8)
    var dictionary = ByteBuffer()
    var coded = ByteBuffer()
    let found = text.withUnsafeBytes { TokenDictionary.encode($0, dictionary: &dictionary, coded: &coded) }
    #expect(found && coded.count * 2 < text.count)
    #expect(dictionary.bytes.contains(0x5f))
    var output = [UInt8](repeating: 0, count: text.count)
    let isDecoded = output.withUnsafeMutableBytes {
      TokenDictionary.decode(dictionary: dictionary.bytes, coded: coded.bytes, into: $0)
    }
    #expect(isDecoded && output == text)
  }

  @Test(
    "coded text that names no word, ends too early or is too long is refused",
    arguments: [[0x82], [0xc0], [0xc0, 0x00], [0xff], [0xff, 0x05, 0x61], [0x80, 0x80, 0x80], [0x80], []] as [[UInt8]])
  func badWords(coded: [UInt8]) {
    var output = [UInt8](repeating: 0xa5, count: 72)
    let isDecoded = output.withUnsafeMutableBytes { output in
      ([3] + Array("one".utf8) + [4] + Array("four".utf8)).withUnsafeBytes { dictionary in
        (coded + [0x61]).withUnsafeBytes { bytes in
          TokenDictionary.decode(
            dictionary: dictionary, coded: UnsafeRawBufferPointer(rebasing: bytes[..<coded.count]),
            into: UnsafeMutableRawBufferPointer(rebasing: output[..<8]))
        }
      }
    }
    #expect(!isDecoded && output[8...].allSatisfy { $0 == 0xa5 })
  }

  @Test("a packed stream that nests deeper than the format allows is refused")
  func nesting() {
    // Literals that have long matches of their own, operations that are words, and words made of long matches.
    let inner = packed(sample(2000, seed: 3) + sample(2000, seed: 3))
    for outer in [2, 3] as [UInt8] {
      var bytes = ByteWriter()
      bytes.varint(4000)
      bytes.u8(outer)
      #expect(unpacked(bytes.bytes + inner + inner, budget: 4000) == nil)
      #expect(unpacked(bytes.bytes + inner + [0], budget: 4000) == nil)
    }
  }

  @Test("a damaged packed stream is refused or unpacked within its budget", arguments: 0..<40 as Range<UInt64>)
  func hostile(seed: UInt64) {
    var random = Seeded(seed)
    let bytes = sample(3000, seed: seed)
    for words in [false, true] {
      let stream = packed(bytes, words: words)
      for _ in 0..<300 {
        var changed = stream
        mutate(&changed, using: &random)
        if let result = unpacked(changed + [], budget: 5000) { #expect(result.count <= 5000) }
      }
    }
  }
}

@Suite("columns written by a compaction")
struct CompactColumnTests {
  @Test("random columns written by a compaction are decoded as they were", arguments: 0..<60 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = Seeded(seed)
    let events = TestEvent.random(Int.random(in: 1...300, using: &random), using: &random)
    #expect(try compactBlock(of: events).events() == events, "seed \(seed)")
  }

  @Test("columns whose rows follow, refer to or repeat each other take almost no space")
  func encodings() throws {
    var random = Seeded(5)
    var offset: Int64 = 0
    var uuids: [String] = []
    let events = (0..<500).map { row in
      let uuid = UUID16(high: random.next(), low: random.next()).description
      uuids.append(uuid)
      let body = [UInt8](repeating: 0x61, count: Int(random.next() % 300))
      defer { offset += Int64(body.count) }
      let message = "msg_01" + String(repeating: "A", count: 10) + String(10_000_000 + row / 3)
      return TestEvent(
        fields: [
          19: .integer(offset), 23: .bytes(Array(uuid.utf8)),
          24: .bytes(Array((row % 50 == 0 ? "none" : uuids[max(0, row - 1 - row % 3)]).utf8)),
          25: .bytes(Array((row % 7 == 0 ? "later" : uuids[row]).utf8)), 29: .bytes(Array(message.utf8)),
        ], body: body)
    }
    let block = compactBlock(of: events)
    #expect(try block.events() == events)
    let envelopes = try block.envelopes(firstSequence: 1)
    #expect([19, 23, 24, 25, 29].map { envelopes.encoding(of: $0) } == [6, 2, 5, 5, 4])
    // A UUID takes 16 bytes and a message 18; there are 167 messages; the rest is lengths.
    #expect(block.payloads[0].bytes.count < 500 * 16 + 167 * 18 + 2000, "\(block.payloads[0].bytes.count)")
  }

  @Test("a block that is cut to a range of events has the columns of that range", arguments: 0..<20 as Range<UInt64>)
  func cut(seed: UInt64) throws {
    var random = Seeded(seed)
    var sample = SampleLines(seed: seed)
    let events = sample.events(60)
    let store = TestStore()
    do {
      var writer = try store.writer()
      try writer.append(compactBlock(of: events))
      try writer.commit()
    }
    let reader = try store.reader()
    for _ in 0..<10 {
      let first = Int.random(in: 0..<60, using: &random)
      let last = Int.random(in: first..<60, using: &random)
      var found: [TestEvent] = []
      try reader.forEachBlock(in: 1...60) { whole in
        let block = whole.cut(to: UInt64(first + 1)...UInt64(last + 1))
        found += try block.events(try reader.bodies(of: block))
      }
      #expect(found == Array(events[first...last]), "seed \(seed), \(first) to \(last)")
    }
  }

  @Test("damaged columns of a compaction are refused, or every row can be read", arguments: 0..<30 as Range<UInt64>)
  func hostile(seed: UInt64) throws {
    var random = Seeded(seed)
    var sample = SampleLines(seed: seed)
    let block = compactBlock(of: sample.events(40))
    let payload = try block.payload()
    for _ in 0..<300 {
      var changed = payload
      mutate(&changed, using: &random)
      guard let block = try? EventBlock(decoding: changed, firstSequence: 1, count: 40, place: .nowhere) else {
        continue
      }
      for column in block.columns {
        if let values = try? block.integers(column) { for row in 0..<40 { _ = values[row] } }
        if let values = try? block.bytes(column) { for row in 0..<40 { _ = values[row] } }
      }
    }
  }
}

extension EncodedBlock {
  /// The raw payload of the EVENTS frame.
  func payload() throws -> [UInt8] {
    var raw = [UInt8](repeating: 0, count: payloads[0].rawLength)
    try payloads[0].bytes.withUnsafeBytes { stored in
      try raw.withUnsafeMutableBytes { try Codec.decode(stored, codec: payloads[0].codec.rawValue, into: $0) }
    }
    return raw
  }
}
