import Foundation
import TestSupport
import Testing

/// A file with something peculiar about it.
struct PeculiarFile: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var name: String
  var bytes: [UInt8]

  init(_ what: String, _ name: String, _ text: String) { self.init(what, name, bytes: Array(text.utf8)) }

  init(_ what: String, _ name: String, bytes: [UInt8]) {
    (testDescription, self.name, self.bytes) = (what, name, bytes)
  }

  static let all: [PeculiarFile] = [
    .init("empty", "p/a.jsonl", ""),
    .init("only a newline", "p/a.jsonl", "\n"),
    .init("no final newline", "p/a.jsonl", line(1) + line(2).dropLast()),
    .init("CRLF", "p/a.jsonl", lines(0..<3).replacing("\n", with: "\r\n")),
    .init("blank lines", "p/a.jsonl", "\n\n" + line(1) + "\n   \n" + line(2) + "\n"),
    .init("byte order mark", "p/a.jsonl", "\u{feff}" + line(1)),
    .init("identical lines", "p/a.jsonl", String(repeating: line(1), count: 50)),
    .init("sidecar of a subagent", "p/s/subagents/agent-1.meta.json", #"{"agentType":"explore"}"#),
    .init("empty sidecar", "p/s/tool-results/empty.txt", ""),
    .init("result of a tool", "p/s/tool-results/toolu_01.txt", "no newline at the end"),
    .init(
      "binary sidecar", "p/s/tool-results/image.bin",
      bytes: (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }),
    .init("index of sessions", "p/sessions-index.json", "{\n  \"version\": 1\n}\n"),
    .init("journal, which is no transcript", "p/s/subagents/workflows/w/journal.jsonl", "{\"type\":\"started\"}\n"),
    .init("name beyond ASCII", "プロジェクト/séance ✨.jsonl", line(1)),
    .init("name with spaces and quotes", "p/it's \"here\".jsonl", line(1)),
    .init("name with a newline", "p/two\nlines.jsonl", line(1)),
    .init("hidden file", "p/.hidden", "x"),
    .init("forty folders deep", String(repeating: "d/", count: 40) + "a.jsonl", line(1)),
    .init("directly in projects", "a.jsonl", line(1)),
  ]
}

@Suite("ingest and export")
struct RoundTripTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  @Test("real transcripts are exported byte for byte", .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpus() throws {
    let corpus = try Corpus.required()
    try work.ingest(corpus)
    #expect(try work.exportDifferences(from: corpus) == [])
  }

  @Test("an ingest of the real transcripts gives an intact store", .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpusVerifies() throws {
    try work.ingest(Corpus.required())
    #expect(try work.damage() == nil)
  }

  @Test("a peculiar file is exported byte for byte", arguments: PeculiarFile.all)
  func peculiar(_ file: PeculiarFile) throws {
    try work.write(file.name, file.bytes)
    try work.ingest()
    #expect(try work.exportDifferences() == [])
  }

  @Test("all peculiar files together are exported byte for byte")
  func together() throws {
    for (number, file) in PeculiarFile.all.enumerated() { try work.write("\(number)/\(file.name)", file.bytes) }
    try work.ingest()
    #expect(try work.exportDifferences() == [])
  }

  @Test("a file whose name is not UTF-8 is exported under the same name", .enabled(if: Machine.hasByteNames))
  func byteNames() throws {
    let made = try work.shell(
      #"cd "$ROOT/projects" && mkdir "$(printf 'p\377')" && echo '{}' >"$(printf 'p\377/\303\050.jsonl')""#)
    try #require(made.code == 0, "\(made.errors)")
    #expect(try work.ingest()["files", "new"].integer == 1)
    #expect(try work.exportDifferences() == [])
  }

  @Test("an export keeps the modification times of files")
  func times() throws {
    let file = try work.write("p/a.jsonl", line(1))
    work.age("p/a.jsonl", seconds: 86_400)
    try work.ingest()
    let copy = try work.export() + "/p/a.jsonl"
    #expect(status(Array(copy.utf8))?.modified == status(Array(file.utf8))?.modified)
  }

  @Test("a symbolic link to a file outside the root is not followed")
  func linkToFile() throws {
    try work.write("p/a.jsonl", line(1))
    try Data("secret".utf8).write(to: URL(fileURLWithPath: work.path + "/outside.jsonl"))
    symlink(work.path + "/outside.jsonl", work.source("p/link.jsonl"))
    #expect(try work.ingest()["files", "discovered"].integer == 1)
  }

  @Test("a symbolic link to a directory outside the root is not followed")
  func linkToDirectory() throws {
    try work.write("p/a.jsonl", line(1))
    try Workspace.makeDirectories(work.path + "/outside")
    try Data("secret".utf8).write(to: URL(fileURLWithPath: work.path + "/outside/b.jsonl"))
    symlink(work.path + "/outside", work.source("p/link"))
    #expect(try work.ingest()["files", "discovered"].integer == 1)
  }

  @Test("a pipe in a root is ignored, and the ingest does not wait for it")
  func fifo() throws {
    try work.write("p/a.jsonl", line(1))
    mkfifo(work.source("p/pipe.jsonl"), 0o600)
    #expect(try work.ingest()["files", "discovered"].integer == 1)
  }

  @Test("a store inside the root does not store itself")
  func storeInside() throws {
    try work.write("p/a.jsonl", line(1))
    let store = work.source("store")
    for _ in 0..<2 { _ = try work.ccstore(["ingest", work.root, "--store", store]) }
    let status = try work.ccstore(["status", "--json", "--store", store]).json()
    #expect(status["stored", "sources"].integer == 1)
  }

  @Test("files of two roots are in separate folders of an export")
  func twoRoots() throws {
    try work.write("p/a.jsonl", line(1))
    try Workspace.makeDirectories(work.path + "/second/projects/p")
    try Data(line(2).utf8).write(to: URL(fileURLWithPath: work.path + "/second/projects/p/a.jsonl"))
    _ = try work.json("ingest", work.root, work.path + "/second")
    _ = try work.json("export", work.path + "/out")
    let found = try regularFiles(below: Array((work.path + "/out").utf8)).map { String(decoding: $0, as: UTF8.self) }
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.hasSuffix("/projects/p/a.jsonl") && $0.split(separator: "/").count == 5 })
  }
}
