import FileIO
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("stores scanned by older rules")
struct RescanTests {
  /// Copies the events of a store into another one, with the columns of its records as `change` leaves them.
  private static func copy(
    _ bench: Workbench, to target: FilePath, change: (inout ColumnChanges, Int64?) -> Void
  ) throws {
    let log = try LogReader(try StoreDirectory.open(bench.storePath, fileSystem: POSIXFileSystem()))
    var writer = try LogWriter.open(at: target, clock: bench.clock, retry: Workbench.patience())
    try log.forEachBlock { block in
      let (values, bodies) = (try EnvelopeColumns(block), try log.bodies(of: block))
      let (kinds, lines) = (try block.kinds(), try block.integers(Column.line.rawValue))
      var builder = EventBlockBuilder()
      for row in 0..<block.count {
        var changes = ColumnChanges()
        if kinds[row] == Int64(EventKind.record.rawValue) { change(&changes, lines[row]) }
        values.copy(row, changes, to: &builder)
        bodies.withBody(row) { builder.end(body: $0) }
      }
      for block in builder.finish() { try writer.append(block) }
    }
    try writer.commit()
  }

  private static func digests(_ path: FilePath) throws -> [String] {
    try Store(at: path).replay().projections.map { "\($0.name) \($0.digest)" }
  }

  private static func bench() throws -> Workbench {
    let bench = try Workbench()
    let lines =
      (0..<40).map {
        assistant($0, message: "msg_\($0 / 2)", session: "a", usage: #"{"output_tokens":\#($0)}"#, tool: "Read")
      }
      + ["not a record\n", line(50, session: "a"), toolResult(51, of: 3, session: "a")]
    try bench.tree.write(transcript("a"), lines.joined())
    try bench.tree.write(transcript("b"), (60..<90).map { line($0, session: "b") }.joined())
    try bench.ingest()
    return bench
  }

  @Test("a store with lines scanned by older rules, all or some, gives the same answers as a new one")
  func sameAnswers() throws {
    let bench = try Self.bench()
    let expected = try Self.digests(bench.storePath)
    for isOld: (Int64) -> Bool in [{ _ in true }, { $0 % 3 == 0 }] {
      let target = bench.directory.appending("old-\(isOld(1))")
      try Self.copy(bench, to: target) { changes, line in
        guard let line, isOld(line) else { return }
        for column in Column.uuid.rawValue..<Column.origin.rawValue { changes.remove(column) }
      }
      #expect(try Self.digests(target) == expected)
      let reader = try LogReader(try StoreDirectory.open(target, fileSystem: POSIXFileSystem()))
      var sequences: [UInt64] = []
      try reader.forEachScannedBlock(in: 5...20) { block in
        sequences += Array(block.sequences)
        let bodies = try reader.bodies(of: block)
        let lengths = try block.bodyLengths()
        for row in 0..<block.count { #expect(bodies.withBody(row) { Int64($0.count) } == lengths[row]) }
      }
      #expect(sequences == Array(5...20))
    }
  }

  @Test("bodies of a compacted store are read by the columns they were encoded with, although older rules filled these")
  func encodedByOldColumns() throws {
    let bench = try Workbench()
    let commands = (0..<200).map { line($0, session: "a", text: "<command-name>/do-\($0)</command-name>") }
    let calls = (200..<240).map { touch($0, "Read", "/file-\($0)", session: "a") }
    try bench.tree.write(transcript("a"), (commands + calls).joined())
    try bench.ingest()
    let target = bench.directory.appending("old")
    // The first rules kept a prompt as it was, so that it stands in the line as in its column.
    try Self.copy(bench, to: target) { changes, line in
      changes.remove(Column.scanner.rawValue)
      guard let line, line < 200 else { return }
      changes.set(Column.prompt.rawValue, Array("<command-name>/do-\(line)</command-name>".utf8))
    }
    let store = bench.store(at: target)
    var options = CompactionOptions(compression: .high(level: 4), blockSize: 64 << 10, workers: 2)
    options.gainMin = .min
    _ = try store.compact(options, retry: Workbench.patience())
    #expect(try store.view().files().map(\.path).sorted() == (200..<240).map { "/file-\($0)" })
    #expect(try store.search(SearchQuery(["do-77"]), workers: 1).total == 1)
    #expect(try store.verify().isOK && store.losses.isEmpty)
  }

  @Test("a compaction that drops bodies keeps the columns of records scanned by older rules")
  func withoutBodies() throws {
    let bench = try Self.bench()
    let target = bench.directory.appending("old")
    try Self.copy(bench, to: target) { changes, _ in changes.remove(Column.scanner.rawValue) }
    try bench.tree.write(transcript("a"), line(1, session: "a"))
    let store = bench.store(at: target)
    _ = try store.ingest(bench.options(), retry: Workbench.patience())
    let before = try Self.digests(target)
    var options = CompactionOptions(compression: .high(level: 4), blockSize: 64 << 10, workers: 2)
    options.gainMin = .min
    _ = try store.compact(options, dropSuperseded: true, retry: Workbench.patience())
    #expect(try Self.digests(target) == before)
  }

  @Test("an ingest marks every line, even a defective one, with the current version of the scanner")
  func marked() throws {
    let bench = try Self.bench()
    let log = try LogReader(try StoreDirectory.open(bench.storePath, fileSystem: POSIXFileSystem()))
    var records = 0
    try log.forEachBlock { block in
      let columns = try BlockColumns(block)
      let scanner = try columns.integers(.scanner)
      for row in 0..<block.count where columns.kind(row) == .record {
        records += 1
        #expect(scanner[row] == Agent.unstated.format.scannerVersion)
      }
    }
    #expect(records == 73)
  }
}
