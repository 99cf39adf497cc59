import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import SessionLog
@testable import Sync

@Suite("exchanges, folded notes and sessions of a search")
struct SearchExchangeTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func record(_ number: Int, after parent: Int?, _ content: String, by type: String = "assistant") -> String {
    let parent = parent.map { #""\#(uuid($0))""# } ?? "null"
    return #"{"type":"\#(type)","uuid":"\#(uuid(number))","parentUuid":\#(parent),"sessionId":"s","#
      + #""timestamp":"\#(time(number))","cwd":"/work/site","message":{"id":"m\#(number)","content":\#(content)}}"#
      + "\n"
  }

  private func prompt(_ number: Int, after parent: Int?, _ text: String) -> String {
    record(number, after: parent, "\"\(text)\"", by: "user")
  }

  private func answer(_ number: Int, after parent: Int?, _ text: String) -> String {
    record(number, after: parent, #"[{"type":"text","text":"\#(text)"}]"#)
  }

  private func call(_ number: Int, after parent: Int?, _ command: String) -> String {
    record(
      number, after: parent,
      #"[{"type":"tool_use","id":"toolu_\#(number)","name":"Bash","input":{"command":"\#(command)"}}]"#)
  }

  private func result(_ number: Int, of call: Int, _ text: String) -> String {
    record(
      number, after: call, #"[{"type":"tool_result","tool_use_id":"toolu_\#(call)","content":"\#(text)"}]"#, by: "user")
  }

  /// The texts of the prompt and of the answer of the only match.
  private func exchange(_ text: String) throws -> [String?] {
    var query = SearchQuery([text])
    query.hasExchanges = true
    let found = try bench.store().search(query).matches
    #expect(found.count == 1, "\(text)")
    let exchange = try #require(found.first?.exchange)
    return [exchange.prompt?.text, exchange.answer?.text]
  }

  @Test("a match has the prompt above it and the answer below it")
  func plain() throws {
    try bench.tree.write(
      transcript("s"),
      prompt(1, after: nil, "where is it w01") + call(2, after: 1, "find w02") + result(3, of: 2, "found w03")
        + answer(4, after: 3, "it is here w04") + prompt(5, after: 4, "thanks w05") + answer(6, after: 5, "welcome w06")
        + prompt(7, after: 6, "alone w07"))
    try bench.ingest()
    for word in ["w01", "w02", "w03", "w04"] {
      #expect(try exchange(word) == ["where is it w01", "it is here w04"], "\(word)")
    }
    #expect(try exchange("w05") == ["thanks w05", "welcome w06"])
    #expect(try exchange("w06") == ["thanks w05", "welcome w06"])
    #expect(try exchange("w07") == ["alone w07", nil])
  }

  @Test(
    "a match in a branch that was left has the prompts and answers of its branch, and the main line those of its own")
  func branches() throws {
    try bench.tree.write(
      transcript("s"),
      prompt(1, after: nil, "start w01") + answer(2, after: 1, "begun w02") + prompt(3, after: 2, "one way w03")
        + answer(4, after: 3, "left w04") + prompt(5, after: 2, "other way w05") + answer(6, after: 5, "kept w06"))
    try bench.ingest()
    #expect(try exchange("w02") == ["start w01", "begun w02"])
    #expect(try exchange("w03") == ["one way w03", "left w04"])
    #expect(try exchange("w04") == ["one way w03", "left w04"])
    #expect(try exchange("w05") == ["other way w05", "kept w06"])
    #expect(try exchange("w01") == ["start w01", "begun w02"])
  }

  @Test("a match in a subagent has the prompt and the answer of the subagent")
  func subagents() throws {
    func inner(_ line: String) -> String {
      line.replacing(#""cwd""#, with: #""isSidechain":true,"agentId":"a1","cwd""#)
    }
    try bench.tree.write(
      transcript("s"),
      prompt(1, after: nil, "outer w01") + call(2, after: 1, "x") + result(3, of: 2, "y")
        + answer(4, after: 3, "done w04"))
    try bench.tree.write(
      "projects/p/s/subagents/agent-a1.jsonl",
      inner(prompt(11, after: nil, "task w11")) + inner(call(12, after: 11, "look w12"))
        + inner(result(13, of: 12, "z")) + inner(answer(14, after: 13, "seen w14")))
    try bench.ingest()
    #expect(try exchange("w12") == ["task w11", "seen w14"])
    #expect(try exchange("w04") == ["outer w01", "done w04"])
  }

  @Test("many matches together have the prompts and answers that each of them has alone")
  func together() throws {
    var random = Seeded(20)
    var text = prompt(100, after: nil, "start w100")
    for number in 101..<160 {
      // Now and then a record follows an earlier one, so that branches are left.
      let parent = random.next() % 6 == 0 ? 100 + Int(random.next() % UInt64(number - 100)) : number - 1
      switch random.next() % 5 {
      case 0: text += prompt(number, after: parent, "asked w\(number)")
      case 1: text += answer(number, after: parent, "said w\(number)")
      default: text += call(number, after: parent, "do w\(number)")
      }
    }
    try bench.tree.write(transcript("s"), text)
    try bench.ingest()
    for order in [SearchOrder.time, .relevance] {
      var query = SearchQuery(["w"])
      (query.hasExchanges, query.order) = (true, order)
      let found = try bench.store().search(query).matches
      #expect(found.count == 60)
      for match in found {
        let word = try #require(match.snippet.firstMatch(of: /w1[0-9][0-9]/)).output
        #expect(try exchange(String(word)) == [match.exchange?.prompt?.text, match.exchange?.answer?.text], "\(word)")
      }
    }
  }

  @Test("the exchanges of very many matches between two prompts are found in linear time")
  func many() throws {
    let calls = (2..<10_000).map { call($0, after: $0 - 1, "needle") }.joined()
    try bench.tree.write(
      transcript("s"), prompt(1, after: nil, "begin") + calls + answer(10_000, after: 9_999, "the end"))
    try bench.ingest()
    var query = SearchQuery(["needle"])
    query.hasExchanges = true
    let started = processorTime()
    let found = try bench.store().search(query).matches
    #expect(found.count == 9_998)
    #expect(found.allSatisfy { $0.exchange?.prompt?.text == "begin" && $0.exchange?.answer?.text == "the end" })
    #expect(processorTime() - started < 60)
  }

  @Test("a record that only a former version has is without prompt and answer")
  func former() throws {
    try bench.tree.write(transcript("s"), prompt(1, after: nil, "old w01") + answer(2, after: 1, "old w02"))
    try bench.ingest()
    try bench.tree.write(transcript("s"), prompt(3, after: nil, "new w03"))
    try bench.ingest()
    #expect(try exchange("w01") == [nil, nil])
  }

  @Test("notes of the agent with the same text are one match that counts them, and prompts are not folded")
  func folding() throws {
    func title(_ text: String) -> String { #"{"type":"ai-title","aiTitle":"\#(text)","sessionId":"s"}"# + "\n" }
    try bench.tree.write(
      transcript("s"),
      prompt(1, after: nil, "needle") + (0..<5).map { _ in title("the needle") }.joined() + title("another needle")
        + prompt(2, after: 1, "needle"))
    try bench.tree.write(
      transcript("t"), #"{"type":"ai-title","aiTitle":"the needle","sessionId":"t"}"# + "\n" + line(9, session: "t"))
    try bench.ingest()
    var query = SearchQuery(["needle"])
    #expect(try bench.store().search(query).matches.count == 9)
    query.foldsNotes = true
    let found = try bench.store().search(query)
    #expect(found.total == 9 && found.matches.count == 5)
    #expect(found.matches.reduce(0) { $0 + 1 + $1.repetitions } == 9)
    #expect(found.matches.filter { $0.repetitions > 0 }.map(\.repetitions) == [4])
    query.limit = 4
    let limited = try bench.store().search(query)
    #expect(limited.matches.count == 4 && limited.total == 9)
  }

  @Test("sessions with matches have the number of their records, in the order of their latest match")
  func sessions() throws {
    try bench.tree.write(transcript("s"), (0..<3).map { line($0, session: "s", text: "needle needle") }.joined())
    try bench.tree.write(transcript("t"), line(9, session: "t", text: "needle"))
    try bench.tree.write(transcript("u"), line(20, session: "u"))
    try bench.ingest()
    var query = SearchQuery(["needle"])
    let (all, total) = try bench.store().view().searchedSessions(query)
    #expect(all.map(\.id) == ["t", "s"] && total == 2)
    #expect(all.map(\.records) == [1, 3] && all.map(\.occurrences) == [1, 6])
    #expect(all[1].first?.milliseconds == milliseconds(0) && all[1].last?.milliseconds == milliseconds(2))
    query.limit = 1
    let (first, whole) = try bench.store().view().searchedSessions(query)
    #expect(first.map(\.id) == ["t"] && whole == 2)
    #expect(try bench.store().view().searchedSessions(SearchQuery(["haystack"])).total == 0)
  }

  @Test("the entries around a record are those of as many messages before it and after it")
  func around() throws {
    let lines = (0..<10).map { number in
      number % 2 == 0
        ? prompt(number, after: number == 0 ? nil : number - 1, "p") : answer(number, after: number - 1, "a")
    }
    try bench.tree.write(transcript("s"), lines.joined())
    try bench.ingest()
    let shown = try bench.store().transcript(of: "s")
    let place = try #require(shown.entry(ofRecord: uuid(4)))
    #expect(shown.conversation.entries(around: place, messages: 2).count == 5)
    #expect(shown.conversation.entries(around: place, messages: 0).count == 1)
    #expect(shown.conversation.entries(around: place, messages: .max).count == shown.conversation.entries.count)
    let sequence = shown.records.sequence(of: shown.conversation.entries[place].records[0])
    #expect(shown.entry(ofRecord: "@\(sequence)") == place)
    for name in ["", "@", "@x", "@-1", "@99999999999999999999999", "nothing"] {
      #expect(shown.entry(ofRecord: name) == nil, "\(name)")
    }
  }
}
