import FileIO
import TestSupport
import Testing

@testable import SegmentedLog
@testable import SessionStore

@Suite("No number of files is too many")
struct ManyFilesTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Ingests with blocks of four events: what 65,536 things do to a block, a dozen do to these.
  private func ingestInSmallBlocks() throws -> IngestReport {
    var context = IngestContext(fileSystem: POSIXFileSystem(), clock: bench.clock, machine: .desk)
    context.blockEvents = 4
    let writer = try LogWriter.open(at: bench.storePath, clock: bench.clock, retry: Workbench.patience())
    return try Ingest(writer, options: bench.options(), context: context, progress: { _ in }).run()
  }

  @Test("more files than a block has room for are stored, are missed when they are gone, and come back")
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
}
