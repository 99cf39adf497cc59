import SessionLog

/// Matches texts that contain a given text, ignoring case.
struct TextFilter {
  private let part: String
  /// The bytes of `part` if they are ASCII, which most are. Texts that are ASCII, too, are compared byte by byte, because
  /// a list compares all titles of a store.
  private let bytes: [UInt8]?

  init(_ part: String) {
    self.part = part.lowercased()
    let bytes = Array(self.part.utf8)
    self.bytes = !bytes.isEmpty && bytes.allSatisfy { $0 < 0x80 } ? bytes : nil
  }

  func matches(_ text: [UInt8]) -> Bool { matchesASCII(text) ?? matches(text.text) }

  func matches(_ text: String) -> Bool { text.lowercased().contains(part) }

  /// Matches the path of a project. A slash matches a backslash, too, because names of projects are printed with
  /// slashes.
  func matches(project path: [UInt8]) -> Bool {
    if !path.contains(0x5c), let isFound = matchesASCII(path) { return isFound }
    let path = path.text.lowercased()
    return path.contains(part) || path.utf8.contains(0x5c) && path.replacing("\\", with: "/").contains(part)
  }

  /// Returns nil unless both texts are ASCII.
  private func matchesASCII(_ text: [UInt8]) -> Bool? {
    guard let bytes else { return nil }
    return text.withUnsafeBufferPointer { text in
      guard text.allSatisfy({ $0 < 0x80 }) else { return nil }
      guard text.count >= bytes.count else { return false }
      return bytes.withUnsafeBufferPointer { bytes in
        (0...text.count - bytes.count).contains { start in
          bytes.indices.allSatisfy { Self.lower(text[start + $0]) == bytes[$0] }
        }
      }
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
}
