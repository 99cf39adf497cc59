import Bytes
import CChecksum

/// The distinct words of an index, numbered in the order in which they were added, and the last chunk that each of them
/// was found in.
///
/// Cost: about 5 ns for a word that is there, because the slots of the next words are fetched ahead. The hash has a key
/// of this process, so that nobody can prepare words that collide. Memory: 24 bytes for a slot, of which at most three
/// quarters are used, and the bytes of words of more than 16 bytes; together at most 45 MB.
struct WordTable: ~Copyable {
  struct Slot {
    var word = SearchWord()
    /// The number of the word plus 1; 0 marks a free slot.
    var number: UInt32 = 0
    /// The number plus 1 of the chunk to which the word was linked last; 0 if there is none.
    var chunk: UInt32 = 0
  }

  private(set) var count = 0
  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  /// The bytes of the words of more than 16 bytes, one after the other.
  private(set) var bytes: [UInt8] = []
  private let keys: (UInt64, UInt64)

  private static let slotsMax = 1 << 20
  private static let bytesMax = 16 << 20

  init() {
    mask = 1023
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: Slot(), count: mask + 1)
    func random(_ number: Int) -> UInt64 {
      var hasher = Hasher()
      hasher.combine(number)
      return UInt64(truncatingIfNeeded: hasher.finalize()) | 1
    }
    keys = (random(1), random(2))
  }

  deinit { slots.deallocate() }

  /// Asks for the slot of a word that will be looked up soon.
  @inline(__always)
  func prefetch(_ word: SearchWord) { ccs_prefetch(slots + (shortHash(word) & mask)) }

  /// Returns the slot of a word, which is valid until the next call, after adding the word if it is new. `bytes` are
  /// those of the longer words of the set that the word comes from. Returns nil if there is no room for another word.
  @inline(__always)
  mutating func slot(of word: SearchWord, _ bytes: UnsafeRawBufferPointer) -> UnsafeMutablePointer<Slot>? {
    if word.isLong { return slot(ofLong: UnsafeRawBufferPointer(rebasing: bytes[word.place])) }
    let hash = shortHash(word)
    var index = hash & mask
    while slots[index].number != 0 {
      let own = slots[index].word
      if own.low == word.low, own.high == word.high { return slots + index }
      index = (index + 1) & mask
    }
    return fill(index, word, hash)
  }

  /// Does the same for the bytes of a word.
  mutating func slot(of word: UnsafeRawBufferPointer) -> UnsafeMutablePointer<Slot>? {
    word.count > SearchWord.shortMax ? slot(ofLong: word) : slot(of: SearchWord(short: word), word)
  }

  private mutating func slot(ofLong word: UnsafeRawBufferPointer) -> UnsafeMutablePointer<Slot>? {
    let hash = longHash(word)
    var index = hash & mask
    while slots[index].number != 0 {
      let own = slots[index].word
      if own.isLong, own.place.count == word.count,
        bytes.withUnsafeBytes({ UnsafeRawBufferPointer(rebasing: $0[own.place]).hasSameBytes(as: word) })
      {
        return slots + index
      }
      index = (index + 1) & mask
    }
    guard bytes.count + word.count <= Self.bytesMax else { return nil }
    guard let slot = fill(index, SearchWord(place: bytes.count..<bytes.count + word.count), hash) else { return nil }
    bytes.append(contentsOf: word)
    return slot
  }

  /// Puts a new word into a free slot.
  private mutating func fill(_ free: Int, _ word: SearchWord, _ hash: Int) -> UnsafeMutablePointer<Slot>? {
    var index = free
    if count >= (mask + 1 < Self.slotsMax ? (mask + 1) / 2 : (mask + 1) / 4 * 3) {
      guard mask + 1 < Self.slotsMax else { return nil }
      grow()
      index = hash & mask
      while slots[index].number != 0 { index = (index + 1) & mask }
    }
    count += 1
    slots[index] = Slot(word: word, number: UInt32(count))
    return slots + index
  }

  private mutating func grow() {
    let size = (mask + 1) * 4 > 1 << 16 ? (mask + 1) * 2 : (mask + 1) * 4
    let (old, oldCount) = (slots, mask + 1)
    slots = .allocate(capacity: size)
    slots.initialize(repeating: Slot(), count: size)
    mask = size - 1
    bytes.withUnsafeBytes { bytes in
      for place in 0..<oldCount where old[place].number != 0 {
        let word = old[place].word
        let hash = word.isLong ? longHash(UnsafeRawBufferPointer(rebasing: bytes[word.place])) : shortHash(word)
        var index = hash & mask
        while slots[index].number != 0 { index = (index + 1) & mask }
        slots[index] = old[place]
      }
    }
    old.deallocate()
  }

  /// Returns the words in the order of their numbers.
  func ordered() -> [SearchWord] {
    [SearchWord](unsafeUninitializedCapacity: count) { words, filled in
      for place in 0...mask where slots[place].number != 0 {
        words.initializeElement(at: Int(slots[place].number) - 1, to: slots[place].word)
      }
      filled = count
    }
  }

  @inline(__always)
  private func shortHash(_ word: SearchWord) -> Int { Self.product(word.low ^ keys.0, word.high ^ keys.1) }

  /// Returns the hash of more than 16 bytes.
  private func longHash(_ word: UnsafeRawBufferPointer) -> Int {
    func load(_ place: Int) -> UInt64 { word.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    var hash = UInt64(word.count)
    for place in stride(from: 0, to: word.count - 16, by: 16) {
      hash = UInt64(truncatingIfNeeded: Self.product(load(place) ^ keys.0 ^ hash, load(place + 8) ^ keys.1))
    }
    return Self.product(load(word.count - 16) ^ keys.0 ^ hash, load(word.count - 8) ^ keys.1)
  }

  /// Returns both halves of a product, one above the other.
  @inline(__always)
  private static func product(_ first: UInt64, _ second: UInt64) -> Int {
    let product = first.multipliedFullWidth(by: second)
    return Int(truncatingIfNeeded: product.high ^ product.low)
  }
}
