import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("all cases A to H in one run")
struct CombinedRunTests {
  let cases: AllCases
  var bench: Workbench { cases.bench }

  init() throws { cases = try AllCases() }

  @Test("in a run with all cases A to H, each file gets the decision of its case")
  func reasons() throws {
    try bench.ingest()
    #expect(try bench.log().latestReasons == AllCases.reasons)
  }

  @Test("the counts of a run with all cases A to H are those of the cases")
  func counts() throws {
    let counts = try bench.ingest().counts
    #expect(counts.new == 3)
    #expect(counts.updated == 7)
    #expect(counts.unchanged == 4)
    #expect(counts.skipped == 1)
    #expect(counts.missing == 3)
    #expect(counts.rewritten == 2)
    #expect(counts.badLines == 2)
    #expect(counts.waiting == 1)
    #expect(counts.failed == 0)
  }

  @Test("the export after all cases A to H is the tree, without waiting lines and with deleted files")
  func export() throws {
    try bench.ingest()
    var expected = try bench.tree.contents()
    expected[AllCases.waiting] = Array(lines(0..<5).utf8)
    for gone in [AllCases.gone, AllCases.moved, AllCases.movedAndGrown] { expected[gone] = Array(lines(0..<5).utf8) }
    #expect(try bench.exported() == expected)
  }

  @Test("the conflicts after all cases A to H are the rewritten, truncated, diverged and copied files")
  func conflicts() throws {
    try bench.ingest()
    let conflicts = try bench.store().conflicts()
    let found = Dictionary(grouping: conflicts, by: \.reason).mapValues { Set($0.map(\.new.path)) }
    func paths(_ names: String...) -> Set<String> { Set(names.map { bench.tree.path($0).string }) }
    #expect(found[.truncated] == paths(AllCases.truncated))
    #expect(found[.rewritten] == paths(AllCases.rewritten, AllCases.sidecar))
    #expect(found[.diverged] == paths(AllCases.other))
    #expect(found[.copy] == paths(AllCases.movedTo, AllCases.movedAndGrownTo))
  }

  @Test("a second ingest after all cases A to H adds exactly two events")
  func twice() throws {
    let before = try bench.ingest().head.sequence
    let report = try bench.ingest()
    #expect(report.head.sequence == before + 2)
    #expect(report.counts.unchanged == report.counts.discovered)
    #expect(report.counts.missing == 0)
  }

  @Test("a second full ingest after all cases A to H stores nothing")
  func fullAgain() throws {
    try bench.ingest()
    let before = try bench.log().bodies.count
    let report = try bench.ingest { $0.forceFullSync = true }
    #expect(report.counts.records == 0)
    #expect(Set(try bench.log().latestReasons.values) == [.identical])
    #expect(try bench.log().bodies.count == before)
  }

  @Test("with skipExisting, files of known sessions are skipped, and a normal run stores what was skipped")
  func skipExisting() throws {
    try bench.ingest { $0.skipExisting = true }
    #expect(
      try bench.log().latestReasons
        == AllCases.reasons.mapValues { $0 == .insert ? .insert : .existing })
    try bench.ingest()
    #expect(
      try bench.log().latestReasons
        == AllCases.reasons.filter { $0.value != .insert })
  }

  @Test("every decision of all cases A to H follows from lengths, hashes and relations")
  func rederived() throws {
    try bench.ingest { $0.skipExisting = true }
    try bench.ingest()
    try bench.ingest { $0.forceFullSync = true }
    let rederivation = Rederivation(try bench.log())
    #expect(rederivation.count > 30)
    #expect(rederivation.disagreements == [])
  }

  @Test("the store after all cases A to H verifies, and a replay gives the state of its checkpoints")
  func verified() throws {
    try bench.ingest()
    #expect(try bench.damage() == [])
    #expect(try bench.store().replay(verify: true).isVerified == true)
    #expect(try bench.log().disorder == [])
  }
}
