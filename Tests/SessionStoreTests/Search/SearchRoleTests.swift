import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SessionLog
@testable import Sync

/// Roles of texts, as in issue 17.
@Suite("search by role")
struct SearchRoleTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func roles(of text: String) throws -> [String] {
    try bench.store().search(SearchQuery([text])).matches.map(\.role.name)
  }

  private func record(_ number: Int, _ type: String, _ rest: String) -> String {
    #"{"type":"\#(type)","uuid":"\#(uuid(number))","sessionId":"s","timestamp":"\#(time(number))",\#(rest)}"# + "\n"
  }

  private func said(_ number: Int, _ content: String, by type: String = "user") -> String {
    record(number, type, #""message":{"content":\#(content)}"#)
  }

  @Test("queued prompts belong to the user, and notifications, interruptions and reminders to the system")
  func speakers() throws {
    try bench.tree.write(
      transcript("s"),
      record(1, "attachment", #""attachment":{"type":"queued_command","prompt":"waiting words"}"#)
        + record(
          2, "attachment",
          #""attachment":{"type":"queued_command","prompt":"noted words","commandMode":"task-notification"}"#)
        + said(3, #""<task-notification>task words</task-notification>""#)
        + said(4, #"[{"type":"text","text":"[Request interrupted by user for tool use]"}]"#)
        + said(5, #""typed words\n<system-reminder>\nreminding words\n</system-reminder>""#)
        + said(6, #""<command-name>/review</command-name><command-args>argued words</command-args>""#)
        + said(7, #""<local-command-stdout>printed words</local-command-stdout>""#))
    try bench.ingest()
    #expect(try roles(of: "waiting words") == ["user"])
    #expect(try roles(of: "noted words") == ["system"])
    #expect(try roles(of: "task words") == ["system"])
    #expect(try roles(of: "interrupted") == ["system"])
    #expect(try roles(of: "typed words") == ["user"])
    #expect(try roles(of: "reminding words") == ["system"])
    #expect(try roles(of: "argued words") == ["user"])
    #expect(try roles(of: "printed words") == ["system"])
    var query = SearchQuery(["words"])
    query.roles = [.user]
    #expect(try bench.store().search(query).total == 3)
  }

  @Test("a queued prompt counts as the user's only if a person wrote it, and the last of duplicate keys decides")
  func waitingPrompts() throws {
    let human = #""origin":{"kind":"human"}"#
    let hook = #""origin":{"kind":"hook"}"#
    let task = #""commandMode":"task-notification""#
    let cases = [
      (human, "user"), (hook, "system"), (#""origin":{"kind":"hook","kind":"human"}"#, "user"),
      (#""origin":{}"#, "user"),
      (#""origin":{"kind":7}"#, "system"), (#""origin":null"#, "user"), ("\(hook),\(human)", "user"),
      ("\(human),\(hook)", "system"), (#""isMeta":true"#, "system"), (#""isMeta":true,"isMeta":false"#, "user"),
      (task, "system"), (task + #","commandMode":"prompt""#, "user"),
    ]
    var lines = ""
    for (number, (facts, _)) in cases.enumerated() {
      let words = "words\(two(number))"
      lines += record(
        number, "attachment", #""attachment":{"type":"queued_command",\#(facts),"prompt":"\#(words)"}"#)
    }
    // What only looks like an attachment is none, and a flag that is taken back does not count.
    let other = #"{"type":"queued_command","prompt":"other words"}"#
    lines += record(20, "attachment", #""attachment":{"type":"file"},"elsewhere":\#(other)"#)
    lines += record(21, "user", #""isMeta":true,"isMeta":false,"message":{"content":"flagged words"}"#)
    try bench.tree.write(transcript("s"), lines)
    try bench.ingest()
    for (number, (facts, role)) in cases.enumerated() {
      #expect(try roles(of: "words\(two(number))") == [role], "\(facts)")
    }
    #expect(try roles(of: "other words") == ["system"])
    #expect(try roles(of: "flagged words") == ["user"])
  }

  @Test("blocks of advisors, server tools, MCP and unknown types are searched, counted and shown")
  func blocks() throws {
    let blocks = [
      #"{"type":"server_tool_use","id":"s1","name":"web_search","input":{"query":"w01"}}"#,
      #"{"type":"web_search_tool_result","tool_use_id":"s1","content":[{"type":"web_search_result","title":"w02","url":"https://w03"}]}"#,
      #"{"type":"mcp_tool_use","id":"m1","name":"lookup","server_name":"srv","input":{"q":"w04"}}"#,
      #"{"type":"mcp_tool_result","tool_use_id":"m1","content":[{"type":"text","text":"w05"}]}"#,
      #"{"type":"server_tool_use","id":"a1","name":"advisor","input":{}}"#,
      #"{"type":"advisor_tool_result","tool_use_id":"a1","content":{"type":"advisor_result","text":"w06"}}"#,
      #"{"type":"server_tool_use","id":"a2","name":"web_fetch","input":{}}"#,
      #"{"type":"web_fetch_tool_result","tool_use_id":"a2","content":{"type":"web_fetch_tool_result_error","error_code":"w07"}}"#,
      #"{"type":"block_of_tomorrow","payload":{"deep":["w08"]}}"#,
    ]
    let document = #"{"type":"document","title":"w09","source":{"type":"text","media_type":"text/plain","data":"w10"}}"#
    try bench.tree.write(
      transcript("s"),
      said(1, "[\(document)]") + said(2, "[\(blocks.joined(separator: ","))]", by: "assistant")
        + record(3, "record-of-tomorrow", #""note":"w11""#) + record(4, "pr-link", #""prUrl":"https://w12/1""#)
        + record(5, "progress", #""data":{"type":"bash_progress","output":"w13"}"#))
    try bench.ingest()
    for number in 1...13 { #expect(try roles(of: "w" + two(number)).count == 1, "w\(two(number))") }
    #expect(try roles(of: "lookup") == ["tool_input"])
    #expect(try roles(of: "w06") == ["tool_output"])
    #expect(try roles(of: "w08") == ["assistant"])
    #expect(try roles(of: "w10") == ["user"])
    let tools = try bench.store().tools().tools
    #expect(Set(tools.map(\.tool)) == ["advisor", "web_search", "web_fetch", "lookup"])
    #expect(tools.allSatisfy { $0.calls == 1 && $0.unanswered == 0 && $0.errors == ($0.tool == "web_fetch" ? 1 : 0) })
    for format in DocumentFormat.allCases {
      var text: [UInt8] = []
      let transcript = try bench.store().transcript(of: "s")
      try transcript.write(format, time: { "\($0)" }, to: { text += $0 })
      for number in 1...10 { #expect(text.text.contains("w" + two(number)), "\(format) w\(two(number))") }
    }
  }

  @Test("text that a file repeats is found once")
  func replay() throws {
    let talk = line(1, session: "s", text: "zebra") + assistant(2)
    try bench.tree.write(transcript("s"), talk + talk)
    try bench.ingest()
    #expect(try roles(of: "zebra") == ["user"])
  }

  @Test("text in tool-results is found as the output of its call")
  func outputs() throws {
    let lines = String(repeating: "line\n", count: 70_000)
    try bench.tree.write("projects/p/s/tool-results/b1.txt", lines + "the zebrafish is here only\n")
    try bench.tree.write("projects/p/s/tool-results/b2.txt", "a zebrafish of nobody\n")
    try bench.tree.write(
      transcript("s"),
      line(1, session: "s") + assistant(2, tool: "Bash")
        + #"{"type":"user","uuid":"\#(uuid(3))","sessionId":"s","timestamp":"\#(time(3))","message":{"content":"#
        + #"[{"type":"tool_result","tool_use_id":"toolu_2","content":"too large"}]},"toolUseResult":"#
        + #"{"persistedOutputPath":"/home/u/.claude/projects/p/s/tool-results/b1.txt"}}"# + "\n")
    try bench.ingest()
    let found = try bench.store().search(SearchQuery(["zebrafish"])).matches
    #expect(found.map(\.uuid) == [uuid(3), nil])
    #expect(found.map(\.role) == [.toolOutput, .toolOutput])
    #expect(found.map(\.session) == ["s", "s"] && found.map(\.line) == [70_000, 0])
    #expect(found[0].time?.milliseconds == milliseconds(3) && found[0].snippet.contains("the zebrafish is here only"))
    var query = SearchQuery(["zebrafish"])
    query.tool = "Bash"
    #expect(try bench.store().search(query).total == 1)
    query.tool = "Read"
    #expect(try bench.store().search(query).total == 0)
    query = SearchQuery(["zebrafish"])
    query.period = Period(start: milliseconds(2), end: milliseconds(4))
    #expect(try bench.store().search(query).total == 1)
    query.roles = [.user]
    #expect(try bench.store().search(query).total == 0)
  }

  @Test("text is found anywhere in a large output, and several texts can be far apart in it")
  func largeOutputs() throws {
    // One word across each offset at which a piece could end.
    var text = Array(repeatElement(UInt8(ascii: "."), count: 33 * 65_536))
    for index in text.indices where index % 80 == 79 { text[index] = 0x0a }
    for place in 1...32 {
      text.replaceSubrange(place * 65_536 - 6..<place * 65_536 + 7, with: " zebrafish\(two(place)) ".utf8)
    }
    try bench.tree.write("projects/p/s/tool-results/b1.txt", String(decoding: text, as: UTF8.self))
    try bench.tree.write(transcript("s"), line(1, session: "s"))
    try bench.ingest()
    let pieces = try Projected<SyncState>(try bench.store().openLog()).state.sources.compactMap { $0?.generations.last }
    #expect(pieces.contains { $0.lastSequence > $0.firstSequence })
    func places(_ words: String...) throws -> [Int64] {
      let found = try bench.store().search(SearchQuery(words))
      #expect(found.matches.allSatisfy { $0.role == .toolOutput && $0.session == "s" && $0.isLatest })
      return found.matches.map(\.line)
    }
    for place in 1...32 {
      let line = text[..<(place * 65_536 - 5)].count { $0 == 0x0a }
      #expect(try places("zebrafish\(two(place))") == [Int64(line)])
    }
    #expect(try places("zebrafish32", "zebrafish01").count == 1)
    #expect(try places("zebrafish32", "zebrafish33") == [])
    let all = try bench.store().search(SearchQuery(["zebrafish"])).matches
    #expect(all.map(\.occurrences) == [32])
  }

  private func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
