import Foundation
import TestSupport
import Testing

@Suite("the effect of options", .enabled(if: Machine.hasHeldLocks, "needs flock(1) and timeout(1)"))
struct OptionEffectTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  /// A response with a call of a tool, and its result, on a day of December 2025.
  private func call(_ day: Int, _ session: String, model: String = "claude-haiku-4-5", tool: String = "Bash") -> String
  {
    let stamp = #""sessionId":"\#(session)","timestamp":"2025-12-0\#(day)T10:00"#
    let branch = tool == "Bash" ? "main" : "-topic"
    return #"{"type":"assistant","uuid":"a\#(day)",\#(stamp):01.000Z","cwd":"/work/\#(session)","#
      + #""gitBranch":"\#(branch)","message":{"id":"m\#(day)","role":"assistant","model":"\#(model)","content":["#
      + #"{"type":"thinking","thinking":"deep thought"},{"type":"tool_use","id":"t\#(day)","name":"\#(tool)","#
      + #""input":{"command":"ls -l\nsecond\nthird\nfourth","file_path":"=\#(day)"}}],"usage":{"input_tokens":1000000,"output_tokens":5}}}"#
      + "\n"
      + #"{"type":"user","uuid":"r\#(day)","parentUuid":"a\#(day)",\#(stamp):03.000Z","message":{"content":["#
      + #"{"type":"tool_result","tool_use_id":"t\#(day)","content":"\#((1...12).map(String.init).joined(separator: "\\n"))"}]}}"#
      + "\n"
  }

  /// Makes a store and sources in which every option finds something, and keeps them for `fresh`.
  private func prepare() throws {
    var random = Seeded(1)
    let greeting = line(200, session: "gone", text: "world hello hello hello hello hello")
    let last = line(102, session: "bbbb", text: "HELLOworld")
    let answer = call(3, "bbbb", model: "claude-sonnet-4-5", tool: "Read")
    let kept = (100..<102).map { line($0, session: "bbbb", text: "HELLOworld") }.joined()
    try work.write("p/aaaa.jsonl", lines(0..<30, session: "aaaa") + call(2, "aaaa") + "garbage\n")
    try work.write("p/bbbb.jsonl", kept + last + answer)
    try work.write("q/gone.jsonl", greeting + call(4, "gone") + call(5, "gone", tool: "Edit"))
    try work.write("p/fork.jsonl", lines(0..<10, session: "fork") + line(50, session: "fork"))
    try work.write("q/warm.jsonl", #"{"type":"mode","mode":"plan","sessionId":"warm"}"# + "\n")
    let large = (1000..<4000).map { line($0, session: "large", text: random.text(100)) }
    try work.write("p/large.jsonl", large.joined())
    try work.ingest()
    try work.write("p/bbbb.jsonl", kept + answer)
    try work.remove("q/gone.jsonl")
    try work.ingest()
    try work.write("p/new.jsonl", lines(300..<303, session: "new"))
    try work.write("p/new2.jsonl", line(400, session: "new2"))
    try work.append("p/aaaa.jsonl", line(31, session: "aaaa"))
    let made = try work.shell(
      #"""
      set -e; cd "$WORK"; mkdir plain kept; echo notes >plain/notes.txt
      price='{"input_cost_per_token":1,"output_cost_per_token":1}'
      echo "{\"claude-haiku-4-5\":$price,\"claude-sonnet-4-5\":$price}" >prices
      cp -Rp store other; "$CCSTORE" ingest "$ROOT" -q --store other
      "$CCSTORE" export later.ccsnap -q --store other; rm -r other; cp -Rp root store kept
      """#)
    guard made.code == 0 else { throw Unexpected("\(made)") }
  }

  /// What a script prints, its exit status, and the files that it leaves outside the store. Durations are left out,
  /// which are never the same.
  private func result(_ script: String) throws -> String {
    let outcome = try work.shell(
      #"cd "$WORK"; rm -rf root store out* .local .codex .cursor .config; cp -Rp kept/root kept/store .; ccstore() { "$CCSTORE" "$@"; }; "#
        + script,
      ["CCSTORE_DIR": work.store])
    // The note of an export holds the times at which files were written.
    let files = try work.shell(
      #"cd "$WORK"; find root out* -type f ! -name '.ccstore-*' -exec cksum {} + 2>/dev/null | sort"#)
    return "exit \(outcome.code)\n" + (outcome.output + outcome.errors).replacing(/\ in [0-9.]+ s[^\n]*/, with: "")
      + files.output
  }

  /// The names of the options of every command, as argument-parser describes them; a command of a command has both
  /// names.
  private func options() throws -> [(command: String, option: String)] {
    let dump = try work.ccstore(["--experimental-dump-help"]).json()["command"]
    return Self.options(dump, of: "")
  }

  private static func options(_ command: JSON, of path: String) -> [(command: String, option: String)] {
    command["subcommands"].array.filter { $0["commandName"].string != "help" }.flatMap { command in
      let path = path + (path.isEmpty ? "" : " ") + (command["commandName"].string ?? "")
      let own = command["arguments"].array.filter { $0["kind"].string != "positional" }.map { argument in
        let long = argument["names"].array.first { $0["kind"].string == "long" }
        return (path, "--" + (long?["name"].string ?? ""))
      }
      return own + options(command, of: path)
    }
  }

  @Test("every option of every command changes what the command prints or does")
  func everyOption() throws {
    try prepare()
    let options = try options()
    #expect(options.count > 200)
    var (used, usual) = (Set<String>(), [String: String]())
    for (command, option) in options {
      let own = "\(command) \(option)"
      let isNamed = OptionTable.rows[own] != nil || OptionTable.elsewhere[own] != nil
      let key = isNamed ? own : "* \(option)"
      guard used.insert(key).inserted, OptionTable.elsewhere[key] == nil else { continue }
      guard let row = OptionTable.rows[key] else {
        Issue.record("\(own) has no row in OptionTable")
        continue
      }
      let plain = row.script.replacing("$OPTION", with: "")
      if usual[plain] == nil {
        usual[plain] = try result(plain)
        let again = try result(plain)
        #expect(again == usual[plain], "'\(plain)' gives something else the second time: \(again)")
      }
      let script = row.script.contains("$OPTION") ? row.script : row.script + " $OPTION"
      let changed = try result(script.replacing("$OPTION", with: row.option))
      #expect(changed != usual[plain], "\(own) has no effect: \(changed)")
    }
    let unused = Set(OptionTable.rows.keys).union(OptionTable.elsewhere.keys).subtracting(used)
    #expect(unused.isEmpty, "rows without an option: \(unused.sorted())")
  }
}
