import FileIO
public import SegmentedLog
import SessionLog
import Transcripts

/// Which sessions something is written of.
public struct SessionChoice: Sendable {
  /// Ids, or beginnings of them; empty: all that the rest asks for.
  public var names: [String] = []
  /// The query that selects sessions if `names` is empty.
  public var query = SessionQuery()
  /// The latest so many of those; nil: all.
  public var limit: Int?

  public init() {}

  /// Whether it is every one.
  public var isEverything: Bool { names.isEmpty && limit == nil && query.isEverything }
}

/// Which records are written out.
public struct RecordQuery: Sendable {
  /// The sessions whose records are written.
  public var sessions = SessionChoice()
  /// Former versions of files too, and what only they have.
  public var isEveryVersion = false
  /// As the store knew them then; nil is now.
  public var position: LogPosition?

  public init() {}
}

extension Store {
  /// Writes every record as a line of JSON: what the envelope says, and the record as it stands in its file. In the order of the log, each stored line
  /// once: a line that several versions or copies of a file share is given where it was first.
  ///
  /// Keys: `seq`, `session`, `path`, `line` (from 0), `generation`, `latest`, `uuid`, `parent`, `type`, `timestamp`, `model`, `bytes`, `defect`, `record`,
  /// `text`. `record` is the line itself, byte for byte, where it is acceptable JSON; otherwise it is null and `text` has the line.
  ///
  /// `write` gets many lines at a time, on this thread. Memory: two blocks a processor. Throws `NoSuchSession`, `NoSuchPosition`, what `write` throws.
  public func exportRecords(
    _ query: RecordQuery = RecordQuery(), workers: Int = Processors.count, write: ([UInt8]) throws -> Void
  ) throws {
    let moment = try moment(query.position)
    let sessions = query.sessions
    let scope = RecordScope(
      sync: moment.sync, sessions: sessions.isEverything ? nil : Set(try chosen(sessions, moment).map(\.id)),
      latest: moment.sync.limits(ofLatest: ()), isEveryVersion: query.isEveryVersion)
    let log = moment.log
    let blocks = try log.extents.flatMap { extent in
      try log.blocks(of: extent) ?? [BlockExtent(first: extent.first, count: Int(extent.next - extent.first))]
    }
    try orderedPipeline(count: blocks.count, workers: workers, budget: RecordLineWriter.portion * workers) {
      index, emit in
      let block = blocks[index]
      var writer = RecordLineWriter(scope, log) { emit(.success($0), $0.count) }
      do {
        try log.forEachScannedBlock(in: block.first...block.first + UInt64(max(1, block.count)) - 1) {
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

  /// Throws `NoSuchSession`.
  package func chosen(_ choice: SessionChoice, _ moment: Moment) throws -> [SessionState] {
    let sessions = try SessionsState.current(moment.log, moment.sync)
    guard choice.names.isEmpty else { return try choice.names.map { try sessions.session(named: $0) } }
    let usage = try Folded<UsageState>(moment.log, moment.sync).state
    let found = SessionSelection(choice.query, moment.sync, usage, machine: machine.id, now: clock.milliseconds).select(
      sessions)
    return (choice.limit.map { Array(found.prefix($0)) } ?? found).compactMap { summary in
      sessions.index(of: Array(summary.id.utf8)).map { sessions.sessions[$0] }
    }
  }
}

extension SessionQuery {
  /// Whether every session is like that.
  package var isEverything: Bool {
    period == .always && project == nil && model == nil && branch == nil && text == nil && !isMissing
      && deletedBefore == nil
  }
}

/// Which records are written, and what must be known for it.
private struct RecordScope: Sendable {
  let sync: SyncState
  /// nil: all.
  let sessions: Set<[UInt8]>?
  let latest: [GenerationKey: Int64]
  let isEveryVersion: Bool
}

private struct RecordLineWriter {
  /// Bytes of lines that are handed over at once, about.
  static let portion = 1 << 20

  private let scope: RecordScope
  private let log: LogReader
  private let erased: ErasedRanges
  private let give: ([UInt8]) -> Bool
  private var line = JSONLine()
  private var isStopped = false

  /// `give` gets whole lines; false: nobody wants more.
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
      let session = columns.session[row] ?? TranscriptPath.session(source.path) ?? []
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
