import Answers
import Bytes

/// Turns the text of a paragraph into HTML: code, bold and italic text, struck-out text, and links. Everything else is
/// text, including markup.
///
/// Links lead to http and https addresses only. Cost: linear, because emphasis is nested at most 4 deep and the
/// end of an unclosed delimiter is searched only once.
struct MarkdownInline {
  private let bytes: [UInt8]
  /// Delimiters that are known to have no end in the current range.
  private var unclosed: Set<[UInt8]> = []

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Adds the HTML of `text`, which must not contain invisible characters.
  static func add(_ text: some Collection<UInt8>, to out: inout DocumentText) {
    var inline = MarkdownInline(Array(text))
    inline.add(0..<inline.bytes.count, depth: 0, isLink: false, &out)
  }

  /// Adds text that is not Markdown: everything is shown as it is, but addresses become links. Cost: linear.
  static func addPlain(_ text: some StringProtocol, to out: inout DocumentText) {
    let inline = MarkdownInline(VisibleText.cleanBytes(text))
    let range = 0..<inline.bytes.count
    var (place, plain) = (0, 0)
    while place < range.upperBound {
      guard inline.bytes[place] | 0x20 == 0x68,
        let end = inline.address(at: place, in: range, before: plain, isVerbatim: true, &out)
      else {
        place += 1
        continue
      }
      (place, plain) = (end, end)
    }
    out.escape(inline.bytes[plain...])
  }

  private mutating func add(_ range: Range<Int>, depth: Int, isLink: Bool, _ out: inout DocumentText) {
    let known = unclosed
    unclosed = []
    defer { unclosed = known }
    var place = range.lowerBound
    var plain = place
    while place < range.upperBound {
      let start = place
      guard let next = element(at: place, in: range, depth: depth, isLink: isLink, plain: plain, &out) else {
        place = plainEnd(start, range)
        continue
      }
      (place, plain) = (next, next)
    }
    flush(plain..<range.upperBound, &out)
  }

  /// The next position at which an element could begin. A run of delimiters that begins nothing is passed over as a
  /// whole.
  private func plainEnd(_ start: Int, _ range: Range<Int>) -> Int {
    var place = start + 1
    if bytes[start] == 0x5c, place < range.upperBound { return place + 1 }
    if bytes[start] == 0x2a || bytes[start] == 0x5f || bytes[start] == 0x60 || bytes[start] == 0x7e {
      while place < range.upperBound, bytes[place] == bytes[start] { place += 1 }
    }
    return place
  }

  /// Adds text as it is, without the backslashes before punctuation.
  private func flush(_ range: Range<Int>, _ out: inout DocumentText) {
    var start = range.lowerBound
    var place = start
    while place + 1 < range.upperBound {
      if bytes[place] == 0x5c, isPunctuation(bytes[place + 1]) {
        out.escape(bytes[start..<place])
        start = place + 1
        place += 1
      }
      place += 1
    }
    if start < range.upperBound { out.escape(bytes[start..<range.upperBound]) }
  }

  /// Adds the element that begins at `place`, preceded by the text from `plain` on. Returns the position after it; nil
  /// when nothing begins here.
  private mutating func element(
    at place: Int, in range: Range<Int>, depth: Int, isLink: Bool, plain: Int, _ out: inout DocumentText
  ) -> Int? {
    switch bytes[place] {
    case 0x60: return code(at: place, in: range, plain: plain, &out)
    case 0x2a, 0x5f, 0x7e: return emphasis(at: place, in: range, depth: depth, isLink: isLink, plain: plain, &out)
    case 0x5b: return isLink ? nil : link(at: place, in: range, depth: depth, plain: plain, &out)
    case 0x48, 0x68: return isLink ? nil : address(at: place, in: range, before: plain, isVerbatim: false, &out)
    default: return nil
    }
  }

  private mutating func code(at place: Int, in range: Range<Int>, plain: Int, _ out: inout DocumentText) -> Int? {
    let count = run(at: place, range)
    guard let end = endOfCode(place + count, count, range) else { return nil }
    flush(plain..<place, &out)
    var inner = (place + count)..<end
    // One space at each end only separates the code from the backticks.
    if inner.count > 2, bytes[inner.lowerBound] == 0x20, bytes[inner.upperBound - 1] == 0x20 {
      inner = inner.lowerBound + 1..<inner.upperBound - 1
    }
    out.markup("<code>")
    out.escape(bytes[inner])
    out.markup("</code>")
    return end + count
  }

  /// The number of equal bytes that begin at `place`.
  private func run(at place: Int, _ range: Range<Int>) -> Int {
    var count = 1
    while place + count < range.upperBound, bytes[place + count] == bytes[place] { count += 1 }
    return count
  }

  /// The position of the next `count` backticks, no fewer and no more; nil when there are none.
  private mutating func endOfCode(_ start: Int, _ count: Int, _ range: Range<Int>) -> Int? {
    let fence = [UInt8](repeating: 0x60, count: count)
    if unclosed.contains(fence) { return nil }
    var place = start
    while place < range.upperBound {
      guard bytes[place] == 0x60 else {
        place += 1
        continue
      }
      let run = run(at: place, range)
      if run == count { return place }
      place += run
    }
    unclosed.insert(fence)
    return nil
  }

  private mutating func emphasis(
    at place: Int, in range: Range<Int>, depth: Int, isLink: Bool, plain: Int, _ out: inout DocumentText
  ) -> Int? {
    let mark = bytes[place]
    let isDouble = place + 1 < range.upperBound && bytes[place + 1] == mark
    let count = isDouble ? 2 : 1
    if mark == 0x7e, !isDouble { return nil }
    let delimiter = [UInt8](repeating: mark, count: count)
    let first = place + count
    guard depth < 4, first < range.upperBound, bytes[first] > 0x20, !unclosed.contains(delimiter),
      mark != 0x5f || place == range.lowerBound || !isWord(bytes[place - 1])
    else { return nil }
    guard let end = end(of: mark, count, from: first, range) else {
      unclosed.insert(delimiter)
      return nil
    }
    flush(plain..<place, &out)
    switch (mark, isDouble) {
    case (0x7e, _): add(first..<end, depth, isLink, "<del>", "</del>", &out)
    case (_, true): add(first..<end, depth, isLink, "<strong>", "</strong>", &out)
    case (_, false): add(first..<end, depth, isLink, "<em>", "</em>", &out)
    }
    return end + count
  }

  private mutating func add(
    _ range: Range<Int>, _ depth: Int, _ isLink: Bool, _ open: StaticString, _ close: StaticString,
    _ out: inout DocumentText
  ) {
    out.markup(open)
    add(range, depth: depth + 1, isLink: isLink, &out)
    out.markup(close)
  }

  /// The position of the next `count` delimiters that follow a word; nil when there are none. Escaped characters and
  /// code are passed over, because code binds more closely than emphasis.
  private mutating func end(of mark: UInt8, _ count: Int, from first: Int, _ range: Range<Int>) -> Int? {
    var place = first
    while place < range.upperBound {
      guard bytes[place] == mark, place > first else {
        switch bytes[place] {
        case 0x5c: place += 2
        case 0x60:
          let ticks = run(at: place, range)
          place += ticks
          if let end = endOfCode(place, ticks, range) { place = end + ticks }
        default: place += 1
        }
        continue
      }
      let run = run(at: place, range)
      let isBehindWord = bytes[place - 1] > 0x20
      let isFollowedByWord = place + run < range.upperBound && isWord(bytes[place + run])
      if run == count || run == 3, isBehindWord, mark != 0x5f || !isFollowedByWord { return place + run - count }
      place += run
    }
    return nil
  }

  private mutating func link(
    at place: Int, in range: Range<Int>, depth: Int, plain: Int, _ out: inout DocumentText
  ) -> Int? {
    let bracket: [UInt8] = [0x5d]
    guard !unclosed.contains(bracket) else { return nil }
    // A label has fewer than 600 bytes, which limits the search for its end.
    guard let close = bytes[place + 1..<min(range.upperBound, place + 600)].firstIndex(of: 0x5d) else {
      if range.upperBound <= place + 600 { unclosed.insert(bracket) }
      return nil
    }
    guard close + 1 < range.upperBound, bytes[close + 1] == 0x28 else { return nil }
    let target = bytes[close + 2..<min(range.upperBound, close + 2 + 2_000)]
    guard let end = target.firstIndex(where: { $0 == 0x29 || $0 <= 0x20 }), bytes[end] == 0x29,
      MarkdownText.isWeb(bytes[close + 2..<end])
    else { return nil }
    flush(plain..<place, &out)
    open(close + 2..<end, &out)
    add(place + 1..<close, depth: depth + 1, isLink: true, &out)
    out.markup("</a>")
    return end + 1
  }

  /// Adds an address in the text as a link, after the text from `plain` on, in which backslashes stay if it is
  /// verbatim.
  private func address(
    at place: Int, in range: Range<Int>, before plain: Int, isVerbatim: Bool, _ out: inout DocumentText
  ) -> Int? {
    guard place == range.lowerBound || !isWord(bytes[place - 1]), MarkdownText.isWeb(bytes[place..<range.upperBound])
    else { return nil }
    var end = place
    while end < range.upperBound, bytes[end] > 0x20,
      ![0x3c, 0x3e, 0x22, 0x60, 0x29, 0x5d, 0x2a, 0x7c].contains(bytes[end])
    {
      end += 1
    }
    while end > place, [0x2e, 0x2c, 0x3a, 0x3b, 0x21, 0x3f, 0x27].contains(bytes[end - 1]) { end -= 1 }
    guard end > place + 8 else { return nil }
    if isVerbatim { out.escape(bytes[plain..<place]) } else { flush(plain..<place, &out) }
    open(place..<end, &out)
    out.escape(bytes[place..<end])
    out.markup("</a>")
    return end
  }

  private func open(_ target: Range<Int>, _ out: inout DocumentText) {
    out.markup("<a rel=\"noopener noreferrer nofollow\" href=\"")
    out.escape(bytes[target])
    out.markup("\">")
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39 || byte >= 0x41 && byte <= 0x5a || byte >= 0x61 && byte <= 0x7a || byte >= 0x80
  }

  private func isPunctuation(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7f && !isWord(byte)
  }
}
