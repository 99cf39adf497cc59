import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import SessionLog
@testable import Sync

/// A line of a caller's file that repeats one of its subagent.
private func progress(_ number: Int, _ line: String, session: String = "s") -> String {
  #"{"type":"progress","uuid":"\#(uuid(500 + number))","sessionId":"\#(session)","timestamp":"\#(time(number))","#
    + #""data":{"message":\#(line.dropLast()),"type":"agent_progress","agentId":"a1"}}"# + "\n"
}

@Suite("Usage inside of progress records")
struct NestedUsageTests {
  private let agent = "projects/p/s/subagents/agent-a1.jsonl"
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func report(_ grouping: UsageGrouping = .model) throws -> UsageReport {
    var query = UsageQuery()
    query.grouping = grouping
    return try bench.store().usage(query)
  }

  private let own = assistant(1, message: "msg_own")
  private let answers = [
    assistant(2, message: "msg_a", request: "req_a", model: "claude-haiku-4-5", usage: #"{"output_tokens":3}"#),
    assistant(
      3, message: "msg_a", request: "req_a", model: "claude-haiku-4-5", usage: #"{"output_tokens":9}"#, tool: "Bash"),
  ]

  @Test("is counted where no file of that subagent is stored")
  func alone() throws {
    try bench.tree.write(transcript("s"), own + answers.enumerated().map { progress($0, $1) }.joined())
    try bench.ingest()
    let report = try report()
    #expect(report.totals.responses == 2)
    #expect(report.groups.first { $0.key == "claude-haiku-4-5" }?.totals.tokens.output == 9)
    #expect(try self.report(.tool).groups.map(\.key).contains("Bash"))
    #expect(
      try bench.store().sessions().first?.model == "claude-opus-4-5-20251101", "a subagent's model is not the session's"
    )
  }

  @Test("is counted once, with what the subagent's own file says, where it is stored", arguments: [true, false])
  func once(isFileFirst: Bool) throws {
    let file = assistant(
      2, message: "msg_a", request: "req_a", model: "claude-haiku-4-5", usage: #"{"output_tokens":7}"#)
    let steps = [
      { try bench.tree.write(agent, file) },
      { try bench.tree.write(transcript("s"), own + answers.enumerated().map { progress($0, $1) }.joined()) },
    ]
    for step in isFileFirst ? steps : steps.reversed() {
      try step()
      try bench.ingest()
    }
    #expect(try report().totals.responses == 2)
    #expect(try report().groups.first { $0.key == "claude-haiku-4-5" }?.totals.tokens.output == 7)
    #expect(try !report(.tool).groups.map(\.key).contains("Bash"), "the file says nothing of it")
  }

  @Test("without an id is known by the uuid of the record inside")
  func noID() throws {
    let line = assistant(2, message: nil, request: nil)
    try bench.tree.write(transcript("s"), own + progress(0, line) + progress(1, line))
    try bench.tree.write(agent, line)
    try bench.ingest()
    #expect(try report().totals.responses == 2)
  }

  @Test("belongs to the original where a fork copies it, and to the subagent's session where its file is stored")
  func fork() throws {
    try bench.tree.write(transcript("s"), own + progress(0, answers[0]))
    try bench.tree.write(
      transcript("a-fork"),
      assistant(1, message: "msg_own", session: "a-fork") + progress(0, answers[0], session: "a-fork")
        + assistant(9, message: "msg_more", session: "a-fork"))
    try bench.ingest()
    #expect(try report(.session).groups.first { $0.key == "s" }?.totals.responses == 2)
    #expect(try report(.session).groups.first { $0.key == "a-fork" }?.totals.responses == 1)
  }

  @Test("of a record nested deeper than the limit is counted, too")
  func deep() throws {
    let input = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
    try bench.tree.write(transcript("s"), assistant(1, more: #","deep":\#(input)"#))
    try bench.ingest()
    #expect(try report().totals.responses == 1)
  }
}

@Suite("One id for all responses")
struct SharedIDTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func count() throws -> Int64 { try bench.store().usage().totals.responses }

  /// A conversation of prompts and answers.
  private func conversation(
    _ session: String, _ answers: Range<Int>, message: String?, request: (Int) -> String? = { _ in nil },
    usage: (Int) -> String = { _ in #"{"input_tokens":100,"output_tokens":10}"# }
  ) -> String {
    answers.map { number in
      line(2 * number, session: session)
        + assistant(2 * number + 1, message: message, session: session, request: request(number), usage: usage(number))
    }.joined()
  }

  @Test("of a gateway: each answer to a prompt is a response, in every session")
  func gateway() throws {
    try bench.tree.write(transcript("s"), conversation("s", 0..<3, message: "relay"))
    try bench.tree.write(transcript("t"), conversation("t", 10..<13, message: "relay"))
    try bench.ingest()
    #expect(try count() == 6)
  }

  @Test("of a gateway, one answer a session: each is a response")
  func singles() throws {
    for number in 0..<5 {
      try bench.tree.write(
        transcript("s\(number)"), conversation("s\(number)", number..<number + 1, message: "relay"))
    }
    try bench.ingest()
    #expect(try count() == 5)
  }

  @Test("and one requestId, too: each answer to a prompt is a response")
  func constantRequest() throws {
    try bench.tree.write(transcript("s"), conversation("s", 0..<3, message: "relay") { _ in "req" })
    try bench.tree.write(transcript("t"), conversation("t", 10..<13, message: "relay") { _ in "req" })
    try bench.ingest()
    #expect(try count() == 6)
  }

  @Test("and requestIds that tell them apart: each is a response, a fork repeats none")
  func requests() throws {
    try bench.tree.write(transcript("s"), conversation("s", 0..<3, message: "relay") { "req_\($0)" })
    try bench.ingest()
    let copy = conversation("t", 0..<3, message: "relay") { "req_\($0)" }
    try bench.tree.write(transcript("t"), copy + conversation("t", 10..<11, message: "relay") { "req_\($0)" })
    try bench.ingest()
    #expect(try count() == 4)
  }

  @Test("of a gateway in a loop of tools: what reads something else is another response, what goes on is not")
  func tools() throws {
    func step(_ number: Int, input: Int, output: Int) -> String {
      assistant(
        number, message: "relay", request: nil, usage: #"{"input_tokens":\#(input),"output_tokens":\#(output)}"#,
        tool: "Bash") + toolResult(number + 1, of: number)
    }
    try bench.tree.write(
      transcript("s"),
      line(0, session: "s") + step(1, input: 100, output: 50) + step(3, input: 150, output: 20)
        + assistant(5, message: "relay", request: nil, usage: #"{"input_tokens":200,"output_tokens":90}"#)
        + assistant(6, message: "relay", request: nil, usage: #"{"input_tokens":200,"output_tokens":95}"#))
    try bench.ingest()
    #expect(try count() == 3)
  }

  @Test("forks and replays of what a gateway answered repeat nothing")
  func copies() throws {
    let text = conversation("s", 0..<3, message: "relay")
    try bench.tree.write(transcript("s"), text + text)
    try bench.tree.write(
      transcript("t"), conversation("t", 0..<3, message: "relay") + conversation("t", 10..<11, message: "relay"))
    try bench.ingest()
    #expect(try count() == 4)
    try bench.tree.write(transcript("s"), String(text.dropFirst(line(0, session: "s").utf8.count)))
    try bench.ingest()
    #expect(try count() == 4)
  }

  @Test("that is empty is no id: each line is a response of its own")
  func empty() throws {
    try bench.tree.write(transcript("s"), conversation("s", 0..<3, message: ""))
    try bench.tree.write(transcript("t"), conversation("t", 0..<2, message: ""))
    try bench.ingest()
    #expect(try count() == 3)
  }

  @Test("of a true response that a person typed into: it is one all the same")
  func interrupted() throws {
    try bench.tree.write(
      transcript("s"),
      assistant(0, usage: #"{"input_tokens":5,"output_tokens":1}"#) + line(1, session: "s")
        + assistant(2, usage: #"{"input_tokens":5,"output_tokens":274}"#))
    try bench.ingest()
    #expect(try count() == 1)
  }

  @Test("is told in the same way after a checkpoint as without one")
  func checkpoints() throws {
    let text = conversation("s", 0..<4, message: "relay")
    let lines = text.split(separator: "\n").map { $0 + "\n" }
    for count in 1...lines.count {
      try bench.tree.write(transcript("s"), lines.prefix(count).joined())
      try bench.ingest()
    }
    #expect(try count() == 4)
    let log = try bench.store().openLog()
    #expect(try Folded<UsageState>(log).digest == Folded<UsageState>(log, useSnapshot: false).digest)
  }
}
