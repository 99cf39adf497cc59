import Answers
import SessionLog
import Times

/// A parameter of a route: its name, type, range and sentence. Requests are checked, and the description of the API is
/// made, from the same value.
package struct APIParameter: Sendable {
  package enum Place: Sendable { case path, query }

  /// What a value may be.
  package enum Kind: Sendable {
    /// Any text of at most this many bytes of UTF-8 that is not empty.
    case text(max: Int)
    case integer(ClosedRange<Int64>)
    /// `true` or `false`, also as `1` or `0`.
    case flag
    case choice([String])
    /// Words of a list, divided by commas.
    case choices([String])
    /// A word for a time, as the program's `--since` takes it.
    case time
    /// The name of a time zone.
    case zone
    /// The number of an event, or a word for a time.
    case position
    /// What the page before gave as `next`.
    case cursor
  }

  package var name: String
  package var place: Place
  package var kind: Kind
  /// One sentence.
  package var summary: String
  package var isRequired = false
  /// The largest number of times that it may be given.
  package var repetitionMax = 1
  /// The value that counts where none is given.
  package var standard: String?

  package init(
    _ name: String, _ kind: Kind, _ summary: String, place: Place = .query, isRequired: Bool = false,
    repetitionMax: Int = 1, standard: String? = nil
  ) {
    (self.name, self.kind, self.summary, self.place) = (name, kind, summary, place)
    (self.isRequired, self.repetitionMax, self.standard) = (isRequired, repetitionMax, standard)
  }

  /// The longest text in bytes, which is more than any name that a store can hold needs.
  package static let textMax = 1000

  /// Returns what is wrong with a value; nil if it is right. Words for times and zones are checked later.
  func fault(_ value: String) -> String? {
    switch kind {
    case .text(let max):
      if value.isEmpty { return "it must not be empty." }
      return value.utf8.count > max ? "it has more than \(max) bytes." : nil
    case .integer(let range):
      guard let number = Self.integer(value), range.contains(number) else {
        return "it must be a whole number from \(range.lowerBound) to \(range.upperBound)."
      }
      return nil
    case .flag: return Self.flags[value] == nil ? "it must be true or false." : nil
    case .choice(let words):
      return words.contains(value) ? nil : "it must be one of \(words.joined(separator: ", "))."
    case .choices(let words):
      let given = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return given.allSatisfy(words.contains) && Set(given).count == given.count
        ? nil : "it must be some of \(words.joined(separator: ",")), each once, with commas between them."
    case .time, .position, .zone, .cursor:
      if value.isEmpty { return "it must not be empty." }
      return value.utf8.count > 200 ? "it has more than 200 bytes." : nil
    }
  }

  /// Digits only: a number has no sign, no space, and no leading zero that would hide another notation.
  static func integer(_ text: String) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }

  static let flags = ["true": true, "1": true, "false": false, "0": false]
}

// MARK: Parameters of several routes

extension APIParameter {
  static let session = APIParameter(
    "session", .text(max: textMax), "The id of a session, or the beginning of it; last is the latest one.",
    place: .path, isRequired: true)

  static let asOf = APIParameter(
    "as_of", .position,
    "As the store knew it then: after the event with this number, or at a time such as 2026-03-25, yesterday, 7d, or an RFC 3339 time."
  )

  static let zone = APIParameter(
    "tz", .zone, "The time zone of days and hours, such as Europe/Berlin; by default the server's.")

  /// The period of a question.
  static let period: [APIParameter] = [
    APIParameter(
      "since", .time, "From this time on: 2026-03-25, 2026-03, an RFC 3339 time, yesterday, this-week, 7d, 36h."),
    APIParameter("until", .time, "Up to this time, a day or month included as a whole."),
    APIParameter("on", .time, "In this day, week, month or year: both of the above."),
    zone,
  ]

  /// The sessions that a question is about.
  static let filters: [APIParameter] = [
    APIParameter("project", .text(max: textMax), "Only projects whose path holds this, ignoring case."),
    APIParameter("model", .text(max: textMax), "Only models whose name holds this, ignoring case."),
    APIParameter("branch", .text(max: textMax), "Only branches whose name holds this, ignoring case."),
  ]

  static let onlySession = APIParameter(
    "session", .text(max: textMax), "Only this session: its id, or the beginning of it.")

  static let reverse = APIParameter("reverse", .flag, "In reverse order.", standard: "false")

  static let limit = APIParameter("limit", .integer(1...1000), "The most rows of a page.", standard: "50")

  static let cursor = APIParameter(
    "cursor", .cursor,
    "The next page: the value of next on the page before, with the same parameters. All pages are of the same moment.")

  static let generation = APIParameter(
    "generation", .integer(0...1_000_000), "A former version of its files, from 0; by default the latest of each.")

  static func sort(_ words: [String], _ standard: String) -> APIParameter {
    APIParameter("sort", .choice(words), "The order.", standard: standard)
  }
}
