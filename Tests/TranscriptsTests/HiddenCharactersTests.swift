import TestSupport
import Testing

@testable import Transcripts

@Suite("hidden characters")
struct HiddenCharactersTests {
  private static let hidden: [UInt32] = [
    0x7f, 0x80, 0x9b, 0x9f, 0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200d, 0x200f, 0x2028, 0x2029, 0x202e, 0x2060,
    0x2066,
    0x206f, 0x3164, 0xfeff, 0xffa0, 0xfff9, 0x1d173, 0xe0001, 0xe0041, 0xe01ef,
  ]
  private static let shown: [UInt32] = [
    0x20, 0x7e, 0xa0, 0xac, 0xae, 0x350, 0x61b, 0x200a, 0x2010, 0x202f, 0x2070, 0x3163, 0xfe0f, 0xfffd, 0x1f642,
    0x10ffff,
  ]

  private func scalar(_ value: UInt32) -> Unicode.Scalar { Unicode.Scalar(value)! }

  @Test("every hidden character is recognised, and its visible neighbours are not")
  func known() {
    for value in Self.hidden { #expect(HiddenCharacters.contains(scalar(value)), "U+\(String(value, radix: 16))") }
    for value in Self.shown { #expect(!HiddenCharacters.contains(scalar(value)), "U+\(String(value, radix: 16))") }
    for value in UInt32(0)..<0x20 { #expect(HiddenCharacters.contains(scalar(value))) }
  }

  @Test("hidden characters are escaped in JSON, and the JSON keeps its value")
  func escaped() throws {
    for round in 0..<(500 * TestSettings.scale) {
      let seed = TestSettings.seed &+ UInt64(round)
      var random = Seeded(seed)
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        text.append(
          scalar(random.pick(Bool.random(using: &random) ? Self.hidden : Self.shown + [0x09, 0x0a, 0x22, 0x5c])))
      }
      let (value, start) = (String(text), Int.random(in: 0...3, using: &random))
      let json = Array(String(repeating: " ", count: start).utf8) + Array(JSONValue.string(value).text.utf8)
      let found = HiddenCharacters.escaped(json: json, from: start)
      #expect((found == nil) == !text.contains { $0.value >= 0x7f && HiddenCharacters.contains($0) }, "seed \(seed)")
      let escaped = found ?? Array(json[start...])
      #expect(escaped.withUnsafeBufferPointer { JSONValue.parse($0) } == .string(value), "seed \(seed)")
      let left = String(decoding: escaped, as: UTF8.self).unicodeScalars.filter { HiddenCharacters.contains($0) }
      #expect(left.isEmpty, "seed \(seed)")
    }
  }
}
