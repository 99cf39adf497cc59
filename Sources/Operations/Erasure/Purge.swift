import Answers
import FileIO
public import SegmentedLog
import SessionLog

/// The results of a purge.
public struct PurgeReport: Sendable {
  /// The number of events whose content was removed.
  public var events = 0
  /// The number of segments that were written again.
  public var segments = 0
  /// The bytes of these segments before the purge.
  public var bytesBefore: Int64 = 0
  /// The bytes of these segments after the purge.
  public var bytesAfter: Int64 = 0
  /// Files that were removed because they might hold erased content; paths below the store.
  public var removed: [String] = []
  /// Directories in the store's folders that ccstore never makes. Their contents are unknown and were left alone.
  public var left: [String] = []
  /// The head of the log after the purge.
  public var head = LogHead(sequence: 0, chain: .zero)
}

extension Store {
  /// Removes everything that is erased from the store's files: bodies, columns, hashes, and derived data. What remains
  /// of an erased record is its position and length, and its token counts unless these were erased, too.
  ///
  /// The chain hash changes. Sequence numbers, and every byte that is not erased, stay the same. Nothing is written
  /// when there is nothing to remove. After a crash the store is the old or the new one, and a second call completes
  /// the work; see `LogWriter.purge`. `progress` receives the bytes done and the bytes to do. Throws what `checkStop`
  /// throws.
  public func purge(
    retry: () -> Bool = { false }, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in },
    checkStop: () throws -> Void = {}
  ) throws -> PurgeReport {
    try throwingStoreErrors {
      _ = try StoreDirectory.open(path, fileSystem: fileSystem)
      var writer = try openWriter(retry: retry)
      let report = try purge(&writer, progress: progress, checkStop: checkStop)
      // The purge has removed all indexes. They are made from the log as it is now, so without what was erased.
      writer.renewIndexes()
      return report
    }
  }

  /// Does the same with an open writer.
  package func purge(
    _ writer: inout LogWriter, progress: (_ done: Int64, _ total: Int64) -> Void = { _, _ in },
    checkStop: () throws -> Void = {}
  ) throws -> PurgeReport {
    let log = try LogReader(writer.directory)
    if let damage = log.damage { throw LogError.damaged(damage) }
    settlePurges(log)
    let projections = try Projections(log)
    let erasures = projections.erasures.state
    var rules = PurgeRules(projections.sync.state, key: erasures.key ?? erasures.keys.first)
    try rules.findForeignHashes(in: log)
    let fixed = rules
    let result = try writer.purge(
      identifiers: .inTranscripts, edits: { try fixed.edits($0) },
      willEnd: { notePurge(of: log, willEnd: $0) }, progress: progress,
      checkStop: {
        try cancellation?.check()
        try checkStop()
      })
    // The purge has removed all checkpoints.
    writer.renewCheckpoints()
    recordHead(writer.directory, isPurge: true)
    if let purged = try? LogReader(writer.directory) { settlePurges(purged) }
    return PurgeReport(
      events: result.events, segments: result.segments, bytesBefore: Int64(result.bytesBefore),
      bytesAfter: Int64(result.bytesAfter), removed: result.removed, left: result.left,
      head: writer.head)
  }
}

/// The rules for what a purge leaves of an event: FORMAT.md, Erasure.
struct PurgeRules {
  /// The position of a record or piece, and the store that made it.
  private static let structure = columns([.source, .generation, .line, .offset, .piece, .home])
  /// The columns from which usage is counted.
  private static let usage = columns([
    .timestamp, .message, .request, .model, .inputTokens, .outputTokens, .cacheWrites, .cacheWrites5m, .cacheWrites1h,
    .cacheReads,
  ])

  private static let chains = columns([.chainBefore, .chainAfter])

  private static func columns(_ columns: [Column]) -> Set<UInt8> { Set(columns.map(\.rawValue)) }

  private let erased: ErasedRanges
  private let erasedUsage: ErasedRanges
  /// For each generation that has erased bytes, the offset of the first of them.
  private var firstErased: [GenerationKey: Int64] = [:]
  /// True when an event made by another store changes. The chain hashes over that store's events are then removed,
  /// because they would tell whether a guess of the erased content is right.
  private var hasForeign = false
  private let key: ErasureKey?

  init(_ sync: SyncState, key: ErasureKey?) {
    erased = ErasedRanges(sync, repeats: false)
    erasedUsage = ErasedRanges(sync, usage: true)
    self.key = key
    for (number, source) in sync.sources.enumerated() {
      for index in (source?.generations ?? []).indices {
        let key = GenerationKey(source: Int64(number), generation: Int64(index))
        guard let first = sync.erased(in: key).ranges.first else { continue }
        firstErased[key] = first.lowerBound
        if source!.isForeign { hasForeign = true }
      }
    }
  }

  /// Looks for decisions of other stores about files of this one that contain an MD5 over erased bytes.
  mutating func findForeignHashes(in log: LogReader) throws {
    guard !firstErased.isEmpty, !hasForeign else { return }
    struct Found: Error {}
    do {
      try log.forEachBlock { block in
        guard block.columns.contains(Column.home.rawValue) else { return }
        let columns = try BlockColumns(block)
        let present = try Presence(block)
        for row in 0..<block.count where columns.kind(row) == .decision || columns.kind(row) == .progress {
          if try columns.isForeign(row), try hashEdit(columns, row, present) != nil { throw Found() }
        }
      }
    } catch is Found { hasForeign = true }
  }

  /// The changes that a block needs; empty when nothing in it has to change.
  func edits(_ block: EventBlock) throws -> EventEdits {
    if firstErased.isEmpty { return [:] }
    let columns = try BlockColumns(block)
    let isErased = try ErasedRows(columns, erased)
    let isUsageErased = try ErasedRows(columns, erasedUsage, hidesDropped: false)
    let present = try Presence(block)
    let bodies = try block.bodyLengths()
    let dropped = try block.droppedBodies()
    let lengths = try columns.integers(.length)
    var edits: EventEdits = [:]
    for row in 0..<block.count {
      switch columns.kind(row) {
      case .record, .piece:
        guard isErased[row] else { continue }
        var edit = EventEdit(
          keeps: isUsageErased[row] ? Self.structure : Self.structure.union(Self.usage), keepsBody: false)
        edit.integers[Column.length.rawValue] =
          lengths[row] ?? dropped?[row].map { Int64($0.length) } ?? bodies[row] ?? 0
        let isClean =
          bodies[row] == 0 && dropped?[row] == nil && lengths[row] != nil
          && present.columns(row).allSatisfy { edit.keeps.contains($0) || $0 == Column.length.rawValue }
        if !isClean { edits[row] = edit }
      case .progress, .decision:
        if let edit = try hashEdit(columns, row, present) { edits[row] = edit }
      case .foreign, .imported:
        let all = Set(present.columns(row))
        let kept = all.subtracting(Self.chains)
        if hasForeign, kept != all { edits[row] = EventEdit(keeps: kept, keepsBody: true) }
      default: break
      }
    }
    return edits
  }

  /// Replaces MD5s of bytes that are partly erased by keyed ones; nil when nothing has to be replaced.
  private func hashEdit(_ block: BlockColumns, _ row: Int, _ present: Presence) throws -> EventEdit? {
    guard let source = try block.integers(.source)[row], let generation = try block.integers(.generation)[row] else {
      return nil
    }
    var edit = EventEdit(keeps: Set(present.columns(row)), keepsBody: true)
    let own = GenerationKey(source: source, generation: generation)
    if let md5 = try block.bytes(.md5)[row], hasErased(own, below: try block.integers(.length)[row] ?? .max) {
      replace(.md5, md5, by: .keyedMD5, &edit)
    }
    if let md5 = try block.bytes(.oldMD5)[row] {
      let old: GenerationKey
      switch try block.integers(.reason)[row].flatMap(DecisionReason.init) {
      case .rewritten, .truncated: old = GenerationKey(source: source, generation: generation - 1)
      case .copy, .diverged:
        old = GenerationKey(
          source: try block.integers(.related)[row] ?? source,
          generation: try block.integers(.relatedGeneration)[row] ?? 0)
      default: old = own
      }
      if hasErased(old, below: try block.integers(.oldLength)[row] ?? .max) {
        replace(.oldMD5, md5, by: .oldKeyedMD5, &edit)
      }
    }
    return edit.keeps.count == present.columns(row).count ? nil : edit
  }

  private func hasErased(_ key: GenerationKey, below length: Int64) -> Bool {
    firstErased[key].map { $0 < length } ?? false
  }

  private func replace(_ column: Column, _ md5: [UInt8], by keyed: Column, _ edit: inout EventEdit) {
    edit.keeps.remove(column.rawValue)
    if let sealed = key?.seal(md5: md5), !sealed.isEmpty { edit.bytes[keyed.rawValue] = sealed }
  }

  /// Tells which of the application's columns an event has.
  private struct Presence {
    private var integers: [(id: UInt8, column: IntegerColumn)] = []
    private var bytes: [(id: UInt8, column: BytesColumn)] = []

    init(_ block: EventBlock) throws {
      for id in block.columns where id >= 16 {
        if block.isInteger(id) == true {
          integers.append((id, try block.integers(id)))
        } else {
          bytes.append((id, try block.bytes(id)))
        }
      }
    }

    func columns(_ row: Int) -> [UInt8] {
      integers.filter { $0.column[row] != nil }.map(\.id) + bytes.filter { $0.column.entry(row) != nil }.map(\.id)
    }
  }
}
