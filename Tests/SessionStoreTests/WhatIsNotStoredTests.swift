import FileIO
import Foundation
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("files that are not stored, and files that are missing")
struct WhatIsNotStoredTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func verify() throws -> LogVerification { try bench.store().verify(againstSources: true) }

  @Test("verify against the sources counts new files and lines that no ingest has seen")
  func unseen() throws {
    try bench.tree.write(transcript("a"), lines(0..<3))
    try bench.tree.write(transcript("b"), lines(0..<3))
    try bench.ingest()
    #expect(try verify().unstored == .init(newFiles: 0, changedFiles: 0, lines: 0, bytes: 0, waitingBytes: 0))
    try bench.tree.write(transcript("c", folder: "q"), lines(3..<7))
    try bench.tree.write(transcript("empty"), "")
    try bench.tree.append(transcript("a"), line(3) + #"{"half"#)
    let result = try verify()
    #expect(result.isOK)
    let bytes = Int64(lines(3..<7).utf8.count + line(3).utf8.count)
    #expect(result.unstored == .init(newFiles: 2, changedFiles: 1, lines: 5, bytes: bytes, waitingBytes: 6))
    #expect(try bench.store().verify().unstored == nil)
    try bench.store().reset()
    #expect(try verify().unstored == result.unstored)
  }

  @Test(
    "verify against the sources follows links to other users' folders in the home directory, as an ingest does",
    .enabled(if: geteuid() == 0, "only root can give a folder to somebody else"))
  func homeOnly() throws {
    let home = bench.directory.appending("home")
    try bench.tree.write(transcript("a"), lines(0..<3))
    try bench.ingest { $0.home = home.string }
    let place = home.appending("elsewhere/-linked")
    try POSIXFileSystem().makeDirectories(place)
    let file = place.appending("00000000-0000-4000-8000-0000000000aa.jsonl")
    try Data(lines(0..<2).utf8).write(to: URL(fileURLWithPath: file.string))
    #expect(chown(place.string, 65534, 65534) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: bench.tree.root.appending("projects/-linked").string, withDestinationPath: place.string)
    func new(_ home: String?) throws -> Int? {
      try bench.store().verify(againstSources: true, home: home).unstored?.newFiles
    }
    #expect(try new(nil) == 0)
    #expect(try new(home.string) == 1)
    #expect(try bench.ingest { $0.home = home.string }.counts.new == 1)
    #expect(try new(home.string) == 0)
  }

  @Test("verify against the sources names a root that cannot be read")
  func unreadableRoot() throws {
    try bench.tree.write(transcript("a"), lines(0..<3))
    try bench.ingest()
    let root = bench.tree.root
    let closed = FaultyFileSystem { operation, path in
      operation == .list && path.starts(with: root) ? .permissionDenied : nil
    }
    let result = try bench.store(fileSystem: closed).verify(againstSources: true)
    #expect(result.isOK)
    let notices = result.findings.filter { $0.severity == .notice && $0.message.contains("could not be looked at") }
    #expect(notices.contains { $0.file.hasPrefix(root.string) }, "\(result.findings)")
  }

  @Test("status looks at the disk before it counts missing files")
  func gone() throws {
    for name in ["a", "b", "c"] { try bench.tree.write(transcript(name), lines(0..<3)) }
    try bench.ingest()
    #expect(try bench.store().status().missingSources == 0)
    try bench.tree.remove(transcript("a"))
    try bench.tree.move(transcript("b"), to: transcript("b", folder: "elsewhere"))
    #expect(try bench.store().status().missingSources == 2)
    try bench.ingest()
    #expect(try bench.store().status().missingSources == 2)
    try bench.tree.write(transcript("a"), lines(0..<3))
    #expect(try bench.store().status().missingSources == 1)
  }

  @Test("missing sessions and drift are correct right after a deletion and right after a restore")
  func restored() throws {
    try bench.tree.write(transcript("a"), line(0, session: "a") + assistant(1, session: "a"))
    try bench.tree.write(transcript("b"), line(5, session: "b"))
    try bench.ingest()
    func missing() throws -> [String] {
      var query = SessionQuery()
      query.isMissing = true
      return try bench.store().sessions(query).map(\.id)
    }
    for isIngested in [false, true] {
      try bench.tree.remove(transcript("a"))
      if isIngested { try bench.ingest() }
      #expect(try missing() == ["a"])
      #expect(try bench.store().drift().sessions.map(\.id) == ["a"])
      _ = try bench.store().restore(RestoreOptions(.sessions(["a"])))
      #expect(try missing() == [])
      #expect(try bench.store().drift() == Drift())
      #expect(try bench.store().status().missingSources == 0)
      #expect(
        try bench.store().doctor(roots: [bench.tree.transcripts], settingsFiles: SettingsFiles()).keptMissing == 0)
    }
  }

  @Test("files of a root that does not exist are not missing")
  func unmounted() throws {
    let other = try bench.tree("disk")
    try other.write(transcript("a"), lines(0..<3))
    try bench.ingest([other])
    try POSIXFileSystem().rename(other.root, to: bench.directory.appending("away"))
    #expect(try bench.store().status().missingSources == 0)
    #expect(try bench.store().sessions().map(\.sourceState) == [.present])
  }

  @Test("sessions as of an earlier position have the state of then, not the current one")
  func earlier() throws {
    try bench.tree.write(transcript("a"), lines(0..<3))
    let head = try bench.ingest().head
    try bench.tree.remove(transcript("a"))
    var query = SessionQuery()
    query.position = .sequence(head.sequence)
    #expect(try bench.store().sessions(query).map(\.sourceState) == [.present])
    #expect(try bench.store().sessions().map(\.sourceState) == [.missing])
  }

  @Test("after a reset the time at which sessions will be deleted is still known")
  func reset() throws {
    try bench.tree.write(transcript("a"), lines(0..<3, session: "a"))
    try bench.tree.setModified(transcript("a"), bench.clock.now() - 28 * 86_400_000_000_000)
    try bench.ingest()
    let before = try bench.store().sessions().map(\.deletedAfter)
    try bench.store().reset()
    #expect(try bench.store().sessions().map(\.deletedAfter) == before)
    #expect(before.map { $0?.milliseconds } == [bench.clock.milliseconds + 2 * 86_400_000])
  }
}

@Suite("counts of sessions in the report of an ingest")
struct SessionCountTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func known() throws -> Int64 { Int64(try bench.store().status().sessions) }

  /// Files that are counted wrongly by their names: one with two sessions, subagents, one that is no transcript,
  /// sidecars, an empty one.
  private func writeAwkward(_ folder: String) throws {
    let id = folder + "-s"
    try bench.tree.write(transcript(id, folder: folder), lines(0..<3, session: id))
    try bench.tree.write(transcript("agent-1", folder: folder), line(4, session: id, more: #","isSidechain":true"#))
    try bench.tree.write(
      transcript("two", folder: folder), line(5, session: folder + "-x") + line(6, session: folder + "-y"))
    try bench.tree.write("projects/\(folder)/\(id)/tool-results/r.txt", "result")
    try bench.tree.write("projects/\(folder)/\(folder)-other/subagents/agent-2.jsonl", line(7, session: id))
    try bench.tree.write(transcript("empty", folder: folder), "")
  }

  @Test("ingest and status count sessions in the same way", arguments: [1, 9])
  func alike(_ folders: Int) throws {
    for number in 0..<folders { try writeAwkward("p\(number)") }
    let first = try bench.ingest().counts
    #expect(first.sessionsInserted == Int64(try known()) && first.sessionsUpdated == 0)
    // The fourth session is that of the folder in which the file of the agent is.
    #expect(try known() == Int64(4 * folders))
    // A record of one session in the file of another one, a new session, and a line without an id.
    for number in 0..<folders {
      try bench.tree.append(transcript("p\(number)-s", folder: "p\(number)"), line(8, session: "p\(number)-x"))
      try bench.tree.append(transcript("two", folder: "p\(number)"), line(9) + line(10, session: "p\(number)-new"))
    }
    let second = try bench.ingest().counts
    #expect(second.sessionsInserted == Int64(folders))
    #expect(second.sessionsUpdated == Int64(2 * folders))
    #expect(try known() == Int64(5 * folders))
  }

  @Test("an appended line updates its session, and a changed sidecar updates none")
  func plainAppend() throws {
    try bench.tree.write(transcript("a"), lines(0..<3, session: "a"))
    try bench.tree.write("projects/p/a/tool-results/r.txt", "result")
    try bench.ingest()
    try bench.tree.append(transcript("a"), line(3, session: "a") + #"{"type":"mode","mode":"plan"}"# + "\n")
    try bench.tree.write("projects/p/a/tool-results/r.txt", "another")
    let report = try bench.ingest()
    #expect(report.counts.sessionsInserted == 0 && report.counts.sessionsUpdated == 1)
    try bench.tree.append(transcript("a"), #"{"type":"mode","mode":"default"}"# + "\n")
    #expect(try bench.ingest().counts.sessionsUpdated == 1)
    #expect(try bench.ingest { $0.mode = .full }.counts.sessionsUpdated == 0)
  }

  @Test("an ingest after an interrupted first one does not report stored files as updated")
  func interrupted() throws {
    for number in 0..<6 {
      let text = String(repeating: "all work and no play ", count: 400)
      let bytes = (0..<600).map { line($0, session: "large\(number)", text: text) }.joined()
      try bench.tree.write(transcript("large\(number)"), bytes)
    }
    let disk = DyingDisk()
    let files = disk.fileSystem(below: bench.directory.appending("one").appending("seg"), failAt: nil, .ioError)
    _ = try bench.store(fileSystem: files, at: bench.directory.appending("one")).ingest(bench.options())
    let full = DyingDisk().fileSystem(
      below: bench.storePath.appending("seg"), failAt: disk.operations * 7 / 10, .noSpace)
    #expect(throws: (any Error).self) { try bench.ingest(fileSystem: full) }
    let stored = try known()
    #expect(stored > 0 && stored < 6)
    let again = try bench.ingest()
    #expect(again.counts.sessionsUpdated == 0 && again.counts.updated == 0)
    #expect(again.counts.sessionsInserted == again.counts.new)
    #expect(again.counts.new + again.counts.unchanged == 6)
    #expect(again.counts.unchanged >= stored - 1)
    #expect(again.sessionsSkipped == again.counts.unchanged)
    try bench.tree.append(transcript("large0"), line(7_000, session: "large0"))
    let later = try bench.ingest().counts
    #expect(later.updated == 1 && later.new == 0 && later.sessionsUpdated == 1)
  }

  @Test("a dry sync reports what an ingest would do, and writes nothing")
  func dry() throws {
    try bench.tree.write(transcript("a"), lines(0..<3, session: "a"))
    let first = try bench.ingest { $0.dryRun = true }
    #expect(first.counts.new == 1 && first.counts.records == 3 && first.isFirst && first.head.sequence == 0)
    #expect(try !POSIXFileSystem().exists(bench.storePath))
    try bench.ingest()
    try bench.tree.append(transcript("a"), line(3))
    let head = try bench.store().status().head
    let second = try bench.ingest { $0.mode = .dry }
    #expect(second.counts.updated == 1 && second.counts.records == 1 && second.head == head)
    #expect(try bench.store().status().head == head)
    #expect(try bench.exported()[transcript("a")] == Array(lines(0..<3, session: "a").utf8))
  }

  @Test("the mode of a sync is one of incremental, full and dry")
  func modes() {
    var options = SyncOptions()
    #expect(options.mode == .incremental && options.incremental && !options.forceFullSync && !options.dryRun)
    options.forceFullSync = true
    #expect(options.mode == .full && !options.incremental)
    options.dryRun = false
    #expect(options.mode == .full)
    options.dryRun = true
    #expect(options.mode == .dry && !options.forceFullSync)
    options.forceFullSync = false
    #expect(options.mode == .dry)
    options.incremental = true
    #expect(options.mode == .incremental)
  }

  @Test("the example of the page Getting started is the program in Tests/Client")
  func example() throws {
    func text(_ path: String) throws -> String {
      String(decoding: try POSIXFileSystem().contents(projectRoot.appending(path)), as: UTF8.self)
    }
    let page = try text("Sources/SessionStore/SessionStore.docc/GettingStarted.md")
    let program = try text("Tests/Client/Sources/Client/main.swift")
    #expect(page.contains("```swift\n\(program)```\n"))
  }
}
