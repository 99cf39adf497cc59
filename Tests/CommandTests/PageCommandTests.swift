import Foundation
import TestSupport
import Testing

/// What the pages tell a user to type.
@Suite("commands of the pages")
struct PageCommandTests {
  /// README.md and the pages of the catalogue, but not the changelog, which tells of earlier versions.
  private static func pages() throws -> [(name: String, text: String)] {
    let catalogue = "Sources/SessionStore/SessionStore.docc"
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(projectRoot)/\(catalogue)").sorted()
    return try
      (["README.md"] + names.filter { $0.hasSuffix(".md") && $0 != "Changelog.md" }.map { "\(catalogue)/\($0)" })
      .map { ($0, String(decoding: try contents(of: "\(projectRoot)/\($0)"), as: UTF8.self)) }
  }

  /// What stands in the pages for something of the reader's own.
  private static let examples = [
    "SESSION": "s", "COMMAND": "usage", "FILE.ccsnap": "file.ccsnap", "DIR": "out", "ECONNREFUSED": "hello",
    "8e0afadf": "s", "/media/usb/ccstore": "./out", "b2:bucket/ccstore": "./out",
  ]

  /// The commands that begin a line of code or stand between backticks, each once, with something of the test in the
  /// place of what is the reader's own.
  private static let commands: [String] = {
    var found = Set<String>()
    for (_, text) in (try? pages()) ?? [] {
      for match in text.matches(of: /(?:^|\n)(?:\$ )?(ccstore [^\n]+)|`(ccstore [^`]+)`/) {
        let command = String(match.output.1 ?? match.output.2 ?? "")
        found.insert(command.split(separator: " ").map { examples[String($0)] ?? String($0) }.joined(separator: " "))
      }
    }
    return found.sorted()
  }()

  @Test("the pages have commands for everything that a user asks")
  func many() { #expect(Self.commands.count > 30) }

  @Test("a command of README.md or of a page runs as it stands there", arguments: commands)
  func runs(_ command: String) throws {
    let work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3))
    try work.write("p/t.jsonl", lines(10..<13, session: "t"))
    try work.write(
      "p/u.jsonl",
      #"{"type":"assistant","uuid":"u1","sessionId":"u","timestamp":"2025-11-24T10:00:00.000Z","message":{"#
        + #""id":"m1","role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Edit","#
        + #""input":{"file_path":"/work/src/main.swift","old_string":"x","new_string":"y"}}]}}"# + "\n")
    try work.ingest()
    if command.contains("pull") { #expect(try work.run("push", work.path + "/out").code == 0) }
    if command.contains("import") { #expect(try work.run("export", work.path + "/file.ccsnap").code == 0) }
    if command.contains("--to-project out") { _ = try work.shell("mkdir \"$WORK/out\"") }
    // Nothing is installed.
    let isNone = ["ccstore schedule status", "ccstore schedule remove", "ccstore mcp remove"].contains(command)
    // One that watches or serves runs until it is told to end, which may come before it listens.
    let isServing = command.hasPrefix("ccstore serve")
    let isWatching = isServing || command.contains("--watch") || command.contains("--follow")
    let words = command.dropFirst("ccstore ".count).prefix { $0 != "#" }
    let outcome = try work.shell(
      #"cd "$WORK"; "$CCSTORE" "# + words + (isServing ? " --port 0" : "")
        + (isWatching ? " & sleep 1; kill -TERM $!; wait $!" : ""), ["CCSTORE_DIR": work.store, "BROWSER": "true"])
    // Without --yes an erasure asks, and there is nobody to answer.
    let isRefused = command.hasPrefix("ccstore erase") && outcome.code == 64 && outcome.errors.contains("--yes")
    // The scheduler may be one that this machine does not have.
    let isUnscheduled =
      command.hasPrefix("ccstore schedule install") && outcome.code == 1
      && outcome.errors.contains("the scheduler cannot be reached")
    #expect(
      outcome.code == (isNone ? 1 : 0) || isRefused || isUnscheduled || isWatching && outcome.code == 143, "\(outcome)")
  }

  @Test("every option that the page of commands names exists")
  func options() throws {
    let page = try #require(try Self.pages().first { $0.name.hasSuffix("Commands.md") })
    let named = Set(page.text.matches(of: /--[a-z][a-z-]+/).map { String($0.output) })
    let dump = try Workspace().ccstore(["--experimental-dump-help"]).output
    #expect(named.count > 50)
    // The one that argument-parser adds, and one of Claude Code.
    for option in named.subtracting(["--generate-completion-script", "--resume"]).sorted() {
      #expect(dump.contains("\"name\" : \"\(option.dropFirst(2))\""), "there is no \(option)")
    }
  }

  @Test("every script of Tools that the pages tell to run exists and knows the options that it is given")
  func tools() throws {
    var checked = 0
    for (name, text) in try Self.pages() {
      for match in text.matches(of: /Tools\/([a-z.-]+)((?: --[a-z-]+| [A-Z]+| [0-9]+)*)/) {
        let script = "\(projectRoot)/Tools/\(match.output.1)"
        let source = try? String(decoding: contents(of: script), as: UTF8.self)
        #expect(source != nil || FileManager.default.fileExists(atPath: script), "\(name): \(match.output.0)")
        for option in match.output.2.split(separator: " ") where option.hasPrefix("--") {
          checked += 1
          #expect(source?.contains(option) == true || option == "--filter", "\(name): \(match.output.0)")
        }
      }
    }
    #expect(checked > 5)
  }
}
