import Foundation
import Testing

@Suite("show command")
struct ShowTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", Self.session)
    try work.write("p/s/subagents/agent-helper.jsonl", Self.subagent)
    try work.ingest()
  }

  @Test("the lines below the title say everything, however narrow the terminal is", arguments: [40, 80])
  func header(_ columns: Int) throws {
    let project = "/home/me/" + String(repeating: "a-long-name/", count: 6) + "x"
    try work.write("p/long.jsonl", line(1, session: "long").replacing("/work", with: project))
    try work.ingest()
    let shown = try work.ccstore(["show", "long", "--store", work.store], ["COLUMNS": String(columns)]).output
    let head = shown.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
    #expect(head.allSatisfy { $0.count <= columns }, "\(shown)")
    #expect(head.dropFirst().map { $0.dropFirst(3) }.joined(separator: " ").contains("1 message · 1 turn"), "\(shown)")
  }

  private static func record(
    _ type: String, _ uuid: String, after parent: String?, second: Int, message: String, more: String = ""
  ) -> String {
    let parent = parent.map { #""\#($0)""# } ?? "null"
    return #"{"type":"\#(type)","uuid":"\#(uuid)","parentUuid":\#(parent),"sessionId":"s","cwd":"/work","#
      + #""timestamp":"2026-03-01T10:00:\#(10 + second).000Z","message":\#(message)\#(more)}"# + "\n"
  }

  private static func user(_ uuid: String, after parent: String?, _ second: Int, _ text: String) -> String {
    record("user", uuid, after: parent, second: second, message: #"{"role":"user","content":"\#(text)"}"#)
  }

  private static func claude(
    _ uuid: String, after parent: String?, _ second: Int, _ block: String, message: String? = nil
  ) -> String {
    record(
      "assistant", uuid, after: parent, second: second,
      message: #"{"id":"\#(message ?? uuid)","model":"claude-opus-4-5","content":[\#(block)]}"#)
  }

  private static func result(
    _ uuid: String, after parent: String, _ second: Int, of call: String, _ content: String, more: String = ""
  ) -> String {
    record(
      "user", uuid, after: parent, second: second,
      message: #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"\#(call)","content":\#(content)}]}"#,
      more: more)
  }

  /// A session with a prompt, an answer in three lines with two calls, an abandoned prompt and a compaction.
  private static let session =
    user("u1", after: nil, 1, "What is in the box?")
    + claude("a1", after: "u1", 2, #"{"type":"thinking","thinking":"Let me look.\nDeeper thought."}"#, message: "m")
    + claude(
      "a2", after: "a1", 3,
      #"{"type":"tool_use","id":"c1","name":"Bash","input":{"command":"ls box","description":"Look"}}"#, message: "m")
    + claude(
      "a3", after: "a2", 4,
      #"{"type":"tool_use","id":"c2","name":"Task","input":{"description":"Ask","subagent_type":"Explore","prompt":"Go on"}}"#,
      message: "m")
    + result("r1", after: "a2", 5, of: "c1", #""one\ntwo\nthree\nfour\nfive\nsix""#)
    + result(
      "r2", after: "a3", 6, of: "c2", #"[{"type":"text","text":"done"}]"#,
      more: #","toolUseResult":{"agentId":"helper"}"#)
    + user("u2", after: "r2", 7, "Never mind")
    + user("u3", after: "r2", 8, "Look at this")
    + record(
      "user", "u4", after: "u3", second: 9,
      message:
        #"{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoAAAA="}}]}"#
    )
    + #"{"type":"system","subtype":"compact_boundary","uuid":"k","parentUuid":null,"sessionId":"s","compactMetadata":{"trigger":"auto","preTokens":1000}}"#
    + "\n"
    + claude("a4", after: "k", 10, #"{"type":"text","text":"A cat."}"#)

  private static let subagent =
    user("x1", after: nil, 4, "Go on").replacing(#""cwd""#, with: #""isSidechain":true,"agentId":"helper","cwd""#)
    + claude("x2", after: "x1", 5, #"{"type":"text","text":"I went on."}"#).replacing(
      #""cwd""#, with: #""isSidechain":true,"agentId":"helper","cwd""#)

  @Test("show prints a conversation with branches, subagents, tools, images and compactions in their places")
  func text() throws {
    #expect(
      try work.run("show", "s").output == """
        ── What is in the box?
           /work · 2026-03-01 10:00 · 6 messages · 4 turns · 1 branch · 1 subagent

        You  2026-03-01 10:00
          What is in the box?

        Claude  2026-03-01 10:00 · claude-opus-4-5
          (thinking) Let me look.
          ● Bash ls box
            ⎿ one
              two
              three
              four
              … 2 more lines
          ● Task Explore: Ask
            ⎿ done

        ╭─ subagent helper
        │ 
        │ Prompt  2026-03-01 10:00
        │   Go on
        │ 
        │ Claude  2026-03-01 10:00 · claude-opus-4-5
        │   I went on.
        ╰─ end of the subagent

        ╭─ abandoned branch 1 (1 message)
        │ 
        │ You  2026-03-01 10:00
        │   Never mind
        ╰─ end of abandoned branch 1

        You  2026-03-01 10:00
          Look at this
          [image, image/png, 11 B]

        ──── conversation compacted (auto, 1000 tokens before)

        Claude  2026-03-01 10:00 · claude-opus-4-5
          A cat.

        """)
  }

  @Test("show --thinking and --tools print what is folded otherwise")
  func unfolded() throws {
    #expect(try !work.run("show", "s").output.contains("Deeper"))
    #expect(try work.run("show", "s", "--thinking").output.contains("  Let me look.\n  Deeper thought.\n"))
    let tools = try work.run("show", "s", "--tools").output
    #expect(tools.contains("    command: ls box\n    description: Look\n"))
    #expect(tools.contains("      five\n      six\n"))
  }

  @Test("show --tail prints only the last turns")
  func tail() throws {
    #expect(
      try work.run("show", "s", "--tail", "1").output.hasSuffix(
        """
        · 1 subagent

        You  2026-03-01 10:00
          [image, image/png, 11 B]

        ──── conversation compacted (auto, 1000 tokens before)

        Claude  2026-03-01 10:00 · claude-opus-4-5
          A cat.

        """))
    let raw = try work.run("show", "s", "--raw", "--tail", "1").output
    #expect(raw == Self.session.split(separator: "\n").suffix(3).joined(separator: "\n") + "\n")
    #expect(try work.run("show", "s", "--raw", "--tail", "99").output == Self.session + Self.subagent)
    #expect(try work.run("show", "s", "--tail", "-1").code == 64)
  }

  @Test("show --raw prints the lines of a session unchanged")
  func raw() throws {
    #expect(try work.run("show", "s", "--raw").output == Self.session + Self.subagent)
  }

  @Test("show --records prints one line per record, file by file", arguments: [40, 100])
  func records(_ columns: Int) throws {
    let outcome = try work.ccstore(["show", "s", "--records", "--store", work.store], ["COLUMNS": String(columns)])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= columns }, "\(outcome)")
    #expect(lines.count { $0.contains("@") } == 13)
    #expect(lines.count { $0.hasPrefix("── ") } == 2)
    #expect(lines[2].split(separator: " ").prefix(3).dropFirst() == ["1", "user"])
  }

  @Test("show --json prints one object per line with the documented keys and its place in the conversation")
  func json() throws {
    let objects = try work.run("show", "s", "--json").output.split(separator: "\n").map {
      JSON(value: try JSONSerialization.jsonObject(with: Data($0.utf8)))
    }
    let keys: Set = [
      "seq", "path", "line", "continues", "defect", "uuid", "type", "timestamp", "bytes", "kind", "entry", "branch",
      "depth", "text",
    ]
    #expect(objects.allSatisfy { $0.keys == keys })
    #expect(objects.compactMap { $0["text"].string.map { $0 + "\n" } }.joined() == Self.session + Self.subagent)
    let place = Dictionary(uniqueKeysWithValues: objects.map { ($0["uuid"].string!, $0) })
    #expect(place["a1"]?["entry"].integer == place["r2"]?["entry"].integer)
    #expect(place["u2"]?["branch"].integer == 1)
    #expect(place["u3"]?["branch"].integer == nil)
    #expect(place["x1"]?["depth"].integer == 1)
    #expect(place["u1"]?["timestamp"].string == "2026-03-01T10:00:11.000Z")
    let outlines = try work.run("show", "s", "--json", "--records").output.split(separator: "\n")
    #expect(outlines.count == 13)
    #expect(outlines.allSatisfy { !$0.contains(#""text":"#) })
  }

  /// The document of turns, and the entries in it.
  private func turns(_ arguments: String...) throws -> (json: JSON, entries: [Int]) {
    let outcome = try work.ccstore(["show", "s", "--json", "--turns", "--store", work.store] + arguments)
    guard outcome.code == 0 else { throw Unexpected("\(outcome)") }
    let json = try outcome.json()
    return (json, json["turns"].array.compactMap { $0["entry"].integer })
  }

  @Test("show --json --turns prints the conversation as turns with the documented keys")
  func turns() throws {
    let (json, entries) = try turns()
    #expect(json.keys == ["session", "head", "total", "next", "turns"])
    #expect(json["session"].string == "s" && json["total"].integer == 9 && json["next"].integer == nil)
    #expect(entries == [0, 1, 3, 4, 7, 9, 10, 11, 12])
    let turns = json["turns"].array
    for turn in turns {
      #expect(
        turn.keys == [
          "entry", "seq", "uuid", "role", "timestamp", "model", "branch", "depth", "usage", "blocks",
        ])
      for block in turn["blocks"].array {
        #expect(
          block.keys == [
            "kind", "text", "truncated", "bytes", "tool", "call", "error", "duration_ms", "subagent",
          ])
      }
    }
    #expect(
      turns.map { $0["role"].string } == [
        "user", "assistant", "user", "assistant", "user", "user", "user", "system", "assistant",
      ])
    #expect(turns.map { $0["depth"].integer } == [0, 0, 1, 1, 0, 0, 0, 0, 0])
    #expect(turns.map { $0["branch"].integer } == [nil, nil, nil, nil, 1, nil, nil, nil, nil])
  }

  @Test("turns have their calls with results, durations and subagents, and their images")
  func blocks() throws {
    let turns = try turns().json["turns"].array
    let response = turns[1]
    let blocks = response["blocks"].array
    #expect(response["uuid"].string == "a1" && response["model"].string == "claude-opus-4-5")
    #expect(
      blocks.map { $0["kind"].string } == ["thinking", "tool_use", "tool_result", "tool_use", "tool_result"])
    #expect(blocks.map { $0["tool"].string } == [nil, "Bash", "Bash", "Task", "Task"])
    #expect(blocks.map { $0["call"].string } == [nil, "c1", "c1", "c2", "c2"])
    #expect(blocks.map { $0["duration_ms"].integer } == [nil, nil, 2000, nil, 2000])
    #expect(blocks.map { $0["error"].bool } == [nil, nil, false, nil, false])
    #expect(blocks.map { $0["subagent"].string } == [nil, nil, nil, "helper", nil])
    #expect(blocks[1]["text"].string == #"{"command":"ls box","description":"Look"}"#)
    #expect(blocks[2]["text"].string == "one\ntwo\nthree\nfour\nfive\nsix")
    let image = turns[6]["blocks"].array
    #expect(image.map { $0["kind"].string } == ["image"])
    #expect(image[0]["text"].string == "image, image/png" && image[0]["bytes"].integer == 11)
    #expect(turns[7]["blocks"].array.map { $0["kind"].string } == ["note"])
  }

  @Test("show --turns gives windows by entry, by sequence number and from the end, that continue one another")
  func windows() throws {
    let records = try work.run("show", "s", "--json").output.split(separator: "\n").map {
      JSON(value: try JSONSerialization.jsonObject(with: Data($0.utf8)))
    }
    let sequence = try #require(records.first { $0["uuid"].string == "u3" }?["seq"].integer)
    let middle = try turns("--at", "@\(sequence)", "--before", "1", "--after", "1")
    #expect(middle.entries == [7, 9, 10] && middle.json["next"].integer == 11)
    #expect(try turns("--at", "5", "--limit", "1").entries == [7])
    #expect(try turns("--tail", "1").entries == [10, 11, 12])
    #expect(try turns("--tail", "0").entries == [])
    var (all, next): ([Int], Int?) = ([], 0)
    while let at = next {
      let page = try turns("--at", "\(at)", "--limit", "4")
      #expect(page.entries.count <= 4 && page.json["total"].integer == 9)
      all += page.entries
      next = page.json["next"].integer
    }
    #expect(all == [0, 1, 3, 4, 7, 9, 10, 11, 12])
  }

  @Test("a block that is longer than --max-chars is cut, and says so and its length")
  func cut() throws {
    func thinking(_ characters: String) throws -> JSON {
      try turns("--max-chars", characters).json["turns"].array[1]["blocks"].array[0]
    }
    let short = try thinking("3")
    #expect(short["text"].string == "Let" && short["truncated"].bool == true && short["bytes"].integer == 28)
    for characters in ["0", "28", "1000"] {
      let whole = try thinking(characters)
      #expect(whole["text"].string == "Let me look.\nDeeper thought." && whole["truncated"].bool == false)
    }
  }

  @Test(
    "a window that does not exist, and options that do not go together, are refused",
    arguments: [
      "66 --json --turns --at 99", "66 --json --turns --at @999999", "66 --json --turns --generation 7", "64 --turns",
      "64 --json --at 1", "64 --json --turns --at x", "64 --json --turns --at 1 --tail 1",
      "64 --json --turns --limit 0", "64 --json --turns --records",
    ])
  func refusals(_ command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let outcome = try work.ccstore(["show", "s", "--store", work.store] + words.dropFirst())
    #expect(outcome.code == Int32(words[0]) && outcome.output.isEmpty, "\(outcome)")
  }

  @Test("show of a record that does not exist names the command that lists the records")
  func absentRecord() throws {
    let outcome = try work.ccstore(["show", "s", "none", "--store", work.store])
    #expect(outcome.code == 66 && outcome.saysOneSentence, "\(outcome)")
    #expect(outcome.errors.contains("'ccstore show --records --store \(work.store) s' lists them"), "\(outcome)")
  }

  @Test("show fits the given number of columns", arguments: [20, 40, 77])
  func width(_ columns: Int) throws {
    for more in [[], ["--thinking", "--tools"]] {
      let outcome = try work.ccstore(["show", "s", "--store", work.store] + more, ["COLUMNS": String(columns)])
      #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= columns }, "\(outcome.output)")
    }
  }

  @Test("show prints no character of a transcript that a terminal takes as a command")
  func controlCharacters() throws {
    let evil =
      #"\u001b]0;title\u0007\u001b[2J\u001b[31mred\u001b[0m\u009b5m\u0000\u0008\u202erev\u2066\u061cx\u0085y\u001b"#
    try work.write(
      "p/e.jsonl",
      Self.user("v1", after: nil, 1, evil)
        + Self.claude(
          "v2", after: "v1", 2,
          #"{"type":"tool_use","id":"c\#(evil)","name":"T\#(evil)","input":{"command":"\#(evil)","k\#(evil)":"\#(evil)\n"}},{"type":"thinking","thinking":"\#(evil)"},{"type":"b\#(evil)"}"#
        )
        .replacing("claude-opus", with: evil)
        + Self.result("v3", after: "v2", 3, of: "c\(evil)", #""\#(evil)\n\#(evil)""#)
        + #"{"type":"custom-title","customTitle":"\#(evil)","sessionId":"e"}"# + "\n" + "\u{1b}[2J\u{7} no JSON\n"
    )
    let text = try String(decoding: contents(of: work.source("p/e.jsonl")), as: UTF8.self)
    try work.write("p/e.jsonl", text.replacing(#""sessionId":"s""#, with: #""sessionId":"e""#))
    try work.ingest()
    for more in [[], ["--thinking", "--tools", "--verbose"], ["--records"], ["v2"]] {
      let outcome = try work.ccstore(["show", "e", "--store", work.store, "--color", "never"] + more)
      #expect(outcome.code == 0, "\(outcome)")
      let bad = outcome.output.unicodeScalars.filter { scalar in
        (scalar.value < 0x20 && scalar != "\n") || (0x7f..<0xa0).contains(scalar.value)
          || (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value) || scalar == "\u{61c}"
      }
      #expect(bad.isEmpty, "\(more): \(bad.map(\.value))")
    }
    #expect(try work.run("show", "e").output.contains("redrevx"))
  }
}
