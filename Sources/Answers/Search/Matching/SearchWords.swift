import Bytes

/// A set of distinct words, in the order of their first occurrence.
///
/// A word is a maximal sequence of letters, digits, underscores and all characters above ASCII, folded. A word of more
/// than 64 bytes is replaced by parts of 64 bytes that overlap by 32 bytes, so that any 32 bytes of it are in one part,
/// its beginning begins one and its end ends one.
struct SearchWords: ~Copyable {
  /// The maximum number of bytes of a word.
  static let lengthMax = 64
  /// The number of bytes by which the parts of a long word overlap.
  static let overlap = 32

  /// All words, each followed by a zero, with a zero before the first.
  private(set) var bytes: [UInt8] = [0]
  /// The offset of each word in `bytes`.
  private(set) var starts: [UInt32] = []
  /// The hash of each word.
  private var hashes: [UInt32] = []
  /// A hash table that holds the number of a word plus 1; 0 marks a free slot.
  private var slots = [UInt32](repeating: 0, count: 1 << 12)

  /// The word that is being read; it never needs more bytes.
  private var word = [UInt8](repeating: 0, count: lengthMax)

  var count: Int { starts.count }

  init() {}

  @inline(__always)
  static func isInWord(_ byte: UInt8) -> Bool { wordBytes[Int(byte)] != 0 }

  func word(_ number: Int) -> UnsafeRawBufferPointer {
    let end = number + 1 < starts.count ? Int(starts[number + 1]) - 1 : bytes.count - 1
    return bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[Int(starts[number])..<end]) }
  }

  func hash(_ number: Int) -> UInt32 { hashes[number] }

  /// Adds the words of a text that is not folded. Speed: about 300 MB/s.
  mutating func add(text: UnsafeRawBufferPointer) {
    var word: [UInt8] = []
    swap(&word, &self.word)
    var length = 0
    var isCut = false
    word.withUnsafeMutableBytes { word in
      func put(_ byte: UInt8) {
        if length == Self.lengthMax {
          _ = insert(UnsafeRawBufferPointer(word))
          word.baseAddress!.copyMemory(from: word.baseAddress! + Self.overlap, byteCount: Self.overlap)
          length = Self.overlap
          isCut = true
        }
        word[length] = byte
        length += 1
      }
      func end() {
        if length >= SearchFragment.lengthMin || isCut {
          _ = insert(UnsafeRawBufferPointer(rebasing: word[..<length]))
        }
        (length, isCut) = (0, false)
      }
      var index = 0
      while index < text.count {
        let byte = text[index]
        if byte >= 0x80 {
          index += Folding.character(text, index) { folded in
            if Self.isInWord(folded) { put(folded) } else { end() }
          }
          continue
        }
        let folded = wordBytes[Int(byte)]
        if folded != 0 { put(folded) } else if length > 0 { end() }
        index += 1
      }
      if length > 0 { end() }
    }
    self.word = word
  }

  /// Returns the number of a word, after adding it if it is new.
  mutating func insert(_ word: UnsafeRawBufferPointer) -> Int { insert(word, hash: Self.hash(word)) }

  mutating func insert(_ word: UnsafeRawBufferPointer, hash: UInt32) -> Int {
    if starts.count * 2 >= slots.count { grow() }
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, self.word(number).hasSameBytes(as: word) { return number }
      slot = (slot + 1) & mask
    }
    slots[slot] = UInt32(starts.count + 1)
    starts.append(UInt32(bytes.count))
    hashes.append(hash)
    bytes.append(contentsOf: word)
    bytes.append(0)
    return starts.count - 1
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = [UInt32](repeating: 0, count: mask + 1)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(number + 1)
    }
  }

  private static func hash(_ word: UnsafeRawBufferPointer) -> UInt32 {
    var hash: UInt64 = UInt64(word.count) &* 0x9e37_79b9_7f4a_7c15
    var index = 0
    while index + 8 <= word.count {
      hash = mixed(hash ^ word.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var rest: UInt64 = 0
    while index < word.count {
      rest = rest << 8 | UInt64(word[index])
      index += 1
    }
    return UInt32(truncatingIfNeeded: mixed(hash ^ rest) &>> 20)
  }

  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    let value = (value ^ value &>> 32) &* 0xd6e8_feb8_6659_fd93
    return value ^ value &>> 32
  }
}

/// For each byte, the folded byte if it belongs to a word, else 0.
private let wordBytes: [UInt8] = (0..<256).map { byte in
  let byte = Folding.fold(UInt8(byte))
  return byte >= 0x80 || byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5f ? byte : 0
}
