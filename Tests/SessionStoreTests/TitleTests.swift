import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

/// Titles of sessions, as in issue 17.
@Suite("titles of sessions")
struct TitleTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func title(_ id: String = "s") throws -> String? {
    try bench.store().sessions().first { $0.id == id }?.title
  }

  private func record(_ json: String) -> String { json + "\n" }

  private func said(_ number: Int, _ content: String, session: String = "s") -> String {
    #"{"type":"user","uuid":"\#(uuid(number))","sessionId":"\#(session)","timestamp":"\#(time(number))","#
      + #""message":{"role":"user","content":\#(content)}}"# + "\n"
  }

  @Test(
    "the title is the first of custom title, AI title, summary, prompt, command and answer that exists",
    arguments: 0..<6)
  func order(dropped: Int) throws {
    let all = [
      record(#"{"type":"custom-title","customTitle":"by hand","sessionId":"s"}"#),
      record(#"{"type":"ai-title","aiTitle":"by a model","sessionId":"s"}"#),
      record(#"{"type":"summary","summary":"by summary","leafUuid":"\#(uuid(9))"}"#),
      said(5, #""typed""#),
      said(4, #""<command-name>/model</command-name><command-args>opus</command-args>""#), assistant(9),
    ]
    try bench.tree.write(file, all[dropped...].reversed().joined())
    try bench.ingest()
    #expect(try title() == ["by hand", "by a model", "by summary", "typed", "/model opus", "answer 9"][dropped])
  }

  @Test("a summary is the title of the session that has its leaf, in whichever file and order the summary comes")
  func leaves() throws {
    let summary = record(#"{"type":"summary","summary":"of the other","leafUuid":"\#(uuid(2))"}"#)
    let other = record(#"{"type":"summary","summary":"of nobody","leafUuid":"\#(uuid(99))"}"#)
    for isFirst in [true, false] {
      let bench = try Workbench()
      let (a, b) = isFirst ? ("a", "b") : ("b", "a")
      try bench.tree.write(transcript(a), summary + other + line(11, session: a, text: "mine"))
      if isFirst { try bench.ingest() }
      try bench.tree.write(transcript(b), line(1, session: b) + line(2, session: b) + line(3, session: b))
      try bench.ingest()
      let titles = Dictionary(uniqueKeysWithValues: try bench.store().sessions().map { ($0.id, $0.title) })
      #expect(titles == [a: "mine 11", b: "of the other"])
    }
  }

  @Test("the summary of an original is not the title of a copy that continues it")
  func fork() throws {
    try bench.tree.write(transcript("a"), line(1, session: "a") + line(2, session: "a"))
    try bench.tree.write(
      transcript("b"),
      record(#"{"type":"summary","summary":"sum","leafUuid":"\#(uuid(2))"}"#) + line(1, session: "b")
        + line(2, session: "b") + line(3, session: "b"))
    try bench.ingest()
    #expect(try title("a") == "sum")
    #expect(try title("b") == "hello 1")
  }

  @Test("a /rename command gives a title, in a record of a person and in one of the system")
  func rename() throws {
    let command = "<command-name>/rename</command-name>\\n<command-args>my work</command-args>"
    try bench.tree.write(
      file,
      line(1, session: "s")
        + record(
          #"{"type":"system","subtype":"local_command","content":"\#(command)","uuid":"\#(uuid(2))","sessionId":"s"}"#))
    try bench.tree.write(transcript("t"), line(3, session: "t") + said(4, "\"\(command)\"", session: "t"))
    try bench.ingest()
    #expect(try title() == "my work")
    #expect(try title("t") == "my work")
  }

  @Test("empty and blank titles do not count")
  func blank() throws {
    try bench.tree.write(
      file,
      record(#"{"type":"custom-title","customTitle":"kept","sessionId":"s"}"#)
        + record(#"{"type":"custom-title","customTitle":" \n","sessionId":"s"}"#)
        + record(#"{"type":"ai-title","aiTitle":"","sessionId":"s"}"#))
    try bench.tree.write(
      transcript("t"), record(#"{"type":"custom-title","customTitle":"","sessionId":"t"}"#) + line(1, session: "t"))
    try bench.ingest()
    #expect(try title() == "kept")
    #expect(try title("t") == "hello 1")
  }

  @Test(
    "the prompt for a title is what a person typed, without editor blocks, reminders and command envelopes",
    arguments: [
      (
        #"[{"type":"text","text":"<ide_opened_file>x.md</ide_opened_file>"},{"type":"text","text":"rewrite it"}]"#,
        "rewrite it"
      ),
      (#""<ide_selection>lines</ide_selection>\nfix it""#, "fix it"),
      (
        #"[{"type":"text","text":"<system-reminder>\nx\n</system-reminder>"},{"type":"text","text":"what is new?"}]"#,
        "what is new?"
      ),
      (#""<div> is not closed""#, "<div> is not closed"),
      (#""\u003csystem-reminder>x\u003c/system-reminder>\nescaped""#, "escaped"),
      (
        #""<command-message>review</command-message>\n<command-name>/review</command-name>\n<command-args>12</command-args>""#,
        "/review 12"
      ),
      (#""<local-command-stdout>done</local-command-stdout>""#, "the real one 2"),
      (#""<task-notification>done</task-notification>""#, "the real one 2"),
      (#""[Request interrupted by user]""#, "the real one 2"),
      (#""<command-name>/clear</command-name>""#, "the real one 2"),
    ] as [(String, String)])
  func firstPrompt(_ content: String, _ expected: String) throws {
    try bench.tree.write(file, said(1, content) + line(2, session: "s", text: "the real one"))
    try bench.ingest()
    #expect(try title() == expected)
  }

  @Test("an editor block of any length is removed from the prompt for a title")
  func longBlock() throws {
    let block = String(repeating: "many words ", count: 3000)
    try bench.tree.write(file, said(1, #""<ide_selection>\#(block)</ide_selection>\nshort""#))
    try bench.ingest()
    #expect(try title() == "short")
  }

  @Test("the title of a session does not depend on the portions in which its file was ingested")
  func portions() throws {
    let lines = [assistant(1), assistant(2, message: "msg_2"), said(3, #""<bash-input>ls</bash-input>""#)]
    try bench.tree.write(file, "")
    for text in lines {
      try bench.tree.append(file, text)
      try bench.ingest()
    }
    let whole = try Workbench()
    try whole.tree.write(file, lines.joined())
    try whole.ingest()
    #expect(try title() == "! ls")
    #expect(try whole.store().sessions()[0].title == "! ls")
  }
}

@Suite("titles in the real transcripts", .enabled(if: Corpus.isPresent, Corpus.absence))
struct CorpusTitleTests {
  @Test("real sessions whose files contain summaries of other sessions have their own first prompt as title")
  func prompts() throws {
    let bench = try Workbench()
    for name in try Corpus.files() where name.hasPrefix("projects/-Users-dain-workspace-") && name.hasSuffix(".jsonl") {
      try bench.tree.write(name, try Corpus.bytes(name))
    }
    try bench.ingest()
    let log = try bench.store().openLog()
    let state = SessionsState.current(try Projected<SessionsState>(log, try Projected<SyncState>(log).state).state)
    for id in ["cb2e607c", "5ed31c36", "9e953218"] {
      let session = try #require(state.sessions.first { $0.id.text.hasPrefix(id) })
      #expect(!session.prompt.isEmpty && session.title == session.prompt, "\(id)")
    }
  }
}

@Suite("names of sessions")
struct SessionNameTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  @Test("a session is found by the stem of its file as well as by the id inside")
  func stem() throws {
    try bench.tree.write(transcript("file-name"), lines(1..<3, session: "inner"))
    try bench.ingest()
    for name in ["inner", "file-name", "file", "inn"] {
      #expect(try bench.store().transcript(of: name).id == "inner")
    }
    // restore, erase and export find the session, too.
    var choice = SessionChoice()
    choice.names = ["file-name"]
    #expect(try bench.store().export(to: bench.directory.appending("out"), of: choice).files == 1)
    #expect(try bench.store().restore(RestoreOptions(.sessions(["file-name"]))).present == 1)
    #expect(try bench.store().previewErasure(of: .session("file-name")).lines == 2)
    #expect(errorCode { try bench.store().transcript(of: "other") } == .noSuchSession)
  }

  @Test("the file of a subagent belongs to the session in whose folder it is", arguments: [true, false])
  func folder(isInner: Bool) throws {
    try bench.tree.write(transcript("s"), lines(1..<3, session: isInner ? "inner" : "s"))
    try bench.tree.write("projects/p/s/subagents/agent-1.jsonl", lines(5..<8, session: "elsewhere"))
    try bench.ingest()
    let sessions = try bench.store().sessions()
    #expect(sessions.map(\.id) == [isInner ? "inner" : "s"])
    #expect(sessions[0].files == 2 && sessions[0].records == 5)
    #expect(try bench.store().transcript(of: "s").records.count == 5)
  }

  @Test("a byte order mark is ignored and kept in the bytes, and UTF-16 is reported as a defect")
  func byteOrderMark() throws {
    let marked = [0xef, 0xbb, 0xbf] + Array(lines(1..<3, session: "s").utf8)
    try bench.tree.write(transcript("s"), marked)
    let wide: [UInt8] = [0xff, 0xfe] + lines(3..<5, session: "t").utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    try bench.tree.write(transcript("t"), wide)
    let report = try bench.ingest()
    #expect(Set(report.badLines.map(\.reason)).contains("UTF-16, not UTF-8"))
    #expect(!report.badLines.contains { $0.file.contains("/s.jsonl") })
    let session = try #require(try bench.store().sessions().first { $0.id == "s" })
    #expect(session.title == "hello 1" && session.messages == 2)
    #expect(try bench.store().transcript(of: "s").line(of: 0)?.starts(with: [0xef, 0xbb, 0xbf]) == true)
  }
}
