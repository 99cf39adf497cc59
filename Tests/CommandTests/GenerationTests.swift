import Foundation
import Testing

@Suite("files that were changed")
struct GenerationTests {
  let work: Workspace
  private let name = "p/s.jsonl"
  private let original = lines(0..<5)
  private var edited: String { original.replacing(#""uuid":"2""#, with: #""uuid":"X""#) }

  init() throws {
    work = try Workspace()
    try work.write(name, original)
    try work.ingest()
  }

  @Test("a rewritten transcript is a conflict")
  func conflict() throws {
    try work.write(name, edited)
    let report = try work.ingest()
    #expect(report["conflicts"].integer == 1)
    #expect(report["files", "updated"].integer == 1)
  }

  @Test("export gives the latest version of a rewritten file")
  func latest() throws {
    try work.write(name, edited)
    try work.ingest()
    #expect(try work.exported(name) == edited)
  }

  @Test("export --generation 0 gives the first version of a rewritten file")
  func first() throws {
    try work.write(name, edited)
    try work.ingest()
    #expect(try work.exported(name, generation: 0) == original)
  }

  @Test("export --generation 1 gives the second version of a rewritten file, and a third one does not exist")
  func second() throws {
    try work.write(name, edited)
    try work.ingest()
    #expect(try work.exported(name, generation: 1) == edited)
    let third = try work.run("export", work.path + "/third", "--generation", "2")
    #expect(third.code == 66)
    #expect(third.saysOneSentence)
  }

  @Test("show prints either version of a rewritten file")
  func shown() throws {
    try work.write(name, edited)
    try work.ingest()
    #expect(try work.run("show", "s", "--raw").output == edited)
    #expect(try work.run("show", "s", "--raw", "--generation", "0").output == original)
  }

  @Test("ingest names a rewritten file in its output")
  func named() throws {
    try work.write(name, edited)
    let outcome = try work.run("ingest", work.root)
    #expect(outcome.output.contains(work.source(name)))
    #expect(outcome.code == 0)
  }

  @Test("a transcript that became shorter is a conflict, and both versions are kept")
  func truncated() throws {
    try work.write(name, lines(0..<2))
    #expect(try work.ingest()["conflicts"].integer == 1)
    #expect(try work.exported(name) == lines(0..<2))
    #expect(try work.exported(name, generation: 0) == original)
  }

  @Test("a transcript that was emptied is a conflict, and its old version is kept")
  func emptied() throws {
    try work.write(name, "")
    #expect(try work.ingest()["conflicts"].integer == 1)
    #expect(try work.exported(name) == "")
    #expect(try work.exported(name, generation: 0) == original)
  }

  @Test("a file that was rewritten several times keeps every version")
  func manyVersions() throws {
    let versions = (0..<5).map { original.replacing("hello", with: "hell\($0)") }
    for version in versions {
      try work.write(name, version)
      try work.ingest()
    }
    for (number, version) in versions.enumerated() {
      #expect(try work.exported(name, generation: number + 1) == version)
    }
    #expect(try work.damage() == nil)
  }

  @Test("a file that grows after it was rewritten continues its new generation")
  func growsAfterwards() throws {
    try work.write(name, edited)
    try work.ingest()
    try work.append(name, line(7))
    let report = try work.ingest()
    #expect(report["records"].integer == 1)
    #expect(report["conflicts"].integer == 0)
    #expect(try work.exported(name) == edited + line(7))
  }

  @Test("a rewritten file that is not a transcript keeps both versions without a conflict")
  func sidecar() throws {
    try work.write("p/s/tool-results/r.txt", "one")
    try work.ingest()
    try work.write("p/s/tool-results/r.txt", "two")
    #expect(try work.ingest()["conflicts"].integer == 0)
    #expect(try work.exported("p/s/tool-results/r.txt", generation: 0) == "one")
    #expect(try work.exported("p/s/tool-results/r.txt") == "two")
  }
}

@Suite("missing files")
struct MissingTests {
  let work: Workspace
  private let name = "p/s.jsonl"

  init() throws {
    work = try Workspace()
    try work.write(name, lines(0..<3))
    try work.write("p/t.jsonl", lines(3..<5, session: "t"))
    try work.ingest()
    try work.remove(name)
  }

  @Test("a deleted file is counted as missing by one ingest, and status continues to count it")
  func counted() throws {
    #expect(try work.ingest()["files", "missing"].integer == 1)
    #expect(try work.ingest()["files", "missing"].integer == 0)
    #expect(try work.json("status")["stored", "missing"].integer == 1)
  }

  @Test("a deleted file is still exported")
  func exported() throws {
    try work.ingest()
    #expect(try work.exported(name) == lines(0..<3))
  }

  @Test("a deleted file makes the source_state of its session missing, and of no other session")
  func sourceState() throws {
    try work.ingest()
    let sessions = try work.json("sessions").array
    #expect(sessions.first { $0["session"].string == "s" }?["source_state"].string == "missing")
    #expect(sessions.first { $0["session"].string == "t" }?["source_state"].string == "present")
  }

  @Test("show prints a session whose file was deleted")
  func shown() throws {
    try work.ingest()
    #expect(try work.run("show", "s", "--raw").output == lines(0..<3))
  }

  @Test("a deleted file that comes back is present again and is not stored twice")
  func comesBack() throws {
    try work.ingest()
    try work.write(name, lines(0..<3))
    #expect(try work.ingest()["bytes"].integer == 0)
    #expect(try work.json("status")["stored", "missing"].integer == 0)
  }

  @Test("a file outside the ingested folder is not counted as missing")
  func otherScope() throws {
    try work.write(name, lines(0..<3))
    try work.write("q/u.jsonl", line(6, session: "u"))
    try work.ingest()
    #expect(try work.ingest(work.source("q"))["files", "missing"].integer == 0)
  }
}
