import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("sessions")
struct SessionTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func session(_ id: String = "s") throws -> SessionSummary {
    try #require(try bench.store().sessions().first { $0.id == id })
  }

  private func title(_ type: String, _ key: String, _ text: String) -> String {
    #"{"type":"\#(type)","sessionId":"s","\#(key)":"\#(text)"}"# + "\n"
  }

  @Test("the last of several titles of a session counts")
  func latestTitle() throws {
    try bench.tree.write(
      file, title("custom-title", "customTitle", "old") + title("custom-title", "customTitle", "new"))
    try bench.ingest()
    #expect(try session().title == "new")
  }

  @Test("a session lasts from its earliest to its latest record")
  func times() throws {
    try bench.tree.write(file, line(7) + line(3) + line(5))
    try bench.ingest()
    #expect(try session().started?.milliseconds == milliseconds(3))
    #expect(try session().ended?.milliseconds == milliseconds(7))
  }

  @Test("the records, bad lines and bytes of a session are those of the latest generation of its files")
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

  @Test("the project of a session is the working directory of its records, not the name of its folder")
  func project() throws {
    try bench.tree.write(file, line(0) + line(1, more: #","cwd":"/code/a-b""#))
    try bench.ingest()
    #expect(try session().project == "/code/a-b")
  }

  @Test("a session is present while its files exist")
  func present() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.ingest()
    #expect(try session().sourceState == .present)
  }

  @Test("a session is missing when its main transcript was deleted")
  func missing() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.tree.write("projects/p/s/subagents/agent-1.jsonl", lines(10..<12, session: "s"))
    try bench.ingest()
    try bench.tree.remove(file)
    try bench.ingest()
    #expect(try session().sourceState == .missing)
  }

  @Test("a session is partial when the file of a subagent was deleted")
  func partial() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.tree.write("projects/p/s/subagents/agent-1.jsonl", lines(10..<12, session: "s"))
    try bench.ingest()
    try bench.tree.remove("projects/p/s/subagents/agent-1.jsonl")
    try bench.ingest()
    #expect(try session().sourceState == .partial)
  }

  @Test("a session whose file was moved is present")
  func moved() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.ingest()
    try bench.tree.move(file, to: transcript("s", folder: "q"))
    try bench.ingest()
    #expect(try session().sourceState == .present)
  }

  @Test("a session whose file was moved and then deleted is missing")
  func movedAndGone() throws {
    try bench.tree.write(file, lines(0..<2))
    try bench.ingest()
    try bench.tree.move(file, to: transcript("s", folder: "q"))
    try bench.ingest()
    try bench.tree.remove(transcript("s", folder: "q"))
    try bench.ingest()
    #expect(try session().sourceState == .missing)
  }

  @Test("a session whose file was moved twice is present")
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

  @Test("a file with two session ids gives each session its records")
  func twoSessions() throws {
    try bench.tree.write(
      file, lines(0..<2, session: "first") + line(2) + lines(3..<7, session: "second") + line(7, session: "first"))
    try bench.ingest()
    #expect(try session("first").records == 4)
    #expect(try session("second").records == 4)
  }

  @Test("the records of each session in a file with two sessions can be read separately")
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

  @Test("all records of a session whose file moved and grew can be read")
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

  @Test("folders of transcripts that name another session join that session in the order of their names")
  func foldersOfOne() throws {
    let names = (0..<9).map { "x\($0)" }
    // The last name comes into the log first.
    for (number, name) in names.enumerated().reversed() {
      try bench.tree.write("projects/p/\(name)/subagents/agent-\(number).jsonl", line(number, session: name))
      try bench.ingest()
    }
    for (number, name) in names.enumerated() {
      try bench.tree.write(transcript(name), line(20 + number, session: "one"))
    }
    try bench.ingest()
    let log = try bench.store().openLog()
    let sync = try Projected<SyncState>(log).state
    let sessions = SessionsState.current(try Projected<SessionsState>(log).state).sessions
    #expect(sessions.map(\.id) == [Array("one".utf8)])
    let paths = sessions.flatMap(\.parts).map { sync.path(ofSource: $0.source).text }
    #expect(
      paths == names.map { transcript($0) }
        + names.enumerated().map { "projects/p/\($1)/subagents/agent-\($0).jsonl" })
  }

  @Test("files with the same path in several roots are read in the order of their source numbers")
  func pathsOfSeveralRoots() throws {
    let trees = try (0..<9).map { try bench.tree("root\($0)") }
    var text = ""
    for (number, tree) in trees.enumerated() {
      let own = line(number, session: "s")
      try tree.write(file, own)
      try bench.ingest(Array(trees[...number]))
      text += own
    }
    var bytes: [UInt8] = []
    try bench.store().forEachRecord(of: "s") { bytes += $0.bytes }
    #expect(bytes.text == text)
  }

  @Test("messages of a session are prompts and responses, and lines with the same id and replays add none")
  func messages() throws {
    let talk =
      line(1, session: "s") + assistant(2, message: "m1") + assistant(3, message: "m1")
      + toolResult(4, of: 3) + line(5, session: "s") + assistant(6, message: "m2")
    try bench.tree.write(file, talk + talk + assistant(7, message: "x", model: "<synthetic>"))
    try bench.tree.write("projects/p/s/subagents/agent-1.jsonl", lines(10..<12, session: "s"))
    try bench.ingest()
    #expect(try session().messages == 4)
    #expect(try bench.store().transcript(of: "s").conversation.messages == 4)
    try bench.tree.append(file, assistant(8, message: "m1"))
    try bench.ingest()
    #expect(try session().messages == 5)
    #expect(try bench.store().transcript(of: "s").conversation.messages == 5)
    // A turn is a prompt and what follows, in the list and in the conversation.
    #expect(try session().turns == 2)
    #expect(try bench.store().transcript(of: "s").conversation.turns == 2)
  }

  @Test("queued prompts count as messages, and texts of the system in the place of a person do not")
  func speakers() throws {
    func said(_ number: Int, _ text: String) -> String {
      #"{"type":"user","uuid":"\#(uuid(number))","sessionId":"s","message":{"content":"\#(text)"}}"# + "\n"
    }
    func queued(_ number: Int, _ attachment: String) -> String {
      #"{"type":"attachment","attachment":\#(attachment),"uuid":"\#(uuid(number))","sessionId":"s"}"# + "\n"
    }
    try bench.tree.write(
      file,
      said(1, "typed") + said(2, "<task-notification>x</task-notification>") + said(3, "[Request interrupted by user]")
        + queued(4, #"{"type":"queued_command","prompt":"waited","commandMode":"prompt"}"#)
        + queued(5, #"{"type":"queued_command","prompt":[{"type":"text","text":"waited, too"}]}"#)
        + queued(6, #"{"type":"queued_command","prompt":"<task-notification>x</task-notification>"}"#)
        + queued(7, #"{"type":"queued_command","prompt":"done","commandMode":"task-notification"}"#)
        + queued(8, #"{"type":"queued_command","prompt":"x","isMeta":true}"#))
    try bench.ingest()
    #expect(try session().messages == 3)
    #expect(try bench.store().transcript(of: "s").conversation.messages == 3)
    #expect(try session().turns == 3)
    #expect(try bench.store().transcript(of: "s").conversation.turns == 3)
  }

  @Test("messages of the base of a file count, whatever became of the original file")
  func messagesOfBase() throws {
    let talk = line(1, session: "s") + assistant(2, message: "m1")
    try bench.tree.write(file, talk)
    try bench.ingest()
    try bench.tree.write(transcript("s", folder: "q"), talk + line(3, session: "s"))
    try bench.tree.write(file, #"{"type":"mode","mode":"normal","sessionId":"s"}"# + "\n")
    try bench.ingest()
    #expect(try session().messages == 3)
  }
}
