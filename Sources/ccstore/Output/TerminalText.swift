import Answers

/// Text for a terminal. What this program says stands as it is written in its sources; every value that is put into it is made clean, whatever it is and
/// wherever it came from: transcripts, names of files, arguments, errors. Nothing else is printed, so that no command can forget to see to it.
struct TerminalText: ExpressibleByStringInterpolation, Sendable {
  private(set) var string: String

  init(stringLiteral value: String) { string = value }

  init(stringInterpolation: Interpolation) { string = stringInterpolation.string }

  /// Of JSON, in which nothing is left that a terminal takes as a command.
  init(escaped json: String) { string = json }

  /// Several lines of somebody else: newlines stay.
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

  /// Without spaces at its end.
  var trimmed: TerminalText {
    var text = self
    while text.string.last == " " { text.string.removeLast() }
    return text
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
