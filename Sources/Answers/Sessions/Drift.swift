import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage

/// What the store knows and the files on disk no longer show.
public struct Drift: Sendable, Equatable {
  /// A session of which something is gone from disk.
  public struct Session: Sendable, Equatable {
    public var id: String
    public var shortID: String
    public var project: String
    public var title: String
    /// Milliseconds since 1970 UTC.
    public var ended: Int64?
    /// The records and responses of the session that no file on disk shows.
    public var gone: Amount
  }

  public struct Amount: Sendable, Equatable {
    /// Records with a uuid, each counted once.
    public var records: Int64 = 0
    /// Responses with their tokens and cost.
    public var usage = UsageTotals()
  }

  /// The one with most cost gone first, those of unknown cost last.
  public var sessions: [Session] = []
  /// The sum over all sessions.
  public var totals = Amount()
}

extension Store {
  /// Compares what is stored with the files that are there now: a record counts as gone when no file shows it any more, neither its own nor
  /// a fork or copy. What `ccusage` and the like read from disk misses these responses.
  ///
  /// Of this machine's files the presence and size are looked at now, of others the state of the last ingest counts. Costs a look at each source, and
  /// where something is gone two ways through the envelopes. Memory: 40 bytes a record that is gone from one file.
  public func drift(prices: PriceTable = .builtIn) throws -> Drift {
    let log = try openLog()
    let sync = try Folded<SyncState>(log).state
    let visible = VisibleBytes(sync, machine: machine.id, fileSystem: fileSystem)
    if visible.showsEverything { return Drift() }
    var gone = GoneRecords(try Folded<UsageState>(log, sync).state)
    try log.forEachScannedBlock { try gone.collect(try BlockColumns($0), visible) }
    if gone.isEmpty { return Drift() }
    try log.forEachScannedBlock { try gone.remove(try BlockColumns($0), visible) }
    return gone.drift(sync, try SessionsState.current(log, sync), prices)
  }
}

/// How far each stored generation can still be read from a file on disk.
private struct VisibleBytes {
  private var limits: [GenerationKey: Int64] = [:]
  private(set) var showsEverything = true
  /// What is neither here nor there.
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
      // With a generation a file shows what it is built on.
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

/// Records and responses that some file showed once.
private struct GoneRecords {
  private var sessions = SessionAttribution()
  /// By key of the uuid: number of the session.
  private var records: [ResponseKey: Int32] = [:]
  private var responses = Set<ResponseKey>()
  private var usage: UsageState

  init(_ usage: UsageState) { self.usage = usage }

  var isEmpty: Bool { records.isEmpty && responses.isEmpty }

  /// Notes what cannot be seen where it stands.
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

  /// Removes what can be seen elsewhere.
  mutating func remove(_ block: BlockColumns, _ visible: VisibleBytes) throws {
    var rows = try VisibleRows(block, visible)
    // What an old version stored twice may have been another text the first time.
    let isErased = try ErasedRows(block, visible.erased)
    for row in 0..<block.count where block.kind(row) == .record && !isErased[row] && rows.isVisible(row) {
      if let uuid = rows.uuid(row) { records[uuid] = nil }
      if let response = rows.response(row, &usage) { responses.remove(response) }
    }
  }

  func drift(_ sync: SyncState, _ state: SessionsState, _ prices: PriceTable) -> Drift {
    let costs = CostTable(usage, prices)
    var counts: [[UInt8]: Int64] = [:]
    var sums: [[UInt8]: UsageSum] = [:]
    var all = UsageSum()
    for session in records.values { counts[sessions.ids[Int(session)], default: 0] += 1 }
    for response in usage.claimed(sync) where responses.contains(response.key) {
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
          title: session?.title.text ?? "", ended: session?.ended,
          gone: Drift.Amount(records: counts[id] ?? 0, usage: sums[id]?.totals(costs) ?? UsageTotals())))
    }
    drift.sessions.sort { a, b in
      let (left, right) = (a.gone.usage, b.gone.usage)
      // An unknown cost is not zero: those come last.
      if left.cost != right.cost { return left.cost ?? -1 > right.cost ?? -1 }
      if left.tokens.total != right.tokens.total { return left.tokens.total > right.tokens.total }
      return (b.gone.records, a.id) < (a.gone.records, b.id)
    }
    return drift
  }
}

/// The records of a block, and whether a file still shows them.
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

  /// The response that the record is of, if it is one that counts and has a name.
  mutating func response(_ row: Int, _ state: inout UsageState) -> ResponseKey? {
    guard inputs[row] != nil, usage.model(row, &models) != nil, let key = usage.key(row) else { return nil }
    return state.response(ofKnown: key, request: usage.request(row), uuid: usage.uuid(row))
  }
}
