import Answers
import Bytes

/// Turns Markdown into HTML: paragraphs, headings, lists, quotes, fenced code, tables and rules, with the inline
/// elements that ``MarkdownInline`` supports. HTML in it is text.
///
/// This is a strict subset of Markdown: whatever is not understood is a paragraph. Cost: linear; quotes and lists are
/// nested at most 8 deep.
struct MarkdownBlocks {
  private typealias Line = ArraySlice<UInt8>

  private static let depthMax = 8

  /// Adds the HTML of `text` to `out`.
  static func add(_ text: String, to out: inout DocumentText) {
    let bytes = Array(VisibleText.clean(text).utf8)
    add(bytes.split(separator: 0x0a, omittingEmptySubsequences: false)[...], depth: 0, &out)
  }

  private static func add(_ lines: ArraySlice<Line>, depth: Int, _ out: inout DocumentText) {
    var rest = lines
    while let line = rest.first {
      if isBlank(line) {
        rest.removeFirst()
      } else if let fence = Fence(line) {
        rest = code(rest, fence, &out)
      } else if let level = headingLevel(line) {
        heading(line, level, &out)
        rest.removeFirst()
      } else if isRule(line) {
        out.markup("<hr>\n")
        rest.removeFirst()
      } else if depth < depthMax, content(line).first == 0x3e {
        rest = quote(rest, depth, &out)
      } else if depth < depthMax, let item = ListItem(line) {
        rest = list(rest, item, depth, &out)
      } else if let columns = tableColumns(rest) {
        rest = table(rest, columns, &out)
      } else {
        rest = paragraph(rest, depth, &out)
      }
    }
  }

  // MARK: Lines

  private static func isBlank(_ line: Line) -> Bool { line.allSatisfy { $0 == 0x20 || $0 == 0x09 } }

  private static func indent(_ line: Line) -> Int {
    line.prefix { $0 == 0x20 || $0 == 0x09 }.reduce(0) { $0 + ($1 == 0x09 ? 4 : 1) }
  }

  private static func content(_ line: Line) -> Line { line.drop { $0 == 0x20 || $0 == 0x09 } }

  private static func trimmed(_ line: Line) -> Line {
    var line = content(line)
    while let last = line.last, last == 0x20 || last == 0x09 { line.removeLast() }
    return line
  }

  private static func headingLevel(_ line: Line) -> Int? {
    let text = content(line)
    let level = text.prefix { $0 == 0x23 }.count
    guard (1...6).contains(level), indent(line) < 4, text.dropFirst(level).first == 0x20 else { return nil }
    return level
  }

  private static func isRule(_ line: Line) -> Bool {
    let marks = line.filter { $0 != 0x20 && $0 != 0x09 }
    guard marks.count >= 3, let mark = marks.first, mark == 0x2d || mark == 0x2a || mark == 0x5f else { return false }
    return marks.allSatisfy { $0 == mark }
  }

  /// Returns true when a line ends the paragraph before it.
  private static func interrupts(_ line: Line, depth: Int) -> Bool {
    isBlank(line) || Fence(line) != nil || headingLevel(line) != nil || isRule(line)
      || depth < depthMax && (content(line).first == 0x3e || ListItem(line).map { ($0.number ?? 1) == 1 } ?? false)
  }

  private struct Fence {
    var mark: UInt8
    var count: Int
    var indent: Int
    var language: Line

    init?(_ line: Line) {
      let text = content(line)
      guard let mark = text.first, mark == 0x60 || mark == 0x7e else { return nil }
      let count = text.prefix { $0 == mark }.count
      let language = trimmed(text.dropFirst(count))
      guard count >= 3, mark == 0x7e || !language.contains(0x60) else { return nil }
      (self.mark, self.count, self.language) = (mark, count, language.prefix { $0 > 0x20 && $0 != 0x7b })
      indent = MarkdownBlocks.indent(line)
    }

    func isClosed(by line: Line) -> Bool {
      let text = trimmed(line)
      return text.count >= count && text.allSatisfy { $0 == mark }
    }
  }

  private struct ListItem {
    /// nil for a bullet.
    var number: Int?
    /// The column at which its text begins.
    var indent: Int
    /// The column of its marker.
    var start: Int
    var text: Line

    init?(_ line: Line) {
      let content = content(line)
      start = MarkdownBlocks.indent(line)
      let digits = content.prefix { $0 >= 0x30 && $0 <= 0x39 }
      var marker = 1
      if digits.isEmpty {
        guard let mark = content.first, mark == 0x2d || mark == 0x2a || mark == 0x2b else { return nil }
      } else {
        guard digits.count <= 6, let end = content.dropFirst(digits.count).first, end == 0x2e || end == 0x29 else {
          return nil
        }
        number = Int(String(decoding: digits, as: UTF8.self))
        marker = digits.count + 1
      }
      let rest = content.dropFirst(marker)
      guard rest.isEmpty || rest.first == 0x20 || rest.first == 0x09 else { return nil }
      let spaces = min(4, rest.prefix { $0 == 0x20 }.count)
      indent = start + marker + max(1, spaces)
      text = rest.dropFirst(spaces)
    }
  }

  // MARK: Blocks

  private static func heading(_ line: Line, _ level: Int, _ out: inout DocumentText) {
    var text = trimmed(content(line).dropFirst(level))
    while text.last == 0x23 { text.removeLast() }
    // The page uses the first two levels itself.
    let level = min(6, level + 2)
    out.markup("<h")
    out.number(level)
    out.markup(">")
    MarkdownInline.add(trimmed(text), to: &out)
    out.markup("</h")
    out.number(level)
    out.markup(">\n")
  }

  private static func code(_ lines: ArraySlice<Line>, _ fence: Fence, _ out: inout DocumentText) -> ArraySlice<Line> {
    let rest = lines.dropFirst()
    let end = rest.firstIndex(where: fence.isClosed) ?? rest.endIndex
    var code: [UInt8] = []
    for line in rest[..<end] {
      var line = line
      for _ in 0..<fence.indent where line.first == 0x20 { line.removeFirst() }
      code += line
      code.append(0x0a)
    }
    HTMLBlocks.code(
      String(decoding: code.dropLast(), as: UTF8.self), language: String(decoding: fence.language, as: UTF8.self), &out)
    return rest[end...].dropFirst()
  }

  private static func quote(_ lines: ArraySlice<Line>, _ depth: Int, _ out: inout DocumentText) -> ArraySlice<Line> {
    var inner: [Line] = []
    var rest = lines
    while let line = rest.first, content(line).first == 0x3e {
      let text = content(line).dropFirst()
      inner.append(text.first == 0x20 ? text.dropFirst() : text)
      rest.removeFirst()
    }
    out.markup("<blockquote>\n")
    add(inner[...], depth: depth + 1, &out)
    out.markup("</blockquote>\n")
    return rest
  }

  private static func list(
    _ lines: ArraySlice<Line>, _ first: ListItem, _ depth: Int, _ out: inout DocumentText
  ) -> ArraySlice<Line> {
    let isNumbered = first.number != nil
    if let number = first.number, number != 1 {
      out.markup("<ol start=\"")
      out.number(number)
      out.markup("\">\n")
    } else if isNumbered {
      out.markup("<ol>\n")
    } else {
      out.markup("<ul>\n")
    }
    var rest = lines
    while let line = rest.first, let item = ListItem(line), (item.number != nil) == isNumbered, !isRule(line),
      item.start < first.indent
    {
      rest.removeFirst()
      var inner = [item.text]
      while let next = rest.first {
        if isBlank(next) {
          // A blank line ends the item, unless the text that follows is indented as a part of it.
          let after = rest.drop(while: isBlank)
          guard let text = after.first, indent(text) >= item.indent else { break }
          inner.append([])
          rest = after
          continue
        } else if indent(next) >= item.indent || indent(next) > first.start && ListItem(next) != nil {
          inner.append(unindented(next, item.indent))
        } else if ListItem(next) == nil, !interrupts(next, depth: depth), !isBlank(inner.last ?? []) {
          inner.append(content(next))
        } else {
          break
        }
        rest.removeFirst()
      }
      out.markup("<li>")
      addItem(inner, depth + 1, &out)
      out.markup("</li>\n")
      // Blank lines between items are passed over.
      let next = rest.drop(while: isBlank)
      if next.startIndex > rest.startIndex, let line = next.first, ListItem(line) != nil { rest = next }
    }
    out.markup(isNumbered ? "</ol>\n" : "</ul>\n")
    return rest
  }

  /// Adds the contents of an item. Its first paragraph gets no `<p>` element, and a check box at its beginning is
  /// drawn.
  private static func addItem(_ lines: [Line], _ depth: Int, _ out: inout DocumentText) {
    var lines = lines[...]
    if let first = lines.first, first.starts(with: "[ ] ".utf8) || first.starts(with: "[x] ".utf8) {
      out.markup(first.starts(with: "[x] ".utf8) ? "☑ " : "☐ ")
      lines = [first.dropFirst(4)] + lines.dropFirst()
    }
    let text = lines.prefix { !isBlank($0) }
    let end = text.indices.dropFirst().first { interrupts(text[$0], depth: depth) } ?? text.endIndex
    if let first = text.first, !interrupts(first, depth: depth) {
      MarkdownInline.add(joined(text[..<end]), to: &out)
      lines = lines[end...]
      if !lines.isEmpty { out.markup("\n") }
    }
    add(lines, depth: depth, &out)
  }

  private static func unindented(_ line: Line, _ columns: Int) -> Line {
    var line = line
    var left = columns
    while left > 0, let first = line.first, first == 0x20 || first == 0x09 {
      left -= first == 0x09 ? 4 : 1
      line.removeFirst()
    }
    return line
  }

  private static func paragraph(_ lines: ArraySlice<Line>, _ depth: Int, _ out: inout DocumentText) -> ArraySlice<Line>
  {
    var end = lines.startIndex + 1
    while end < lines.endIndex, !interrupts(lines[end], depth: depth) { end += 1 }
    out.markup("<p>")
    MarkdownInline.add(joined(lines[..<end]), to: &out)
    out.markup("</p>\n")
    return lines[end...]
  }

  private static func joined(_ lines: ArraySlice<Line>) -> [UInt8] {
    Array(lines.map { trimmed($0) }.joined(separator: [0x0a]))
  }

  // MARK: Tables

  /// The number of columns of the table that begins here with a line of cells and a line of dashes; nil when none does.
  private static func tableColumns(_ lines: ArraySlice<Line>) -> Int? {
    guard lines.count >= 2, lines[lines.startIndex].contains(0x7c) else { return nil }
    let rule = lines[lines.startIndex + 1]
    guard rule.contains(0x2d), rule.contains(0x7c), rule.allSatisfy({ [0x20, 0x09, 0x2d, 0x3a, 0x7c].contains($0) })
    else {
      return nil
    }
    let columns = cells(lines[lines.startIndex]).count
    return columns == cells(rule).count ? columns : nil
  }

  private static func table(_ lines: ArraySlice<Line>, _ columns: Int, _ out: inout DocumentText) -> ArraySlice<Line> {
    out.markup("<div class=\"table\"><table>\n<thead>")
    row(lines[lines.startIndex], columns, "<th>", "</th>", &out)
    out.markup("</thead>\n<tbody>\n")
    var rest = lines.dropFirst(2)
    while let line = rest.first, !isBlank(line), line.contains(0x7c) {
      row(line, columns, "<td>", "</td>", &out)
      rest.removeFirst()
    }
    out.markup("</tbody></table></div>\n")
    return rest
  }

  private static func row(
    _ line: Line, _ columns: Int, _ open: StaticString, _ close: StaticString, _ out: inout DocumentText
  ) {
    out.markup("<tr>")
    for cell in cells(line).prefix(columns) {
      out.markup(open)
      MarkdownInline.add(trimmed(cell), to: &out)
      out.markup(close)
    }
    out.markup("</tr>\n")
  }

  /// Splits a line into cells. A bar in code or after a backslash does not separate cells.
  private static func cells(_ line: Line) -> [Line] {
    var text = trimmed(line)
    if text.first == 0x7c { text.removeFirst() }
    if text.last == 0x7c { text.removeLast() }
    var cells: [Line] = []
    var start = text.startIndex
    var place = start
    var isCode = false
    while place < text.endIndex {
      switch text[place] {
      case 0x5c: place += 1
      case 0x60: isCode.toggle()
      case 0x7c where !isCode:
        cells.append(text[start..<place])
        start = place + 1
      default: break
      }
      place += 1
    }
    return cells + [text[min(start, text.endIndex)...]]
  }
}
