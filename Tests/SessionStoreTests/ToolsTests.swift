import FileIO
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Documents
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("statistics of tools")
struct ToolsTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func tools(_ change: (inout ToolQuery) -> Void = { _ in }) throws -> [String: ToolUse] {
    var query = ToolQuery()
    change(&query)
    let report = try bench.store().tools(query)
    return Dictionary(uniqueKeysWithValues: report.tools.map { ($0.tool, $0) })
  }

  @Test("tools are counted by name, with their errors and the calls without a result")
  func counts() throws {
    try bench.tree.write(
      file,
      assistant(0, tool: "Read") + assistant(1, message: "msg_2", tool: "Bash") + toolResult(2, of: 0)
        + toolResult(3, of: 1, isError: true) + assistant(4, message: "msg_3", tool: "Bash"))
    try bench.ingest()
    let tools = try tools()
    #expect(tools["Read"].map { [$0.calls, $0.errors, $0.unanswered] } == [1, 0, 0])
    #expect(tools["Bash"].map { [$0.calls, $0.errors, $0.unanswered] } == [2, 1, 1])
    let totals = try bench.store().tools().totals
    #expect([totals.calls, totals.errors, totals.unanswered] == [3, 1, 1])
  }

  @Test("the duration of a call is the time until its first result")
  func durations() throws {
    try bench.tree.write(
      file,
      [10, 20, 30].map { assistant($0, message: "msg_\($0)", tool: "Bash") }.joined()
        + toolResult(12, of: 10) + toolResult(59, of: 10) + toolResult(25, of: 20) + toolResult(40, of: 30))
    try bench.ingest()
    let durations = try #require(try tools()["Bash"]?.durations)
    #expect(durations == ToolUse.Durations(total: 17_000, median: 5_000, mean: 5_666, longest: 10_000))
  }

  @Test("a call has no duration where the clock ran backwards or the result has no time")
  func backwards() throws {
    try bench.tree.write(
      file,
      assistant(10, tool: "Bash") + toolResult(5, of: 10) + assistant(11, message: "msg_2", tool: "Bash")
        + toolResult(12, of: 11).replacing(#""timestamp":"\#(time(12))","#, with: ""))
    try bench.ingest()
    let bash = try #require(try tools()["Bash"])
    #expect(bash.durations == nil && bash.unanswered == 0)
  }

  @Test("a call is counted once, even where a fork or a new version of the file repeats it")
  func forks() throws {
    let conversation = assistant(0, tool: "Read") + toolResult(2, of: 0, isError: true)
    try bench.tree.write(file, conversation)
    try bench.ingest()
    try bench.tree.write(transcript("t"), conversation.replacing(#""s""#, with: #""t""#))
    try bench.tree.write(file, line(7) + conversation)
    try bench.ingest()
    #expect(try tools()["Read"].map { [$0.calls, $0.errors, $0.unanswered] } == [1, 1, 0])
  }

  @Test("a call gets the result that a later ingest stores, even from another folder")
  func later() throws {
    try bench.tree.write(file, assistant(0, tool: "Read"))
    try bench.ingest()
    #expect(try tools()["Read"]?.unanswered == 1)
    try bench.tree.move(file, to: transcript("s", folder: "q"))
    try bench.tree.append(transcript("s", folder: "q"), toolResult(3, of: 0))
    try bench.ingest()
    #expect(try tools()["Read"]?.unanswered == 0)
    #expect(try tools()["Read"]?.durations?.total == 3_000)
  }

  @Test("several calls in one line are counted separately")
  func parallel() throws {
    let line = assistant(0, tool: "Read").replacing(
      #""input":{}}]"#, with: #""input":{}},{"type":"tool_use","id":"toolu_x","name":"Bash","input":{}}]"#)
    try bench.tree.write(file, line + toolResult(2, of: 0, isError: true))
    try bench.ingest()
    let tools = try tools()
    #expect(tools["Read"]?.errors == 1 && tools["Bash"]?.errors == 0 && tools["Bash"]?.unanswered == 1)
  }

  @Test("statistics of tools are selected by period, project and session")
  func filters() throws {
    try bench.tree.write(file, assistant(0, tool: "Read", more: #","cwd":"/home/me/here""#))
    try bench.tree.write(
      transcript("t"), assistant(9, message: "msg_2", session: "t", tool: "Bash", more: #","cwd":"/home/me/there""#))
    try bench.ingest()
    #expect(try Set(tools { $0.period = Period(start: milliseconds(5)) }.keys) == ["Bash"])
    #expect(try Set(tools { $0.project = "HERE" }.keys) == ["Read", "Bash"])
    #expect(try Set(tools { $0.project = "/here" }.keys) == ["Read"])
    #expect(try Set(tools { $0.session = "t" }.keys) == ["Bash"])
    #expect(errorCode { try tools { $0.session = "none" } } == .noSuchSession)
  }

  @Test("the marks of tool calls are those in FORMAT.md")
  func vectors() throws {
    let page = String(
      decoding: try POSIXFileSystem().contents(projectRoot.appending("FORMAT.md")), as: UTF8.self)
    func vector(_ name: String) -> [UInt8]? {
      page.split(separator: "```hex \(name)\n").last?.split(separator: "```").first.flatMap { bytes(hex: $0) }
    }
    for (name, isError) in [("call-mark", false), ("result-mark", true)] {
      let mark = ToolCallHash(id: Array("toolu_01ABC".utf8), isError: isError)
      #expect(vector(name) == withUnsafeBytes(of: mark.rawValue.littleEndian) { Array($0) })
    }
  }
}
