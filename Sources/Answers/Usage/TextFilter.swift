import SessionLog

/// Matches texts that contain a given text, ignoring case.
struct TextFilter {
  private let part: String

  init(_ part: String) { self.part = part.lowercased() }

  func matches(_ text: [UInt8]) -> Bool { matches(text.text) }

  func matches(_ text: String) -> Bool { text.lowercased().contains(part) }
}
