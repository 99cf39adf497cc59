import Bytes
import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("a projection that is folded in two parts")
struct FoldTests {
  /// Splits the events of a store at random, encodes the state there, and continues from the decoded state.
  private func check<State: Projection>(_ type: State.Type, _ log: LogReader, _ random: inout Seeded) throws {
    var blocks: [BlockColumns] = []
    try log.forEachBlock { blocks.append(try BlockColumns($0)) }
    var whole = State()
    for block in blocks { try whole.apply(block, from: 0) }
    for _ in 0..<20 {
      let block = Int.random(in: 0..<blocks.count, using: &random)
      let row = Int.random(in: 0...blocks[block].count, using: &random)
      var state = State()
      for earlier in blocks[..<block] { try state.apply(earlier, from: 0) }
      // The first rows of a block: what a log that ends there would hold.
      try state.apply(try BlockColumns(try Self.prefix(blocks[block], row)), from: 0)
      let encoded = state.encoded()
      var resumed = try encoded.withUnsafeBytes { bytes in
        var reader = ByteReader(bytes)
        let state = try State(decoding: &reader)
        #expect(reader.remaining == 0)
        return state
      }
      #expect(resumed.encoded() == encoded)
      try resumed.apply(blocks[block], from: row)
      for later in blocks[(block + 1)...] { try resumed.apply(later, from: 0) }
      #expect(resumed.encoded() == whole.encoded())
    }
  }

  /// The first events of a block, as a block; one empty event where `count` is 0.
  private static func prefix(_ block: BlockColumns, _ count: Int) throws -> EventBlock {
    var builder = EventBlockBuilder()
    for row in 0..<max(1, count) {
      builder.begin(kind: count == 0 ? 127 : UInt8(block.kinds[row]!))
      for column in Column.allCases where count > 0 {
        if column.isInteger {
          if let value = try block.integers(column)[row] { builder.set(column, value) }
        } else if let value = try block.bytes(column)[row] {
          builder.set(column, value)
        }
      }
      builder.end()
    }
    let encoded = builder.finish().first
    return try #require(encoded).envelopes(firstSequence: block.block.firstSequence)
  }

  /// Ingests three versions of some sessions, with everything that projections ask about.
  private static func ingest(_ bench: Workbench, _ random: inout Seeded) throws {
    for version in 0..<3 {
      for session in ["a", "b", "c"] where session == "a" || !random.oneIn(4) {
        let text = (0..<Int.random(in: 1..<30, using: &random)).map { _ -> String in
          let number = Int.random(in: 0..<200, using: &random)
          if random.oneIn(5) {
            return toolResult(number, of: Int.random(in: 0..<200, using: &random), session: session)
          }
          return random.oneIn(3)
            ? line(number, session: random.oneIn(3) ? nil : session)
            : assistant(
              number, message: random.oneIn(9) ? nil : "msg_\(number % 40)", session: session,
              model: random.pick(["claude-opus-4-5", "m", "<synthetic>"]),
              usage: #"{"output_tokens":\#(Int.random(in: 0..<500, using: &random)),"input_tokens":\#(version)}"#,
              tool: random.oneIn(2) ? random.pick(["Read", "Bash", "Edit"]) : nil)
        }
        try bench.tree.write(transcript(session), text.joined())
      }
      try bench.ingest()
    }
  }

  @Test(
    "a projection that is encoded at any event and continued has the state of one that is folded at once",
    arguments: (1...6) as ClosedRange<UInt64>)
  func split(seed: UInt64) throws {
    var random = Seeded(seed &+ TestSettings.seed)
    let bench = try Workbench()
    try Self.ingest(bench, &random)
    let log = try Self.log(bench)
    try check(UsageState.self, log, &random)
    try check(ToolsState.self, log, &random)
    try check(SessionsState.self, log, &random)
  }

  private static func log(_ bench: Workbench) throws -> LogReader {
    try LogReader(try StoreDirectory.open(bench.storePath, fileSystem: POSIXFileSystem()))
  }

  @Test(
    "projections folded on one thread and on two have the same digests, even after an erasure",
    arguments: 1...4 as ClosedRange<UInt64>)
  func parallel(seed: UInt64) throws {
    var random = Seeded(seed &+ TestSettings.seed)
    let bench = try Workbench()
    try Self.ingest(bench, &random)
    func digests(parallelEvents: UInt64, useCheckpoints: Bool = false) throws -> [Digest] {
      let log = try Self.log(bench)
      var projections = Projections(startingAt: log, useCheckpoints: useCheckpoints)
      try projections.catchUp(log, parallelEvents: parallelEvents)
      return projections.digests.map(\.digest)
    }
    let whole = try digests(parallelEvents: .max)
    #expect(try digests(parallelEvents: 0) == whole)
    _ = try bench.store().erase(.session("a"), includesUsage: true, retry: Workbench.patience())
    let forgotten = try digests(parallelEvents: .max)
    #expect(forgotten != whole)
    #expect(try digests(parallelEvents: 0) == forgotten)
    #expect(try digests(parallelEvents: 0, useCheckpoints: true) == forgotten)
  }

  @Test("projections folded on one thread and on two find the same damage")
  func damaged() throws {
    var random = Seeded(TestSettings.seed)
    let bench = try Workbench()
    try Self.ingest(bench, &random)
    let path = bench.storePath.appending("seg").appending("00000000-00000000.ccs")
    let file = try POSIXFileSystem().openForWriting(path)
    let length = try file.status().size
    for offset in stride(from: 128, to: length, by: 997) {
      let byte = try file.bytes(at: offset, count: 1)
      try file.write([byte[0] ^ 0x10], at: offset)
      #expect(try Self.outcome(bench, parallelEvents: 0) == Self.outcome(bench, parallelEvents: .max), "at \(offset)")
      try file.write(byte, at: offset)
    }
  }

  /// The losses, and then the error or the digests.
  private static func outcome(_ bench: Workbench, parallelEvents: UInt64) throws -> [String] {
    let losses = LossLog()
    do {
      let log = try LogReader(try StoreDirectory.open(bench.storePath, fileSystem: POSIXFileSystem()), losses: losses)
      var projections = Projections(startingAt: log, useCheckpoints: false)
      try projections.catchUp(log, parallelEvents: parallelEvents)
      return losses.all.map(\.description) + projections.digests.map(\.digest.description)
    } catch {
      return losses.all.map(\.description) + ["\(error)"]
    }
  }
}
