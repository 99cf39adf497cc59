import Foundation
import Testing

@Suite("A file that grows")
struct AppendTests {
  let work: Workspace
  private let name = "p/s.jsonl"
  private let partial = #"{"type":"user","uuid":"9","#

  /// Three lines, stored.
  init() throws {
    work = try Workspace()
    try work.write(name, lines(0..<3))
    try work.ingest()
  }

  @Test("gets just its new lines stored")
  func newLines() throws {
    try work.append(name, lines(3..<5))
    let report = try work.ingest()
    #expect(report["records"].integer == 2)
    #expect(report["bytes"].integer == lines(3..<5).utf8.count)
    #expect(report["files", "updated"].integer == 1)
  }

  @Test("stays one generation without conflict")
  func oneGeneration() throws {
    try work.append(name, lines(3..<5))
    #expect(try work.ingest()["conflicts"].integer == 0)
    #expect(try work.json("status")["stored", "generations"].integer == 1)
  }

  @Test("comes back whole")
  func whole() throws {
    for number in 3..<6 {
      try work.append(name, line(number))
      try work.ingest()
    }
    #expect(try work.exported(name) == lines(0..<6))
  }

  @Test("keeps its incomplete last line waiting")
  func partialWaits() throws {
    try work.append(name, line(3) + partial)
    let report = try work.ingest()
    #expect(report["waiting"].integer == 1)
    #expect(report["records"].integer == 1)
    #expect(report["bytes"].integer == line(3).utf8.count)
  }

  @Test("is exported without the tail that waits")
  func exportWithoutTail() throws {
    try work.append(name, partial)
    try work.ingest()
    #expect(try work.exported(name) == lines(0..<3))
  }

  @Test("gets its waiting line stored when it is complete")
  func partialCompleted() throws {
    try work.append(name, partial)
    try work.ingest()
    try work.append(name, #""sessionId":"s"}"# + "\n")
    let report = try work.ingest()
    #expect(report["records"].integer == 1)
    #expect(report["waiting"].integer == 0)
    #expect(try work.exportDifferences() == [])
  }

  @Test("whose tail still waits writes just the record of the run and what it looked at")
  func stillWaiting() throws {
    try work.append(name, partial)
    let first = try work.ingest()["head", "seq"].integer!
    #expect(try work.ingest()["head", "seq"].integer! <= first + 3)
  }

  @Test("gets a complete last line without newline stored at once")
  func completeWithoutNewline() throws {
    try work.append(name, String(line(3).dropLast()))
    let report = try work.ingest()
    #expect(report["records"].integer == 1)
    #expect(report["waiting"].integer == 0)
    #expect(try work.exportDifferences() == [])
  }

  @Test("comes back exactly when the newline arrives later")
  func newlineLater() throws {
    try work.append(name, String(line(3).dropLast()))
    try work.ingest()
    try work.append(name, "\n" + line(4))
    let report = try work.ingest()
    #expect(report["records"].integer == 1)
    #expect(report["conflicts"].integer == 0)
    #expect(try work.exported(name) == lines(0..<5))
  }

  @Test("counts a line once although its newline came later")
  func newlineCountsOnce() throws {
    try work.append(name, String(line(3).dropLast()))
    try work.ingest()
    try work.append(name, "\n")
    try work.ingest()
    #expect(try work.json("status")["stored", "records"].integer == 4)
  }

  @Test("comes back exactly when a line that had seemed complete goes on")
  func completeGoesOn() throws {
    try work.append(name, String(line(3).dropLast()))
    try work.ingest()
    try work.append(name, " " + line(4))
    try work.ingest()
    #expect(try work.exportDifferences() == [])
    #expect(try work.damage() == nil)
  }

  @Test("gets a partial tail stored as it is after an hour of quiet")
  func oldTail() throws {
    try work.append(name, partial)
    work.age(name, seconds: 3_700)
    let report = try work.ingest()
    #expect(report["waiting"].integer == 0)
    #expect(report["bad_lines"].integer == 1)
    #expect(try work.exportDifferences() == [])
  }

  @Test("keeps a partial tail of fifty minutes waiting")
  func youngTail() throws {
    try work.append(name, partial)
    work.age(name, seconds: 3_000)
    #expect(try work.ingest()["waiting"].integer == 1)
  }

  @Test("comes back exactly when an old tail that was stored is completed after all")
  func oldTailCompleted() throws {
    try work.append(name, partial)
    work.age(name, seconds: 3_700)
    try work.ingest()
    try work.append(name, #""sessionId":"s"}"# + "\n")
    try work.ingest()
    #expect(try work.exportDifferences() == [])
    #expect(try work.json("status")["stored", "records"].integer == 4)
  }

  @Test("is updated also from nothing: an empty file that gets its first lines")
  func fromEmpty() throws {
    try work.write("p/empty.jsonl", "")
    try work.ingest()
    try work.append("p/empty.jsonl", line(1))
    let report = try work.ingest()
    #expect(report["conflicts"].integer == 0)
    #expect(try work.exportDifferences() == [])
  }

  @Test("shows its lines in the order of the file")
  func shown() throws {
    try work.append(name, lines(3..<6))
    try work.ingest()
    #expect(try work.run("show", "s", "--raw").output == lines(0..<6))
  }
}
