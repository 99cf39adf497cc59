import FileIO
public import SegmentedLog
import SessionLog
import Transcripts

/// A choice of sessions, by name or by a query.
public struct SessionChoice: Sendable {
  /// The ids of the sessions or beginnings of them; empty to choose by `query` and `limit`.
  public var names: [String] = []
  /// The query that selects sessions if `names` is empty.
  public var query = SessionQuery()
  /// The maximum number of sessions that the query may select, in its order; nil for all.
  public var limit: Int?

  /// Creates a choice of everything that is stored.
  public init() {}

  /// True if the choice includes all sessions.
  public var isEverything: Bool { names.isEmpty && limit == nil && query.isEverything }
}

/// A choice of records to be written out.
public struct RecordQuery: Sendable {
  /// The sessions whose records are written.
  public var sessions = SessionChoice()
  /// True to include earlier versions of files and the records that only those have.
  public var isEveryVersion = false
  /// The position of the log at which the question is asked; nil for the end.
  public var position: LogPosition?
  /// Only records that were stored after the event with this number are written.
  public var after: UInt64 = 0

  /// Creates a choice of everything that is stored.
  public init() {}
}

extension StoreView {
  /// Writes each record as a line of JSON: the properties in its envelope, and the record as it is in its file. The
  /// lines are in the order of the log and each stored line is written once: a line that several versions or copies of
  /// a file share is written for the place where it occurred first.
  ///
  /// The keys are `seq`, `session`, `path`, `line` (from 0), `generation`, `latest`, `uuid`, `parent`, `type`,
  /// `timestamp`, `model`, `bytes`, `defect`, `record`, `text`. `record` is the line itself, byte for byte, if it is a
  /// valid record; otherwise it is null and `text` contains the line.
  ///
  /// `write` receives many lines at a time, on the calling thread. Memory: two blocks per processor. Throws
  /// `noSuchSession`, `noSuchPosition`, and the errors of `write`.
  public func exportRecords(
    _ query: RecordQuery = RecordQuery(), workers: Int = Processors.count, write: ([UInt8]) throws -> Void
  ) throws {
    try throwingStoreErrors {
      let sessions = query.sessions
      let sync = try sync
      let scope = RecordScope(
        sync: sync, sessions: sessions.isEverything ? nil : Set(try chosen(sessions).map(\.id)),
        latest: sync.limits(ofLatest: ()), isEveryVersion: query.isEveryVersion)
      let (log, after) = (log, min(query.after, head.sequence))
      let blocks = try log.extents.filter { $0.next > after + 1 }.flatMap { extent in
        let all =
          try log.blocks(of: extent) ?? [BlockExtent(first: extent.first, count: Int(extent.next - extent.first))]
        return all.filter { $0.first + UInt64(max(1, $0.count)) > after + 1 }
      }
      try orderedPipeline(count: blocks.count, workers: workers, budget: RecordLineWriter.portion * workers) {
        index, emit in
        let block = blocks[index]
        var writer = RecordLineWriter(scope, log) { emit(.success($0), $0.count) }
        do {
          let last = block.first + UInt64(max(1, block.count)) - 1
          try log.forEachScannedBlock(in: max(block.first, after + 1)...last) {
            try writer.write($0)
          }
          writer.flush()
        } catch {
          _ = emit(.failure(error), 1)
        }
      } consume: { (result: Result<[UInt8], any Error>) in
        try write(try result.get())
      }
    }
  }

  /// Returns the sessions of a choice. Throws `noSuchSession`.
  package func chosen(_ choice: SessionChoice) throws -> [SessionState] {
    guard choice.names.isEmpty else { return try choice.names.map { try session(named: $0) } }
    _ = try projections([.sessions, .usage])
    let sessions = try sessionsState
    let found = try SessionSelection(choice.query, self).select()
    return (choice.limit.map { Array(found.prefix($0)) } ?? found).compactMap { summary in
      sessions.index(of: Array(summary.id.utf8)).map { sessions.sessions[$0] }
    }
  }
}

extension SessionQuery {
  /// True if the query selects all sessions.
  package var isEverything: Bool {
    period == .always && project == nil && model == nil && branch == nil && text == nil && !isMissing
      && deletedBefore == nil
  }
}

/// The records to be written, and the facts needed to write them.
private struct RecordScope: Sendable {
  let sync: SyncState
  /// The ids of the sessions whose records are written; nil for all sessions.
  let sessions: Set<[UInt8]>?
  let latest: [GenerationKey: Int64]
  let isEveryVersion: Bool
}

/// Writes the records of blocks as lines of JSON.
private struct RecordLineWriter {
  /// The approximate number of bytes of lines that are passed on at a time.
  static let portion = 1 << 20

  private let scope: RecordScope
  private let log: LogReader
  private let erased: ErasedRanges
  private let give: ([UInt8]) -> Bool
  private var line = JSONLine()
  private var isStopped = false

  /// Makes a writer. `give` receives whole lines and returns false when no more are wanted.
  init(_ scope: RecordScope, _ log: LogReader, give: @escaping ([UInt8]) -> Bool) {
    (self.scope, self.log, self.give) = (scope, log, give)
    erased = ErasedRanges(scope.sync)
  }

  mutating func flush() {
    if !line.bytes.isEmpty { isStopped = !give(line.bytes) }
    line.removeAll()
  }

  mutating func write(_ block: EventBlock) throws {
    let columns = try SearchColumns(try BlockColumns(block), erased)
    let offsets = try columns.block.integers(.offset)
    let parent = try columns.block.bytes(.parent)
    let type = try columns.block.bytes(.type)
    var bodies: BlockBodies?
    for row in 0..<block.count where !isStopped && columns.block.kind(row) == .record && !columns.isErased[row] {
      guard let number = columns.source[row], let generation = columns.generation[row], number >= 0,
        number < scope.sync.sources.count, let source = scope.sync.sources[Int(number)]
      else { continue }
      let session = columns.session[row] ?? source.session ?? []
      if let sessions = scope.sessions, !sessions.contains(session) { continue }
      let key = GenerationKey(source: number, generation: generation)
      let isLatest = scope.latest[key].map { offsets[row] ?? 0 < $0 } ?? false
      guard isLatest || scope.isEveryVersion else { continue }
      if bodies == nil { bodies = try log.bodies(of: block) }
      guard bodies!.isIntact(row..<row + 1) else { continue }
      let defect = columns.defect[row].flatMap { UInt8(exactly: $0) }.flatMap(LineDefect.init)
      let isPart = columns.piece[row] ?? 0 != 0
      line.begin()
      line.add("seq", Int64(block.firstSequence) + Int64(row))
      line.add("session", session)
      line.add("path", source.path)
      line.add("line", columns.line[row])
      line.add("generation", generation)
      line.add("latest", isLatest)
      line.add("uuid", columns.uuid[row])
      line.add("parent", parent[row])
      line.add("type", type[row])
      line.add("timestamp", time: columns.time[row])
      line.add("model", columns.model[row])
      bodies!.withBody(row) { body in
        line.add("bytes", Int64(body.count))
        line.add("defect", defect.map { Array($0.reason.utf8) })
        var end = body.count
        if end > 0, body[end - 1] == 0x0a { end -= 1 }
        if end > 0, body[end - 1] == 0x0d { end -= 1 }
        let text = UnsafeRawBufferPointer(rebasing: body[..<end])
        let isJSON = defect == nil && !isPart && end > 0
        line.add("record", json: isJSON ? text : nil)
        line.add("text", text: isJSON ? nil : text)
      }
      line.end()
      if line.bytes.count >= Self.portion { flush() }
    }
  }
}
