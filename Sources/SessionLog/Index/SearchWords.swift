import CChecksum

/// What a word of the search index is.
///
/// A word is a maximal sequence of letters, digits, underscores and all characters above ASCII, folded. A word of more
/// than 64 bytes is replaced by parts of 64 bytes that overlap by 32 bytes, so that any 32 bytes of it are in one part,
/// its beginning begins one and its end ends one.
package enum SearchWords {
  /// The minimum number of bytes of a word: shorter ones are not in the index.
  package static let lengthMin = Int(CCS_WORD_MIN)
  /// The maximum number of bytes of a word.
  package static let lengthMax = Int(CCS_WORD_MAX)
  /// The number of bytes by which the parts of a long word overlap.
  package static let overlap = Int(CCS_WORD_OVERLAP)

  /// Returns whether a byte of a folded text belongs to a word.
  @inline(__always)
  package static func isInWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5f
  }
}

/// A folded word: its bytes with zeros after them when it has at most 16. Of a longer one `low` is 0, and `high` is its
/// offset in the bytes of longer words, shifted by 8, plus its length.
typealias SearchWord = ccs_word

extension SearchWord {
  /// The maximum number of bytes of a word that is not among the bytes of longer words.
  static let shortMax = 16

  var isLong: Bool { low == 0 }

  /// The place of a long word in the bytes of longer words.
  var place: Range<Int> {
    let start = Int(truncatingIfNeeded: high &>> 8)
    return start..<start + Int(truncatingIfNeeded: high & 0xff)
  }

  /// Makes a long word.
  init(place: Range<Int>) { self.init(low: 0, high: UInt64(place.lowerBound) << 8 | UInt64(place.count)) }

  /// Makes a word of 1 to 16 bytes without zeros.
  init(short bytes: UnsafeRawBufferPointer) {
    self.init(low: 0, high: 0)
    withUnsafeMutableBytes(of: &self) { $0.copyMemory(from: bytes) }
  }

  /// The number of bytes of a word that is not long.
  var shortCount: Int {
    let (low, high) = (low.littleEndian, high.littleEndian)
    return high == 0 ? 8 - low.leadingZeroBitCount / 8 : 16 - high.leadingZeroBitCount / 8
  }
}
