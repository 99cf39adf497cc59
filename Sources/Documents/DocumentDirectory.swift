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
