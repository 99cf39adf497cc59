/// Detects notes that repeat an earlier one: titles and the like are written again with every turn.
package struct RepeatedNotes: Sendable {
  private static let names: Set<String> = ["title", "pull request", "summary"]
  private var latest: [String: String] = [:]

  package init() {}

  /// Returns true if a note has not been said before, or says something other than the latest note of its name. It must
  /// be called once for each note, in reading order.
  package mutating func isFirstMention(_ name: String, _ text: String) -> Bool {
    guard Self.names.contains(name) else { return true }
    return latest.updateValue(text, forKey: name) != text
  }
}
