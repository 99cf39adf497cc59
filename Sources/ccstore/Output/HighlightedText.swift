import Answers

/// Marks what a search found in the lines that a text was broken into.
struct HighlightedText {
  let style: Style
  let highlighter: SearchHighlighter

  /// Returns the lines with the matches marked, if the style has colours. `lines` are those into which `text` was
  /// broken: its bytes in their order, but spaces, which may be others, and an ellipsis. Both must be clean.
  func lines(_ lines: [String], of text: String) -> [TerminalText] {
    guard style.isColored else { return lines.map { "\($0)" } }
    let ranges = highlighter.ranges(in: text)
    if ranges.isEmpty { return lines.map { "\($0)" } }
    let source = Array(text.utf8)
    var isMatch = [Bool](repeating: false, count: source.count)
    for range in ranges { for place in range { isMatch[place] = true } }
    var place = 0
    return lines.map { line in
      var parts: [(text: [UInt8], isMatch: Bool)] = []
      for byte in line.utf8 {
        let isSpace = byte == 0x20
        if !isSpace { while place < source.count, source[place] == 0x20 { place += 1 } }
        let isHere = place < source.count && source[place] == byte
        // A character is not divided.
        let isInner = byte & 0xc0 == 0x80
        let isMarked = isInner ? parts.last?.isMatch ?? false : isHere && isMatch[place]
        if isHere { place += 1 }
        if parts.last?.isMatch == isMarked {
          parts[parts.count - 1].text.append(byte)
        } else {
          parts.append(([byte], isMarked))
        }
      }
      return parts.map { part in
        let text: TerminalText = "\(String(decoding: part.text, as: UTF8.self))"
        return part.isMatch ? style.bold(style.yellow(text)) : text
      }.joined()
    }
  }
}
