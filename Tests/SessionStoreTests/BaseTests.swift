import FileIO
import SegmentedLog
import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("bases of generations")
struct BaseTests {
  let bench: Workbench
  static let a = transcript("s", folder: "a")
  static let b = transcript("s", folder: "b")
  static let c = transcript("s", folder: "c")

  init() throws {
    bench = try Workbench()
    try bench.tree.write(Self.a, lines(0..<3, session: "s"))
    try bench.ingest()
  }

  /// The lines that `show` gives, as folder and line number, in the order of files and lines.
  private func shown(generation: Int? = nil, record: String? = nil) throws -> [String] {
    if record != nil || generation != nil {
      var names: [String] = []
      try bench.store().forEachRecord(of: "s", generation: generation, record: record) {
        names.append($0.path.dropFirst(9).prefix(1) + " \($0.line)")
      }
      return names
    }
    let transcript = try bench.store().transcript(of: "s")
    #expect(transcript.conversation.entries.flatMap(\.records).sorted() == Array(transcript.records.indices))
    var raw: [[UInt8]] = []
    try bench.store().forEachRecord(of: "s") { raw.append($0.bytes) }
    #expect(try transcript.records.indices.compactMap { try transcript.line(of: $0) } == raw)
    return transcript.records.map { "\(transcript.files[$0.file].dropFirst(9).prefix(1)) \($0.line)" }
  }

  private func document(_ format: DocumentFormat) throws -> String {
    let target = bench.directory.appending("documents-\(format.rawValue)-\(try bench.log().bodies.count)")
    let report = try bench.store().exportDocuments(format, of: DocumentQuery(), to: target) { "\($0)" }
    let name = try #require(report.documents.first).name
    return String(decoding: try POSIXFileSystem().contents(target.appending(name)), as: UTF8.self)
  }

  private func expectOrder(_ numbers: Range<Int>, in text: String) {
    var rest = text[...]
    for number in numbers {
      let found = rest.range(of: "hello \(number)")
      #expect(found != nil, "\(number)")
      if let found { rest = rest[found.upperBound...] }
    }
  }

  /// Makes file b begin as file a and continue, and then replaces file a, as the command `/cd` does.
  private func leave() throws {
    try bench.tree.write(Self.b, lines(0..<5, session: "s"))
    try bench.tree.write(Self.a, #"{"type":"mode","mode":"normal","sessionId":"s"}"# + "\n")
    try bench.ingest()
  }

  @Test("after /cd, show, documents and search have the whole conversation")
  func directoryChanged() throws {
    try leave()
    #expect(try shown() == ["a 0", "b 0", "b 1", "b 2", "b 3", "b 4"])
    for format in DocumentFormat.allCases { expectOrder(0..<5, in: try document(format)) }
    let matches = try bench.store().search(SearchQuery(["hello"])).matches
    #expect(matches.map(\.line) == [4, 3, 2, 1, 0])
    #expect(matches.allSatisfy { $0.isLatest && $0.path == Self.b })
    #expect(try shown(record: uuid(1)) == ["b 1"])
    #expect(try shown(generation: 0) == ["b 0", "b 1", "b 2", "b 3", "b 4"])
  }

  @Test("a conversation that was continued after /cd is shown the same after compactions")
  func compacted() throws {
    try leave()
    let before = try shown()
    try bench.compact()
    #expect(try shown() == before)
    try bench.compact(dropSuperseded: true)
    #expect(try shown() == before)
  }

  @Test("a conversation is complete over several bases, in other roots, after files were rewritten or deleted")
  func chain() throws {
    let other = try bench.tree("backup")
    try bench.tree.write(Self.b, lines(0..<5, session: "s"))
    try bench.ingest()
    try other.write(Self.c, lines(0..<7, session: "s"))
    try bench.ingest([bench.tree, other])
    let everything = (0..<3).map { "a \($0)" } + (3..<5).map { "b \($0)" } + (5..<7).map { "c \($0)" }
    #expect(try shown() == everything)
    try bench.tree.write(Self.a, line(90, session: "s"))
    try bench.tree.remove(Self.b)
    try bench.ingest([bench.tree, other])
    #expect(try shown() == ["a 0", "b 0", "b 1", "b 2", "b 3", "b 4", "c 5", "c 6"])
    try bench.tree.write(Self.b, line(91, session: "s"))
    try bench.ingest([bench.tree, other])
    #expect(try shown() == ["a 0"] + (0..<7).map { "c \($0)" } + ["b 0"])
    expectOrder(0..<7, in: try document(.html))
    try other.remove(Self.c)
    try bench.ingest([bench.tree, other])
    #expect(try shown() == ["a 0"] + (0..<7).map { "c \($0)" } + ["b 0"])
  }

  @Test("a copy without lines of its own belongs to its session even after the original became another session")
  func copyAlone() throws {
    try bench.tree.copy(Self.a, to: Self.b)
    try bench.ingest()
    try bench.tree.write(Self.a, lines(50..<52, session: "other"))
    try bench.ingest()
    #expect(try shown() == ["b 0", "b 1", "b 2"])
    let target = bench.directory.appending("restored")
    var options = RestoreOptions(.sessions(["s"]))
    options.target = target
    let report = try bench.store().restore(options)
    #expect(report.restored.contains { $0.path.hasSuffix("b/s.jsonl") })
  }

  @Test("lines that the original of a copy gets later are its own, and each record is shown once")
  func laterLines() throws {
    try bench.tree.write(Self.b, lines(0..<4, session: "s"))
    try bench.ingest()
    try bench.tree.append(Self.a, lines(60..<62, session: "s"))
    try bench.ingest()
    #expect(try shown() == ["a 0", "a 1", "a 2", "a 3", "a 4", "b 3"])
    try bench.tree.write(Self.a, line(90, session: "s"))
    try bench.ingest()
    #expect(try shown() == ["a 0", "b 0", "b 1", "b 2", "b 3"])
  }

  @Test("a generation whose base ends inside a line gives all its bytes")
  func cutWithinLine() throws {
    let whole = line(3, session: "s")
    try bench.tree.append(Self.a, String(whole.prefix(whole.utf8.count - 1)))
    bench.clock.advance(seconds: 7200)
    try bench.ingest()
    try bench.tree.write(Self.b, lines(0..<6, session: "s"))
    try bench.ingest()
    try bench.tree.write(Self.a, line(90, session: "s"))
    try bench.ingest()
    var bytes: [UInt8] = []
    try bench.store().forEachRecord(of: "s") { if $0.path == Self.b { bytes += $0.bytes } }
    #expect(bytes == Array(lines(0..<6, session: "s").utf8))
    expectOrder(0..<6, in: try document(.markdown))
  }

  @Test("an erased line of a base is not shown in the generations that have it as their base")
  func erased() throws {
    try leave()
    _ = try bench.store().erase(.record(session: "s", record: uuid(1)), retry: Workbench.patience())
    #expect(try shown() == ["a 0", "b 0", "b 2", "b 3", "b 4"])
    #expect(try bench.store().search(SearchQuery(["hello 1"])).matches.isEmpty)
  }

  @Test("following bases that form a cycle ends")
  func circle() {
    var sync = SyncState()
    sync.roots = [RootState(origin: [1], path: [0x2f], host: [])]
    for number in 0..<5 {
      var generation = Generation(length: 10)
      generation.base = GenerationBase(source: Int64(number == 4 ? 2 : number + 1), generation: 0, length: 5)
      sync.sources.append(SourceState(root: 0, path: [0x61], form: .lines, generations: [generation]))
    }
    let links = Array(sync.lineage(of: GenerationKey(source: 0, generation: 0)).prefix(100))
    #expect(links.count < 20)
    #expect(Set(links.map(\.key.source)) == [0, 1, 2, 3, 4])
    #expect(links.map(\.limit).dropFirst().allSatisfy { $0 == 5 })
  }
}
