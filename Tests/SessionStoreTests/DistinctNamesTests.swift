import FileIO
import SystemPackage
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("Names on the target of an export")
struct DistinctNamesTests {
  private func paths(_ paths: [String], _ folding: NameFolding) -> [String] {
    var names = DistinctNames(folding)
    return paths.map { String(decoding: names.path(Array($0.utf8)), as: UTF8.self) }
  }

  @Test(
    "names that differ in case alone are told apart by a tilde, folders too, and every file of a folder stays in it")
  func ofCase() {
    let folding = NameFolding(ignoresCase: true)
    #expect(
      paths(["p/a", "p/A", "P/a", "p/b", "P/b", "é", "É"], folding) == [
        "p/a", "p/A~", "P~/a", "p/b", "P~/b", "é", "É~",
      ])
    #expect(paths(["a", "A", "A~", "a~~"], folding) == ["a", "A~", "A~~", "a~~~"])
    #expect(paths(["e\u{301}", "é"], folding) == ["e\u{301}", "é"])
  }

  @Test("names that differ in the form of their letters alone are told apart where the target takes them for one")
  func ofForm() {
    let folding = NameFolding(ignoresNormalization: true)
    #expect(paths(["\u{e9}", "e\u{301}", "E\u{301}"], folding).map { Array($0.utf8).count } == [2, 4, 3])
    #expect(paths(["a", "A"], folding) == ["a", "A"])
  }

  @Test("names stay as they are where the target tells them apart, and those that are no text are never taken for one")
  func asTheyAre() {
    var names = DistinctNames(NameFolding(ignoresCase: true, ignoresNormalization: true))
    for name: [UInt8] in [[0xff, 0x41], [0xff, 0x61], [0xfe, 0x41]] { #expect(names.path(name) == name) }
  }

  @Test(
    "an export to a file system that ignores case writes every file, over none, and reports those that got another name",
    arguments: ["a.jsonl", "A/a.jsonl"])
  func export(_ lower: String) throws {
    let bench = try Workbench()
    let names = [lower, lower.uppercased().replacing("JSONL", with: "jsonl")].map { "projects/-p/" + $0 }
    for name in names { try bench.tree.write(name, line(name.utf8.reduce(0) { $0 + Int($1) }, session: "a")) }
    try bench.ingest()
    let target = bench.directory.appending("target")
    let disk = FaultyFileSystem(name: { path in
      var rest = path
      return rest.removePrefix(target) ? target.pushing(FilePath(rest.string.lowercased())) : path
    })
    let report = try bench.store(fileSystem: disk).export(to: target)
    #expect(report.files == 2 && report.renamed.count == 1)
    let exported = try contentsOfTree(target)
    #expect(Set(exported.values) == Set(try names.map { try bench.tree.bytes($0) }))
    let new = try #require(report.renamed.first)
    #expect(exported[new.to.lowercased()] == (try bench.tree.bytes(new.from)))
  }

  @Test("what somebody makes on the target meanwhile is not written over")
  func meanwhile() throws {
    let bench = try Workbench()
    try bench.tree.write("projects/p/a.jsonl", line(1, session: "a"))
    try bench.ingest()
    let target = bench.directory.appending("target")
    let theirs = target.appending("projects/p/a.jsonl")
    let disk = FaultyFileSystem { operation, path in
      if operation == .write, path.starts(with: target), let file = try? POSIXFileSystem().create(theirs) {
        try? file.write([1, 2, 3], at: 0)
      }
      return nil
    }
    let report = try bench.store(fileSystem: disk).export(to: target)
    #expect(report.renamed.map(\.to) == ["projects/p/a.jsonl~"])
    #expect(try POSIXFileSystem().contents(theirs) == [1, 2, 3])
    #expect(
      try POSIXFileSystem().contents(target.appending("projects/p/a.jsonl~")) == Array(line(1, session: "a").utf8))
  }
}
