import Bytes
import CChecksum

/// The distinct words of an index, numbered from 0 in the order in which they were added, and the last chunk that each
/// of them was found in.
///
/// Cost: about 5 ns for a word that is there, because what is read for the next words is fetched ahead. The hash has a
/// key of this process, so that nobody can prepare words that collide. Memory: 4 bytes for a slot, of which at most
/// three quarters are used, 24 bytes for a word, and the bytes of words of more than 16 bytes; together at most 60 MB.
struct WordTable: ~Copyable {
  private struct Entry {
    var word: SearchWord
    var hash: UInt32
    /// The number plus 1 of the chunk to which the word was linked last; 0 if there is none.
    var chunk: UInt32 = 0
  }

  private(set) var count = 0
  /// The words by their numbers.
  private var entries: UnsafeMutablePointer<Entry>
  private var room = 1 << 10
  /// The number of a word plus 1 in the lower bits, the upper bits of its hash above them; 0 marks a free slot.
  private var slots: UnsafeMutablePointer<UInt32>
  private var mask: Int
  /// The bytes of the words of more than 16 bytes, one after the other.
  private(set) var bytes: [UInt8] = []
  private let keys: (UInt64, UInt64)
  /// The hashes of the words that `prepare` was called with.
  private let prepared: UnsafeMutablePointer<UInt32>

  private static let slotsMax = 1 << numberBits
  private static let bytesMax = 16 << 20
  /// The number of bits of a slot for the number of its word.
  private static let numberBits = 20
  private static let numberMask: UInt32 = (1 << 20) - 1

  /// The number of words that are looked up together.
  static let batch = 64

  init() {
    mask = 4095
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    entries = .allocate(capacity: room)
    prepared = .allocate(capacity: Self.batch)
    func random(_ number: Int) -> UInt64 {
      var hasher = Hasher()
      hasher.combine(number)
      return UInt64(truncatingIfNeeded: hasher.finalize()) | 1
    }
    keys = (random(1), random(2))
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    prepared.deallocate()
  }

  /// The word with a number.
  subscript(_ number: Int) -> SearchWord { entries[number].word }

  /// Notes that a word is linked with a chunk. Returns false if that was the last chunk it was linked with.
  @inline(__always)
  func mark(_ number: Int, _ chunk: UInt32) -> Bool {
    let isNew = entries[number].chunk != chunk + 1
    entries[number].chunk = chunk + 1
    return isNew
  }

  /// Asks for the slots and the entries of up to `batch` words that are looked up next. `bytes` are those of the longer
  /// words.
  func prepare(_ words: UnsafeBufferPointer<SearchWord>, _ bytes: UnsafeRawBufferPointer) {
    for index in words.indices {
      let hash = words[index].isLong ? longHash(words[index], bytes) : shortHash(words[index])
      prepared[index] = hash
      ccs_prefetch(slots + (Int(hash) & mask))
    }
    for index in words.indices {
      let slot = slots[Int(prepared[index]) & mask]
      if slot != 0 { ccs_prefetch(entries + (Int(slot & Self.numberMask) - 1)) }
    }
  }

  /// Returns the number of the word at an index of those that `prepare` was called with, after adding the word if it is
  /// new. Returns nil if there is no room for another word.
  @inline(__always)
  mutating func number(ofPrepared index: Int, _ word: SearchWord, _ bytes: UnsafeRawBufferPointer) -> Int? {
    number(of: word, bytes, hash: prepared[index])
  }

  /// Does the same for the bytes of a word.
  mutating func number(of word: UnsafeRawBufferPointer) -> Int? {
    if word.count <= SearchWord.shortMax {
      let short = SearchWord(short: word)
      return number(of: short, word, hash: shortHash(short))
    }
    let long = SearchWord(place: 0..<word.count)
    return number(of: long, word, hash: longHash(long, word))
  }

  @inline(__always)
  private mutating func number(of word: SearchWord, _ bytes: UnsafeRawBufferPointer, hash: UInt32) -> Int? {
    let tag = hash >> UInt32(Self.numberBits)
    var index = Int(hash) & mask
    while true {
      let slot = slots[index]
      if slot == 0 { return add(word, bytes, hash, at: index) }
      if slot >> UInt32(Self.numberBits) == tag {
        let number = Int(slot & Self.numberMask) - 1
        let own = entries[number].word
        if own.low == word.low, own.high == word.high && !word.isLong || word.isLong && isSame(own, word, bytes) {
          return number
        }
      }
      index = (index + 1) & mask
    }
  }

  /// Returns whether two words of more than 16 bytes are the same; `other` is in `bytes`.
  private func isSame(_ own: SearchWord, _ other: SearchWord, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard own.place.count == other.place.count else { return false }
    let other = UnsafeRawBufferPointer(rebasing: bytes[other.place])
    return self.bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[own.place]).hasSameBytes(as: other) }
  }

  /// Adds a new word, for which the slot at an index is free.
  private mutating func add(_ word: SearchWord, _ bytes: UnsafeRawBufferPointer, _ hash: UInt32, at free: Int) -> Int? {
    var index = free
    if count >= (mask + 1 < Self.slotsMax ? (mask + 1) / 2 : (mask + 1) / 4 * 3) {
      guard mask + 1 < Self.slotsMax else { return nil }
      grow()
      index = freeSlot(hash)
    }
    var entry = Entry(word: word, hash: hash)
    if word.isLong {
      let start = self.bytes.count
      guard start + word.place.count <= Self.bytesMax else { return nil }
      self.bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[word.place]))
      entry.word = SearchWord(place: start..<start + word.place.count)
    }
    if count == room { makeRoom() }
    (entries + count).initialize(to: entry)
    count += 1
    slots[index] = UInt32(count) | hash & ~Self.numberMask
    return count - 1
  }

  private func freeSlot(_ hash: UInt32) -> Int {
    var index = Int(hash) & mask
    while slots[index] != 0 { index = (index + 1) & mask }
    return index
  }

  private mutating func makeRoom() {
    let new = UnsafeMutablePointer<Entry>.allocate(capacity: room * 2)
    new.moveInitialize(from: entries, count: count)
    entries.deallocate()
    (entries, room) = (new, room * 2)
  }

  private mutating func grow() {
    let size = mask + 1 < 1 << 16 ? (mask + 1) * 4 : (mask + 1) * 2
    slots.deallocate()
    slots = .allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    mask = size - 1
    for number in 0..<count {
      let hash = entries[number].hash
      slots[freeSlot(hash)] = UInt32(number + 1) | hash & ~Self.numberMask
    }
  }

  @inline(__always)
  private func shortHash(_ word: SearchWord) -> UInt32 { Self.folded(word.low ^ keys.0, word.high ^ keys.1) }

  /// Returns the hash of more than 16 bytes.
  private func longHash(_ word: SearchWord, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let place = word.place
    func load(_ offset: Int) -> UInt64 {
      bytes.loadUnaligned(fromByteOffset: place.lowerBound + offset, as: UInt64.self)
    }
    var hash = UInt64(place.count)
    for offset in stride(from: 0, to: place.count - 16, by: 16) {
      hash = Self.product(load(offset) ^ keys.0 ^ hash, load(offset + 8) ^ keys.1)
    }
    return Self.folded(load(place.count - 16) ^ keys.0 ^ hash, load(place.count - 8) ^ keys.1)
  }

  @inline(__always)
  private static func folded(_ first: UInt64, _ second: UInt64) -> UInt32 {
    let product = product(first, second)
    return UInt32(truncatingIfNeeded: product ^ product >> 32)
  }

  /// Returns both halves of a product, one above the other.
  @inline(__always)
  private static func product(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = first.multipliedFullWidth(by: second)
    return product.high ^ product.low
  }
}
