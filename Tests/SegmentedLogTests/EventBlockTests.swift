import FileIO
import TestSupport
import Testing

@testable import LineCodecs
@testable import SegmentedLog

@Suite("event blocks")
struct EventBlockTests {
  @Test("random events are read from the log as they were written", arguments: 0..<40 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = Seeded(seed)
    let events = TestEvent.random(Int.random(in: 1...300, using: &random), using: &random)
    let blockSize = Int.random(in: 1...5000, using: &random)
    let store = TestStore()
    var writer = try store.writer()
    try writer.commit(events, blockSize: blockSize)
    #expect(try store.events() == events, "seed \(seed)")
    #expect(try store.verify().findings == [], "seed \(seed)")
  }

  @Test("one block builder makes several blocks whose events do not mix", arguments: 0..<10 as Range<UInt64>)
  func reuse(seed: UInt64) throws {
    var random = Seeded(seed)
    var builder = EventBlockBuilder(blockSize: 1000)
    let store = TestStore()
    var writer = try store.writer()
    var all: [TestEvent] = []
    for _ in 0..<5 {
      let events = TestEvent.random(Int.random(in: 1...50, using: &random), using: &random)
      all += events
      try writer.append(builder.block(of: events))
    }
    try writer.commit()
    #expect(try store.events() == all, "seed \(seed)")
    #expect(try store.verify().isOK, "seed \(seed)")
  }

  @Test("the random events of the tests use every column encoding")
  func encodings() {
    var random = Seeded(3)
    var used: Set<UInt8> = []
    for _ in 0..<20 {
      let events = TestEvent.random(60, using: &random)
      used.formUnion(encodings(of: block(of: events)))
    }
    #expect(used == [0, 1, 2, 3])
  }

  @Test("a body larger than the block size spans frames of that size", arguments: [1, 999, 1000, 1001, 2000, 10_001])
  func largeBody(count: Int) throws {
    var random = Seeded(UInt64(count))
    let event = TestEvent(body: random.bytes(count))
    let encoded = block(of: [event], blockSize: 1000)
    #expect(encoded.payloads.dropFirst().map(\.rawLength).reduce(0, +) == count)
    #expect(encoded.payloads.dropFirst().dropLast().allSatisfy { $0.rawLength == 1000 })
    #expect(encoded.payloads.count == 1 + (count + 999) / 1000)
  }

  @Test("a compaction ends frames where bodies end, or within a body that is larger than a frame")
  func wholeBodies() {
    let bodies = [400, 500, 200, 1000, 1, 2500, 10, 0, 990].map { [UInt8](repeating: 0x61, count: $0) }
    var builder = EventBlockBuilder(blockSize: 1000, compression: .high(level: 4))
    let encoded = builder.block(of: bodies.map { TestEvent(body: $0) })
    #expect(encoded.payloads.dropFirst().map(\.rawLength) == [900, 200, 1000, 1, 1000, 1000, 500, 1000])
  }

  @Test(
    "events are read back as they were written with every compression",
    arguments: [Compression.fast, .high(level: 2), .archive(level: 12)])
  func compressions(compression: Compression) throws {
    var random = Seeded(5)
    let events = TestEvent.random(200, using: &random)
    var builder = EventBlockBuilder(blockSize: 3000, compression: compression)
    let store = TestStore()
    var writer = try store.writer()
    try writer.append(builder.block(of: events))
    try writer.commit()
    #expect(try store.events() == events)
    #expect(try store.verify().findings == [])
  }

  @Test("a block of events without bodies has no BODIES frame")
  func noBodies() {
    #expect(block(of: [TestEvent(), TestEvent()]).payloads.count == 1)
  }

  @Test("an empty value of a column is stored as a value, and an absent one is not")
  func emptyValue() throws {
    let events = [TestEvent(fields: [26: .bytes([])]), TestEvent()]
    let store = try TestStore(commits: [events])
    #expect(try store.events() == events)
  }

  @Test("the smallest and largest integers are read back as they were written")
  func extremes() throws {
    let events = [Int64.min, .max, .min, 0, -1, .max].map { TestEvent(fields: [16: .integer($0)]) }
    let store = try TestStore(commits: [events])
    #expect(try store.events() == events)
  }

  @Test("a block builder without events makes no block")
  func empty() {
    var builder = EventBlockBuilder()
    let finished = builder.finish().first
    #expect(finished == nil)
  }

  @Test("a block of 65,536 events, the maximum, is stored and read")
  func mostEvents() throws {
    let events = (0..<Format.blockEventsMax).map { TestEvent(fields: [16: .integer(Int64($0 % 7))]) }
    let store = try TestStore(commits: [events])
    #expect(try store.events() == events)
  }

  @Test("a block builder splits any number of events into blocks of at most the maximum", arguments: [1, 3, 64])
  func splitting(eventsMax: Int) throws {
    var random = Seeded(UInt64(eventsMax))
    let events = TestEvent.random(200, using: &random)
    let store = TestStore()
    var writer = try store.writer()
    var builder = EventBlockBuilder(eventsMax: eventsMax)
    builder.add(events)
    let blocks = builder.finish()
    #expect(blocks.map(\.count) == stride(from: 0, to: 200, by: eventsMax).map { min(eventsMax, 200 - $0) })
    for block in blocks { try writer.append(block) }
    try writer.commit()
    #expect(try store.events() == events)
    #expect(try store.verify().isOK)
    let rest = builder.finish()
    #expect(rest.isEmpty)
  }

  /// The encodings in the column directory of the EVENTS payload.
  private func encodings(of block: EncodedBlock) -> [UInt8] {
    let stored = block.payloads[0]
    var raw = [UInt8](repeating: 0, count: stored.rawLength)
    stored.bytes.withUnsafeBytes { bytes in
      raw.withUnsafeMutableBytes { try! Codec.decode(bytes, codec: stored.codec.rawValue, into: $0) }
    }
    let count = Int(raw[0]) | Int(raw[1]) << 8
    return (0..<count).map { raw[4 + 8 * $0 + 1] }
  }
}
