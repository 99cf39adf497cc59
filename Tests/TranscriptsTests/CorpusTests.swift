import Foundation
import TestSupport
import Testing

@testable import Transcripts

@Suite("real transcripts")
struct CorpusTests {
  @Test("CCSTORE_CORPUS, where it is set, names a directory with transcripts")
  func named() {
    #expect(ProcessInfo.processInfo.environment["CCSTORE_CORPUS"] == nil || Corpus.isPresent)
  }

  @Test(
    "each line of real transcripts is a record or has a defect, and agrees with Foundation's JSON reader",
    .enabled(if: Corpus.isPresent, "no transcripts; set CCSTORE_CORPUS to a directory with a projects folder"))
  func everyLine() async throws {
    let files = try Corpus.files().filter { $0.hasSuffix(".jsonl") }
    let total = try await withThrowingTaskGroup(of: Tally.self) { group in
      for file in files { group.addTask { try Self.check(file) } }
      return try await group.reduce(into: Tally()) { $0.add($1) }
    }
    print("\(files.count) files, \(total.records) records, \(total.defects)")
    #expect(total.records > 0)
  }

  private struct Tally: Sendable {
    var records = 0
    var defects: [LineDefect: Int] = [:]

    mutating func add(_ other: Tally) {
      records += other.records
      defects.merge(other.defects, uniquingKeysWith: +)
    }
  }

  private static func check(_ file: String) throws -> Tally {
    var tally = Tally()
    var lines = try Corpus.bytes(file).split(separator: .lineFeed, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }  // what follows the final newline
    for (index, slice) in lines.enumerated() {
      let line = Array(slice)
      let place: Comment = "\(file), line \(index + 1)"
      switch scan(bytes: line) {
      case .record(let fields, let defect):
        tally.records += 1
        if let defect { tally.defects[defect, default: 0] += 1 }
        compare(Scanned(line: line, fields: fields, defect: defect), place)
      case .rejected(let defect, let offset):
        tally.defects[defect, default: 0] += 1
        #expect((0...line.count).contains(offset), place)
        #expect(!(foundationValue(line) is [String: Any]), place)
      }
    }
    return tally
  }

  private static func compare(_ record: Scanned, _ place: Comment) {
    guard let tree = value(bytes: record.line) else {
      Issue.record(place)
      return
    }
    // The fields of a progress record about a subagent are in a record inside it.
    let isProgress = record.text(\.type) == "progress"
    if !isProgress { #expect(Reference(record) == Reference(tree), place) }
    guard record.defect == nil else { return }  // Foundation refuses half a surrogate pair

    let object = foundationValue(record.line) as? [String: Any]
    #expect(object != nil, place)
    #expect(record.text(\.type) == object?["type"] as? String, place)
    #expect(record.text(\.uuid) == object?["uuid"] as? String, place)
    let data = object?["data"] as? [String: Any]
    let holder = isProgress ? data?["message"] as? [String: Any] : object
    let message = holder?["message"] as? [String: Any]
    let usage = message?["usage"] as? [String: Any]
    if !isProgress || data?["type"] as? String == "agent_progress" {
      #expect((record.fields.usage == nil) == (usage == nil), place)
    }
    if let found = record.fields.usage, let usage {
      let cache = usage["cache_creation"] as? [String: Any]
      func count(_ object: [String: Any]?, _ key: String) -> Int64 { (object?[key] as? NSNumber)?.int64Value ?? 0 }
      let expected = TokenUsage(
        inputTokens: count(usage, "input_tokens"),
        outputTokens: count(usage, "output_tokens"),
        cacheCreationTokens: count(usage, "cache_creation_input_tokens"),
        cacheCreation5mTokens: count(cache, "ephemeral_5m_input_tokens"),
        cacheCreation1hTokens: count(cache, "ephemeral_1h_input_tokens"),
        cacheReadTokens: count(usage, "cache_read_input_tokens")
      )
      #expect(found == expected, place)
    }
  }
}
