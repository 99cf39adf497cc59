import FileIO
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Sync

private let home = "/home/me"
private let settings = FilePath(home + "/.claude.json")
private let entry = MCPServerEntry(command: "/bin/ccstore", arguments: ["mcp"])

@Suite("installing the server in clients")
struct MCPInstallerTests {
  let disk = MemoryFileSystem()

  init() throws { try disk.makeDirectories(FilePath(home)) }

  private func installer(_ variables: [String: String] = [:]) -> MCPInstaller {
    MCPInstaller(fileSystem: disk, environment: ["HOME": home].merging(variables) { $1 }, user: 0)
  }

  private func text(_ path: FilePath) -> String? { disk[path].map { String(decoding: $0, as: UTF8.self) } }

  private func write(_ path: FilePath, _ text: String) throws {
    try disk.makeDirectories(path.removingLastComponent())
    disk[path] = Array(text.utf8)
  }

  @Test("each client has its settings where it looks for them, also with the variables that move them")
  func places() {
    func files(_ client: MCPClient, _ variables: [String: String] = [:]) -> [String] {
      installer(variables).files(of: client)
    }
    #expect(files(.claudeCode) == [home + "/.claude.json"])
    #expect(files(.claudeCode, ["CLAUDE_CONFIG_DIR": "/a, ~/b"]) == ["/a/.claude.json", home + "/b/.claude.json"])
    #expect(files(.cursor) == [home + "/.cursor/mcp.json"])
    #expect(files(.codex) == [home + "/.codex/config.toml"])
    #expect(files(.codex, ["CODEX_HOME": "/c"]) == ["/c/config.toml"])
    #expect(files(.codex, ["CODEX_HOME": "relative"]) == [home + "/.codex/config.toml"])
    #expect(files(.claudeDesktop).allSatisfy { $0.hasPrefix(home) && $0.hasSuffix("/claude_desktop_config.json") })
    #if os(Linux)
      #expect(files(.claudeDesktop) == [home + "/.config/Claude/claude_desktop_config.json"])
      #expect(files(.claudeDesktop, ["XDG_CONFIG_HOME": "/x"]) == ["/x/Claude/claude_desktop_config.json"])
    #endif
  }

  @Test("the clients that are used on a machine are found by their directories")
  func present() throws {
    #expect(installer().presentClients() == [])
    try disk.makeDirectories(FilePath(home + "/.cursor"))
    #expect(installer().presentClients() == [.cursor])
    try disk.makeDirectories(FilePath(home + "/.claude"))
    try disk.makeDirectories(FilePath("/c"))
    #expect(installer(["CODEX_HOME": "/c"]).presentClients() == [.claudeCode, .cursor, .codex])
  }

  @Test("settings that do not exist are made, and installing again writes nothing", arguments: MCPClient.allCases)
  func whole(_ client: MCPClient) throws {
    let file = FilePath(installer().files(of: client)[0])
    #expect(installer().install(entry, into: [client]).map(\.action) == [.added])
    let written = try #require(disk[file])
    disk.clearLog()
    #expect(installer().install(entry, into: [client]).map(\.action) == [.unchanged])
    #expect(!disk.log.contains { ["create", "rename", "openForWriting", "remove"].contains($0.name) })
    #expect(disk[file] == written)
    let moved = MCPServerEntry(command: "/usr/bin/ccstore", arguments: ["mcp", "--store", "/s"])
    #expect(installer().install(moved, into: [client]).map(\.previous) == [["/bin/ccstore", "mcp"]])
    #expect(installer().remove(from: [client]).map(\.action) == [.removed])
    #expect(installer().remove(from: [client]).map(\.action) == [.absent])
    #expect(disk.files == [file])
  }

  @Test("an entry of somebody else is refused with what it is, and replaced only when that is asked for")
  func foreign() throws {
    let theirs = #"{"mcpServers":{"ccstore":{"command":"docker","args":["run","x"]}}}"#
    try write(settings, theirs)
    let refused = installer().install(entry, into: [.claudeCode])
    #expect(refused.map(\.action) == [.refused] && text(settings) == theirs)
    let reason = try #require(refused[0].reason)
    #expect(reason.contains("runs 'docker run x'") && reason.contains("--client claude-code --replace"))
    #expect(installer().remove(from: [.claudeCode]).map(\.action) == [.refused] && text(settings) == theirs)
    #expect(installer().install(entry, into: [.claudeCode], replaces: true).map(\.action) == [.replaced])
    #expect(installer().install(entry, into: [.claudeCode]).map(\.action) == [.unchanged])
  }

  @Test("settings that cannot be used keep no other client from being changed")
  func independent() throws {
    try write(settings, "{ // mine\n}")
    let changes = installer().install(entry, into: [.claudeCode, .codex])
    #expect(changes.map(\.action) == [.refused, .added])
    #expect(changes[0].reason?.contains("comments are not allowed), and stays as it is") == true)
    #expect(text(settings) == "{ // mine\n}")
  }

  @Test("settings of more than 16 MB and a directory in their place are refused")
  func unusable() throws {
    disk[settings] = Array(repeating: 0x20, count: MCPInstaller.sizeMax + 1)
    #expect(installer().install(entry, into: [.claudeCode])[0].reason?.contains("has more than 16 MB") == true)
    disk[settings] = nil
    try disk.makeDirectories(settings)
    #expect(installer().install(entry, into: [.claudeCode])[0].reason?.contains("is a directory") == true)
  }

  @Test("settings of another user are refused, because a file that is replaced would be ours")
  func otherOwner() throws {
    try write(settings, "{}")
    let other = MCPInstaller(fileSystem: disk, environment: ["HOME": home], user: 7)
    #expect(other.install(entry, into: [.claudeCode])[0].reason?.contains("belongs to another user") == true)
    #expect(text(settings) == "{}")
  }

  @Test("what another program writes is never lost, unless it does so between the last look and the rename")
  func changedMeanwhile() throws {
    for exists in [true, false] {
      for index in 0..<40 {
        disk[settings] = exists ? Array(#"{"a": 1}"#.utf8) : nil
        let disk = disk
        disk.beforeOperation(index) { disk[settings] = Array(#"{"b": 2}"#.utf8) }
        disk.clearLog()
        #expect(installer().install(entry, into: [.claudeCode])[0].action == .added)
        let log = disk.log
        guard index < log.count else { continue }
        let isKept = text(settings)?.contains(#""b": 2"#) == true
        let rename = log.lastIndex { $0.name == "rename" } ?? 0
        let lastLook = exists ? log[..<rename].lastIndex { $0.name == "open" && $0.path == settings } : rename - 1
        #expect(isKept || (lastLook ?? -1) < index && index <= rename, "\(exists) \(index) \(log)")
        #expect(disk.files == [settings])
      }
    }
  }

  @Test("after an error of the disk the settings are whole, and the next run completes them")
  func faults() throws {
    let old = #"{"a": 1}"#
    for index in 0..<30 {
      try write(settings, old)
      disk.fail(.init(at: index, .noSpace, isShort: true))
      let change = installer().install(entry, into: [.claudeCode])[0]
      disk.fail(nil)
      let isDone = try MCPClient.claudeCode.format.found(in: try #require(disk[settings])) == .ours(entry)
      #expect(isDone || text(settings) == old)
      #expect(isDone || change.action == .failed, "\(index)")
      #expect(installer().install(entry, into: [.claudeCode])[0].reason == nil)
      #expect(disk.files == [settings])
    }
  }
}
