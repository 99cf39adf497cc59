import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import SessionLog
@testable import Sync

/// A progress record in the caller's file that repeats a line of its subagent.
private func progress(_ number: Int, _ line: String, session: String = "s") -> String {
  #"{"type":"progress","uuid":"\#(uuid(500 + number))","sessionId":"\#(session)","timestamp":"\#(time(number))","#
    + #""data":{"message":\#(line.dropLast()),"type":"agent_progress","agentId":"a1"}}"# + "\n"
}

@Suite("usage in progress records")
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

  @Test("usage in progress records is counted where the file of the subagent is not stored")
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

  @Test(
    "usage in progress records is counted once, as in the subagent's file where this is stored",
    arguments: [true, false])
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

  @Test("a response in a progress record without a message id is known by the uuid of the record inside")
  func noID() throws {
    let line = assistant(2, message: nil, request: nil)
    try bench.tree.write(transcript("s"), own + progress(0, line) + progress(1, line))
    try bench.tree.write(agent, line)
    try bench.ingest()
    #expect(try report().totals.responses == 2)
  }

  @Test("usage in progress records that a fork copies belongs to the original session")
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

  @Test("usage of a record with more than 1024 nested containers is counted")
  func deep() throws {
    let input = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
    try bench.tree.write(transcript("s"), assistant(1, more: #","deep":\#(input)"#))
    try bench.ingest()
    #expect(try report().totals.responses == 1)
  }
}

@Suite("one message id for all responses")
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

  @Test("where a gateway uses one message id, each answer to a prompt is a response in every session")
  func gateway() throws {
    try bench.tree.write(transcript("s"), conversation("s", 0..<3, message: "relay"))
    try bench.tree.write(transcript("t"), conversation("t", 10..<13, message: "relay"))
    try bench.ingest()
    #expect(try count() == 6)
  }

  @Test("where a gateway uses one message id, the only answer of each session is a response")
  func singles() throws {
    for number in 0..<5 {
      try bench.tree.write(
        transcript("s\(number)"), conversation("s\(number)", number..<number + 1, message: "relay"))
    }
    try bench.ingest()
    #expect(try count() == 5)
  }

  @Test("where a gateway uses one message id and one requestId, each answer to a prompt is a response")
  func constantRequest() throws {
    try bench.tree.write(transcript("s"), conversation("s", 0..<3, message: "relay") { _ in "req" })
    try bench.tree.write(transcript("t"), conversation("t", 10..<13, message: "relay") { _ in "req" })
    try bench.ingest()
    #expect(try count() == 6)
  }

  @Test("where a gateway uses one message id but different requestIds, a fork repeats no response")
  func requests() throws {
    try bench.tree.write(transcript("s"), conversation("s", 0..<3, message: "relay") { "req_\($0)" })
    try bench.ingest()
    let copy = conversation("t", 0..<3, message: "relay") { "req_\($0)" }
    try bench.tree.write(transcript("t"), copy + conversation("t", 10..<11, message: "relay") { "req_\($0)" })
    try bench.ingest()
    #expect(try count() == 4)
  }

  @Test("where a gateway uses one message id in a loop of tools, other input tokens make another response")
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

  @Test("forks and replays of a gateway's answers repeat no response")
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

  @Test("where the message id is empty, each line is a response of its own")
  func empty() throws {
    try bench.tree.write(transcript("s"), conversation("s", 0..<3, message: ""))
    try bench.tree.write(transcript("t"), conversation("t", 0..<2, message: ""))
    try bench.ingest()
    #expect(try count() == 3)
  }

  @Test("a response that a person interrupted with a prompt is counted as one response")
  func interrupted() throws {
    try bench.tree.write(
      transcript("s"),
      assistant(0, usage: #"{"input_tokens":5,"output_tokens":1}"#) + line(1, session: "s")
        + assistant(2, usage: #"{"input_tokens":5,"output_tokens":274}"#))
    try bench.ingest()
    #expect(try count() == 1)
  }

  @Test("responses with one message id are counted the same with and without a checkpoint")
  func checkpoints() throws {
    let text = conversation("s", 0..<4, message: "relay")
    let lines = text.split(separator: "\n").map { $0 + "\n" }
    for count in 1...lines.count {
      try bench.tree.write(transcript("s"), lines.prefix(count).joined())
      try bench.ingest()
    }
    #expect(try count() == 4)
    let log = try bench.store().openLog()
    #expect(try Projected<UsageState>(log).digest == Projected<UsageState>(log, useCheckpoint: false).digest)
  }
}
