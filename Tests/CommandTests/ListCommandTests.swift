import Foundation
import TestSupport
import Testing

private func day(
  _ number: Int, _ session: String, cwd: String, tool: String = "Read", model: String = "claude-opus-4-5"
)
  -> String
{
  let stamp = #""sessionId":"\#(session)","timestamp":"2025-11-\#(10 + number)T10:00"#
  return #"{"type":"user","uuid":"u\#(number)\#(session)",\#(stamp):00.000Z","cwd":"\#(cwd)","gitBranch":"main","#
    + #""message":{"role":"user","content":"\#(session) asks a question that is quite long for a title of a session"}}"#
    + "\n"
    + #"{"type":"assistant","uuid":"a\#(number)\#(session)",\#(stamp):01.000Z","cwd":"\#(cwd)","gitBranch":"main","#
    + #""message":{"id":"m\#(number)\#(session)","model":"\#(model)","content":[{"type":"tool_use","id":"t\#(number)\#(session)","#
    + #""name":"\#(tool)","input":{"file_path":"/a/long/path/to/some/folder/with/a/file/that/is/called/\#(session).swift"}}],"#
    + #""usage":{"input_tokens":1234567,"output_tokens":1000}}}"# + "\n"
}

@Suite("lists of sessions, usage, tools, files, conflicts and drift")
struct ListCommandTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/one.jsonl", day(1, "one", cwd: "/home/me/a/site"))
    try work.write("q/two.jsonl", day(2, "two", cwd: "/srv/b/site", tool: "Write", model: "claude-haiku-4-5"))
    try work.write("q/three.jsonl", day(3, "three", cwd: "/srv/b/tool", tool: "Edit"))
    try work.ingest()
  }

  private static let lists = [["sessions"], ["usage"], ["tools"], ["files"], ["conflicts"], ["drift"]]

  /// Makes a conflict and something that is gone, so that every list has a row.
  private func fillAll() throws {
    try work.write("p/one.jsonl", day(4, "one", cwd: "/home/me/a/site"))
    try work.ingest()
    try work.remove("q/three.jsonl")
  }

  @Test("every list fits the given number of columns, with its most important column", arguments: [40, 80, 120, 200])
  func width(_ columns: Int) throws {
    try fillAll()
    let kept = ["sessions": "asks", "usage": "$", "tools": "Read", "files": ".swift", "conflicts": "one", "drift": "$"]
    for list in Self.lists + [["sessions", "--subagents"], ["sessions", "--expiring"], ["usage", "--budget", "9"]] {
      let outcome = try work.ccstore(list + ["--store", work.store], ["COLUMNS": String(columns)])
      #expect(outcome.code == 0, "\(outcome)")
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= columns }, "\(outcome.output)")
      if list.count == 1 { #expect(outcome.output.contains(kept[list[0]]!), "\(columns): \(outcome.output)") }
    }
  }

  @Test("the id of a session that a stranger made very long does not push the other columns off the screen")
  func longID() throws {
    let id = String(repeating: "very ", count: 40)
    try work.write("p/evil.jsonl", day(5, id, cwd: "/srv/b/tool"))
    try work.write("p/evil2.jsonl", day(6, id + "2", cwd: "/srv/b/tool"))
    try work.ingest()
    for list in [["sessions"], ["files"], ["log", "--on", "2025"]] {
      let outcome = try work.ccstore(list + ["--store", work.store], ["COLUMNS": "120"])
      #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 120 }, "\(outcome.output)")
      #expect(list != ["sessions"] || outcome.output.contains("LAST USED"), "\(outcome.output)")
    }
  }

  @Test("a project has the same name in every list: its last name, after that of its folder where two are alike")
  func projects() throws {
    for list in [["sessions"], ["usage", "--by", "project"], ["files"]] {
      let output = try work.ccstore(list + ["--store", work.store], ["COLUMNS": "200"]).output
      for name in ["a/site", "b/site", " tool", "me/a/site"] {
        let isShown = output.replacing("\n", with: " \n ").contains("\(name) ")
        #expect(isShown == (name != "me/a/site"), "\(list) \(name): \(output)")
      }
    }
    // Names of projects are accepted as they are printed.
    #expect(try work.json("sessions", "--project", "b/site").array.count == 1)
  }

  @Test(
    "every list takes the same filters and gives less with them",
    arguments: [
      ["--project", "b/"], ["--session", "two"], ["--branch", "none"], ["--model", "haiku"], ["--since", "2025-11-14"],
      ["--until", "2025-11-12 10:00"], ["--on", "2025-11-12"], ["--as-of", "2001-01-01"], ["--limit", "1"],
    ])
  func filters(_ option: [String]) throws {
    try fillAll()
    // A conflict has the time of a sync.
    let isTime = ["--since", "--until", "--on"].contains(option[0])
    for list in Self.lists where option[0] != "--limit" || !["conflicts", "drift"].contains(list[0]) {
      let plain = try work.ccstore(list + ["--json", "--store", work.store])
      let option = list[0] == "conflicts" && isTime ? [option[0], option[0] == "--since" ? "2100" : "2001"] : option
      let fewer = try work.ccstore(list + option + ["--json", "--store", work.store])
      #expect(plain.code == 0 && fewer.code == 0, "\(list) \(option): \(fewer)")
      // Usage of a day has one row; everything else has fewer or other rows.
      #expect(fewer.output != plain.output, "\(list) \(option)")
      #expect(fewer.output.count < plain.output.count || option[0] == "--limit", "\(list) \(option)")
    }
  }

  @Test(
    "--limit lists the first rows and says how many more there are", arguments: ["sessions", "usage", "tools", "files"])
  func limit(_ list: String) throws {
    let outcome = try work.run(list, "--limit", "1")
    #expect(outcome.output.contains("… 2 more "), "\(outcome)")
    #expect(outcome.output.contains("without --limit all are listed"))
    #expect(try !work.run(list, "--limit", "3").output.contains("… "))
    #expect(try !work.run(list, "--limit", "1", "--quiet").output.contains("… "))
    let refused = try work.run(list, "--limit", "0")
    #expect(refused.code == 64 && refused.errors.contains("--limit takes a number from 1; "))
  }

  @Test("numbers are short, and --exact gives all digits; JSON and CSV always do")
  func exact() throws {
    let short = try work.ccstore(["usage", "--store", work.store], ["COLUMNS": "200"]).output
    #expect(short.contains("1.2M") && !short.contains("1,234,567") && short.contains("CACHE WRITES"))
    let exact = try work.ccstore(["usage", "--exact", "--store", work.store], ["COLUMNS": "200"]).output
    #expect(exact.contains("1,234,567") && exact.contains("5-MIN CACHE WRITES") && exact.contains("1-HOUR"))
    #expect(try work.json("usage")["totals", "input_tokens"].integer == 3_703_701)
    #expect(try work.run("usage", "--csv").output.contains("1234567"))
  }

  @Test("rows of usage without tokens are counted in place of being listed, unless --fill asks for them")
  func withoutTokens() throws {
    let nothing = day(5, "zero", cwd: "/z").replacing("1234567", with: "0").replacing(":1000}", with: ":0}")
    try work.write("p/zero.jsonl", nothing)
    try work.ingest()
    let output = try work.run("usage").output
    #expect(output.contains("… 1 day without tokens") && !output.contains("2025-11-15"), "\(output)")
    #expect(try work.run("usage", "--fill").output.contains("2025-11-15"))
    #expect(try work.json("usage")["groups"].array.count == 4)
  }

  @Test("a text that is no time is refused with examples of what is one")
  func times() throws {
    for option in ["--since", "--until", "--on", "--as-of"] {
      let outcome = try work.run("sessions", option, "yesterda")
      #expect(outcome.code == 64 && outcome.errors.contains("invalid time 'yesterda'; use 2026-03-25"), "\(outcome)")
    }
    // Times are accepted as lists print them.
    let row = try #require(try work.run("sessions", "--tz", "Asia/Tokyo").output.firstMatch(of: /2025-11-13 \d\d:\d\d/))
    let found = try work.json("sessions", "--since", String(row.0), "--tz", "Asia/Tokyo").array
    #expect(found.map { $0["session"].string } == ["three"])
  }

  @Test("an empty list of sessions says which sessions there are none of")
  func emptyLists() throws {
    #expect(try work.run("sessions", "--missing").output == "no matching session is gone from disk\n")
    #expect(
      try work.run("sessions", "--expiring", "--project", "nowhere").output
        == "no matching session expires in a week\n")
    #expect(try work.run("sessions", "--project", "nowhere").output == "no sessions match\n")
  }

  @Test("the command that makes a store is a line for a shell, whatever the directory is called")
  func absentStore() throws {
    let outcome = try work.ccstore(["sessions", "--store", work.path + "/a b"])
    #expect(outcome.code == 66 && outcome.errors.contains("ingest --store '\(work.path)/a b'"), "\(outcome)")
  }

  @Test("sessions --subagents lists the sessions with subagents and what these used")
  func subagents() throws {
    #expect(try work.run("sessions", "--subagents").output == "no matching session used subagents\n")
    let agent = day(1, "agent", cwd: "/srv").replacing(#""sessionId":"agent""#, with: #""sessionId":"one""#)
    try work.write("p/one/subagents/agent-x.jsonl", agent)
    try work.ingest()
    let sessions = try work.json("sessions", "--subagents").array
    #expect(sessions.count == 1 && sessions[0]["session"].string == "one")
    #expect(sessions[0]["subagent_count"].integer == 1 && sessions[0]["subagent_tokens"].integer == 1_235_567)
    #expect(sessions[0]["subagent_cost_usd"].value is NSNumber)
    #expect(try work.json("sessions").array.allSatisfy { !$0.keys.contains("subagent_count") })
    let table = try work.ccstore(["sessions", "--subagents", "--store", work.store], ["COLUMNS": "200"]).output
    #expect(table.contains("SUBAGENTS") && table.contains("THEIR TOKENS") && table.contains("THEIR COST"))
  }

  @Test("usage --budget says how much of this month's budget is used, in text and in JSON")
  func budget() throws {
    let now = ISO8601DateFormatter().string(from: Date()).replacing("Z", with: ".000Z")
    let today = day(9, "now", cwd: "/n").replacing(/2025-11-19T10:00:0[01].000Z/, with: now)
    try work.write("p/now.jsonl", today)
    try work.ingest()
    let outcome = try work.run("usage", "--budget", "1000000", "--tz", "UTC")
    #expect(outcome.output.contains("of the budget of $1,000,000.00 is used."), "\(outcome)")
    let json = try work.json("usage", "--budget", "$0.01", "--tz", "UTC")["budget"]
    #expect(json["month"].string == String(now.prefix(7)) && json["reached_on"].string == String(now.prefix(10)))
    #expect(json["amount_usd"].value as? Double == 0.01)
    #expect(
      json.keys == [
        "month", "start", "end", "now", "amount_usd", "spent_usd", "unpriced_models", "forecast_usd", "reached_on",
      ])
    #expect(try !work.json("usage").keys.contains("budget"))
    for wrong in ["0", "-1", "x", "", "1e5", "1.2.3", "inf", "nan", "9999999999999"] {
      #expect(try work.run("usage", "--budget=\(wrong)").code == 64, "\(wrong)")
    }
  }

  @Test("sessions --expiring lists the transcript that will be deleted first at the top, and says when")
  func expiring() throws {
    let daySeconds = 86_400
    work.age("p/one.jsonl", seconds: 25 * daySeconds + 60)
    work.age("q/two.jsonl", seconds: 28 * daySeconds + 60)
    work.age("q/three.jsonl", seconds: 40 * daySeconds)
    try work.ingest()
    let ids = try work.json("sessions", "--expiring").array.map { $0["session"].string }
    #expect(ids == ["three", "two", "one"])
    let table = try work.ccstore(["sessions", "--expiring", "--store", work.store], ["COLUMNS": "200"]).output
    #expect(table.contains("EXPIRES") && table.contains("overdue") && table.contains("in 1 day"), "\(table)")
    let plain = try work.ccstore(["sessions", "--store", work.store], ["COLUMNS": "200"]).output
    #expect(!plain.contains("EXPIRES") && plain.contains("(expired)") && !plain.contains("in 1 day"), "\(plain)")
  }
}

@Suite("long lists on a terminal", .enabled(if: Machine.hasScript, "needs script(1) of util-linux"))
struct ListTerminalTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    for number in 1...15 { try work.write("p/s\(number).jsonl", line(number, session: "s\(number)", text: "hello")) }
    try work.ingest()
  }

  private func onTerminal(_ command: String, _ variables: [String: String]) throws -> String {
    let outcome = try work.shell(
      #"exec script -qec 'stty rows 10 cols 80; "$CCSTORE" \#(command) --store "$STORE"' /dev/null"#,
      variables.merging(["TERM": "xterm"]) { named, _ in named })
    #expect(outcome.code == 0, "\(outcome)")
    return outcome.output
  }

  @Test("a list that is longer than the screen goes through the pager, and a shorter one does not")
  func pager() throws {
    let upper = ["PAGER": "tr a-z A-Z"]
    #expect(try onTerminal("sessions", upper).contains("HELLO"))
    #expect(try onTerminal("sessions --limit 3", upper).contains("hello"))
    #expect(try onTerminal("sessions --no-pager", upper).contains("hello"))
    #expect(try onTerminal("sessions", ["PAGER": "cat"]).contains("hello"))
    #expect(try onTerminal("sessions", ["PAGER": "tr a-z A-Z", "CCSTORE_PAGER": "cat"]).contains("hello"))
    #expect(try onTerminal("sessions", ["PAGER": "tr a-z A-Z", "CCSTORE_PAGER": ""]).contains("hello"))
    #expect(try onTerminal("sessions", ["PAGER": "cat", "CCSTORE_PAGER": "tr a-z A-Z"]).contains("HELLO"))
    #expect(try onTerminal("sessions --json", upper).contains("hello"))
  }

  @Test("less shows colours and ends after one screen, unless LESS says otherwise")
  func less() throws {
    try Workspace.makeDirectories(work.path + "/bin")
    try work.writeProgram(work.path + "/bin/less", "#!/bin/sh\ncat >/dev/null\necho \"options $LESS\"\n")
    let path = "\(work.path)/bin:/usr/bin:/bin"
    #expect(try onTerminal("sessions", ["PAGER": "less", "PATH": path]).contains("options FRX"))
    #expect(try onTerminal("sessions", ["PAGER": "less", "PATH": path, "LESS": "-i"]).contains("options -i"))
  }
}
