import Foundation
import TestSupport
import Testing

@Suite("a second ingest")
struct IncrementalTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/a.jsonl", lines(0..<3))
    try work.write("p/b.jsonl", lines(3..<5, session: "t"))
    try work.write("p/a/tool-results/r.txt", "result")
  }

  @Test("a second ingest without changes adds exactly two events")
  func twoEvents() throws {
    let first = try work.ingest()["head", "seq"].integer!
    #expect(try work.ingest()["head", "seq"].integer == first + 2)
  }

  @Test(
    "a second ingest of the real transcripts adds exactly two events", .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpusTwoEvents() throws {
    let corpus = try Corpus.required()
    let first = try work.ingest(corpus)["head", "seq"].integer!
    #expect(try work.ingest(corpus)["head", "seq"].integer == first + 2)
  }

  @Test("each ingest adds its record to the history of runs")
  func runs() throws {
    for _ in 0..<3 { try work.ingest() }
    #expect(try work.json("status")["runs"].integer == 3)
  }

  @Test("a second ingest counts every file as unchanged and stores nothing")
  func counts() throws {
    try work.ingest()
    let again = try work.ingest()
    #expect(again["files", "unchanged"].integer == 3)
    #expect(["new", "updated", "skipped", "missing", "failed"].allSatisfy { again["files", $0].integer == 0 })
    #expect(again["records"].integer == 0)
    #expect(again["bytes"].integer == 0)
  }

  @Test("a second ingest says that there is nothing new")
  func words() throws {
    try work.ingest()
    #expect(try work.run("ingest", work.root).output.contains("nothing new in 3 files"))
  }

  #if os(Linux)
    private func watch() throws -> OpenWatch {
      try OpenWatch([work.source("p"), work.source("p/a/tool-results")])
    }

    @Test("an ingest opens no file that has not changed")
    func opensNothing() throws {
      try work.ingest()
      let watch = try watch()
      try work.ingest()
      #expect(watch.opened() == [])
    }

    @Test("an ingest opens only the file that has changed")
    func opensChanged() throws {
      try work.ingest()
      try work.append("p/b.jsonl", line(9, session: "t"))
      let watch = try watch()
      try work.ingest()
      #expect(watch.opened() == ["b.jsonl"])
    }

    @Test("ingest --full opens every file and stores nothing new")
    func full() throws {
      try work.ingest()
      let watch = try watch()
      let report = try work.json("ingest", work.root, "--full")
      #expect(watch.opened() == ["a.jsonl", "b.jsonl", "r.txt"])
      #expect(report["bytes"].integer == 0)
    }
  #else
    @Test("an ingest opens no file that has not changed", .disabled("needs inotify, which only Linux has"))
    func opensNothing() {}
  #endif

  @Test("an ingest of a file with only a new modification time stores nothing")
  func touched() throws {
    try work.ingest()
    work.age("p/a.jsonl", seconds: 5)
    let report = try work.ingest()
    #expect(report["files", "unchanged"].integer == 3)
    #expect(report["bytes"].integer == 0)
  }

  @Test("an ingest notices a change that kept the size and the modification time of the file")
  func sameSizeAndTime() throws {
    work.age("p/a.jsonl", seconds: 100)
    let before = status(Array(work.source("p/a.jsonl").utf8))!
    try work.ingest()
    try work.write("p/a.jsonl", lines(0..<3).replacing("hello", with: "HELLO"))
    utimensat(AT_FDCWD, work.source("p/a.jsonl"), [before.modifiedTime, before.modifiedTime], 0)
    try work.ingest()
    #expect(try work.exportDifferences() == [])
  }
}
