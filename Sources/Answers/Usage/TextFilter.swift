import SessionLog

/// Matches texts that contain a given text, ignoring case.
struct TextFilter {
  private let part: String

  init(_ part: String) { self.part = part.lowercased() }

  func matches(_ text: [UInt8]) -> Bool { matches(text.text) }

  func matches(_ text: String) -> Bool { text.lowercased().contains(part) }

  /// Matches the path of a project. A slash matches a backslash, too, because names of projects are printed with
  /// slashes.
  func matches(project path: [UInt8]) -> Bool {
    let path = path.text.lowercased()
    return path.contains(part) || path.utf8.contains(0x5c) && path.replacing("\\", with: "/").contains(part)
  }
}
