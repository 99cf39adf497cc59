import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("lineage of sessions")
struct LineageTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func lineage() throws -> [String: Lineage] { try bench.store().lineage() }

  /// Writes a fork: records of `from` with their uuids, and records of its own.
  private func fork(_ session: String, shared: Range<Int>, own: Range<Int>) throws {
    try bench.tree.write(
      transcript(session), lines(shared, session: session) + lines(own, session: session))
  }

  @Test("a fork is reported with the session that it came from and the number of shared records")
  func fork() throws {
    try bench.tree.write(transcript("parent"), lines(0..<10, session: "parent"))
    try fork("child", shared: 0..<6, own: 20..<24)
    try bench.ingest()
    #expect(try lineage()["child"] == Lineage(session: "child", forkedFrom: "parent", sharedRecords: 6))
    #expect(try lineage()["parent"]?.forkedFrom == nil)
  }

  @Test("the direction of a fork does not depend on which file was ingested first")
  func order() throws {
    try fork("a-child", shared: 0..<6, own: 20..<24)
    try bench.ingest()
    try bench.tree.write(transcript("z-parent"), lines(0..<10, session: "z-parent"))
    try bench.ingest()
    #expect(try lineage()["a-child"]?.forkedFrom == "z-parent")
    #expect(try lineage()["z-parent"]?.forkedFrom == nil)
  }

  @Test("in a chain of forks each comes from the session with which it shares most records")
  func chain() throws {
    try fork("one", shared: 0..<4, own: 10..<12)
    try fork("two", shared: 0..<4, own: 20..<26)
    try fork("three", shared: 0..<4, own: 20..<23)
    try bench.tree.append(transcript("three"), lines(40..<44, session: "three"))
    try bench.ingest()
    #expect(try lineage()["three"] == Lineage(session: "three", forkedFrom: "two", sharedRecords: 7))
    #expect(try lineage()["two"] == Lineage(session: "two", forkedFrom: "one", sharedRecords: 4))
  }

  @Test("sessions that share no records are not in the lineage")
  func unrelated() throws {
    try bench.tree.write(transcript("one"), lines(0..<5, session: "one"))
    try bench.tree.write(transcript("two"), lines(5..<9, session: "two"))
    try bench.ingest()
    #expect(try lineage() == [:])
  }

  @Test("a moved file of one session is not a fork")
  func moved() throws {
    try bench.tree.write(transcript("one"), lines(0..<5, session: "one"))
    try bench.ingest()
    try bench.tree.move(transcript("one"), to: transcript("one", folder: "q"))
    try bench.ingest()
    #expect(try lineage() == [:])
  }

  @Test("a file rewritten with the same records is not a fork")
  func rewritten() throws {
    try bench.tree.write(transcript("one"), lines(0..<5, session: "one"))
    try bench.ingest()
    try bench.tree.write(transcript("one"), line(7, session: "one") + lines(0..<5, session: "one"))
    try bench.ingest()
    #expect(try lineage() == [:])
  }

  @Test(
    "the forked sessions of the real transcripts are found, each with a known parent",
    .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpus() throws {
    for name in try Corpus.files() where name.contains("oh-my-posh") {
      try bench.tree.write(name, try Corpus.bytes(name))
    }
    try bench.ingest()
    let found = try lineage()
    let starts = Dictionary(
      uniqueKeysWithValues: try bench.store().sessions().map { ($0.id, $0.ended?.milliseconds ?? .max) })
    let forks = found.values.filter { $0.forkedFrom != nil }
    #expect(forks.count >= 2)
    for fork in forks {
      #expect(fork.sharedRecords > 0, "\(fork)")
      #expect(starts[fork.forkedFrom!] != nil, "\(fork)")
    }
  }
}
