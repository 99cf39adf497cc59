import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("numbers of sources")
struct SourceNumberTests {
  private func check(_ bench: Workbench, files: Int, sessions: Int) throws {
    let sources = try Projected<SyncState>(try bench.store().openLog()).state.sources
    #expect(sources.count { $0 != nil } == files)
    #expect(try bench.exported().count == files)
    #expect(try bench.store().sessions().count == sessions)
    #expect(try bench.damage() == [])
  }

  @Test("a file read after 300 copies of another one is stored, and the numbers of sources are consecutive")
  func manyCopies() throws {
    let bench = try Workbench()
    for folder in 1000..<1300 {
      try bench.tree.write("projects/-\(folder)/\(session("f")).jsonl", line(1, session: session("f")))
    }
    try bench.tree.write("projects/-z/\(session("e")).jsonl", line(2, session: session("e")))
    try bench.ingest()
    try check(bench, files: 301, sessions: 2)
    #expect(try bench.ingest().counts.records == 0)
    try check(bench, files: 301, sessions: 2)
    // The numbers follow each other.
    var numbers: [Int64] = []
    try bench.store().openLog().forEachBlock { block in
      let columns = try BlockColumns(block)
      let sources = try columns.integers(.source)
      for row in 0..<block.count where columns.kind(row) == .source { numbers.append(sources[row]!) }
    }
    #expect(numbers == Array(0..<301))
  }

  @Test("a file is stored and exported, however many files before it could not be read")
  func unreadable() throws {
    let bench = try Workbench()
    for number in 1000..<1300 { try bench.tree.write("projects/-p/\(session("\(number)")).jsonl", line(number)) }
    try bench.tree.write("projects/-p/\(session("f")).jsonl", line(1, session: session("f")))
    let faulty = FaultyFileSystem { _, path in
      path.string.contains("-00000000") && path.string.hasSuffix(".jsonl") && !path.string.hasSuffix("f.jsonl")
        ? .ioError : nil
    }
    let report = try bench.ingest(fileSystem: faulty)
    #expect(report.failures.count == 300 && report.counts.records == 1)
    try check(bench, files: 1, sessions: 1)
    #expect(try bench.ingest(fileSystem: faulty).counts.records == 0)
    #expect(try bench.ingest().counts.records == 300)
    try check(bench, files: 301, sessions: 301)
  }

  private func session(_ end: String) -> String {
    "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - end.count) + end
  }

  /// What versions up to commit a76c6c5 wrote: the number of a file that was read before many copies is above the
  /// sequence number of its event.
  private static let late = "projects/-z/late.jsonl"
  private static let other = "projects/-p/other.jsonl"

  private static func oldStore(_ events: [ForgedEvent]) throws -> (Store, MemoryFileSystem) {
    let disk = MemoryFileSystem()
    try ForgedLog.append(events, to: "/store", on: disk)
    return (
      Store(at: "/store", fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(2), machine: .desk), disk
    )
  }

  @Test("a source that an old version stored under a late number is exported correctly")
  func lateNumber() throws {
    let (store, disk) = try Self.oldStore(
      ForgedLog.run(
        ForgedLog.file(300, Self.late, [ForgedLog.line(7)]) + ForgedLog.file(0, Self.other, [ForgedLog.line(1)])))
    #expect(try store.verify().findings == [])
    #expect(try store.export(to: "/out").files == 2)
    #expect(disk[FilePath("/out").appending(Self.late)] == ForgedLog.line(7))
  }

  @Test("lines that an old version stored again after it ignored a late number count once and are mended")
  func givenAgain() throws {
    let again = [ForgedLog.line(7), ForgedLog.line(8)]
    let (store, disk) = try Self.oldStore(
      ForgedLog.run(
        ForgedLog.file(300, Self.late, [ForgedLog.line(7)]) + ForgedLog.file(0, Self.other, [ForgedLog.line(1)]))
        + ForgedLog.run(ForgedLog.file(300, Self.late, again), number: 2))
    let known = try store.verify()
    #expect(known.findings.count == 1 && known.isMendable)
    #expect(try store.export(to: "/out").files == 2)
    #expect(disk[FilePath("/out").appending(Self.late)] == again.flatMap { $0 })
    #expect(try store.sessions().map(\.records) == [3])
    _ = try store.ingest(SyncOptions(workers: 1))
    #expect(try store.verify().findings == [])
    #expect(try store.repair(to: "/repaired").verification.isOK)
    #expect(try store.sessions().map(\.records) == [3])
  }

  @Test("verify reports a number of a source that is used twice or is far too large")
  func refused() throws {
    let file = ForgedLog.file(0, Self.other, [ForgedLog.line(1)])
    let (twice, _) = try Self.oldStore(ForgedLog.run(file) + ForgedLog.run(file, number: 2))
    #expect(try twice.verify().findings.first?.message.contains("which another one has") == true)
    let (far, _) = try Self.oldStore(ForgedLog.run(ForgedLog.file(1 << 20, Self.late, [ForgedLog.line(1)])))
    #expect(try far.verify().findings.first?.message.contains("too large") == true)
  }
}
