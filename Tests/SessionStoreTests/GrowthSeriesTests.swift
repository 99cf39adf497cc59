import FileIO
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("growing")

@Suite("growth of a file in many portions")
struct GrowthSeriesTests {
  /// Cuts at random offsets, inside UTF-8 sequences, and right before and right after newlines.
  private static func cuts(_ bytes: [UInt8], seed: UInt64) -> [Int] {
    var random = Seeded(seed)
    let inside = bytes.indices.filter { bytes[$0] & 0xc0 == 0x80 }
    let newlines = bytes.indices.filter { bytes[$0] == 0x0a }
    var cuts = Set<Int>()
    for _ in 0..<10_000 where cuts.count < 200 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0: cuts.formUnion(inside.randomElement(using: &random).map { [$0] } ?? [])
      case 1: cuts.formUnion(newlines.randomElement(using: &random).map { [$0] } ?? [])
      case 2: cuts.formUnion(newlines.randomElement(using: &random).map { [$0 + 1] } ?? [])
      default: cuts.insert(Int.random(in: 0..<bytes.count, using: &random))
      }
    }
    return cuts.sorted()
  }

  /// Ingests a file in portions, and checks that the result is that of one ingest of the whole.
  private func check(_ bytes: [UInt8], seed: UInt64) throws {
    let cuts = Self.cuts(bytes, seed: seed)
    #expect(cuts.count == 200)
    let (grown, whole) = (try Workbench(), try Workbench())
    var length = 0
    try grown.tree.write(file, [])
    for cut in cuts + [bytes.count] {
      try grown.tree.append(file, Array(bytes[length..<cut]))
      length = cut
      let counts = try grown.ingest().counts
      try #require(counts.rewritten == 0, "seed \(seed), cut at \(cut)")
    }
    try whole.tree.write(file, bytes)
    try whole.ingest()
    for bench in [grown, whole] {
      bench.clock.advance(seconds: 7200)
      try bench.ingest()
    }
    #expect(try grown.exported() == [file: bytes], "seed \(seed)")
    #expect(try whole.exported() == [file: bytes], "seed \(seed)")
    #expect(try grown.digest("sessions") == whole.digest("sessions"), "seed \(seed)")
    #expect(try grown.store().status().generations == 1)
    #expect(try grown.store().status().records == whole.store().status().records, "seed \(seed)")
    #expect(try grown.log().disorder == [], "seed \(seed)")
    #expect(try grown.damage() == [])
  }

  @Test(
    "a real transcript ingested in 200 portions gives the state of one ingest of the whole",
    .enabled(if: Corpus.isPresent, Corpus.absence),
    arguments: 1...UInt64(TestSettings.scale))
  func real(seed: UInt64) throws {
    let names = try Corpus.files().filter { $0.hasSuffix(".jsonl") }
    let sized = try names.map { ($0, try Corpus.bytes($0)) }.filter { (150_000...400_000).contains($0.1.count) }
    var random = Seeded(seed)
    let (_, bytes) = try #require(sized.randomElement(using: &random))
    try check(bytes, seed: seed)
  }

  @Test(
    "a transcript with UTF-8, CRLF and bad lines ingested in 200 portions gives the state of one ingest",
    arguments: 3...2 + UInt64(TestSettings.scale))
  func handBuilt(seed: UInt64) throws {
    var text: [UInt8] = []
    for number in 0..<120 {
      text += Array(line(number, session: "growing", text: "Größe 日本語 👩‍👩‍👧 \\\"{}[] \\ud83d\\ude00").dropLast().utf8)
      text += number % 3 == 0 ? [0x0d, 0x0a] : [0x0a]
      switch number % 20 {
      case 5: text += Array("not JSON } {\n".utf8)
      case 9: text += [0x22, 0xff, 0xfe, 0x0a]
      case 13: text += Array("\n\r\n".utf8)
      case 17: text += Array(#"{"type":"custom-title","customTitle":"Titel \#(number) é"}"#.utf8) + [0x0a]
      default: break
      }
    }
    text += Array(line(120, session: "growing").dropLast().utf8)
    try check(text, seed: seed)
  }

  @Test("a complete last line without its newline is stored at once, and its newline later")
  func newlineLater() throws {
    let bench = try Workbench()
    try bench.tree.write(file, String(line(0).dropLast()))
    #expect(try bench.ingest().counts.records == 1)
    try bench.tree.append(file, "\n" + line(1))
    try bench.ingest()
    #expect(try bench.exported() == [file: Array(lines(0..<2).utf8)])
    #expect(try bench.store().sessions().map(\.records) == [2])
  }

  @Test("text glued to a stored line makes a piece with the defect, and the first piece keeps its fields")
  func glued() throws {
    let (grown, whole) = (try Workbench(), try Workbench())
    try grown.tree.write(file, String(line(0).dropLast()))
    try grown.ingest()
    try grown.tree.append(file, line(1))
    try grown.ingest()
    try whole.tree.write(file, line(0).dropLast() + line(1))
    try whole.ingest()
    #expect(try grown.exported() == whole.exported())
    #expect(try defects(grown) == [nil, .gluedObjects])
    #expect(try defects(whole) == [.gluedObjects])
  }

  private func defects(_ bench: Workbench) throws -> [LineDefect?] {
    var defects: [LineDefect?] = []
    let session = try #require(try bench.store().sessions().first).id
    try bench.store().forEachRecord(of: session) { defects.append($0.defect) }
    return defects
  }

  @Test("an incomplete last line waits, and is stored as it is after an hour without a change")
  func quiet() throws {
    let bench = try Workbench()
    try bench.tree.write(file, line(0) + "{\"half")
    #expect(try bench.ingest().counts.waiting == 1)
    #expect(try bench.exported() == [file: Array(line(0).utf8)])
    bench.clock.advance(seconds: 3700)
    let report = try bench.ingest()
    #expect(report.counts.records == 1)
    #expect(report.counts.badLines == 1)
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test("a line that continues after it was stored incomplete stays one line with exact bytes")
  func afterQuiet() throws {
    let bench = try Workbench()
    let cut = 40
    try bench.tree.write(file, String(line(0).prefix(cut)))
    bench.clock.advance(seconds: 3700)
    try bench.ingest()
    try bench.tree.append(file, String(line(0).dropFirst(cut)) + line(1))
    try bench.ingest()
    #expect(try bench.exported() == bench.tree.contents())
    #expect(try bench.store().status().records == 2)
  }
}
