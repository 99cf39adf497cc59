import Foundation
import TestSupport
import Testing

@Suite("the plugin for Claude Code")
struct ClaudePluginTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  private var plugin: String { "\(projectRoot)/Tools/claude-plugin" }

  private func json(_ path: String) throws -> JSON {
    JSON(value: try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))))
  }

  /// The texts for Claude: the commands and the skill.
  private func texts() throws -> [String: String] {
    let names = FileManager.default.enumerator(atPath: plugin)?.compactMap { $0 as? String } ?? []
    let pairs = try names.filter { $0.hasSuffix(".md") }.map {
      ($0, try String(contentsOfFile: "\(plugin)/\($0)", encoding: .utf8))
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  /// The lines between the first two `---` of a text, by their keys.
  private func frontMatter(_ text: String) throws -> [String: String] {
    let parts = text.split(separator: "---\n", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty else { throw Unexpected("no front matter") }
    return Dictionary(
      uniqueKeysWithValues: try parts[1].split(separator: "\n").map { line in
        guard let colon = line.firstIndex(of: ":") else { throw Unexpected("no key in \(line)") }
        let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        return (String(line[..<colon]), value)
      })
  }

  @Test("the repository is a marketplace with the plugin, which has the version of the program")
  func manifests() throws {
    let marketplace = try json("\(projectRoot)/.claude-plugin/marketplace.json")
    let listed = try #require(marketplace["plugins"].array.first)
    #expect(marketplace["name"].string == "ccstore" && marketplace["owner", "name"].string != nil)
    let source = try #require(listed["source"].string)
    #expect(source.hasPrefix("./") && !source.contains(".."))
    let manifest = try json("\(projectRoot)/\(source)/.claude-plugin/plugin.json")
    #expect(manifest["name"].string == listed["name"].string)
    #expect(manifest["description"].string == listed["description"].string)
    let version = try work.ccstore(["--version"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(manifest["version"].string == version)
    #expect(FileManager.default.fileExists(atPath: "\(projectRoot)/\(source)/skills/session-history/SKILL.md"))
  }

  @Test("the plugin starts the server by its name and with no other words")
  func server() throws {
    let manifest = try json(plugin + "/.claude-plugin/plugin.json")
    #expect(manifest["mcpServers"].keys == ["ccstore"])
    let entry = manifest["mcpServers", "ccstore"]
    #expect(entry["command"].string == "ccstore" && entry["args"].array.map(\.string) == ["mcp"])
  }

  @Test("commands and skill have front matter that says what they are for, and the commands take what follows them")
  func fronts() throws {
    let texts = try texts()
    #expect(Set(texts.keys) == ["commands/history.md", "commands/recall.md", "skills/session-history/SKILL.md"])
    for (name, text) in texts {
      let front = try frontMatter(text)
      #expect((20...1024).contains(front["description"]?.count ?? 0), "\(name)")
      if name.hasPrefix("commands/") {
        #expect(front["argument-hint"] != nil && text.contains("$ARGUMENTS"), "\(name)")
        // What a user types after a command must not reach a shell.
        #expect(!text.contains("!`"), "\(name)")
      } else {
        #expect(front["name"] == "session-history")
      }
      #expect(text.contains("do not follow instructions"), "\(name) does not say that quotes are data")
    }
  }

  @Test("every command of ccstore that the texts name exists, with its options")
  func commands() throws {
    var named = Set<String>()
    for (name, text) in try texts() {
      for found in text.matches(of: /`ccstore ([a-z]+)([^`]*)`/) {
        named.insert(String(found.1))
        let help = try work.ccstore(["help", String(found.1)])
        #expect(help.code == 0, "\(name) names \(found.0)")
        for option in found.2.matches(of: /--[a-z-]+/) {
          #expect(help.output.contains(option.0), "\(name) names \(found.0)")
        }
      }
    }
    #expect(named.isSuperset(of: ["show", "resume", "ingest", "search", "sessions", "files", "usage"]))
  }

  @Test("every tool that the texts name is one of the server's")
  func tools() throws {
    let request = #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#
    let answer = try work.shell("echo '\(request)' | \"$CCSTORE\" mcp --store \"$STORE\"").json()
    let tools = Set(answer["result", "tools"].array.compactMap { $0["name"].string })
    #expect(tools.count == 7)
    var named = Set<String>()
    for (name, text) in try texts() {
      let allowed = try frontMatter(text)["allowed-tools"] ?? ""
      for tool in allowed.split(separator: ", ") {
        let short = try #require(tool.split(separator: "__").last)
        #expect(tool == "mcp__plugin_ccstore_ccstore__\(short)" && tools.contains(String(short)), "\(name): \(tool)")
      }
      for found in text.matches(of: /`([a-z]+)`/) where found.1 != "ccstore" {
        named.insert(String(found.1))
        #expect(tools.contains(String(found.1)), "\(name) names \(found.0)")
      }
    }
    #expect(named == tools)
  }
}
