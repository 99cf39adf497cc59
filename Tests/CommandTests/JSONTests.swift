import Foundation
import Testing

@Suite("--json output")
struct JSONTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3) + "garbage\n")
    try work.write("p/quote\"d\n.jsonl", line(1, session: "q", text: #"\ud83d lone, \u0001 control, é"#))
  }

  @Test("ingest --json prints one document with the documented keys")
  func ingest() throws {
    let json = try work.ingest()
    #expect(json.keys.isSuperset(of: ["files", "sessions", "records", "bytes", "bad_lines", "conflicts", "head"]))
    #expect(json["files"].keys == ["discovered", "new", "updated", "unchanged", "skipped", "missing", "failed"])
    #expect(json["sessions"].keys == ["inserted", "updated", "skipped"])
    #expect(json["head"].keys == ["seq", "chain"])
    #expect(json["compaction"].keys == ["saves_bytes", "recommended"])
  }

  @Test("ingest --json counts files, sessions, records and bad lines")
  func ingestCounts() throws {
    let json = try work.ingest()
    #expect(json["files", "new"].integer == 2)
    #expect(json["sessions", "inserted"].integer == 2)
    #expect(json["records"].integer == 5)
    #expect(json["bad_lines"].integer == 2)
  }

  @Test(
    "status, replay, verify and export print one JSON document with the documented keys",
    arguments: [
      (
        ["status"],
        ["store", "id", "healthy", "head", "stored", "compaction", "on_disk", "roots", "runs", "sync", "history"]
      ),
      (["replay"], ["head", "projections", "verified"]),
      (["replay", "--verify"], ["head", "projections", "verified"]),
      (["verify"], ["ok", "findings", "checked"]),
      (["export", "OUT"], ["files", "bytes", "directory", "head"]),
    ])
  func document(_ command: [String], _ keys: [String]) throws {
    try work.ingest()
    let command = command.map { $0 == "OUT" ? work.path + "/out" : $0 }
    let outcome = try work.ccstore(command + ["--json", "--store", work.store])
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(try outcome.json().keys.isSuperset(of: keys))
  }

  @Test("sessions --json prints an array of objects with the documented keys")
  func sessions() throws {
    try work.ingest()
    let sessions = try work.json("sessions").array
    #expect(sessions.count == 2)
    for session in sessions {
      #expect(
        session.keys == [
          "session", "project", "title", "started", "ended", "duration_ms", "records", "messages", "turns", "bad_lines",
          "generations", "files", "bytes", "model", "branch", "source_state", "deleted_after", "tokens", "responses",
          "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_creation_5m_input_tokens",
          "cache_creation_1h_input_tokens", "cache_read_input_tokens", "cost_usd", "unpriced_models", "forked_from",
        ])
    }
  }

  @Test("sessions --json of an empty store prints an empty array")
  func noSessions() throws {
    try work.remove("p/s.jsonl")
    try work.remove("p/quote\"d\n.jsonl")
    try work.ingest()
    #expect(try work.run("sessions", "--json").json().value as? [String] == [])
  }

  @Test("show --json prints one document per line, with the text of every line")
  func show() throws {
    try work.ingest()
    let documents = try work.run("show", "s", "--json").output.split(separator: "\n").map {
      JSON(value: try JSONSerialization.jsonObject(with: Data($0.utf8)))
    }
    #expect(documents.compactMap { $0["text"].string }.map { $0 + "\n" }.joined() == lines(0..<3) + "garbage\n")
    #expect(documents.compactMap { $0["line"].integer } == [0, 1, 2, 3])
    #expect(documents.map { $0["defect"].string } == [nil, nil, nil, "not valid JSON"])
  }

  @Test("show --json keeps the escapes in the text of a line")
  func showEscapes() throws {
    try work.ingest()
    let object = try work.run("show", "q", "--json").json()
    #expect(object["text"].string.map { $0 + "\n" } == line(1, session: "q", text: #"\ud83d lone, \u0001 control, é"#))
  }

  @Test("--json prints times in UTC and hashes in lower-case hexadecimal")
  func timesAndHashes() throws {
    try work.ingest()
    let status = try work.json("status")
    #expect(status["stored", "oldest"].string == "2025-11-24T10:00:00.000Z")
    #expect(status["head", "chain"].string?.wholeMatch(of: /[0-9a-f]{64}/) != nil)
  }

  @Test("verify --json of a damaged store prints one document")
  func damaged() throws {
    try work.ingest()
    try work.flipByte("seg/00000000-00000000.ccs", at: 200)
    let outcome = try work.run("verify", "--json")
    #expect(outcome.code == 3)
    #expect(try outcome.json()["ok"].bool == false)
  }
}
