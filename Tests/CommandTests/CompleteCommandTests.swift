import Foundation
import TestSupport
import Testing

/// What a reader of the output does next: copies a command, types an id, asks the status line.
@Suite("commands and ids that are printed, and what the status line finds")
struct CompleteCommandTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  private func response(_ number: Int, session: String = "s") -> String {
    #"{"type":"assistant","uuid":"\#(session)\#(number)","sessionId":"\#(session)","requestId":"r\#(session)\#(number)","#
      + #""timestamp":"2025-11-24T10:00:00.000Z","message":{"id":"m\#(session)\#(number)","model":"claude-haiku-4-5","#
      + #""content":[{"type":"text","text":"needle"}],"usage":{"input_tokens":1,"output_tokens":2}}}"# + "\n"
  }

  @Test("the command below a match names the store that was named, on a terminal and in a pipe")
  func storeOfMatch() throws {
    try work.write("p/s.jsonl", line(1, text: "a needle"))
    try work.ingest()
    for heading in [[], ["--heading"]] {
      let found = try work.ccstore(["search", "needle", "--store", work.store] + heading)
      let command = try #require(found.output.split(separator: "\n").first { $0.contains("ccstore show") })
      #expect(command.contains("--store \(work.store)"), "\(found)")
      let words = command.trimmingCharacters(in: .whitespaces).dropFirst("ccstore ".count)
      let shown = try work.shell("\"$CCSTORE\" \(words)")
      #expect(shown.code == 0 && shown.output.contains("a needle"), "\(shown)")
    }
  }

  @Test("ids of sessions in usage are long enough to name one session each")
  func sessionIDs() throws {
    let ids = ["aaaaaaaa-0001", "aaaaaaaa-0002", "bbbbbbbb-0001"]
    for id in ids { try work.write("p/\(id).jsonl", response(1, session: id)) }
    try work.ingest()
    for arguments in [["--by", "session"], ["--by", "model", "--split", "session"]] {
      let usage = try work.ccstore(["usage", "--store", work.store] + arguments)
      for short in ["aaaaaaaa-0001", "aaaaaaaa-0002", "bbbbbbbb"] {
        let row = try #require(usage.output.split(separator: "\n").first { $0.contains(short) }, "\(usage)")
        let id = try #require(row.split(separator: " ").first)
        #expect(try work.run("show", String(id)).code == 0, "\(row)")
      }
      #expect(!usage.output.contains("bbbbbbbb-"), "\(usage)")
    }
  }

  @Test("--diff says at which lines of the file a call has changed it, where its result does")
  func linesOfEdits() throws {
    func call(_ number: Int, _ path: String) -> String {
      #"{"type":"assistant","uuid":"a\#(number)","sessionId":"s","timestamp":"2025-11-24T10:00:0\#(number).000Z","message":"#
        + #"{"id":"m\#(number)","model":"claude-haiku-4-5","content":[{"type":"tool_use","id":"c\#(number)","name":"Edit","#
        + #""input":{"file_path":"\#(path)","old_string":"x","new_string":"y"}}]}}"# + "\n"
    }
    func result(_ number: Int, _ patch: String) -> String {
      #"{"type":"user","uuid":"r\#(number)","sessionId":"s","timestamp":"2025-11-24T10:00:0\#(number).500Z","message":"#
        + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"c\#(number)","content":"ok"}]},"#
        + #""toolUseResult":{"structuredPatch":\#(patch)}}"# + "\n"
    }
    let two = #"[{"newStart":10,"lines":[" a"," b","-x","+y"]},{"newStart":1200,"lines":["-x","+y"]}]"#
    let odd =
      #"[1,null,{"newStart":"7","lines":[]},{"newStart":9223372036854775807,"lines":[" a"]},{"newStart":-5,"lines":[]},{"newStart":0,"lines":["+y"]}]"#
    try work.write(
      "p/s.jsonl",
      call(1, "/two") + result(1, two) + call(2, "/odd") + result(2, odd) + call(3, "/none")
        + result(3, #""\u001b[2J""#)
        + call(4, "/unanswered"))
    try work.ingest()
    let edits = try work.json("files", "--diff", "--session", "s")["edits"].array
    #expect(edits.map { $0["lines"].array.map(\.integer) } == [[12, 1200], [1], [], []])
    let text = try work.run("files", "--diff", "--session", "s")
    #expect(
      text.output.contains("s · Edit · lines 12, 1,200\n") && text.output.contains("s · Edit · line 1\n"), "\(text)")
  }

  @Test("what ingest, compact, import and repair store is ready for the status line")
  func statusLine() throws {
    func kept(_ store: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: store + "/snap").filter { $0.hasPrefix("recent-") }
    }
    try work.write("p/s.jsonl", (0..<2100).map { response($0) }.joined())
    #expect(try work.run("ingest", work.root).code == 0)
    let first = try kept(work.store)
    #expect(first.count == 1)
    // A little is folded by the status line itself.
    try work.append("p/s.jsonl", response(3000))
    #expect(try work.run("ingest", work.root).code == 0)
    #expect(try work.run("ingest", work.root).code == 0)
    #expect(try kept(work.store) == first)
    try work.append("p/s.jsonl", (3001..<4100).map { response($0) }.joined())
    #expect(try work.run("ingest", work.root).code == 0)
    let second = try kept(work.store)
    #expect(second.count == 1 && second != first)
    let (repaired, imported) = (work.path + "/repaired", work.path + "/imported")
    #expect(try work.run("repair", "--to", repaired).code == 0)
    #expect(try kept(repaired).count == 1)
    #expect(try work.run("export", work.path + "/all.ccsnap").code == 0)
    #expect(try work.ccstore(["import", work.path + "/all.ccsnap", "--store", imported]).code == 0)
    #expect(try kept(imported).count == 1)
    let compacted = try work.run("compact")
    #expect(compacted.code == 0 && !compacted.output.contains("nothing to gain"), "\(compacted)")
    #expect(try kept(work.store).count == 1)
  }

  @Test("on a narrow terminal notes are broken at spaces, and commands are not", .enabled(if: Machine.hasScript))
  func narrow() throws {
    try work.write("p/s.jsonl", line(1))
    try work.ingest()
    let commands =
      #""$CCSTORE" doctor "$ROOT" --store "$STORE"; "$CCSTORE" schedule --store "$STORE"; "$CCSTORE" json usage"#
    let outcome = try work.shell(
      "script -qec 'stty cols 40; \(commands)' /dev/null </dev/null", ["NO_COLOR": "1", "TERM": "xterm"])
    let lines = outcome.output.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
    let install = "  ccstore schedule install --store \(work.store)"
    #expect(lines.contains(install) && lines.contains("\(install) \(work.root)"), "\(outcome)")
    #expect(lines.filter { $0.count > 40 && !$0.contains(work.path) } == [])
    let joined = lines.joined(separator: " ")
    #expect(joined.contains("Last sync ") && joined.contains("Claude Code deletes after 30 days."), "\(outcome)")
  }
}
