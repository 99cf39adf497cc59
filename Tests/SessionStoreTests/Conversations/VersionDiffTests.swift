import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("what changed between two versions of a session")
struct VersionDiffTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func diff(_ change: (inout VersionQuery) -> Void = { _ in }) throws -> VersionReport {
    var query = VersionQuery("s")
    change(&query)
    return try bench.store().view().versionDiff(query)
  }

  /// Ingests each text as the next version of the file.
  private func ingest(_ versions: [String]) throws {
    for text in versions {
      try bench.tree.write(file, text)
      try bench.ingest()
    }
  }

  private func counts(_ file: VersionDifference) -> [Int64] { [file.kept, file.lost, file.changed, file.new] }

  @Test("a session with one version has no file to compare")
  func one() throws {
    try ingest([lines(0..<5)])
    #expect(try diff().files.isEmpty && diff().fileCount == 1)
  }

  @Test("lost, changed and new lines are counted and listed where they stand")
  func everything() throws {
    let changed = line(6).replacing(#""uuid""#, with: #""extra":1,"uuid""#)
    try ingest([lines(0..<8), line(0) + line(1) + line(4) + line(5) + changed + line(7) + line(20)])
    let report = try diff()
    let found = try #require(report.files.first)
    #expect(counts(found) == [5, 2, 1, 1] && found.from == 0 && found.to == 1 && !found.isReordered)
    #expect(found.changes.map(\.kind) == [.lost, .lost, .changed, .new])
    #expect(found.changes.map { ($0.old ?? $0.new)!.line } == [2, 3, 6, 6])
    #expect(found.changes[2].fields == ["extra"])
    let back = try diff { ($0.from, $0.to) = (1, 0) }
    #expect(counts(back.files[0]) == [5, 1, 1, 2])
  }

  @Test("a call is its tool and a line for each argument, of which only the words differ that do")
  func calls() throws {
    func call(_ text: String) -> String {
      #"{"type":"assistant","uuid":"a1","sessionId":"s","timestamp":"2026-05-01T10:00:00.000Z","message":{"id":"m1","#
        + #""model":"claude-haiku-4-5","content":[{"type":"tool_use","id":"t1","name":"Edit","#
        + #""input":{"file_path":"/a b","new_string":"\#(text)","replace_all":true,"lines":[1,2]}},{"type":"tool_use","id":"t2","name":"List","#
        + #""input":{}}]}}"# + "\n"
    }
    try ingest([line(0) + call(#"one\ntwo"#), line(0) + call(#"one\nthree"#)])
    let change = try #require(try diff().files.first?.changes.first)
    #expect(
      change.old?.text == "● Edit\nfile_path: /a b\nnew_string:\none\ntwo\nreplace_all: true\nlines: [1,2]\n● List")
    let words = WordDiff(change.old?.text ?? "", change.new?.text ?? "").parts
    #expect(words.filter { $0.change != .kept }.map(\.text) == ["two", "three"])
  }

  @Test("lines in another order are kept, and that is said")
  func order() throws {
    try ingest([lines(0..<4), line(3) + line(0) + line(2) + line(1)])
    let found = try #require(try diff().files.first)
    #expect(counts(found) == [4, 0, 0, 0] && found.isReordered && found.changes.isEmpty)
  }

  @Test("equal lines that stand several times are matched one by one")
  func repeated() throws {
    try ingest([line(1) + line(2) + line(2) + line(2), line(2) + line(1)])
    #expect(counts(try #require(try diff().files.first)) == [2, 2, 0, 0])
  }

  @Test("the limit bounds what is listed and not what is counted, and texts are cut")
  func limits() throws {
    try ingest([lines(0..<30), line(0)])
    let found = try #require(try diff { ($0.limit, $0.charactersMax) = (3, 2) }.files.first)
    #expect(found.lost == 29 && found.changes.count == 3)
    #expect(found.changes.allSatisfy { $0.old!.text.count <= 2 })
  }

  @Test("a version that no file has is an error, and the default is the version before the latest")
  func versions() throws {
    try ingest([lines(0..<3), lines(0..<2), lines(1..<2)])
    #expect(try diff().files.map { [$0.from, $0.to, $0.versions] } == [[1, 2, 3]])
    #expect(try diff { $0.from = 0 }.files.map { [$0.from, $0.to] } == [[0, 2]])
    #expect(try diff { $0.to = 1 }.files.map { [$0.from, $0.to] } == [[0, 1]])
    let numbers: [Int?] = [nil, -1, 3, .min, .max]
    let others =
      numbers.flatMap { from in numbers.map { [from, $0] } }.filter { $0 != [nil, nil] } + [[2, nil], [0, -1]]
    for pair in others {
      let (from, to) = (pair[0], pair[1])
      #expect(throws: StoreError.self) { try diff { ($0.from, $0.to) = (from, to) } }
    }
  }

  @Test("the fields of a record with very many keys are compared in linear time, by the last of equal keys")
  func manyFields() throws {
    func record(_ last: Int) -> String {
      let keys = (0..<200_000).map { #""k\#($0)":1,"# }.joined()
      return line(1).replacing(#""uuid""#, with: #"\#(keys)"twice":\#(last),"twice":5,"k7":\#(last),"uuid""#)
    }
    try ingest([line(0) + record(1), line(0) + record(2)])
    let started = processorTime()
    let found = try #require(try diff().files.first)
    #expect(found.changes.map(\.fields) == [["k7"]])
    #expect(processorTime() - started < 20)
  }

  @Test("random versions give counts that add up, and each line of the later version once")
  func random() throws {
    var random = Seeded(11)
    for _ in 0..<20 {
      let bench = try Workbench()
      var versions: [[String]] = []
      for _ in 0..<2 {
        versions.append(
          (0..<12).compactMap { _ in
            let number = Int(random.next() % 9)
            return random.next() % 5 == 0
              ? line(number).replacing(#""uuid""#, with: #""n":\#(random.next() % 3),"uuid""#) : line(number)
          })
      }
      for lines in versions {
        try bench.tree.write(file, lines.joined())
        try bench.ingest()
      }
      guard let found = try bench.store().view().versionDiff(VersionQuery("s")).files.first else { continue }
      #expect(found.kept + found.lost + found.changed == Int64(versions[0].count))
      #expect(found.kept + found.new + found.changed == Int64(versions[1].count))
      // As many lines are kept as the versions have in common, however often they stand.
      var rest = versions[0]
      let common = versions[1].filter { line in
        guard let place = rest.firstIndex(of: line) else { return false }
        rest.remove(at: place)
        return true
      }
      #expect(found.kept == Int64(common.count))
    }
  }
}
