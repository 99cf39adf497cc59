/// Finds the texts of a search in what is printed of a match.
package struct SearchHighlighter: Sendable {
  private let patterns: [SearchPattern]

  /// Makes a highlighter of texts as they are printed. Texts that are not a pattern are left out.
  package init(_ texts: [String], _ options: SearchOptions) {
    patterns = texts.compactMap { try? SearchPattern($0, options) }
  }

  /// Returns the ranges of all occurrences in a text, as offsets of its UTF-8, ascending. Ranges that overlap are
  /// joined. Cost: linear in the text for each pattern, except for regular expressions.
  package func ranges(in text: String) -> [Range<Int>] {
    let bytes = Array(text.utf8)
    var found: [Range<Int>] = []
    bytes.withUnsafeBytes { bytes in
      for pattern in patterns { pattern.forEach(in: bytes) { if !$0.isEmpty { found.append($0) } } }
    }
    var joined: [Range<Int>] = []
    for range in found.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      if let last = joined.last, range.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined
  }
}
