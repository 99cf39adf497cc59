import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Sync

@Suite("order of a search by relevance")
struct SearchRankingTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func ranked(_ texts: String..., change: (inout SearchQuery) -> Void = { _ in }) throws -> [SearchMatch] {
    var query = SearchQuery(texts)
    query.order = .relevance
    change(&query)
    return try bench.store().search(query, workers: 2).matches
  }

  private func write(_ texts: [String]) throws {
    try bench.tree.write(
      transcript("s"), texts.enumerated().map { line($0, session: "s", text: $1) }.joined())
    try bench.ingest()
  }

  private static let filler = String(repeating: "other words stand here ", count: 40)

  @Test("a whole word comes before more occurrences inside of longer words")
  func words() throws {
    try write(["catalog concatenate scattered", "the cat", "nothing"])
    let found = try ranked("cat")
    #expect(found.map(\.uuid) == [uuid(1), uuid(0)])
    #expect(found.map(\.occurrences) == [1, 3])
  }

  @Test("a short record comes before a long one with as many occurrences, and a further occurrence adds less each time")
  func lengths() throws {
    try write(["cat " + Self.filler, "a cat", "cat cat"])
    let found = try ranked("cat")
    #expect(found.map(\.uuid) == [uuid(2), uuid(1), uuid(0)])
    func score(_ count: Int) -> Double {
      var record = SearchFrequencies(patterns: 1)
      (record.counts, record.words, record.length) = ([count], [count], 100)
      return SearchRanking([record, record], searched: 1000).score(record)
    }
    #expect(score(2) > score(1) && score(3) - score(2) < score(2) - score(1))
    #expect(score(1_000_000) < score(1) * (SearchRanking.saturation + 1))
  }

  @Test("the score is that of the formula of BM25")
  func formula() {
    var (one, two) = (SearchFrequencies(patterns: 1), SearchFrequencies(patterns: 1))
    (one.counts, one.words, one.length) = ([2], [1], 50)
    (two.counts, two.words, two.length) = ([1], [1], 150)
    let ranking = SearchRanking([one, two], searched: 10)
    // The natural logarithm of 1 + (10 - 2 + 0.5) / (2 + 0.5).
    let rarity = 1.4816045409242156
    #expect(abs(ranking.score(one) - rarity * 1.25 * 2.2 / (1.25 + 1.2 * 0.625)) < 1e-12)
    #expect(abs(ranking.score(two) - rarity * 2.2 / (1 + 1.2 * 1.375)) < 1e-12)
    #expect(SearchRanking([], searched: 0).score(one).isFinite)
    #expect(SearchRanking([one], searched: -5).score(one) > 0)
  }

  @Test("of two texts the one that fills less of the records found decides more")
  func severalTexts() throws {
    try write([
      "common common common common rare", "common rare rare rare rare", "common common common rare",
      "common common common common rare",
    ])
    #expect(try ranked("common", "rare").first?.uuid == uuid(1))
    #expect(try ranked("rare", "common").first?.uuid == uuid(1))
  }

  @Test("equal scores are ordered by time and then by sequence number, and every search gives the same order")
  func ties() throws {
    try bench.tree.write(
      transcript("s"),
      (0..<40).map {
        line(100 + $0 % 4 * 10, session: "s", text: "cat").replacing(uuid(100 + $0 % 4 * 10), with: uuid($0 + 1000))
      }.joined())
    try bench.ingest()
    let found = try ranked("cat")
    #expect(found.count == 40)
    for (match, next) in zip(found, found.dropFirst()) {
      #expect((match.time!, match.sequence) > (next.time!, next.sequence) && match.score == next.score)
    }
    for workers in [1, 3] {
      var query = SearchQuery(["cat"])
      query.order = .relevance
      #expect(try bench.store().search(query, workers: workers).matches == found)
    }
  }

  @Test("a regular expression is ranked, and the order of time has no score")
  func others() throws {
    try write(["scatter", "cat", "cut cat"])
    let found = try ranked("c[au]t") { $0.options.isRegex = true }
    #expect(found.map(\.uuid) == [uuid(2), uuid(1), uuid(0)])
    #expect(found.allSatisfy { $0.score! > 0 })
    #expect(try bench.store().search(SearchQuery(["cat"])).matches.allSatisfy { $0.score == nil })
  }

  @Test("pages by relevance give the order of the whole answer")
  func pages() throws {
    try write((0..<9).map { String(repeating: "cat ", count: $0 + 1) + Self.filler.prefix($0 * 30) })
    var query = SearchQuery(["cat"])
    query.order = .relevance
    let all = try ranked("cat").map(\.uuid)
    var (seen, request): ([String?], PageRequest) = ([], PageRequest(limit: 4))
    repeat {
      let page = try bench.store().view(for: request).search(query, page: request, workers: 1)
      seen += page.rows.map(\.match.uuid)
      request.cursor = page.next
    } while request.cursor != nil && seen.count < 99
    #expect(seen == all)
  }

  @Test("with a limit the latest records found are ranked, without one all, in every search the same")
  func latest() throws {
    let count = SearchQuery.rankedMax + 20
    try write((0..<count).map { $0 == 5 || $0 == 1000 ? "cat cat cat" : "a cat and some other words" })
    let all = try ranked("cat")
    #expect(all.count == count && all.prefix(2).map(\.uuid) == [uuid(5), uuid(1000)])
    for workers in [1, 3] {
      var query = SearchQuery(["cat"])
      (query.order, query.limit) = (.relevance, 3)
      let result = try bench.store().search(query, workers: workers)
      #expect(result.matches.map(\.uuid) == [uuid(1000), uuid(99), uuid(98)])
      #expect(result.ranked == SearchQuery.rankedMax)
      query.limit = count
      let whole = try bench.store().search(query, workers: workers)
      #expect(whole.ranked == nil && whole.matches == all)
    }
    var few = SearchQuery(["1234"])
    (few.order, few.limit) = (.relevance, 3)
    #expect(try bench.store().search(few).ranked == nil)
  }

  @Test("pages that do not count all are of the records that are ranked, and those after them have no score")
  func pagesOfLatest() throws {
    let count = SearchQuery.rankedMax + 20
    try write((0..<count).map { $0 == 5 || $0 == 1000 ? "cat cat cat" : "a cat" })
    var query = SearchQuery(["cat"])
    query.order = .relevance
    let view = try bench.store().view()
    var (seen, request): ([String?], PageRequest) = ([], PageRequest(limit: 700))
    repeat {
      let page = try view.search(query, page: request, countsAll: false, workers: 1)
      seen += page.rows.map(\.match.uuid)
      request.cursor = page.next
    } while request.cursor != nil && seen.count < 2 * count
    #expect(seen.count == SearchQuery.rankedMax && Set(seen).count == seen.count && seen.first == uuid(1000))
    let first = PageRequest(limit: 10)
    let some = try view.searchPage(query, page: first, zone: .utc)
    let counted = try view.searchPage(query, page: first, zone: .utc, countsAll: true)
    #expect(some.page.rows == counted.page.rows && some.page.rows.map(\.match.uuid) == Array(seen.prefix(10)))
    #expect(counted.isWhole && counted.page.total == count)
  }
}
