import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage
public import Times

/// The records and responses that the store has and the files on disk no longer show.
public struct Drift: Sendable, Equatable {
  /// A session with records or responses that no file on disk shows.
  public struct Session: Sendable, Equatable {
    /// The id of the session.
    public var id: String
    /// The beginning of the id, as lists show it.
    public var shortID: String
    /// The working directory; empty where the records do not say.
    public var project: String
    /// The title; empty without any.
    public var title: String
    /// The time of its latest record.
    public var ended: Instant?
    /// The records and responses of the session that no file on disk shows.
    public var gone: Amount
    /// True if all of its files that are gone were deleted by a prune.
    public var isPruned = false
  }

  /// An amount of records and usage.
  public struct Amount: Sendable, Equatable {
    /// The number of records with a uuid, each counted once.
    public var records: Int64 = 0
    /// The responses with their tokens and cost.
    public var usage = UsageTotals()
  }

  /// The sessions by descending cost of what is missing, those of unknown cost last.
  public var sessions: [Session] = []
  /// The sum over all sessions.
  public var totals = Amount()
}

/// The order in which sessions are listed whose files are gone.
public enum DriftOrder: String, Sendable, CaseIterable {
  /// By this quantity of what is missing, the largest first.
  case cost, tokens, records
  /// By the time of the latest record, the latest first.
  case ended
  /// In alphabetical order. In every order, also when it is reversed, sessions without the value asked for come last.
  case project, title
}

/// A choice of the sessions of which records are missing.
public struct DriftQuery: Sendable {
  /// The sessions to compare.
  public var sessions = SessionFilter()
  /// The period that the first or the last record of the session, or one of its responses, must be in.
  public var period = Period.always
  /// The order of the sessions.
  public var order = DriftOrder.cost
  /// True to begin with the last of that order.
  public var isReversed = false
  /// The prices for the cost of what is missing.
  public var prices = PriceTable.builtIn

  /// Creates a question without a condition: it is about everything that is stored.
  public init() {}
}

extension StoreView {
  /// Compares the store with the files that exist now. A record counts as missing if no file shows it, neither its own
  /// nor a fork or copy. Tools that read transcripts from disk, such as `ccusage`, do not count these responses.
  ///
  /// For files of this machine the presence and size are looked up now; for others the state at the last ingest counts.
  /// Cost: one look-up per source, and two passes over the envelopes if anything is missing. Memory: 40 bytes for each
  /// record that is missing from one file.
  public func drift(prices: PriceTable = .builtIn) throws -> Drift {
    var query = DriftQuery()
    query.prices = prices
    return try drift(query)
  }

  /// Compares the sessions that a query selects with the files that exist now, as `drift(prices:)` compares all. The
  /// totals are those of the selected sessions. Throws `noSuchSession`, too.
  public func drift(_ query: DriftQuery) throws -> Drift {
    try throwingStoreErrors {
      let wanted = try ids(of: query)
      let visible = VisibleBytes(try sync, machine: store.machine.id, fileSystem: store.fileSystem)
      if visible.showsEverything { return Drift() }
      let known = try projections([.usage, .sessions])
      var gone = GoneRecords(known.usage.state)
      try log.forEachScannedBlock { try gone.collect(try BlockColumns($0), visible) }
      if gone.isEmpty { return Drift() }
      try log.forEachScannedBlock { try gone.remove(try BlockColumns($0), visible) }
      if let wanted { gone.restrict(to: wanted) }
      return gone.drift(known.sync.state, try sessionsState, query)
    }
  }

  /// Returns the ids of the sessions that a query selects; nil if it selects all.
  private func ids(of query: DriftQuery) throws -> Set<[UInt8]>? {
    if query.period == .always, query.sessions.isEmpty { return nil }
    _ = try projections([.sessions, .usage])
    if query.period == .always { return try ids(of: query.sessions) }
    var sessions = SessionQuery()
    (sessions.period, sessions.prices) = (query.period, query.prices)
    (sessions.project, sessions.session) = (query.sessions.project, query.sessions.session)
    (sessions.branch, sessions.model) = (query.sessions.branch, query.sessions.model)
    return Set(try self.sessions(sessions).map { Array($0.id.utf8) })
  }
}

/// The number of bytes of each stored generation that files on disk still show.
private struct VisibleBytes {
  private var limits: [GenerationKey: Int64] = [:]
  private(set) var showsEverything = true
  /// The erased ranges, which count neither as visible nor as missing.
  let erased: ErasedRanges

  init(_ sync: SyncState, machine: [UInt8], fileSystem: any FileSystem) {
    erased = ErasedRanges(sync)
    for (number, source) in sync.sources.enumerated() {
      guard let source, let last = source.generations.last else { continue }
      var length = source.isMissing ? 0 : last.length
      if sync.roots[source.root].origin == machine, !source.isForeign || !source.isMissing {
        length = last.length
        let path = FilePath("").appending(bytes: sync.roots[source.root].path).appending(bytes: source.path)
        length = min(length, (try? fileSystem.status(path, followLinks: false))?.size ?? 0)
      }
      // A file also shows the parts of the generations that its latest generation is built on.
      for link in sync.lineage(
        of: GenerationKey(source: Int64(number), generation: Int64(source.generations.count - 1)))
      {
        limits[link.key] = max(limits[link.key] ?? 0, min(length, link.limit))
      }
    }
    for (number, source) in sync.sources.enumerated() {
      for (generation, stored) in (source?.generations ?? []).enumerated() where source?.form == .lines {
        let key = GenerationKey(source: Int64(number), generation: Int64(generation))
        if limits[key, default: 0] < stored.length { showsEverything = false }
      }
    }
  }

  func shows(_ key: GenerationKey, end: Int64) -> Bool { end <= limits[key] ?? 0 }
}

/// The records and responses that a file once showed and no file shows now.
private struct GoneRecords {
  private var sessions = SessionAttribution()
  /// The number of the session, by the key of a record's uuid.
  private var records: [ResponseKey: Int32] = [:]
  private var responses = Set<ResponseKey>()
  /// The ids of the sessions that are asked for; nil for all.
  private var wanted: Set<[UInt8]>?
  private var usage: UsageState

  init(_ usage: UsageState) { self.usage = usage }

  var isEmpty: Bool { records.isEmpty && responses.isEmpty }

  /// Notes the records and responses that their own file does not show.
  mutating func collect(_ block: BlockColumns, _ visible: VisibleBytes) throws {
    var rows = try VisibleRows(block, visible)
    var cache = try sessions.cache(block)
    let sources = try block.integers(.source)
    let isErased = try ErasedRows(block, visible.erased)
    for row in 0..<block.count {
      if block.kind(row) == .source { try sessions.addSource(block, row) }
      guard block.kind(row) == .record, !isErased[row], let source = sources[row],
        let session = sessions.session(ofRecord: row, source: source, &cache), rows.isVisible(row) == false
      else { continue }
      if let uuid = rows.uuid(row), records[uuid] == nil { records[uuid] = session }
      if let response = rows.response(row, &usage) { responses.insert(response) }
    }
  }

  /// Removes the records and responses that another file shows.
  mutating func remove(_ block: BlockColumns, _ visible: VisibleBytes) throws {
    var rows = try VisibleRows(block, visible)
    // If an old version stored a record twice, the first one may have had another text.
    let isErased = try ErasedRows(block, visible.erased)
    for row in 0..<block.count where block.kind(row) == .record && !isErased[row] && rows.isVisible(row) {
      if let uuid = rows.uuid(row) { records[uuid] = nil }
      if let response = rows.response(row, &usage) { responses.remove(response) }
    }
  }

  private static func isPruned(_ session: SessionState, _ sync: SyncState) -> Bool {
    let gone = session.parts.compactMap { part in
      sync.sources.indices.contains(Int(clamping: part.source)) ? sync.sources[Int(part.source)] : nil
    }.filter(\.isMissing)
    return !gone.isEmpty && gone.allSatisfy(\.isPruned)
  }

  /// Leaves out the records of all sessions but these. Responses are selected when they are added up, because a copy of
  /// one may count for another session.
  mutating func restrict(to wanted: Set<[UInt8]>) {
    self.wanted = wanted
    records = records.filter { wanted.contains(sessions.ids[Int($0.value)]) }
  }

  func drift(_ sync: SyncState, _ state: SessionsState, _ query: DriftQuery) -> Drift {
    let costs = CostTable(usage, query.prices)
    var counts: [[UInt8]: Int64] = [:]
    var sums: [[UInt8]: UsageSum] = [:]
    var all = UsageSum()
    for session in records.values { counts[sessions.ids[Int(session)], default: 0] += 1 }
    for response in usage.claimed(sync) where responses.contains(response.key) {
      guard wanted?.contains(usage.sessions.ids[Int(response.session)]) ?? true else { continue }
      sums[usage.sessions.ids[Int(response.session)], default: UsageSum()].add(response, costs)
      all.add(response, costs)
    }
    var drift = Drift()
    drift.totals.records = Int64(records.count)
    drift.totals.usage = all.totals(costs)
    let shortIDs = state.shortIDs
    for id in Set(counts.keys).union(sums.keys) {
      let session = state.index(of: id).map { state.sessions[$0] }
      drift.sessions.append(
        Drift.Session(
          id: id.text, shortID: shortIDs[id] ?? id.text, project: session?.project.text ?? "",
          title: session?.title.text ?? "", ended: (session?.ended).instant,
          gone: Drift.Amount(records: counts[id] ?? 0, usage: sums[id]?.totals(costs) ?? UsageTotals()),
          isPruned: session.map { Self.isPruned($0, sync) } ?? false))
    }
    drift.sessions.sort(by: query.precedes)
    return drift
  }
}

extension DriftQuery {
  /// Compares by the order asked for, then by cost, tokens and records, the largest first.
  fileprivate func precedes(_ a: Drift.Session, _ b: Drift.Session) -> Bool {
    let (row, usual) = (RowOrder(isReversed: isReversed), RowOrder(isReversed: false))
    func text(_ text: String) -> String? { text.isEmpty ? nil : text }
    let (left, right) = (a.gone.usage, b.gone.usage)
    let first: Bool? =
      switch order {
      case .cost: row.precedes(left.cost, right.cost)
      case .tokens: row.precedes(left.tokens.total, right.tokens.total)
      case .records: row.precedes(a.gone.records, b.gone.records)
      case .ended: row.precedes(a.ended, b.ended)
      case .project: row.precedes(text(a.project), text(b.project), largestFirst: false)
      case .title: row.precedes(text(a.title), text(b.title), largestFirst: false)
      }
    // An unknown cost is not zero: these sessions come last.
    return first ?? usual.precedes(left.cost, right.cost) ?? usual.precedes(left.tokens.total, right.tokens.total)
      ?? usual.precedes(a.gone.records, b.gone.records) ?? (a.id < b.id)
  }
}

/// The records of a block, each with the information whether a file still shows it.
private struct VisibleRows {
  private let visible: VisibleBytes
  private let sources, generations, offsets, lengths, inputs: IntegerColumn
  private let dropped: DroppedBodies?
  private let uuids: BytesColumn
  private var usage: UsageColumns
  private var models = StringTable()

  init(_ block: BlockColumns, _ visible: VisibleBytes) throws {
    self.visible = visible
    sources = try block.integers(.source)
    generations = try block.integers(.generation)
    offsets = try block.integers(.offset)
    lengths = try block.block.integers(1)
    dropped = try block.block.droppedBodies()
    inputs = try block.integers(.inputTokens)
    uuids = try block.bytes(.uuid)
    usage = try UsageColumns(block)
  }

  func isVisible(_ row: Int) -> Bool {
    let key = GenerationKey(source: sources[row] ?? -1, generation: generations[row] ?? -1)
    return visible.shows(
      key, end: (offsets[row] ?? 0).adding(dropped?[row].map { Int64($0.length) } ?? lengths[row] ?? 0))
  }

  func uuid(_ row: Int) -> ResponseKey? {
    guard let entry = uuids.entry(row) else { return nil }
    return uuids.withBytes(ofEntry: entry) { text in
      UUID16(text: text.assumingMemoryBound(to: UInt8.self)).map { ResponseKey(high: $0.high, low: $0.low) }
        ?? ResponseKey(of: text)
    }
  }

  /// Returns the key of the response that the record is a part of; nil if it is not part of one that counts.
  mutating func response(_ row: Int, _ state: inout UsageState) -> ResponseKey? {
    guard inputs[row] != nil, usage.model(row, &models) != nil, let key = usage.key(row) else { return nil }
    return state.response(ofKnown: key, request: usage.request(row), uuid: usage.uuid(row))
  }
}
