import Answers
import Bytes
import Transcripts

/// Puts texts into a Markdown document so that they cannot act as anything else: no HTML markup, no address that runs
/// something, no image that is fetched, and no fence that includes what follows it.
enum MarkdownText {
  /// Adds Markdown of a transcript. Code in it stays as it is.
  ///
  /// Fences are written at the beginning of the line, where every Markdown reader recognises them.
  static func add(_ text: String, to out: inout DocumentText) {
    var fence: [UInt8]?
    let bytes = Array(VisibleText.clean(text).utf8)
    for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
      let content = line.drop { $0 == 0x20 || $0 == 0x09 }
      let marks = content.prefix { $0 == content.first }
      let rest = content.dropFirst(marks.count)
      if let open = fence {
        if marks.first == open[0], marks.count >= open.count, rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
          fence = nil
          out.verbatim(marks)
        } else {
          out.verbatim(line)
        }
      } else if marks.count >= 3, marks.first == 0x7e || marks.first == 0x60 && !rest.contains(0x60) {
        fence = Array(marks)
        out.verbatim(marks)
        out.verbatim(rest.filter { $0 > 0x20 && $0 != 0x3c && $0 != 0x3e && $0 != 0x60 })
      } else {
        addInline(line, to: &out)
      }
      out.markup("\n")
    }
    if let fence {
      out.verbatim(fence)
      out.markup("\n")
    }
    out.markup("\n")
  }

  /// Adds a text on one line in which nothing acts as markup.
  static func addLine(_ text: some StringProtocol, to out: inout DocumentText) {
    let marks = Array("\\`*_[]#|~!".utf8)
    let bytes = Array(VisibleText.clean(text).utf8)
    for (place, byte) in bytes.enumerated() {
      switch byte {
      case 0x0a, 0x09: out.markup(" ")
      case 0x3c: out.markup("&lt;")
      // Only a letter or a number sign can follow the beginning of an entity; `a && b` stays readable.
      case 0x26 where place + 1 < bytes.count && mayBeginEntity(bytes[place + 1]): out.markup("&amp;")
      case _ where marks.contains(byte): out.verbatim([0x5c, byte])
      default: out.verbatim(CollectionOfOne(byte))
      }
    }
  }

  private static func mayBeginEntity(_ byte: UInt8) -> Bool {
    byte == 0x23 || (0x41...0x5a).contains(byte & 0xdf)
  }

  /// Adds a code block whose fence is longer than any run of backticks in the code.
  static func addCode(_ text: String, language: StaticString, to out: inout DocumentText) {
    let text = Array(VisibleText.clean(text).utf8)
    var longest = 0
    var run = 0
    for byte in text {
      run = byte == 0x60 ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = [UInt8](repeating: 0x60, count: max(3, longest + 1))
    out.verbatim(fence)
    out.markup(language)
    out.markup("\n")
    out.verbatim(text)
    out.markup("\n")
    out.verbatim(fence)
    out.markup("\n\n")
  }

  /// Adds an image, or a note with type and size when it cannot be shown.
  static func add(_ media: Media, to out: inout DocumentText) {
    if let image = CheckedImage(media) {
      out.markup("![image](data:")
      out.markup(image.type)
      out.markup(";base64,")
      out.base64(image)
      out.markup(")\n\n")
      return
    }
    let size = media.base64.isEmpty ? media.location : "\(media.size) bytes"
    let form = media.form == .image ? "image" : "document"
    addLine("[" + [form, media.type, size].filter { !$0.isEmpty }.joined(separator: ", ") + "]", to: &out)
    out.markup("\n\n")
  }

  /// Begins a part that opens at a click. Markdown and HTML readers both take the summary as plain text.
  static func beginFold(_ summary: String, to out: inout DocumentText) {
    out.markup("<details><summary>")
    addEntities(VisibleText.clean(summary).utf8, to: &out)
    out.markup("</summary>\n\n")
  }

  /// Adds one line of Markdown. Outside of code, `<` and `&` become plain characters, and so do brackets and marks that
  /// would make an unsafe link or an image.
  private static func addInline(_ line: ArraySlice<UInt8>, to out: inout DocumentText) {
    var place = line.startIndex
    while place < line.endIndex {
      let next = place + 1 < line.endIndex ? line[place + 1] : 0
      switch line[place] {
      case 0x60:
        let count = line[place...].prefix { $0 == 0x60 }.count
        if let end = endOfCode(line, place + count, count) {
          addCode(line[place..<end], ticks: count, to: &out)
          place = end
        } else {
          for _ in 0..<count { out.markup("\\`") }
          place += count
        }
        continue
      case 0x5c where next != 0x3c && next != 0x26 && next != 0:
        out.verbatim(line[place...place + 1])
        place += 2
        continue
      case 0x5c: out.markup("\\\\")
      case 0x3c: out.markup("&lt;")
      case 0x26: out.markup("&amp;")
      case 0x21 where next == 0x5b: out.markup("\\!")
      // The end of the text of a link, or of the label of a link definition.
      case 0x5d where next == 0x28 && !isSafe(line[(place + 2)...]) || next == 0x3a: out.markup("\\]")
      default: out.verbatim(CollectionOfOne(line[place]))
      }
      place += 1
    }
  }

  /// Adds code within a line. Readers disagree about where code begins after an address or in a table, so nothing in it
  /// may be a mark anywhere.
  private static func addCode(_ code: ArraySlice<UInt8>, ticks: Int, to out: inout DocumentText) {
    let inner = code.dropFirst(ticks).dropLast(ticks)
    guard inner.contains(where: { [0x21, 0x26, 0x3c, 0x5b, 0x5c, 0x5d, 0x7c].contains($0) }) else {
      return out.verbatim(code)
    }
    out.markup("<code>")
    addEntities(inner, to: &out)
    out.markup("</code>")
  }

  /// Adds text in which every character that could be a mark of Markdown or of HTML is written as a number.
  private static func addEntities(_ text: some Sequence<UInt8>, to out: inout DocumentText) {
    for byte in text {
      switch byte {
      case 0x0a, 0x09: out.markup(" ")
      case 0x21...0x2c, 0x3a, 0x3c, 0x3e, 0x5b...0x60, 0x7b...0x7e:
        out.markup("&#")
        out.number(Int(byte))
        out.markup(";")
      default: out.verbatim(CollectionOfOne(byte))
      }
    }
  }

  /// The position after the backticks that close the code on this line; nil when none do.
  private static func endOfCode(_ line: ArraySlice<UInt8>, _ start: Int, _ count: Int) -> Int? {
    var place = start
    while let tick = line[place...].firstIndex(of: 0x60) {
      let run = line[tick...].prefix { $0 == 0x60 }.count
      if run == count { return tick + run }
      place = tick + run
    }
    return nil
  }

  private static let webSchemes = ["http://", "https://"].map { Array($0.utf8) }
  private static let safeSchemes = webSchemes + [Array("mailto:".utf8)]

  /// Returns true when an address begins with http, https or mailto, which run nothing, in letters of either case, and
  /// continues after that.
  static func isSafe(_ address: some Collection<UInt8>) -> Bool { begins(address, with: safeSchemes) }

  /// Returns true when an address begins with http or https, in letters of either case, and continues after that.
  static func isWeb(_ address: some Collection<UInt8>) -> Bool { begins(address, with: webSchemes) }

  private static func begins(_ address: some Collection<UInt8>, with schemes: [[UInt8]]) -> Bool {
    let start = address.prefix(9).map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }
    return schemes.contains { start.count > $0.count && start.starts(with: $0) }
  }
}
