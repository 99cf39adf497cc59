import Foundation
import TestSupport
import Testing

@Suite("messages and empty answers")
struct MessageTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3))
    try work.ingest()
  }

  private func run(_ arguments: [String]) throws -> Outcome { try work.ccstore(arguments + ["--store", work.store]) }

  @Test(
    "what is wrong with the arguments is said as every other error is, in one sentence that names the help",
    arguments: [
      ["usage", "--grop", "day"], ["--grop"], ["search"], ["usage", "--by", "wat"], ["usage", "--limit", "x"],
      ["sessions", "extra"], ["sessions", "--since", "yesterda"], ["sessions", "--project"],
      ["completions", "print", "-x"],
      ["search", "--sort", "wat", "x"], ["sessions", "--color", "pink"], ["usage", "--budget", "200", "--csv"],
    ])
  func arguments(_ arguments: [String]) throws {
    let outcome = try run(arguments)
    let sentence = outcome.errors.split(separator: "\n").first ?? ""
    #expect(outcome.code == 64 && outcome.output.isEmpty, "\(outcome)")
    #expect(sentence.hasPrefix("ccstore: ") && !outcome.errors.contains("Error"), "\(outcome)")
    let command = arguments[0].hasPrefix("-") ? "ccstore" : "ccstore \(arguments[0])"
    #expect(sentence.contains("'\(command)") && sentence.contains(" --help'"), "\(outcome)")
    #expect(!outcome.errors.contains("Usage:"), "\(outcome)")
  }

  @Test("a wrong value is followed by those that are right, and by the help of the option")
  func values() throws {
    let list = try work.run("usage", "--by", "wat").errors
    #expect(list.contains("use hour, day, ") && list.contains(", branch or tool; "), "\(list)")
    let number = try work.run("usage", "--limit", "x").errors.split(separator: "\n")
    #expect(number.count == 2 && number[1].hasPrefix("  --limit <limit>  "), "\(number)")
  }

  @Test("an option that is nearly right is suggested, and one that is far from all is not")
  func suggestions() throws {
    for (word, meant) in [
      ("--projct", "--project"), ("--proj", "--project"), ("--jsno", "--json"), ("--sicne=7d", "--since"),
    ] {
      let outcome = try work.run("sessions", word)
      #expect(outcome.errors.contains("did you mean '\(meant)'? 'ccstore sessions --help' lists all"), "\(outcome)")
    }
    for word in ["--grop", "--x", "-Z", "--", "--'. Did you mean '--json'", "--\u{1b}[2J\nUsage: x"] {
      let outcome = try work.run("usage", word, "more")
      #expect(outcome.code == 64 && !outcome.errors.contains("did you mean"), "\(outcome)")
      #expect(!outcome.errors.contains("\u{1b}") && outcome.errors.split(separator: "\n").count <= 2, "\(outcome)")
    }
  }

  @Test("where there is no store, the message says how to make one, unless something else is there")
  func noStore() throws {
    let nothing = try work.ccstore(["sessions", "--store", work.path + "/nothing"])
    #expect(nothing.errors.contains("'ccstore ingest --store \(work.path)/nothing' makes one"), "\(nothing)")
    let usual = try work.ccstore(["sessions"], ["XDG_DATA_HOME": work.path + "/data"])
    #expect(usual.code == 66 && usual.errors.contains("'ccstore ingest' makes one"), "\(usual)")
    for place in [work.root, work.source("p/s.jsonl")] {
      let other = try work.ccstore(["sessions", "--store", place])
      #expect(other.code == 66 && !other.errors.contains("makes one"), "\(other)")
      #expect(other.errors.contains("name the directory of a store with --store"), "\(other)")
    }
  }

  @Test(
    "a list without a row exits with 0 and says so; a text or path that is nowhere exits with 1, as grep does",
    arguments: [
      (["sessions", "--project", "no"], 0, "no sessions match"), (["usage", "--project", "no"], 0, "no usage matches"),
      (["tools", "--project", "no"], 0, "no tool call matches"), (["files", "--project", "no"], 0, "no file matches"),
      (["files", "--session", "s", "--diff"], 0, "no file was written"),
      (["log", "--on", "2001"], 0, "nothing was done"),
      (["conflicts"], 0, "no conflicts"), (["drift"], 0, "nothing"), (["sessions", "--missing"], 0, "no "),
      (["search", "nowhere"], 1, "nothing matches 'nowhere'"), (["search", "no", "where"], 1, "'no' and 'where'"),
      (["search", "nowhere", "-c"], 1, "nothing matches 'nowhere'"),
      (["files", "nowhere"], 1, "nothing matches 'nowhere'"),
      (["files", "nowhere", "--diff"], 1, "matches 'nowhere'"), (["files", "\u{1b}[2J"], 1, "nothing matches '"),
    ] as [([String], Int32, String)])
  func nothing(_ arguments: [String], _ code: Int32, _ text: String) throws {
    let outcome = try run(arguments)
    #expect(outcome.code == code && outcome.errors.isEmpty, "\(outcome)")
    #expect(outcome.output.contains(text) && !outcome.output.contains("\u{1b}"), "\(outcome)")
    let quiet = try run(arguments + ["-q"])
    #expect(quiet.code == code && quiet.output.isEmpty, "\(quiet)")
    let json = try run(arguments + ["--json"])
    #expect(json.code == code && json.errors.isEmpty, "\(json)")
  }

  @Test("usage --budget answers first, and lists this month only unless a time is given")
  func budget() throws {
    try work.write(
      "p/one.jsonl",
      #"{"type":"assistant","uuid":"a","sessionId":"one","cwd":"/w","timestamp":"2026-03-25T10:00:00Z","message":{"id":"i","model":"claude-opus-4-5","usage":{"input_tokens":1000,"output_tokens":10}}}"#
        + "\n")
    try work.ingest()
    let budget = try work.run("usage", "--budget", "200", "--tz", "UTC").output.split(separator: "\n")
    #expect(budget.first?.contains("of the budget of $200.00 is used.") == true, "\(budget)")
    #expect(!budget.contains { $0.hasPrefix("DAY") } && budget.count <= 3, "\(budget)")
    let all = try work.run("usage", "--budget", "200", "--tz", "UTC", "--since", "2020").output.split(separator: "\n")
    #expect(all.first == budget.first && all.count > budget.count, "\(all)")
    #expect(all.last?.hasSuffix("times: UTC") == true, "\(all)")
  }

  @Test("ingest --watch says once that it watches and how to end it")
  func watch() throws {
    let script = #"""
      cd "$WORK"; mkfifo lines; "$CCSTORE" ingest "$ROOT" --watch --store "$STORE" >lines & id=$!
      while read -r line; do echo "$line"; case $line in watching*) kill -TERM $id;; esac; done <lines
      wait $id; echo "code $?"
      """#
    let outcome = try work.shell(script)
    #expect(
      outcome.output.split(separator: "\n").filter { $0 == "watching for changes; Ctrl-C ends it" }.count == 1,
      "\(outcome)")
    #expect(outcome.output.hasSuffix("code 0\n"), "\(outcome)")
  }

  @Test(
    "a message on a narrow terminal is wrapped, and no command or path in it is broken",
    .enabled(if: Machine.hasScript, "needs script(1) of util-linux"), arguments: [20, 40, 80, 200])
  func wrapped(_ width: Int) throws {
    let path = work.path + "/a store that is not there"
    let script =
      #"exec script -qec "stty cols \#(width); '$CCSTORE' sessions --store '$WORK/a store that is not there'" /dev/null"#
    let lines = try work.shell(script).output.replacing("\r\n", with: "\n").split(separator: "\n")
    let text = lines.joined(separator: " ")
    #expect(text.hasPrefix("ccstore: there is no store at "), "\(lines)")
    let command = "'ccstore ingest --store '\(path)''"
    #expect(lines.contains { $0.contains(command) }, "\(lines)")
    for line in lines where !line.contains(command) && !line.contains(work.path) {
      #expect(line.count <= width, "\(line)")
    }
  }

  @Test("models that begin alike are told apart in 80 columns, and the heading of an edit ends with the file's name")
  func names() throws {
    let models = ["claude-sonnet-4-5-20250929", "claude-sonnet-4-20250514"]
    let path = "/home/somebody/with/a/long/way/to/the/sources/of/a/program/Sources/Program/main.swift"
    for (number, model) in models.enumerated() {
      let call =
        #"{"type":"tool_use","id":"t\#(number)","name":"Write","input":{"file_path":"\#(path)","content":"x"}}"#
      try work.write(
        "p/m\(number).jsonl",
        #"{"type":"assistant","uuid":"a\#(number)","sessionId":"m\#(number)","cwd":"/w","timestamp":"2026-03-25T10:00:00Z","message":{"id":"i\#(number)","model":"\#(model)","usage":{"input_tokens":1000000,"output_tokens":1000000,"cache_read_input_tokens":1000000,"cache_creation_input_tokens":1000000},"content":[\#(call)]}}"#
          + "\n")
    }
    try work.ingest()
    let columns = ["COLUMNS": "80"]
    let table = try work.ccstore(["usage", "--by", "model", "--store", work.store], columns).output
    for model in models { #expect(table.contains(model + " "), "\(table)") }
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(table)")
    let edits = try work.ccstore(["files", "main.swift", "--diff", "--store", work.store], columns).output
    #expect(
      edits.split(separator: "\n").filter { $0.hasPrefix("── …") && $0.hasSuffix("/Program/main.swift") }.count == 2)
  }

  @Test("sessions after the target of an export are an error that gives the right order")
  func targetFirst() throws {
    try work.write("p/aaaaaaaa.jsonl", lines(0..<3, session: "aaaaaaaa"))
    try work.ingest()
    let outcome = try run(["export", "x y.html", "aaaaaaaa"])
    #expect(outcome.code == 64 && outcome.saysOneSentence, "\(outcome)")
    #expect(outcome.errors.contains("ccstore export aaaaaaaa 'x y.html'"), "\(outcome)")
  }

  @Test(
    "'ccstore json' breaks its lists after commas on a terminal", .enabled(if: Machine.hasScript), arguments: [40, 80])
  func jsonPage(_ width: Int) throws {
    let script = #"exec script -qec "stty cols \#(width); '$CCSTORE' json" /dev/null"#
    let lines = try work.shell(script, ["PAGER": "cat"]).output.replacing("\r\n", with: "\n").split(separator: "\n")
    #expect(lines.count > 100 && lines.allSatisfy { $0.count <= width || !$0.dropLast().contains(",") }, "\(lines)")
    let piped = try work.ccstore(["json"]).output
    func keys(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    #expect(keys(lines.joined()) == keys(piped))
  }
}
