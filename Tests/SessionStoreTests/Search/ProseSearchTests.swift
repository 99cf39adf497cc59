import Bytes
import FileIO
import TestSupport
import Testing
import Times
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("searches of what persons and models say, from the copy in an index")
struct ProseSearchTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private static let words = [
    "alpha", "beta", "Gamma", "naïve", "\u{17f}alt", "日本", "x_y", "can't", "\u{212a}ilo", "🦊",
  ]

  private func text(_ random: inout Seeded) -> String {
    (0..<Int.random(in: 1...12, using: &random)).map { _ in Self.words.randomElement(using: &random)! }
      .joined(separator: [" ", "\n", "-"].randomElement(using: &random)!)
  }

  /// Returns a record that says a text, in one of the forms in which texts are said or only seem to be.
  private func record(_ number: Int, _ random: inout Seeded) -> String {
    let text = text(&random)
    func json(_ text: String) -> String {
      "\"" + String(decoding: WordTexts.escaped(text, &random), as: UTF8.self) + "\""
    }
    let said = json(text)
    let id = #""uuid":"\#(uuid(number))","sessionId":"s\#(number % 3)","timestamp":"\#(time(number))""#
    let other = json(self.text(&random))
    let inner = #"{"type":"assistant","uuid":"i","message":{"content":[{"type":"text","text":\#(said)}]}}"#
    switch number % 16 {
    case 0: return #"{"type":"user",\#(id),"message":{"content":\#(said)}}"#
    case 1: return #"{\#(id),"message":{"content":[{"type":"text","text":\#(said)}]},"type":"user"}"#
    case 2:
      return #"{"type":"assistant",\#(id),"message":{"content":[{"type":"thinking","thinking":\#(other)},"#
        + #"{"text":\#(said),"type":"text"}]}}"#
    case 3:
      return #"{"type":"assistant",\#(id),"message":{"content":[{"type":"text","text":\#(said)},"#
        + #"{"type":"tool_use","name":"Bash","input":{"command":\#(other)}}]}}"#
    case 4:
      return #"{"type":"user",\#(id),"message":{"content":[{"type":"tool_result","content":\#(other)},"#
        + #"{"type":"text","text":\#(said)}]}}"#
    case 5: return #"{"type":"user","isMeta":true,\#(id),"message":{"content":\#(said)}}"#
    case 6: return #"{"type":"user",\#(id),"isCompactSummary":true,"message":{"content":\#(said)}}"#
    case 7:
      let note = json("<system-reminder>\(text)</system-reminder>\n" + self.text(&random))
      return #"{"type":"user",\#(id),"message":{"content":\#(note)}}"#
    case 8: return #"{"type":"progress",\#(id),"agentId":"a\#(number % 2)","data":{"message":\#(inner)}}"#
    case 9:
      return #"{"type":"attachment",\#(id),"attachment":{"type":"queued_command","prompt":\#(said)}}"#
    case 10: return #"{"type":"system","subtype":"local_command",\#(id),"content":\#(said)}"#
    case 11: return #"{"type":"assistant",\#(id),"summary":\#(other),"message":{"content":\#(said)}}"#
    case 12: return #"{"type":"user",\#(id),"message":{"content":[{"type":"document","title":\#(said)}]}}"#
    case 13: return #"{"type":"user",\#(id),"message":{"content":\#(said)},"message":{"content":\#(other)}}"#
    case 14: return "no record: " + text.replacing("\n", with: " ")
    default:
      return #"{"type":"assistant",\#(id),"message":{"content":[{"type":"text","text":\#(said)},"#
        + #"{"type":"text","text":\#(other)},{"type":"text","text":""},7]}}"#
    }
  }

  /// Returns the result of a call, of so much noise that a compaction makes an index.
  private func noise(_ number: Int, _ random: inout Seeded) -> String {
    let text = (0..<4500).map { _ in String(random.next(), radix: 36) }.joined(separator: " ")
    return #"{"type":"user","uuid":"\#(uuid(number))","message":{"content":[{"type":"tool_result","#
      + #""content":"\#(text)"}]}}"#
  }

  /// Stores files, of which some get a second version.
  private func store(_ random: inout Seeded) throws {
    var number = 0
    for file in 0..<9 {
      var lines: [String] = []
      for _ in 0..<24 {
        lines.append(record(number, &random))
        number += 1
      }
      lines.append(noise(10_000 + number, &random))
      try bench.tree.write(transcript("f\(file)"), lines.joined(separator: "\n") + "\n")
      try bench.ingest()
      bench.clock.advance(seconds: 1)
      guard file % 3 == 0 else { continue }
      lines.replaceSubrange(3..<7, with: [record(number + 500, &random)])
      try bench.tree.write(transcript("f\(file)"), lines.joined(separator: "\n") + "\n")
      try bench.ingest()
      bench.clock.advance(seconds: 1)
    }
  }

  private func queries(_ random: inout Seeded) -> [SearchQuery] {
    (0..<160).map { index in
      var query = SearchQuery(
        (0..<Int.random(in: 1...2, using: &random)).map { _ in
          let word = Self.words.randomElement(using: &random)!
          let part = String(word.dropFirst(index % 2).prefix(3))
          return index % 3 == 0 || part.isEmpty ? word : part
        })
      query.roles = [[.user], [.assistant], [.user, .assistant]][index % 3]
      query.options.isCaseSensitive = index % 4 == 0
      query.options.isWord = index % 5 == 0
      query.options.isRegex = index % 11 == 0
      query.order = index % 2 == 0 ? .relevance : .time
      query.limit = index % 7 == 0 ? 5 : nil
      query.contextLines = index % 8 == 0 ? 1 : nil
      query.excludedSession = index % 9 == 0 ? "s1" : nil
      query.foldsNotes = index % 6 == 0
      return query
    }
  }

  private func indexFiles() throws -> [String] { try bench.store().openLog().directory.names(in: "idx") }

  private func removeIndexes() throws {
    for name in try indexFiles() { try POSIXFileSystem().remove(bench.storePath.appending("idx/" + name)) }
  }

  /// Compares what is found with the indexes that there are, and without them. Returns the number of matches.
  private func compare(_ queries: [SearchQuery], _ state: Comment) throws -> Int {
    let log = try bench.store().openLog()
    let parts = SearchCatalog(log, workers: 2).parts([], .always, isProse: true)
    #expect(parts.contains { $0.prose != nil }, state)
    let with = try queries.map { try bench.store().search($0, workers: 2) }
    try removeIndexes()
    let without = try queries.map { try bench.store().search($0, workers: 2) }
    #expect(try indexFiles().isEmpty, "so small a store is searched without one")
    for (query, (with, without)) in zip(queries, zip(with, without)) {
      #expect(with.matches == without.matches, "\(state): \(query.texts) \(query.roles) \(query.options)")
      // Where a search with a limit ends depends on how the log is divided.
      if query.limit != nil { continue }
      #expect(with.total == without.total && with.isWhole && without.isWhole, "\(state): \(query.texts)")
    }
    return with.reduce(0) { $0 + $1.total }
  }

  /// Makes the index of the whole log, with one chunk per block.
  private func index() throws {
    let log = try bench.store().openLog()
    let content = IndexedContent(try Projected<SyncState>(log).state)
    let retry = Workbench.patience()
    repeat {
      SearchCatalog(log, workers: 2).update(content, slack: .init(active: 0, sealed: 0), chunkBytes: 1)
    } while try indexFiles().isEmpty && retry()
  }

  @Test("they find the same as searches of the records, before and after compactions, and after bodies were dropped")
  func same() throws {
    let seed = TestSettings.seed
    var random = Seeded(seed)
    try store(&random)
    let queries = queries(&random)
    try index()
    #expect(try compare(queries, "an index made from the log, seed \(seed)") > 1000)
    try index()
    try bench.compact()
    #expect(try compare(queries, "an index made by a compaction, seed \(seed)") > 1000)
    try index()
    try bench.compact(dropSuperseded: true)
    try index()
    #expect(try compare(queries, "after bodies were dropped, seed \(seed)") > 500)
  }

  @Test("a copy that was made before bodies were dropped does not find them")
  func dropped() throws {
    let first = line(0, session: "s", text: "remaining") + line(1, session: "s", text: "superseded")
    try bench.tree.write(transcript("s"), first)
    try bench.ingest()
    try bench.tree.write(transcript("s"), line(0, session: "s", text: "remaining"))
    bench.clock.advance(seconds: 10)
    try bench.ingest()
    try index()
    var query = SearchQuery(["superseded"])
    query.roles = [.user]
    #expect(try bench.store().search(query).total == 1)
    let directory = try bench.store().openLog().directory
    let kept = try #require(
      try bench.store().openLog().index(of: bench.store().openLog().extents[0], version: SearchIndex.version))
    try bench.compact(dropSuperseded: true)
    // The index of the new segment is forged from the one of the old segment, whose events it has.
    let log = try bench.store().openLog()
    let extent = try #require(log.extents.first)
    let head = LogHead(sequence: extent.next - 1, chain: try #require(try log.chain(at: extent.next - 1)))
    var draft = SearchIndexDraft(chunks: [SearchChunk(first: extent.first, count: extent.next - extent.first)])
    let isAdded = draft.add(try SearchIndex(kept.state, first: 1))
    #expect(isAdded)
    let forged = SegmentIndex(version: SearchIndex.version, of: extent, head: head, state: draft.encoded())
    let file = try POSIXFileSystem().create(directory.file(forged.path))
    try file.write(forged.encoded(store: directory.uuid), at: 0)
    file.close()
    #expect(try bench.store().search(query).total == 0)
    query.texts = ["remaining"]
    #expect(try bench.store().search(query).total == 1)
  }

  @Test("a search that is not of what is said alone reads the records")
  func others() throws {
    try bench.tree.write(transcript("s"), line(0, session: "s", text: "alpha"))
    try bench.ingest()
    try index()
    var query = SearchQuery(["alpha"])
    #expect(!query.isProse)
    query.roles = [.user]
    #expect(query.isProse)
    query.tool = "Bash"
    #expect(!query.isProse)
    (query.roles, query.tool) = ([.user, .toolOutput], nil)
    #expect(!query.isProse)
    let log = try bench.store().openLog()
    #expect(SearchCatalog(log, workers: 1).parts([], .always).allSatisfy { $0.prose == nil })
  }
}

@Suite("what is said, as an index holds it")
struct ProseIndexTests {
  private struct Said: Equatable {
    var sequence: UInt64
    var role: TextRole
    var isInner, hasEscapes: Bool
    var text: [UInt8]
  }

  private func collected(_ said: [Said], first: UInt64) -> [BlockProse]? {
    var writer = ProseWriter()
    for text in said {
      text.text.withUnsafeBufferPointer {
        let span = Span(start: 0, count: Int32($0.count), hasEscapes: text.hasEscapes)
        let field = TextField(role: text.role, span: span, isInner: text.isInner)
        writer.add($0, field, row: Int(text.sequence - first))
      }
    }
    return writer.take()
  }

  private func read(_ index: SearchIndex) throws -> [Said] {
    var said: [Said] = []
    for piece in index.pieces {
      let bytes = try index.bytes(of: piece)
      try bytes.withUnsafeBytes {
        var reader = ProseReader($0, piece)
        while let record = try reader.record() {
          for text in record.texts {
            said.append(
              Said(
                sequence: record.sequence, role: text.role, isInner: text.isInner, hasEscapes: text.hasEscapes,
                text: Array($0[text.place])))
          }
        }
      }
    }
    return said
  }

  private func index(_ blocks: [(first: UInt64, said: [Said])], count: UInt64) throws -> SearchIndex {
    var prose = ProseDraft()
    for block in blocks {
      let isAdded = prose.add(collected(block.said, first: block.first), first: block.first)
      #expect(isAdded)
    }
    var writer = ByteWriter()
    writer.varint(1)
    writer.varint(count)
    writer.u8(0)
    prose.encodePieces(from: blocks[0].first, into: &writer)
    writer.zeros((4 - writer.bytes.count % 4) % 4)
    writer.fixed(UInt32(0))
    writer.fixed(UInt32(1))
    writer.u8(0)
    writer.append(prose.bytes)
    return try SearchIndex(writer.bytes, first: blocks[0].first)
  }

  private func blocks(_ random: inout Seeded) -> [(first: UInt64, said: [Said])] {
    var next: UInt64 = 7
    return (0..<6).map { _ in
      let first = next
      var said: [Said] = []
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        next += UInt64.random(in: 0...3, using: &random)
        said.append(
          Said(
            sequence: next, role: Bool.random(using: &random) ? .user : .assistant,
            isInner: Bool.random(using: &random), hasEscapes: Bool.random(using: &random),
            text: (0..<Int.random(in: 1...300, using: &random)).map { _ in UInt8.random(in: 97...101, using: &random) })
        )
      }
      next += 1
      return (first, said)
    }
  }

  @Test("every text is read as it was added")
  func same() throws {
    var random = Seeded(TestSettings.seed)
    for _ in 0..<50 {
      let blocks = blocks(&random)
      let all = blocks.flatMap(\.said)
      #expect(try read(try index(blocks, count: all.last!.sequence)) == all)
    }
  }

  @Test("bytes that no index has are refused, or read without a trap and not beyond the events of the piece")
  func hostile() throws {
    var random = Seeded(TestSettings.seed)
    let good = try index(blocks(&random), count: 1000)
    var (refused, read) = (0, 0)
    for _ in 0..<4000 {
      var state = good.state
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<(Bool.random(using: &random) ? 120 : state.count), using: &random)
        state[place] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { state.removeLast(Int.random(in: 0..<state.count, using: &random)) }
      guard let index = try? SearchIndex(state, first: 7) else {
        refused += 1
        continue
      }
      for piece in index.pieces {
        guard let bytes = try? index.bytes(of: piece) else {
          refused += 1
          continue
        }
        bytes.withUnsafeBytes {
          var reader = ProseReader($0, piece)
          while let record = try? reader.record() {
            read += 1
            #expect(piece.first...piece.last ~= record.sequence)
            #expect(record.place.upperBound <= bytes.count)
          }
        }
      }
    }
    #expect(refused > 1000 && read > 1000, "\(refused) refused, \(read) records read")
  }

  @Test("a chunk with more that is said than an index keeps is one whose records are read")
  func limits() throws {
    var random = Seeded(TestSettings.seed)
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-".utf8)
    var line = Array(#"{"type":"user","message":{"content":""#.utf8)
    while line.count < 3 << 20 {
      var bits = random.next()
      for _ in 0..<10 {
        line.append(letters[Int(bits & 63)])
        bits >>= 6
      }
    }
    line += Array(#""}}"#.utf8)
    func block() -> BlockWords {
      var collector = WordCollector()
      line.withUnsafeBytes { collector.add(record: $0, row: 0, ClaudeCode.self, .init(time: nil)) }
      return collector.take()
    }
    var draft = SearchIndexDraft(chunkBytes: 1)
    for number in 0..<9 { draft.add(block(), first: UInt64(number) + 1, count: 1, bodyBytes: 1) }
    let index = try SearchIndex(draft.encoded(), first: 1)
    let lacking = index.chunks.map { $0.lacksProse }
    #expect(lacking.first == false && lacking.last == true)
    #expect(index.pieces.count == lacking.count { !$0 })
    guard let continued = SearchIndexDraft(index, openBytes: 1, chunkBytes: 1) else {
      Issue.record("the index is refused")
      return
    }
    let again = try SearchIndex(continued.encoded(), first: 1)
    #expect(again.chunks.map { $0.lacksProse } == lacking && again.pieces.count == index.pieces.count)
  }
}
