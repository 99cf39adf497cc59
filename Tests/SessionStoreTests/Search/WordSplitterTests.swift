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

  private func all(_ words: borrowing SearchWords) -> [[UInt8]] { (0..<words.count).map { Array(words.word($0)) } }

  /// A text of words and of what stands between them, in which everything meets the boundary of 64 bytes at some place.
  private func text(_ random: inout Seeded) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@[`{/:")
    let others = Array("äÄßſ\u{212a}ȺΣσ日本語—│🦊é\u{301}\u{130}")
    let gaps = [
      " ", "\n", "\t", "\"", "\\", "/", "\u{1b}[31m", "\u{0}", "\u{7f}", ".", "-", "\r\n", "\\n", "\\u0041", "  ",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      let length = Int.random(in: 0...9, using: &random) == 0 ? 200 : 20
      for _ in 0..<Int.random(in: 0...length, using: &random) {
        let isOther = Int.random(in: 0...40, using: &random) == 0
        text.append((isOther ? others : letters).randomElement(using: &random)!)
      }
      for _ in 0..<Int.random(in: 1...3, using: &random) { text += gaps.randomElement(using: &random)! }
    }
    return text
  }

  /// Writes a text as the content of a JSON string: what must be escaped, and some of what need not be.
  private func escaped(_ text: String, _ random: inout Seeded) -> [UInt8] {
    var out = ""
    for unit in text.unicodeScalars {
      let isSpelled = Int.random(in: 0...200, using: &random) == 0
      switch unit {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case "/" where isSpelled: out += "\\/"
      case _ where unit.value < 0x20 || isSpelled:
        for unit in UTF16.encode(unit)! {
          let digits = String(unit, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: out.unicodeScalars.append(unit)
      }
    }
    return Array(out.utf8)
  }

  @Test("texts, and JSON strings with escapes, give the words that a simple splitter finds, in the same order")
  func same() {
    let seed = TestSettings.seed
    var random = Seeded(seed)
    var splitter = WordSplitter()
    var found = 0
    for round in 0..<3000 * TestSettings.scale {
      let text = text(&random)
      let expected = expected(Array(text.utf8))
      found += expected.count
      splitter.beginSet()
      var plain = SearchWords()
      Array(text.utf8).withUnsafeBytes { splitter.add($0, to: &plain) }
      #expect(all(plain) == expected, "round \(round), seed \(seed)")
      splitter.beginSet()
      var unescaped = SearchWords()
      escaped(text, &random).withUnsafeBytes { splitter.add(escaped: $0, to: &unescaped) }
      #expect(all(unescaped) == expected, "round \(round) with escapes, seed \(seed)")
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
      var words = SearchWords()
      bytes.withUnsafeBytes { splitter.add($0, to: &words) }
      #expect(all(words) == expected(bytes))
      bytes.withUnsafeBytes { splitter.add(escaped: $0, to: &words) }
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
          var words = SearchWords()
          splitter.beginSet()
          text.withUnsafeBytes { splitter.add(escaped: $0, to: &words) }
          #expect(all(words) == expected(text), "\(length) bytes after \(before) and before \(after)")
        }
      }
    }
  }
}
