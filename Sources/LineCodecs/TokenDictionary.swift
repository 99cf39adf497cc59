/// Abbreviates the frequent words of a text to one or two bytes. This serves as the entropy coder that LZ4 does not
/// have. FORMAT.md, Packed streams.
struct TokenDictionary {
  /// The number of words that take one byte.
  private static let shortCount = 64
  /// The maximum number of words in a dictionary: 64 of one byte and 63 × 256 of two.
  static let countMax = shortCount + 63 * 256
  /// The lengths of words that are considered, in letters.
  private static let lengths = 3...24
  /// The minimum number of occurrences; rarer words would cost more in the dictionary than they save.
  private static let occurrencesMin = 4

  private static let shortBase: UInt8 = 0x80
  private static let longBase: UInt8 = 0xc0
  /// The code before a run of bytes from 0x80 on; the length of the run follows it.
  private static let escape: UInt8 = 0xff

  /// Appends a dictionary, in which each word follows its length, and `text` written with it. Returns false, and
  /// appends nothing, when no word is frequent enough. About 60 MB/s.
  static func encode(
    _ text: UnsafeRawBufferPointer, dictionary: inout ByteBuffer, coded: inout ByteBuffer
  ) -> Bool {
    var codes = StringIndex()
    let words = choose(text)
    guard !words.isEmpty else { return false }
    for (code, word) in words.enumerated() {
      dictionary.append(UInt8(word.count))
      dictionary.append(UnsafeRawBufferPointer(rebasing: text[word]))
      codes.set(word, to: code, in: text)
    }
    func code(_ range: Range<Int>) -> Int? {
      let word = UnsafeRawBufferPointer(rebasing: text[range])
      return codes.find(word, hash: StringIndex.hash(word), in: text)
    }
    var place = 0
    while place < text.count {
      let byte = text[place]
      if byte >= 0x80 {
        var end = place + 1
        while end < text.count, text[end] >= 0x80, end - place < 255 { end += 1 }
        coded.append(escape)
        coded.append(UInt8(end - place))
        coded.append(UnsafeRawBufferPointer(rebasing: text[place..<end]))
        place = end
        continue
      }
      let start = byte == 0x20 ? place + 1 : place
      guard let end = wordEnd(text, start) else {
        // No word starts here: the byte is written alone. If it is a space, the letters after it are tried next.
        coded.append(byte)
        place += 1
        continue
      }
      if let code = code(place..<end) {
        append(code, to: &coded)
      } else {
        if start > place { coded.append(byte) }
        if start > place, let code = code(start..<end) {
          append(code, to: &coded)
        } else {
          coded.append(UnsafeRawBufferPointer(rebasing: text[start..<end]))
        }
      }
      place = end
    }
    return true
  }

  /// Writes the decoded text to `output`. Returns whether dictionary and coded text give exactly its bytes. It never
  /// writes outside `output`. About 500 MB/s.
  static func decode(
    dictionary: UnsafeRawBufferPointer, coded: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    var words: [(start: Int, count: Int)] = []
    var place = 0
    while place < dictionary.count {
      let count = Int(dictionary[place])
      guard place + 1 + count <= dictionary.count, words.count < countMax else { return false }
      words.append((place + 1, count))
      place += 1 + count
    }
    guard let target = output.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    let letters = dictionary.baseAddress!.assumingMemoryBound(to: UInt8.self)
    var source = ByteSource(coded)
    var to = 0
    while !source.isAtEnd {
      let byte = source.byte()
      if byte < shortBase {
        guard to < output.count else { return false }
        target[to] = byte
        to &+= 1
        continue
      }
      if byte == escape {
        let count = Int(source.byte())
        guard let bytes = source.consume(count), count <= output.count - to else { return false }
        (target + to).update(from: bytes, count: count)
        to += count
        continue
      }
      let code =
        byte < longBase ? Int(byte - shortBase) : shortCount + Int(byte - longBase) << 8 + Int(source.byte())
      guard code < words.count, words[code].count <= output.count - to else { return false }
      (target + to).update(from: letters + words[code].start, count: words[code].count)
      to &+= words[code].count
    }
    return to == output.count && !source.hasFailed
  }

  private static func append(_ code: Int, to coded: inout ByteBuffer) {
    if code < shortCount {
      coded.append(shortBase + UInt8(code))
    } else {
      coded.append(longBase + UInt8((code - shortCount) >> 8))
      coded.append(UInt8((code - shortCount) & 255))
    }
  }

  /// Returns the words that save most, the best first, each as the range of its first occurrence. Some include the
  /// space before them.
  private static func choose(_ text: UnsafeRawBufferPointer) -> [Range<Int>] {
    var index = StringIndex()
    var words: [(range: Range<Int>, count: Int)] = []
    func note(_ range: Range<Int>) {
      let word = UnsafeRawBufferPointer(rebasing: text[range])
      let hash = StringIndex.hash(word)
      if let known = index.find(word, hash: hash, in: text) {
        words[known].count += 1
      } else {
        index.set(range, hash: hash, to: words.count, in: text)
        words.append((range, 1))
      }
    }
    var place = 0
    while place < text.count {
      guard let end = wordEnd(text, place) else {
        place += 1
        continue
      }
      if place > 0, text[place - 1] == 0x20 { note(place - 1..<end) } else { note(place..<end) }
      place = end
    }
    words.removeAll { $0.count < occurrencesMin }
    words.sort { left, right in
      let (a, b) = (left.count * (left.range.count - 1), right.count * (right.range.count - 1))
      return a != b ? a > b : left.range.lowerBound < right.range.lowerBound
    }
    return words.prefix(countMax).map(\.range)
  }

  /// Returns the end of the word that starts at `start`; nil when fewer than three letters are there.
  @inline(__always)
  private static func wordEnd(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    var end = start
    while end < text.count, isLetter(text[end]), end - start < lengths.upperBound { end += 1 }
    return end - start >= lengths.lowerBound ? end : nil
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a || byte == 0x5f }
}
