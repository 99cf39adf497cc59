import FileIO
import SessionLog
public import Times

/// A session in which a search finds something.
public struct SearchedSession: Sendable, Equatable {
  /// The id of the session.
  public var id: String
  /// The shortest unique beginning of the id, at least 8 characters.
  public var shortID: String
  /// The title; empty if the session has none.
  public var title: String
  /// The working directory; empty if its records state none.
  public var project: String
  /// The number of records found, from 1.
  public var records: Int
  /// The number of occurrences of all texts in them.
  public var occurrences: Int
  /// The time of the earliest record found; nil if none has a time.
  public var first: Instant?
  /// The time of the latest record found; nil if none has a time.
  public var last: Instant?
}

extension StoreView {
  /// Returns the sessions with the records that `search(_:workers:indexing:)` finds, in the order of their first
  /// matches; at most as many as the limit of the query, which does not limit their records. `total` is the number of
  /// all these sessions.
  ///
  /// Throws the same errors. Cost: the whole search, because every record is counted.
  public func searchedSessions(
    _ query: SearchQuery, workers: Int = Processors.count,
    indexing: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) throws -> (sessions: [SearchedSession], total: Int) {
    var query = query
    let limit = query.limit
    (query.limit, query.contextLines, query.hasExchanges, query.foldsNotes) = (nil, nil, false, false)
    var sessions: [SearchedSession] = []
    var numbers: [String: Int] = [:]
    for match in try search(query, workers: workers, indexing: indexing).matches {
      let number = numbers[match.session] ?? sessions.count
      if number == sessions.count {
        numbers[match.session] = number
        sessions.append(
          SearchedSession(
            id: match.session, shortID: match.shortID, title: match.title, project: match.project, records: 0,
            occurrences: 0))
      }
      sessions[number].records += 1
      sessions[number].occurrences += match.occurrences
      guard let time = match.time else { continue }
      sessions[number].first = min(sessions[number].first ?? time, time)
      sessions[number].last = max(sessions[number].last ?? time, time)
    }
    return (limit.map { Array(sessions.prefix($0)) } ?? sessions, sessions.count)
  }
}
