import Bytes
import FileIO
import SystemPackage
import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import Documents
@testable import Operations
@testable import Sync

@Suite("the parts of an HTML page")
struct HTMLPageTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  private func page(of session: String = "s") throws -> String {
    var bytes: [UInt8] = []
    try bench.store().writeDocument(.html, of: session, time: \.description, zone: "UTC") { bytes += $0 }
    #expect(HTMLCheck(bytes).problems == [])
    return bytes.text
  }

  private func parent(_ number: Int) -> String { #","parentUuid":"\#(uuid(number))""# }

  /// A call of a tool, and the line with its result.
  private func call(
    _ number: Int, _ name: String, _ input: String, result: String = "done", more: String = "", session: String = "s"
  ) -> String {
    #"{"type":"assistant","uuid":"\#(uuid(number))","parentUuid":"\#(uuid(number - 1))","sessionId":"\#(session)","#
      + #""timestamp":"\#(time(number))","message":{"id":"m\#(number)","role":"assistant","model":"claude-opus-4-5-20251101","#
      + #""content":[{"type":"tool_use","id":"toolu_\#(number)","name":"\#(name)","input":\#(input)}],"#
      + #""usage":{"input_tokens":1000,"output_tokens":200}}}"# + "\n"
      + #"{"type":"user","uuid":"\#(uuid(number + 1))","parentUuid":"\#(uuid(number))","sessionId":"\#(session)","#
      + #""timestamp":"\#(time(number + 1))","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_\#(number)","#
      + #""content":\#(JSONValue.string(result).text)}]}\#(more)}"# + "\n"
  }

  @Test("the page lists the prompts of the session, and each prompt leads to the ones around it")
  func prompts() throws {
    try bench.tree.write(
      transcript("s"),
      line(0, session: "s", text: "first <b>") + assistant(1, more: parent(0))
        + line(2, session: "s", text: "second", more: parent(1)) + assistant(3, message: "msg_2", more: parent(2))
        + line(4, session: "s", text: "third", more: parent(3)))
    try bench.ingest()
    let page = try page()
    #expect(page.contains("<summary>3 prompts</summary>\n<ol>\n<li><a href=\"#e0\">first &lt;b&gt; 0</a></li>\n"))
    #expect(page.contains("<section class=\"you prompt k-prompt\" id=\"e2\">"))
    let second = try #require(page.firstMatch(of: /id="e2">(?s:.*?)<\/section>/)).0
    #expect(second.contains("aria-label=\"Previous prompt\" href=\"#e0\""))
    #expect(second.contains("aria-label=\"Next prompt\" href=\"#e4\""))
    let first = try #require(page.firstMatch(of: /id="e0">(?s:.*?)<\/section>/)).0
    #expect(!first.contains("Previous prompt") && first.contains("Next prompt"))
  }

  @Test("the list of prompts has the beginning of a long prompt on one line, and no prompts of subagents")
  func list() throws {
    let text = String(repeating: #"word\n"#, count: 200)
    let side = line(7, session: "s", text: "to a subagent", more: #","isSidechain":true,"agentId":"a1""#)
    try bench.tree.write(transcript("s"), line(0, session: "s", text: text) + side)
    try bench.ingest()
    let list = try #require(try page().firstMatch(of: /<ol>\n((?s:.*?))<\/ol>/)).1
    #expect(list.split(separator: "\n").count == 1)
    #expect(list.contains("word word ") && list.contains("…</a>") && list.utf8.count < 250)
  }

  @Test("addresses in prompts are links to the web only, and everything else of a prompt stays as it is")
  func links() throws {
    let text =
      #"see https://a.b/c?d=1&e=2, javascript:alert(1) mailto:a@b.c  two   spaces *and* \\_stars_ HTTP://X.Y/z"#
    try bench.tree.write(transcript("s"), line(0, session: "s", text: text))
    try bench.ingest()
    let page = try page()
    #expect(
      page.contains(
        "<div class=\"plain\">see <a rel=\"noopener noreferrer nofollow\" href=\"https://a.b/c?d=1&amp;e=2\">https://a.b/c?d=1&amp;e=2</a>, "
          + "javascript:alert(1) mailto:a@b.c  two   spaces *and* \\_stars_ "
          + "<a rel=\"noopener noreferrer nofollow\" href=\"HTTP://X.Y/z\">HTTP://X.Y/z</a> 0</div>"))
  }

  @Test("a slash prompt keeps its lines")
  func slash() throws {
    let text = #"<command-name>/review</command-name>\n<command-args>one\n  two\n\nthree</command-args>"#
    try bench.tree.write(transcript("s"), line(0, session: "s", text: text))
    try bench.ingest()
    #expect(try page().contains("<div class=\"plain\"><code>/review</code> one\n  two\n\nthree</div>"))
  }

  @Test("questions to the person are open, with the options and the answer")
  func questions() throws {
    let input =
      #"{"questions":[{"question":"Which \"one\"?","header":"Choice","options":[{"label":"A","description":"a <i>"},{"label":"B","description":""}]},"#
      + #"{"question":"Why?","header":"","options":[{"label":"C","description":""}]}]}"#
    let result = #"User has answered your questions: "Which "one"?"="B", "Why?"="because, "so"". You can now continue."#
    try bench.tree.write(
      transcript("s"), line(0, session: "s") + call(1, "AskUserQuestion", input, result: result))
    try bench.ingest()
    let page = try page()
    #expect(page.contains("<details class=\"tool k-tool\" open=\"\">"))
    #expect(page.contains("<p><b>Choice</b> Which &quot;one&quot;?</p>"))
    #expect(
      page.contains("<li><span role=\"img\" aria-label=\"not chosen\">○</span> A<p class=\"note\">a &lt;i&gt;</p></li>")
    )
    #expect(page.contains("<li class=\"chosen\"><span role=\"img\" aria-label=\"chosen\">◉</span> B</li>"))
    #expect(page.contains("<div class=\"plain\">because, &quot;so&quot;</div>"))
    #expect(!page.contains("You can now continue"))
  }

  @Test("a subagent stands below its call with the title of the call, also where one response calls several")
  func subagents() throws {
    let calls = ["x", "y"].map {
      #"{"type":"tool_use","id":"\#($0)","name":"Task","input":{"description":"Look at \#($0) <b>","subagent_type":"Explore","prompt":"p \#($0)"}}"#
    }
    func result(_ number: Int, _ call: String) -> String {
      #"{"type":"user","uuid":"\#(uuid(number))","parentUuid":"\#(uuid(1))","sessionId":"s","timestamp":"\#(time(number))","#
        + #""message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"\#(call)","content":"done"}]},"#
        + #""toolUseResult":{"agentId":"agent\#(call)"}}"# + "\n"
    }
    try bench.tree.write(
      transcript("s"),
      line(0, session: "s")
        + #"{"type":"assistant","uuid":"\#(uuid(1))","parentUuid":"\#(uuid(0))","sessionId":"s","timestamp":"\#(time(1))","#
        + #""message":{"id":"m","role":"assistant","content":[\#(calls.joined(separator: ","))]}}"# + "\n"
        + result(2, "y") + result(3, "x"))
    for (number, name) in ["x", "y"].enumerated() {
      try bench.tree.write(
        "projects/p/s/subagents/agent-agent\(name).jsonl",
        line(20 + number, session: "s", text: "p \(name)", more: #","isSidechain":true,"agentId":"agent\#(name)""#))
    }
    try bench.ingest()
    let titles = try page().matches(of: /<details class="subagent"><summary>(.*?)<\/summary>/).map { String($0.1) }
    #expect(titles.sorted() == ["x", "y"].map { "Subagent Explore: Look at \($0) &lt;b&gt;" })
  }

  @Test("times are there to the millisecond and with their zone, and a call says how long it took")
  func times() throws {
    try bench.tree.write(transcript("s"), line(0, session: "s") + call(1, "Bash", #"{"command":"ls"}"#))
    try bench.ingest()
    let page = try page()
    #expect(page.contains("<time datetime=\"2025-11-24T16:00:00.000Z\">2025-11-24T16:00:00.000Z</time>"))
    #expect(
      page.contains(
        "</span> <i class=\"took\">1.0 s</i></summary>\n<p class=\"note\">Called <time datetime=\"2025-11-24T16:00:01.000Z\">"
      ))
    #expect(page.contains("answered after 1.0 s</p>"))
    #expect(page.contains(" (UTC)</li>"))
  }

  @Test("a page states tokens and cost of the session and of each turn, with those of its subagents")
  func costs() throws {
    let side = #","isSidechain":true,"agentId":"a1""#
    try bench.tree.write(
      transcript("s"),
      line(0, session: "s") + call(1, "Task", #"{"description":"d","prompt":"to a1 30"}"#)
        + line(3, session: "s", more: parent(2)) + assistant(4, message: "m4", more: parent(3)))
    try bench.tree.write(
      "projects/p/s/subagents/agent-a1.jsonl",
      line(30, session: "s", text: "to a1", more: side)
        + assistant(31, message: "m31", usage: #"{"input_tokens":500,"output_tokens":100}"#, more: parent(30) + side))
    try bench.ingest()
    let page = try page()
    #expect(page.contains("<li>1,803 tokens, 302 of them written</li>\n<li>$0.02</li>"))
    let turns = page.matches(of: /<p class="turn">(?:<a .*?<\/a> )*(.*?)<\/p>/).map { String($0.1) }
    #expect(
      turns == [
        "2 responses · 1,800 tokens, 300 of them written · $0.02 · 31 s",
        "1 response · 3 tokens, 2 of them written · less than $0.01 · 1.0 s",
      ])
  }

  @Test(
    "the cost of a turn is unknown where the model has no price, and what it copied from another session is not counted"
  )
  func unknownCosts() throws {
    let first = line(0, session: "s") + assistant(1, model: "claude-nobody-1", more: parent(0))
    try bench.tree.write(transcript("s"), first)
    try bench.ingest()
    #expect(try page().contains("1 response · 3 tokens, 2 of them written · cost unknown · 1.0 s"))
    let copied = first.replacing("\"sessionId\":\"s\"", with: "\"sessionId\":\"t\"")
    try bench.tree.write(
      transcript("t"),
      copied + line(2, session: "t", more: parent(1)) + assistant(3, message: "m3", session: "t", more: parent(2)))
    try bench.ingest()
    let turns = try page(of: "t").matches(of: /<p class="turn">(?:<a .*?<\/a> )*(.*?)<\/p>/).map { String($0.1) }
    #expect(turns == ["1.0 s", "1 response · 3 tokens, 2 of them written · less than $0.01 · 1.0 s"])
  }

  @Test("the responses of a gateway that gives all of them one id count each for its own turn")
  func constantIDs() throws {
    try bench.tree.write(
      transcript("s"),
      line(0, session: "s") + assistant(1, request: "r1", more: parent(0)) + line(2, session: "s", more: parent(1))
        + assistant(3, request: "r2", usage: #"{"input_tokens":7,"output_tokens":1}"#, more: parent(2)))
    try bench.ingest()
    let view = try bench.store().view()
    let opened = try view.transcript(of: "s")
    let costs = try view.turnCosts(ofSession: "s")
    let turns = costs.turns(opened)
    #expect(costs.total.responses == 2)
    #expect(turns.values.reduce(0) { $0 + $1.tokens.total } == costs.total.tokens.total)
    #expect(turns.values.reduce(0) { $0 + $1.responses } == costs.total.responses)
  }

  @Test("two exports of a store are equal to the last byte")
  func determinism() throws {
    try bench.tree.write(transcript("s"), line(0, session: "s") + call(1, "Bash", #"{"command":"ls"}"#))
    try bench.ingest()
    #expect(try page() == page())
  }
}

@Suite("the index of HTML pages")
struct HTMLIndexTests {
  @Test("sessions are grouped by project, with their date, messages, size and cost, and pages lead back to the index")
  func groups() throws {
    let bench = try Workbench()
    for (number, session) in ["aaaa0001", "bbbb0002", "cccc0003"].enumerated() {
      let project = ["/work/<one>", "/work/two", "/work/<one>"][number]
      try bench.tree.write(
        transcript(session),
        line(number * 60, session: session, more: #","cwd":"\#(project)""#)
          + assistant(number * 60 + 1, message: "m\(number)", session: session))
    }
    try bench.ingest()
    let target = bench.directory.appending("out")
    let report = try bench.store().exportDocuments(.html, of: DocumentQuery(), to: target, time: \.description)
    let bytes = try POSIXFileSystem().contents(target.appending("index.html"))
    #expect(HTMLCheck(bytes).problems == [])
    #expect(HTMLCheck(bytes).scripts == [])
    let index = bytes.text
    let headings = index.matches(of: /<h2>(.*?)<\/h2>\n<p class="note">(.*?)<\/p>/).map { "\($0.1): \($0.2)" }
    #expect(headings.count == 2)
    #expect(headings[0].hasPrefix("/work/&lt;one&gt;: 2 sessions · 4 messages · "))
    #expect(headings[1].hasPrefix("/work/two: 1 session · 2 messages · "))
    #expect(index.matches(of: #/ · 2 messages · \d+ B · less than \$0\.01</p>/#).count == 4)
    #expect(index.contains("<time datetime=\"2025-11-24T16:02:01.000Z\">"))
    #expect(!index.contains("script-src"))
    for (_, name) in report.documents {
      #expect(index.contains("href=\"\(name)\""))
      #expect(
        try POSIXFileSystem().contents(target.appending(name)).text.contains("<a href=\"index.html\">All sessions</a>"))
    }
  }
}

@Suite("numbers in documents")
struct QuantityTests {
  @Test(
    "durations have one or two units",
    arguments: [
      (0, "0 ms"), (999, "999 ms"), (1000, "1.0 s"), (1349, "1.3 s"), (9949, "9.9 s"), (9950, "10.0 s"),
      (10_000, "10 s"), (99_999, "99 s"),
      (100_000, "1 min 40 s"), (120_000, "2 min"), (3_600_000, "1 h"), (5_400_000, "1 h 30 min"),
      (172_800_000, "2 d"), (.max, "106,751,991,167 d 7 h"),
    ] as [(Int64, String)])
  func durations(_ milliseconds: Int64, _ text: String) {
    #expect(Quantity.duration(milliseconds: milliseconds) == text)
  }

  @Test(
    "sizes are in powers of ten",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_250, "1.3 kB"), (52_640_000, "52.6 MB"),
      (4_321_000_000, "4.32 GB"),
    ] as [(Int64, String)])
  func sizes(_ bytes: Int64, _ text: String) { #expect(Quantity.bytes(bytes) == text) }

  @Test("a cost that is known in part is a least one")
  func costs() {
    var totals = UsageTotals()
    #expect(Quantity.usage(totals) == [])
    totals.responses = 2
    totals.tokens.output = 1_234_567
    totals.cost = 1234.5
    #expect(Quantity.usage(totals) == ["1,234,567 tokens, 1,234,567 of them written", "$1,234.50"])
    totals.unpricedModels = ["x"]
    #expect(Quantity.cost(totals) == "at least $1,234.50")
    totals.cost = nil
    #expect(Quantity.cost(totals) == "cost unknown")
  }
}
