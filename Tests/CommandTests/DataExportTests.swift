import Foundation
import Testing

@Suite("export --format ndjson and csv")
struct DataExportTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    let call =
      #"{"type":"assistant","uuid":"a1","sessionId":"s","timestamp":"2025-11-24T10:00:01.000Z","message":{"id":"m1","model":"claude-haiku-4-5","content":[{"type":"text","text":"a, \"b\"\nc"}],"usage":{"input_tokens":1,"output_tokens":5}}}"#
      + "\n"
    try work.write("p/s.jsonl", lines(0..<3) + "garbage, \"x\"\n" + call)
    try work.write("p/x.jsonl", lines(20..<24, session: "x"))
    try work.ingest()
  }

  private func export(_ arguments: String...) throws -> Outcome {
    try work.ccstore(["export"] + arguments + ["--store", work.store])
  }

  @Test("export --format ndjson prints one record per line, or writes a new file and refuses an existing one")
  func records() throws {
    let outcome = try export("--format", "ndjson")
    #expect(outcome.code == 0 && outcome.errors == "")
    let records = try outcome.output.split(separator: "\n").map { line in
      JSON(value: try JSONSerialization.jsonObject(with: Data(line.utf8)))
    }
    #expect(records.count == 9)
    #expect(try export("--format", "ndjson", "-").output == outcome.output)
    let file = work.path + "/records.ndjson"
    #expect(try export("--format", "ndjson", file).code == 0)
    #expect(String(decoding: try contents(of: file), as: UTF8.self) == outcome.output)
    let again = try export("--format", "ndjson", file)
    #expect(again.code == 73 && again.saysOneSentence, "\(again)")
    #expect(try export("--format", "ndjson", "--session", "x").output.split(separator: "\n").count == 4)
    #expect(try export("--format", "ndjson", "--last", "1").output.split(separator: "\n").count == 4)
    #expect(try export("--format", "ndjson", "--until", "2020").output == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.path).filter { $0.hasSuffix(".partial") } == [])
  }

  @Test("export --format ndjson --events prints every event")
  func events() throws {
    let events = try export("--format", "ndjson", "--events").output.split(separator: "\n")
    #expect(events.count == (try work.json("status")["head", "seq"].integer))
  }

  @Test("export --format csv writes four tables as in RFC 4180, with the same columns for an empty store")
  func tables() throws {
    #expect(try export("--format", "csv", work.path + "/csv").code == 0)
    let empty = work.path + "/empty"
    try FileManager.default.createDirectory(atPath: empty + "/root/projects", withIntermediateDirectories: true)
    let variables = ["CLAUDE_CONFIG_DIR": empty + "/root"]
    #expect(try work.ccstore(["ingest", "--store", empty + "/store"], variables).code == 0)
    #expect(try work.ccstore(["export", "--format", "csv", empty + "/csv", "--store", empty + "/store"]).code == 0)
    for (table, rows) in [("sessions", 2), ("usage", 1), ("decisions", 2), ("runs", 1)] {
      let text = String(decoding: try contents(of: work.path + "/csv/\(table).csv"), as: UTF8.self)
      let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
      #expect(lines.count == rows + 2, "\(table): \(text)")
      let none = String(decoding: try contents(of: empty + "/csv/\(table).csv"), as: UTF8.self)
      #expect(none.split(separator: "\r\n").first == lines.first)
      #expect(try export("--format", "csv", "-", "--table", table).output == text)
    }
  }

  @Test(
    "csv cells that a spreadsheet takes for formulas get an apostrophe, except with --raw-csv or for numbers"
  )
  func formulas() throws {
    let branches = ["=1+1", "+1", "-1", "@x", "\t=2", "\r=3", "\u{ff1d}4", "plain", "a;=b", "\u{1b}[31m=5"]
    for (number, branch) in branches.enumerated() {
      let data = try JSONSerialization.data(withJSONObject: ["gitBranch": branch])
      let more = String(decoding: data, as: UTF8.self).dropFirst().dropLast()
      try work.write("f/f\(number).jsonl", line(number, session: "f\(number)").replacing("}}\n", with: "},\(more)}\n"))
    }
    try work.ingest()
    func rows(_ options: String...) throws -> [String] {
      let outcome = try work.ccstore(
        ["export", "--format", "csv", "-", "--table", "sessions", "--store", work.store] + options)
      #expect(outcome.code == 0, "\(outcome)")
      return outcome.output.components(separatedBy: "\r\n")
    }
    func holds(_ rows: [String], _ number: Int, _ cell: String) -> Bool {
      rows.contains { $0.hasPrefix("f\(number),/work,hello,") && $0.contains(",\(cell),") }
    }
    let (safe, raw) = (try rows(), try rows("--raw-csv"))
    let expected = [
      "'=1+1", "'+1", "'-1", "'@x", "\"'\t=2\"", "' =3", "'\u{ff1d}4", "plain", "\"a;=b\"", "'=5",
    ]
    for (number, cell) in expected.enumerated() { #expect(holds(safe, number, cell), "\(cell) in \(safe)") }
    let same = ["=1+1", "+1", "-1", "@x", "\"\t=2\"", "\"\r=3\"", "\u{ff1d}4", "plain", "\"a;=b\"", "\u{1b}[31m=5"]
    for (number, cell) in same.enumerated() { #expect(holds(raw, number, cell), "\(cell) in \(raw)") }
    // The counts of one record, one message and no response; no cell that is a number has an apostrophe.
    for row in safe where row.hasPrefix("f") {
      #expect(!row.contains(/'[0-9]/) && row.contains(",1,1,1,0,1,1,"), "\(row)")
    }
    #expect(try export("--format", "ndjson", "--raw-csv").code == 64)
  }

  @Test("export --format ndjson ends silently when its output is closed")
  func pipe() throws {
    let outcome = try work.shell(#""$CCSTORE" export --format ndjson --store "$STORE" | head -n 1 | wc -l"#)
    #expect(outcome.code == 0 && outcome.errors == "", "\(outcome)")
    #expect(outcome.output.filter(\.isNumber) == "1")
  }

  @Test(
    "export refuses options that contradict each other with 64 and prints nothing to stdout",
    arguments: [
      ["--format", "csv"], ["--format", "ndjson", "--table", "runs"], ["--format", "csv", "d", "--events"],
      ["--format", "ndjson", "--events", "--session", "s"], ["--format", "csv", "d", "--session", "s"],
      ["--format", "jsonl", "d", "--table", "sessions"], ["--format", "ndjson", "--since", "12345678x"],
      ["--format", "lake"], ["--format", "lake", "-"], ["--format", "lake", "d", "--session", "s"],
      ["--format", "lake", "d", "--as-of", "3"], ["--format", "csv", "d", "--parquet"],
      ["--format", "csv", "d", "--follow"], ["--format", "events", "--since", "2025-01-01"],
      ["--format", "ndjson", "--generation", "0"], ["--format", "csv", "-"],
    ])
  func refused(_ arguments: [String]) throws {
    let outcome = try work.ccstore(["export"] + arguments + ["--store", work.store])
    #expect(outcome.code == 64, "\(outcome)")
    #expect(outcome.output == "")
  }
}
