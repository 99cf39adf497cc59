import Foundation
import Testing

@Suite("A file that was changed")
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

  @Test("is a conflict")
  func conflict() throws {
    try work.write(name, edited)
    let report = try work.ingest()
    #expect(report["conflicts"].integer == 1)
    #expect(report["files", "updated"].integer == 1)
  }

  @Test("is exported in its latest version")
  func latest() throws {
    try work.write(name, edited)
    try work.ingest()
    #expect(try work.exported(name) == edited)
  }

  @Test("is exported in its first version with --generation 0")
  func first() throws {
    try work.write(name, edited)
    try work.ingest()
    #expect(try work.exported(name, generation: 0) == original)
  }

  @Test("has a second version with --generation 1 and no third")
  func second() throws {
    try work.write(name, edited)
    try work.ingest()
    #expect(try work.exported(name, generation: 1) == edited)
    let third = try work.run("export", work.path + "/third", "--generation", "2")
    #expect(third.code == 66)
    #expect(third.saysOneSentence)
  }

  @Test("shows either version")
  func shown() throws {
    try work.write(name, edited)
    try work.ingest()
    #expect(try work.run("show", "s", "--raw").output == edited)
    #expect(try work.run("show", "s", "--raw", "--generation", "0").output == original)
  }

  @Test("is named to the person who ingests")
  func named() throws {
    try work.write(name, edited)
    let outcome = try work.run("ingest", work.root)
    #expect(outcome.output.contains(work.source(name)))
    #expect(outcome.code == 0)
  }

  @Test("and is shorter is a conflict too, with both versions kept")
  func truncated() throws {
    try work.write(name, lines(0..<2))
    #expect(try work.ingest()["conflicts"].integer == 1)
    #expect(try work.exported(name) == lines(0..<2))
    #expect(try work.exported(name, generation: 0) == original)
  }

  @Test("to nothing keeps what it was")
  func emptied() throws {
    try work.write(name, "")
    #expect(try work.ingest()["conflicts"].integer == 1)
    #expect(try work.exported(name) == "")
    #expect(try work.exported(name, generation: 0) == original)
  }

  @Test("again and again keeps every version")
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

  @Test("and grows afterwards goes on in its new generation")
  func growsAfterwards() throws {
    try work.write(name, edited)
    try work.ingest()
    try work.append(name, line(7))
    let report = try work.ingest()
    #expect(report["records"].integer == 1)
    #expect(report["conflicts"].integer == 0)
    #expect(try work.exported(name) == edited + line(7))
  }

  @Test("and is no transcript keeps both versions without conflict")
  func sidecar() throws {
    try work.write("p/s/tool-results/r.txt", "one")
    try work.ingest()
    try work.write("p/s/tool-results/r.txt", "two")
    #expect(try work.ingest()["conflicts"].integer == 0)
    #expect(try work.exported("p/s/tool-results/r.txt", generation: 0) == "one")
    #expect(try work.exported("p/s/tool-results/r.txt") == "two")
  }
}

@Suite("A file that is gone")
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

  @Test("is counted missing once")
  func counted() throws {
    #expect(try work.ingest()["files", "missing"].integer == 1)
    #expect(try work.ingest()["files", "missing"].integer == 0)
    #expect(try work.json("status")["stored", "missing"].integer == 1)
  }

  @Test("is exported all the same")
  func exported() throws {
    try work.ingest()
    #expect(try work.exported(name) == lines(0..<3))
  }

  @Test("makes its session's source_state missing, and no other one's")
  func sourceState() throws {
    try work.ingest()
    let sessions = try work.json("sessions").array
    #expect(sessions.first { $0["session"].string == "s" }?["source_state"].string == "missing")
    #expect(sessions.first { $0["session"].string == "t" }?["source_state"].string == "present")
  }

  @Test("can be read")
  func shown() throws {
    try work.ingest()
    #expect(try work.run("show", "s", "--raw").output == lines(0..<3))
  }

  @Test("and comes back is present again, and not stored twice")
  func comesBack() throws {
    try work.ingest()
    try work.write(name, lines(0..<3))
    #expect(try work.ingest()["bytes"].integer == 0)
    #expect(try work.json("status")["stored", "missing"].integer == 0)
  }

  @Test("is not missing because another folder was ingested")
  func otherScope() throws {
    try work.write(name, lines(0..<3))
    try work.write("q/u.jsonl", line(6, session: "u"))
    try work.ingest()
    #expect(try work.ingest(work.source("q"))["files", "missing"].integer == 0)
  }
}
