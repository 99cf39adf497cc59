#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The numbers that the order by relevance needs: how often a record has each text of a search, and how long its texts
/// are.
struct SearchFrequencies: Sendable, Equatable {
  /// The occurrences by the index of the text.
  var counts: [Int]
  /// Those of them that are whole words.
  var words: [Int]
  /// The number of bytes of all texts of the record that are searched.
  var length = 0

  init(patterns: Int) {
    counts = [Int](repeating: 0, count: patterns)
    words = counts
  }

  mutating func add(_ found: SearchPattern.Occurrences, of pattern: Int) {
    counts[pattern] += found.count
    words[pattern] += found.words
  }
}

/// The relevance of records by Okapi BM25.
///
/// A document is the searched texts of a record; its length is their number of bytes. An occurrence inside of a longer
/// word counts a quarter of a whole word. The index leaves most records unread, so that the average length is that of
/// the records found. For the same reason the inverse document frequency is the one of all texts together: the records
/// found, which have them all, out of the records of the searched sessions. Between several texts of one search it is
/// weighted by their share of the text that was found: the one that fills the least of it counts fully, commoner ones
/// less.
struct SearchRanking {
  static let saturation = 1.2
  static let lengthWeight = 0.75
  /// The weight of an occurrence inside of a longer word.
  static let partWeight = 0.25

  private let weights: [Double]
  private let lengthMean: Double

  /// Prepares the ranking of records. `found` are those of all of them; `searched` is the number of records that they
  /// were found among. The sums are of integers, so that the order of the records does not matter.
  init(_ found: some Collection<SearchFrequencies>, searched: Int64) {
    let number = found.count
    let bytes = found.reduce(0) { $0 &+ $1.length }
    lengthMean = max(1, Double(bytes) / Double(max(1, number)))
    let (all, those) = (Double(max(searched, Int64(number))), Double(number))
    let rarity = log(1 + (all - those + 0.5) / (those + 0.5))
    let texts = found.first?.counts.count ?? 0
    let shares = (0..<texts).map { text in
      let occurrences = found.reduce(0) { $0 &+ $1.counts[text] }
      return log(1 + Double(max(1, bytes)) / Double(max(1, occurrences)))
    }
    let largest = shares.max() ?? 1
    weights = shares.map { rarity * ($0 / largest) }
  }

  /// Returns the score of a record, which is more than 0 if the record has any of the texts.
  func score(_ record: SearchFrequencies) -> Double {
    let length = 1 - Self.lengthWeight + Self.lengthWeight * Double(record.length) / lengthMean
    var score = 0.0
    for (index, weight) in weights.enumerated() {
      let parts = record.counts[index] - record.words[index]
      let frequency = Double(record.words[index]) + Self.partWeight * Double(parts)
      score += weight * frequency * (Self.saturation + 1) / (frequency + Self.saturation * length)
    }
    return score
  }
}
