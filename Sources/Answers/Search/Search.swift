import FileIO
import SessionLog
import Times
public import Transcripts

/// A record in which all texts of a query are found.
public struct SearchMatch: Sendable, Equatable {
  /// Of its event.
  public var sequence: UInt64
  /// The id of the session.
  public var session: String
  public var shortID = ""
  /// Of the session.
  public var title = ""
  /// Its uuid; nil where it has none.
  public var uuid: String?
  /// Milliseconds since 1970 UTC.
  public var time: Int64?
  /// Of the text where the first one was found.
  public var role: TextRole
  /// Path below the root of a file that has it, else of the one that had it.
  public var path: String
  public var source: Int64
  /// The number of the version of the file, from 0.
  public var generation: Int64
  /// Whether a file has it in its latest version.
  public var isLatest: Bool
  /// From 0, in its file.
  public var line: Int64
  /// What stands around the first occurrence.
  public var snippet: String
  /// How often the texts occur in it.
  public var occurrences: Int
}

/// An answer to a search.
public struct SearchResult: Sendable {
  /// The matches in the order asked for, at most as many as the limit.
  public var matches: [SearchMatch] = []
  /// Records found, those beyond the limit included where `isWhole`.
  public var total = 0
  /// False: there are more than the limit, and they were not counted.
  public var isWhole = true
}

extension Store {
  /// Finds every record with these texts, in the whole store: former versions and files that are gone included. A record that a new version of its
  /// file repeats, or one version writes twice, is given once.
  ///
  /// What is searched is described at `TextReader`; a line that is no record is searched as it is. Large outputs that Claude Code keeps in files of
  /// `tool-results` are found as the output of their calls; those above 256 KiB are read at each search, 1 GB/s a processor, and a text in them that spans
  /// lines is found where these lie within 16 MiB. Indexes that are missing are made first, unless
  /// somebody is writing; `indexing` is told how far that has come, bytes of segments. Throws `SearchPatternError`, `NoSuchSession`. Memory: a block a
  /// processor and 400 bytes a match; the index of a segment while it is made.
  public func search(
    _ query: SearchQuery, workers: Int = Processors.count,
    indexing: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) throws -> SearchResult {
    let patterns = try query.texts.map { try SearchPattern($0, query.options) }
    guard !patterns.isEmpty else { throw SearchPatternError(description: "there is nothing to search for") }
    let log = try openLog()
    let sync = try Folded<SyncState>(log).state
    let sessions = try SessionsState.current(log, sync)
    let scope = try SearchScope(query, log, sync, sessions)
    let catalog = SearchCatalog(log, workers: workers)
    catalog.update(scope.erased, outputs: scope.outputSources, progress: indexing)
    var found: [SearchMatch] = []
    var isWhole = true
    let outputs = scope.outputsInPieces.map { key in
      SearchPart(
        sequences: 1...log.head.sequence, latest: scope.wantedOutput(key.source)?.result?.time, output: key)
    }
    try SearchScan(log: log, patterns: patterns, scope: scope)
      .run(catalog.parts(patterns, query.period, and: outputs), workers: workers) { matches, rest in
        found += matches
        guard query.order == .time, let limit = query.limit, rest > .min else { return true }
        func isBeforeTheRest(_ match: SearchMatch) -> Bool { match.time ?? .min > rest }
        guard found.count(where: isBeforeTheRest) >= limit else { return true }
        isWhole = withoutRepetitions(found).count(where: isBeforeTheRest) < limit
        return isWhole
      }
    found = withoutRepetitions(found)
    let order = query.order
    found.sort { a, b in
      if order == .relevance, a.occurrences != b.occurrences { return a.occurrences > b.occurrences }
      return (a.time ?? .min, a.sequence) > (b.time ?? .min, b.sequence)
    }
    var result = SearchResult(matches: found, total: found.count, isWhole: isWhole)
    if let limit = query.limit { result.matches = Array(found.prefix(limit)) }
    let shortIDs = sessions.shortIDs
    for index in result.matches.indices {
      let id = Array(result.matches[index].session.utf8)
      result.matches[index].shortID = shortIDs[id] ?? result.matches[index].session
      if let number = sessions.index(of: id) { result.matches[index].title = sessions.sessions[number].title.text }
    }
    return result
  }

  /// Of the same record in several versions of one file the latest, and of one that a version repeats the first. A version of which no file has the
  /// record any more is left out where another file of the session has it.
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
