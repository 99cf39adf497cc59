import Foundation
import Testing

@Suite("usage command")
struct UsageCommandTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", answer(1) + answer(2, model: "claude-next"))
    try work.ingest()
  }

  private func answer(_ number: Int, model: String = "claude-opus-4-5") -> String {
    #"{"type":"assistant","uuid":"u\#(number)","sessionId":"s","cwd":"/work","timestamp":"2025-11-24T1\#(number):00:00.000Z","#
      + #""message":{"id":"m\#(number)","model":"\#(model)","content":[],"usage":{"output_tokens":1000}}}"# + "\n"
  }

  private let totalKeys: Set = [
    "responses", "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_creation_5m_input_tokens",
    "cache_creation_1h_input_tokens", "cache_read_input_tokens", "cost_usd", "unpriced_models",
  ]

  private let jsonKeys: Set = ["unpriced"]

  @Test(
    "usage --json has the documented keys for every grouping",
    arguments: [
      ("hour", ["start"]), ("day", ["start"]), ("week", ["start"]), ("month", ["start"]),
      ("block", ["start", "end", "last_response", "active"]), ("session", ["title", "project"]), ("model", []),
      ("project", []), ("machine", []), ("tool", []),
    ])
  func keys(_ grouping: String, _ more: [String]) throws {
    let json = try work.json("usage", "--by", grouping)
    #expect(json.keys == ["by", "tz", "prices", "groups", "totals"])
    #expect(json["by"].string == grouping)
    #expect(json["totals"].keys == totalKeys.union(jsonKeys))
    #expect(!json["groups"].array.isEmpty)
    for group in json["groups"].array { #expect(group.keys == totalKeys.union(jsonKeys).union(["key"]).union(more)) }
  }

  @Test("usage --json gives costs in dollars, and null for a model without a price")
  func cost() throws {
    let json = try work.json("usage", "--by", "model")
    #expect(json["totals", "cost_usd"].value as? Double == 0.025)
    let unpriced = json["groups"].array.first { $0["key"].string == "claude-next" }
    #expect(unpriced?["cost_usd"].value is NSNull)
    #expect(unpriced?["unpriced_models"].array.compactMap(\.string) == ["claude-next"])
  }

  @Test("usage --csv prints one line per group after a line with the names of the JSON keys")
  func csv() throws {
    let rows = try work.run("usage", "--csv", "--tz", "UTC").output.split(separator: "\r\n")
    #expect(rows.count == 2)
    #expect(rows[0].hasPrefix("key,start,responses,input_tokens,output_tokens,"))
    #expect(rows[1] == "2025-11-24,2025-11-24T00:00:00.000Z,2,0,2000,0,0,0,0,0.025000,claude-next")
  }

  @Test("usage --csv quotes values with a comma, a quote or a newline")
  func quoting() throws {
    try work.write(
      "p/t.jsonl", answer(3).replacing(#""/work""#, with: #""/a,\"b\"\n""#).replacing(#""s""#, with: #""t""#))
    try work.ingest()
    let output = try work.run("usage", "--csv", "--by", "project").output
    #expect(output.contains("\r\n\"/a,\"\"b\"\"\n\",1,"))
  }

  @Test("usage --tz changes the days, and an unknown zone is refused with 64")
  func zone() throws {
    let json = try work.json("usage", "--tz", "Pacific/Auckland", "--by", "hour")
    #expect(json["groups"].array.compactMap { $0["key"].string } == ["2025-11-25 00:00", "2025-11-25 01:00"])
    for name in ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", ""] {
      #expect(try work.run("usage", "--tz", name).code == 64, "\(name)")
    }
  }

  @Test("usage --since, --until and --on select responses, and meaningless values are refused with 64")
  func period() throws {
    func responses(_ options: String...) throws -> Int? {
      let outcome = try work.ccstore(["usage", "--json", "--tz", "UTC", "--store", work.store] + options)
      return try outcome.json()["totals", "responses"].integer
    }
    #expect(try responses("--since", "2025-11-24T12:00:00Z") == 1)
    #expect(try responses("--until", "2025-11-24T11:00:00Z") == 1)
    #expect(try responses("--on", "2025-11") == 2)
    #expect(try responses("--on", "today") == 0)
    #expect(try work.run("usage", "--since", "soon").code == 64)
    #expect(try work.run("usage", "--on", "today", "--since", "7d").code == 64)
  }

  @Test("usage --prices reads a file, and an invalid or missing file is reported in one sentence")
  func prices() throws {
    let file = work.path + "/prices.json"
    try Data(#"{"claude-next":{"output_cost_per_token":0.001}}"#.utf8).write(to: URL(fileURLWithPath: file))
    #expect(try work.json("usage", "--prices", file)["totals", "cost_usd"].value as? Double == 1.025)
    try Data("[]".utf8).write(to: URL(fileURLWithPath: file))
    let outcome = try work.run("usage", "--prices", file)
    #expect(outcome.code == 65 && outcome.saysOneSentence, "\(outcome)")
    let missing = try work.run("usage", "--prices", work.path + "/none")
    #expect(missing.code == 66 && missing.saysOneSentence, "\(missing)")
  }

  @Test("usage fits the given number of columns", arguments: [40, 60, 80, 200])
  func width(_ columns: Int) throws {
    for grouping in ["day", "session", "block", "project"] {
      let outcome = try work.ccstore(["usage", "--by", grouping, "--store", work.store], ["COLUMNS": String(columns)])
      #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= columns }, "\(outcome.output)")
      #expect(outcome.output.contains("$0.03+"))
      #expect(outcome.output.contains("claude-next"))
    }
  }
}
