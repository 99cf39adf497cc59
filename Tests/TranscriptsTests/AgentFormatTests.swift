import Testing

@testable import Transcripts

@Suite("formats of agents")
struct AgentFormatTests {
  @Test("each agent has the format that names it, and numbers on disk do not change")
  func agents() {
    for agent in Agent.allCases { #expect(agent.format.agent == agent) }
    #expect(Agent.allCases.map(\.rawValue) == [0])
    #expect(Agent.unstated == .claude)
  }

  @Test(
    "Claude Code claims transcripts as lines and other files whole, and nothing that holds secrets",
    arguments: [
      ("a.jsonl", Claim.lines), ("auth.json.jsonl", .lines), ("x.meta.json", .whole), ("notes", .whole),
      ("settings.json", .passedOver(.credentials)), (".env", .passedOver(.credentials)),
    ])
  func claims(name: String, claim: Claim) {
    #expect(Agent.claude.format.claim(Array(name.utf8), in: Array("projects/-p".utf8)) == claim)
  }

  @Test(
    "a path lies in a folder of its root when a slash follows the name of the folder",
    arguments: [("projects/-p/a.jsonl", true), ("projects/", true), ("projects", false), ("projects2/a", false)])
  func folder(path: String, isInside: Bool) {
    #expect((Agent.claude.format.folder(of: Array(path.utf8)) == "projects") == isInside)
  }

  @Test(
    "files are opened from the folder of the agent, also the folder itself",
    arguments: [("projects/-p/a.jsonl", "/r/projects"), ("projects", "/r/projects"), ("a.jsonl", "/r")])
  func base(path: String, base: String) {
    #expect(TranscriptRoot.base("/r", Array(path.utf8)).string == base)
  }

  @Test(
    "a copy that a synchronisation program made has the name of its original",
    arguments: [
      ("a.sync-conflict-20260301-101010-ABCDEFG.jsonl", "a.jsonl"), ("a.jsonl", "a.jsonl"),
      ("a.sync-conflict-20260301-101010-ABCDEFG.json", "a.sync-conflict-20260301-101010-ABCDEFG.json"),
    ])
  func originalName(name: String, original: String) {
    #expect(Agent.claude.format.originalName(Array(name.utf8)[...]) == Array(original.utf8))
  }

  @Test(
    "a call of a tool becomes an action that any document can show",
    arguments: [
      ("Bash", #"{"command":"ls","description":"d"}"#, .shell(language: "bash", command: "ls", description: "d")),
      ("PowerShell", "{}", .shell(language: "powershell", command: nil, description: nil)),
      ("Edit", #"{"old_string":"a","new_string":"b"}"#, .edit([ToolAction.Replacement(old: "a", new: "b")])),
      ("Write", #"{"file_path":"/x/y.swift","content":"c"}"#, .write(content: "c", language: "swift")),
      ("TodoWrite", #"{"todos":[{"status":"completed","content":"t"}]}"#, .steps([ToolAction.Step(.done, "t")])),
      ("Read", "{}", .read), ("Task", #"{"prompt":"p"}"#, .delegate(prompt: "p")), ("mcp__x", "{}", .other),
    ] as [(String, String, ToolAction)])
  func action(name: String, input: String, action: ToolAction) throws {
    let call = ToolCallContent(name: name, id: "", input: try #require(value(input)), agent: .claude)
    #expect(call.action == action)
  }

  @Test("a message unites a result with the call that it answers, once")
  func results() {
    var builder = MessageBuilder(.response, agent: .claude)
    let result = ToolResultContent(isError: false, parts: [.text("r")])
    let call = ToolCallContent(name: "Bash", id: "1", input: .null, agent: .claude)
    builder.add(call)
    builder.add(result, ofCall: "1")
    builder.add(result, ofCall: "1")
    builder.add(result, ofCall: nil)
    var answered = call
    answered.result = result
    #expect(builder.message.parts == [.call(answered), .result(result), .result(result)])
  }
}
