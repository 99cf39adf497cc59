import Foundation
import Testing

@Suite("commands that continue a session")
struct ContinuationCommandTests {
  let work: Workspace
  private let project: String
  /// The folder of the project below `projects`.
  private let folder: String
  private static let id = "415c4d06-7225-447d-a197-6c6793576b63"
  /// A session of a directory that does not exist.
  private static let later = lines(40..<42, session: "bbbb").replacing("/work", with: "/nowhere/work")
  private var file: String { "\(folder)/\(Self.id).jsonl" }

  init() throws {
    work = try Workspace()
    // The name has what a shell would interpret.
    project = work.path + "/it's $(touch pwned); x"
    folder = String(project.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    try Workspace.makeDirectories(project)
    try work.write(file, record(0) + record(1))
    try work.write("p/bbbb.jsonl", Self.later)
    try work.ingest()
    try Workspace.makeDirectories(work.path + "/bin")
    try program("claude", "echo \"claude $*\"; pwd")
  }

  private func record(_ number: Int) -> String {
    line(number, session: Self.id).replacing(#""cwd":"/work""#, with: #""cwd":"\#(project)""#)
  }

  private func program(_ name: String, _ script: String) throws {
    try work.writeProgram(work.path + "/bin/" + name, "#!/bin/sh\n\(script)\n")
  }

  private var path: [String: String] { ["PATH": work.path + "/bin:/usr/bin:/bin", "CCSTORE_DIR": work.store] }

  private func ccstore(_ arguments: String..., more: [String: String] = [:]) throws -> Outcome {
    try work.ccstore(arguments, path.merging(more) { $1 })
  }

  /// Runs a line that a command has printed.
  private func execute(_ line: some StringProtocol) throws -> String {
    let outcome = try work.shell("ccstore() { \"$CCSTORE\" \"$@\"; }; " + line, path)
    #expect(outcome.code == 0, "\(outcome)")
    return outcome.output
  }

  private var isHarmless: Bool {
    !FileManager.default.fileExists(atPath: work.path + "/captured/pwned")
      && !FileManager.default.fileExists(atPath: project + "/pwned")
  }

  @Test("resume prints one line for a shell that starts the agent in the project, whatever the project is called")
  func resume() throws {
    let outcome = try ccstore("resume", "415c")
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(try execute(outcome.output) == "claude --resume \(Self.id)\n\(project)\n")
    #expect(isHarmless)
  }

  @Test("resume --run becomes the agent in the project, and refuses when something is missing")
  func run() throws {
    #expect(try ccstore("resume", "415c", "--run").output == "claude --resume \(Self.id)\n\(project)\n")
    let none = try ccstore("resume", "415c", "--run", more: ["PATH": "bin:.:/nowhere"])
    #expect(none.code == 66 && none.errors == "ccstore: there is no program 'claude' in PATH\n", "\(none)")
    #expect(try ccstore("resume", "bbbb", "--run").errors.contains("the directory /nowhere/work does not exist"))
    try work.remove(file)
    let missing = try ccstore("resume", "415c", "--run")
    #expect(
      missing.code == 66
        && missing.errors == "ccstore: the transcript is not on disk; run 'ccstore restore \(Self.id)' first\n",
      "\(missing)")
    #expect(try ccstore("resume", "415c", "--run", "--json").code == 64)
  }

  @Test("where the directory of a session does not exist, resume and restore print the command that moves it")
  func absentDirectory() throws {
    let advice = "/nowhere/work does not exist; to continue in a copy elsewhere:  ccstore move --to-project DIR bbbb\n"
    let resumed = try ccstore("resume", "bbbb")
    #expect(resumed.code == 0 && resumed.errors == "ccstore: the directory " + advice, "\(resumed)")
    #expect(try ccstore("restore", "bbbb").output.contains(advice))
    let named = try ccstore("resume", "bbbb", "--store", work.store)
    #expect(named.errors.contains("ccstore move --to-project DIR --store \(work.store) bbbb"), "\(named)")
  }

  @Test("resume prints a line that restores the transcript first when it is not on disk")
  func restoreFirst() throws {
    try work.remove(file)
    let outcome = try ccstore("resume", "415c")
    #expect(outcome.errors.contains("the transcript is not on disk"))
    #expect(try execute(outcome.output).hasSuffix("claude --resume \(Self.id)\n\(project)\n"))
    #expect(try ccstore("resume", "415c", "-q").errors.isEmpty)
    // A store that was named is named in the line, too.
    try work.remove(file)
    let named = try work.run("resume", "415c")
    let variables = ["PATH": work.path + "/bin:/usr/bin:/bin"]
    let executed = try work.shell("ccstore() { \"$CCSTORE\" \"$@\"; }; " + named.output, variables)
    #expect(executed.output.hasSuffix("claude --resume \(Self.id)\n\(project)\n"), "\(executed)")
  }

  @Test("an id that the agent would take for an option is not printed as a command")
  func hostileID() throws {
    try work.write("p/x.jsonl", line(50, session: "--dangerously-skip-permissions"))
    try work.write("p/--dangerously-skip-permissions.jsonl", line(51, session: "--dangerously-skip-permissions"))
    try work.ingest()
    let outcome = try ccstore("resume", "--", "--dangerously-skip-permissions")
    #expect(outcome.code == 1 && outcome.output.isEmpty && outcome.saysOneSentence, "\(outcome)")
  }

  @Test("the commands that search prints take no session for an option", arguments: ["--heading", "--no-heading"])
  func hostileSearch(_ form: String) throws {
    try work.write("p/x.jsonl", line(50, session: "--version", text: "a zebrafish"))
    try work.ingest()
    let found = try ccstore("search", "zebrafish", form).output.split(separator: "\n")
    let command = try #require(found.last { $0.hasPrefix("  ccstore show ") })
    #expect(try execute(command).contains("zebrafish"), "\(command)")
  }

  @Test("resume says that no record states a directory")
  func noDirectory() throws {
    try work.write("p/cccc.jsonl", line(60, session: "cccc").replacing(#""cwd":"/work""#, with: #""cwd":"""#))
    try work.ingest()
    let outcome = try ccstore("resume", "cccc")
    #expect(outcome.output == "claude --resume cccc\n" && outcome.errors.contains("no record states"), "\(outcome)")
  }

  @Test("a restore of a session ends with the command that continues it")
  func restore() throws {
    try work.remove(file)
    let outcome = try ccstore("restore", "last")
    #expect(outcome.code == 0, "\(outcome)")
    let other = try ccstore("restore", "415c")
    let last = try #require(other.output.split(separator: "\n").last)
    #expect(try execute(last) == "claude --resume \(Self.id)\n\(project)\n")
    #expect(isHarmless)
    #expect(try !ccstore("restore", "415c", "--to", work.path + "/out").output.contains("claude"))
    let all = try ccstore("restore", "--all-missing")
    #expect(!all.output.contains("claude"), "\(all)")
  }

  @Test("a refusal of a restore is printed once, and each of several by itself")
  func refusals() throws {
    try work.write(file, "other")
    let one = try ccstore("restore", "415c")
    func count(_ outcome: Outcome) -> Int {
      (outcome.output + outcome.errors).components(separatedBy: "with other bytes").count - 1
    }
    #expect(one.code == 1 && count(one) == 1 && one.saysOneSentence, "\(one)")
    try work.write("p/bbbb.jsonl", "other")
    let two = try ccstore("restore", "415c", "bbbb")
    #expect(two.code == 1 && count(two) == 2 && two.errors.hasSuffix("ccstore: 2 files not restored\n"), "\(two)")
    #expect(try ccstore("restore", "415c", "bbbb", "-q").saysOneSentence)
  }

  @Test("a restore names an earlier version with more records, with a command that puts it back")
  func earlier() throws {
    try work.write(file, record(0))
    try work.ingest()
    let outcome = try ccstore("restore", "415c")
    #expect(outcome.output.contains("holds 1 record more"), "\(outcome)")
    let command = try #require(outcome.output.split(separator: "\n").first { $0.hasPrefix("  ccstore restore") })
    _ = try execute(command)
    #expect(try contents(of: work.source(file)) == Array((record(0) + record(1)).utf8))
    #expect(try contents(of: work.source(file + ".before-restore")) == Array(record(0).utf8))
  }

  // MARK: Pages

  private func pages() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: work.path).filter { $0.hasPrefix("ccstore-") }
  }

  @Test("open writes a page that only its owner can reach, and gives it to the browser as one word")
  func open() throws {
    try program("browser", "printf '%s\\n' \"$#\" \"$1\" >\"\(work.path)/seen\"")
    let outcome = try ccstore("open", "415c", more: ["BROWSER": "nothing:browser", "TMPDIR": work.path])
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    let name = try #require(try pages().first)
    let page = "\(work.path)/\(name)/session.html"
    #expect(String(decoding: try contents(of: work.path + "/seen"), as: UTF8.self) == "1\n\(page)\n")
    #expect(status(Array("\(work.path)/\(name)".utf8)).map { $0.st_mode & 0o777 } == 0o700)
    #expect(status(Array(page.utf8)).map { $0.st_mode & 0o777 } == 0o600)
    #expect(String(decoding: try contents(of: page), as: UTF8.self).contains("<html"))
  }

  @Test("open --print prints the path alone, and without a browser the path is printed, too")
  func withoutBrowser() throws {
    let printed = try ccstore("open", "last", "--print", more: ["BROWSER": "false", "TMPDIR": work.path])
    #expect(printed.errors.isEmpty && printed.output.hasSuffix("/session.html\n"))
    #expect(FileManager.default.fileExists(atPath: String(printed.output.dropLast())))
    try program("xdg-open", "exit 3")
    try program("open", "exit 3")
    let failed = try ccstore("open", "last", more: ["BROWSER": "false %s:nothing", "TMPDIR": work.path])
    #expect(failed.code == 0 && failed.output.contains("/session.html\n") && failed.saysOneSentence, "\(failed)")
    let json = try ccstore("open", "last", "--json", more: ["BROWSER": "true", "TMPDIR": work.path]).json()
    #expect(json["opened"].bool == true && json["session"].string == "bbbb")
    #expect(try ccstore("open", "last", more: ["TMPDIR": work.path + "/none"]).code == 73)
    #expect(try ccstore("open", "zzzz").code == 66)
  }

  @Test("show last reads the latest session, and search --session last searches it")
  func last() throws {
    let ids = try ccstore("search", ".", "--regex", "--session", "last", "-l")
    #expect(ids.output == "bbbb\n", "\(ids)")
    #expect(try ccstore("show", "last", "--raw").output == Self.later)
    #expect(try ccstore("erase", "last", "--yes").code == 66)
  }

  // MARK: Copies

  @Test("move copies a session for another project, and prints the line that continues the copy")
  func move() throws {
    let other = work.path + "/a \"b\" 'c'"
    try Workspace.makeDirectories(other)
    let before = try contents(of: work.source(file))
    let outcome = try ccstore("move", "415c", "--to-project", other)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
    let words = try execute(#require(outcome.output.split(separator: "\n").last)).split(separator: "\n")
    let copy = String(words[0].dropFirst("claude --resume ".count))
    #expect(words == ["claude --resume \(copy)", Substring(other)] && copy.count == 36 && copy != Self.id)
    #expect(try contents(of: work.source(file)) == before)
    try work.ingest()
    let session = try work.json("sessions").array.first { $0["session"].string == copy }
    #expect(session?["project"].string == other)
    #expect(try work.json("resume", copy)["on_disk"].bool == true)
  }

  @Test("move refuses a directory that does not exist, and a dry run prints no command")
  func refused() throws {
    let none = try ccstore("move", "415c", "--to-project", work.path + "/none")
    #expect(none.code == 66 && none.saysOneSentence && none.output.isEmpty, "\(none)")
    let elsewhere = ["CLAUDE_CONFIG_DIR": work.path + "/none"]
    let nowhere = try ccstore("move", "415c", "--to-project", work.path, more: elsewhere)
    #expect(nowhere.code == 66 && nowhere.errors.contains("start Claude Code once"), "\(nowhere)")
    let dry = try ccstore("move", "415c", "--to-project", work.path, "--dry-run")
    #expect(dry.code == 0 && dry.output.contains("would copy") && !dry.output.contains("claude"), "\(dry)")
    #expect(try ccstore("move", "415c").code == 64 && ccstore("move", "415c", "--to-project", "").code == 64)
  }
}
