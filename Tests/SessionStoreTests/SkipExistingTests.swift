import FileIO
import Synchronization
import TestSupport
import Testing

@testable import Answers
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("case H: skipExisting")
struct SkipExistingTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.tree.write(file, lines(0..<3))
    try bench.ingest()
  }

  @Test("decision case H: a changed file of a known session is not opened")
  func unread() throws {
    try bench.tree.append(file, line(3))
    let opened = Mutex<[String]>([])
    let disk = FaultyFileSystem { operation, path in
      if operation == .open { opened.withLock { $0.append(path.string) } }
      return nil
    }
    let report = try bench.ingest(fileSystem: disk) { $0.skipExisting = true }
    #expect(report.counts.skipped == 1)
    #expect(report.counts.records == 0)
    #expect(opened.withLock { $0 }.filter { $0.hasSuffix(".jsonl") } == [])
  }

  @Test("decision case H: the decision is existing, without generation, length and MD5")
  func decision() throws {
    try bench.tree.append(file, line(3))
    try bench.ingest { $0.skipExisting = true }
    let decision = try #require(try bench.log().decisions(file).last)
    #expect(decision.reason == .existing)
    #expect(decision.generation == nil)
    #expect(decision.length == nil)
    #expect(decision.md5 == nil)
  }

  @Test("decision case H: the file of a subagent of a known session is skipped, and a new session is stored")
  func subagent() throws {
    let agent = "projects/p/s/subagents/agent-1.jsonl"
    try bench.tree.write(agent, line(5))
    try bench.tree.write(transcript("new"), line(6))
    let report = try bench.ingest { $0.skipExisting = true }
    #expect(report.counts.skipped == 1)
    #expect(report.counts.new == 1)
    #expect(try bench.log().latestReasons == [agent: .existing, transcript("new"): .insert])
  }

  @Test("decision case H: a later normal run stores what was skipped")
  func catchUp() throws {
    try bench.tree.append(file, line(3))
    try bench.tree.write("projects/p/s/subagents/agent-1.jsonl", line(5))
    try bench.ingest { $0.skipExisting = true }
    let report = try bench.ingest()
    #expect(report.counts.updated == 1)
    #expect(report.counts.new == 1)
    #expect(report.counts.records == 2)
    #expect(try bench.exported() == bench.tree.contents())
    #expect(try bench.log().disorder == [])
  }

  @Test("decision case H: the stored version of a skipped file is still exported")
  func kept() throws {
    try bench.tree.append(file, line(3))
    try bench.ingest { $0.skipExisting = true }
    #expect(try bench.exported() == [file: Array(lines(0..<3).utf8)])
  }

  @Test("decision case H: a run after everything was stored writes only two events")
  func settled() throws {
    try bench.tree.append(file, line(3))
    try bench.ingest { $0.skipExisting = true }
    try bench.ingest()
    let before = try bench.log().kinds.count
    try bench.ingest { $0.skipExisting = true }
    #expect(try bench.log().kinds.count == before + 2)
  }
}
