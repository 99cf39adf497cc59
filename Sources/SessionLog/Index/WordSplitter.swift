import Bytes
import CChecksum
import Transcripts

/// Splits texts into the words of a set. It is used for many sets, one after the other, and belongs to one thread.
///
/// The C function reads 64 bytes at a time. It leaves the words with characters whose case may have to be removed to
/// Swift, because that needs Unicode's tables. A word that does not recur soon may be in the set several times.
///
/// Speed: about 2 GB/s. Memory: 200 KB, and at most 16 MiB for a set.
struct WordSplitter: ~Copyable {
  /// The words of the set.
  private var list = ccs_word_list()
  /// True if the set was given up, because it has too many words.
  private(set) var isGivenUp = false
  private var unescaped: [UInt8] = []
  /// The part of a word that is being folded.
  private var part: [UInt8] = []

  /// The maximum number of words of a set, and of the bytes of its longer words. A block of the usual size has fewer,
  /// whatever it contains.
  private static let wordsMax = 1 << 19
  private static let bytesMax = 8 << 20

  init() {
    list.recent = .allocate(capacity: Int(CCS_RECENT))
    list.recent_long = .allocate(capacity: Int(CCS_RECENT_LONG))
    (list.room, list.size) = (1 << 12, 1 << 16)
    list.words = .allocate(capacity: list.room)
    list.bytes = .allocate(capacity: list.size)
    beginSet()
  }

  deinit {
    list.recent.deallocate()
    list.recent_long.deallocate()
    list.words.deallocate()
    list.bytes.deallocate()
  }

  /// Begins an empty set.
  mutating func beginSet() {
    let size = Int(CCS_RECENT) * MemoryLayout<SearchWord>.stride
    UnsafeMutableRawPointer(list.recent).initializeMemory(as: UInt8.self, repeating: 0, count: size)
    list.recent_long.initialize(repeating: 0, count: Int(CCS_RECENT_LONG))
    (list.count, list.used, isGivenUp) = (0, 0, false)
  }

  /// The words of the set in the order in which they first occurred, and the bytes of the longer ones.
  var words: [SearchWord] { Array(UnsafeBufferPointer(start: list.words, count: list.count)) }
  var bytes: [UInt8] { Array(UnsafeBufferPointer(start: list.bytes, count: list.used)) }

  /// Adds the words of a text that is not folded. `after` is the number of bytes that can be read after it.
  mutating func add(_ text: UnsafeRawBufferPointer, after: Int = 0) {
    _ = split(text, after: after, hasEscapes: false)
  }

  /// Adds the words of a JSON string, given by its bytes between the quotes.
  mutating func add(escaped raw: UnsafeRawBufferPointer, after: Int = 0) {
    if split(raw, after: after, hasEscapes: true) { return }
    unescaped.removeAll(keepingCapacity: true)
    LineScanner.unescape(raw.assumingMemoryBound(to: UInt8.self), into: &unescaped)
    let text = exchange(&unescaped, with: [])
    text.withUnsafeBytes { _ = split($0, after: 0, hasEscapes: false) }
    if text.count <= Self.bytesMax { unescaped = text }
  }

  /// Returns false if the text has an escape that stands for a character of a word. The words before it were added.
  private mutating func split(_ text: UnsafeRawBufferPointer, after: Int, hasEscapes: Bool) -> Bool {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
    var (place, length) = (0, 0)
    while !isGivenUp {
      switch ccs_split_words(start, text.count, after, hasEscapes, &place, &length, &list) {
      case CCS_SPLIT_ESCAPE: return false
      case CCS_SPLIT_FULL: grow()
      case CCS_SPLIT_OTHER:
        add(folding: UnsafeRawBufferPointer(start: start + place, count: length))
        place += length
      default: return true
      }
    }
    return true
  }

  /// Adds a word of any length and with any characters.
  private mutating func add(folding word: UnsafeRawBufferPointer) {
    var part = exchange(&self.part, with: [])
    part.removeAll(keepingCapacity: true)
    var index = 0
    var isCut = false
    while index < word.count, !isGivenUp {
      if word[index] < 0x80 {
        part.append(Folding.fold(word[index]))
        index += 1
      } else {
        index += Folding.character(word, index) { part.append($0) }
      }
      if part.count > SearchWords.lengthMax {
        part.withUnsafeBytes { insert(UnsafeRawBufferPointer(rebasing: $0[..<SearchWords.lengthMax])) }
        part.removeFirst(SearchWords.lengthMax - SearchWords.overlap)
        isCut = true
      }
    }
    if part.count >= SearchWords.lengthMin || isCut { part.withUnsafeBytes { insert($0) } }
    self.part = part
  }

  private mutating func insert(_ word: UnsafeRawBufferPointer) {
    while !isGivenUp, !ccs_add_word(&list, word.assumingMemoryBound(to: UInt8.self).baseAddress, word.count) { grow() }
  }

  /// Makes room for more words, or gives up the set.
  private mutating func grow() {
    guard list.room < Self.wordsMax, list.size < Self.bytesMax else {
      (list.count, list.used, isGivenUp) = (0, 0, true)
      return
    }
    let words = UnsafeMutablePointer<SearchWord>.allocate(capacity: list.room * 2)
    words.update(from: list.words, count: list.count)
    list.words.deallocate()
    (list.words, list.room) = (words, list.room * 2)
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: list.size * 2)
    bytes.update(from: list.bytes, count: list.used)
    list.bytes.deallocate()
    (list.bytes, list.size) = (bytes, list.size * 2)
  }
}
