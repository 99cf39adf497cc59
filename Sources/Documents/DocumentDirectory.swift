import Answers
import Times

/// Makes unique file names for documents: the day, words of the title, and the short id.
struct DocumentNames {
  private let format: DocumentFormat
  private var taken: Set<String> = ["index"]

  init(_ format: DocumentFormat) { self.format = format }

  mutating func name(_ session: SessionSummary) -> String {
    let day = session.started.map { String($0.description.prefix(10)) }
    let parts = [day, Self.words(session.title, limit: 48), Self.words(session.shortID, limit: 80)]
    let words = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "-")
    let base = words.isEmpty ? "session" : words
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    return "\(name).\(format.ending)"
  }

  /// Lower-case ASCII letters and digits, with a dash in place of everything else, cut between words to at most `limit`
  /// characters.
  private static func words(_ text: String, limit: Int) -> String {
    var words = ""
    for word in text.prefix(400).lowercased().split(whereSeparator: { !$0.isASCII || !($0.isLetter || $0.isNumber) }) {
      if words.isEmpty {
        words = String(word.prefix(limit))
      } else if words.count + 1 + word.count <= limit {
        words += "-" + word
      } else {
        break
      }
    }
    return words
  }
}

/// A page with one line for each document.
struct DocumentIndex {
  private let format: DocumentFormat
  private let time: (Instant) -> String
  private var out = DocumentText()

  init(_ format: DocumentFormat, time: @escaping (Instant) -> String) {
    (self.format, self.time) = (format, time)
    switch format {
    case .markdown: out.markup("# Sessions\n\n")
    case .html:
      HTMLRenderer.head("Sessions", &out)
      out.markup("<header><h1>Sessions</h1></header>\n<main>\n<div class=\"table\"><table class=\"index\">\n")
    }
  }

  /// Adds a line. `name` is the name of the document's file, made of letters, digits, dashes and a dot.
  mutating func add(_ session: SessionSummary, name: String) {
    let title = session.title.isEmpty ? session.id : String(session.title.prefix(200))
    let when = (session.ended ?? session.started).map(time) ?? ""
    switch format {
    case .markdown:
      out.markup("- ")
      MarkdownText.addLine(when, to: &out)
      out.markup(" [")
      MarkdownText.addLine(title, to: &out)
      out.markup("](")
      out.verbatim(name.utf8)
      out.markup(") ")
      MarkdownText.addLine(session.project, to: &out)
      out.markup("\n")
    case .html:
      out.markup("<tr><td>")
      out.text(when)
      out.markup("</td><td><a href=\"")
      out.text(name)
      out.markup("\">")
      out.text(title)
      out.markup("</a><p class=\"note\">")
      out.text(session.project)
      out.markup("</p></td></tr>\n")
    }
  }

  /// Writes the page to `sink`. Returns its length in bytes.
  mutating func finish(_ sink: ([UInt8]) throws -> Void) throws -> Int64 {
    if format == .html { out.markup("</table></div>\n</main>\n</body>\n</html>\n") }
    try sink(out.bytes)
    return Int64(out.bytes.count)
  }
}
