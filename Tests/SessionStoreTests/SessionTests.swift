import FileIO
import TestSupport
import Testing

@testable import SessionStore

private let file = transcript("s")

@Suite("Sessions")
struct SessionTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func session(_ id: String = "s") throws -> SessionSummary {
    try #require(try bench.store().sessions().first { $0.id == id })
  }

  private func title(_ type: String, _ key: String, _ text: String) -> String {
    #"{"type":"\#(type)","sessionId":"s","\#(key)":"\#(text)"}"# + "\n"
  }

  @Test("custom title, AI title, summary and first prompt are the title, in this order", arguments: 0..<4)
  func titles(dropped: Int) throws {
    let all = [
      title("custom-title", "customTitle", "by hand"), title("ai-title", "aiTitle", "by a model"),
      title("summary", "summary", "by summary"), line(0, session: "s", text: "typed"),
    ]
    // Reversed, so that being last does not help.
    try bench.tree.write(file, all[dropped...].reversed().joined())
    try bench.ingest()
    #expect(try session().title == ["by hand", "by a model", "by summary", "typed 0"][dropped])
  }

  @Test("the latest of several titles wins")
  func latestTitle() throws {
    try bench.tree.write(
      file, title("custom-title", "customTitle", "old") + title("custom-title", "customTitle", "new"))
    try bench.ingest()
    #expect(try session().title == "new")
  }

  @Test("what Claude Code wrote itself is no title")
  func machinery() throws {
    try bench.tree.write(
      file, line(0, session: "s", text: "<command-name>/clear</command-name>") + line(1, session: "s", text: "typed"))
    try bench.ingest()
    #expect(try session().title == "typed 1")
  }

  @Test("it lasts from its earliest to its latest record")
  func times() throws {
    try bench.tree.write(file, line(7) + line(3) + line(5))
    try bench.ingest()
    #expect(try session().started == milliseconds(3))
    #expect(try session().ended == milliseconds(7))
  }

  @Test("records, bad lines and bytes are those of the latest generation of its files")
  func counts() throws {
    let agent = "projects/p/s/subagents/agent-1.jsonl"
    try bench.tree.write(file, lines(0..<9))
    try bench.tree.write(agent, lines(10..<12, session: "s"))
    try bench.ingest()
    try bench.tree.write(file, lines(1..<4) + "bad\n")
    try bench.ingest()
    let session = try session()
    #expect(session.records == 6)
    #expect(session.badLines == 1)
    #expect(session.files == 2)
    #expect(session.generations == 2)
    #expect(session.bytes == Int64(try bench.tree.bytes(file).count + bench.tree.bytes(agent).count))
  }

  @Test("the project is the working directory of its records, not the folder's name")
  func project() throws {
    try bench.tree.write(file, line(0) + line(1, more: #","cwd":"/code/a-b""#))
    try bench.ingest()
    #expect(try session().project == "/code/a-b")
  }

  @Test("it is present while its files are there")
  func present() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.ingest()
    #expect(try session().sourceState == .present)
  }

  @Test("it is missing when its main transcript is gone")
  func missing() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.tree.write("projects/p/s/subagents/agent-1.jsonl", lines(10..<12, session: "s"))
    try bench.ingest()
    try bench.tree.remove(file)
    try bench.ingest()
    #expect(try session().sourceState == .missing)
  }

  @Test("it is partial when a subagent's file is gone")
  func partial() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.tree.write("projects/p/s/subagents/agent-1.jsonl", lines(10..<12, session: "s"))
    try bench.ingest()
    try bench.tree.remove("projects/p/s/subagents/agent-1.jsonl")
    try bench.ingest()
    #expect(try session().sourceState == .partial)
  }

  @Test("it is present again when it has moved")
  func moved() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.ingest()
    try bench.tree.move(file, to: transcript("s", folder: "q"))
    try bench.ingest()
    #expect(try session().sourceState == .present)
  }

  @Test("it is missing when it has moved and then its copy is gone too")
  func movedAndGone() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.ingest()
    try bench.tree.move(file, to: transcript("s", folder: "q"))
    try bench.ingest()
    try bench.tree.remove(transcript("s", folder: "q"))
    try bench.ingest()
    #expect(try session().sourceState == .missing)
  }

  @Test("it is present when it has moved twice")
  func movedTwice() throws {
    try bench.tree.write(file, lines(0..<2, session: "s"))
    try bench.ingest()
    try bench.tree.move(file, to: transcript("s", folder: "q"))
    try bench.tree.append(transcript("s", folder: "q"), line(2, session: "s"))
    try bench.ingest()
    try bench.tree.move(transcript("s", folder: "q"), to: transcript("s", folder: "r"))
    try bench.ingest()
    #expect(try session().sourceState == .present)
  }

  @Test("a source with two sessionIds gives each session its records")
  func twoSessions() throws {
    try bench.tree.write(
      file, lines(0..<2, session: "first") + line(2) + lines(3..<7, session: "second") + line(7, session: "first"))
    try bench.ingest()
    #expect(try session("first").records == 4)
    #expect(try session("second").records == 4)
  }

  @Test("the records of each session of such a source can be read by themselves")
  func recordsOfTwo() throws {
    let (first, second) = (lines(0..<2, session: "first"), lines(3..<7, session: "second"))
    try bench.tree.write(file, first + second)
    try bench.ingest()
    var bytes: [String: [UInt8]] = [:]
    for name in ["first", "second"] {
      try bench.store().forEachRecord(of: name) { bytes[name, default: []] += $0.bytes }
    }
    #expect(bytes == ["first": Array(first.utf8), "second": Array(second.utf8)])
  }

  @Test("all records of a session that moved and grew can be read")
  func recordsOfMoved() throws {
    try bench.tree.write(file, lines(0..<2, session: "s"))
    try bench.ingest()
    try bench.tree.move(file, to: transcript("s", folder: "q"))
    try bench.tree.append(transcript("s", folder: "q"), line(2, session: "s"))
    try bench.ingest()
    var bytes: [UInt8] = []
    try bench.store().forEachRecord(of: "s") { bytes += $0.bytes }
    #expect(bytes == Array(lines(0..<3, session: "s").utf8))
  }
}
