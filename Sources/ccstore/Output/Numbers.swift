/// Writes the numbers of a list: in about three digits (`12.3k`, `617M`), which can be compared at a glance, or with
/// all of their digits.
struct Numbers {
  var isExact: Bool

  func text(_ number: Int64) -> String { isExact ? Format.count(number) : Format.thousands(number) }

  /// Returns a number of bytes with its unit.
  func bytes(_ number: Int64) -> String { isExact ? Format.count(number, "byte") : Format.megabytes(number) }
}

extension Format {
  /// Returns a text on one line, cleaned, of which the beginning is cut off if it takes more than `width` columns: the
  /// end of a path says more than its beginning.
  static func fitEnd(_ text: String, _ width: Int) -> TerminalText {
    let text = PlainText.clean(text)
    guard width > 0 else { return "" }
    if self.width(text) <= width { return "\(text)" }
    var used = 1
    var kept: [Character] = []
    for character in text.reversed() {
      used += columns(character)
      if used > width { break }
      kept.append(character)
    }
    return "…\(String(kept.reversed()))"
  }
}
