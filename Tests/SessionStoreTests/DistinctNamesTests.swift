import FileIO
import SystemPackage
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("distinct names in an export")
struct DistinctNamesTests {
  private func paths(_ paths: [String], _ folding: NameFolding) -> [String] {
    var names = DistinctNames(folding)
    return paths.map { String(decoding: names.path(Array($0.utf8)), as: UTF8.self) }
  }

  @Test(
    "names that differ only in case get a tilde, and all files of a folder stay in one folder")
  func ofCase() {
    let folding = NameFolding(ignoresCase: true)
    #expect(
      paths(["p/a", "p/A", "P/a", "p/b", "P/b", "é", "É"], folding) == [
        "p/a", "p/A~", "P~/a", "p/b", "P~/b", "é", "É~",
      ])
    #expect(paths(["a", "A", "A~", "a~~"], folding) == ["a", "A~", "A~~", "a~~~"])
    #expect(paths(["e\u{301}", "é"], folding) == ["e\u{301}", "é"])
  }

  @Test("names that differ only in Unicode normalization get a tilde where the target ignores normalization")
  func ofForm() {
    let folding = NameFolding(ignoresNormalization: true)
    #expect(paths(["\u{e9}", "e\u{301}", "E\u{301}"], folding).map { Array($0.utf8).count } == [2, 4, 3])
    #expect(paths(["a", "A"], folding) == ["a", "A"])
  }

  @Test("names that are not text are never taken for equal")
  func asTheyAre() {
    var names = DistinctNames(NameFolding(ignoresCase: true, ignoresNormalization: true))
    for name: [UInt8] in [[0xff, 0x41], [0xff, 0x61], [0xfe, 0x41]] { #expect(names.path(name) == name) }
  }

  @Test(
    "an export to a file system that ignores case writes every file and reports the renamed ones",
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

  @Test("an export does not overwrite a file that another program creates on the target meanwhile")
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
