import Foundation
import TestSupport
import Testing

/// Hostile text that tries to write the clipboard, clear the screen, change colours and the direction of writing, hide
/// characters, and fake a line of output.
private let evil =
  "E\u{1b}]52;c;SEVMTE8=\u{7}\u{1b}[2J\u{1b}[31mV\u{9b}1m\u{7f}\u{85}\u{202e}\u{2066}I\u{200b}\u{200d}\u{feff}\u{ad}\u{e0041}"
  + "\u{2028}\u{2029}\t\r\nFAKE"

/// The characters of a text that a terminal would interpret, apart from the colours that ccstore writes itself.
private func dangers(in text: String, isDocument: Bool = false, keepsJoiners: Bool = false) -> [String] {
  let own = text.replacing(/\u{1b}\[(0|1|2|31|32|33|36)m/, with: "")
  return own.unicodeScalars.filter { scalar in
    switch scalar.value {
    case 0x0a: false
    case 0x09: !isDocument
    case 0x00...0x1f, 0x7f...0x9f, 0x61c, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: true
    case 0xad, 0x200b...0x200d, 0x2060...0x206f, 0xfeff, 0xe0000...0xe0fff: !keepsJoiners
    default: false
    }
  }.map { "U+" + String($0.value, radix: 16) }
}

@Suite("hostile text in transcripts, names and arguments")
struct HostileTextTests {
  let work: Workspace
  private let root, store: String

  init() throws {
    work = try Workspace()
    (root, store) = (work.path + "/root" + evil, work.path + "/store" + evil)
  }

  // MARK: What a stranger made

  private func line(_ members: [String: Any], _ more: [String: Any] = [:]) throws -> String {
    var members = members.merging(more) { $1 }
    members["sessionId"] = members["sessionId"] ?? "s"
    let data = try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// Records with hostile values in every field.
  private func transcript(_ session: String, _ number: Int) throws -> String {
    let common: [String: Any] = [
      "sessionId": session, "cwd": "/work/" + evil, "gitBranch": evil, "version": evil, "userType": evil,
      "requestId": evil + "\(number)", "slug": evil, "parentUuid": evil,
    ]
    func record(_ type: String, _ uuid: String, _ second: Int, _ more: [String: Any]) throws -> String {
      try line(
        ["type": type, "uuid": uuid, "timestamp": "2025-11-24T10:0\(number):0\(second).000Z"].merging(common) { $1 },
        more)
    }
    let usage: [String: Any] = [
      "input_tokens": 1, "output_tokens": 2, "speed": evil, "service_tier": evil, "inference_geo": evil,
    ]
    let blocks: [[String: Any]] = [
      ["type": "text", "text": evil], ["type": "thinking", "thinking": evil], ["type": evil, "text": evil],
      // The name of a tool ends with its line in the log.
      [
        "type": "tool_use", "id": evil, "name": evil.replacing("\r\n", with: ""),
        "input": [evil: evil, "command": evil],
      ],
      ["type": "tool_use", "id": "c3", "name": "Read", "input": ["file_path": "/work/" + evil]],
      ["type": "tool_use", "id": "c2", "name": "Agent", "input": ["prompt": evil, "description": evil]],
      ["type": "image", "source": ["type": "url", "url": evil, "media_type": evil]],
    ]
    let results: [[String: Any]] = [
      ["type": "tool_result", "tool_use_id": evil, "is_error": true, "content": evil],
      [
        "type": "tool_result", "tool_use_id": "c2",
        "content": [["type": "text", "text": evil], ["type": evil, "text": evil]],
      ],
    ]
    return try record("user", evil + "\(number)", 1, ["message": ["role": evil, "content": evil]])
      + record(
        "assistant", "a\(number)", 2,
        ["message": ["id": evil + "\(number)", "model": evil, "role": evil, "content": blocks, "usage": usage]])
      + record("user", "r\(number)", 3, ["message": ["content": results], "toolUseResult": [evil: evil]])
      + record("system", "y\(number)", 4, ["subtype": evil, "content": evil, "level": evil])
      + record("system", "z\(number)", 4, ["subtype": "compact_boundary", "compactMetadata": ["trigger": evil]])
      + record(evil, "t\(number)", 5, ["content": evil])
      + record("attachment", "q\(number)", 6, ["attachment": ["type": "queued_command", "prompt": evil]])
      + record("user", "o\(number)", 7, ["timestamp": evil, "message": ["content": evil]])
      + line(["type": "summary", "summary": evil, "leafUuid": "a\(number)", "sessionId": session])
      + line(["type": "custom-title", "customTitle": evil, "sessionId": session])
      + "no JSON " + evil + "\n"
  }

  private func write(_ name: String, _ text: String) throws {
    let path = "\(root)/projects/\(name)"
    try Workspace.makeDirectories((path as NSString).deletingLastPathComponent)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  /// Makes a store of hostile transcripts that contains something to report for every command.
  private func prepare() throws {
    let folder = "-p" + evil
    try write("\(folder)/s.jsonl", transcript("s", 1))
    try write("\(folder)/\(evil).jsonl", transcript(evil, 2))
    try write("\(folder)/s/subagents/agent-\(evil).jsonl", transcript("s", 3))
    try write("\(folder)/s/tool-results/\(evil).txt", evil)
    try write("\(folder)/gone\(evil).jsonl", transcript("gone", 4))
    try write("\(folder)/.env", evil)
    symlink("/etc", "\(root)/projects/link" + evil)
    let other = work.path + "/other" + evil
    try Workspace.makeDirectories(other + "/projects/-o")
    try Data(transcript("other", 5).utf8).write(to: URL(fileURLWithPath: other + "/projects/-o/other.jsonl"))
    #expect(try ccstore(["ingest", root, other]).code == 0)
    try FileManager.default.removeItem(atPath: other)
    try FileManager.default.removeItem(atPath: "\(root)/projects/\(folder)/gone\(evil).jsonl")
    try write("\(folder)/s.jsonl", transcript("s", 6))
    try write("-copy\(evil)/\(evil).jsonl", transcript(evil, 2))
    #expect(try ccstore(["ingest", root, "--sync-key", evil]).code == 0)
    try write("\(folder)/new\(evil).jsonl", transcript("new", 7))
    try Data(#"{"\#(evil)":{"input_cost_per_token":"x"}}"#.utf8).write(
      to: URL(fileURLWithPath: work.path + "/prices" + evil))
  }

  private func ccstore(_ arguments: [String], store other: String? = nil) throws -> Outcome {
    try work.ccstore(
      arguments + ["--store", other ?? store], ["CLAUDE_CONFIG_DIR": root, "NO_COLOR": "", "TERM": "xterm"])
  }

  /// Every command with all kinds of output; `DIR` is a path with a hostile name, a new one each time.
  private static let commands: [[String]] = [
    ["ingest", "ROOT"], ["ingest", "ROOT", "--verbose"], ["ingest", "ROOT", "--full", "--verbose"],
    ["ingest", "DIR"], ["ingest", "ROOT", "--sync-key", evil], ["ingest", "ROOT", "--dry-run", "--verbose"],
    ["preview", "ROOT", "--verbose"], ["preview", "DIR"], ["status"], ["status", "--verbose"], ["conflicts"],
    ["conflicts", evil], ["conflicts", "none" + evil],
    ["sessions", "--all"], ["sessions", "--lineage", "--all"], ["sessions", "--missing"],
    ["sessions", "--project", evil],
    ["sessions", "--since", evil], ["sessions", "--sort", evil], ["sessions", "--as-of", evil],
    ["show", "s"], ["show", "s", "--thinking", "--tools", "--verbose"], ["show", evil], ["show", "s", "--records"],
    ["show", "s", "--turns"], ["show", "s", "--turns", "--max-chars", "1"], ["show", "s", "--turns", "--at", evil],
    ["show", "s", evil], ["show", "none" + evil], ["show", "s", "--generation", "0", "--verbose"],
    ["search", "FAKE"], ["search", "FAKE", "--limit", "100"], ["search", "none" + evil],
    ["search", "FAKE", "--heading", "--context", "2", "--exchange"], ["search", "FAKE", "--heading", "--verbose"],
    ["search", "FAKE", "--count"], ["search", "FAKE", "--count", "--heading"], ["search", "FAKE", "-l"],
    ["show", "s", "--around", evil], ["show", "s", "--around", "a1"],
    ["search", "FAKE", "--page", "--limit", "2"], ["search", "FAKE", "--cursor", evil],
    ["sessions", "--page", "--all"],
    ["search", "--regex", "(" + evil],
    ["search", "FAKE", "--role", evil], ["search", "FAKE", "--tool", "V"],
    ["usage"], ["usage", "--by", "model"], ["usage", "--by", "project"], ["usage", "--by", "session"],
    ["usage", "--by", "tool"], ["usage", "--by", "machine"], ["usage", "--by", evil], ["usage", "--tz", evil],
    ["usage", "--prices", "PRICES"], ["usage", "--prices", "DIR"],
    ["files"], ["files", evil], ["files", "--session", "none" + evil],
    ["tools"], ["tools", "--session", "none" + evil], ["drift"], ["drift", "--prices", "DIR"],
    ["export", "--format", "jsonl", "DIR"], ["export", "--format", "jsonl", "ROOT"],
    ["export", "--format", "html", "DIR"], ["export", "--format", "csv", "DIR"],
    ["export", "--format", "ndjson", "DIR"],
    ["export", "--format", evil, "DIR"],
    ["export", "--format", "jsonl", "DIR", "--session", "none" + evil], ["export", "SNAPSHOT"], ["export", "SNAPSHOT"],
    ["verify", "SNAPSHOT"], ["verify", "DIR"], ["verify", "PRICES"], ["import", "SNAPSHOT"], ["import", "DIR"],
    ["import", "PRICES"],
    ["restore", "s", "--to", "DIR"], ["restore", "--all-missing", "--dry-run", "--verbose"],
    ["restore", "s", "--verbose"],
    ["restore", evil, "--dry-run"], ["restore", "none" + evil], ["restore", evil, "--no-touch"],
    ["prune", "ROOT", "--older-than", "1m", "--dry-run", "--verbose"], ["prune", "--older-than", evil, "--yes"],
    ["open", "s", "--print"], ["open", evil, "--print"], ["open", "none" + evil],
    ["resume", "s"], ["resume", evil], ["resume", "none" + evil], ["resume", "s", "--run"], ["resume", "last"],
    ["move", "s", "--to-project", "ROOT", "--dry-run"], ["move", "s", "--to-project", "ROOT", "--verbose"],
    ["move", evil, "--to-project", "ROOT"], ["move", "s", "--to-project", "DIR"],
    ["move", "none" + evil, "--to-project", "ROOT"],
    ["log", "--since", "2001"], ["log", "--since", "2001", "--markdown"], ["log", "--project", evil],
    ["log", "--on", evil],
    ["diff", "s"], ["diff", evil], ["diff", "none" + evil], ["diff", "s", "--from", evil], ["statusline"],
    ["files", "V", "--diff"], ["files", "--session", "s", "--diff"], ["show", "s", "--outline"],
    ["man"], ["man", evil], ["man", "--to", "DIR"], ["completions", evil], ["completions", "print", "--shell", evil],
    ["replay", "--verify"], ["replay", "--as-of", evil], ["compact", "--dry-run"], ["compact", "--block-size", evil],
    ["compact", "--without", evil], ["compact"],
    ["export", "--format", "lake", "DIR"], ["export", "--format", "events", "DIR"], ["push", "REMOTE", "--dry-run"],
    ["push", "REMOTE", "--verbose"], ["push", evil], ["remote", "add", evil, "REMOTE"],
    ["remote", "add", "r", "REMOTE"],
    ["remote", "list"], ["remote", "status", "REMOTE"], ["remote", "status", evil], ["remote", "forget", evil],
    ["pull", "REMOTE"], ["pull", "DIR"], ["pull", evil], ["pull", "REMOTE", "--only", evil], ["verify", "REMOTE"],
    ["verify", evil], ["verify"], ["verify", "--against-sources"], ["repair", "--to", "DIR"],
    ["repair", "--to", "ROOT"],
    ["repair", "--rebuild-manifest"],
    ["doctor", "ROOT"], ["doctor"], ["doctor", "DIR"], ["doctor", "--schedule", evil],
    ["doctor", "--schedule", "systemd"], ["doctor", "ROOT", "--verbose"], ["schedule"], ["schedule", evil],
    ["schedule", "install", "--with", "hook"], ["schedule", "install", "--with", "systemd", "ROOT"],
    ["schedule", "install", "--with", "launchd", "--print"], ["schedule", "install", "--every", evil],
    ["schedule", "install", "--with", "systemd", "DIR"], ["schedule", "status", "--verbose"], ["doctor"],
    ["schedule", "remove"],
    ["doctor", "--schedule", "systemd", "ROOT"], ["doctor", "--schedule", "launchd", "ROOT"],
    ["doctor", "--schedule", "cron", "ROOT"], ["doctor", "--schedule", "hook", "ROOT"],
    ["erase", "s", "--dry-run", "--verbose"], ["erase", evil, "--yes", "--verbose"], ["erase", evil, "--yes"],
    ["erase", "none" + evil, "--yes"],
    ["erase", "--source", "DIR", "--yes"], ["erase", "--root", "DIR", "--yes"], ["erase", "--record", evil, "--yes"],
    ["erase", "--record", "s/" + evil, "--yes"], ["erase", "--list"], ["push", "r"], ["compact", "--purge"],
    ["push", "r", "--verbose"], ["remote", "forget", "r"],
    ["reset", "--sync-key", evil], ["json"], ["help", evil], [evil], ["--" + evil], ["sessions", "--" + evil],
    ["status", "--store", "DIR"], ["sessions", "--store", "PRICES"], ["fork-identity"], ["mcp"], ["mcp", evil],
    ["mcp", "--store", "DIR"], ["mcp", "serve", evil],
  ]

  @Test(
    "no command prints hostile text uncleaned, whatever field or name contains the text"
  )
  func everyCommand() throws {
    try prepare()
    var places = 0
    func run(_ arguments: [String], store other: String? = nil) throws {
      let snapshot = work.path + "/snapshot\(evil).ccsnap"
      let words = arguments.map { word in
        if word == "DIR" { places += 1 }
        return [
          "ROOT": root, "DIR": work.path + "/\(places)" + evil, "SNAPSHOT": snapshot,
          "REMOTE": work.path + "/remote" + evil,
        ][word]
          ?? (word == "PRICES" ? work.path + "/prices" + evil : word)
      }
      let name = arguments.joined(separator: " ").debugDescription
      let outcome = try ccstore(words, store: arguments.contains("--store") ? nil : other)
      #expect(outcome.code < 128, "\(name): \(outcome.code)")
      for text in [outcome.output, outcome.errors] {
        #expect(dangers(in: text) == [], "\(name): \(text.debugDescription)")
        #expect(!text.split(separator: "\n").contains { $0.hasPrefix("FAKE") }, "\(name): \(text.debugDescription)")
      }
    }
    let help = try work.ccstore(["--help"]).output
    let all = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").last).split(separator: "\n")
      .prefix { $0.hasPrefix("  ") }.filter { !$0.hasPrefix("   ") && !$0.hasPrefix("  See ") }.map {
        String($0.split(separator: " ")[0])
      }
    #expect(all.count > 20)
    // A server does not end; ServeSecurityTests has what it prints.
    #expect(
      Set(all).subtracting(["help", "serve"]).subtracting(Self.commands.map { $0[0] }) == [], "commands without a test")
    // A copy from before anything is erased or rewritten.
    let damaged = work.path + "/damaged" + evil
    try FileManager.default.copyItem(atPath: store, toPath: damaged)
    for arguments in Self.commands {
      try run(arguments + (arguments.contains("--dry-run") ? [] : ["--color", "always"]))
      if !arguments.contains("cron") { try run(arguments + ["--json"]) }
    }
    let segments = try FileManager.default.contentsOfDirectory(atPath: damaged + "/seg").sorted()
    var bytes = try contents(of: damaged + "/seg/" + segments[0])
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: damaged + "/seg/" + segments[0]))
    for arguments in [
      ["verify"], ["status"], ["sessions"], ["export", "--format", "jsonl", "DIR"], ["ingest", "ROOT"],
    ] {
      try run(arguments, store: damaged)
    }
    try run(["repair", "--to", "DIR"], store: damaged)
  }

  @Test(
    "documents and raw lines are cleaned on a terminal, and raw lines are exact everywhere else",
    .enabled(if: Machine.hasScript))
  func data() throws {
    try prepare()
    let raw = try ccstore(["show", "new", "--raw"])
    #expect(raw.code != 0)
    #expect(try ccstore(["ingest", root, "-q"]).code == 0)
    #expect(try ccstore(["show", "new", "--raw"]).output == transcript("new", 7))
    for arguments in [["--format", "markdown", "--session", "new"], ["--format", "html", "--session", "new"]] {
      let outcome = try ccstore(["export"] + arguments)
      #expect(outcome.code == 0 && outcome.output.contains("FAKE"), "\(outcome)")
      #expect(dangers(in: outcome.output, isDocument: true, keepsJoiners: true) == [])
    }
    for command in ["show new --raw", "export --format markdown --session new", "export --format html --session new"] {
      let outcome = try work.shell(
        #"exec script -qec '"$CCSTORE" \#(command) --store "$EVIL"' /dev/null"#,
        ["EVIL": store, "PAGER": "cat", "NO_COLOR": "1", "TERM": "xterm"])
      #expect(outcome.code == 0 && outcome.output.contains("FAKE"), "\(outcome)")
      #expect(dangers(in: outcome.output.replacing("\r\n", with: "\n"), isDocument: true) == [], "\(command)")
    }
  }

  @Test("--json escapes C1, DEL and bidirectional controls as \\u and keeps the values")
  func json() throws {
    try prepare()
    for arguments in [
      ["sessions", "--all", "--json"], ["conflicts", "--json"], ["usage", "--by", "model", "--json"],
    ] {
      let outcome = try ccstore(arguments)
      #expect(outcome.code == 0 && dangers(in: outcome.output) == [])
      let text = String(describing: try JSONSerialization.jsonObject(with: Data(outcome.standardOutput)))
      #expect(text.contains("SEVMTE8=") || arguments[0] == "conflicts", "\(outcome)")
    }
    let models = try ccstore(["usage", "--by", "model", "--json"]).json()["groups"].array.compactMap {
      $0["key"].string
    }
    #expect(models == [evil])
    let records = try ccstore(["export", "--format", "ndjson", "--session", "s"])
    #expect(records.code == 0 && dangers(in: records.output) == [])
    let found = try records.output.split(separator: "\n").map {
      JSON(value: try JSONSerialization.jsonObject(with: Data($0.utf8)))
    }
    #expect(found.contains { $0["record", "message", "model"].string == evil })
    #expect(found.contains { $0["model"].string == evil })
    #expect(found.contains { $0["record", "customTitle"].string == evil })
  }
}
