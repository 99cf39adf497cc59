import Bytes

/// A set of distinct words, in the order of their first occurrence.
///
/// A word is a maximal sequence of letters, digits, underscores and all characters above ASCII, folded. A word of more
/// than 64 bytes is replaced by parts of 64 bytes that overlap by 32 bytes, so that any 32 bytes of it are in one part,
/// its beginning begins one and its end ends one.
package struct SearchWords: ~Copyable {
  /// The minimum number of bytes of a word: shorter ones are not in the set.
  package static let lengthMin = 3
  /// The maximum number of bytes of a word.
  package static let lengthMax = 64
  /// The number of bytes by which the parts of a long word overlap.
  package static let overlap = 32

  /// All words, each followed by a zero, with a zero before the first.
  package private(set) var bytes: [UInt8] = [0]
  /// The offset of each word in `bytes`.
  package private(set) var starts: [UInt32] = []
  /// The hash of each word.
  private var hashes: [UInt32] = []
  /// A hash table that holds the number of a word plus 1; 0 marks a free slot.
  private var slots: [UInt32]

  package var count: Int { starts.count }

  /// Makes an empty set, with room for `capacity` words.
  package init(capacity: Int = 2048) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
  }

  /// Returns whether a byte of a folded text belongs to a word.
  @inline(__always)
  package static func isInWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5f
  }

  /// Returns the bytes of a word, which are valid until the set is changed.
  package func word(_ number: Int) -> UnsafeRawBufferPointer {
    let end = number + 1 < starts.count ? Int(starts[number + 1]) - 1 : bytes.count - 1
    return bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[Int(starts[number])..<end]) }
  }

  package func hash(_ number: Int) -> UInt32 { hashes[number] }

  /// Returns the number of a word, after adding it if it is new. It has no zeros.
  @discardableResult
  package mutating func insert(_ word: UnsafeRawBufferPointer) -> Int { insert(word, hash: SearchWord.hash(word)) }

  /// Does the same with the hash of the word.
  @discardableResult
  package mutating func insert(_ word: UnsafeRawBufferPointer, hash: UInt32) -> Int {
    if starts.count * 2 >= slots.count { grow() }
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash, isWord(number, word) { return number }
      slot = (slot + 1) & mask
    }
    slots[slot] = UInt32(starts.count + 1)
    starts.append(UInt32(bytes.count))
    hashes.append(hash)
    bytes.append(contentsOf: word)
    bytes.append(0)
    return starts.count - 1
  }

  /// Returns whether a word of the set is `word`.
  @inline(__always)
  private func isWord(_ number: Int, _ word: UnsafeRawBufferPointer) -> Bool {
    bytes.withUnsafeBytes { bytes in
      let own = UnsafeRawBufferPointer(rebasing: bytes[Int(starts[number])...])
      // A word is followed by a zero, and has none.
      guard own.count > word.count, own[word.count] == 0 else { return false }
      guard word.count >= 8 else { return word.indices.allSatisfy { own[$0] == word[$0] } }
      return UnsafeRawBufferPointer(rebasing: own[..<word.count]).hasSameBytes(as: word)
    }
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
}

/// A folded word of at most 16 bytes in two registers, with zeros after its end.
struct SearchWord: Equatable {
  var low: UInt64
  var high: UInt64

  /// The hash of the word. The words of a set with the same hash are compared byte by byte.
  @inline(__always)
  var hash: UInt32 {
    let mixed = (low ^ (high &* 0xd6e8_feb8_6659_fd93)) &* 0x9e37_79b9_7f4a_7c15
    return UInt32(truncatingIfNeeded: (mixed ^ mixed &>> 32) &* 0xd6e8_feb8_6659_fd93 &>> 24)
  }

  /// Returns the hash of a word of any length.
  static func hash(_ word: UnsafeRawBufferPointer) -> UInt32 {
    var hash = SearchWord(low: 0, high: 0)
    var index = 0
    while true {
      hash.low ^= load(word, index)
      hash.high ^= load(word, index + 8)
      index += 16
      if index >= word.count { return hash.hash }
      hash.low = UInt64(hash.hash) &* 0x9e37_79b9_7f4a_7c15
      hash.high = 0
    }
  }

  /// Returns up to eight bytes from an index, the first one in the lowest bits.
  private static func load(_ word: UnsafeRawBufferPointer, _ start: Int) -> UInt64 {
    if start + 8 <= word.count {
      return UInt64(littleEndian: word.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    var value: UInt64 = 0
    for index in stride(from: word.count - 1, through: start, by: -1) { value = value << 8 | UInt64(word[index]) }
    return value
  }
}
