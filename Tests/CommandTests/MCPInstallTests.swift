import Foundation
import Testing

@Suite("mcp install and remove")
struct MCPInstallTests {
  let work: Workspace
  /// Text with every character that a shell, JSON or TOML interprets.
  private static let evil = "it's \"q\" \\n $(touch pwned) [mcp_servers.x] # \n\t\u{202e}é"

  init() throws { work = try Workspace() }

  private var settings: String { work.root + "/.claude.json" }
  private var codex: String { work.path + "/.codex/config.toml" }

  private func mcp(_ arguments: String..., variables: [String: String] = [:]) throws -> Outcome {
    try work.ccstore(["mcp"] + arguments, variables)
  }

  private func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  private func write(_ path: String, _ text: String) throws {
    try Workspace.makeDirectories((path as NSString).deletingLastPathComponent)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test("install, install again and remove agree, and say which file and how to try it")
  func wholeLife() throws {
    try Workspace.makeDirectories(work.path + "/.codex")
    let installed = try mcp("install")
    #expect(installed.code == 0, "\(installed)")
    for words in [
      "Claude Code: added mcpServers.ccstore in \(settings)", "Codex: added [mcp_servers.ccstore] in \(codex)",
      "It runs:  \(Workspace.realBinary) mcp", "'/mcp'", "ccstore mcp remove",
    ] { #expect(installed.output.contains(words), "\(words): \(installed)") }
    let before = [text(settings), text(codex)]
    let again = try mcp("install")
    #expect(again.code == 0 && again.output.contains("is as it should be"), "\(again)")
    #expect([text(settings), text(codex)] == before)
    let removed = try mcp("remove")
    #expect(removed.code == 0 && removed.output.contains("Codex: removed"), "\(removed)")
    #expect(text(settings)?.contains("ccstore") == false && text(codex) == "")
    #expect(try mcp("remove").code == 1)
  }

  @Test(
    "the entry states the store where one is named, whatever it is called, and the client starts the server with it")
  func store() throws {
    let store = work.path + "/" + Self.evil
    try work.write("p/s.jsonl", lines(0..<3))
    #expect(try work.ccstore(["ingest", work.root, "-q", "--store", store]).code == 0)
    #expect(try mcp("install", "--client", "claude-code", "--store", store).code == 0)
    #expect(try mcp("install", "--client", "codex", variables: ["CCSTORE_DIR": store]).code == 0)
    let json = JSON(value: try JSONSerialization.jsonObject(with: Data((text(settings) ?? "").utf8)))
    let entry = json["mcpServers", "ccstore"]
    #expect(entry["type"].string == "stdio" && entry["command"].string == Workspace.realBinary)
    #expect(entry["args"].array.map(\.string) == ["mcp", "--store", store])
    let again = try mcp("install", "--client", "codex", "--store", store)
    #expect(again.code == 0 && again.output.contains("is as it should be"), "\(again)")
    #expect(try #require(text(codex)).split(separator: "\n").count == 3)
    #expect(!FileManager.default.fileExists(atPath: work.path + "/captured/pwned"))
  }

  @Test(
    "a reader of TOML finds the entry in Codex's settings", .enabled(if: hasPython, "needs python3 with tomllib"))
  func otherReader() throws {
    let store = work.path + "/" + Self.evil
    try write(codex, "# mine\nmodel = \"o3\"\n[mcp_servers.other]\ncommand = \"x\"")
    #expect(try mcp("install", "--client", "codex", "--store", store).code == 0)
    let script = """
      import sys
      try:
          import tomllib
      except ImportError:
          sys.exit("no tomllib")
      servers = tomllib.load(open(sys.argv[1], "rb"))["mcp_servers"]
      assert servers["other"] == {"command": "x"}, servers
      assert servers["ccstore"] == {"command": sys.argv[2], "args": ["mcp", "--store", sys.argv[3]]}, servers
      """
    try write(work.path + "/check.py", script)
    let checked = try work.shell(
      "python3 \"$WORK/check.py\" \"$FILE\" \"$PROGRAM\" \"$PLACE\"",
      ["FILE": codex, "PROGRAM": Workspace.realBinary, "PLACE": store])
    #expect(checked.code == 0 || checked.errors.contains("no tomllib"), "\(checked)")
  }

  @Test("settings are changed through a symbolic link, with the permissions of the file, and new ones are private")
  func link() throws {
    let target = work.path + "/dotfiles/claude.json"
    try write(target, "{\n  \"mcpServers\": {\n    \"a\": {}\n  }\n}\n")
    chmod(target, 0o644)
    try FileManager.default.createSymbolicLink(atPath: settings, withDestinationPath: target)
    #expect(try mcp("install", "--client", "claude-code").code == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: settings) == target)
    #expect(text(target)?.contains("\"ccstore\": {") == true && text(target)?.contains("\"a\": {}") == true)
    #expect(try mcp("install", "--client", "codex").code == 0)
    for (path, mode) in [(target, 0o644), (codex, 0o600)] {
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
    }
    #expect(try mcp("remove", "--client", "claude-code").code == 0)
    #expect(text(target) == "{\n  \"mcpServers\": {\n    \"a\": {}\n  }\n}\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.path + "/dotfiles") == ["claude.json"])
  }

  @Test(
    "links that lead nowhere or to a directory, pipes and files with two names are refused with 65 and stay",
    arguments: [
      "ln -s \"$WORK/nowhere\" \"$F\"", "ln -s \"$WORK\" \"$F\"", "mkdir \"$F\"", "mkfifo \"$F\"",
      "echo '{}' >\"$F\"; ln \"$F\" \"$WORK/other\"", "printf '{\"a\":\"\\377\"}' >\"$F\"", "echo '{ // mine' >\"$F\"",
      "echo '{\"mcpServers\":{},\"mcpServers\":{}}' >\"$F\"", "head -c 17000000 /dev/zero >\"$F\"",
    ])
  func refused(_ script: String) throws {
    let state = "ls -ldi \"$F\"; [ -p \"$F\" ] || [ -d \"$F\" ] || [ ! -e \"$F\" ] || cksum <\"$F\""
    let before = try work.shell(script + "; " + state, ["F": settings])
    let outcome = try mcp("install", "--client", "claude-code")
    #expect(outcome.code == 65 && outcome.saysOneSentence && outcome.errors.contains(settings), "\(outcome)")
    #expect(outcome.output.isEmpty)
    #expect(try work.shell(state, ["F": settings]).output == before.output)
  }

  @Test("settings that may not be written are refused with 74 and stay", .enabled(if: getuid() != 0, "not for root"))
  func readOnly() throws {
    try write(settings, "{}")
    chmod(settings, 0o444)
    let outcome = try mcp("install", "--client", "claude-code")
    #expect(outcome.code == 74 && outcome.saysOneSentence && text(settings) == "{}", "\(outcome)")
  }

  @Test("an entry of somebody else stays, and the option that replaces it is named")
  func foreign() throws {
    let theirs = "{\"mcpServers\":{\"ccstore\":{\"command\":\"docker\\u001b[2J\",\"args\":[\"run\"]}}}"
    try write(settings, theirs)
    let refused = try mcp("install")
    #expect(refused.code == 65 && refused.saysOneSentence && text(settings) == theirs, "\(refused)")
    #expect(refused.errors.contains("--client claude-code --replace") && !refused.errors.contains("\u{1b}"))
    #expect(try mcp("remove").code == 65)
    let replaced = try mcp("install", "--client", "claude-code", "--replace")
    #expect(replaced.code == 0 && replaced.output.contains("docker"), "\(replaced)")
  }

  @Test("--print shows what is installed then, and changes nothing")
  func printed() throws {
    for client in ["claude-code", "claude-desktop", "cursor", "codex"] {
      let outcome = try mcp("install", "--client", client, "--print")
      #expect(outcome.code == 0 && outcome.output.contains(Workspace.realBinary), "\(outcome)")
      #expect(!FileManager.default.fileExists(atPath: settings))
      #expect(try work.shell("ls -A \"$WORK\"").output == "captured\nroot\n")
    }
    let shown = try mcp("install", "--client", "codex", "--print").output
    #expect(try mcp("install", "--client", "codex").code == 0)
    #expect(text(codex) == shown)
    #expect(try mcp("install", "--print").output.contains("Claude Code, in \(settings):"))
  }

  @Test("without a client on the machine the command names one that can be given")
  func noClient() throws {
    for command in ["install", "remove", "install --print"] {
      let words = command.split(separator: " ").map(String.init)
      let outcome = try work.ccstore(["mcp"] + words, ["CLAUDE_CONFIG_DIR": work.path + "/none"])
      #expect(outcome.code == 1 && outcome.saysOneSentence, "\(outcome)")
      #expect(outcome.errors.contains("ccstore mcp \(command) --client claude-code"))
    }
  }

  @Test(
    "contradictory arguments are refused with 64",
    arguments: [
      ["install", "--client", "emacs"], ["install", "--print", "--json"], ["install", "--print", "--replace"],
      ["remove", "--print"], ["install", "--store", ""], ["remove", "codex"],
    ])
  func refusedArguments(_ arguments: [String]) throws {
    let outcome = try work.ccstore(["mcp"] + arguments)
    #expect(outcome.code == 64, "\(outcome)")
  }

  @Test("a store whose path is not UTF-8 is refused, because settings cannot state it")
  func notUTF8() throws {
    let outcome = try work.shell("\"$CCSTORE\" mcp install --client codex --store \"$(printf '/a\\377')\"")
    #expect(outcome.code == 64 && outcome.saysOneSentence && text(codex) == nil, "\(outcome)")
  }
}
