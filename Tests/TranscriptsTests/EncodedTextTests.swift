import TestSupport
import Testing

@testable import Transcripts

@Suite("data in base64")
struct EncodedTextTests {
  private func isEncoded(_ text: String) -> Bool { Array(text.utf8).withUnsafeBufferPointer(EncodedText.isEncoded) }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")

  @Test("data is recognised in one line, with escaped slashes and in lines of 60 and more")
  func data() {
    var random = Seeded(TestSettings.seed)
    for length in 256..<300 {
      let text = String((0..<length).map { _ in random.pick(Self.alphabet) })
      #expect(isEncoded(text))
      #expect(isEncoded(text.replacing("/", with: "\\/")))
      let line = String(text.prefix(60 + length % 20))
      #expect(isEncoded([line, line, line, line, line, "AA=="].joined(separator: "\\n")))
      #expect(!isEncoded([String(text.prefix(59)), line, line, line, line].joined(separator: "\\n")))
      #expect(!isEncoded(String(text.prefix(255))))
    }
  }

  @Test("one other byte at any place makes it a text")
  func others() {
    let data = Array(String(repeating: "Az09+/=Q", count: 33).utf8)
    for byte in UInt8.min...UInt8.max where byte != 0x5c {
      for place in [0, 1, 7, 8, 100, 255, 263] {
        var text = data
        text[place] = byte
        let isData = Self.alphabet.contains(Character(Unicode.Scalar(byte)))
        #expect(text.withUnsafeBufferPointer(EncodedText.isEncoded) == isData, "byte \(byte) at \(place)")
      }
    }
  }
}
