import SessionLog
import Transcripts

/// A further session that has the same record as a match, because one of them was continued in the other.
package struct SearchCopy: Sendable, Equatable {
  /// The id of the session, and the shortest unique beginning of it.
  package var session, shortID: String
  /// The sequence number of its record.
  package var sequence: UInt64
}

/// An answer of a model, by which copies of it are known.
private struct CopiedRecord: Hashable {
  var uuid, snippet: String
}

extension [SearchMatch] {
  /// Returns the matches without answers of the model that an earlier match of another session has, too: that one names
  /// them. Prompts are kept, because what followed them may differ.
  func foldingCopies() -> [SearchMatch] {
    var places: [CopiedRecord: Int] = [:]
    var kept: [SearchMatch] = []
    for match in self {
      guard match.role == .assistant, let uuid = match.uuid else {
        kept.append(match)
        continue
      }
      let name = CopiedRecord(uuid: uuid, snippet: match.snippet)
      if let place = places[name], kept[place].session != match.session {
        kept[place].copies.append(
          SearchCopy(session: match.session, shortID: match.shortID, sequence: match.sequence))
      } else {
        places[name] = kept.count
        kept.append(match)
      }
    }
    return kept
  }
}

extension StoreView {
  /// Finds records as `find` does, with copies folded, and looks further where too few are left for the limit. The
  /// total counts a record and its copies once.
  func findFolded(
    _ query: SearchQuery, workers: Int, indexing: (_ done: UInt64, _ total: UInt64) -> Void
  ) throws -> (SearchResult, SearchScan) {
    var wider = query
    // The copies are folded in all that was found, so that the search is seldom repeated.
    wider.isCutAtLimit = false
    while true {
      var (result, scan) = try find(wider, workers: workers, indexing: indexing)
      // Beyond the limit of a search that has ended early, matches may be missing.
      if !result.isWhole, query.order == .time, let most = wider.limit {
        result.matches = Array(result.matches.prefix(most))
      }
      let folded = result.matches.foldingCopies()
      let limit = query.limit ?? .max
      if result.isWhole || folded.count >= limit || wider.limit == nil {
        (result.matches, result.total) = (Array(folded.prefix(limit)), folded.count)
        return (result, scan)
      }
      wider.limit = wider.limit.map { $0.multipliedReportingOverflow(by: 4) }.flatMap {
        $0.overflow ? nil : $0.partialValue
      }
    }
  }
}
