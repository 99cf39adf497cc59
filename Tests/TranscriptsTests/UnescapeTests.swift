import TestSupport
import Testing
import Transcripts

@Suite("resolving escapes")
struct UnescapeTests {
  @Test(
    "an escape in a JSON string becomes its character",
    arguments: [
      (#""#, ""), ("plain é", "plain é"), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"a\nb"#, "a\nb"),
      (#"\u0041\u00e9\u65e5\u0000"#, "Aé日\0"), (#"\ud83d\ude00"#, "😀"), (#"\uDBFF\uDFFF"#, "\u{10FFFF}"),
      (#"\ud800\udc00"#, "\u{10000}"), (#"\\u0041"#, #"\u0041"#),
    ]
  )
  func escapes(raw: String, text: String) {
    #expect(unescaped(Array(raw.utf8)) == Array(text.utf8))
  }

  @Test(
    "an unpaired surrogate escape becomes one replacement character",
    arguments: [
      (#"\ud800"#, "\u{FFFD}"), (#"\udfffx"#, "\u{FFFD}x"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
      (#"\ude00\ude00"#, "\u{FFFD}\u{FFFD}"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"), (#"\ud83d\n"#, "\u{FFFD}\n"),
      (#"\ud83d\u0041"#, "\u{FFFD}A"),
    ]
  )
  func loneSurrogates(raw: String, text: String) {
    #expect(unescaped(Array(raw.utf8)) == Array(text.utf8))
  }

  @Test(
    "an escape that is malformed is copied unchanged",
    arguments: [#"\"#, #"\x"#, #"\u"#, #"\u12"#, #"\u12g4"#, #"a\"#, "\\é"])
  func malformed(raw: String) {
    #expect(unescaped(Array(raw.utf8)) == Array(raw.utf8))
  }

  @Test("the resolved text is appended to the bytes that are already in the output")
  func appends() {
    var out = Array("a".utf8)
    Array(#"\n"#.utf8).withUnsafeBufferPointer { LineScanner.unescape($0, into: &out) }
    #expect(out == Array("a\n".utf8))
  }

  @Test("random bytes never make the resolver of escapes trap or produce more bytes than it reads")
  func randomBytes() {
    let seed: UInt64 = 11
    var random = Seeded(seed)
    for _ in 0..<20_000 {
      let raw = (0..<Int.random(in: 0...16, using: &random)).map { _ in random.pick(Array(#"\\\ud8Dc00nx""#.utf8)) }
      let plain = raw.count { $0 == UInt8(ascii: "\\") } == 0
      #expect(!plain || unescaped(raw) == raw, "seed \(seed): \(raw)")
      #expect(unescaped(raw).count <= raw.count, "seed \(seed): \(raw)")
    }
  }
}
