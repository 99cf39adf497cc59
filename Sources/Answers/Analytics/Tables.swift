import FileIO
import SegmentedLog
import SessionLog
public import Times
import Transcripts

/// One response of the API, counted once over all files. The answer of an advisor or of another model within it is a
/// separate row.
public struct ResponseRow: Sendable, Equatable {
  /// The time; nil if none of the records has a time.
  public var time: Instant?
  /// The id of the session that the response is counted for.
  public var session: String
  /// The working directory of the session.
  public var project: String
  /// The absolute path of the file that had the response first.
  public var path: String
  /// The name of the model; empty if the records name none.
  public var model: String
  /// The tokens of the response.
  public var tokens: TokenCounts
  /// The cost; nil if the response has no price.
  public var cost: Money?
}

/// A decision of an ingest about a file.
public struct DecisionRow: Sendable, Equatable {
  /// The sequence number of the decision's event.
  public var sequence: UInt64
  /// The number of the run; 0 for a run of another store.
  public var run: Int64
  /// The start of the run.
  public var time: Instant
  /// The absolute path of the file.
  public var path: String
  /// The session that the name of the file refers to; empty for files of no session.
  public var session: String
  /// The decision.
  public var reason: DecisionReason
  /// The number of the generation that the decision is about, from 0.
  public var generation: Int64
  /// The length after the decision, in bytes.
  public var length: Int64
  /// The length before the decision, in bytes; nil if there was none.
  public var oldLength: Int64?
}

extension StoreView {
  /// Returns all responses in the order in which the store first saw them.
  public func responses(prices: PriceTable = .builtIn) throws -> [ResponseRow] {
    try throwingStoreErrors {
      let known = try projections([.usage, .sessions])
      let (usage, sync) = (known.usage.state, known.sync.state)
      let sessions = try sessionsState
      let costs = CostTable(usage, prices)
      let projects = usage.sessions.ids.map { id in
        sessions.index(of: id).map { sessions.sessions[$0].project.text } ?? ""
      }
      var rows: [ResponseRow] = []
      for response in try claims.responses {
        costs.forEachPart(of: response) { part in
          rows.append(
            ResponseRow(
              time: response.time.instant, session: usage.sessions.ids[Int(response.session)].text,
              project: projects[Int(response.session)], path: sync.path(Int64(response.source)) ?? "",
              model: costs.names[Int(part.slot.model)], tokens: part.tokens, cost: costs.cost(of: part)))
        }
      }
      return rows
    }
  }

  /// Returns all decisions about files in the order of the log, except those about erased files. Reads the envelopes of
  /// the whole log.
  public func decisions() throws -> [DecisionRow] {
    try throwingStoreErrors {
      let sync = try sync
      var rows: [DecisionRow] = []
      var (run, time): (Int64, Int64) = (0, 0)
      try log.forEachBlock { block in
        let columns = try BlockColumns(block)
        for row in 0..<block.count {
          if columns.kind(row) == .runStarted {
            run = try columns.isForeign(row) ? 0 : try columns.integers(.run)[row] ?? 0
            time = try columns.integers(.time)[row] ?? 0
          }
          guard columns.kind(row) == .decision, let number = try columns.integers(.source)[row],
            let reason = try columns.integers(.reason)[row].flatMap(DecisionReason.init), let path = sync.path(number),
            !sync.isErased(source: Int(number))
          else { continue }
          rows.append(
            DecisionRow(
              sequence: block.firstSequence + UInt64(row), run: run, time: Instant(milliseconds: time), path: path,
              session: sync.sources[Int(number)]!.session?.text ?? "", reason: reason,
              generation: try columns.integers(.generation)[row] ?? 0, length: try columns.integers(.length)[row] ?? 0,
              oldLength: try columns.integers(.oldLength)[row]))
        }
      }
      return rows
    }
  }

  /// Returns all runs of `ingest`, the oldest first, including those that `status` no longer lists. Reads the envelopes
  /// of the whole log.
  public func runs() throws -> [RunState] {
    try throwingStoreErrors {
      var runs: [RunState] = []
      var numbers: [Int64: Int] = [:]
      try log.forEachBlock { block in
        let columns = try BlockColumns(block)
        for row in 0..<block.count where try !columns.isForeign(row) {
          switch columns.kind(row) {
          case .runStarted:
            guard let run = try RunState(started: columns, row) else { continue }
            numbers[run.number] = runs.count
            runs.append(run)
          case .runFinished:
            guard let index = try columns.integers(.run)[row].flatMap({ numbers[$0] }) else { continue }
            try runs[index].finish(columns, row)
          default: break
          }
        }
      }
      return runs
    }
  }
}
