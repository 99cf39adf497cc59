public import SegmentedLog
import SessionLog
import Transcripts

/// One response of the API, counted once over all files; what an advisor or another model answered within it is a row of its own.
public struct ResponseRow: Sendable, Equatable {
  /// Milliseconds since 1970 UTC; nil where none of its records has a time.
  public var time: Int64?
  /// The id of the session that the response is counted for.
  public var session: String
  /// Working directory of the session.
  public var project: String
  /// Absolute path of the file that had it first.
  public var path: String
  /// Empty where its records do not say.
  public var model: String
  public var tokens: TokenCounts
  /// USD; nil where it has no price.
  public var cost: Double?
}

/// What an ingest decided about a file.
public struct DecisionRow: Sendable, Equatable {
  /// The sequence number of the decision's event.
  public var sequence: UInt64
  /// The number of the run; 0 for a run of another store.
  public var run: Int64
  /// When the run began, milliseconds since 1970 UTC.
  public var time: Int64
  /// The absolute path of the file.
  public var path: String
  /// The session that the file belongs to by its name; empty for files of no session.
  public var session: String
  public var reason: DecisionReason
  /// The number of the generation that the decision is about, from 0.
  public var generation: Int64
  /// Bytes.
  public var length: Int64
  public var oldLength: Int64?
}

extension Store {
  /// Every response, in the order in which the store came to know them. Throws `NoSuchPosition`.
  public func responses(prices: PriceTable = .builtIn, asOf position: LogPosition? = nil) throws -> [ResponseRow] {
    let moment = try moment(position)
    let usage = try Folded<UsageState>(moment.log, moment.sync).state
    let sessions = try SessionsState.current(moment.log, moment.sync)
    let costs = CostTable(usage, prices)
    let projects = usage.sessions.ids.map { id in
      sessions.index(of: id).map { sessions.sessions[$0].project.text } ?? ""
    }
    var rows: [ResponseRow] = []
    for response in usage.claimed(moment.sync) {
      costs.forEachPart(of: response) { part in
        var cost: Double?
        if part.slot.isReported {
          cost = Double(part.reported) / 1e9
        } else if case .known(let known) = costs.cost(of: part.slot, part.tokens, responses: 1) {
          cost = known
        }
        rows.append(
          ResponseRow(
            time: response.time, session: usage.sessions.ids[Int(response.session)].text,
            project: projects[Int(response.session)], path: moment.sync.path(Int64(response.source)) ?? "",
            model: costs.names[Int(part.slot.model)], tokens: part.tokens, cost: cost))
      }
    }
    return rows
  }

  /// Every decision about a file, in the order of the log; none about files that are erased. Reads the envelopes of the whole log.
  public func decisions(asOf position: LogPosition? = nil) throws -> [DecisionRow] {
    let moment = try moment(position)
    let sync = moment.sync
    var rows: [DecisionRow] = []
    var (run, time): (Int64, Int64) = (0, 0)
    try moment.log.forEachBlock { block in
      let columns = try BlockColumns(block)
      for row in 0..<block.count {
        if columns.kind(row) == .runStarted {
          run = try columns.isForeign(row) ? 0 : try columns.integers(.run)[row] ?? 0
          time = try columns.integers(.time)[row] ?? 0
        }
        guard columns.kind(row) == .decision, let number = try columns.integers(.source)[row],
          let reason = try columns.integers(.reason)[row].flatMap(DecisionReason.init), let path = sync.path(number),
          !sync.isForgotten(source: Int(number))
        else { continue }
        rows.append(
          DecisionRow(
            sequence: block.firstSequence + UInt64(row), run: run, time: time, path: path,
            session: TranscriptPath.session(sync.sources[Int(number)]!.path)?.text ?? "", reason: reason,
            generation: try columns.integers(.generation)[row] ?? 0, length: try columns.integers(.length)[row] ?? 0,
            oldLength: try columns.integers(.oldLength)[row]))
      }
    }
    return rows
  }

  /// Every run of `ingest`, oldest first, not only the latest ones that `status` lists. Reads the envelopes of the whole log.
  public func runs(asOf position: LogPosition? = nil) throws -> [RunState] {
    let moment = try moment(position)
    var runs: [RunState] = []
    var numbers: [Int64: Int] = [:]
    try moment.log.forEachBlock { block in
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
