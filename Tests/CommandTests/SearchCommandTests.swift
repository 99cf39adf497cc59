import Foundation
import Testing

@Suite("search command")
struct SearchCommandTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    let call = #"{"type":"tool_use","id":"c1","name":"Bash","input":{"command":"ls needle"}}"#
    let other = #"{"type":"tool_use","id":"c2","name":"Read","input":{"file_path":"/needle.txt"}}"#
    func assistant(_ id: String, _ blocks: String) -> String {
      #"{"type":"assistant","uuid":"\#(id)","sessionId":"s","timestamp":"2025-11-24T10:00:10.000Z","cwd":"/work","message":{"content":[\#(blocks)]}}"#
        + "\n"
    }
    func result(_ id: String, _ call: String) -> String {
      #"{"type":"user","uuid":"\#(id)","sessionId":"s","timestamp":"2025-11-24T10:00:20.000Z","message":{"content":"#
        + #"[{"type":"tool_result","tool_use_id":"\#(call)","content":[{"type":"text","text":"Needle found"}]}]}}"#
        + "\n"
    }
    try work.write(
      "p/s.jsonl",
      line(1, text: "where is the needle?") + assistant("a1", call) + result("r1", "c1") + assistant("a2", other)
        + result("r2", "c2")
        + assistant("a3", #"{"type":"thinking","thinking":"a needle"},{"type":"text","text":"no"}"#)
        + #"{"type":"summary","summary":"The needle"}"# + "\n" + "broken needle\n")
    try work.write("p/t.jsonl", line(9, session: "t", text: "a needle, needle").replacing("/work", with: "/other"))
    try work.ingest()
  }

  private func found(_ arguments: String...) throws -> [JSON] {
    let outcome = try work.ccstore(["search", "--json", "--store", work.store] + arguments)
    guard outcome.code <= 1 else { throw Unexpected("\(outcome)") }
    return try outcome.output.split(separator: "\n").map {
      JSON(value: try JSONSerialization.jsonObject(with: Data($0.utf8)))
    }
  }

  private func records(_ arguments: String...) throws -> Set<String> {
    let outcome = try work.ccstore(["search", "needle", "--json", "--store", work.store] + arguments)
    return Set(
      try outcome.output.split(separator: "\n").map {
        JSON(value: try JSONSerialization.jsonObject(with: Data($0.utf8)))["record"].string ?? "none"
      })
  }

  @Test("search --json prints one object per line with the documented keys")
  func keys() throws {
    let all = try found("needle")
    #expect(all.count == 9)
    for match in all {
      #expect(
        match.keys == [
          "session", "record", "seq", "timestamp", "role", "source", "line", "generation", "latest", "occurrences",
          "snippet",
        ])
    }
    #expect(
      Set(all.compactMap { $0["role"].string }) == [
        "user", "tool_input", "tool_output", "thinking", "title", "unparsable",
      ])
  }

  @Test("search is narrowed by role, tool, session, project and time")
  func filters() throws {
    #expect(try records("--role", "user") == ["1", "9"])
    #expect(try records("--role", "thinking", "--role", "title") == ["a3", "none"])
    #expect(try records("--tool", "bash") == ["a1", "r1"])
    #expect(try records("--tool", "Read", "--role", "tool_output") == ["r2"])
    #expect(try records("--session", "t") == ["9"])
    #expect(try records("--project", "other") == ["9"])
    #expect(try records("--since", "2025-11-24T10:00:15Z") == ["r1", "r2"])
  }

  @Test("search for several texts gives only records that contain all of them")
  func several() throws {
    #expect(try found("needle", "where").compactMap { $0["record"].string } == ["1"])
    #expect(try found("needle", "nowhere").isEmpty)
  }

  @Test("search gives the latest record first, and with --sort relevance the record with most occurrences")
  func order() throws {
    #expect(try found("needle").first?["record"].string == "r2")
    #expect(try found("needle", "--sort", "relevance").first?["record"].string == "9")
    #expect(try found("needle", "--limit", "2").count == 2)
  }

  @Test("search that finds nothing exits with 1, and a malformed search exits with 64")
  func codes() throws {
    #expect(try work.run("search", "haystack").code == 1)
    #expect(try work.run("search", "needle").code == 0)
    for arguments in [["--regex", "("], [""], ["x", "--role", "nobody"]] {
      let outcome = try work.ccstore(["search"] + arguments + ["--store", work.store])
      #expect(outcome.code == 64, "\(arguments): \(outcome)")
    }
  }

  @Test("search finds text of former versions, and finds text that a new version repeats only once")
  func versions() throws {
    try work.write("p/t.jsonl", line(9, session: "t", text: "a needle, needle") + line(10, session: "t"))
    try work.ingest()
    try work.write("p/t.jsonl", line(11, session: "t", text: "all new"))
    try work.ingest()
    let matches = try found("needle", "--session", "t")
    #expect(matches.count == 1)
    #expect(matches.first?["latest"].bool == false)
  }

  @Test("search prints a command that shows each record, and its lines fit the columns", arguments: [40, 100])
  func text(_ columns: Int) throws {
    let outcome = try work.ccstore(["search", "needle", "--store", work.store], ["COLUMNS": String(columns)])
    let commands = outcome.output.split(separator: "\n").filter { $0.contains("ccstore show") }
    // Commands are whole, so that they can be copied.
    let others = outcome.output.split(separator: "\n").filter { !$0.contains("ccstore show") }
    #expect(others.allSatisfy { $0.count <= columns }, "\(outcome.output)")
    #expect(commands.count == 9)
    for command in commands {
      let words = command.split(separator: " ").map(String.init)
      let shown = try work.ccstore(["show", words[2], words[3], "--store", work.store])
      #expect(shown.code == 0 && shown.output.lowercased().contains("needle"), "\(command): \(shown)")
    }
  }
}
