import TestSupport
import Testing
import Transcripts

@testable import SessionLog

@Suite("splitting of texts into words")
struct WordSplitterTests {
  /// Splits a text byte by byte, after folding it, in the simplest way.
  private func expected(_ text: [UInt8]) -> [[UInt8]] {
    var folded: [UInt8] = []
    text.withUnsafeBytes { Folding.fold($0, into: &folded) }
    var words: [[UInt8]] = []
    func add(_ word: ArraySlice<UInt8>) { if !words.contains(Array(word)) { words.append(Array(word)) } }
    for word in folded.split(whereSeparator: { !SearchWords.isInWord($0) }) where word.count >= SearchWords.lengthMin {
      var rest = word
      while rest.count > SearchWords.lengthMax {
        add(rest.prefix(SearchWords.lengthMax))
        rest = rest.dropFirst(SearchWords.lengthMax - SearchWords.overlap)
      }
      add(rest)
    }
    return words
  }

  @Test("texts, and JSON strings with escapes, give the words that a simple splitter finds, in the same order")
  func same() {
    let seed = TestSettings.seed
    var random = Seeded(seed)
    var splitter = WordSplitter()
    var found = 0
    for round in 0..<3000 * TestSettings.scale {
      let text = WordTexts.text(&random)
      let expected = expected(Array(text.utf8))
      found += expected.count
      splitter.beginSet()
      Array(text.utf8).withUnsafeBytes { splitter.add($0) }
      #expect(splitter.distinctWords == expected, "round \(round), seed \(seed)")
      splitter.beginSet()
      // What can be read after the text is not taken for a part of it.
      let json = WordTexts.escaped(text, &random)
      let after = Int.random(in: 0...100, using: &random)
      let line = json + [UInt8](repeating: UInt8(ascii: round % 2 == 0 ? "z" : "\\"), count: after)
      line.withUnsafeBytes { splitter.add(escaped: UnsafeRawBufferPointer(rebasing: $0[..<json.count]), after: after) }
      #expect(splitter.distinctWords == expected, "round \(round) with escapes, seed \(seed)")
    }
    #expect(found > 10_000)
  }

  @Test("bytes that are no UTF-8, and escapes that are cut off, are split without reading beyond them")
  func hostile() {
    var random = Seeded(TestSettings.seed)
    var splitter = WordSplitter()
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...200, using: &random)
      let bytes = (0..<count).map { _ -> UInt8 in
        switch Int.random(in: 0...5, using: &random) {
        case 0: 0x5c
        case 1: UInt8.random(in: 0x80...0xff, using: &random)
        case 2: UInt8(ascii: "u")
        default: UInt8.random(in: 0...0x7f, using: &random)
        }
      }
      splitter.beginSet()
      bytes.withUnsafeBytes { splitter.add($0) }
      #expect(splitter.distinctWords == expected(bytes))
      bytes.withUnsafeBytes { splitter.add(escaped: $0) }
    }
  }

  @Test("words are found at every distance from the end of a text and of 64 bytes")
  func places() {
    var splitter = WordSplitter()
    for length in [1, 2, 3, 8, 15, 16, 17, 63, 64, 65, 100, 130] {
      for before in 0..<70 {
        for after in [0, 1, 15, 16, 17, 70] {
          let word = (0..<length).map { UInt8(ascii: "A") + UInt8($0 * 7 % 26) }
          let text = [UInt8](repeating: 0x20, count: before) + word + [UInt8](repeating: 0x2e, count: after)
          splitter.beginSet()
          text.withUnsafeBytes { splitter.add(escaped: $0) }
          #expect(splitter.distinctWords == expected(text), "\(length) bytes after \(before) and before \(after)")
        }
      }
    }
  }

  @Test("characters are folded as Unicode's tables say, whether or not that is done without them")
  func characters() {
    var splitter = WordSplitter()
    for value in Array(UInt32(0x80)...0x2fff) + Array(0xa640...0xa7ff) + Array(0xab30...0xac10) + Array(0xcff0...0xd7ff)
      + Array(0xf900...0xffff) + Array(0x10400...0x10450) + Array(0x1f000...0x1f100)
    {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = Array("x\(scalar)y".utf8)
      splitter.beginSet()
      text.withUnsafeBytes { splitter.add($0) }
      #expect(splitter.distinctWords == expected(text), "U+\(String(value, radix: 16))")
    }
  }

  @Test("a set of too many words is given up, and the next one is not")
  func tooMany() {
    var splitter = WordSplitter()
    let text = Array((0..<600_000).map { String($0 + 1_000_000, radix: 36) }.joined(separator: " ").utf8)
    text.withUnsafeBytes { splitter.add($0) }
    #expect(Bool(splitter.isGivenUp))
    #expect(Bool(splitter.words.isEmpty && splitter.bytes.isEmpty))
    splitter.beginSet()
    Array("one more".utf8).withUnsafeBytes { splitter.add($0) }
    #expect(Bool(!splitter.isGivenUp))
    #expect(splitter.distinctWords == [Array("one".utf8), Array("more".utf8)])
    splitter.beginSet()
    // One word without an end has as many parts.
    let long = (0..<20_000_000).map { UInt8(ascii: "a") + UInt8(truncatingIfNeeded: $0 &* $0 >> 7) % 26 }
    long.withUnsafeBytes { splitter.add($0) }
    #expect(Bool(splitter.isGivenUp))
  }
}
