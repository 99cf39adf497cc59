import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("rules of a sync")
struct SyncRulesTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    for number in 0..<10 { try bench.tree.write(transcript("s\(number)"), lines(number..<number + 3)) }
    try bench.tree.write("projects/p/s1/subagents/agent-1.jsonl", lines(20..<22))
  }

  private func refuse(_ name: String) -> FaultyFileSystem {
    let path = bench.tree.path(name)
    return FaultyFileSystem { operation, file in operation == .open && file == path ? .permissionDenied : nil }
  }

  // MARK: --max-files

  @Test("ingests with maxFiles 3 repeated until nothing is skipped give the same as one full ingest")
  func maxFiles() throws {
    let whole = bench.directory.appending("whole")
    _ = try bench.store(at: whole).ingest(bench.options())
    var runs = 0
    repeat { runs += 1 } while try bench.ingest { $0.maxFiles = 3 }.counts.skipped > 0
    #expect(runs == 4)
    #expect(try bench.exported() == bench.tree.contents())
    let expected = try bench.store(at: whole).replay().projections.first { $0.name == "sessions" }
    #expect(try bench.digest("sessions") == expected?.digest.description)
    #expect(try bench.log().disorder == [])
  }

  @Test("maxFiles limits the number of changed files and does not count unchanged ones")
  func maxFilesOfChanged() throws {
    try bench.ingest()
    for number in 5..<10 { try bench.tree.append(transcript("s\(number)"), line(30)) }
    #expect(try bench.ingest { $0.maxFiles = 3 }.counts.updated == 3)
    #expect(try bench.ingest { $0.maxFiles = 3 }.counts.updated == 2)
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test("a file that was skipped because of maxFiles is stored by a run without maxFiles")
  func leftOut() throws {
    try bench.ingest { $0.maxFiles = 1 }
    #expect(try bench.ingest().counts.new == 10)
    #expect(try bench.exported() == bench.tree.contents())
  }

  // MARK: Failures

  @Test("a completed run sets the time of the last sync to its end")
  func completed() throws {
    try bench.ingest()
    let first = try bench.metadata()
    #expect(first.lastSyncTimestamp == bench.clock.milliseconds)
    #expect(first.syncStatus == .completed)
    #expect(first.filesProcessed == 11)
    #expect(first.sessionsProcessed == 10)
    bench.clock.advance(seconds: 100)
    try bench.ingest()
    let second = try bench.metadata()
    #expect(second.lastSyncTimestamp == bench.clock.milliseconds)
    #expect(second.createdAt == first.createdAt)
  }

  @Test("a run that fails does not change the time of the last sync")
  func failed() throws {
    try bench.ingest()
    let before = try bench.metadata()
    bench.clock.advance(seconds: 100)
    try bench.tree.append(transcript("s1"), line(40))
    let disk = DyingDisk().fileSystem(below: bench.storePath, failAt: 1, failures: 1, .noSpace)
    #expect(throws: (any Error).self) { try bench.ingest(fileSystem: disk) }
    #expect(try bench.metadata().lastSyncTimestamp == before.lastSyncTimestamp)
  }

  @Test("a run without an end is in progress and does not change the time of the last sync")
  func cutOff() throws {
    try bench.ingest()
    let before = try bench.metadata()
    bench.clock.advance(seconds: 100)
    try bench.logRun(2, status: nil)
    let metadata = try bench.metadata()
    #expect(metadata.syncStatus == .inProgress)
    #expect(metadata.lastSyncTimestamp == before.lastSyncTimestamp)
    #expect(try bench.store().status().history.map(\.ended) == [before.lastSyncTimestamp, nil])
  }

  @Test("a run recorded as failed has its message and does not change the time of the last sync")
  func loggedFailure() throws {
    try bench.ingest()
    let before = try bench.metadata()
    bench.clock.advance(seconds: 100)
    try bench.logRun(2, status: .failed)
    let metadata = try bench.metadata()
    #expect(metadata.syncStatus == .failed)
    #expect(metadata.errorMessage == "it failed")
    #expect(metadata.lastSyncTimestamp == before.lastSyncTimestamp)
    try bench.ingest()
    #expect(try bench.metadata().errorMessage == nil)
  }

  @Test("a file that cannot be opened is reported, and all others are stored")
  func unreadable() throws {
    let name = transcript("s4")
    let report = try bench.ingest(fileSystem: refuse(name))
    #expect(report.counts.failed == 1)
    #expect(report.failures.map(\.path) == [bench.tree.path(name).string])
    #expect(report.failures.first?.message.contains("permission denied") == true)
    #expect(try bench.exported() == bench.tree.contents().filter { $0.key != name })
  }

  @Test("a file that could not be opened is tried again by the next run")
  func retried() throws {
    try bench.ingest(fileSystem: refuse(transcript("s4")))
    #expect(try bench.ingest(fileSystem: refuse(transcript("s4"))).counts.failed == 1)
    #expect(try bench.ingest().counts.new == 1)
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test("a known file that cannot be opened any more is not missing and keeps what is stored")
  func unreadableLater() throws {
    try bench.ingest()
    try bench.tree.append(transcript("s4"), line(50))
    let report = try bench.ingest(fileSystem: refuse(transcript("s4")))
    #expect(report.counts.missing == 0)
    #expect(try bench.exported()[transcript("s4")] == Array(lines(4..<7).utf8))
    #expect(try bench.ingest().counts.records == 1)
  }

  @Test("the files in a directory that cannot be listed are not missing")
  func unreadableDirectory() throws {
    try bench.ingest()
    let folder = bench.tree.path("projects/p")
    let disk = FaultyFileSystem { operation, path in operation == .list && path == folder ? .permissionDenied : nil }
    let report = try bench.ingest(fileSystem: disk)
    #expect(report.counts.failed == 1)
    #expect(report.counts.missing == 0)
    #expect(report.failures.map(\.path) == [folder.string])
    #expect(try bench.ingest().counts.unchanged == 11)
  }

  // MARK: Reset and keys

  @Test("after a reset the next run reads every file and stores nothing twice")
  func reset() throws {
    try bench.ingest()
    let before = try bench.log().bodies
    try bench.store().reset(retry: Workbench.patience())
    #expect(try bench.metadata().lastSyncTimestamp == nil)
    let report = try bench.ingest()
    #expect(report.counts.records == 0)
    #expect(try bench.log().latestReasons.count == 11)
    #expect(try bench.log().bodies == before)
  }

  @Test("a reset is an event and keeps the history of runs")
  func resetHistory() throws {
    try bench.ingest()
    let before = try bench.store().status().history
    try bench.store().reset(retry: Workbench.patience())
    #expect(try bench.log().kinds.last == .reset)
    #expect(try bench.store().status().history == before)
  }

  @Test("whether a run has ever completed does not depend on how many have failed")
  func everCompleted() throws {
    var state = SyncState()
    for number in 1...Int64(SyncState.runsMax) + 3 {
      state.runCount = number
      state.runs.append(RunState(number: number, syncKey: "default", started: 0, ended: 1, status: .failed))
    }
    state.runs.removeFirst(3)
    #expect(!state.hasEverCompleted)
    state.metadata = [SyncMetadata(syncKey: "default", syncStatus: .failed, createdAt: 0, updatedAt: 0)]
    #expect(!state.hasEverCompleted)
    state.metadata[0].lastSyncTimestamp = 1
    #expect(state.hasEverCompleted)
    // After a reset.
    (state.metadata[0].lastSyncTimestamp, state.metadata[0].filesProcessed) = (nil, 11)
    #expect(state.hasEverCompleted)
    state.metadata = []
    state.runs[0].status = .completed
    #expect(state.hasEverCompleted)
  }

  @Test("a source number that is not in use has no generation and is not forgotten", arguments: [-1, 11, .max, .min])
  func unknownSource(number: Int) throws {
    try bench.ingest()
    let state = try Projected<SyncState>(try bench.store().openLog()).state
    #expect(state.sources.count == 11)
    #expect(state.current(Int64(number)) == nil && state.latest(Int64(number)) == nil)
    #expect(!state.isErased(source: number))
    #expect(state.path(Int64(number)) == nil && state.path(ofSource: Int64(number)).isEmpty)
  }

  @Test("the first incremental run under a new key reads every file")
  func fallBack() throws {
    try bench.ingest()
    try bench.ingest { $0.syncKey = "another" }
    #expect(try bench.log().latestReasons.count == 11)
    let before = try bench.log().decisions.count
    try bench.ingest { $0.syncKey = "another" }
    #expect(try bench.log().decisions.count == before)
  }

  @Test("each sync key has metadata of its own")
  func keys() throws {
    try bench.ingest()
    let first = try bench.metadata()
    bench.clock.advance(seconds: 50)
    try bench.ingest { $0.syncKey = "another" }
    #expect(try bench.metadata() == first)
    #expect(try bench.metadata("another").createdAt == bench.clock.milliseconds)
  }

  @Test("full and incremental runs discover the same files, including those of subagents")
  func sameFiles() throws {
    let incremental = try bench.ingest { $0.incremental = true }.counts.discovered
    let full = try bench.ingest { $0.forceFullSync = true }.counts.discovered
    #expect(incremental == 11)
    #expect(full == incremental)
  }
}

extension Workbench {
  /// Appends a run that begins, and that ends where there is a status.
  fileprivate func logRun(_ number: Int64, status: RunStatus?) throws {
    var builder = EventBlockBuilder()
    builder.begin(.runStarted)
    builder.set(.run, number)
    builder.set(.syncKey, Array("default".utf8))
    builder.set(.time, clock.milliseconds)
    builder.set(.options, 0)
    builder.end()
    if let status {
      builder.begin(.runFinished)
      builder.set(.run, number)
      builder.set(.time, clock.milliseconds)
      builder.set(.status, status.rawValue)
      builder.set(.text, Array("it failed".utf8))
      builder.end()
    }
    let block = builder.finish().first
    var writer = try LogWriter.open(at: storePath, clock: clock, retry: Self.patience())
    try writer.append(block!)
    try writer.commit()
  }
}
