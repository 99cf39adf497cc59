import Bytes

/// A text whose lines are numbered as `cat -n` and Claude Code's Read tool do it. FORMAT.md, Values.
struct NumberedLines {
  /// The form of the number before a line.
  struct Style: Equatable {
    /// True when the number is filled with spaces on the left to six characters.
    var isPadded: Bool
    /// True when a tab follows the number; otherwise an arrow (U+2192) follows.
    var hasTab: Bool

    /// The number of the style in the format, 0 to 3.
    var code: UInt8 { (isPadded ? 0 : 1) | (hasTab ? 2 : 0) }

    init(isPadded: Bool, hasTab: Bool) { (self.isPadded, self.hasTab) = (isPadded, hasTab) }

    init(code: UInt8) { self.init(isPadded: code & 1 == 0, hasTab: code & 2 != 0) }
  }

  /// The maximum line number.
  static let numberMax: UInt64 = 999_999_999

  var style: Style
  /// The number of the first line.
  var first: UInt64
  /// The number of numbered lines, at least 2.
  var lines: Int
  /// The number of bytes of the numbered lines, without the line end of the last one.
  var length: Int

  /// Finds the numbered lines with which a text begins; nil when there are fewer than two.
  init?(_ text: UnsafeRawBufferPointer) {
    guard text.count > 16, let number = Self.number(at: 0, text) else { return nil }
    let hasTab = number.end < text.count && text[number.end] == 0x09
    style = Style(isPadded: number.spaces > 0 || number.end >= 6, hasTab: hasTab)
    first = number.value
    (lines, length) = (0, 0)
    var prefix = Prefix(first, style)
    var start = 0
    while prefix.matches(text, at: start) {
      let end = text.firstIndex(of: 0x0a, from: start + prefix.count) ?? text.count
      lines += 1
      length = end
      start = end + 1
      guard start < text.count, prefix.value < Self.numberMax else { break }
      prefix = Prefix(prefix.value + 1, style)
    }
    if lines < 2 { return nil }
  }

  /// Removes the numbers from the first `length` bytes at `text`, in place, and returns how many bytes are left.
  func remove(from text: UnsafeMutablePointer<UInt8>) -> Int {
    let whole = UnsafeRawBufferPointer(start: text, count: length)
    var (from, to) = (0, 0)
    for line in 0..<lines {
      from += Prefix(first + UInt64(line), style).count
      let end = whole.firstIndex(of: 0x0a, from: from) ?? length
      let count = min(end + 1, length) - from
      (text + to).update(from: text + from, count: count)
      from += count
      to += count
    }
    return to
  }

  private static func number(at start: Int, _ text: UnsafeRawBufferPointer) -> (value: UInt64, spaces: Int, end: Int)? {
    var place = start
    while place < text.count, text[place] == 0x20 { place += 1 }
    let spaces = place - start
    var value: UInt64 = 0
    while place < text.count, (0x30...0x39).contains(text[place]), value <= numberMax / 10 {
      value = value * 10 + UInt64(text[place] - 0x30)
      place += 1
    }
    return place > start + spaces && value <= numberMax ? (value, spaces, place) : nil
  }

  /// The bytes before a line: its number and the separator.
  struct Prefix {
    let value: UInt64
    private let style: Style
    private let width: Int

    init(_ value: UInt64, _ style: Style) {
      (self.value, self.style) = (value, style)
      var digits = 1
      var rest = value
      while rest >= 10 {
        rest /= 10
        digits += 1
      }
      width = style.isPadded ? max(6, digits) : digits
    }

    /// The number of bytes of the prefix in plain text.
    var count: Int { width + (style.hasTab ? 1 : 3) }

    /// The number of bytes of the prefix in a JSON string, where a tab is escaped.
    var escapedCount: Int { width + (style.hasTab ? 2 : 3) }

    func matches(_ text: UnsafeRawBufferPointer, at start: Int) -> Bool {
      guard start + count <= text.count else { return false }
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { bytes in
        write(to: bytes.baseAddress!, isEscaped: false)
        return UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<count])
          .hasSameBytes(as: UnsafeRawBufferPointer(rebasing: text[start..<start + count]))
      }
    }

    /// Writes the prefix: `count` bytes, or `escapedCount` bytes when `isEscaped`.
    @inline(__always)
    func write(to target: UnsafeMutablePointer<UInt8>, isEscaped: Bool) {
      var rest = value
      var place = width
      repeat {
        place &-= 1
        target[place] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      while place > 0 {
        place &-= 1
        target[place] = 0x20
      }
      if !style.hasTab {
        target[width] = 0xe2
        target[width &+ 1] = 0x86
        target[width &+ 2] = 0x92
      } else if isEscaped {
        target[width] = 0x5c
        target[width &+ 1] = UInt8(ascii: "t")
      } else {
        target[width] = 0x09
      }
    }
  }
}

extension ByteBuffer {
  /// Removes the line numbers from the text that begins at `start`, and returns how many bytes of the numbered lines
  /// are left.
  mutating func removeNumbers(_ numbered: NumberedLines, from start: Int) -> Int {
    let rest = count - start - numbered.length
    let kept = numbered.remove(from: base + start)
    (base + start + kept).update(from: base + start + numbered.length, count: rest)
    length = start + kept + rest
    return kept
  }
}
