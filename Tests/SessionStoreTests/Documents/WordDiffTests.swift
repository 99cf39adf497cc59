import TestSupport
import Testing

@testable import Documents

@Suite("difference of texts, word by word")
struct WordDiffTests {
  private func text(_ old: String, _ new: String) -> String {
    WordDiff(old, new).parts.map { part in
      switch part.change {
      case .kept: part.text
      case .lost: "[-\(part.text)-]"
      case .new: "{+\(part.text)+}"
      }
    }.joined()
  }

  @Test("words that differ are marked, and equal texts have no change")
  func words() {
    #expect(text("the quick fox", "the slow fox").contains("[-quick-]"))
    #expect(text("the quick fox", "the slow fox").contains("{+slow+}"))
    #expect(text("same text", "same text") == "same text")
    #expect(text("", "new") == "{+new+}" && text("old", "") == "[-old-]" && text("", "") == "")
    #expect(text("a b", "a c b") == "a {+c +}b")
  }

  @Test("texts that differ only in their bytes are different")
  func normalization() {
    let parts = WordDiff("caf\u{e9}", "cafe\u{301}").parts
    #expect(parts.map(\.change) == [.lost, .new])
  }

  @Test("the parts make up both texts again, for random texts with characters of every length")
  func roundTrip() {
    var random = Seeded(3)
    let pieces = ["a", "bc", " ", "  ", "\n", "é", "e\u{301}", "漢", "👩‍👩‍👧", ".", "\t", "\r\n", "_x1"]
    func sample() -> String {
      (0..<Int(random.next() % 40)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
    }
    for _ in 0..<500 {
      let (old, new) = (sample(), sample())
      let parts = WordDiff(old, new).parts
      #expect(parts.filter { $0.change != .new }.map(\.text).joined().utf8.elementsEqual(old.utf8))
      #expect(parts.filter { $0.change != .lost }.map(\.text).joined().utf8.elementsEqual(new.utf8))
      #expect(!zip(parts, parts.dropFirst()).contains { $0.change == $1.change })
    }
  }

  @Test("texts with more differences than the bound are replaced as a whole between what they share")
  func bounded() {
    let old = (0..<3000).map { "a\($0)" }.joined(separator: " ")
    let new = (0..<3000).map { "b\($0)" }.joined(separator: " ")
    #expect(WordDiff("x " + old + " y", "x " + new + " y").parts.count == 4)
  }
}
