import Bytes
import TestSupport
import Testing

@Suite("packed strings")
struct PackedStringsTests {
  @Test(
    "equal strings have one number, numbers rise in the order of first use, and each number leads to its string",
    arguments: [true, false])
  func numbers(isKeyed: Bool) {
    var random = Seeded(TestSettings.seed)
    var strings = PackedStrings(isKeyed: isKeyed)
    for round in 0..<2 {
      var known: [[UInt8]: Int] = [:]
      for _ in 0..<2000 {
        // One or two bytes, so that many strings come again and the empty one does, too.
        let string = random.bytes(Int.random(in: 0...2, using: &random))
        let expected = known[string] ?? known.count
        #expect(string.withUnsafeBytes { strings.find($0) } == known[string], "round \(round)")
        known[string] = expected
        #expect(string.withUnsafeBytes { strings.add($0) } == expected, "round \(round)")
        #expect(Array(strings.storage[strings.range(expected)]) == string)
      }
      #expect(strings.count == known.count && strings.count > 64)
      strings.removeAll()
    }
    #expect(strings.count == 0)
  }

  @Test("the strings can still be read after the memory for finding them was released")
  func finished() {
    var strings = PackedStrings(isKeyed: true)
    for text in ["a", "", "bc"] { _ = Array(text.utf8).withUnsafeBytes { strings.add($0) } }
    strings.finish()
    let texts = (0..<strings.count).map { String(decoding: strings.storage[strings.range($0)], as: UTF8.self) }
    #expect(texts == ["a", "", "bc"])
  }
}
