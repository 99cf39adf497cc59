import FileIO
import SessionLog
public import Times
public import Transcripts

/// A record that contains all texts of a query.
public struct SearchMatch: Sendable, Equatable {
  /// The sequence number of the record's event.
  public var sequence: UInt64
  /// The id of the session.
  public var session: String
  /// The shortest unique beginning of the session's id, at least 8 characters.
  public var shortID = ""
  /// The title of the session.
  public var title = ""
  /// The working directory of the session; empty if its records state none.
  public var project = ""
  /// The time of the earliest record of the session; nil if no record has a time.
  public var started: Instant?
  /// The uuid of the record; nil if it has none.
  public var uuid: String?
  /// The time; nil if the record has none.
  public var time: Instant?
  /// The role of the text that contains the first occurrence.
  public var role: TextRole
  /// The path below the root of a file that contains the record now, else of the file that contained it.
  public var path: String
  /// The number of the file in the log.
  public var source: Int64
  /// The number of the version of the file, from 0.
  public var generation: Int64
  /// True if the latest version of a file contains the record.
  public var isLatest: Bool
  /// The number of the line in its file, from 0.
  public var line: Int64
  /// The text around the first occurrence.
  public var snippet: String
  /// The number of occurrences of all texts in the record.
  public var occurrences: Int
  /// True if the text is the output of a tool that stands in a file of its own; `uuid` is that of the record with the
  /// result of the call.
  public var isOutputFile = false
  /// The relevance by BM25, weighted by the role of the text, from 0; nil unless the matches are ordered by it. Scores
  /// of different searches cannot be compared.
  public var score: Double?
  /// The lines around the first occurrence; nil unless asked for.
  public var context: SearchContext?
  /// The prompt before the record and the answer after it; nil unless asked for.
  public var exchange: SearchExchange? { exchanges.first }
  /// The number of further records of the session with the same text that this match stands for; see
  /// `SearchQuery.foldsNotes`.
  public var repetitions = 0
  /// The further sessions that have the record; empty unless `SearchQuery.foldsCopies`.
  package var copies: [SearchCopy] = []
  /// One exchange or none: a match without one takes little memory.
  var exchanges: [SearchExchange] = []
  /// What the order by relevance needs; nil in the order of time, and in a result.
  var frequencies: SearchFrequencies?
}

/// An answer to a search.
public struct SearchResult: Sendable {
  /// The matches in the order asked for, at most as many as the limit.
  public var matches: [SearchMatch] = []
  /// The number of records found, all those that a match stands for included; if `isWhole`, this includes those beyond
  /// the limit.
  public var total = 0
  /// False if there are more records than the limit and the rest were not counted.
  public var isWhole = true
  /// The number of the latest matches that were ranked by relevance; nil if all were, or if the order is that of time.
  public var ranked: Int?
}

extension StoreView {
  /// Finds all records that contain these texts, in the whole store, including earlier versions of files and files that
  /// no longer exist. A record that a new version of its file repeats, or that one version contains twice, is returned
  /// once.
  ///
  /// The format of the agent decides about the texts that are searched; a line that is not a record is searched as it
  /// is. Large outputs that the agent keeps in files of their own, such as `tool-results`, are found as the output of
  /// their calls. Those above 256 KiB are read in each search, at 1 GB/s per processor, and a text that spans several
  /// of their lines is found if these lie within 16 MiB. Missing indexes are made first, unless another process is
  /// writing; `indexing` receives the progress in bytes of segments. Lines around the matches, where they are asked
  /// for, are read in a second pass over the records that are returned. Throws `invalidPattern`, `noSuchSession` or
  /// `sessionErased`. Memory: a block per processor and 2 KiB per match; the index of a segment while it is made.
  public func search(
    _ query: SearchQuery, workers: Int = Processors.count,
    indexing: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) throws -> SearchResult {
    try throwingStoreErrors {
      var (result, scan) = try find(query, workers: workers, indexing: indexing)
      try addDetails(to: &result.matches, query, scan)
      return result
    }
  }

  /// Finds the records, without lines around them and exchanges. Also returns the scan, for `addDetails`.
  func find(
    _ query: SearchQuery, workers: Int, indexing: (_ done: UInt64, _ total: UInt64) -> Void
  ) throws -> (SearchResult, SearchScan) {
    try throwingStoreErrors {
      let patterns = try query.texts.map { try SearchPattern($0, query.options) }
      guard !patterns.isEmpty else { throw StoreError(.invalidPattern, "there is nothing to search for") }
      _ = try projections(.sessions)
      let sessions = try sessionsState
      let wanted = try query.session.map { try session(named: $0).id }
      // Only the outputs of calls do not say themselves of which tool they are.
      let hasOutputs = query.roles.isEmpty || query.roles.contains(.toolOutput)
      let calls = try query.tool.flatMap { hasOutputs ? try searchedCalls(of: $0, workers: workers) : nil }
      let scope = SearchScope(query, session: wanted, calls: calls, try sync, sessions)
      let catalog = SearchCatalog(log, workers: workers)
      // The index of an earlier end would be made for this search alone.
      if isAtEnd {
        catalog.update(IndexedContent(scope.sync), progress: indexing)
      }
      let outputs = scope.outputsInPieces.map { key in
        SearchPart(
          sequences: 1...log.head.sequence, latest: scope.wantedOutput(key.source)?.result?.time, output: key)
      }
      let scan = SearchScan(log: log, patterns: patterns, scope: scope)
      let parts = catalog.parts(patterns, query.period, isProse: query.isProse, and: outputs)
      let (latest, isWhole) = try matches(of: scan, in: parts, workers: workers)
      var found = latest.sorted { $0.isLater(than: $1) }
      var result = SearchResult(total: found.count, isWhole: isWhole)
      if query.order == .relevance {
        let most = query.rankedMax ?? .max
        // What was found beyond them in a search that has ended early depends on how the log is divided.
        if !isWhole, query.limit != nil { found.removeLast(max(0, found.count - most)) }
        found.rank(latest: most, among: scope.recordCount(sessions))
        if !isWhole || result.total > most { result.ranked = query.rankedMax }
      }
      result.matches = query.foldsNotes ? found.foldingNotes() : found
      if let limit = query.limit, query.isCutAtLimit { result.matches = Array(result.matches.prefix(limit)) }
      try addSessions(to: &result.matches, sessions)
      return (result, scan)
    }
  }

  /// Searches parts of the log, the latest first, until there are as many matches as the query needs. Returns them
  /// without repetitions, and whether they are all.
  private func matches(
    of scan: SearchScan, in parts: [SearchPart], workers: Int
  ) throws -> ([SearchMatch], isWhole: Bool) {
    let query = scan.scope.query
    var (found, isWhole): ([SearchMatch], Bool) = ([], true)
    // As many of the latest matches end the search. Counting is repeated only when there are twice as many matches,
    // since it takes time for all of them.
    let latestMax = query.limit.map { query.rankedMax ?? $0 }
    var enough = latestMax ?? .max
    try scan.run(parts, workers: workers) { matches, rest in
      found += matches
      if let most = query.matchesMax, found.count >= most, rest > .min {
        isWhole = false
        return false
      }
      guard let latestMax, rest > .min else { return true }
      func isBeforeTheRest(_ match: SearchMatch) -> Bool { match.time?.milliseconds ?? .min > rest }
      let candidates = found.count(where: isBeforeTheRest)
      guard candidates >= enough else { return true }
      enough = candidates * 2
      var whole = withoutRepetitions(found)
      if query.foldsNotes, query.order == .time { whole = whole.foldingNotes() }
      isWhole = whole.count(where: isBeforeTheRest) < latestMax
      return isWhole
    }
    return (withoutRepetitions(found), isWhole)
  }

  /// Adds to matches what is known of their sessions.
  private func addSessions(to matches: inout [SearchMatch], _ sessions: SessionsState) throws {
    let shortIDs = try shortIDs
    for index in matches.indices {
      let id = Array(matches[index].session.utf8)
      matches[index].shortID = shortIDs[id] ?? matches[index].session
      guard let number = sessions.index(of: id) else { continue }
      let session = sessions.sessions[number]
      matches[index].title = session.title.text
      matches[index].project = session.project.text
      matches[index].started = session.started.instant
    }
  }

  /// Removes repetitions of a record. If several versions of one file have it, the match in the latest remains; if one
  /// version has it several times, the first. A match in a version that no file shows any more is removed if another
  /// file of the session shows the record.
  private func withoutRepetitions(_ matches: [SearchMatch]) -> [SearchMatch] {
    struct Name: Hashable {
      var source: Int64
      var record: String
    }
    struct Place {
      var generation: Int64
      var sequence: UInt64
    }
    func name(_ match: SearchMatch) -> Name {
      Name(source: match.source, record: match.uuid ?? "\(match.role) \(match.snippet)")
    }
    var places: [Name: Place] = [:]
    for match in matches {
      let place = Place(generation: match.generation, sequence: match.sequence)
      guard let known = places[name(match)] else {
        places[name(match)] = place
        continue
      }
      if (place.generation, known.sequence) > (known.generation, place.sequence) { places[name(match)] = place }
    }
    let kept = matches.filter { match in
      guard let place = places[name(match)], place.generation == match.generation else { return false }
      return match.uuid == nil || place.sequence == match.sequence
    }
    func record(_ match: SearchMatch) -> [String]? { match.uuid.map { [match.session, $0] } }
    let shown = Set(kept.lazy.filter(\.isLatest).compactMap(record))
    return kept.filter { match in match.isLatest || record(match).map { !shown.contains($0) } ?? true }
  }
}
