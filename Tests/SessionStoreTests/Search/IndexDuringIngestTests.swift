import FileIO
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("search index made by an ingest")
struct IndexDuringIngestTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Ingests with this slack, and ends a segment when it has `segmentSize` bytes.
  private func ingest(slack: UInt64 = 0, segmentSize: UInt64 = 64 << 20, commitBytes: Int = 1) throws {
    var writer = try LogWriter.open(at: bench.storePath, clock: bench.clock, retry: Workbench.patience())
    writer.segmentSize = segmentSize
    let context = IngestContext(fileSystem: POSIXFileSystem(), clock: bench.clock, machine: .desk)
    var ingest = Ingest(writer, options: bench.options(), context: context, progress: { _ in })
    ingest.commitBytes = commitBytes
    ingest.indexes.slack = .init(active: slack, sealed: min(slack, 1 << 20))
    _ = try ingest.run()
  }

  private func kept(_ log: LogReader) throws -> [SegmentIndex?] {
    try log.extents.map { try log.index(of: $0, version: SearchIndex.version) }
  }

  /// The indexes that are made from the log, as if there were none.
  private func made(_ log: LogReader) throws -> [SegmentIndex?] {
    let files = try log.directory.names(in: "idx").map { log.directory.file("idx/" + $0) }
    let contents = try files.map { try POSIXFileSystem().contents($0) }
    for file in files { try POSIXFileSystem().remove(file) }
    defer { for (file, bytes) in zip(files, contents) { try? write(bytes, to: file) } }
    let builder = SearchIndexBuilder(log, IndexedContent(try Projected<SyncState>(log).state), workers: 2)
    return try log.extents.map { try builder.index(of: $0) }
  }

  private func write(_ bytes: [UInt8], to file: FilePath) throws {
    try? POSIXFileSystem().remove(file)
    let handle = try POSIXFileSystem().create(file)
    try handle.write(bytes, at: 0)
    handle.close()
  }

  /// Returns text that cannot be compressed well, and has fewer words than an index gives up at.
  private func noise(_ count: Int, _ random: inout Seeded) -> String {
    let signs = Array("!#&*+,;:<=>?@^|~")
    var text = ""
    while text.utf8.count < count {
      var bits = random.next()
      text += String(bits % 200_000, radix: 36) + " "
      for _ in 0..<16 {
        text.append(signs[Int(bits & 15)])
        bits >>= 4
      }
      text += " "
    }
    return text
  }

  /// The number of times that a search reports progress of making an index, and the number of its matches.
  private func search(_ text: String) throws -> (reports: Int, matches: Int) {
    var reports = 0
    let found = try bench.store().search(SearchQuery([text])) { _, _ in reports += 1 }
    return (reports, found.total)
  }

  @Test("the index that an ingest makes is byte for byte the one that is made from the log")
  func same() throws {
    var random = Seeded(TestSettings.seed)
    for number in 0..<40 {
      var text = ""
      for line in 0..<Int.random(in: 1...30, using: &random) {
        let words = noise(Int.random(in: 0...300, using: &random), &random)
        text += SessionStoreTests.line(line, session: "s\(number)", text: words + #"\tÄ \u00e9\u001b[0m \"q\" 日本"#)
      }
      try bench.tree.write(transcript("s\(number)"), text + (number % 5 == 0 ? "no record\n{\"a\":\n" : ""))
      if number % 3 == 0 {
        try bench.tree.write("projects/p/s\(number)/tool-results/a.txt", noise(2000, &random))
      }
      if number % 4 == 3 { try ingest(segmentSize: number % 8 == 3 ? 20_000 : 64 << 20) }
    }
    let log = try bench.store().openLog()
    #expect(log.extents.count > 3)
    let (kept, made) = (try kept(log), try made(log))
    #expect(kept.allSatisfy { $0 != nil })
    #expect(kept == made)
    #expect(zip(kept, log.extents).allSatisfy { $0?.covered == $1.length })
  }

  @Test(
    "many small ingests leave no more than the slack without an index, and do not save it more often than that needs")
  func small() throws {
    var random = Seeded(TestSettings.seed)
    var text = ""
    var saved = 0
    for number in 0..<60 {
      text += line(number, session: "s", text: "needle\(number) " + noise(600, &random))
      try bench.tree.write(transcript("s"), text)
      let before = number == 0 ? [] : try indexBytes()
      try ingest(slack: 8_000)
      if try indexBytes() != before { saved += 1 }
      let log = try bench.store().openLog()
      let covered = try kept(log)[0]?.covered ?? 0
      #expect(log.extents[0].length - covered <= 8_000, "after ingest \(number)")
      bench.clock.advance(seconds: 1)
    }
    // Each time, more than the slack was not covered.
    let length = try bench.store().openLog().extents[0].length
    #expect(saved >= 3 && UInt64(saved) * 8_000 < length, "it was saved \(saved) times for \(length) bytes")
    try ingest(slack: 0)
    let log = try bench.store().openLog()
    #expect(try kept(log) == made(log))
    for number in 0..<60 { #expect(try search("needle\(number) ").matches == 1) }
  }

  @Test("an ingest continues the index that is there, and does not read again what it covers")
  func continued() throws {
    try bench.tree.write(transcript("a"), line(0, session: "a", text: "beginning"))
    try ingest()
    let log = try bench.store().openLog()
    var index = try #require(try kept(log)[0])
    // A word that is in the index alone shows whether the next one was made from it.
    let place = try #require(index.state.firstRange(of: Array("beginning".utf8)))
    index.state.replaceSubrange(place, with: Array("imaginary".utf8))
    try write(index.encoded(store: log.directory.uuid), to: log.directory.file(index.path))
    try bench.tree.write(transcript("b"), line(1, session: "b", text: "continuation"))
    try ingest()
    let words = try words()
    #expect(words.contains("imaginary") && words.contains("continuation") && !words.contains("beginning"))
  }

  private func indexBytes() throws -> [[UInt8]] {
    let directory = try bench.store().openLog().directory
    return try directory.names(in: "idx").map { try POSIXFileSystem().contents(directory.file("idx/" + $0)) }
  }

  @Test("after an ingest, an ingest of nothing new and a compaction, no search makes an index")
  func noWaiting() throws {
    var random = Seeded(TestSettings.seed)
    for number in 0..<12 {
      let texts = (0..<10).map {
        line($0, session: "s\(number)", text: "needle\(number)x\($0) " + noise(1 << 17, &random))
      }
      try bench.tree.write(transcript("s\(number)"), texts.joined())
    }
    try bench.ingest()
    let log = try bench.store().openLog()
    #expect(
      log.extents[0].length > SearchIndexBuilder.Slack.ofSearch.active, "so much is not searched without an index")
    #expect(try search("needle3x7") == (0, 1))
    let before = try indexBytes()
    #expect(before.count == 1)
    try bench.ingest()
    #expect(try indexBytes() == before)
    var options = CompactionOptions(workers: 2)
    options.gainMin = .min
    let report = try bench.store().compact(options, retry: Workbench.patience())
    #expect(!report.isNothing)
    #expect(try indexBytes() != before)
    #expect(try search("needle3x7") == (0, 1))
    let compacted = try bench.store().openLog()
    for (kept, made) in zip(try kept(compacted), try made(compacted)) {
      let (kept, made) = (try words(kept), try words(made))
      #expect(!made.isEmpty)
      #expect(made.allSatisfy { kept[$0.key]?.isSuperset(of: $0.value) ?? false }, "each chunk has all of its words")
      let chunks = { (all: [String: Set<Int>]) in all.values.reduce(0) { $0 + $1.count } }
      #expect(chunks(kept) < 3 * chunks(made), "and few others")
    }
  }

  @Test("a purge makes anew the index that it removes, without what was erased")
  func purged() throws {
    var random = Seeded(TestSettings.seed)
    for number in 0..<2 {
      let texts = (0..<60).map {
        line($0, session: "s\(number)", text: "needle\(number)x\($0)x " + noise(1 << 17, &random))
      }
      try bench.tree.write(transcript("s\(number)"), texts.joined())
    }
    try bench.ingest()
    _ = try bench.store().erase(.session("s0"), retry: Workbench.patience())
    _ = try bench.store().purge(retry: Workbench.patience())
    let log = try bench.store().openLog()
    #expect(log.extents.contains { $0.length > SearchIndexBuilder.Slack.ofSearch.active / 2 })
    #expect(log.extentsToIndex(.ofWriting).isEmpty)
    #expect(try search("needle1x7x") == (0, 1))
    #expect(try search("needle0x7x") == (0, 0))
    let (words, said) = (try words(), try said())
    #expect(words.contains("needle1x7x") && !words.contains("needle0x7x"))
    #expect(said.contains("needle1x7x") && !said.contains("needle0x7x"))
  }

  @Test("a compaction makes the index of a small segment, too")
  func smallCompacted() throws {
    var random = Seeded(TestSettings.seed)
    let texts = (0..<14).map { line($0, session: "s", text: "needle\($0)x " + noise(1 << 16, &random)) }
    try bench.tree.write(transcript("s"), texts.joined())
    try bench.ingest()
    #expect(try indexBytes().isEmpty, "so little is searched without one")
    var options = CompactionOptions(workers: 2)
    options.gainMin = .min
    _ = try bench.store().compact(options, retry: Workbench.patience())
    let log = try bench.store().openLog()
    #expect(log.extents[0].length < SearchIndexBuilder.Slack.ofWriting.sealed)
    #expect(log.extentsToIndex(.ofCompacting).isEmpty)
    #expect(try kept(log)[0] != nil)
    #expect(try search("needle7x") == (0, 1))
  }

  @Test("an ingest after an erasure indexes nothing of what was erased")
  func erased() throws {
    try bench.tree.write(transcript("a"), line(0, session: "a", text: "secretword"))
    try bench.tree.write(transcript("b"), line(1, session: "b", text: "otherword"))
    try ingest()
    #expect(try words().contains("secretword") && said().contains("secretword"))
    _ = try bench.store().erase(.session("a"), retry: Workbench.patience())
    try bench.tree.write(transcript("c"), line(2, session: "c", text: "thirdword"))
    try ingest()
    for text in [try words(), try said()] {
      #expect(!text.contains("secretword"))
      #expect(text.contains("otherword"))
      #expect(text.contains("thirdword"))
    }
  }

  /// The chunks of each word of an index.
  private func words(_ index: SegmentIndex?) throws -> [String: Set<Int>] {
    let index = try SearchIndex(#require(index).state, first: 1)
    let text = Array(index.state[index.words])
    var found: [String: Set<Int>] = [:]
    for word in text.split(separator: 0).prefix(100) {
      let piece = SearchFragment(bytes: Array(word), isStart: true, isEnd: true)
      let chunks = index.chunks(with: [piece])
      found[String(decoding: word, as: UTF8.self)] = Set(chunks.indices.filter { chunks[$0] })
    }
    return found
  }

  /// The words of all indexes.
  private func words() throws -> String {
    let indexes = try kept(bench.store().openLog()).compactMap { $0 }.map { try SearchIndex($0.state, first: 1) }
    return String(decoding: indexes.flatMap { $0.state[$0.words] }, as: UTF8.self)
  }

  /// What is said, as the indexes have it.
  private func said() throws -> String {
    let indexes = try kept(bench.store().openLog()).compactMap { $0 }.map { try SearchIndex($0.state, first: 1) }
    return String(
      decoding: try indexes.flatMap { index in try index.pieces.flatMap { try index.bytes(of: $0) } }, as: UTF8.self)
  }

  @Test("an ingest continues a damaged or forged index without a trap, and searches find what is stored")
  func forged() throws {
    var random = Seeded(TestSettings.seed)
    for number in 0..<4 {
      try bench.tree.write(
        transcript("s\(number)"), line(number, session: "s\(number)", text: "common needle\(number)"))
      try ingest()
    }
    let log = try bench.store().openLog()
    let good = try #require(try kept(log)[0])
    let file = log.directory.file(good.path)
    let content = IndexedContent(try Projected<SyncState>(log).state)
    var refused = 0
    for _ in 0..<3000 {
      var bad = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bad.state[Int.random(in: 0..<bad.state.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bad.state.removeLast(Int.random(in: 0..<bad.state.count, using: &random)) }
      try write(bad.encoded(store: log.directory.uuid), to: file)
      let draft = try SearchIndexBuilder(log, content, workers: 1).draft(
        of: log.extents[0], before: log.extents[0].next)
      if draft?.encoded() == good.state { refused += 1 }
    }
    #expect(refused > 1000, "those are made from the log instead")
    try write(Array("no index".utf8), to: file)
    try bench.tree.write(transcript("last"), line(9, session: "last", text: "common needle9"))
    try ingest()
    #expect(try search("needle9").matches == 1)
    #expect(try search("common").matches == 5)
    #expect(try kept(bench.store().openLog()) == made(bench.store().openLog()))
  }

  @Test("an ingest that cannot save an index succeeds, and so does the search after it")
  func unwritable() throws {
    try bench.tree.write(transcript("a"), line(0, session: "a", text: "first"))
    try ingest()
    let folder = bench.storePath.appending("idx")
    for name in try bench.store().openLog().directory.names(in: "idx") {
      try POSIXFileSystem().remove(folder.appending(name))
      try POSIXFileSystem().makeDirectories(folder.appending(name))
    }
    try bench.tree.write(transcript("b"), line(1, session: "b", text: "second"))
    try ingest()
    #expect(try search("second").matches == 1)
  }
}
