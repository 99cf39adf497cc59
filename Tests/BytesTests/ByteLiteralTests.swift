import Bytes
import CChecksum
import TestSupport
import Testing

@Suite("finding bytes in a text")
struct ByteLiteralTests {
  private func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte + 0x20 : byte }

  /// Returns where the literal is, by comparing it at every place.
  private func places(_ literal: [UInt8], _ text: [UInt8], _ ignoresCase: Bool) -> [Int] {
    let text = ignoresCase ? text.map(folded) : text
    guard text.count >= literal.count else { return [] }
    return (0...text.count - literal.count).filter { text[$0..<$0 + literal.count].elementsEqual(literal) }
  }

  private func found(_ literal: ByteLiteral, _ text: [UInt8]) -> [Int] {
    var (places, start): ([Int], Int) = ([], 0)
    text.withUnsafeBytes { text in
      while let place = literal.first(in: text, from: start) {
        places.append(place)
        start = place + 1
      }
    }
    return places
  }

  /// Returns what the portable function finds first.
  private func portable(_ literal: [UInt8], _ first: Int, _ second: Int, _ text: [UInt8], _ ignoresCase: Bool) -> Int? {
    let place = literal.withUnsafeBufferPointer { bytes in
      var literal = ccs_literal(
        bytes: bytes.baseAddress!, count: bytes.count, first: first, second: second, ignores_case: ignoresCase)
      return ccs_find_literal_portably(text, text.count, 0, &literal)
    }
    return place < 0 ? nil : place
  }

  @Test("every occurrence is found, on any processor, in texts of any length")
  func all() {
    var random = Seeded(TestSettings.seed)
    // Few different bytes, so that there are many occurrences and near misses; some differ only in the bit of case.
    let alphabet = Array("aAbB@`[{\u{7f}\u{0}é".utf8)
    var total = 0
    for _ in 0..<4000 {
      let ignoresCase = random.oneIn(2)
      let text = (0..<Int(random.next() % 200)).map { _ in random.pick(alphabet) }
      var literal = (0..<Int(random.next() % 4) + 1).map { _ in random.pick(alphabet) }
      if ignoresCase { literal = literal.map(folded) }
      let (first, second) = (random.pick(Array(literal.indices)), random.pick(Array(literal.indices)))
      let all = places(literal, text, ignoresCase)
      total += all.count
      #expect(found(ByteLiteral(literal, rarest: first, second, ignoresCase: ignoresCase), text) == all)
      #expect(text.isEmpty || portable(literal, first, second, text, ignoresCase) == all.first)
    }
    #expect(total > 1000)
  }

  @Test("nothing is found in an empty text, after its end, or where the last byte is missing")
  func ends() {
    let literal = ByteLiteral(Array("abc".utf8), rarest: 2, 0, ignoresCase: false)
    #expect(literal.first(in: UnsafeRawBufferPointer(start: nil, count: 0)) == nil)
    for length in 0..<130 {
      let text = [UInt8](repeating: 0x78, count: length) + Array("ab".utf8)
      #expect(found(literal, text) == [])
      #expect(found(literal, text + [0x63]) == [length])
      text.withUnsafeBytes { #expect(literal.first(in: $0, from: text.count + 7) == nil) }
    }
  }
}
