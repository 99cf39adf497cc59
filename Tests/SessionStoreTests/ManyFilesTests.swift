import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("large numbers of files")
struct ManyFilesTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Ingests with blocks of four events, so that a dozen files have the effect that 65,536 files have on a usual block.
  private func ingestInSmallBlocks() throws -> IngestReport {
    var context = IngestContext(fileSystem: POSIXFileSystem(), clock: bench.clock, machine: .desk)
    context.blockEvents = 4
    let writer = try LogWriter.open(at: bench.storePath, clock: bench.clock, retry: Workbench.patience())
    return try Ingest(writer, options: bench.options(), context: context, progress: { _ in }).run()
  }

  @Test("more files than fit into a block are stored, are recorded as missing after deletion, and are exported")
  func missing() throws {
    for number in 0..<30 { try bench.tree.write(transcript("s\(number)"), lines(0..<number % 4)) }
    for number in 0..<30 { try bench.tree.write("projects/p/s/tool-results/\(number).txt", "result \(number)") }
    let stored = try ingestInSmallBlocks()
    #expect(stored.counts.new == 60)
    let contents = try bench.tree.contents()
    #expect(try bench.exported() == contents)

    for path in contents.keys { try bench.tree.remove(path) }
    try bench.tree.write(transcript("late"), lines(50..<52))
    let report = try ingestInSmallBlocks()
    #expect(report.counts.missing == 60)
    #expect(try ingestInSmallBlocks().counts.missing == 0)
    #expect(try bench.store().status().missingSources == 60)
    #expect(try bench.damage() == [])
    #expect(try bench.store().replay(verify: true).isVerified == true)
    var expected = contents
    expected[transcript("late")] = Array(lines(50..<52).utf8)
    #expect(try bench.exported() == expected)
  }

  /// Writes a session with many subagents and ingests it in several runs.
  private func writeSubagents() throws {
    try bench.tree.write(transcript("s"), lines(0..<4, session: "s"))
    for number in 0..<40 {
      let name = "projects/p/s/subagents/agent-\(number).jsonl"
      try bench.tree.write(name, line(100 + number, session: "s", more: #","isSidechain":true,"agentId":"\#(number)""#))
      if number % 8 == 7 { try bench.ingest() }
    }
  }

  @Test("each block is decoded once for all files of a session, before and after a compaction")
  func decodedOnce() throws {
    try writeSubagents()
    for isCompact in [false, true] {
      if isCompact { try bench.compact() }
      let log = try LogReader(try StoreDirectory.open(bench.storePath, fileSystem: POSIXFileSystem()))
      var (blocks, sequences): ([BlockLocation], [UInt64]) = ([], [])
      try log.forEachBlock { block in
        let kinds = try block.kinds()
        let records = (0..<block.count).filter { kinds[$0] == Int64(EventKind.record.rawValue) }
        sequences += records.map { block.firstSequence + UInt64($0) }
        if !records.isEmpty { blocks.append(block.location) }
      }
      let bodies = EventBodies(log, of: sequences, in: blocks, budget: 1 << 20)
      var random = Seeded(7)
      for sequence in sequences.shuffled(using: &random) {
        #expect(try bodies.withBody(of: sequence) { $0.first } == 0x7b)
      }
      #expect(bodies.decoded == blocks.count)
      let poor = EventBodies(log, of: sequences, in: blocks, budget: 1)
      for sequence in sequences.reversed() { #expect(try poor.withBody(of: sequence) { $0.last } == 0x0a) }
      #expect(poor.decoded >= blocks.count)
      #expect(try bench.store().transcript(of: "s").conversation.subagents == 40)
    }
  }

  @Test("an open transcript still gives its lines after a compaction has rewritten the log")
  func compactedMeanwhile() throws {
    try writeSubagents()
    let transcript = try bench.store().transcript(of: "s")
    try bench.compact()
    let lines = try transcript.records.indices.map { try #require(try transcript.line(of: $0)) }
    let again = try bench.store().transcript(of: "s")
    #expect(try again.records.indices.map { try again.line(of: $0) } == lines)
    #expect(Array(again.records) == Array(transcript.records))
  }

  @Test("a comparison with 199 files finds the one that was rewritten")
  func comparison() throws {
    for number in 0..<200 { try bench.tree.write(transcript("f\(number)"), lines(0..<number % 3)) }
    try bench.ingest()
    try bench.tree.write(transcript("f7"), line(90))
    try bench.tree.remove(transcript("f8"))
    let report = try bench.store().verify(againstSources: true)
    #expect(report.comparedFiles == 199)
    #expect(report.findings.count { $0.file.hasSuffix("f7.jsonl") } == 1)
  }
}

@Suite("ranges of sequence numbers")
struct SequenceRangesTests {
  @Test(
    "ranges of sequence numbers overlap exactly what one of their parts overlaps", arguments: 0..<200 as Range<UInt64>)
  func overlap(seed: UInt64) {
    var random = Seeded(seed)
    let parts = (0..<Int.random(in: 0...8, using: &random)).map { _ -> ClosedRange<UInt64> in
      let first = UInt64.random(in: 1...60, using: &random)
      return first...first + UInt64.random(in: 0...6, using: &random)
    }
    let ranges = SequenceRanges(parts)
    #expect(zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound })
    for first in UInt64(1)..<70 {
      for last in first..<min(70, first + 4) {
        #expect(ranges.overlaps(first...last) == parts.contains { $0.overlaps(first...last) }, "seed \(seed)")
      }
    }
  }
}
