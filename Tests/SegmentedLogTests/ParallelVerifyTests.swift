import TestSupport
import Testing

@testable import SegmentedLog

/// A segment that is large enough to be checked by several threads: many small blocks, then some of several frames
/// each.
@Suite("verification by several threads")
struct ParallelVerifyTests {
  private static let name = SegmentID.plain(0).path

  private struct Answer: Equatable {
    var findings: [Finding]
    var files: Int
    var bytes: Int64
    var events: UInt64
    var head: LogHead
    var blocks: [Range<UInt64>]

    init(_ store: TestStore, workers: Int) throws {
      var blocks: [Range<UInt64>] = []
      var verifier = LogVerifier(
        try store.directory(), workers: workers, block: { block, _ in blocks.append(block.sequences) })
      let result = try verifier.run()
      (findings, files, bytes, events) = (result.findings, result.files, result.bytes, result.events)
      (head, self.blocks) = (result.head, blocks)
    }
  }

  private static let store: TestStore = {
    do {
      let store = TestStore()
      var writer = try store.writer()
      for number in 0..<2000 { try writer.commit(TestEvent.numbered(number, 2)) }
      var random = Seeded(3)
      for number in 0..<12 {
        let events = (0..<4).map { event in
          TestEvent(kind: 2, fields: [16: .integer(Int64(number + event))], body: random.bytes(30_000))
        }
        try writer.commit(events, blockSize: 32 << 10)
      }
      return store
    } catch { preconditionFailure("\(error)") }
  }()

  @Test("a verification by several threads gives every block of an intact segment once and in order")
  func intact() throws {
    let (one, three) = (try Answer(Self.store, workers: 1), try Answer(Self.store, workers: 3))
    #expect(Self.store[Self.name].count > 1 << 20)
    #expect(try Self.store.frames(.plain(0)).count > 1 << 12)
    #expect(one.findings.isEmpty)
    #expect(one.blocks.count == 2012)
    #expect(one.head.sequence == 4048)
    #expect(three == one)
  }

  @Test(
    "a verification by several threads finds any damage at the same places and in the same order as one thread",
    arguments: 0..<150 as Range<UInt64>)
  func damaged(seed: UInt64) throws {
    var random = Seeded(seed)
    let store = Self.store.copy()
    let frames = try store.frames(.plain(0))
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      // In a header as often as elsewhere, although there are more bytes elsewhere.
      let frame = frames.randomElement(using: &random)!
      let offset =
        Bool.random(using: &random)
        ? Int(frame.offset) + Int.random(in: 0..<64, using: &random)
        : Int.random(in: 128..<store[Self.name].count, using: &random)
      store.flip(Self.name, at: offset, bit: Int.random(in: 0..<8, using: &random))
    }
    let (one, three) = (try Answer(store, workers: 1), try Answer(store, workers: 3))
    #expect(!one.findings.isEmpty)
    #expect(three == one)
  }
}
