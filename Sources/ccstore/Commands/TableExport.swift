import Answers
import ArgumentParser
import SessionLog
import Times

/// The tables of `export --format csv`, for other programs, one file each. The names and the order of columns stay the
/// same in later versions.
enum ExportTable: String, ExpressibleByArgument, CaseIterable {
  case sessions, usage, decisions, runs

  private static func time(_ milliseconds: Int64?) -> JSON { milliseconds.map { .string(Time.rfc3339($0)) } ?? .null }

  private static let usageColumns = [
    "time", "session", "project", "path", "model", "input_tokens", "output_tokens", "cache_creation_5m_input_tokens",
    "cache_creation_1h_input_tokens", "cache_read_input_tokens", "cost_usd",
  ]
  private static let decisionColumns = [
    "seq", "run", "time", "path", "session", "reason", "generation", "length", "old_length",
  ]

  /// Passes the rows on, many at a time, beginning with the row of titles.
  func forEachRow(_ query: RecordQuery, _ store: Store, _ write: ([[JSON]]) throws -> Void) throws {
    func titled(_ titles: [String], _ rows: some Sequence<[JSON]>) throws {
      try write([titles.map { .string($0) }])
      var rows = rows.makeIterator()
      while true {
        let some = (0..<512).compactMap { _ in rows.next() }
        if some.isEmpty { return }
        try write(some)
      }
    }
    switch self {
    case .sessions:
      var sessions = query.sessions.query
      sessions.position = query.position
      let none = SessionsCommand.members(SessionSummary.unknown, nil).map(\.0)
      try titled(none, store.sessions(sessions).lazy.map { SessionsCommand.members($0, nil).map(\.1) })
    case .usage:
      try titled(
        Self.usageColumns,
        store.responses(prices: query.sessions.query.prices, asOf: query.position).lazy.map { row in
          [
            Self.time(row.time), .string(row.session), .string(row.project), .string(row.path), .string(row.model),
            .integer(row.tokens.input), .integer(row.tokens.output), .integer(row.tokens.cacheWrites5m),
            .integer(row.tokens.cacheWrites1h), .integer(row.tokens.cacheReads), JSON(usd: row.cost),
          ]
        })
    case .decisions:
      try titled(
        Self.decisionColumns,
        store.decisions(asOf: query.position).lazy.map { row in
          [
            .integer(Int64(row.sequence)), .integer(row.run), Self.time(row.time), .string(row.path),
            .string(row.session), .string(row.reason.name), .integer(row.generation), .integer(row.length),
            row.oldLength.map { .integer($0) } ?? .null,
          ]
        })
    case .runs:
      let none = RunState(number: 0, syncKey: "", started: 0, ended: nil, status: .completed, error: nil)
      try titled(
        StatusCommand.members(none).map(\.0),
        store.runs(asOf: query.position).lazy.map { StatusCommand.members($0).map(\.1) })
    }
  }
}
