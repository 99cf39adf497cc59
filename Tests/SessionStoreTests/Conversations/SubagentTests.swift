import Testing
import Transcripts

@testable import Answers
@testable import SessionLog
@testable import Sync

@Suite("subagents in a conversation")
struct SubagentTests {
  private func agent(_ uuids: [String], file: Int, name: String) -> [RecordOutline] {
    uuids.enumerated().map { place, uuid in
      var record = RecordOutline.prompt(uuid, after: place == 0 ? nil : uuids[place - 1])
      (record.file, record.agent, record.flags) = (file, name, [.isSidechain, .hasText])
      return record
    }
  }

  @Test("a subagent is read after its call, and one without a call after everything else")
  func nested() {
    let main: [RecordOutline] = [.prompt("a", after: nil), .answer("b", after: "a"), .answer("c", after: "b")]
    let records = main + agent(["x", "y"], file: 1, name: "one") + agent(["z"], file: 2, name: "two")
    let read = Reading(records, isMain: [true, false, false]) { $0.map { $0.name == "one" ? 1 : nil } }
    #expect(read.text == "a b {one x y } c {two z }")
    #expect(read.conversation.subagents == 2)
  }

  @Test("a subagent can call another one, and two that call each other are read")
  func deep() {
    let records =
      [RecordOutline.prompt("a", after: nil)] + agent(["x"], file: 1, name: "one") + agent(["y"], file: 2, name: "two")
    let nested = Reading(records, isMain: [true, false, false]) { $0.map { $0.name == "one" ? 0 : 1 } }
    #expect(nested.text == "a {one x {two y } }")
    let circle = Reading(records, isMain: [true, false, false]) { $0.map { $0.name == "one" ? 2 : 1 } }
    #expect(circle.text == "a {one x {two y } }")
  }

  @Test("records of a subagent in the main transcript are read as a subagent")
  func sidechain() {
    var side: [RecordOutline] = [.prompt("x", after: nil), .answer("y", after: "x"), .prompt("z", after: nil)]
    for place in side.indices { side[place].flags.insert(.isSidechain) }
    let main: [RecordOutline] = [.prompt("a", after: nil), .answer("b", after: "a")]
    let read = Reading(main + side + [.prompt("c", after: "b")]) { $0.map { $0.first == 2 ? 1 : nil } }
    #expect(read.text == "a b { x y } c { z }")
  }

  @Test("records in the file of a subagent are not linked to records with the same uuid in other files")
  func uuids() {
    let main: [RecordOutline] = [.prompt("a", after: nil), .answer("b", after: "a")]
    var other = agent(["b"], file: 1, name: "one")
    other[0].parent = "a"
    #expect(Reading(main + other, isMain: [true, false]).text == "a b {one | b }")
  }
}

@Suite("calls of subagents")
struct SubagentCallTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  private func call(_ number: Int, prompt: String) -> String {
    #"{"type":"assistant","uuid":"\#(uuid(number))","sessionId":"s","timestamp":"\#(time(number))","message":{"id":"m\#(number)","#
      + #""content":[{"type":"tool_use","id":"toolu_\#(number)","name":"Task","input":{"prompt":"\#(prompt)"}}]}}"#
      + "\n"
  }

  private func agentLine(_ number: Int, _ agent: String, text: String) -> String {
    line(number, session: "s", text: text, more: #","isSidechain":true,"agentId":"\#(agent)""#)
  }

  private func callers() throws -> [String: Int?] {
    let transcript = try bench.store().transcript(of: "s")
    var callers: [String: Int?] = [:]
    for entry in transcript.conversation.entries {
      guard case .subagentStart(let name, let call) = entry.kind else { continue }
      callers.updateValue(call.map { transcript.conversation.entries[$0].records[0] }, forKey: name)
    }
    return callers
  }

  @Test("the call of a subagent is found by the result that names the subagent, or otherwise by the prompt")
  func found() throws {
    let result = toolResult(3, of: 1).replacing(
      #""sessionId""#, with: #""toolUseResult":{"agentId":"one"},"sessionId""#)
    try bench.tree.write(
      transcript("s"), line(0, session: "s") + call(1, prompt: "look 10") + call(2, prompt: "look 10") + result)
    try bench.tree.write("projects/p/s/subagents/agent-one.jsonl", agentLine(10, "one", text: "look"))
    try bench.tree.write("projects/p/s/subagents/agent-two.jsonl", agentLine(10, "two", text: "look"))
    try bench.tree.write("projects/p/s/subagents/agent-three.jsonl", agentLine(11, "three", text: "else"))
    try bench.ingest()
    let found = try callers()
    #expect(found == ["one": 1, "two": 2, "three": nil], "\(found)")
  }
}
