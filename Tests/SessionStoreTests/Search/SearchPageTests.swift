import Foundation
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

private let file = transcript("s")

@Suite("pages of searches and of lists of sessions")
struct SearchPageTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func page(_ request: PageRequest, _ query: SearchQuery = SearchQuery(["needle"])) throws -> Page<SearchHit> {
    try bench.store().view(for: request).search(query, page: request, workers: 1)
  }

  private func needle(_ number: Int, session: String = "s") -> String {
    line(number, session: session, text: "needle")
  }

  @Test("pages of a search give every record exactly once while a writer appends in between")
  func everyRecord() throws {
    try bench.tree.write(file, (0..<7).map { needle($0) }.joined())
    try bench.ingest()
    var (seen, request): ([String], PageRequest) = ([], PageRequest(limit: 3))
    for number in 0..<3 {
      let page = try page(request)
      #expect(page.total == 7 && page.rows.count == [3, 3, 1][number])
      seen += page.rows.compactMap(\.match.uuid)
      request.cursor = page.next
      #expect((page.next == nil) == (number == 2))
      try bench.tree.append(file, needle(20 + number))
      try bench.ingest()
      // A search of the end makes indexes that reach beyond the pages.
      #expect(try bench.store().search(SearchQuery(["needle"]), workers: 1).total == 8 + number)
    }
    #expect(seen == (0..<7).reversed().map { uuid($0) })
  }

  @Test("pages of a search that counts end before the largest number of records that is counted")
  func countedPages() throws {
    try bench.tree.write(file, (0..<SearchPage.countedMax + 1000).map { needle($0) }.joined())
    try bench.ingest()
    let (view, query) = (try bench.store().view(), SearchQuery(["needle"]))
    var (seen, request): (Set<String?>, PageRequest) = ([], PageRequest(limit: 6000))
    for number in 1...3 {
      let found = try view.searchPage(query, page: request, zone: .utc, countsAll: true, findsEntries: false)
      #expect(found.page.total >= SearchPage.countedMax)
      seen.formUnion(found.page.rows.map(\.match.uuid))
      #expect(seen.count == 6000 * number)
      #expect((found.page.next == nil) == (number == 3))
      request.cursor = found.page.next ?? request.cursor
    }
    request.limit = SearchPage.countedMax
    #expect(
      errorCode { try view.searchPage(query, page: request, zone: .utc, findsEntries: false) } == .cursorExpired)
  }

  @Test("a hit has the entry of its record, and none where only a former version has it")
  func entries() throws {
    try bench.tree.write(file, line(0) + needle(1) + line(2) + needle(3))
    try bench.ingest()
    try bench.tree.write(file, line(0) + line(2) + needle(3))
    try bench.ingest()
    let hits = try page(PageRequest()).rows
    #expect(hits.map(\.match.uuid) == [uuid(3), uuid(1)])
    #expect(hits[1].entry == nil && !hits[1].match.isLatest)
    var query = TurnQuery("s")
    query.place = .entry(try #require(hits[0].entry))
    query.limit = 1
    #expect(try bench.store().view().turns(query).turns.map(\.uuid) == [uuid(3)])
  }

  @Test("a search of an earlier position finds what was stored then, and nothing that is erased")
  func earlier() throws {
    try bench.tree.write(file, needle(1))
    try bench.tree.write(transcript("t"), needle(5, session: "t"))
    try bench.ingest()
    let head = try bench.store().view().head
    try bench.tree.append(file, needle(2))
    try bench.ingest()
    func found() throws -> [String?] {
      let request = PageRequest()
      let view = try bench.store().view(for: request, at: .sequence(head.sequence))
      let page = try view.search(SearchQuery(["needle"]), page: request, workers: 1)
      #expect(page.head == head && page.asOf != nil)
      return page.rows.map(\.match.uuid)
    }
    #expect(try found() == [uuid(5), uuid(1)])
    let first = PageRequest(limit: 1)
    let cursor = try #require(try page(first).next)
    _ = try bench.store().erase(.session("t"), retry: Workbench.patience())
    #expect(try found() == [uuid(1)])
    #expect(errorCode { try page(PageRequest(limit: 1, cursor: cursor)) } == .cursorExpired)
  }

  @Test("pages of an earlier position follow one another although something was erased since that position")
  func earlierPages() throws {
    try bench.tree.write(file, (0..<3).map { needle($0) }.joined())
    try bench.tree.write(transcript("t"), needle(5, session: "t"))
    try bench.ingest()
    let head = try bench.store().view().head
    _ = try bench.store().erase(.session("t"), retry: Workbench.patience())
    var (request, seen) = (PageRequest(limit: 1), [String?]())
    repeat {
      let view = try bench.store().view(for: request, at: .sequence(head.sequence))
      let page = try view.search(SearchQuery(["needle"]), page: request, workers: 1)
      seen += page.rows.map(\.match.uuid)
      request.cursor = page.next
    } while request.cursor != nil && seen.count < 9
    #expect(seen == [uuid(2), uuid(1), uuid(0)])
  }

  @Test("a search in one session takes the names that every list takes, and says that a session was erased")
  func named() throws {
    try bench.tree.write(file, needle(1))
    try bench.tree.write(transcript("t"), needle(5, session: "t"))
    try bench.ingest()
    func found(_ session: String) throws -> [String] {
      var query = SearchQuery(["needle"])
      query.session = session
      return try bench.store().search(query, workers: 1).matches.map(\.session)
    }
    #expect(try found("s") == ["s"] && found("last") == ["t"])
    _ = try bench.store().erase(.session("t"), retry: Workbench.patience())
    #expect(try found("last") == ["s"])
    #expect(errorCode { try found("t") } == .sessionErased)
    #expect(errorCode { try found("u") } == .noSuchSession)
  }

  @Test("a cursor is bound to the texts, the options and the order of its search")
  func otherQuestions() throws {
    try bench.tree.write(file, (0..<3).map { needle($0) }.joined())
    try bench.ingest()
    let next = PageRequest(limit: 1, cursor: try page(PageRequest(limit: 1)).next)
    #expect(try page(next).rows.count == 1)
    let changes: [(inout SearchQuery) -> Void] = [
      { $0.texts = ["need"] }, { $0.options.isWord = true }, { $0.order = .relevance }, { $0.roles = [.user] },
      { $0.session = "s" }, { $0.project = "" }, { $0.period.start = Instant(milliseconds: 1) },
    ]
    for change in changes {
      var query = SearchQuery(["needle"])
      change(&query)
      #expect(errorCode { try page(next, query) } == .cursorMismatch)
    }
  }

  @Test("pages of sessions give each exactly once, though one is stored and a file is deleted in between")
  func sessions() throws {
    for number in 0..<5 { try bench.tree.write(transcript("s\(number)"), line(number, session: "s\(number)")) }
    try bench.tree.write(transcript("silent"), #"{"type":"mode","sessionId":"silent"}"# + "\n")
    try bench.ingest()
    var query = SessionQuery()
    query.excludesSilent = true
    var (seen, request): ([SessionSummary], PageRequest) = ([], PageRequest(limit: 2))
    for number in 0..<3 {
      let page = try bench.store().view(for: request).sessions(query, page: request)
      #expect(page.total == 5)
      seen += page.rows
      request.cursor = page.next
      try bench.tree.write(transcript("new\(number)"), line(30 + number, session: "new\(number)"))
      try FileManager.default.removeItem(atPath: bench.tree.root.appending(transcript("s\(number)")).string)
      try bench.ingest()
    }
    #expect(request.cursor == nil)
    #expect(seen.map(\.id) == ["s4", "s3", "s2", "s1", "s0"])
    #expect(seen.allSatisfy { $0.sourceState == .present })
  }
}
