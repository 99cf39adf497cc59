import FileIO
import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("search index")
struct SearchIndexTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func line(_ number: Int, _ text: String) -> String {
    let text = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return SessionStoreTests.line(number, session: "s\(number % 7)", text: text)
  }

  /// Makes the index, with one chunk per block.
  private func index() throws {
    let retry = Workbench.patience()
    repeat {
      let log = try bench.store().openLog()
      let content = IndexedContent(try Projected<SyncState>(log).state)
      SearchCatalog(log, workers: 2).update(content, slack: .init(active: 0, sealed: 0), chunkBytes: 1)
    } while try indexFiles().isEmpty && retry()
    try #require(try !indexFiles().isEmpty)
  }

  private func indexFiles() throws -> [String] { try bench.store().openLog().directory.names(in: "idx") }

  private func parts(_ texts: [String], _ period: Period = .always) throws -> [SearchPart] {
    let log = try bench.store().openLog()
    return SearchCatalog(log, workers: 2).parts(try texts.map { try SearchPattern($0, SearchOptions()) }, period)
  }

  @Test("searches with an index find the same as searches without one")
  func same() throws {
    let seed = TestSettings.seed
    var random = Seeded(seed)
    let letters = Array("abcdefKkSsſ\u{212a}ÄäßΣσς日本🦊0_-./ \"\\ \u{301}xyzXYZ")
    func text(_ count: Int) -> String {
      String((0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
    }
    var texts: [String] = []
    var number = 0
    for ingest in 0..<12 {
      var lines = ""
      for _ in 0..<5 {
        texts.append(text(Int.random(in: 1...(ingest % 3 == 0 ? 400 : 60), using: &random)))
        lines += line(number, texts.last!)
        number += 1
      }
      try bench.tree.write(transcript("f\(ingest)"), lines)
      try bench.ingest()
    }
    func query(_ text: String, _ change: (inout SearchOptions) -> Void) -> SearchQuery {
      var query = SearchQuery([text])
      change(&query.options)
      return query
    }
    var queries: [SearchQuery] = []
    for index in 0..<300 {
      var wanted = text(Int.random(in: 1...6, using: &random))
      if index % 4 > 0 {
        let whole = Array(texts.randomElement(using: &random)!)
        let start = Int.random(in: 0..<whole.count, using: &random)
        let end = Int.random(in: start + 1...whole.count, using: &random)
        wanted = String(whole[start..<end])
      }
      queries.append(
        query(index % 5 == 0 ? wanted.uppercased() : wanted) {
          ($0.isCaseSensitive, $0.isWord) = (index % 3 == 0, index % 7 == 0)
        })
    }
    let before = try queries.map { try bench.store().search($0, workers: 2) }
    #expect(try indexFiles().isEmpty, "so small a store is searched without one")
    try index()
    var passed = 0
    for (query, before) in zip(queries, before) {
      let after = try bench.store().search(query, workers: 2)
      #expect(after.matches == before.matches, "\(query.texts) \(query.options), seed \(seed)")
      let parts = try parts(query.texts)
      passed += 12 - parts.count
    }
    #expect(before.count { $0.total > 0 } > 150, "seed \(seed)")
    #expect(passed > 300, "it passed over \(passed) blocks of \(12 * 300), seed \(seed)")
    print(
      "\(queries.count) searches with an index and without, 0 different; \(passed) of \(12 * 300) blocks passed over")
  }

  @Test("a search index skips blocks without the words, and blocks outside the period")
  func passes() throws {
    for number in 0..<5 {
      try bench.tree.write(transcript("f\(number)"), line(number, "common needle\(number)"))
      try bench.ingest()
    }
    try index()
    #expect(try parts(["needle3"]).count == 1)
    #expect(try parts(["eedle3"]).count == 1)
    #expect(try parts(["common NEEDLE3"]).count == 1)
    #expect(try parts(["mon needle"]).count == 5)
    #expect(try parts(["mon eedle"]).isEmpty)
    #expect(try parts(["needle3", "needle2"]).isEmpty)
    #expect(try parts(["common"]).count == 5)
    #expect(try parts(["on"]).count >= 5, "that is too short to be looked up")
    #expect(try parts(["common"], Period(end: -1)).isEmpty)
    let times = try parts(["common"]).map { try #require($0.latest) }
    #expect(times == times.sorted(by: >), "the latest are looked into first")
  }

  @Test("a search finds text that was stored after the index was made")
  func tail() throws {
    try bench.tree.write(transcript("a"), line(0, "first"))
    try bench.ingest()
    try index()
    try bench.tree.write(transcript("b"), line(1, "second"))
    try bench.ingest()
    #expect(try bench.store().search(SearchQuery(["second"])).total == 1)
    #expect(try parts(["second"]).map(\.sequences.lowerBound).allSatisfy { $0 > 1 })
  }

  @Test("a search with a limit gives the latest matches and does not look for all others")
  func limit() throws {
    for number in 0..<20 {
      try bench.tree.write(transcript("f\(number)"), line(number, "common"))
      try bench.ingest()
    }
    try index()
    let all = try bench.store().search(SearchQuery(["common"]))
    #expect(all.total == 20)
    #expect(all.isWhole)
    for limit in [1, 3, 19, 20, 21] {
      var query = SearchQuery(["common"])
      query.limit = limit
      let some = try bench.store().search(query, workers: 2)
      #expect(some.matches == Array(all.matches.prefix(limit)))
      #expect(some.isWhole == (limit >= 20))
      #expect(some.isWhole || some.total < 20)
    }
  }

  @Test("a search that counts up to a number of records ends there, and is whole where it ends with the last one")
  func counted() throws {
    for number in 0..<20 {
      try bench.tree.write(transcript("f\(number)"), line(number, "common"))
      try bench.ingest()
    }
    try index()
    let all = try bench.store().search(SearchQuery(["common"])).matches
    for most in [1, 3, 19, 20, 21] {
      var query = SearchQuery(["common"])
      query.matchesMax = most
      let some = try bench.store().search(query, workers: 2)
      #expect(some.matches == Array(all.prefix(most)) && some.total == min(most, 20), "\(most)")
      #expect(some.isWhole == (most >= 20), "\(most)")
    }
  }

  @Test("a search without a usable index finds the same, and verify reports any damaged byte of the index")
  func damaged() throws {
    for number in 0..<3 {
      try bench.tree.write(transcript("f\(number)"), line(number, "common needle\(number)"))
      try bench.ingest()
    }
    try index()
    let file = bench.storePath.appending("idx/" + (try indexFiles())[0])
    let bytes = try POSIXFileSystem().contents(file)
    for offset in 0...bytes.count {
      var damaged = bytes
      if offset < bytes.count { damaged[offset] ^= 1 << UInt8(offset % 8) } else { damaged.removeLast() }
      try POSIXFileSystem().remove(file)
      let handle = try POSIXFileSystem().create(file)
      try handle.write(damaged, at: 0)
      handle.close()
      #expect(try bench.store().search(SearchQuery(["needle2"])).total == 1, "byte \(offset)")
      let verified = try bench.store().verify()
      #expect(verified.isOK)
      #expect(verified.findings.count { $0.file.hasPrefix("idx/") } == 1, "byte \(offset)")
    }
  }

  @Test("a search index with random changes is refused or used without a trap")
  func hostile() throws {
    for number in 0..<3 {
      try bench.tree.write(transcript("f\(number)"), line(number, "common needle\(number)"))
      try bench.ingest()
    }
    try index()
    let log = try bench.store().openLog()
    let state = try #require(try log.index(of: log.extents[0], version: SearchIndex.version)).state
    var random = Seeded(TestSettings.seed)
    let pieces = Array("needle2 common".utf8).withUnsafeBytes { SearchFragment.all(in: $0) }
    var refused = 0
    for _ in 0..<50_000 {
      var bad = state
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bad[Int.random(in: 0..<bad.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { bad.removeLast(Int.random(in: 0..<bad.count, using: &random)) }
      guard let index = try? SearchIndex(bad, first: 1) else {
        refused += 1
        continue
      }
      #expect(index.chunks(with: pieces).count == index.chunks.count)
    }
    #expect(refused > 1000)
  }

  @Test("an erasure and a compaction remove the search index of the segment")
  func removed() throws {
    try bench.tree.write(transcript("a"), line(0, "secret"))
    try bench.tree.write(transcript("b"), line(1, "other"))
    try bench.ingest()
    try index()
    _ = try bench.store().erase(.session("s0"), retry: Workbench.patience())
    #expect(try indexFiles().isEmpty)
    try index()
    let file = bench.storePath.appending("idx/" + (try indexFiles())[0])
    #expect(try POSIXFileSystem().contents(file).firstRange(of: Array("secret".utf8)) == nil)
    var options = CompactionOptions(workers: 1)
    options.gainMin = .min
    _ = try bench.store().compact(options, retry: Workbench.patience())
    #expect(try indexFiles().isEmpty)
  }

  @Test("a search index is not kept where the log has grown or while a writer has the store")
  func kept() throws {
    try bench.tree.write(transcript("a"), line(0, "first"))
    try bench.ingest()
    let log = try bench.store().openLog()
    let extent = log.extents[0]
    let built = try SearchIndexBuilder(log, IndexedContent(SyncState()), workers: 1).index(of: extent)
    let index = try #require(built)
    try bench.tree.write(transcript("b"), line(1, "second"))
    try bench.ingest()
    #expect(try !log.keep([index]))
    let writer = try LogWriter.open(at: bench.storePath, retry: Workbench.patience())
    #expect(try !bench.store().openLog().keep([index]))
    #expect(writer.head.sequence > 1)
    #expect(try indexFiles().isEmpty)
  }
}

@Suite("words of the search index")
struct SearchWordsTests {
  private func words(_ text: String) -> [String] {
    var splitter = WordSplitter()
    Array(text.utf8).withUnsafeBytes { splitter.add($0) }
    return splitter.distinctWords.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("words of the index are runs of letters, digits, underscores and non-ASCII characters, each once")
  func split() {
    #expect(words("Foo foo_bar-BAZ9,Ärger/日本!") == ["foo", "foo_bar", "baz9", "ärger", "日本"])
    #expect(words("ab a b") == [], "shorter ones are not looked up")
    #expect(words("") == [])
  }

  @Test(
    "a long word is in the index as pieces that contain every part of it",
    arguments: [63, 64, 65, 95, 96, 97, 128, 129, 1000])
  func long(_ count: Int) {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    let word = (0..<count).map { letters[$0 * $0 * 7 % 36] }
    let pieces = words(String(word))
    #expect(pieces.allSatisfy { $0.count <= SearchWords.lengthMax })
    for start in 0...count - SearchWords.overlap {
      let part = String(word[start..<start + SearchWords.overlap])
      #expect(pieces.contains { $0.contains(part) })
    }
    #expect(pieces.contains { $0.hasPrefix(String(word.prefix(SearchWords.overlap))) })
    #expect(pieces.contains { $0.hasSuffix(String(word.suffix(SearchWords.overlap))) })
  }
}
