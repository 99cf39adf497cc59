import Foundation
import TestSupport
import Testing

/// Text that tries to command a terminal, to turn the direction of writing, and to fake lines and markup.
private let evil = #"\u001b]52;c;AAAA\u0007\u001b[2J\u202e\u009b1mX\r\nFAKE <script>x</script> [a](javascript:b)"#

@Suite("log, diff, outline, edits and status line")
struct LogCommandTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  private func call(
    _ number: Int, _ tool: String, _ input: String, session: String = "s", isError: Bool = false
  ) -> String {
    let stamp = #""sessionId":"\#(session)","timestamp":"2025-11-24T10:\#(10 + number):00.000Z","cwd":"/work""#
    return
      #"{"type":"assistant","uuid":"a\#(number)",\#(stamp),"message":{"id":"m\#(number)","model":"claude-haiku-4-5","#
      + #""content":[{"type":"tool_use","id":"c\#(number)","name":"\#(tool)","input":{\#(input)}}],"#
      + #""usage":{"input_tokens":1000,"output_tokens":5}}}"# + "\n"
      + #"{"type":"user","uuid":"r\#(number)",\#(stamp),"message":{"content":[{"type":"tool_result","#
      + #""tool_use_id":"c\#(number)","is_error":\#(isError),"content":"done"}]}}"# + "\n"
  }

  private func dangers(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      scalar.value < 0x20 && scalar != "\n" || (0x7f..<0xa0).contains(scalar.value) || scalar == "\u{202e}"
    }
  }

  @Test("log shows the latest day with its prompts, written files and failed commands, and says which day it is")
  func log() throws {
    try work.write(
      "p/s.jsonl",
      line(1, text: "please build it") + call(1, "Bash", #""command":"make""#, isError: true)
        + call(2, "Bash", #""command":"ls""#) + call(3, "Write", #""file_path":"/work/a.txt","content":"x""#))
    try work.ingest()
    let text = try work.run("log")
    #expect(text.code == 0 && text.output.contains("nothing today") && text.output.contains("2025-11-24"), "\(text)")
    #expect(text.output.contains("please build it") && text.output.contains("wrote  a.txt"), "\(text)")
    #expect(text.output.contains("failed make") && !text.output.contains("ran    ls"), "\(text)")
    #expect(try work.run("log", "--verbose").output.contains("ran    ls"))
    let json = try work.json("log", "--on", "2025-11-24")
    #expect(json["totals"]["shell_calls"].integer == 2 && json["totals"]["shell_errors"].integer == 1)
    #expect(json["days"].array[0]["by_project"].array[0]["sessions"].array[0]["files"].array[0].string == "/work/a.txt")
    let none = try work.run("log", "--on", "2001-01-01")
    #expect(none.code == 0 && none.output == "nothing was done in this time; 'ccstore log' shows the latest day\n")
    let empty = try work.run("log", "--on", "2001-01-01", "--markdown")
    #expect(empty.code == 0 && empty.output.isEmpty && empty.errors == "ccstore: nothing was done in this time\n")
    #expect(try work.run("log", "--on", "2001-01-01", "--markdown", "-q").errors.isEmpty)
    #expect(try work.run("log", "--markdown", "--json").code == 64)
    #expect(try work.run("log", "--on", "yesterda").code == 64)
  }

  @Test("diff shows lost, changed and new lines with the words that differ, and says that there is one version")
  func diff() throws {
    try work.write("p/s.jsonl", line(1, text: "one") + line(2, text: "the quick fox") + line(3, text: "three"))
    try work.ingest()
    let one = try work.run("diff", "s")
    #expect(one.code == 0 && one.output == "session s has one version; nothing of it was ever rewritten\n", "\(one)")
    try work.write("p/s.jsonl", line(2, text: "the slow fox") + line(3, text: "three") + line(4, text: "four"))
    try work.ingest()
    let text = try work.run("diff", "s").output
    #expect(text.contains("lines: 1 kept, 1 lost, 1 changed, 1 new"), "\(text)")
    #expect(text.contains("the [-quick-]{+slow+} fox"), "\(text)")
    let json = try work.json("diff", "s")["files"].array[0]
    #expect(json["changes"].array.map { $0["change"].string } == ["lost", "changed", "new"])
    #expect(json["changes"].array[1]["words"].array.map { $0["change"].string } == ["kept", "lost", "new", "kept"])
    let absent = try work.run("diff", "s", "--from", "7")
    #expect(absent.code == 66 && absent.saysOneSentence, "\(absent)")
    for options in [["--from", "1", "--to", "1"], ["--to", "0"], ["--from", "-1"], ["--limit", "0"]] {
      #expect(try work.ccstore(["diff", "s", "--store", work.store] + options).code == 64, "\(options)")
    }
  }

  @Test("diff says that a lost record has no text")
  func emptyDiff() throws {
    let silent = line(1, text: "<local-command-stdout></local-command-stdout>")
    try work.write("p/s.jsonl", silent + line(2, text: "two"))
    try work.ingest()
    try work.write("p/s.jsonl", line(2, text: "two"))
    try work.ingest()
    let text = try work.run("diff", "s").output
    #expect(text.contains("1 kept, 1 lost") && text.hasSuffix("\n    (no text)\n"), "\(text)")
  }

  @Test("files --diff shows what each call wrote, and needs a path or a session")
  func edits() throws {
    try work.write(
      "p/s.jsonl",
      call(1, "Edit", #""file_path":"/a","old_string":"one\ntwo","new_string":"one\n2""#)
        + call(2, "Write", #""file_path":"/a","content":"whole""#, isError: true))
    try work.ingest()
    let text = try work.run("files", "/a", "--diff").output
    #expect(
      text.contains("  one\n- two\n+ 2\n") && text.contains("+ whole\n") && text.contains("Write · failed"), "\(text)")
    #expect(try work.run("files", "/a", "--diff", "--limit", "1").output.hasPrefix("… 1 earlier call left out"))
    let json = try work.json("files", "--session", "s", "--diff")
    #expect(json["total"].integer == 2 && json["edits"].array[1]["whole"].value as? Bool == true)
    #expect(try work.run("files", "--diff").code == 64)
    #expect(try work.run("files", "/a", "--diff", "--csv").code == 64)
    #expect(try work.run("files", "/a", "--diff", "--reverse").code == 64)
    #expect(try work.run("files", "/nowhere", "--diff").output == "nothing that was written matches '/nowhere'\n")
  }

  @Test("show --outline numbers the prompts, and does not go with other forms")
  func outline() throws {
    try work.write("p/s.jsonl", line(1, text: "first") + line(2, text: "second"))
    try work.ingest()
    let text = try work.run("show", "s", "--outline").output
    #expect(text.contains("  1  10:00 first") && text.contains("  2  10:00 second"), "\(text)")
    #expect(try work.json("show", "s", "--outline")["prompts"].array.map { $0["number"].integer } == [1, 2])
    for option in [["--raw"], ["--records"], ["--thinking"], ["--tools"], ["--around", "@1"]] {
      #expect(try work.ccstore(["show", "s", "--outline", "--store", work.store] + option).code == 64, "\(option)")
    }
  }

  @Test("statusline prints one line and ends with status 0, whatever it is given")
  func statusLine() throws {
    let absent = try work.run("statusline")
    #expect(absent.code == 0 && absent.output == "no store yet; run ccstore ingest\n", "\(absent)")
    try work.write("p/s.jsonl", line(1))
    try work.ingest()
    let inputs = [
      "", "{", "null", #"{"session_id":"\#(evil)","cost":{"total_cost_usd":1.5}}"#,
      #"{"cost":{"total_cost_usd":1e999}}"#,
    ]
    for input in inputs {
      let outcome = try work.shell(
        #"printf '%s' "$INPUT" | "$CCSTORE" statusline --store "$STORE""#, ["INPUT": input])
      #expect(outcome.code == 0 && outcome.errors.isEmpty && outcome.output.hasPrefix("today $"), "\(outcome)")
      #expect(outcome.output.split(separator: "\n").count == 1 && dangers(outcome.output).isEmpty, "\(outcome)")
    }
    let cost = try work.shell(#"echo '{"cost":{"total_cost_usd":1.5}}' | "$CCSTORE" statusline --store "$STORE""#)
    #expect(cost.output.contains("session $1.50"), "\(cost)")
    _ = try work.shell(#"for f in "$STORE"/manifest/*; do echo x >"$f"; done; rm -f "$STORE"/snap/*"#)
    let damaged = try work.run("statusline")
    #expect(damaged.code == 0 && damaged.output.split(separator: "\n").count == 1, "\(damaged)")
  }

  @Test("statusline says that the store is damaged, because the sums may then be too small")
  func damagedStatusLine() throws {
    for number in 0..<4 {
      try work.write("p/s\(number).jsonl", lines(0..<20, session: "s\(number)"))
      try work.ingest()
    }
    #expect(try work.json("statusline")["damaged"].value as? Bool == false)
    _ = try work.shell(#"rm -f "$STORE"/snap/*"#)
    try work.flipByte("seg/00000000-00000000.ccs", at: 900)
    let damaged = try work.run("statusline")
    #expect(damaged.code == 0 && damaged.output.hasSuffix("the store is damaged; run ccstore verify\n"), "\(damaged)")
    #expect(try work.json("statusline")["damaged"].value as? Bool == true)
  }

  @Test("statusline does not wait for input that never comes")
  func noInput() throws {
    let start = ContinuousClock.now
    let outcome = try work.shell(
      #"mkfifo "$WORK/pipe"; exec 3<>"$WORK/pipe"; "$CCSTORE" statusline --store "$STORE" <"$WORK/pipe""#)
    #expect(outcome.output.contains("no store yet") && ContinuousClock.now - start < .seconds(20), "\(outcome)")
  }

  @Test("nothing in a transcript commands a terminal or acts as markup in any of these answers")
  func hostile() throws {
    let lines =
      line(1, text: evil) + call(1, "Bash", #""command":"\#(evil)""#, isError: true)
      + call(2, "Edit", #""file_path":"/\#(evil)","old_string":"\#(evil)","new_string":"\#(evil)2""#)
    try work.write("p/s.jsonl", lines)
    try work.ingest()
    try work.write("p/s.jsonl", lines.replacing("2J", with: "3J") + line(9, text: evil))
    try work.ingest()
    let commands = [
      ["log"], ["log", "--verbose"], ["log", "--markdown"], ["log", "--json"], ["diff", "s"],
      ["diff", "s", "--verbose"],
      ["diff", "s", "--json"], ["show", "s", "--outline"], ["show", "s", "--outline", "--json"],
      ["files", "--session", "s", "--diff"], ["files", "--session", "s", "--diff", "--json"],
    ]
    for command in commands {
      let outcome = try work.ccstore(command + ["--store", work.store])
      #expect(outcome.code == 0 && !outcome.output.isEmpty, "\(command): \(outcome)")
      #expect(dangers(outcome.output).isEmpty, "\(command): \(outcome.output.debugDescription)")
      #expect(!outcome.output.split(separator: "\n").contains { $0.hasPrefix("FAKE") }, "\(command)")
    }
    let markdown = try work.run("log", "--markdown").output
    #expect(!markdown.contains("<script") && !markdown.contains("[a]("), "\(markdown)")
  }
}
