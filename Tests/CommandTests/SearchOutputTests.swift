import Foundation
import TestSupport
import Testing

@Suite("what search prints")
struct SearchOutputTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    func record(_ type: String, _ id: String, after parent: String, _ second: Int, _ content: String) -> String {
      #"{"type":"\#(type)","uuid":"\#(id)","parentUuid":"\#(parent)","sessionId":"s","cwd":"/home/u/website","#
        + #""timestamp":"2025-11-24T10:00:\#(second).000Z","message":{"id":"m\#(id)","content":\#(content)}}"# + "\n"
    }
    let call = #"[{"type":"tool_use","id":"c1","name":"Bash","input":{"command":"grep needle src"}}]"#
    let output =
      #"[{"type":"tool_result","tool_use_id":"c1","content":"one\ntwo\nthe Needle and a needle\nfour\nfive"}]"#
    let title = #"{"type":"ai-title","aiTitle":"Look for the needle","sessionId":"s"}"# + "\n"
    try work.write(
      "p/s.jsonl",
      line(1, text: "where is it?").replacing("/work", with: "/home/u/website") + title
        + record("assistant", "a1", after: "1", 10, call) + record("user", "r1", after: "a1", 20, output) + title
        + record("assistant", "a2", after: "r1", 30, #"[{"type":"text","text":"In the haystack."}]"#) + title)
    try work.write("p/t.jsonl", line(9, session: "t", text: "a needle, needle"))
    try work.ingest()
  }

  private func text(_ arguments: String..., columns: Int = 100) throws -> String {
    let outcome = try work.ccstore(["search"] + arguments + ["--store", work.store], ["COLUMNS": String(columns)])
    guard outcome.code == 0 else { throw Unexpected("\(outcome)") }
    return outcome.output
  }

  private func lines(_ arguments: String...) throws -> [String] {
    let outcome = try work.ccstore(["search"] + arguments + ["--store", work.store])
    return outcome.output.split(separator: "\n").map(String.init)
  }

  private func found(_ arguments: String...) throws -> [JSON] {
    let outcome = try work.ccstore(["search", "--json", "--store", work.store] + arguments)
    guard outcome.code <= 1 else { throw Unexpected("\(outcome)") }
    return try outcome.output.split(separator: "\n").map {
      JSON(value: try JSONSerialization.jsonObject(with: Data($0.utf8)))
    }
  }

  @Test(
    "below a heading the records of a session stand together, repeated titles once, with the command that opens them")
  func groups() throws {
    let groups = try text("needle", "--heading").components(separatedBy: "\n\n").map {
      $0.split(separator: "\n").map(String.init)
    }
    #expect(groups.count == 2)
    let session = try #require(groups.first { $0[0].hasPrefix("s  ") })
    #expect(session[0] == "s  Look for the needle · website · 2025-11-24")
    #expect(session.contains { $0.hasPrefix("  10:00 @") && $0.hasSuffix(" tool input: grep needle src") })
    #expect(session.contains { $0.hasSuffix(" title: Look for the needle") })
    #expect(session.contains("    2 more records with the same text"))
    #expect(session.count { $0.contains("title:") } == 1)
    let command = try #require(session.last).split(separator: " ").map(String.init)
    #expect(Array(command.prefix(4)) == ["ccstore", "show", "s", "--around"])
    let shown = try work.shell("\"$CCSTORE\" " + command.dropFirst().joined(separator: " "))
    #expect(shown.code == 0 && shown.output.lowercased().contains("needle"), "\(shown)")
    #expect(try !text("needle").contains("\ns  Look"))
  }

  @Test("lines below headings fit the columns, except the commands", arguments: [40, 80, 120, 200])
  func widths(_ columns: Int) throws {
    for options in [[], ["--context", "2"], ["--exchange"], ["--context", "1", "--exchange", "--verbose"]] {
      let outcome = try work.ccstore(
        ["search", "needle", "--heading", "--sort", "relevance", "--store", work.store] + options,
        ["COLUMNS": String(columns)])
      let lines = outcome.output.split(separator: "\n").filter { !$0.hasPrefix("  ccstore show ") }
      #expect(lines.count > 5 && lines.allSatisfy { $0.count <= columns }, "\(options): \(outcome.output)")
    }
  }

  @Test("--context gives lines of the same text around the match, in text and in JSON")
  func context() throws {
    let all = try text("needle", "--role", "tool_output", "--heading", "-C1")
    #expect(all.contains("tool output, 2 times:\n    two\n    the Needle and a needle\n    four\n"), "\(all)")
    #expect(!all.contains("one") && !all.contains("five"))
    let match = try #require(try found("needle", "--role", "tool_output", "--context", "9").first)["context"]
    #expect(match["line"].string == "the Needle and a needle")
    #expect(
      match["before"].array.map(\.string) == ["one", "two"] && match["after"].array.map(\.string) == ["four", "five"])
    #expect(try found("needle").allSatisfy { !$0.keys.contains("context") && !$0.keys.contains("score") })
  }

  @Test("--exchange gives the prompt above and the answer below, in text and in JSON")
  func exchange() throws {
    let match = try #require(try found("needle", "--role", "tool_input", "--exchange").first)
    #expect(match["prompt", "text"].string == "where is it?" && match["prompt", "record"].string == "1")
    #expect(match["answer", "text"].string == "In the haystack." && match["answer", "truncated"].bool == false)
    let all = try text("needle", "--role", "tool_input", "--exchange", "--heading")
    let places = ["where is it?", "grep needle src", "In the haystack."].map { all.firstRange(of: $0)?.lowerBound }
    #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(all)")
    let titles = try found("needle", "--role", "title", "--exchange")
    #expect(titles.allSatisfy { $0.keys.isSuperset(of: ["prompt", "answer"]) })
  }

  @Test("--count gives a number for each session, and -l only ids, one a line, in text and in JSON")
  func sessions() throws {
    #expect(try lines("needle", "-c").sorted() == ["s:5", "t:1"])
    #expect(try lines("needle", "-l").sorted() == ["s", "t"])
    #expect(try lines("needle", "-l", "--limit", "1").count == 1)
    #expect(try lines("needle", "-c", "--heading")[0].hasPrefix("RECORDS"))
    let counted = try found("needle", "--count")
    #expect(counted.map { $0["records"].integer }.sorted { $0! < $1! } == [1, 5])
    #expect(try found("needle", "--sessions-with-matches").allSatisfy { $0.keys == ["session"] })
    #expect(try work.run("search", "nowhere", "-l").code == 1 && work.run("search", "nowhere", "-c").code == 1)
    #expect(try work.run("search", "nowhere", "-l").output == "")
    #expect(try work.run("search", "nowhere").output == "nothing matches 'nowhere'\n")
  }

  @Test("options of search that exclude each other are refused with exit code 64")
  func refusals() throws {
    for options in [
      ["-c", "-l"], ["-c", "--context", "1"], ["-l", "--exchange"], ["--context", "-1"], ["-C", "1001"],
      ["--json", "--page", "-c"],
    ] {
      #expect(try work.ccstore(["search", "needle", "--store", work.store] + options).code == 64, "\(options)")
    }
    for options in [
      ["--around", "1", "--json"], ["--around", "1", "--tail", "1"], ["--context", "1"], ["--around", "1", "-C", "-1"],
      ["a1", "--around", "1"],
    ] {
      #expect(try work.ccstore(["show", "s", "--store", work.store] + options).code == 64, "\(options)")
    }
  }

  @Test("matches are marked where colour is on, each text and every occurrence, and nowhere else")
  func colour() throws {
    let outcome = try work.run("search", "needle", "and", "--heading", "--role", "tool_output", "--color", "always")
    let marked = outcome.output.split(separator: "\u{1b}[33m").dropFirst().map {
      String($0.prefix { $0 != "\u{1b}" })
    }
    #expect(marked == ["Needle", "and", "needle"], "\(outcome.output.debugDescription)")
    #expect(try !text("needle", "--heading").contains("\u{1b}"))
    let regex = try work.run("search", "--regex", "n[e]+dle", "--role", "tool_input", "--color", "always")
    #expect(regex.output.contains("\u{1b}[33mneedle\u{1b}"))
  }

  @Test("show --around prints the record in full, its neighbours, and how many messages are left out")
  func around() throws {
    let all = try work.run("show", "s", "--around", "a1", "-C", "0").output
    #expect(all.contains("▶ a1") && all.contains("grep needle src") && all.contains("five"))
    #expect(all.contains("1 message before") && all.contains("1 message after") && !all.contains("haystack"))
    #expect(try work.run("show", "s", "--around", "a1").output.contains("In the haystack."))
    for name in ["zzz", "@999999", "@"] {
      let outcome = try work.run("show", "s", "--around", name)
      #expect(outcome.code == 66 && outcome.saysOneSentence, "\(outcome)")
    }
  }

  @Test("the printed command runs nothing that a session's id or a record's uuid says", arguments: [[], ["--heading"]])
  func hostileNames(_ options: [String]) throws {
    let name = "x; touch $WORK/made `touch $WORK/made` ' $(touch $WORK/made)"
    let record = #"{"type":"user","uuid":"\#(name)","sessionId":"\#(name)","message":{"content":"a zebrafish"}}"#
    try work.write("p/u.jsonl", record + "\n")
    try work.ingest()
    let outcome = try work.ccstore(["search", "zebrafish", "--store", work.store] + options, ["COLUMNS": "40"])
    let commands = outcome.output.split(separator: "\n").filter { $0.hasPrefix("  ccstore show ") }
    #expect(commands.count == 1, "\(outcome)")
    for command in commands {
      _ = try work.shell("ccstore() { \"$CCSTORE\" \"$@\" --store \"$STORE\"; }; \(command)")
    }
    #expect(!FileManager.default.fileExists(atPath: work.path + "/made"))
  }

  @Test("on a terminal search uses headings and the pager", .enabled(if: Machine.hasScript, "needs script(1)"))
  func terminal() throws {
    func output(_ command: String) throws -> String {
      try work.shell(
        #"exec script -qec '"$CCSTORE" \#(command) --store "$STORE"' /dev/null"#,
        ["TERM": "xterm", "PAGER": "tr a-z A-Z"]
      ).output
    }
    #expect(try output("search needle --color never").contains("S  LOOK FOR THE NEEDLE"))
    #expect(try output("search needle --color never --no-pager").contains("s  Look for the needle"))
    #expect(try output("search needle --color never --no-pager --no-heading").contains("ccstore show s a1"))
  }
}
