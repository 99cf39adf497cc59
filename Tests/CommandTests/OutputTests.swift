import Foundation
import Testing

@Suite("printed output")
struct OutputTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3))
  }

  @Test("ccstore without arguments says how to begin")
  func alone() throws {
    let outcome = try work.ccstore([])
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("ccstore ingest"))
    #expect(outcome.errors == "")
  }

  @Test("ccstore --version prints a version and nothing else")
  func version() throws {
    let outcome = try work.ccstore(["--version"])
    #expect(outcome.code == 0)
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(
    "the help of a command has an example",
    arguments: [
      "ingest", "status", "sessions", "show", "export", "replay", "verify",
    ])
  func help(_ command: String) throws {
    let outcome = try work.ccstore(["help", command])
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("Example:  ccstore \(command)"))
    #expect(try work.ccstore([command, "--help"]).output == outcome.output)
  }

  @Test("help defines what a message and a turn are")
  func words() throws {
    func help(_ command: String) throws -> String {
      try work.ccstore(["help", command]).output.split { $0.isWhitespace }.joined(separator: " ")
    }
    #expect(
      try help("show").contains(
        "A message is a prompt or a response, all of its lines together; a turn is a prompt and what followed."))
    #expect(try help("sessions").contains("Messages are prompts and responses, each with all of its lines"))
  }

  @Test("the generated completion script is accepted by bash")
  func completion() throws {
    let outcome = try work.shell(
      #""$CCSTORE" --generate-completion-script bash >"$WORK/completion" && bash -n "$WORK/completion""#)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try contents(of: work.path + "/completion").count > 1_000)
  }

  @Test("show ends silently when its output is closed", arguments: ["--raw", "--json", ""])
  func closedPipe(_ option: String) throws {
    try work.write("p/s.jsonl", lines(0..<5_000))
    try work.ingest()
    let outcome = try work.shell(
      #"{ "$CCSTORE" show s \#(option) --store "$STORE"; echo $? >"$WORK/code"; } | head -n 1"#)
    let code = String(decoding: try contents(of: work.path + "/code"), as: UTF8.self)
    #expect(outcome.output.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
    #expect(outcome.errors == "")
    #expect(["0\n", "141\n"].contains(code))  // either an ordinary end or one by SIGPIPE, which shells do not report
  }

  @Test(
    "show whose output cannot be written exits with 74 and one sentence",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func fullOutput() throws {
    try work.write("p/s.jsonl", lines(0..<2_000))
    try work.ingest()
    let outcome = try work.shell(#""$CCSTORE" show s --raw --store "$STORE" >/dev/full"#)
    #expect(outcome.code == 74)
    #expect(outcome.saysOneSentence, "\(outcome)")
  }

  @Test(
    "status --json whose output cannot be written exits with 74",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func fullOutputOfJSON() throws {
    try work.ingest()
    let outcome = try work.shell(#""$CCSTORE" status --json --store "$STORE" >/dev/full"#)
    #expect(outcome.code == 74)
  }

  @Test(
    "a command with --quiet prints nothing",
    arguments: [["ingest", "ROOT"], ["export", "OUT"], ["replay"], ["verify"]])
  func quiet(_ command: [String]) throws {
    try work.ingest()
    let command = command.map { ["ROOT": work.root, "OUT": work.path + "/out"][$0] ?? $0 }
    let outcome = try work.ccstore(command + ["--quiet", "--store", work.store])
    #expect(outcome.code == 0)
    #expect(outcome.output + outcome.errors == "")
  }

  @Test(
    "a question with --quiet prints its answer, without notes",
    arguments: [
      ["sessions", "--limit", "1"], ["search", "hello", "--limit", "1"],
      ["search", "hello", "--heading", "--limit", "1"],
      ["search", "hello", "--count"], ["log", "--since", "2001"], ["show", "s"], ["show", "s", "--outline"],
    ])
  func quietQuestion(_ command: [String]) throws {
    try work.write("p/s.jsonl", lines(0..<3))
    try work.write("p/t.jsonl", lines(10..<13, session: "t"))
    try work.ingest()
    let store = ["--store", work.store]
    let (quiet, usual) = (try work.ccstore(command + store + ["--quiet"]), try work.ccstore(command + store))
    #expect(quiet.code == 0 && quiet.errors == "" && !quiet.output.isEmpty, "\(quiet)")
    #expect(usual.output.hasPrefix(quiet.output), "\(quiet)")
    #expect(!quiet.output.contains("… and more") && !quiet.output.contains(" more;"), "\(quiet)")
  }

  @Test("every command that opens the store says with --verbose which one it is, and why, on standard error")
  func verbose() throws {
    try work.ingest()
    for command in [["status"], ["sessions"], ["usage"], ["tools"], ["drift"], ["verify"], ["replay"]] {
      let outcome = try work.ccstore(command + ["--verbose", "--store", work.store])
      #expect(outcome.errors.hasPrefix("ccstore: the store is \(work.store) (--store)\n"), "\(outcome)")
    }
    let found = try work.ccstore(["status", "-v"], ["CCSTORE_DIR": work.store])
    #expect(found.errors.contains("($CCSTORE_DIR)"), "\(found)")
  }

  @Test(
    "the store is found through $CCSTORE_DIR, then $XDG_DATA_HOME, then the home directory",
    arguments: [
      (["CCSTORE_DIR": "/a", "XDG_DATA_HOME": "/b"], "/a"), (["XDG_DATA_HOME": "/b"], "/b/ccstore"),
      ([:], "/.local/share/ccstore"),
    ])
  func storePath(_ variables: [String: String], _ place: String) throws {
    let outcome = try work.ccstore(["ingest", work.root], variables.mapValues { work.path + $0 })
    #expect(outcome.code == 0)
    #expect(FileManager.default.fileExists(atPath: work.path + place + "/CCSTORE"))
  }

  @Test("the root is found through $CLAUDE_CONFIG_DIR")
  func configuredRoot() throws {
    let outcome = try work.ccstore(
      ["ingest", "--json", "--store", work.store], ["CLAUDE_CONFIG_DIR": work.path + "/none, ~/root"])
    #expect(try outcome.json()["files", "new"].integer == 1)
  }

  @Test("show prints no control characters of a transcript")
  func controlCharacters() throws {
    try work.write("p/e.jsonl", line(1, session: "e", text: #"\u001b[2Jred\u0007\u009b31m"#))
    try work.ingest()
    let shown = try work.run("show", "e").output
    #expect(shown.contains("red"))
    #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7f..<0xa0).contains($0.value) })
  }
}

@Suite("output on a terminal", .enabled(if: Machine.hasScript, "needs script(1) of util-linux"))
struct TerminalTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3))
    try work.ingest()
  }

  /// The output and errors of a command whose standard output and error are a terminal, without a pager unless one is
  /// named.
  private func onTerminal(_ command: String, _ variables: [String: String]) throws -> Outcome {
    try work.shell(
      #"exec script -qec '"$CCSTORE" \#(command) --store "$STORE"' /dev/null"#,
      variables.merging(["PAGER": "cat"]) { named, _ in named })
  }

  @Test("show uses the pager named in PAGER, and none where it is missing, unwanted or the terminal is dumb")
  func pager() throws {
    func output(_ command: String, _ variables: [String: String]) throws -> String {
      let outcome = try onTerminal(command, variables)
      #expect(outcome.code == 0)
      return outcome.output
    }
    #expect(try output("show s", ["TERM": "xterm", "PAGER": "tr a-z A-Z"]).contains("HELLO"))
    #expect(try output("show s --no-pager", ["TERM": "xterm", "PAGER": "tr a-z A-Z"]).contains("hello"))
    #expect(try output("show s --raw", ["TERM": "xterm", "PAGER": "tr a-z A-Z"]).contains("hello"))
    #expect(try output("show s", ["TERM": "dumb", "PAGER": "tr a-z A-Z"]).contains("hello"))
    #expect(try output("show s", ["TERM": "xterm", "PAGER": "no-such-pager --at-all"]).contains("hello"))
    let quit = try onTerminal("show s", ["TERM": "xterm", "PAGER": "true"])
    #expect(quit.code == 0)
    #expect(quit.output == "")
  }

  @Test("sessions, show and status use colour on a terminal", arguments: ["sessions", "show s", "status"])
  func colour(_ command: String) throws {
    #expect(try onTerminal(command, ["TERM": "xterm"]).standardOutput.contains(0x1b))
  }

  @Test(
    "no escape codes are printed with NO_COLOR, on a dumb terminal or with the option '--color never'",
    arguments: [
      ("sessions", ["TERM": "xterm", "NO_COLOR": "1"]), ("sessions", ["TERM": "dumb"]),
      ("sessions --color never", ["TERM": "xterm"]), ("show s", ["TERM": "xterm", "NO_COLOR": "1"]),
      ("show s", ["TERM": "dumb"]), ("status", ["TERM": "dumb"]), ("verify", ["TERM": "dumb"]),
      ("replay", ["TERM": "dumb", "NO_COLOR": "1"]),
    ])
  func noColour(_ command: String, _ variables: [String: String]) throws {
    let outcome = try onTerminal(command, variables)
    #expect(outcome.code == 0)
    #expect(!outcome.standardOutput.isEmpty)
    #expect(!outcome.standardOutput.contains(0x1b))
  }

  @Test("the progress of a long ingest prints no escape codes on a dumb terminal")
  func progressOnDumb() throws {
    // A file with a hole: long to read, short on disk.
    try work.write("p/s/tool-results/hole.bin", "")
    truncate(work.source("p/s/tool-results/hole.bin"), 400_000_000)
    let outcome = try onTerminal(#"ingest "$ROOT""#, ["TERM": "dumb"])
    #expect(outcome.code == 0)
    #expect(!outcome.standardOutput.contains(0x1b))
  }
}
