import Foundation
import TestSupport
import Testing

@Suite("files command, and pages of search and sessions")
struct FilesCommandTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  private func call(_ number: Int, _ tool: String, _ path: String) -> String {
    #"{"type":"assistant","uuid":"a\#(number)","sessionId":"s","timestamp":"2025-11-24T10:00:0\#(number).000Z","cwd":"/work","#
      + #""message":{"id":"m\#(number)","model":"claude-haiku-4-5","content":[{"type":"tool_use","id":"c\#(number)","#
      + #""name":"\#(tool)","input":{"file_path":"\#(path)"}}]}}"# + "\n"
  }

  @Test("files --json prints the documented keys, and its pages follow one another")
  func keys() throws {
    try work.write("p/s.jsonl", call(1, "Read", "/a") + call(2, "Write", "/a") + call(3, "Edit", "/b"))
    try work.ingest()
    let json = try work.json("files")
    #expect(json.keys == ["head", "as_of", "total", "next", "files"])
    #expect(json["total"].integer == 2 && json["next"].string == nil)
    #expect(
      json["files"].array.allSatisfy {
        $0.keys == ["path", "session", "project", "first", "last", "reads", "writes"]
      })
    #expect(json["files"].array.map { $0["path"].string } == ["/b", "/a"])
    #expect(json["files"].array.map { $0["reads"].integer } == [0, 1])
    #expect(json["files"].array[1]["last"].string == "2025-11-24T10:00:02.000Z")
    let first = try work.json("files", "--limit", "1")
    try work.append("p/s.jsonl", call(4, "Read", "/c"))
    try work.ingest()
    let second = try work.json("files", "--limit", "1", "--cursor", try #require(first["next"].string))
    #expect(second["files"].array.map { $0["path"].string } == ["/a"] && second["next"].string == nil)
    #expect(try work.json("files", "--as-of", "0")["total"].integer == 0)
  }

  @Test("files prints a table, and --csv a row for each file, without formulas and control characters")
  func hostile() throws {
    try work.write(
      "p/s.jsonl", call(1, "Read", #"=cmd\u001b[2J\u202e\n\"x\""#) + call(2, "Write", #"/w\u0007\u009b1m\rFAKE"#))
    try work.ingest()
    let table = try work.run("files")
    #expect(table.code == 0 && table.output.split(separator: "\n").count == 3, "\(table)")
    let csv = try work.run("files", "--csv")
    #expect(csv.output.hasPrefix("path,session,project,first,last,reads,writes\r\n"), "\(csv)")
    #expect(csv.output.contains(#""'=cmd"#), "\(csv)")
    for text in [table.output, csv.output.replacing("\r\n", with: "\n")] {
      let dangers = text.unicodeScalars.filter { scalar in
        scalar.value < 0x20 && scalar != "\n" || (0x7f..<0xa0).contains(scalar.value) || scalar == "\u{202e}"
      }
      #expect(dangers.isEmpty, "\(text.debugDescription)")
    }
    #expect(try work.run("files", "nowhere").output == "nothing matches 'nowhere'\n")
  }

  @Test("search --json --page prints one document with the total, entries and a cursor")
  func searchPages() throws {
    try work.write("p/s.jsonl", (1...5).map { line($0, text: "a needle") }.joined())
    try work.ingest()
    let first = try work.json("search", "needle", "--page", "--limit", "3")
    #expect(first.keys == ["head", "as_of", "total", "next", "hits"])
    #expect(first["total"].integer == 5 && first["hits"].array.count == 3)
    let plain = try work.run("search", "needle", "--json", "--limit", "1").json()
    #expect(first["hits"].array.allSatisfy { $0.keys == plain.keys.union(["entry"]) && $0["entry"].integer != nil })
    try work.append("p/s.jsonl", line(6, text: "a needle"))
    try work.ingest()
    let cursor = try #require(first["next"].string)
    let second = try work.json("search", "needle", "--limit", "3", "--cursor", cursor)
    #expect(second["next"].string == nil && second["total"].integer == 5)
    let records = (first["hits"].array + second["hits"].array).map { $0["record"].string }
    #expect(records == ["5", "4", "3", "2", "1"])
    #expect(try work.run("search", "other", "--json", "--cursor", cursor).code == 64)
    #expect(try work.run("search", "needle", "--json", "--cursor", "x" + cursor).code == 64)
    #expect(try work.run("search", "needle", "--page").code == 64)
    let none = try work.run("search", "haystack", "--json", "--page")
    #expect(try none.code == 1 && none.json()["total"].integer == 0)
  }

  @Test("sessions --json --page prints one document whose rows are those of sessions --json")
  func sessionPages() throws {
    for name in ["a", "b", "c"] { try work.write("p/\(name).jsonl", lines(0..<2, session: name)) }
    try work.ingest()
    let all = try work.json("sessions").array.map { $0["session"].string }
    let first = try work.json("sessions", "--page", "--limit", "2")
    #expect(first.keys == ["head", "as_of", "total", "next", "sessions"] && first["total"].integer == 3)
    let second = try work.json("sessions", "--limit", "2", "--cursor", try #require(first["next"].string))
    #expect((first["sessions"].array + second["sessions"].array).map { $0["session"].string } == all)
    #expect(try work.run("sessions", "--page").code == 64)
    #expect(try work.run("sessions", "--json", "--page", "--lineage").code == 64)
  }
}
