import Answers
import Tables

/// Text for a terminal. Literal parts are printed as they are in the sources of this program; every interpolated value
/// is cleaned, whatever its type and origin: transcripts, names of files, arguments, errors. All output goes through
/// this type, so that no command can omit the cleaning.
struct TerminalText: ExpressibleByStringInterpolation, Sendable {
  private(set) var string: String

  init(stringLiteral value: String) { string = value }

  init(stringInterpolation: Interpolation) { string = stringInterpolation.string }

  /// Makes text of JSON in which everything is escaped that a terminal would interpret as a command.
  init(escaped json: String) { string = json }

  /// Makes text of several lines from another source. They are cleaned, but newlines stay.
  init(lines text: String) { string = VisibleText.clean(text, for: .terminal) }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var string = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      string.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { string += literal }
    mutating func appendInterpolation(_ text: TerminalText) { string += text.string }
    mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      string += PlainText.clean(value.description)
    }
  }

  var isEmpty: Bool { string.isEmpty }

  static func + (left: TerminalText, right: TerminalText) -> TerminalText { "\(left)\(right)" }
  static func += (left: inout TerminalText, right: TerminalText) { left.string += right.string }

  /// Removes spaces at the beginning.
  mutating func dropSpaces() { string = String(string.drop { $0 == " " }) }

  /// The text without spaces at its end.
  var trimmed: TerminalText {
    var text = self
    while text.string.last == " " { text.string.removeLast() }
    return text
  }
}

extension TerminalText {
  /// Returns the text on lines of at most `width` columns, broken at spaces; all lines have the indentation of the first
  /// one. Commands are not broken, so that they can be copied: what stands in quotes counts as one word, and a command
  /// after a colon and two spaces gets a line of its own if it does not fit.
  func wrapped(_ width: Int) -> [TerminalText] {
    if Self.columns(string) <= width { return [self] }
    let indent = String(string.prefix { $0 == " " })
    if !indent.isEmpty {
      let lines = TerminalText(string: String(string.dropFirst(indent.count))).wrapped(max(1, width - indent.count))
      return lines.map { TerminalText(string: indent + $0.string) }
    }
    let (prose, command) = parts
    var lines: [TerminalText] = []
    var line = ""
    for word in Self.words(prose) {
      let joined = line.isEmpty ? word : line + " " + word
      if !line.isEmpty, Self.columns(joined) > width {
        lines.append(TerminalText(string: line))
        line = word
      } else {
        line = joined
      }
    }
    guard let command else { return lines + [TerminalText(string: line)] }
    let whole = line + "  " + command
    if Self.columns(whole) <= width { return lines + [TerminalText(string: whole)] }
    return lines + [TerminalText(string: line), TerminalText(string: "  " + command)]
  }

  private init(string: String) { self.string = string }

  /// Returns the text with a note in front of the colon and two spaces that a command follows, else at its end.
  func with(note: TerminalText) -> TerminalText {
    guard let range = string.firstRange(of: ":  ") else { return self + note }
    return TerminalText(string: "\(string[..<range.lowerBound])\(note.string)\(string[range.lowerBound...])")
  }

  /// Returns the words of a text; several ones between quotes are one. Between two spaces is an empty one, because a
  /// path may have both.
  private static func words(_ text: String) -> [String] {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    var result: [String] = []
    var next = words.startIndex
    while next < words.endIndex {
      var end = next
      if words[next].drop(while: { $0 == "(" }).hasPrefix("'") {
        end = words[next...].firstIndex(where: closesQuote) ?? next
      }
      result.append(words[next...end].joined(separator: " "))
      next = end + 1
    }
    return result
  }

  /// Returns whether a word ends with a quote, which punctuation may follow.
  private static func closesQuote(_ word: Substring) -> Bool {
    var word = word.drop { $0 == "(" }
    while let last = word.last, ";:,.?!)".contains(last) { word.removeLast() }
    return word.count > 1 && word.last == "'"
  }

  /// The text up to a colon that two spaces follow, and what stands after these.
  private var parts: (String, command: String?) {
    guard let range = string.firstRange(of: ":  ") else { return (string, nil) }
    return (string[..<range.lowerBound] + ":", String(string[range.upperBound...]))
  }

  /// Returns the number of columns that a text takes, in which colours take none.
  private static func columns(_ text: String) -> Int {
    text.contains("\u{1b}") ? Format.width(text.replacing(/\u{1b}\[[0-9;]*m/, with: "")) : Format.width(text)
  }
}

extension Sequence<TerminalText> {
  func joined(separator: TerminalText = "") -> TerminalText {
    var text: TerminalText = ""
    for (index, part) in enumerated() {
      if index > 0 { text += separator }
      text += part
    }
    return text
  }
}
