import Foundation
import Testing

@Suite("what is printed on terminals of any width")
struct TerminalWidthTests {
  let work: Workspace
  private static let session = "415c4d06-0000-4000-8000-000000000001"
  private static let copy = "4b9f22c1-0000-4000-8000-000000000002"

  /// Makes a store with a file that was rewritten and one that was copied, a line that is no JSON, and a link.
  init() throws {
    work = try Workspace()
    try work.write("-work/\(Self.session).jsonl", lines(0..<20, session: Self.session) + "{\n")
    try work.write("-work/\(Self.copy).jsonl", lines(30..<40, session: Self.copy))
    try work.ingest()
    let changed = lines(0..<20, session: Self.session).replacing("hello", with: "hallo")
    try work.write("-work/\(Self.session).jsonl", changed)
    try work.write("-other/\(Self.copy).jsonl", lines(30..<40, session: Self.copy))
    try FileManager.default.createSymbolicLink(
      atPath: work.source("-work/link.jsonl"), withDestinationPath: "/nowhere/at/all")
  }

  /// Returns the lines that a command prints on a terminal.
  private func terminal(_ command: String, width: Int) throws -> [String] {
    let script =
      #"exec script -qec 'stty cols \#(width) rows 500; "$CCSTORE" \#(command) --store "$STORE"' /dev/null"#
    return try work.shell(script, ["NO_COLOR": "1", "TERM": "xterm", "CCSTORE_PAGER": "cat"]).output
      .replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      // On a busy machine a line of progress may precede a line.
      .map { ($0.split(separator: "\r").last ?? "").replacing("\u{1b}[K", with: "") }.map { String($0) }
  }

  /// Returns true for what cannot be broken: a word, commands, and lines with a path of this test, or only those that
  /// begin with one.
  private func isWhole(_ line: String, withPathAnywhere: Bool = true) -> Bool {
    let text = line.drop { $0 == " " }
    return !text.contains(" ") || text.hasPrefix("ccstore ") || text.hasPrefix("cd ") || text.hasPrefix("/")
      || withPathAnywhere && line.contains(work.path)
      || text.wholeMatch(of: /[a-z]+ +[0-9a-f]{64}/) != nil || text.wholeMatch(of: /\(?'[^']*'[;.,)]?/) != nil
  }

  @Test(
    "no line of an answer or a message is wider than the terminal, unless it cannot be broken",
    .enabled(if: Machine.hasScript, "needs script(1) of util-linux"), arguments: [40, 80, 120])
  func widths(_ width: Int) throws {
    for command in [
      #"preview "$ROOT""#, "status", #"ingest "$ROOT""#, #"ingest "$ROOT" -v"#, "status", "conflicts", "verify",
      "verify --against-sources", "replay --verify", "drift", #"prune --dry-run "$ROOT""#, "compact --dry-run",
      "erase 415c4d06-0000-4000-8000-000000000001 --dry-run", "restore 415c4d06-0000-4000-8000-000000000001",
      "restore --all-missing", "restore 415c4d06-0000-4000-8000-000000000001 --generation 0", "restore 4",
      #"doctor --verbose "$ROOT""#, "sessions --limit 1", "usage", "tools", "files", "log", "schedule", "remote",
      "sessions --limit x", "sessions --sort nothing", "move 415c", "show 415c4d06-0000-4000-8000-000000000001",
      "diff 415c4d06-0000-4000-8000-000000000001", "export --dry-run", #"push "$WORK/remote" --dry-run"#,
      "fork-identity",
    ] {
      for line in try terminal(command, width: width) where line.count > width {
        #expect(isWhole(line), "\(command) at \(width): \(line)")
      }
    }
  }

  @Test(
    "what was done to files and settings is said on lines that a path does not make longer",
    .enabled(if: Machine.hasScript, "needs script(1) of util-linux"), arguments: [40, 80])
  func done(_ width: Int) throws {
    for command in [
      "mcp install --client cursor", "mcp install --client cursor", "mcp remove --client cursor",
      #"export --format jsonl "$WORK/files""#, #"export --format markdown "$WORK/pages""#,
      #"export --format csv "$WORK/tables""#, #"export --format lake "$WORK/lake""#, #"export "$WORK/a.ccsnap""#,
      #"import "$WORK/a.ccsnap""#, #"move 415c --to-project "$WORK""#, #"ingest "$ROOT""#,
      "erase 4b9f --yes", "compact --purge", "compact --purge",
    ] {
      for line in try terminal(command, width: width) where line.count > width {
        #expect(isWhole(line, withPathAnywhere: false), "\(command) at \(width): \(line)")
      }
    }
  }

  @Test(
    "a path with spaces is named as it is where it has room on a line",
    .enabled(if: Machine.hasScript, "needs script(1) of util-linux"))
  func spaces() throws {
    let path = work.path + "/a  b"
    #expect(try terminal(#"export --format jsonl "$WORK/a  b""#, width: path.count + 2).contains(path))
  }

  @Test("conflicts name the file that a copy is of, with its whole name from 80 columns on", arguments: [80, 100])
  func copies(_ width: Int) throws {
    try work.ingest()
    let outcome = try work.shell(#"COLUMNS=\#(width) "$CCSTORE" conflicts --store "$STORE""#)
    let rows = outcome.output.split(separator: "\n")
    let copies = rows.filter { $0.contains(" of ") && $0.hasSuffix("\(Self.copy).jsonl") }
    #expect(copies.count == 1 && rows.allSatisfy { $0.count <= width }, "\(outcome)")
    #expect(rows.contains { $0.contains("old  version 0, ") } && !outcome.output.contains("generation"), "\(outcome)")
  }

  @Test(
    "the help of an argument stands below its name where a line has no room for both",
    .enabled(if: Machine.hasScript, "needs script(1) of util-linux"))
  func argumentHelp() throws {
    let lines = try terminal("sessions --limit x", width: 60)
    let place = try #require(lines.firstIndex(of: "  --limit <limit>"), "\(lines)")
    #expect(lines[place + 1].hasPrefix("      List at most"), "\(lines)")
    #expect(try terminal("sessions --limit x", width: 200).contains { $0.hasPrefix("  --limit <limit>  List at most") })
  }

  @Test(
    "the keys of documents are broken between keys, each line below the first one and without a space at its end",
    .enabled(if: Machine.hasScript, "needs script(1) of util-linux"), arguments: [40, 80, 120])
  func keys(_ width: Int) throws {
    let script = #"exec script -qec 'stty cols \#(width); "$CCSTORE" json' /dev/null"#
    let lines = try work.shell(script).output.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    for line in lines {
      #expect(line.last != " " && line != "HEAD" && !line.hasPrefix("          HEAD"), "\(line)")
      // One key is longer than a narrow terminal.
      #expect(line.count <= max(50, width), "\(line)")
    }
    guard width < 120 else { return }
    let conflicts = try #require(lines.firstIndex { $0.hasPrefix("conflicts ") })
    #expect(lines[conflicts + 1].hasPrefix("          "), "\(lines[conflicts...].prefix(3))")
    let line = try #require(lines.firstIndex { $0.hasPrefix("statusline ") })
    #expect(lines[line + 1].hasPrefix("          "), "\(lines[line...].prefix(3))")
  }

  @Test("a number of rows that are left out is exact")
  func leftOut() throws {
    var text = ""
    for number in 0..<1203 { text += line(number, session: "s\(number)") }
    try work.write("-many/x.jsonl", text)
    try work.ingest()
    let last = try work.run("sessions", "--limit", "1").output.split(separator: "\n")
    #expect(last.contains { $0.hasPrefix("… 1,20") && $0.contains(" more sessions; ") }, "\(last)")
  }
}
