import FileIO
import SegmentedLog
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import SessionLog
@testable import Sync

@Suite("words that an ingest puts into the search index")
struct IndexedWordsTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Ingests with no slack; each block is a commit.
  private func ingest() throws {
    let writer = try LogWriter.open(at: bench.storePath, clock: bench.clock, retry: Workbench.patience())
    let context = IngestContext(fileSystem: POSIXFileSystem(), clock: bench.clock, machine: .desk)
    var ingest = Ingest(writer, options: bench.options(), context: context, progress: { _ in })
    ingest.commitBytes = 1
    ingest.indexes.slack = .init(active: 0, sealed: 0)
    _ = try ingest.run()
  }

  /// Returns a record that holds a text, in one of the forms that records have.
  private func record(_ number: Int, _ text: String, _ random: inout Seeded) -> String {
    func json() -> String { "\"" + String(decoding: WordTexts.escaped(text, &random), as: UTF8.self) + "\"" }
    let head = #"{"uuid":"\#(uuid(number))","timestamp":"\#(time(number))","sessionId":"s","type":"#
    switch number % 9 {
    case 0: return head + #""user","message":{"content":\#(json())}}"#
    case 1: return head + #""assistant","message":{"content":[{"type":"text","text":\#(json())}]}}"#
    case 2: return head + #""assistant","message":{"content":[{"type":"thinking","thinking":\#(json())}]}}"#
    case 3: return head + #""assistant","message":{"content":[{"type":"tool_use","input":{"n":1,"a":\#(json())}}]}}"#
    case 4: return head + #""assistant","message":{"content":[{"type":"tool_use","input":{"l":[{"a":\#(json())}]}}]}}"#
    case 5:
      return head + #""user","message":{"content":[{"type":"tool_result","content":\#(json())}]},"toolUseResult":{}}"#
    case 6:
      return head
        + #""user","message":{"content":[{"content":[{"type":"text","text":\#(json())}],"type":"tool_result"}]}}"#
    case 7: return head + #""system","content":\#(json())}"#
    default: return head + #""user","summary":\#(json()),"message":{"content":"c"}}"#
    }
  }

  @Test("every word that a search can ask for is in the index that an ingest makes, in the chunk of its record")
  func all() throws {
    let seed = TestSettings.seed
    var random = Seeded(seed)
    var texts: [String] = []
    for number in 0..<90 {
      texts.append(WordTexts.text(&random) + " " + String(repeating: "é" + String(number), count: 30))
      let line = record(number, texts.last!, &random)
      // One file for each, so that each has a block, a commit and a chunk of its own.
      try bench.tree.write("projects/p/\(number).jsonl", line + "\n")
      try ingest()
    }
    let log = try bench.store().openLog()
    let content = IndexedContent(try Projected<SyncState>(log).state)
    var asked = 0
    for (extent, blocks) in try log.extents.map({ ($0, try #require(try log.blocks(of: $0))) }) {
      let kept = try #require(try log.index(of: extent, version: SearchIndex.version))
      let builder = SearchIndexBuilder(log, content, workers: 1)
      #expect(try builder.index(of: extent) == kept, "seed \(seed)")
      // The words of each block are looked up in an index that has these words alone.
      var collector = WordCollector()
      for block in blocks {
        try log.forEachScannedBlock(in: block.first...block.first + UInt64(block.count) - 1) {
          try content.collect($0, of: log, from: block.first, into: &collector)
        }
        let words = collector.take()
        guard let number = try number(of: block, log) else { continue }
        var draft = SearchIndexDraft()
        draft.add(words, first: 1, count: 1, bodyBytes: 1)
        let own = try SearchIndex(draft.encoded(), first: 1)
        let all = try SearchIndex(kept.state, first: extent.first)
        for _ in 0..<20 {
          let text = part(of: texts[number], &random)
          let pieces = Array(text.utf8).withUnsafeBytes { SearchFragment.all(in: $0) }
          asked += pieces.count
          #expect(own.chunks(with: pieces) == [true], "'\(text)' of text \(number), seed \(seed)")
          #expect(all.chunks(with: pieces).contains(true), "'\(text)' of text \(number), seed \(seed)")
        }
      }
    }
    #expect(asked > 3000)
  }

  /// Returns the number of the text whose record is in a block; nil if the block has no record.
  private func number(of block: BlockExtent, _ log: LogReader) throws -> Int? {
    var found: Int?
    try log.forEachScannedBlock(in: block.first...block.first + UInt64(block.count) - 1) { block in
      let columns = try BlockColumns(block)
      let uuids = try columns.bytes(.uuid)
      for row in 0..<block.count where columns.kind(row) == .record {
        found = (0..<90).first { uuid($0) == uuids[row]?.text }
      }
    }
    return found
  }

  private func part(of text: String, _ random: inout Seeded) -> String {
    let scalars = Array(text.unicodeScalars)
    let start = Int.random(in: 0..<scalars.count, using: &random)
    let end = min(scalars.count, start + Int.random(in: 1...80, using: &random))
    var part = String.UnicodeScalarView()
    part.append(contentsOf: scalars[start..<end])
    return String(part)
  }

  // MARK: Limits

  private func words(_ numbers: Range<Int>) -> BlockWords {
    var collector = WordCollector()
    Array(numbers.map { String($0, radix: 36) }.joined(separator: " ").utf8).withUnsafeBytes {
      collector.add(output: $0)
    }
    return collector.take()
  }

  private func chunks(_ index: SearchIndex, _ word: Int) -> [Bool] {
    index.chunks(with: [SearchFragment(bytes: Array(String(word, radix: 36).utf8), isStart: true, isEnd: true)])
  }

  @Test("a chunk of too many words, or one for which the index has no room, may contain any word")
  func limits() throws {
    var draft = SearchIndexDraft(chunkBytes: 1)
    let first = 2_000_000
    let ends = [0, 600_000, 900_000, 1_400_000, 1_400_010]
    for (number, (start, end)) in zip(ends, ends.dropFirst()).enumerated() {
      draft.add(words(first + start..<first + end), first: UInt64(number) + 1, count: 1, bodyBytes: 1)
    }
    draft.add(words(first + 700_000..<first + 700_001), first: 5, count: 1, bodyBytes: 1)
    let index = try SearchIndex(draft.encoded(), first: 1)
    #expect(index.chunks.map(\.lacksWords) == [true, false, true, true, false])
    #expect(chunks(index, first + 1)[0])
    #expect(chunks(index, first + 700_000)[1] && chunks(index, first + 700_000)[4])
    #expect(chunks(index, first + 1_399_999)[2])
    #expect(chunks(index, first + 1_400_005)[3])
    #expect(!chunks(index, 5_000_000)[1] && !chunks(index, 5_000_000)[4], "a chunk that lacks nothing does not have it")
    #expect(chunks(index, 5_000_000)[0])
    let lacking = index.chunks.map { $0.lacksWords }
    guard let continued = SearchIndexDraft(index, openBytes: 1, chunkBytes: 1) else {
      Issue.record("the index is refused")
      return
    }
    let again = try SearchIndex(continued.encoded(), first: 1)
    #expect(again.chunks.map { $0.lacksWords } == lacking)
  }
}
