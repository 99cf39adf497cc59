import FileIO
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("outline of a session")
struct OutlineTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// A line that follows another one.
  private func after(_ parent: Int, _ line: String) -> String {
    line.replacing(#""uuid":"#, with: #""parentUuid":"\#(uuid(parent))","uuid":"#)
  }

  @Test("prompts are numbered, and have the files, calls, errors and tokens of what followed")
  func prompts() throws {
    let lines = [
      line(1), after(1, touch(2, "Write", "/a")), after(2, toolResult(3, of: 2)),
      after(3, touch(4, "Edit", "/b")), after(4, toolResult(5, of: 4, isError: true)),
      after(5, line(6)), after(6, assistant(7, message: "msg_7")),
    ]
    try bench.tree.write(file, lines.joined())
    try bench.ingest()
    let view = try bench.store().view()
    let outline = try view.outline(of: "s")
    #expect(outline.prompts.map(\.number) == [1, 2] && outline.prompts.map(\.text) == ["hello 1", "hello 6"])
    let (first, second) = (outline.prompts[0], outline.prompts[1])
    #expect(first.work.files == ["/a", "/b"] && first.work.calls == 2 && first.work.errors == 1)
    #expect(first.work.usage.responses == 2 && second.work.usage.responses == 1 && second.work.calls == 0)
    #expect(outline.usage == (try view.usage().totals) && outline.rest.responses == 0)
    #expect(throws: StoreError.self) { try view.outline(of: "s", generation: 4) }
  }

  @Test("a file is listed once for each prompt and each subagent that wrote it, in the order of the first call")
  func filesOnce() throws {
    let task = after(5, assistant(6, message: "msg_6", tool: "Task"))
    let done = after(6, toolResult(7, of: 6)).replacing(
      #""type":"user""#, with: #""toolUseResult":{"agentId":"abc"},"type":"user""#)
    let lines = [
      line(1), after(1, touch(2, "Write", "/b")), after(2, touch(3, "Write", "/a")), after(3, touch(4, "Edit", "/b")),
      after(4, touch(5, "Edit", "/a")), task, done, after(7, line(8)), after(8, touch(9, "Edit", "/b")),
    ]
    try bench.tree.write(file, lines.joined())
    let side = #","isSidechain":true,"agentId":"abc""#
    func edit(_ number: Int) -> String {
      assistant(number, message: "msg_\(number)", tool: "Edit", more: side).replacing(
        #""input":{}"#, with: #""input":{"file_path":"/a"}"#)
    }
    try bench.tree.write(
      "projects/p/s/subagents/agent-abc.jsonl",
      line(20, session: "s", text: "look", more: side) + after(20, edit(21)) + after(21, edit(22)))
    try bench.ingest()
    let prompts = try bench.store().view().outline(of: "s").prompts
    #expect(prompts.map(\.work.files) == [["/b", "/a"], ["/b"]])
    #expect(prompts.map { $0.subagents.map(\.work.files) } == [[["/a"]], []])
  }

  @Test("a subagent stands with its tokens below the prompt that started it")
  func subagents() throws {
    let call = after(1, assistant(2, message: "msg_2", tool: "Task"))
    let done = after(2, toolResult(3, of: 2)).replacing(
      #""type":"user""#, with: #""toolUseResult":{"agentId":"abc"},"type":"user""#)
    try bench.tree.write(file, line(1) + call + done + after(3, line(4)))
    let side = #","isSidechain":true,"agentId":"abc""#
    try bench.tree.write(
      "projects/p/s/subagents/agent-abc.jsonl",
      line(10, session: "s", text: "look", more: side)
        + after(10, assistant(11, message: "msg_11", tool: "Read", more: side)))
    try bench.ingest()
    let outline = try bench.store().view().outline(of: "s")
    #expect(outline.prompts.map(\.subagents.count) == [1, 0])
    let subagent = try #require(outline.prompts.first?.subagents.first)
    #expect(subagent.name == "abc" && subagent.depth == 1 && subagent.task == "look 10")
    #expect(subagent.work.usage.responses == 1 && subagent.work.calls == 1)
    #expect(outline.prompts[0].work.usage.responses == 1 && outline.prompts[0].work.calls == 1)
  }

  @Test("responses of former versions are counted as the rest, so that the sums are those of the session")
  func rest() throws {
    try bench.tree.write(file, line(1) + after(1, assistant(2, message: "msg_2")))
    try bench.ingest()
    try bench.tree.write(file, line(1) + after(1, assistant(3, message: "msg_3")))
    try bench.ingest()
    let outline = try bench.store().view().outline(of: "s")
    #expect(outline.usage.responses == 2 && outline.rest.responses == 1)
    #expect(outline.prompts.map(\.work.usage.responses) == [1])
  }
}

@Suite("edits of files")
struct FileEditTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func edits(limit: Int = .max, _ change: (inout FilesQuery) -> Void = { _ in }) throws -> FileEdits {
    var query = FilesQuery()
    change(&query)
    return try bench.store().view().edits(query, limit: limit)
  }

  @Test("the texts of edits, of a whole file and of a cell are given, the latest last and each call once")
  func forms() throws {
    func call(_ number: Int, _ tool: String, _ input: String) -> String {
      assistant(number, message: "msg_\(number)", tool: tool).replacing(#""input":{}"#, with: #""input":{\#(input)}"#)
    }
    let edit = call(3, "Edit", #""file_path":"/a","old_string":"x","new_string":"y""#)
    try bench.tree.write(
      file,
      edit + toolResult(4, of: 3, isError: true)
        + call(2, "Write", #""file_path":"/a","content":"new""#)
        + call(5, "MultiEdit", #""file_path":"/a","edits":[{"old_string":"1","new_string":"2"},{"old_string":3}]"#)
        + call(6, "NotebookEdit", #""notebook_path":"/n","new_source":"cell""#) + call(7, "Read", #""file_path":"/a""#)
        + call(8, "Edit", #""file_path":"/b""#))
    try bench.ingest()
    try bench.tree.write(transcript("t"), edit.replacing(#""sessionId":"s""#, with: #""sessionId":"t""#))
    try bench.ingest()
    let all = try edits()
    #expect(all.total == 5 && all.edits.map(\.tool) == ["Write", "Edit", "MultiEdit", "NotebookEdit", "Edit"])
    #expect(all.edits.map(\.isWhole) == [true, false, false, true, false])
    #expect(all.edits.map(\.isError) == [nil, true, nil, nil, nil])
    #expect(all.edits[1].replacements == [FileEdit.Replacement(old: "x", new: "y")])
    #expect(all.edits[2].replacements.map(\.new) == ["2", ""] && all.edits[3].replacements.map(\.new) == ["cell"])
    #expect(try edits { $0.path = "/a" }.edits.map(\.tool) == ["Write", "Edit", "MultiEdit"])
    let last = try edits(limit: 2)
    #expect(last.total == 5 && last.edits.map(\.path) == ["/n", "/b"])
  }

  @Test("a call that other sessions repeat is listed for the session for which it counts")
  func repeated() throws {
    try bench.tree.write(file, touch(1, "Write", "/a"))
    try bench.ingest()
    for number in 0..<8 {
      let name = "t\(number)"
      try bench.tree.write(
        transcript(name), touch(1, "Write", "/a", session: name) + touch(10 + number, "Write", "/a", session: name))
      try bench.ingest()
    }
    #expect(try edits().edits.map(\.session) == ["s"] + (0..<8).map { "t\($0)" })
    #expect(Set(try bench.store().files().map(\.writes)) == [1])
  }

  @Test("only files that were written are listed where that is asked for")
  func written() throws {
    try bench.tree.write(file, touch(1, "Read", "/a") + touch(2, "Edit", "/b") + touch(3, "Read", "/b"))
    try bench.ingest()
    var query = FilesQuery()
    query.isWritten = true
    #expect(try bench.store().files(query).map { [$0.path, "\($0.reads)", "\($0.writes)"] } == [["/b", "1", "1"]])
  }
}

@Suite("usage for a status line")
struct RecentUsageTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// A response at some time before the clock's.
  private func answer(_ number: Int, secondsAgo: Int64) -> String {
    let time = Instant(milliseconds: bench.clock.milliseconds - secondsAgo * 1000)
    return assistant(number, message: "msg_\(number)").replacing(
      /"timestamp":"[^"]*"/, with: #""timestamp":"\#(time)""#)
  }

  @Test("an answer that was kept is given again, until the log has grown and it is a minute old")
  func kept() throws {
    try bench.tree.write(file, answer(1, secondsAgo: 1))
    try bench.ingest()
    let first = try bench.store().recentUsage(zone: .utc, keptFrom: 0)
    #expect(first.today.tokens == 3 && first.session("s")?.tokens == 3 && first.session("other") == nil)
    #expect(first.block(at: Instant(milliseconds: bench.clock.milliseconds))?.amount.tokens == 3)
    #expect(try bench.store().recentUsage(zone: .utc, keptFrom: 0) == first)
    try bench.tree.append(file, answer(2, secondsAgo: 1))
    try bench.ingest()
    #expect(try bench.store().recentUsage(zone: .utc, keptFrom: 0) == first)
    #expect(try bench.store().recentUsage(zone: .utc, age: 0, keptFrom: 0).today.tokens == 6)
    #expect(try bench.store().recentUsage(zone: Zone(name: "other") { _ in 0 }).basis[0] == "other")
    #expect(try bench.damage().isEmpty)
  }

  @Test("a day and a block that are over are not given again")
  func over() throws {
    try bench.tree.write(file, answer(1, secondsAgo: 1))
    try bench.ingest()
    let first = try bench.store().recentUsage(zone: .utc, keptFrom: 0)
    bench.clock.advance(seconds: 86_400)
    let next = try bench.store().recentUsage(zone: .utc, keptFrom: 0)
    #expect(next.day != first.day && next.today.tokens == 0)
    #expect(first.block(at: Instant(milliseconds: bench.clock.milliseconds)) == nil)
  }

  @Test("a checkpoint with other bytes is ignored")
  func forged() throws {
    try bench.tree.write(file, answer(1, secondsAgo: 1))
    try bench.ingest()
    let first = try bench.store().recentUsage(zone: .utc, keptFrom: 0)
    let folder = bench.storePath.appending("snap")
    let name = try #require(
      try POSIXFileSystem().list(folder).map { String(decoding: $0.name, as: UTF8.self) }.first {
        $0.hasPrefix("recent-")
      })
    let path = folder.appending(name)
    let bytes = try POSIXFileSystem().contents(path)
    for length in [0, 1, 64, bytes.count - 1] {
      try POSIXFileSystem().remove(path)
      let handle = try POSIXFileSystem().create(path)
      try handle.write(Array(bytes[..<length]), at: 0)
      handle.close()
      #expect(try bench.store().recentUsage(zone: .utc, keptFrom: 0).today == first.today)
    }
  }

  @Test("an answer from a damaged store is not kept, because the next one would not know what it lacks")
  func damaged() throws {
    for number in 0..<4 {
      try bench.tree.write(transcript("s\(number)"), lines(0..<20) + answer(30 + number, secondsAgo: 1))
      try bench.ingest()
    }
    let disk = POSIXFileSystem()
    func names() throws -> [String] {
      try disk.list(bench.storePath.appending("snap")).map { String(decoding: $0.name, as: UTF8.self) }
    }
    for name in try names() { try disk.remove(bench.storePath.appending("snap/\(name)")) }
    let segment = bench.storePath.appending("seg/00000000-00000000.ccs")
    var bytes = try disk.contents(segment)
    bytes[900] ^= 0xff
    try disk.remove(segment)
    let handle = try disk.create(segment)
    try handle.write(bytes, at: 0)
    handle.close()
    for _ in 0..<2 {
      let store = bench.store()
      #expect(try store.recentUsage(zone: .utc, keptFrom: 0).today.tokens < 12)
      #expect(!store.losses.isEmpty)
    }
    #expect(try !names().contains { $0.hasPrefix("recent-") })
  }

  @Test("input that is not what the agent gives is as if nothing was given")
  func input() {
    let now = Instant(milliseconds: 0)
    let deep = String(repeating: "[", count: 100_000)
    for text in ["", "{", "[]", "null", "\u{0}", deep, #"{"session_id":5,"cost":{"total_cost_usd":"x"}}"#] {
      let line = StatusLine(nil, input: Array(text.utf8), now: now)
      #expect(line.session == nil && line.sessionAmount == nil)
    }
    for number in ["-1", "1e999", "1e400", "true", "null"] {
      let line = StatusLine(nil, input: Array(#"{"cost":{"total_cost_usd":\#(number)}}"#.utf8), now: now)
      #expect(line.sessionAmount == nil, "\(number)")
    }
    let line = StatusLine(nil, input: Array(#"{"session_id":"s","cost":{"total_cost_usd":1.25}}"#.utf8), now: now)
    #expect(line.session == "s" && line.sessionAmount?.cost == 1.25)
  }
}
