import FileIO
public import SegmentedLog
import SessionLog

/// Each of these functions opens the store, asks one question of a new `StoreView`, and releases the view. A program
/// with several questions should ask them of one view.
extension Store {
  /// See `StoreView.sessions`. Throws `noSuchPosition`, too.
  public func sessions(_ query: SessionQuery = SessionQuery()) throws -> [SessionSummary] {
    try view(at: query.position).sessions(query)
  }

  /// See `StoreView.lineage`.
  public func lineage() throws -> [String: Lineage] { try view().lineage() }

  /// See `StoreView.drift`.
  public func drift(prices: PriceTable = .builtIn) throws -> Drift { try view().drift(prices: prices) }

  /// See `StoreView.conflicts`.
  public func conflicts(session: String? = nil) throws -> [ConflictReport] { try view().conflicts(session: session) }

  /// See `StoreView.usage`. Throws `noSuchPosition`, too.
  public func usage(_ query: UsageQuery = UsageQuery()) throws -> UsageReport {
    try view(at: query.position).usage(query)
  }

  /// See `StoreView.tools`. Throws `noSuchPosition`, too.
  public func tools(_ query: ToolQuery = ToolQuery()) throws -> ToolReport {
    try view(at: query.position).tools(query)
  }

  /// See `StoreView.files`.
  public func files(_ query: FilesQuery = FilesQuery()) throws -> [TouchedFile] { try view().files(query) }

  /// See `StoreView.search`.
  public func search(
    _ query: SearchQuery, workers: Int = Processors.count,
    indexing: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) throws -> SearchResult {
    try view().search(query, workers: workers, indexing: indexing)
  }

  /// See `StoreView.forEachRecord`.
  public func forEachRecord(
    of name: String, generation: Int? = nil, record: String? = nil, _ body: (SessionRecord) throws -> Void
  ) throws {
    try view().forEachRecord(of: name, generation: generation, record: record, body)
  }

  /// See `StoreView.exportRecords`. Throws `noSuchPosition`, too.
  public func exportRecords(
    _ query: RecordQuery = RecordQuery(), workers: Int = Processors.count, write: ([UInt8]) throws -> Void
  ) throws {
    try view(at: query.position).exportRecords(query, workers: workers, write: write)
  }

  /// See `StoreView.exportEvents`. Throws `noSuchPosition`, too.
  public func exportEvents(asOf position: LogPosition? = nil, write: ([UInt8]) throws -> Void) throws {
    try view(at: position).exportEvents(write: write)
  }

  /// See `StoreView.responses`. Throws `noSuchPosition`, too.
  public func responses(prices: PriceTable = .builtIn, asOf position: LogPosition? = nil) throws -> [ResponseRow] {
    try view(at: position).responses(prices: prices)
  }

  /// See `StoreView.decisions`. Throws `noSuchPosition`, too.
  public func decisions(asOf position: LogPosition? = nil) throws -> [DecisionRow] {
    try view(at: position).decisions()
  }

  /// See `StoreView.runs`. Throws `noSuchPosition`, too.
  public func runs(asOf position: LogPosition? = nil) throws -> [RunState] { try view(at: position).runs() }
}
