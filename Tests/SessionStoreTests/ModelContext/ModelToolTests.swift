import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import ModelContext

@Suite("the tools of the Model Context Protocol")
struct ModelToolTests {
  let bench: Workbench
  let asked: AskedServer

  init() throws {
    bench = try Workbench()
    asked = AskedServer(bench)
  }

  /// Makes sessions `s0…` with a prompt, an answer that writes a file, and another answer each.
  private func makeSessions(_ count: Int) throws {
    for number in 0..<count {
      let (id, first) = ("s\(number)aaaaaaaa", 10 * number)
      try bench.tree.write(
        transcript(id),
        prompt(first, session: id, text: "question \(number) about storage")
          + answer(
            first + 1, session: id, text: "answer \(number): we chose a log", after: first, tool: "Write",
            path: "/work/file\(number).md")
          + answer(first + 2, session: id, text: "done \(number)", after: first + 1))
    }
    try bench.ingest()
  }

  // MARK: Arguments

  @Test(
    "a wrong argument is a result with an error, whose sentence names the argument and what it takes",
    arguments: [
      ("search", "{}", "argument 'query' is missing; it takes a text of 1 to 500 characters"),
      ("search", #"{"quary":"x"}"#, "there is no argument 'quary'; the arguments are query, role, exchange,"),
      ("search", #"{"query":7}"#, "argument 'query' takes a text of 1 to 500 characters, not 7"),
      ("search", #"{"query":""}"#, "argument 'query' takes a text of 1 to 500 characters, not \"\""),
      ("search", #"{"query":"  \" "}"#, "argument 'query' holds no word"),
      ("search", #"{"query":null}"#, "argument 'query' takes a text of 1 to 500 characters, not null"),
      ("search", #"{"query":"x","limit":51}"#, "argument 'limit' takes a whole number from 1 to 50, not 51"),
      ("search", #"{"query":"x","limit":1e999}"#, "argument 'limit' takes a whole number from 1 to 50, not 1e999"),
      ("search", #"{"query":"x","limit":2.5}"#, "argument 'limit' takes a whole number from 1 to 50, not 2.5"),
      ("search", #"{"query":"x","limit":99999999999999999999}"#, "argument 'limit' takes a whole number from 1 to 50,"),
      ("search", #"{"query":"x","limit":"5"}"#, "argument 'limit' takes a whole number from 1 to 50, not \"5\""),
      ("search", #"{"query":"x","role":"user"}"#, "argument 'role' takes a list of one or more of user, assistant,"),
      ("search", #"{"query":"x","role":[]}"#, "argument 'role' takes a list of one or more of user, assistant,"),
      ("search", #"{"query":"x","role":["nobody"]}"#, "argument 'role' takes a list of one or more of user,"),
      ("search", #"{"query":"x","exchange":"yes"}"#, "argument 'exchange' takes true or false, not \"yes\""),
      ("search", #"{"query":"x","since":"soon"}"#, "argument 'since' takes a time such as 2026-03-25,"),
      ("search", #"{"query":"x","cursor":"garbage"}"#, "argument 'cursor' takes the cursor of an earlier answer,"),
      ("search", #"{"query":"x","max_chars":999}"#, "argument 'max_chars' takes a whole number from 1000 to 40000,"),
      ("search", #"{"query":"x","query":"y"}"#, "argument 'query' is given twice"),
      ("search", #"{"query":"(","regex":true}"#, ""),
      ("read", #"{"session":"last","at":1,"tail":2}"#, "at and tail name two places; give one"),
      ("read", #"{"session":"last","line":2}"#, "argument 'line' needs 'from'"),
      ("read", #"{"session":"last","at":"@x"}"#, "argument 'at' takes the number of a record, such as 8465"),
      ("usage", #"{"by":"moon"}"#, "argument 'by' takes one of day, week, month, model,"),
      ("status", #"{"x":1}"#, "there is no argument 'x'; there are none"),
      ("sessions", "[]", "arguments must be an object"),
    ])
  func arguments(_ tool: String, _ arguments: String, _ message: String) throws {
    try makeSessions(1)
    let called = try asked.call(tool, arguments)
    #expect(called.isError)
    #expect(called.text.hasPrefix(message), "\(called.text)")
    #expect(called.structured == nil)
  }

  // MARK: Answers

  @Test("search finds records with all words, groups them by session, and names the record to read on")
  func search() throws {
    try makeSessions(3)
    let called = try asked.call("search", #"{"query":"\"we chose\" log"}"#)
    #expect(called.text.hasPrefix("3 records found in texts of user, assistant, the latest first."))
    #expect(called.text.contains(PastText.notice))
    #expect(called.quoted.count { $0.contains("we chose a log") } == 3)
    #expect(called.own.count { $0.hasPrefix("session s") } == 3)
    #expect(called.own.last?.hasPrefix(#"To read around a record: read {"session":"s2aaaaaa","at":"#) == true)
    #expect(called.structured == nil)
    let none = try asked.call("search", #"{"query":"nothing of this"}"#)
    #expect(!none.isError && none.text.hasPrefix("Nothing is found in texts of user, assistant."))
  }

  @Test("search with exchange gives the prompt above a hit and the answer below it")
  func exchange() throws {
    try makeSessions(2)
    let called = try asked.call("search", #"{"query":"done 1","exchange":true}"#)
    #expect(called.quoted.contains { $0.contains("question 1 about storage") })
    #expect(!called.text.contains("question 0"))
    let tools = try asked.call("search", #"{"query":"file1","role":["tool_input"],"exchange":true}"#)
    #expect(tools.quoted.contains("> answer 1: we chose a log") || tools.quoted.contains("> done 1"), "\(tools.text)")
  }

  @Test(
    "the pages of every list together have each row once, whatever their size",
    arguments: [
      ("search", #""query":"storage","limit":3"#, "about storage"),
      ("search", #""query":"storage","max_chars":1000"#, "about storage"),
      ("search", #""query":"storage","limit":2,"sort":"relevance""#, "about storage"),
      ("sessions", #""limit":3"#, "question"), ("sessions", #""max_chars":1000"#, "question"),
      ("files", #""limit":3"#, "/work/file"), ("files", #""max_chars":1000"#, "/work/file"),
    ])
  func pages(_ tool: String, _ arguments: String, _ mark: String) throws {
    try makeSessions(13)
    var rows: [Substring] = []
    var next: String? = "{\(arguments)}"
    var pages = 0
    while let arguments = next {
      let called = try asked.call(tool, arguments)
      #expect(!called.isError, "\(called.text)")
      #expect(called.text.unicodeScalars.count <= (arguments.contains("max_chars") ? 1000 : 12_000))
      // Titles of sessions repeat the first prompt.
      rows += called.quoted.filter { $0.contains(mark) && !(tool == "search" && $0.contains(" · ")) }
      #expect(called.continuation.map { $0.tool == tool } ?? true)
      next = called.continuation?.arguments
      pages += 1
      try #require(pages < 20)
      // What is stored meanwhile is not on later pages.
      if pages == 1 {
        try bench.tree.write(transcript("late"), prompt(900, session: "late", text: "late question about storage"))
        try bench.ingest()
      }
    }
    #expect(pages > 1)
    #expect(rows.count == 13 && Set(rows).count == 13, "\(rows)")
  }

  @Test("read gives a whole session in pages of any size, each turn once and in order")
  func readPages() throws {
    var random = Seeded(7)
    var text = try prompt(0, session: "long", text: "begin")
    var words: [String] = []
    for number in 1...40 {
      let said = (0..<Int.random(in: 1...100, using: &random)).map { "w\(number)x\($0)" }
      words += said
      let separator = Bool.random(using: &random) ? " " : "\n"
      text += try answer(number, session: "long", text: said.joined(separator: separator), after: number - 1)
    }
    try bench.tree.write(transcript("long"), text)
    try bench.ingest()
    for size in [1000, 1500, 4000, 40_000] {
      var read: [Substring] = []
      var next: String? = #"{"session":"long","max_chars":\#(size)}"#
      var pages = 0
      while let arguments = next {
        let called = try asked.call("read", arguments)
        #expect(!called.isError && called.text.unicodeScalars.count <= size, "\(size): \(called.text.count)")
        read += called.quoted.flatMap { $0.dropFirst().split(separator: " ") }.filter { $0.hasPrefix("w") }
        next = called.continuation?.arguments
        pages += 1
        try #require(pages < 100)
      }
      #expect(read.map(String.init) == words, "\(size)")
      #expect((pages == 1) == (size == 40_000))
    }
  }

  @Test("read begins around a record or at the tail, and shows calls in one line and their output on request")
  func readPlaces() throws {
    try bench.tree.write(
      transcript("t"),
      prompt(0, session: "t", text: "first question") + assistant(1, message: "m1", session: "t", tool: "Bash")
        + toolResult(2, of: 1, session: "t", isError: true) + prompt(3, session: "t", text: "second question")
        + assistant(4, message: "m4", session: "t"))
    try bench.ingest()
    let tail = try asked.call("read", #"{"session":"t","tail":1}"#)
    #expect(tail.quoted == ["> second question", "> answer 4"])
    let all = try asked.call("read", #"{"session":"t"}"#)
    #expect(all.own.contains { $0.hasPrefix("call of Bash, failed (4 bytes of output)") }, "\(all.text)")
    #expect(all.quoted.contains("> done"), "what went wrong is shown")
    let tools = try asked.call("read", #"{"session":"t","tools":true}"#)
    #expect(tools.own.contains("output:"))
    let hit = try asked.call("search", #"{"query":"second"}"#)
    let sequence = try #require(hit.own.first { $0.hasPrefix("@") }?.dropFirst().split(separator: " ").first)
    for place in ["\(sequence)", #""@\#(sequence)""#] {
      let around = try asked.call("read", #"{"session":"t","at":\#(place)}"#)
      #expect(around.quoted.contains("> second question"))
    }
    #expect(try asked.call("read", #"{"session":"t","at":999999}"#).isError)
    #expect(try asked.call("read", #"{"session":"nobody"}"#).text.contains("the tool sessions lists them"))
  }

  @Test("an overview names prompt, answer, files, failures and the command that continues, in 1,500 characters")
  func overview() throws {
    let long = String(repeating: "long ", count: 300)
    var text = try prompt(0, session: "o", text: "first question " + long)
    for number in 1...60 {
      text += try answer(
        number, session: "o", text: "step \(number)", after: number - 1, tool: "Write", path: "/work/\(number).md")
    }
    text += try answer(61, session: "o", text: "last answer " + long, after: 60)
    try bench.tree.write(transcript("o"), text)
    try bench.ingest()
    let called = try asked.call("overview", #"{"session":"o"}"#)
    #expect(called.text.unicodeScalars.count <= 1500)
    #expect(called.quoted.contains { $0.hasPrefix("> first question") })
    #expect(called.quoted.contains { $0.hasPrefix("> last answer") })
    #expect(called.own.contains("changed files, 60:"))
    #expect(called.quoted.contains("> /work/1.md"))
    #expect(called.own.last?.contains("more; the tool files has them all") == true)
  }

  @Test("usage and status give the same document twice, with the keys of their schemas")
  func documents() throws {
    try makeSessions(2)
    let tools = try #require(asked.ask("tools/list")["result"]?["tools"]?.arrayValue)
    for (tool, arguments) in [("usage", #"{"by":"session","limit":1}"#), ("usage", "{}"), ("status", "{}")] {
      let called = try asked.call(tool, arguments)
      #expect(!called.isError && called.structured?.text == called.text, "\(called.text)")
      let schema = tools.first { $0["name"]?.stringValue == tool }?["outputSchema"]?["properties"]
      guard case .object(let properties)? = schema, case .object(let members)? = called.structured else {
        Issue.record("no objects")
        continue
      }
      #expect(properties.map(\.key) == members.map(\.key))
    }
    let usage = try asked.call("usage", #"{"by":"session","limit":1}"#).structured
    func keys(_ value: JSONValue?) -> [String] {
      if case .object(let members)? = value { members.map(\.key) } else { [] }
    }
    let tokens = [
      "responses", "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens",
      "cost_usd",
    ]
    #expect(keys(usage) == ["by", "groups", "totals", "unpriced_models", "left_out", "lost"])
    #expect(keys(usage?["groups"]?.arrayValue?.first) == ["key"] + tokens && keys(usage?["totals"]) == tokens)
    let status = try asked.call("status").structured
    #expect(
      keys(status) == [
        "seq", "last_ingest", "sessions", "records", "oldest", "newest", "missing_files", "not_stored", "lost",
      ])
    #expect(keys(status?["not_stored"]) == ["new_files", "changed_files", "bytes"])
    #expect(usage?["left_out"]?.intValue == 1 && usage?["totals"]?["responses"]?.intValue == 4)
    #expect(usage?["lost"]?.intValue == 0)
    #expect(try asked.call("status").structured?["sessions"]?.intValue == 2)
  }

  @Test("the calling session is left out where it is named, or was just written to in the directory of the server")
  func caller() throws {
    let now = bench.clock.milliseconds
    let stamp = Instant(milliseconds: now - 60_000).description
    let own = try prompt(1, session: "mine", text: "needle of now", project: "/work/here")
      .replacing(time(1), with: stamp)
    try bench.tree.write(transcript("mine"), own)
    try bench.tree.write(
      transcript("other"), prompt(2, session: "other", text: "needle of then", project: "/work/here"))
    try bench.ingest()
    func found(_ asked: AskedServer, _ more: String = "") throws -> (CalledTool, Bool) {
      let called = try asked.call("search", #"{"query":"needle"\#(more)}"#)
      #expect(called.text.contains("needle of then"))
      return (called, called.text.contains("needle of now"))
    }
    let here = AskedServer(bench, directory: "/work/here")
    let (called, isFound) = try found(here)
    #expect(!isFound && called.text.contains("Session mine is left out"), "\(called.text)")
    #expect(try !here.call("sessions").text.contains("needle of now"))
    #expect(try found(here, #","caller":"none""#).1)
    #expect(try found(AskedServer(bench, directory: "/work/elsewhere")).1)
    #expect(try !found(AskedServer(bench), #","caller":"mine""#).1)
    bench.clock.advance(seconds: 120)
    #expect(try found(AskedServer(bench, directory: "/work/here")).1)
  }

  // MARK: Prompts and resources

  @Test("prompts are filled in, a session is a resource in pages, and its id is completed")
  func promptsAndResources() throws {
    try makeSessions(2)
    let decided = try asked.ask("prompts/get", #","name":"decided","arguments":{"topic":"the log format"}"#)["result"]
    let message = decided?["messages"]?.arrayValue?.first
    #expect(message?["role"]?.stringValue == "user")
    #expect(message?["content"]?["text"]?.stringValue?.contains("topic: the log format") == true)
    let handoff = try asked.ask("prompts/get", #","name":"handoff","arguments":{"session":"s1"}"#)["result"]
    let text = handoff?["messages"]?.arrayValue?.first?["content"]?["text"]?.stringValue
    #expect(text?.contains("question 1 about storage") == true)
    #expect(try asked.ask("resources/list")["result"]?["resources"] == .array([]))
    let template = try asked.ask("resources/templates/list")["result"]?["resourceTemplates"]?.arrayValue?.first
    #expect(template?["uriTemplate"]?.stringValue == "ccstore://session/{id}")
    let uri = #","uri":"ccstore://session/s1aaaaaaaa?from=1""#
    let page = try asked.ask("resources/read", uri)["result"]?["contents"]?.arrayValue?.first
    #expect(page?["text"]?.stringValue?.contains("done 1") == true)
    #expect(page?["text"]?.stringValue?.contains("question 1") == false)
    #expect(try asked.ask("resources/read", #","uri":"ccstore://session/zzzz""#)["error"]?["code"] == .number("-32602"))
    let old = #"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"ccstore://session/zzzz"}}"#
    #expect(try asked.send(old)?["error"]?["code"] == .number("-32002"))
    for uri in ["file:///etc/passwd", "ccstore://session/", "ccstore://session/a?from=-1", "ccstore://session/../a"] {
      #expect(try asked.ask("resources/read", #","uri":"\#(uri)""#)["error"]?["code"] == .number("-32602"), "\(uri)")
    }
    let completed = try asked.ask(
      "completion/complete",
      #","ref":{"type":"ref/prompt","name":"handoff"},"argument":{"name":"session","value":"s1"}"#)["result"]
    #expect(completed?["completion"]?["values"] == .array([.string("s1aaaaaa")]))
  }
}
