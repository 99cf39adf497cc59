import Answers
import SegmentedLog
import SessionLog
import Tables

/// The answer to a search as lines that are written while the store is searched.
///
/// In the order of time the first records are known long before the last ones: a search that ends with them is made
/// before the answer begins, so that what is wrong with the question has a status, and everything else is searched
/// while they are read.
struct SearchLines: Sendable {
  /// The number of records that are searched for first.
  private static let firstMost = 50
  /// The number of bytes that are written together.
  private static let writtenBytes = 64 << 10

  private let view: StoreView
  private let query: SearchQuery

  init(_ view: StoreView, _ query: SearchQuery) { (self.view, self.query) = (view, query) }

  /// Finds the first records, and returns the answer that begins with them. Throws what a search throws.
  func answer() throws -> APIAnswer {
    var first = query
    // The best of all are known only when all are.
    if query.order == .time { first.limit = min(query.limit ?? .max, Self.firstMost) }
    let found = try view.answer { [first] in try $0.search(first) }
    let isAll = first.limit == query.limit || found.value.isWhole && found.value.matches.count < Self.firstMost
    return APIAnswer(
      200, headers: APICall.headers(found.losses),
      .stream(contentType: APIAnswer.lines) { writer in
        try Self.write(found.value.matches, to: writer)
        if isAll { return try Self.end(found, writer) }
        let known = Set(found.value.matches.map(\.sequence))
        let rest = try view.answer { try $0.search(query) }
        try Self.write(rest.value.matches.filter { !known.contains($0.sequence) }, to: writer)
        try Self.end(rest, writer)
      })
  }

  private static func write(_ matches: [SearchMatch], to writer: any APIWriter) throws {
    var lines: [UInt8] = []
    for match in matches {
      lines += Array(Shapes.match.line(match).utf8) + [0x0a]
      guard lines.count >= writtenBytes else { continue }
      try writer.write(lines)
      lines.removeAll(keepingCapacity: true)
    }
    if !lines.isEmpty { try writer.write(lines) }
  }

  private static func end(_ found: Answer<SearchResult>, _ writer: any APIWriter) throws {
    let end = LinesEnd(total: found.value.isWhole ? found.value.total : nil, losses: found.losses)
    try writer.write(Array(Shapes.linesEnd.line(end).utf8) + [0x0a])
  }
}
