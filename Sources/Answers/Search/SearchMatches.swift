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

extension [SearchMatch] {
  /// Gives each match its score. A word counts more where a person has typed it than in an answer, and there more than
  /// in what tools were given and printed. `searched` is the number of records that they were found among.
  mutating func rank(among searched: Int64) {
    let ranking = SearchRanking(compactMap(\.frequencies), searched: searched)
    for index in indices {
      self[index].score = (self[index].frequencies.map(ranking.score) ?? 0) * self[index].role.weight
      self[index].frequencies = nil
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
