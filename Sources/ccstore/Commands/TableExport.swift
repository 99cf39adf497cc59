import Answers
import ArgumentParser
import SessionLog
import Tables
import Times

/// The tables of `export --format csv`, for other programs, one file each. The names and the order of columns stay the
/// same in later versions.
enum ExportTable: String, ExpressibleByArgument, CaseIterable {
  case sessions, usage, decisions, runs

  /// Passes the rows on, many at a time, beginning with the row of titles.
  func forEachRow(_ query: RecordQuery, _ store: Store, _ write: ([[JSON]]) throws -> Void) throws {
    let view = try store.view(at: query.position)
    func writeRows<Value>(_ shape: Shape<Value>, _ rows: some Sequence<Value>) throws {
      try write([shape.titles.map { .string($0) }])
      var rows = rows.makeIterator()
      while true {
        let some = (0..<512).compactMap { _ in rows.next() }
        if some.isEmpty { return }
        try write(some.map(shape.row))
      }
    }
    switch self {
    case .sessions:
      try writeRows(Shapes.session, view.sessions(query.sessions.query).lazy.map { Shapes.ListedSession($0) })
    case .usage: try writeRows(Shapes.response, view.responses(prices: query.sessions.query.prices))
    case .decisions: try writeRows(Shapes.decision, view.decisions())
    case .runs: try writeRows(Shapes.run, view.runs())
    }
  }
}
