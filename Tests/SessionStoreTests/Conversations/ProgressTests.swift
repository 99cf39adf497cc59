import TestSupport
import Testing

@testable import Answers
@testable import SessionLog
@testable import Sync

/// A progress record of the caller, which holds a record of its subagent.
private func progress(
  _ number: Int, after parent: Int, _ inner: String, agent: String = "a1", call: String = "toolu_1"
) -> String {
  #"{"type":"progress","uuid":"\#(uuid(number))","parentUuid":"\#(uuid(parent))","sessionId":"s","timestamp":"\#(time(number))","#
    + #""parentToolUseID":"\#(call)","data":{"message":\#(inner.dropLast()),"type":"agent_progress","agentId":"\#(agent)"}}"#
    + "\n"
}

private func chained(_ parent: Int) -> String { #","parentUuid":"\#(uuid(parent))""# }

@Suite("progress records of subagents")
struct ProgressTests {
  private let agentFile = "projects/p/s/subagents/agent-a1.jsonl"
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// A caller with two subagents that work at the same time, and metadata between their records.
  private var caller: String {
    line(0, session: "s", text: "first")
      + assistant(1, message: "msg_1", tool: "Agent", more: chained(0))
      + assistant(2, message: "msg_1", tool: "Agent", more: chained(1))
      + progress(10, after: 2, line(30, text: "look for apples"), call: "toolu_1")
      + progress(11, after: 10, line(40, text: "look for pears"), agent: "b2", call: "toolu_2")
      + progress(12, after: 11, assistant(31, message: "msg_a", tool: "Grep"))
      + #"{"type":"mode","mode":"plan","sessionId":"s"}"# + "\n"
      + progress(13, after: 12, assistant(41, message: "msg_b", tool: "Bash"), agent: "b2", call: "toolu_2")
      + progress(14, after: 13, toolResult(32, of: 31))
      + progress(15, after: 14, toolResult(42, of: 41, isError: true), agent: "b2", call: "toolu_2")
      + progress(16, after: 15, assistant(33, message: "msg_c"))
      + toolResult(3, of: 1).replacing(#","message""#, with: chained(14) + #","message""#)
      + toolResult(4, of: 2).replacing(#","message""#, with: chained(16) + #","message""#)
      + assistant(5, message: "msg_2", more: chained(4))
  }

  private func read() throws -> [String] {
    let transcript = try bench.store().transcript(of: "s")
    #expect(transcript.conversation.branches == 0)
    return try transcript.conversation.entries.map { entry in
      switch entry.kind {
      case .subagentStart(let name, let call): return "start \(name) of \(call ?? -1)"
      case .subagentEnd: return "end"
      case .gap: return "gap"
      case .records(let kind):
        let said = try transcript.message(of: entry).parts.map { part in
          switch part {
          case .text(let text): text
          case .call(let call): call.name + (call.result.map { $0.isError ? " failed" : " done" } ?? " open")
          case .note(let name, _, _): name
          default: "?"
          }
        }
        return "\(entry.depth) \(kind.rawValue): \(said.joined(separator: ", "))"
      default: return "?"
      }
    }
  }

  @Test("progress records of a subagent without a stored file are shown below its call")
  func shown() throws {
    try bench.tree.write(transcript("s"), caller)
    try bench.ingest()
    let read = try read()
    #expect(
      read == [
        "0 prompt: first 0", "0 response: Agent done, Agent done",
        "start a1 of 1", "1 prompt: look for apples 30", "1 response: Grep done", "1 response: answer 33", "end",
        "start b2 of 1", "1 prompt: look for pears 40", "1 response: Bash failed", "end",
        "0 note: mode", "0 response: answer 5",
      ])
    #expect(try bench.store().transcript(of: "s").conversation.messages == 3)
  }

  @Test("a subagent with a stored file is shown, counted and found once, from the file")
  func once() throws {
    try bench.tree.write(transcript("s"), caller)
    try bench.ingest()
    func calls() throws -> [String] {
      try bench.store().tools().tools.map { "\($0.tool) \($0.calls) \($0.errors) \($0.unanswered)" }.sorted()
    }
    func found(_ text: String) throws -> [String] { try bench.store().search(SearchQuery([text])).matches.map(\.path) }
    #expect(try calls() == ["Agent 2 0 0", "Bash 1 1 0", "Grep 1 0 0"])
    #expect(try found("apples") == [transcript("s")] && found("pears") == [transcript("s")])
    try bench.tree.write(
      agentFile,
      line(30, session: "s", text: "look for apples", more: #","agentId":"a1","isSidechain":true"#)
        + assistant(31, message: "msg_a", tool: "Grep", more: chained(30) + #","agentId":"a1","isSidechain":true"#))
    try bench.ingest()
    #expect(try calls() == ["Agent 2 0 0", "Bash 1 1 0", "Grep 1 0 0"])
    #expect(try found("apples") == [agentFile] && found("pears") == [transcript("s")])
    let read = try read()
    #expect(
      read == [
        "0 prompt: first 0", "0 response: Agent done, Agent done",
        "start b2 of 1", "1 prompt: look for pears 40", "1 response: Bash failed", "end",
        "0 note: agent_progress", "0 note: agent_progress", "0 note: mode", "0 note: agent_progress",
        "0 note: agent_progress",
        "0 response: answer 5",
        "start a1 of -1", "1 prompt: look for apples 30", "1 response: Grep open", "end",
      ])
  }

  @Test("progress records whose parents form a cycle are shown")
  func circle() throws {
    try bench.tree.write(
      transcript("s"),
      line(0, session: "s") + progress(10, after: 11, line(30)) + progress(11, after: 10, line(31))
        + assistant(1, message: "msg_1", more: chained(11)))
    try bench.ingest()
    let read = try read()
    #expect(
      read == [
        "0 prompt: hello 0", "gap", "0 response: answer 1", "start a1 of -1", "1 prompt: hello 30",
        "1 prompt: hello 31", "end",
      ])
  }
}
