import Foundation
import Testing

@Suite("a transcript that grows")
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

  @Test("an ingest of a file that has grown stores only its new lines")
  func newLines() throws {
    try work.append(name, lines(3..<5))
    let report = try work.ingest()
    #expect(report["records"].integer == 2)
    #expect(report["bytes"].integer == lines(3..<5).utf8.count)
    #expect(report["files", "updated"].integer == 1)
  }

  @Test("a file that has grown stays one generation without a conflict")
  func oneGeneration() throws {
    try work.append(name, lines(3..<5))
    #expect(try work.ingest()["conflicts"].integer == 0)
    #expect(try work.json("status")["stored", "generations"].integer == 1)
  }

  @Test("a file that has grown several times is exported whole")
  func whole() throws {
    for number in 3..<6 {
      try work.append(name, line(number))
      try work.ingest()
    }
    #expect(try work.exported(name) == lines(0..<6))
  }

  @Test("an ingest leaves an incomplete last line of a file waiting")
  func partialWaits() throws {
    try work.append(name, line(3) + partial)
    let report = try work.ingest()
    #expect(report["waiting"].integer == 1)
    #expect(report["records"].integer == 1)
    #expect(report["bytes"].integer == line(3).utf8.count)
  }

  @Test("an export does not contain an incomplete last line that is waiting")
  func exportWithoutTail() throws {
    try work.append(name, partial)
    try work.ingest()
    #expect(try work.exported(name) == lines(0..<3))
  }

  @Test("a waiting last line is stored when it is complete")
  func partialCompleted() throws {
    try work.append(name, partial)
    try work.ingest()
    try work.append(name, #""sessionId":"s"}"# + "\n")
    let report = try work.ingest()
    #expect(report["records"].integer == 1)
    #expect(report["waiting"].integer == 0)
    #expect(try work.exportDifferences() == [])
  }

  @Test("an ingest of a file whose last line is still waiting writes at most three events")
  func stillWaiting() throws {
    try work.append(name, partial)
    let first = try work.ingest()["head", "seq"].integer!
    #expect(try work.ingest()["head", "seq"].integer! <= first + 3)
  }

  @Test("a complete last line without a newline is stored at once")
  func completeWithoutNewline() throws {
    try work.append(name, String(line(3).dropLast()))
    let report = try work.ingest()
    #expect(report["records"].integer == 1)
    #expect(report["waiting"].integer == 0)
    #expect(try work.exportDifferences() == [])
  }

  @Test("a last line whose newline arrives later is exported exactly")
  func newlineLater() throws {
    try work.append(name, String(line(3).dropLast()))
    try work.ingest()
    try work.append(name, "\n" + line(4))
    let report = try work.ingest()
    #expect(report["records"].integer == 1)
    #expect(report["conflicts"].integer == 0)
    #expect(try work.exported(name) == lines(0..<5))
  }

  @Test("a line whose newline arrives later is counted once")
  func newlineCountsOnce() throws {
    try work.append(name, String(line(3).dropLast()))
    try work.ingest()
    try work.append(name, "\n")
    try work.ingest()
    #expect(try work.json("status")["stored", "records"].integer == 4)
  }

  @Test("a last line that seemed complete and then continues is exported exactly")
  func completeGoesOn() throws {
    try work.append(name, String(line(3).dropLast()))
    try work.ingest()
    try work.append(name, " " + line(4))
    try work.ingest()
    #expect(try work.exportDifferences() == [])
    #expect(try work.damage() == nil)
  }

  @Test("an incomplete last line is stored as it is after an hour without a change")
  func oldTail() throws {
    try work.append(name, partial)
    work.age(name, seconds: 3_700)
    let report = try work.ingest()
    #expect(report["waiting"].integer == 0)
    #expect(report["bad_lines"].integer == 1)
    #expect(try work.exportDifferences() == [])
  }

  @Test("an incomplete last line is still waiting after fifty minutes without a change")
  func youngTail() throws {
    try work.append(name, partial)
    work.age(name, seconds: 3_000)
    #expect(try work.ingest()["waiting"].integer == 1)
  }

  @Test("an incomplete last line that was stored and is completed later is exported exactly")
  func oldTailCompleted() throws {
    try work.append(name, partial)
    work.age(name, seconds: 3_700)
    try work.ingest()
    try work.append(name, #""sessionId":"s"}"# + "\n")
    try work.ingest()
    #expect(try work.exportDifferences() == [])
    #expect(try work.json("status")["stored", "records"].integer == 4)
  }

  @Test("an empty file that gets its first lines is stored without a conflict")
  func fromEmpty() throws {
    try work.write("p/empty.jsonl", "")
    try work.ingest()
    try work.append("p/empty.jsonl", line(1))
    let report = try work.ingest()
    #expect(report["conflicts"].integer == 0)
    #expect(try work.exportDifferences() == [])
  }

  @Test("show --raw prints the lines of a file that has grown in the order of the file")
  func shown() throws {
    try work.append(name, lines(3..<6))
    try work.ingest()
    #expect(try work.run("show", "s", "--raw").output == lines(0..<6))
  }
}
