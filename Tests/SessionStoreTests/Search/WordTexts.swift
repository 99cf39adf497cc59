import TestSupport

@testable import SessionLog

/// Texts for tests of the words of the search index.
enum WordTexts {
  /// A text of words and of what stands between them, in which everything meets the boundary of 64 bytes at some place.
  static func text(_ random: inout Seeded) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@[`{/:")
    let others = Array("äÄßſ\u{212a}ȺΣσ日本語—│🦊é\u{301}\u{130}\u{fffd}→·×ÿĀ")
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
  static func escaped(_ text: String, _ random: inout Seeded) -> [UInt8] {
    var out = ""
    for unit in text.unicodeScalars {
      let isSpelled = Int.random(in: 0...200, using: &random) == 0
      switch unit {
      // Half of a surrogate pair cannot be read as any other character.
      case "\u{fffd}" where Bool.random(using: &random): out += "\\udc00"
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
}

extension WordSplitter {
  /// The words of the set, each once.
  var distinctWords: [[UInt8]] {
    let long = bytes
    var (found, known): ([[UInt8]], Set<[UInt8]>) = ([], [])
    for word in words {
      let bytes =
        word.isLong ? Array(long[word.place]) : withUnsafeBytes(of: word) { Array($0.prefix(word.shortCount)) }
      if known.insert(bytes).inserted { found.append(bytes) }
    }
    return found
  }
}
