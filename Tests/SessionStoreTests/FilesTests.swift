import FileIO
import Foundation
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

/// A line with a call of a tool that names a file.
func touch(
  _ number: Int, _ tool: String, _ path: String, session: String = "s", argument: String = "file_path",
  more: String = ""
) -> String {
  assistant(number, message: "msg_\(number)", session: session, tool: tool, more: more).replacing(
    #""input":{}"#, with: #""input":{"\#(argument)":"\#(path)"}"#)
}

@Suite("files that sessions read and wrote")
struct FilesTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// The rows as text: path, session, first and last second, reads, writes.
  private func rows(_ view: StoreView, _ change: (inout FilesQuery) -> Void = { _ in }) throws -> [String] {
    var query = FilesQuery()
    change(&query)
    func second(_ time: Instant?) -> String { time.map { String(($0.milliseconds - milliseconds(0)) / 1000) } ?? "-" }
    return try view.files(query).map { row in
      "\(row.path) \(row.session) \(second(row.first))–\(second(row.last)) \(row.reads) \(row.writes)"
    }
  }

  private func rows(_ change: (inout FilesQuery) -> Void = { _ in }) throws -> [String] {
    try rows(bench.store().view(), change)
  }

  /// The names of the checkpoints of files.
  private func checkpoints() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: bench.storePath.appending("snap").string).filter {
      $0.hasPrefix("files-")
    }
  }

  @Test("calls of tools are counted by file and session, the file that was touched last first")
  func counts() throws {
    try bench.tree.write(
      file,
      touch(1, "Read", "/a") + touch(2, "Edit", "/a") + touch(3, "Write", "/b") + touch(4, "MultiEdit", "/a")
        + touch(5, "NotebookEdit", "/n.ipynb", argument: "notebook_path") + touch(6, "Bash", "/c")
        + touch(7, "Grep", "/c"))
    try bench.tree.write(transcript("t"), touch(9, "Read", "/a", session: "t"))
    try bench.ingest()
    #expect(try rows() == ["/a t 9–9 1 0", "/n.ipynb s 5–5 0 1", "/a s 1–4 1 2", "/b s 3–3 0 1"])
  }

  @Test("a call is counted once, even where a fork, a new version of the file or a second copy repeats it")
  func repeated() throws {
    let call = touch(1, "Read", "/a")
    try bench.tree.write(file, call)
    try bench.ingest()
    try bench.tree.write(transcript("t"), call.replacing(#""sessionId":"s""#, with: #""sessionId":"t""#))
    try bench.tree.write(file, line(7) + call)
    try bench.ingest()
    #expect(try rows() == ["/a s 1–1 1 0"])
  }

  @Test("several calls in one line, paths with escapes and calls of subagents are counted")
  func forms() throws {
    let both = touch(1, "Read", #"/w\u00e4g\t1"#).replacing(
      "}}]", with: #"}},{"type":"tool_use","id":"toolu_x","name":"Write","input":{"file_path":"/b"}}]"#)
    try bench.tree.write(file, both)
    let progress =
      #"{"type":"progress","uuid":"\#(uuid(5))","sessionId":"s","timestamp":"\#(time(5))","data":{"message":"#
      + touch(5, "Edit", "/c").dropLast() + "}}\n"
    try bench.tree.append(file, progress)
    try bench.ingest()
    #expect(try Set(rows()) == ["/wäg\t1 s 1–1 1 0", "/b s 1–1 0 1", "/c s 5–5 0 1"])
  }

  @Test("calls without a path, and lines that are no records, name no file")
  func none() throws {
    try bench.tree.write(
      file,
      assistant(1, tool: "Read") + touch(2, "Read", "") + touch(3, "Read", String(repeating: "a", count: 4097))
        + touch(4, "Read", "/x").dropLast(9) + "\n" + touch(5, "Read", "/a").replacing(#""/a""#, with: "[1]"))
    try bench.ingest()
    #expect(try rows() == [])
  }

  @Test("files are selected by path, project, session and time")
  func filters() throws {
    try bench.tree.write(file, touch(1, "Read", "/src/Main.swift", more: #","cwd":"/home/me/here""#))
    try bench.tree.write(
      transcript("t"),
      touch(5, "Read", "/src/Other.swift", session: "t", more: #","cwd":"/home/me/there""#)
        + touch(9, "Write", "/src/Other.swift", session: "t"))
    try bench.ingest()
    #expect(try rows { $0.path = "main" } == ["/src/Main.swift s 1–1 1 0"])
    #expect(try rows { $0.project = "/here" } == ["/src/Main.swift s 1–1 1 0"])
    #expect(try rows { $0.session = "t" } == ["/src/Other.swift t 5–9 1 1"])
    #expect(try rows { $0.period = Period(start: milliseconds(6)) } == ["/src/Other.swift t 9–9 0 1"])
    #expect(errorCode { try rows { $0.session = "none" } }?.isUnknownSession == true)
  }

  @Test("what is erased names no file, in a view of an earlier position neither, and no checkpoint keeps its paths")
  func erased() throws {
    try bench.tree.write(file, lines(0..<600) + touch(1, "Read", "/secret"))
    try bench.tree.write(transcript("t"), touch(9, "Read", "/open", session: "t"))
    try bench.ingest()
    let before = try bench.store().view()
    #expect(try rows(before) == ["/open t 9–9 1 0", "/secret s 1–1 1 0"])
    #expect(try checkpoints().count == 1)
    _ = try bench.store().erase(.session("s"), retry: Workbench.patience())
    #expect(try checkpoints() == [])
    #expect(try rows() == ["/open t 9–9 1 0"])
    #expect(try rows(before.refreshed()) == ["/open t 9–9 1 0"])
    #expect(try rows(bench.store().view(at: .sequence(before.head.sequence))) == ["/open t 9–9 1 0"])
  }

  @Test("a reader saves no checkpoint of events that may not be durable: a checkpoint proves that they were stored")
  func undurable() throws {
    try bench.tree.write(file, lines(0..<600) + touch(1, "Read", "/a"))
    try bench.ingest()
    for name in try checkpoints() { try POSIXFileSystem().remove(bench.storePath.appending("snap/" + name)) }
    let head = bench.storePath.appending("HEAD")
    let bytes = try POSIXFileSystem().contents(head)
    try POSIXFileSystem().remove(head)
    #expect(try rows() == ["/a s 1–1 1 0"])
    #expect(try checkpoints() == [])
    let file = try POSIXFileSystem().create(head)
    try file.write(bytes, at: 0)
    file.close()
    #expect(try rows() == ["/a s 1–1 1 0"])
    #expect(try checkpoints().count == 1)
  }

  @Test("a view of an earlier position has the calls up to there, and leaves the checkpoint of the end as it is")
  func earlier() throws {
    try bench.tree.write(file, lines(0..<600) + touch(1, "Read", "/a"))
    try bench.ingest()
    let head = try bench.store().view().head
    try bench.tree.append(file, touch(2, "Write", "/b"))
    try bench.ingest()
    #expect(try rows() == ["/b s 2–2 0 1", "/a s 1–1 1 0"])
    let saved = try checkpoints()
    #expect(try rows(bench.store().view(at: .sequence(head.sequence))) == ["/a s 1–1 1 0"])
    #expect(try checkpoints() == saved && saved.count == 1)
  }

  @Test("the second question of a view reads nothing, and a new view begins with the checkpoint")
  func secondQuestion() throws {
    try bench.tree.write(file, lines(0..<600) + touch(1, "Read", "/a"))
    try bench.ingest()
    let view = try bench.store().view()
    let first = try rows(view)
    #expect(try view.projections(.files).files.checkpointSequence == view.head.sequence)
    let later = try bench.store().view()
    #expect(try later.projections(.files).files.checkpointSequence == view.head.sequence)
    #expect(try rows(later) == first && first == ["/a s 1–1 1 0"])
    #expect(try bench.damage() == [])
    try FileManager.default.removeItem(atPath: bench.storePath.appending("seg").string)
    #expect(try rows(view) == first)
  }

  @Test("a refreshed view and a fold of the whole log give the same state, also of a store that was compacted")
  func refreshed() throws {
    try bench.tree.write(file, touch(1, "Read", "/a"))
    try bench.ingest()
    let view = try bench.store().view()
    _ = try rows(view)
    try bench.tree.append(file, touch(2, "Write", "/b") + line(3))
    try bench.ingest()
    let refreshed = try view.refreshed()
    let fresh = try bench.store().view()
    #expect(try rows(refreshed) == rows(fresh))
    #expect(
      try refreshed.projections(.files).files.digest == fresh.projections(.files).files.digest)
    let expected = try rows(fresh)
    try bench.compact()
    #expect(try rows() == expected && expected.count == 2)
  }

  @Test("pages cover every file exactly once while a writer appends in between")
  func pages() throws {
    let calls = (0..<7).map { touch($0, "Read", "/\($0)") }.joined()
    try bench.tree.write(file, calls)
    try bench.ingest()
    var seen: [String] = []
    var request = PageRequest(limit: 3)
    for number in 0..<3 {
      let page = try bench.store().view(for: request).files(FilesQuery(), page: request)
      #expect(page.total == 7 && page.rows.count == [3, 3, 1][number])
      seen += page.rows.map(\.path)
      request.cursor = page.next.flatMap { PageCursor($0.description) }
      #expect((request.cursor == nil) == (number == 2))
      try bench.tree.append(file, touch(20 + number, "Read", "/new\(number)"))
      try bench.ingest()
    }
    #expect(seen == (0..<7).reversed().map { "/\($0)" })
  }

  @Test("a cursor of another question is refused, and one from before an erasure has expired")
  func cursors() throws {
    try bench.tree.write(file, (0..<4).map { touch($0, "Read", "/\($0)") }.joined())
    try bench.tree.write(transcript("t"), touch(9, "Read", "/t", session: "t"))
    try bench.ingest()
    let first = PageRequest(limit: 2)
    let cursor = try #require(try bench.store().view(for: first).files(FilesQuery(), page: first).next)
    let next = PageRequest(limit: 2, cursor: cursor)
    var other = FilesQuery()
    other.path = "1"
    #expect(errorCode { try bench.store().view(for: next).files(other, page: next) } == .cursorMismatch)
    _ = try bench.store().erase(.session("t"), retry: Workbench.patience())
    #expect(
      errorCode {
        try bench.store().view(for: next).files(FilesQuery(), page: next)
      } == .cursorExpired)
  }

  @Test("the text of a cursor that is cut, changed or no cursor is refused")
  func cursorTexts() throws {
    let head = LogHead(sequence: 7, chain: .zero)
    let cursor = PageCursor(head, time: Instant(milliseconds: 1), rows: 3, question: "q")
    let text = cursor.description
    #expect(PageCursor(text) == cursor)
    for time in [Int64.min, -1, 253_402_300_800_000, .max] {
      let forged = PageCursor(head, time: Instant(milliseconds: time), rows: 3, question: "q")
      #expect(PageCursor(forged.description) == nil, "\(time)")
    }
    for wrong in ["", "x", String(text.dropLast(2)), String(text.dropLast()), text + "00", text.uppercased()] {
      #expect(PageCursor(wrong) == nil || wrong == text, "\(wrong)")
    }
    for place in text.indices {
      var changed = text
      changed.replaceSubrange(place...place, with: text[place] == "0" ? "1" : "0")
      #expect(PageCursor(changed) == nil)
    }
  }
}
