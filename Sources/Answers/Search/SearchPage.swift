import FileIO
import SessionLog
public import Times

/// A record that a search finds, and its place in the conversation.
public struct SearchHit: Sendable, Equatable {
  /// The match.
  public var match: SearchMatch
  /// The index of its entry in the `Conversation` of the session; nil if the session does not show the record any more.
  public var entry: Int?
}

extension StoreView {
  /// Returns one page of what `search(_:workers:indexing:)` finds; the limit of the query is ignored.
  ///
  /// The number of all records found is exact. Without `countsAll` the search ends where the page is full, or with
  /// enough records to rank (see `SearchOrder`); then the page has `isTotalExact` false, and its total is the number of
  /// records found so far. Pages by relevance end with the last record that is ranked.
  /// Throws `cursorMismatch` or `cursorExpired`, too. Cost: each page searches the whole store, and reads the outlines
  /// of the sessions that it has records of.
  public func search(
    _ query: SearchQuery, page request: PageRequest, countsAll: Bool = true, workers: Int = Processors.count,
    indexing: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) throws -> Page<SearchHit> {
    try search(
      query, page: request, countsAll: countsAll, findsEntries: true, workers: workers, indexing: indexing)
  }

  /// Does the same. Without `findsEntries` the outlines of sessions are not read, and no hit has an entry.
  package func search(
    _ query: SearchQuery, page request: PageRequest, countsAll: Bool, findsEntries: Bool,
    workers: Int = Processors.count, indexing: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) throws -> Page<SearchHit> {
    try throwingStoreErrors {
      var query = query
      query.limit = nil
      if !countsAll {
        let last = (request.cursor?.rowsBefore ?? 0).addingReportingOverflow(max(1, request.limit)).partialValue
        // One more says whether a page follows.
        query.limit = query.pageLimit(last < .max ? max(1, last) + 1 : .max)
      }
      let (result, scan) =
        query.foldsCopies
        ? try findFolded(query, workers: workers, indexing: indexing)
        : try find(query, workers: workers, indexing: indexing)
      return try page(of: result, query, scan, request, findsEntries: findsEntries)
    }
  }

  /// Returns one page of a search with how often each role and month was found; months are those of `zone`.
  ///
  /// Only as much is searched as the page needs, unless `countsAll` asks for all, at most `SearchPage.countedMax`
  /// records. Without `findsEntries` the outlines of sessions are not read, and no hit has an entry. A view keeps what
  /// the last search found, so that its other pages are not searched for.
  ///
  /// Throws what `search(_:page:workers:indexing:)` throws. Memory: 2 KiB for each record that is found.
  public func searchPage(
    _ query: SearchQuery, page request: PageRequest, zone: Zone, countsAll: Bool = false,
    findsEntries: Bool = true, workers: Int = Processors.count
  ) throws -> SearchPage {
    try throwingStoreErrors {
      // One more than the page tells whether there is another page.
      let wanted = (request.cursor?.rowsBefore ?? 0).addingReportingOverflow(max(1, request.limit)).partialValue
      guard (0..<SearchPage.countedMax).contains(wanted) else { throw StoreError.cursorExpired }
      let (result, scan) = try kept(query, atLeast: countsAll ? nil : wanted + 1, workers: workers)
      var page = try page(of: result, query, scan, request, findsEntries: findsEntries)
      // Pages end where counting ends.
      if wanted + request.limit >= SearchPage.countedMax { page.next = nil }
      return SearchPage(page: page, isWhole: result.isWhole, summary: SearchSummary(result.matches, zone))
    }
  }

  /// Returns what a search finds, at least that many matches if there are, or nearly all; from the view if that
  /// was the last search.
  private func kept(
    _ query: SearchQuery, atLeast count: Int?, workers: Int
  ) throws -> (SearchResult, SearchScan) {
    let name = "last search"
    let known = derived.value(
      name,
      where: { (known: KeptSearch) in
        known.question == query.question && known.suffices(count)
      })
    if let known {
      var scan = known.scan
      scan.log = log
      return (known.result, scan)
    }
    var limited = query
    (limited.limit, limited.isCutAtLimit) = (count.flatMap(query.pageLimit), false)
    limited.matchesMax = SearchPage.countedMax
    let (result, scan) = try find(limited, workers: workers, indexing: { _, _ in })
    if log.losses?.isEmpty ?? true {
      derived.cache(name, KeptSearch(question: query.question, isCounted: count == nil, result: result, scan: scan))
    }
    return (result, scan)
  }

  private func page(
    of result: SearchResult, _ query: SearchQuery, _ scan: SearchScan, _ request: PageRequest,
    findsEntries: Bool = true
  ) throws -> Page<SearchHit> {
    var page = try page(result.matches.map { SearchHit(match: $0) }, request, question: query.question)
    page.isTotalExact = result.isWhole
    if result.isWhole { page.total = result.total }
    var matches = page.rows.map(\.match)
    try addDetails(to: &matches, query, scan)
    for row in page.rows.indices { page.rows[row].match = matches[row] }
    guard findsEntries else { return page }
    let bySession = Dictionary(grouping: page.rows.indices) { page.rows[$0].match.session }
    for (session, hits) in bySession {
      try checkCancellation()
      let places = try RecordPlaces(of: session, self)
      for hit in hits where page.rows[hit].match.isLatest {
        page.rows[hit].entry = places.entry(of: page.rows[hit].match)
      }
    }
    return page
  }
}

/// What the last search found.
private struct KeptSearch: Sendable {
  var question: String
  /// True if all that could be counted was counted.
  var isCounted: Bool
  var result: SearchResult
  var scan: SearchScan

  func suffices(_ count: Int?) -> Bool {
    result.isWhole || isCounted || count.map { result.matches.count >= $0 } ?? false
  }
}

/// The entries of a session by sequence number and uuid of their records.
struct RecordPlaces {
  private var bySequence: [UInt64: Int] = [:]
  /// A record may stand in the log several times, and the output of a tool in a file of its own.
  private var byUUID: [String: Int] = [:]

  init(of session: String, _ view: StoreView) throws {
    if let transcript = try view.shownTranscript(of: session) { self.init(transcript) } else { self.init() }
  }

  private init() {}

  init(_ transcript: SessionTranscript) {
    let records = transcript.records
    for (place, entry) in transcript.conversation.entries.enumerated() {
      for record in entry.records {
        bySequence[records.sequence(of: record)] = place
        guard entry.kind != .repetition, let uuid = records.uuid(of: record).map(records.text) else { continue }
        byUUID[uuid] = byUUID[uuid] ?? place
      }
    }
  }

  func entry(of match: SearchMatch) -> Int? { bySequence[match.sequence] ?? match.uuid.flatMap { byUUID[$0] } }
}

extension StoreView {
  /// Opens a session of which something was found; nil if it is not shown any more.
  func shownTranscript(of session: String) throws -> SessionTranscript? {
    do { return try transcript(of: session) } catch let error as StoreError
      where error.code == .noSuchSession || error.code == .sessionErased || error.code == .versionDropped
    { return nil }
  }
}

extension SearchQuery {
  /// Returns the limit of a search for a page that ends with match `last`; nil for none. All pages are of the same
  /// matches, so that those by relevance end with the last match that is ranked.
  fileprivate func pageLimit(_ last: Int) -> Int? {
    if order == .relevance { return min(last, Self.rankedMax) }
    return last < .max ? last : nil
  }

  /// The question, in a form that is the same for the same question.
  fileprivate var question: String {
    let filters = [project, branch, model, session, tool].map { $0 ?? "\u{0}" }
    let excluded = excludedSession.map { " without \([$0])" } ?? ""
    return "search \(texts) \(options) \(period) \(filters) \(roles.map(\.name).sorted()) \(order)\(excluded)"
  }
}
