import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Transcripts

@Suite("roots of transcripts")
struct RootFinderTests {
  private static let id = "11111111-2222-4333-8444-555555555555"
  private static let claude =
    #"{"type":"user","uuid":"u","sessionId":"s","message":{"role":"user","content":"hi"}}"# + "\n"

  /// A disk with these files.
  private func disk(_ files: [String: String]) throws -> MemoryFileSystem {
    let disk = MemoryFileSystem()
    try disk.makeDirectories("/home/u")
    for (path, text) in files {
      try disk.makeDirectories(FilePath(path).removingLastComponent())
      disk[FilePath(path)] = Array(text.utf8)
    }
    return disk
  }

  private func roots(_ path: String, _ files: [String: String], anyFiles: Bool = false) throws -> [String] {
    let finder = RootFinder(environment: ["HOME": "/home/u"], fileSystem: try disk(files))
    return try finder.find(path, anyFiles: anyFiles).map { "\($0.path) \($0.scope)" }
  }

  @Test("a root is recognised by the files in it, not by the name projects")
  func recognised() throws {
    let id = Self.id
    let files = [
      "/home/u/.claude/projects/-p/\(id).jsonl": "", "/home/u/.claude/projects/-p/notes/x.md": "x",
      "/home/u/projects/code/main.c": "int main;", "/home/u/projects/code/data.jsonl": #"{"a":1}"#,
      "/old/work/\(id).jsonl": Self.claude, "/old/other/agent-1.jsonl": Self.claude, "/old/third/x.txt": "x",
      "/odd/projects/-w-x/a.jsonl": #"{"a":1}"#,
    ]
    #expect(try roots("/odd", files) == ["/odd projects"], "its folder is named after the path of a project")
    #expect(try roots("/home/u/.claude", files) == ["/home/u/.claude projects"])
    #expect(try roots("/home/u/.claude/projects", files) == ["/home/u/.claude projects"])
    #expect(try roots("/home/u/.claude/projects/-p/notes", files) == ["/home/u/.claude projects/-p/notes"])
    #expect(try roots("/old/work", files) == ["/old/work "])
    #expect(try roots("/old", files) == ["/old other", "/old work"])
    #expect(
      try roots("/home/u", files) == ["/home/u/.claude projects"], "what else lies in a home directory is left alone")
    #expect(throws: RootProblem("/home/u/projects", .noTranscripts)) { try roots("/home/u/projects", files) }
    #expect(try roots("/home/u/projects/code/main.c", files) == ["/home/u/projects/code main.c"])
    #expect(try roots("/home/u/projects", files, anyFiles: true) == ["/home/u/projects "])
  }

  @Test("a file is found when its name, or that of its folder, is not UTF-8")
  func foreignNames() throws {
    let scratch = try ScratchDirectory()
    let (fileSystem, name) = (scratch.fileSystem, [0x66, 0xff, 0x2e] + Array("jsonl".utf8))
    let file = FilePath(platformBytes: scratch.path, name)
    try fileSystem.create(file).write(Array(Self.claude.utf8), at: 0)
    let project = FilePath(platformBytes: scratch.path.appending("projects"), [0x2d, 0xfe])
    try fileSystem.makeDirectories(project)
    try fileSystem.create(FilePath(platformBytes: project, name)).write(Array(Self.claude.utf8), at: 0)
    // Arguments of a program are text, so that such a path is named by a link.
    try scratch.link("link", to: file)
    try scratch.link("inner", to: FilePath(platformBytes: project, name))
    let finder = RootFinder(environment: ["HOME": "/home/u"], fileSystem: fileSystem)
    let place = try fileSystem.resolve(scratch.path)
    for (link, path) in [("link", name), ("inner", Array("projects/-".utf8) + [0xfe, 0x2f] + name)] {
      let roots = try finder.find(scratch.path.appending(link).string)
      #expect(roots.map(\.path) == [place] && roots.map(\.scopeBytes) == [path])
      #expect(roots.first?.start == place.appending(bytes: path))
      let discovery = try Discovery(#require(roots.first), fileSystem: fileSystem)
      #expect(discovery.files.map(\.path) == [path] && discovery.failures.isEmpty)
    }
  }

  @Test("a selection of many roots keeps each of them once, in linear time")
  func manyRoots() {
    let roots = (0..<40_000).map { TranscriptRoot(path: FilePath("/home/u/work/\($0)"), scope: "") }
    var selection = RootSelection()
    let start = processorTime()
    watched(orElse: "roots take too long to add") { for root in roots + roots { selection.add(root) } }
    #expect(selection.roots == roots)
    #expect(processorTime() - start < 20)
  }

  @Test("the folders of other agents and folders of source code are not roots")
  func otherAgents() throws {
    let (id, home) = (Self.id, "/home/u")
    let qwen = #"{"type":"user","uuid":"u","sessionId":"s","message":{"role":"user","parts":[{"text":"hi"}]}}"#
    let cursor = #"{"role":"user","message":{"content":[{"type":"text","text":"hi"}]}}"#
    let codex = #"{"timestamp":"2026-01-01T00:00:00Z","type":"session_meta","payload":{"id":"x"}}"#
    let files = [
      home + "/.qwen/projects/-p/chats/\(id).jsonl": qwen, home + "/.qwen/settings.json": "{}",
      home + "/.cursor/projects/p/agent-transcripts/\(id)/\(id).jsonl": cursor,
      home + "/.codex/sessions/2026/01/01/rollout-2026-01-01-\(id).jsonl": codex, home + "/.codex/auth.json": "{}",
      home + "/.factory/sessions/-p/\(id).jsonl": #"{"type":"session_start","id":"x","title":"t"}"#,
      home + "/code/package.json": "{}", home + "/code/projects/web/rows.jsonl": #"{"id":1,"type":"row"}"#,
    ]
    for name in [
      ".qwen", ".qwen/projects/-p/chats", ".cursor", ".cursor/projects/p/agent-transcripts/\(id)", ".codex",
      ".factory/sessions", "code", "",
    ] {
      #expect(throws: RootProblem("\(home)/\(name)", .noTranscripts)) { try roots("\(home)/\(name)", files) }
    }
  }

  @Test("a folder with only damaged or empty transcripts is the folder of a project")
  func unclear() throws {
    #expect(try roots("/x", ["/x/\(Self.id).jsonl": ""]) == ["/x "])
    #expect(try roots("/x", ["/x/\(Self.id).jsonl": "\0\0\0"]) == ["/x "])
    #expect(try roots("/x", ["/x/\(Self.id)/subagents/agent-a.jsonl": ""]) == ["/x "])
  }

  @Test("credentials, settings, keys, version control and packages are skipped, ignoring the case of their names")
  func passedOver() throws {
    let kept = ["notes.md", "auth.jsonl", "env", "keys.txt", "tool-results/b1.txt", "memory/MEMORY.md", ".gitignore"]
    let left = [
      "auth.json", ".credentials.json", "oauth_creds.json", ".env", ".ENV.local", "prod.env", "server.pem", "id_rsa",
      "id_ed25519", "settings.json", ".netrc", ".git/HEAD", "sub/.svn/x", "node_modules/a/b.js", ".ssh/config",
    ]
    let files = Dictionary(uniqueKeysWithValues: (kept + left).map { ("/r/projects/-p/" + $0, "x") })
    let discovery = Discovery(TranscriptRoot(path: "/r", scope: "projects"), fileSystem: try disk(files))
    #expect(
      discovery.files.map { String(decoding: $0.path, as: UTF8.self) }.sorted()
        == kept.map { "projects/-p/" + $0 }.sorted())
    #expect(discovery.passedOver.count == left.count)
    let all = Discovery(TranscriptRoot(path: "/r", scope: "", takesAnyFile: true), fileSystem: try disk(files))
    #expect(all.files.count == files.count)
    #expect(all.passedOver.isEmpty)
  }

  @Test(
    "the copy of a file that a synchronisation service created has the stem of the original",
    arguments: [
      ("x.sync-conflict-20260301-101010-ABCDEFG", "x"), ("x (Jane's conflicted copy 2026-03-01)", "x"),
      ("x (conflicted copy 2026-03-01 101010)", "x"), ("x_conflict-20260301-101010", "x"), ("x (1)", "x (1)"),
      ("11111111-2222-4333-8444-555555555555 (1)", "11111111-2222-4333-8444-555555555555"),
      ("11111111-2222-4333-8444-555555555555-LAPTOP", "11111111-2222-4333-8444-555555555555"), ("agent-1", "agent-1"),
      (".sync-conflict-20260301-101010-ABCDEFG", ".sync-conflict-20260301-101010-ABCDEFG"),
    ])
  func copies(_ stem: String, _ original: String) {
    #expect(String(decoding: TranscriptName.stem(Array(stem.utf8)[...]), as: UTF8.self) == original)
  }

  @Test("without HOME the home directory comes from the user database, and ~ in a path is expanded")
  func home() {
    let home = Users.home() ?? "/"
    #expect(Users.home(environment: [:]) == home)
    #expect(Users.home(environment: ["HOME": ""]) == home)
    #expect(Users.home(environment: ["HOME": "relative"]) == home)
    #expect(Users.expand("~/x", environment: ["HOME": "/h"]) == "/h/x")
    #expect(Users.expand("~", environment: ["HOME": "/h"]) == "/h")
    #expect(Users.expand("~nobody-has-this-name/x", environment: ["HOME": "/h"]) == "~nobody-has-this-name/x")
    #expect(Users.expand("a/~", environment: ["HOME": "/h"]) == "a/~")
    #expect(
      ConfiguredRoots(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "relative"]).paths
        == ["/h/.config/claude", "/h/.claude"])
    #expect(ConfiguredRoots(environment: ["HOME": "/h", "CLAUDE_CONFIG_DIR": " ~/a , /b,"]).paths == ["/h/a", "/b"])
  }
}
