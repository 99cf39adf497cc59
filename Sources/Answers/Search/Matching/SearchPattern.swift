import Bytes
import FileIO
import LineCodecs
import SessionLog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Options that determine how the text of a search is interpreted.
public struct SearchOptions: Sendable {
  /// True if the text is a POSIX extended regular expression, in which `\d`, `\w`, `\s` and `\b` can be used, too.
  public var isRegex = false
  /// True to distinguish between capital and small letters.
  public var isCaseSensitive = false
  /// True to match only where no letter, digit or underscore precedes or follows.
  public var isWord = false

  /// Creates the options of a search for a text, ignoring case.
  public init() {}
}

/// A text to be found, with the means to exclude records and chunks quickly.
struct SearchPattern: Sendable {
  private enum Form: Sendable {
    /// Bytes to be found in the text as it is: no character above ASCII is equal to one of them.
    case plain(LiteralMatcher)
    /// Folded bytes to be found in folded text.
    case folded(LiteralMatcher)
    case regex(RegularExpression)
  }

  private let form: Form
  private let isWord: Bool
  /// A part of the text that occurs unchanged in the JSON of every line that contains the text, unless the line has
  /// escapes of ordinary letters, or letters that fold to ASCII. If nil, no line can be excluded.
  let prefilter: LiteralMatcher?
  /// The words, or parts of words, that occur in every text that contains this one.
  let pieces: [SearchFragment]

  /// Makes a pattern of a text, which must not be empty. Throws `emptyPattern` or `invalidPattern`.
  init(_ text: String, _ options: SearchOptions) throws {
    guard !text.isEmpty else { throw StoreError(.emptyPattern, "the text to look for is empty") }
    isWord = options.isWord
    let bytes = Array(text.utf8)
    if options.isRegex {
      form = .regex(try RegularExpression(text, isCaseSensitive: options.isCaseSensitive))
      (prefilter, pieces) = (nil, [])
      return
    }
    prefilter = Self.longestPlainRun(bytes).map { LiteralMatcher($0, isCaseSensitive: options.isCaseSensitive) }
    pieces = bytes.withUnsafeBytes { SearchFragment.all(in: $0) }
    if options.isCaseSensitive {
      form = .plain(LiteralMatcher(bytes, isCaseSensitive: true))
    } else {
      var folded: [UInt8] = []
      bytes.withUnsafeBytes { Folding.fold($0, into: &folded) }
      let needle = LiteralMatcher(folded, isCaseSensitive: false)
      form = folded.allSatisfy { $0 < 0x80 } ? .plain(needle) : .folded(needle)
    }
  }

  /// Returns the longest part that JSON always writes unchanged: printable ASCII except `"`, `\` and `/`.
  private static func longestPlainRun(_ text: [UInt8]) -> [UInt8]? {
    text.split { $0 < 0x20 || $0 >= 0x7f || $0 == 0x22 || $0 == 0x5c || $0 == 0x2f }
      .max { $0.count < $1.count }.map { Array($0) }
  }

  /// The occurrences of the pattern in a text.
  struct Occurrences {
    /// The offset of the first one.
    var first: Int
    var count = 0
    /// The number of those that are whole words; 0 unless words are counted.
    var words = 0
  }

  /// Returns the occurrences in a text; nil if there is none. `countsWords` asks for the number of whole words.
  func find(
    in text: UnsafeRawBufferPointer, _ scratch: inout [UInt8], countsWords: Bool = false
  ) -> Occurrences? {
    switch form {
    case .plain(let needle):
      // Two letters above ASCII fold to ASCII letters. A text that may contain one of them is folded first.
      if !needle.isCaseSensitive, Self.mayFoldToASCII(text) {
        return find(folded: needle, in: text, &scratch, countsWords)
      }
      return find(needle, in: text, countsWords)
    case .folded(let needle): return find(folded: needle, in: text, &scratch, countsWords)
    case .regex(let regex):
      var found: Occurrences?
      regex.forEach(in: text) { range in
        let isWhole = (isWord || countsWords) && Self.isWord(range, in: text)
        if isWord, !isWhole { return }
        found.add(range.lowerBound, isWhole: isWhole)
      }
      return found
    }
  }

  private func find(_ needle: LiteralMatcher, in text: UnsafeRawBufferPointer, _ countsWords: Bool) -> Occurrences? {
    var found: Occurrences?
    needle.forEach(in: text) { start in
      let end = start + needle.bytes.count
      let isWhole = (isWord || countsWords) && Self.isWord(start..<end, in: text)
      if isWord, !isWhole { return start + 1 }
      found.add(start, isWhole: isWhole)
      return end
    }
    return found
  }

  /// Folds the text and searches it for a folded needle.
  private func find(
    folded needle: LiteralMatcher, in text: UnsafeRawBufferPointer, _ scratch: inout [UInt8], _ countsWords: Bool
  ) -> Occurrences? {
    scratch.removeAll(keepingCapacity: true)
    Folding.fold(text, into: &scratch)
    guard var found = scratch.withUnsafeBytes({ find(needle, in: $0, countsWords) }) else { return nil }
    found.first = Folding.offset(in: text, ofFolded: found.first)
    return found
  }

  /// Calls `body` with the range of each occurrence in a text, ascending. The ranges are offsets in the text itself.
  func forEach(in text: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Void) {
    func forEach(_ needle: LiteralMatcher, _ searched: UnsafeRawBufferPointer, _ place: (Int) -> Int) {
      needle.forEach(in: searched) { start in
        let end = start + needle.bytes.count
        if isWord, !Self.isWord(start..<end, in: searched) { return start + 1 }
        body(place(start)..<max(place(start), place(end)))
        return end
      }
    }
    switch form {
    case .plain(let needle) where needle.isCaseSensitive || !Self.mayFoldToASCII(text):
      forEach(needle, text) { $0 }
    case .plain(let needle), .folded(let needle):
      var folded: [UInt8] = []
      Folding.fold(text, into: &folded)
      folded.withUnsafeBytes { forEach(needle, $0) { Folding.offset(in: text, ofFolded: $0) } }
    case .regex(let regex):
      regex.forEach(in: text) { range in
        if !isWord || Self.isWord(range, in: text) { body(range) }
      }
    }
  }

  /// Returns true if the text contains the long s or the Kelvin sign.
  static func mayFoldToASCII(_ text: UnsafeRawBufferPointer) -> Bool {
    for (lead, rest) in [(UInt8(0xc5), [UInt8(0xbf)]), (0xe2, [0x84, 0xaa])] {
      var start = 0
      while let place = text.firstIndex(of: lead, from: start) {
        let end = place + 1 + rest.count
        if end <= text.count, text[(place + 1)..<end].elementsEqual(rest) { return true }
        start = place + 1
      }
    }
    return false
  }

  // MARK: Words

  /// Returns true if no letter, digit or underscore precedes or follows a range.
  static func isWord(_ range: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
    !isWordCharacter(before: range.lowerBound, text) && !isWordCharacter(at: range.upperBound, text)
  }

  private static func isWordCharacter(before end: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    var start = end - 1
    while start > 0, start > end - 4, text[start] & 0xc0 == 0x80 { start -= 1 }
    return start >= 0 && isWordCharacter(at: start, text)
  }

  private static func isWordCharacter(at start: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    guard start < text.count else { return false }
    var decoder = UTF8()
    var bytes = text[start..<min(start + 4, text.count)].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&bytes) else { return false }
    if scalar.isASCII { return scalar == "_" || scalar.value &- 0x30 < 10 || (scalar.value | 0x20) &- 0x61 < 26 }
    // These are the characters of `\w` in Unicode: alphabetic, marks, decimal digits, connectors, join controls.
    if scalar.properties.isAlphabetic || scalar.properties.isJoinControl { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
    default: return false
    }
  }
}

extension SearchPattern.Occurrences? {
  fileprivate mutating func add(_ place: Int, isWhole: Bool) {
    var found = self ?? SearchPattern.Occurrences(first: place)
    found.count += 1
    if isWhole { found.words += 1 }
    self = found
  }
}

/// A regular expression of the C library.
final class RegularExpression: @unchecked Sendable {
  // `regexec` only reads the memory that `regcomp` has written.
  private let compiled: UnsafeMutablePointer<regex_t>

  init(_ text: String, isCaseSensitive: Bool) throws {
    // This is not a property yet, because `deinit` would free it again after an error.
    let compiled = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
    let pattern = Self.translated(text)
    let code = regcomp(compiled, pattern, REG_EXTENDED | REG_NEWLINE | (isCaseSensitive ? 0 : REG_ICASE))
    guard code == 0 else {
      var message = [CChar](repeating: 0, count: 256)
      regerror(code, compiled, &message, message.count)
      compiled.deallocate()
      let reason = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw StoreError(.invalidPattern, "'\(text)' is not a regular expression: \(reason)")
    }
    self.compiled = compiled
  }

  deinit {
    regfree(compiled)
    compiled.deallocate()
  }

  /// Returns an expression with bracket expressions for `\d` and `\D`, which POSIX lacks.
  private static func translated(_ text: String) -> String {
    var out = ""
    var isEscaped = false
    for character in text {
      if isEscaped {
        out += character == "d" ? "[0-9]" : character == "D" ? "[^0-9]" : "\\" + String(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        out.append(character)
      }
    }
    return isEscaped ? out + "\\" : out
  }

  /// Calls `body` with the range of each match that is not empty.
  func forEach(in text: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Void) {
    guard let base = text.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
    var start = 0
    while start < text.count {
      var match = regmatch_t()
      match.rm_so = regoff_t(start)
      match.rm_eo = regoff_t(text.count)
      let flags = REG_STARTEND | (start > 0 && text[start - 1] != 0x0a ? REG_NOTBOL : 0)
      guard regexec(compiled, base, 1, &match, flags) == 0 else { return }
      let range = Int(match.rm_so)..<Int(match.rm_eo)
      if !range.isEmpty { body(range) }
      start = max(range.upperBound, start + 1)
    }
  }
}
