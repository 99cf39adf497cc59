import Bytes
import Foundation
import TestSupport
import Testing

@Suite("show of real transcripts", .enabled(if: Corpus.isPresent, Corpus.absence))
struct ShowCorpusTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.ingest(Corpus.required())
  }

  private func sessions() throws -> [String] {
    try work.json("sessions", "--all").array.compactMap { $0["session"].string }
  }

  @Test("show --verbose prints something for every session of the real transcripts")
  func text() throws {
    for session in try sessions() {
      let outcome = try work.run("show", session, "--verbose")
      #expect(outcome.code == 0, "\(session): \(outcome.errors)")
      #expect(!outcome.output.isEmpty, "\(session)")
      #expect(!outcome.standardOutput.contains(0x1b), "\(session)")
    }
  }

  @Test("show fits 40 columns, and show --records prints one line per record of the real transcripts")
  func columns() throws {
    for session in try work.json("sessions").array {
      let id = session["session"].string!
      let text = try work.ccstore(["show", id, "--store", work.store], ["COLUMNS": "40"]).output
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 40 }, "\(id)")
      let records = try work.run("show", id, "--records").output.split(separator: "\n")
      #expect(records.count { $0.wholeMatch(of: /\s*@\d+ .*/) != nil } == session["records"].integer!, "\(id)")
    }
  }

  @Test("show --raw prints the lines of each session of the real transcripts in the order of its files")
  func raw() throws {
    let expected = try SessionLines(Corpus.required() + "/projects")
    let sessions = try sessions()
    #expect(Set(sessions) == Set(expected.bytes.keys))
    for session in sessions {
      #expect(try work.run("show", session, "--raw").standardOutput == expected.bytes[session], "\(session)")
    }
  }

  @Test("show --json prints one object for every line of the real transcripts")
  func json() throws {
    let records = try work.json("sessions").array
    for session in records {
      let output = try work.run("show", session["session"].string!, "--json").standardOutput
      #expect(output.count { $0 == 0x0a } == session["records"].integer!, "\(session["session"].string!)")
    }
  }
}

/// The lines of every session, found with Foundation's reader. A line belongs to its `sessionId`, a line without one to
/// the session of the previous line, and the first line to the session that its file is named after.
private struct SessionLines {
  var bytes: [String: [UInt8]] = [:]

  init(_ projects: String) throws {
    let files = try regularFiles(below: Array(projects.utf8)).map { String(decoding: $0, as: UTF8.self) }
    // `show` prints the main transcripts first.
    let sorted = files.map { "projects/" + $0 }.sorted { (isSubagent($0) ? 1 : 0, $0) < (isSubagent($1) ? 1 : 0, $1) }
    for file in sorted where file.hasSuffix(".jsonl") {
      var session = owner(of: file)
      let text = try contents(of: projects + "/" + file.dropFirst(9))
      var rest = text[...]
      while !rest.isEmpty {
        let end = rest.firstIndex(of: 0x0a).map { $0 + 1 } ?? rest.endIndex
        let line = rest[..<end]
        rest = rest[end...]
        let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
        if let named = object?["sessionId"] as? String { session = named }
        bytes[session, default: []] += line
      }
    }
  }

  private func isSubagent(_ path: String) -> Bool { (path as NSString).lastPathComponent.hasPrefix("agent-") }

  private func owner(of path: String) -> String {
    let names = path.split(separator: "/").map(String.init)
    if let place = names.lastIndex(of: "subagents") { return names[place - 1] }
    return String(names.last!.dropLast(6))
  }
}
