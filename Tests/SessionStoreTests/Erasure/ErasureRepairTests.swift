import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import Sync

@Suite("repair of a store with erasures")
struct ErasureRepairTests {
  private let a = transcript("a")

  @Test("a repair keeps erased lines hidden, and a later ingest keeps them out")
  func keepsHidden() throws {
    let bench = try Workbench()
    try bench.tree.write(a, lines(0..<4, session: "a"))
    try bench.ingest()
    _ = try bench.store().erase(.record(session: "a", record: "1"), retry: Workbench.patience())
    try bench.tree.write(transcript("b"), line(1, session: "a") + line(8, session: "b"))
    try bench.ingest()
    let before = try bench.exported()
    let target = bench.directory.appending("repaired")
    let report = try bench.store().repair(to: target)
    #expect(report.lost == [] && report.refilled == [] && report.verification.isOK)
    let repaired = bench.store(at: target)
    _ = try repaired.export(to: bench.directory.appending("out"))
    #expect(try contentsOfTree(bench.directory.appending("out")) == before)
    try bench.tree.write(transcript("c"), line(1, session: "a"))
    #expect(try repaired.ingest(bench.options(), retry: Workbench.patience()).counts.erased == 1)
    #expect(try repaired.ingest(bench.options(), retry: Workbench.patience()).counts.updated == 0)
  }
}
