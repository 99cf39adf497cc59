import Transcripts

/// Splits texts into the words of a set. It is used for many sets, one after the other, and belongs to one thread.
///
/// Texts are read 64 bytes at a time: bit operations tell where words begin and end, and words of up to 16 bytes
/// without characters above ASCII are folded and compared in registers. Speed: about 1 GB/s.
struct WordSplitter: ~Copyable {
  /// The words that were put into the set recently, by the low bits of their hash, so that most words are not looked
  /// up. A word of zeros is none.
  private let recent: UnsafeMutablePointer<SearchWord>
  /// The end of a text, followed by zeros.
  private let tail: UnsafeMutablePointer<UInt8>
  /// The word that is being read byte by byte; it never needs more bytes.
  private let long: UnsafeMutableRawBufferPointer
  private var unescaped: [UInt8] = []

  private static let recentCount = 1 << 13
  private static let window = 64
  /// The number of bytes that may be read from the beginning of a word.
  private static let reach = 16

  init() {
    recent = .allocate(capacity: Self.recentCount)
    recent.initialize(repeating: SearchWord(low: 0, high: 0), count: Self.recentCount)
    tail = .allocate(capacity: Self.window + Self.reach)
    tail.initialize(repeating: 0, count: Self.window + Self.reach)
    long = .allocate(byteCount: SearchWords.lengthMax, alignment: 8)
  }

  deinit {
    recent.deallocate()
    tail.deallocate()
    long.deallocate()
  }

  /// Empties the set, because the next words are put into another one.
  mutating func beginSet() { recent.update(repeating: SearchWord(low: 0, high: 0), count: Self.recentCount) }

  /// Adds the words of a text that is not folded.
  mutating func add(_ text: UnsafeRawBufferPointer, to words: inout SearchWords) {
    _ = split(text, hasEscapes: false, &words)
  }

  /// Adds the words of a JSON string, given by its bytes between the quotes.
  mutating func add(escaped raw: UnsafeRawBufferPointer, to words: inout SearchWords) {
    if split(raw, hasEscapes: true, &words) { return }
    unescaped.removeAll(keepingCapacity: true)
    LineScanner.unescape(raw.assumingMemoryBound(to: UInt8.self), into: &unescaped)
    unescaped.withUnsafeBytes { _ = split($0, hasEscapes: false, &words) }
  }

  /// Returns false if the text has an escape that stands for a character of a word. The words before it were added.
  private func split(_ text: UnsafeRawBufferPointer, hasEscapes: Bool, _ words: inout SearchWords) -> Bool {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
    var place = 0
    while place < text.count {
      let left = text.count - place
      var bytes = UnsafePointer(start + place)
      if left < Self.window + Self.reach {
        tail.update(from: bytes, count: left)
        (tail + left).update(repeating: 0, count: Self.window + Self.reach - left)
        bytes = UnsafePointer(tail)
      }
      var masks = ByteMasks(bytes)
      var size = min(left, Self.window)
      if hasEscapes, masks.backslashes != 0 {
        guard let known = removeEscapes(bytes, size, isLast: size == left, &masks) else { return false }
        size = known
      }
      var used = size
      if size < Self.window { masks.words &= (1 << UInt64(size)) - 1 }
      if size < left, size == 0 || masks.words >> UInt64(size - 1) & 1 != 0 {
        // The word continues after this window, so the next one begins with it.
        let length = size == 0 ? 0 : (~(masks.words << UInt64(Self.window - size))).leadingZeroBitCount
        used = size - length
        if used == 0 {
          // It is longer than the window.
          guard let end = endOfWord(text, place, hasEscapes: hasEscapes) else { return false }
          addSlowly(UnsafeRawBufferPointer(rebasing: text[place..<end]), to: &words)
          place = end
          continue
        }
        masks.words &= (1 << UInt64(used)) - 1
      }
      add(masks, bytes, to: &words)
      place += used
    }
    return true
  }

  /// Returns the end of the word at `start`; nil if an escape follows it that may continue it, or if there is no word.
  private func endOfWord(_ text: UnsafeRawBufferPointer, _ start: Int, hasEscapes: Bool) -> Int? {
    var end = start
    while end < text.count, SearchWords.isInWord(Folding.fold(text[end])) { end += 1 }
    if end == start || hasEscapes && end + 1 < text.count && text[end] == 0x5c && text[end + 1] == 0x75 { return nil }
    return end
  }

  /// Takes the characters of escapes out of the words of a window. Returns the number of bytes before the first escape
  /// that reaches beyond the window, else `size`; nil if an escape stands for a character of a word. `isLast` says that
  /// the text ends with the window.
  private func removeEscapes(
    _ bytes: UnsafePointer<UInt8>, _ size: Int, isLast: Bool, _ masks: inout ByteMasks
  ) -> Int? {
    var rest = masks.backslashes
    while rest != 0 {
      let place = rest.trailingZeroBitCount
      guard place + 1 < size else { return isLast ? size : place }
      var length = 2
      if bytes[place + 1] == 0x75 {
        guard place + 6 <= size else { return isLast ? nil : place }
        // A control character, such as the one that begins a colour.
        guard bytes[place + 2] == 0x30, bytes[place + 3] == 0x30, bytes[place + 4] & 0xfe == 0x30 else { return nil }
        length = 6
      }
      let covered: UInt64 = ((1 << UInt64(length)) - 1) << UInt64(place)
      masks.words &= ~covered
      rest &= ~covered
    }
    return size
  }

  /// Adds the words of a window.
  @inline(__always)
  private func add(_ masks: ByteMasks, _ bytes: UnsafePointer<UInt8>, to words: inout SearchWords) {
    // A character above ASCII may have more bytes when it is folded.
    let starts = masks.words & ~(masks.words << 1)
    var rest = starts & (masks.words >> 1 & masks.words >> 2 | masks.wide)
    while rest != 0 {
      let start = rest.trailingZeroBitCount
      rest &= rest - 1
      let length = (~(masks.words >> UInt64(start))).trailingZeroBitCount
      let own: UInt64 = length == 64 ? .max : (1 << UInt64(length)) - 1
      guard length <= 16, masks.wide >> UInt64(start) & own == 0 else {
        addSlowly(UnsafeRawBufferPointer(start: bytes + start, count: length), to: &words)
        continue
      }
      let word = SearchWord(folding: bytes + start, count: length)
      let hash = word.hash
      let slot = recent + Int(hash & UInt32(Self.recentCount - 1))
      if slot.pointee == word { continue }
      slot.pointee = word
      withUnsafeBytes(of: (word.low.littleEndian, word.high.littleEndian)) {
        _ = words.insert(UnsafeRawBufferPointer(rebasing: $0[..<length]), hash: hash)
      }
    }
  }

  /// Adds a word of any length and with any characters.
  private func addSlowly(_ word: UnsafeRawBufferPointer, to words: inout SearchWords) {
    var length = 0
    var isCut = false
    func put(_ byte: UInt8) {
      if length == SearchWords.lengthMax {
        words.insert(UnsafeRawBufferPointer(long))
        long.baseAddress!.copyMemory(from: long.baseAddress! + SearchWords.overlap, byteCount: SearchWords.overlap)
        length = SearchWords.overlap
        isCut = true
      }
      long[length] = byte
      length += 1
    }
    var index = 0
    while index < word.count {
      if word[index] < 0x80 {
        put(Folding.fold(word[index]))
        index += 1
      } else {
        index += Folding.character(word, index, put)
      }
    }
    if length >= SearchWords.lengthMin || isCut { words.insert(UnsafeRawBufferPointer(rebasing: long[..<length])) }
  }
}

/// The classes of 64 bytes, one bit each.
private struct ByteMasks {
  /// Bytes that belong to words.
  var words: UInt64 = 0
  /// Bytes above ASCII, which belong to words, too.
  var wide: UInt64 = 0
  var backslashes: UInt64 = 0

  @inline(__always)
  init(_ bytes: UnsafePointer<UInt8>) {
    let raw = UnsafeRawPointer(bytes)
    for index in 0..<8 {
      let eight = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
      let shift = UInt64(index * 8)
      words |= Self.bits(Self.inWords(eight)) << shift
      wide |= Self.bits(eight) << shift
      backslashes |= Self.bits(Self.equal(eight, 0x5c)) << shift
    }
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Returns eight bytes whose high bits say which ones belong to words. No sum carries into the next byte.
  @inline(__always)
  private static func inWords(_ eight: UInt64) -> UInt64 {
    let low = eight & (ones &* 0x7f)
    let folded = low | (ones &* 0x20)
    let letters = (folded &+ (ones &* (0x80 - 0x61))) & ~(folded &+ (ones &* (0x80 - 0x7b)))
    let digits = (low &+ (ones &* (0x80 - 0x30))) & ~(low &+ (ones &* (0x80 - 0x3a)))
    return letters | digits | equal(eight, 0x5f) | eight
  }

  @inline(__always)
  private static func equal(_ eight: UInt64, _ byte: UInt64) -> UInt64 {
    ~(((eight & (ones &* 0x7f)) ^ (ones &* byte)) &+ (ones &* 0x7f)) & ~eight
  }

  /// Returns the high bits of eight bytes.
  @inline(__always)
  private static func bits(_ eight: UInt64) -> UInt64 { ((eight &>> 7 & ones) &* 0x0102_0408_1020_4080) &>> 56 }
}

extension SearchWord {
  /// Folds a word of 1 to 16 bytes of ASCII; 16 bytes can be read.
  @inline(__always)
  fileprivate init(folding bytes: UnsafePointer<UInt8>, count: Int) {
    let raw = UnsafeRawPointer(bytes)
    let whole = UInt64.max
    let low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    let high = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    // Smart shifts by 64 or more give zero.
    let lowMask = ~(whole << UInt64(count * 8))
    let highMask = ~(whole << UInt64(max(0, count * 8 - 64)))
    self.init(low: Self.folded(low & lowMask), high: Self.folded(high & highMask))
  }

  @inline(__always)
  private static func folded(_ eight: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let capitals = (eight &+ (ones &* (0x80 - 0x41))) & ~(eight &+ (ones &* (0x80 - 0x5b))) & (ones &* 0x80)
    return eight | capitals &>> 2
  }
}
