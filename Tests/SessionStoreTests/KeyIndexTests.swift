import TestSupport
import Testing

@testable import SessionLog

@Suite("index of response keys")
struct KeyIndexTests {
  @Test(
    "an index of keys finds every key in it and no other, even where halves of keys are equal",
    arguments: 0..<8 as Range<UInt64>)
  func finds(seed: UInt64) {
    var random = Seeded(seed)
    // Few different halves, so that slots and the stored parts of keys are often the same.
    func half() -> UInt64 { random.oneIn(3) ? random.next() : UInt64.random(in: 0..<40, using: &random) }
    var keys: [ResponseKey] = []
    var numbers: [ResponseKey: Int] = [:]
    var index = KeyIndex()
    for _ in 0..<3000 {
      let key = ResponseKey(high: half(), low: half() << (random.oneIn(2) ? 32 : 0) | half())
      let found = index.find(key) { keys[$0] }
      #expect(found == numbers[key])
      guard found == nil else { continue }
      index.insert(key, item: keys.count)
      numbers[key] = keys.count
      keys.append(key)
    }
    for (number, key) in keys.enumerated() { #expect(index.find(key) { keys[$0] } == number) }
  }
}
