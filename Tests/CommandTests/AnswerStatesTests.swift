import Foundation
import Testing

private let answers = [
  ["usage"], ["usage", "--by", "block"], ["usage", "--by", "session"], ["sessions"], ["tools"], ["drift"],
  ["search", "hello"], ["conflicts"], ["erase", "--list"],
]

@Suite("commands that answer, for stores in several states")
struct AnswerStatesTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  @Test("a command that answers about an empty store prints one line, or one JSON document", arguments: answers)
  func empty(_ command: [String]) throws {
    try work.ingest()
    let text = try work.ccstore(command + ["--store", work.store])
    #expect(text.code == (command[0] == "search" ? 1 : 0) && text.errors == "", "\(text)")
    #expect(text.output.split(separator: "\n").count == 1, "\(text)")
    let json = try work.ccstore(command + ["--json", "--store", work.store])
    if command[0] == "search" { #expect(json.output == "") } else { _ = try json.json() }
  }

  @Test("a command that answers about a missing store exits with 66 and one sentence", arguments: answers)
  func missing(_ command: [String]) throws {
    let outcome = try work.ccstore(command + ["--store", work.store])
    #expect(outcome.code == 66 && outcome.saysOneSentence, "\(outcome)")
  }

  @Test(
    "a command that answers about records without times gives all its other columns and exits with 0",
    arguments: answers, [40, 120])
  func timeless(_ command: [String], _ columns: Int) throws {
    let text =
      #"{"type":"user","uuid":"u","message":{"content":"hello"}}"# + "\n"
      + #"{"type":"assistant","message":{"id":"m","model":"claude-haiku-4-5","content":[{"type":"tool_use","id":"t","name":"Bash","input":{}}],"usage":{"output_tokens":5}}}"#
      + "\n"
    try work.write("p/s.jsonl", text)
    try work.ingest()
    try work.remove("p/s.jsonl")
    let outcome = try work.ccstore(command + ["--store", work.store], ["COLUMNS": String(columns), "TERM": "dumb"])
    #expect(outcome.code == 0 && outcome.errors == "", "\(outcome)")
    // A command is whole, so that it can be copied.
    let lines = outcome.output.split(separator: "\n").filter { !$0.contains("  ccstore show ") }
    #expect(lines.allSatisfy { $0.count <= columns }, "\(outcome.output)")
    #expect(!outcome.standardOutput.contains(0x1b))
  }

  @Test(
    "a command that answers about a damaged store gives what is intact, lists what is lost and exits with 3",
    arguments: answers)
  func damaged(_ command: [String]) throws {
    for number in 0..<4 {
      try work.write("p/s\(number).jsonl", lines(0..<20, session: "s\(number)"))
      try work.ingest()
    }
    try work.flipByte("seg/00000000-00000000.ccs", at: 900)
    let outcome = try work.ccstore(command + ["--store", work.store])
    #expect(outcome.code == 3, "\(outcome)")
    #expect(outcome.errors.contains("seg/00000000-00000000.ccs at byte"), "\(outcome)")
    #expect(outcome.errors.contains("repair"), "\(outcome)")
    #expect(!outcome.output.isEmpty)
  }
}
