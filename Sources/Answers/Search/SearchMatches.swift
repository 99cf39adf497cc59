import SessionLog
import Transcripts

/// The text of a note of the agent as a search gives it.
private struct NoteText: Hashable {
  var session, snippet: String
  var role: TextRole
}

extension TextRole {
  /// The weight of a word in the order by relevance.
  fileprivate var weight: Double {
    switch self {
    case .user: 1.5
    case .assistant, .title: 1
    case .thinking, .toolInput, .toolOutput, .system, .unparsable: 0.5
    }
  }
}

extension SearchMatch {
  /// Returns whether this match comes before another one in the order of time.
  func isLater(than other: SearchMatch) -> Bool {
    (time?.milliseconds ?? .min, sequence) > (other.time?.milliseconds ?? .min, other.sequence)
  }
}

extension SearchQuery {
  /// The number of matches that are ranked by relevance when only some of them are asked for; see
  /// `SearchOrder.relevance`.
  package static let rankedMax = 2000

  /// The number of the latest matches that are ranked; nil for all, or if the order is that of time.
  var rankedMax: Int? {
    guard order == .relevance, limit != nil || matchesMax != nil else { return nil }
    return max(Self.rankedMax, limit ?? 0)
  }
}

extension [SearchMatch] {
  /// Gives each of the first `count` matches its score, sorts these by it, and gives the others the score 0. The
  /// matches must be in the order of time. A word counts more where a person has typed it than in an answer, and there
  /// more than in what tools were given and printed. `searched` is the number of records that they were found among.
  mutating func rank(latest count: Int, among searched: Int64) {
    let ranked = prefix(count)
    let ranking = SearchRanking(ranked.compactMap(\.frequencies), searched: searched)
    for index in indices {
      let score = index < ranked.endIndex ? self[index].frequencies.map(ranking.score) ?? 0 : 0
      self[index].score = score * self[index].role.weight
      self[index].frequencies = nil
    }
    self[..<ranked.endIndex].sort { a, b in
      if let score = a.score, let other = b.score, score != other { return score > other }
      return a.isLater(than: b)
    }
  }

  /// Returns the matches without notes of the agent that have the same text as an earlier one of their session: that
  /// one counts them. Two notes have the same text if what stands around the first occurrence is the same.
  func foldingNotes() -> [SearchMatch] {
    var places: [NoteText: Int] = [:]
    var kept: [SearchMatch] = []
    for match in self {
      guard match.role == .title || match.role == .system else {
        kept.append(match)
        continue
      }
      let name = NoteText(session: match.session, snippet: match.snippet, role: match.role)
      if let place = places[name] {
        kept[place].repetitions += 1 + match.repetitions
      } else {
        places[name] = kept.count
        kept.append(match)
      }
    }
    return kept
  }
}

extension SearchScope {
  /// Returns the number of records in the latest versions of the sessions that are searched.
  func recordCount(_ state: SessionsState) -> Int64 {
    state.sessions.lazy.filter { sessions?.contains($0.id) ?? true }
      .flatMap(\.parts).reduce(0) { $0 &+ max(0, $1.records) }
  }
}
