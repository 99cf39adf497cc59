import Answers
import Bytes

/// Makes texts of transcripts fit for a terminal: without commands to it, and without lines longer than its width.
enum PlainText {
  /// Returns a text on one line, without invisible characters; tabs become two spaces.
  static func clean(_ text: some StringProtocol) -> String {
    VisibleText.clean(text, for: .line)
  }

  /// Returns the lines of a text, unchanged.
  static func lines(_ text: String) -> [Substring] {
    // The text is split by bytes, because "\r\n" is one character.
    text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map { Substring($0) }
  }

  /// Returns the first lines of a text that are not blank, and the number of further ones.
  static func head(_ text: String, lines limit: Int) -> (lines: [Substring], more: Int) {
    var lines: [Substring] = []
    var count = 0
    var isBlank = true
    var start = text.utf8.startIndex
    func end(_ place: String.Index) {
      if isBlank { return }
      count += 1
      if lines.count < limit { lines.append(Substring(text.utf8[start..<place])) }
    }
    var place = start
    while place < text.utf8.endIndex {
      let byte = text.utf8[place]
      if byte == 0x0a {
        end(place)
        start = text.utf8.index(after: place)
        isBlank = true
      } else if byte > 0x20 {
        isBlank = false
      }
      text.utf8.formIndex(after: &place)
    }
    end(place)
    return (lines, count - lines.count)
  }

  /// Breaks a clean line at spaces so that it fits `width` columns; the parts after the first have the indentation of
  /// the line. A nil width leaves the line whole.
  static func wrap(_ line: String, _ width: Int?) -> [String] {
    guard let width, line.utf8.count > width, Format.width(line) > width else { return [line] }
    let indent = min(line.prefix { $0 == " " }.count, width / 2)
    var lines: [String] = []
    var rest = Substring(line)
    while true {
      let room = lines.isEmpty ? width : width - indent
      let start = lines.isEmpty ? "" : String(repeating: " ", count: indent)
      guard let cut = cut(rest, room) else { return lines + [start + rest] }
      lines.append(start + rest[..<cut.end])
      rest = rest[cut.next...]
    }
  }

  /// Returns the index at which the first `width` columns of a text end, and the index at which the next part begins;
  /// nil if the whole text fits.
  private static func cut(_ text: Substring, _ width: Int) -> (end: Substring.Index, next: Substring.Index)? {
    var used = 0
    var isIndent = true
    var space: Substring.Index?
    var place = text.startIndex
    while place < text.endIndex {
      let character = text[place]
      if character == " " { if !isIndent { space = place } } else { isIndent = false }
      used += Format.columns(character)
      // A part has at least one character, however wide it is.
      if used > width, place > text.startIndex {
        guard let space else { return (place, place) }
        let next = text[space...].firstIndex { $0 != " " } ?? text.endIndex
        return next == text.endIndex ? (space, next) : next > place ? (place, next) : (space, next)
      }
      text.formIndex(after: &place)
    }
    return nil
  }
}
