import Foundation
import Testing

/// Names of files that could clash with names that an export uses itself.
@Suite("awkward file names")
struct AwkwardNameTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  @Test("a file with the longest possible name is exported exactly")
  func longestName() throws {
    try work.write("p/" + String(repeating: "n", count: 249) + ".jsonl", line(1))
    try work.ingest()
    let found = try work.exportDifferences()
    #expect(found == [])
  }

  @Test("a file with the name of another file's draft is exported exactly")
  func draftName() throws {
    try work.write("p/a.jsonl", lines(0..<3))
    try work.write("p/a.jsonl.ccstore-partial", "mine")
    try work.ingest()
    #expect(try work.exportDifferences() == [])
  }

  @Test("a file with the name of the draft of a longer file is exported exactly")
  func draftOfLongFile() throws {
    try work.write("p/a.jsonl", String(repeating: lines(0..<100), count: 300))
    try work.write("p/a.jsonl.ccstore-partial", "mine")
    try work.ingest()
    try work.append("p/a.jsonl", line(1))
    try work.ingest()
    let found = try work.exportDifferences()
    #expect(found == [])
  }

  @Test("a file whose path was stored as the folder of others does not prevent their export")
  func fileBecameDirectory() throws {
    try work.write("p/a", "a file")
    try work.ingest()
    try work.remove("p/a")
    try work.write("p/a/b.jsonl", line(1))
    try work.ingest()
    let found = try work.exported("p/a/b.jsonl")
    #expect(found == line(1))
  }

  @Test("a file whose path was the folder of a stored file is exported")
  func directoryBecameFile() throws {
    try work.write("p/a/b.jsonl", line(1))
    try work.ingest()
    try work.remove("p/a")
    try work.write("p/a", "a file")
    try work.ingest()
    let found = try work.exported("p/a")
    #expect(found == "a file")
  }

  @Test("a file seventy folders deep is stored, or the ingest reports it with its exit code")
  func tooDeep() throws {
    let name = String(repeating: "d/", count: 70) + "a.jsonl"
    try work.write(name, line(1))
    let outcome = try work.run("ingest", work.root)
    let isStored = try work.exportDifferences().isEmpty
    #expect(isStored || outcome.code != 0)
  }
}
