import CChecksum
import TestSupport
import Testing

@Suite("classes of the bytes of words")
struct WordClassesTests {
  @Test("any processor finds the same classes of bytes as this one")
  func same() {
    var random = Seeded(TestSettings.seed)
    for round in 0..<2000 {
      let bytes = round < 4 ? (0..<64).map { UInt8(round * 64 + $0) } : random.bytes(64)
      let (own, portable) = (ccs_classify(bytes), ccs_classify_portably(bytes))
      #expect(own.words == portable.words && own.wide == portable.wide && own.backslashes == portable.backslashes)
      for (place, byte) in bytes.enumerated() {
        let character = Character(Unicode.Scalar(byte))
        let isInWord = byte >= 0x80 || character == "_" || character.isLetter || character.isNumber
        #expect(own.words >> UInt64(place) & 1 == (isInWord ? 1 : 0))
        #expect(own.wide >> UInt64(place) & 1 == (byte >= 0x80 ? 1 : 0))
        #expect(own.backslashes >> UInt64(place) & 1 == (character == "\\" ? 1 : 0))
      }
    }
  }

  @Test("any processor folds the same short words as this one")
  func words() {
    var random = Seeded(TestSettings.seed)
    for round in 0..<2000 {
      let bytes = round < 16 ? (0..<16).map { UInt8(round * 16 + $0) } : random.bytes(16)
      for length in 0...16 {
        let (own, portable) = (ccs_short_word(bytes, length), ccs_short_word_portably(bytes, length))
        var folded = bytes.prefix(length).map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
        folded += [UInt8](repeating: 0, count: 16 - length)
        #expect(own.low == portable.low && own.high == portable.high)
        #expect(withUnsafeBytes(of: own) { Array($0) } == folded)
      }
    }
  }
}
