import Answers
import Bytes
import SegmentedLog
import SessionLog

/// Reads the events of one store that a log holds, or all events, in their order. Memory: one block.
struct StreamCursor {
  private let log: LogReader
  /// The store whose events are read; nil for all events.
  private let store: UUID16?
  private var reader: HomeReader
  /// The first event of the next block.
  private var sequence: UInt64 = 1
  private var events: ForeignEvents?
  private var row = 0
  /// The number of events read so far.
  private(set) var position: UInt64 = 0

  init(_ log: LogReader, of store: UUID16?) {
    (self.log, self.store, reader) = (log, store, HomeReader(own: log.directory.uuid))
  }

  /// Returns the event at position `wanted`, counted from 0, which must not lie before the current position; nil when
  /// it is not here. The result is a block of events and the row in it.
  mutating func event(at wanted: UInt64) throws -> (events: ForeignEvents, row: Int)? {
    while true {
      while let events, row < events.block.count {
        defer { row += 1 }
        guard store == nil || events.homes[row] == store else { continue }
        position += 1
        if position == wanted + 1 { return (events, row) }
      }
      guard try load() else { return nil }
    }
  }

  /// Reads the next block that holds such events. Returns false at the end of the log.
  private mutating func load() throws -> Bool {
    struct Found: Error {}
    (events, row) = (nil, 0)
    guard sequence <= log.head.sequence else { return false }
    let log = log
    do {
      try log.forEachBlock(in: sequence...log.head.sequence) { block in
        let before = reader
        sequence = block.sequences.upperBound
        let homes = try reader.homes(BlockColumns(block))
        if let store, !homes.contains(store) { return }
        var again = before
        events = try ForeignEvents(block, try log.bodies(of: block), &again)
        throw Found()
      }
    } catch is Found {}
    return events != nil
  }
}

/// How an event that a log holds differs from the same event in another log.
enum EventDifference {
  case none
  /// They differ only in what a purge removes from one of the two, or from both: FORMAT.md, Erasure.
  case purged
  case other
}

extension ForeignEvents {
  private static let structure = Set([Column.source, .generation, .line, .offset, .piece].map(\.rawValue))
  private static let digests = [Column.md5, .oldMD5, .keyedMD5, .oldKeyedMD5]
  private static let chains = [Column.chainBefore, .chainAfter]

  /// Compares one of these events with one of another log, both in the form that their own store has them in. `origins`
  /// belongs to the log that compares.
  func difference(_ row: Int, _ other: ForeignEvents, _ otherRow: Int, _ origins: Provenance) throws -> EventDifference
  {
    try difference(row, other, otherRow, (original(row, origins), other.original(otherRow, origins)))
  }

  /// Compares one of these events with one of another log, each with column changes applied.
  func difference(
    _ row: Int, _ other: ForeignEvents, _ otherRow: Int,
    _ changes: (one: ColumnChanges, two: ColumnChanges) = (ColumnChanges(), ColumnChanges())
  ) throws -> EventDifference {
    let (one, two) = changes
    if hash(row, one) == other.hash(otherRow, two) { return .none }
    guard let kind = columns.kind(row), kind == other.columns.kind(otherRow) else { return .other }
    switch kind {
    case .record, .piece:
      guard try isErased(row) || other.isErased(otherRow) else { return .other }
    case .progress, .decision, .foreign, .imported: break
    default: return .other
    }
    return try reduced(row, kind, one) == other.reduced(otherRow, kind, two) ? .purged : .other
  }

  /// The hash of an event with changes applied; 32 bytes.
  func hash(_ row: Int, _ changes: ColumnChanges = ColumnChanges()) -> [UInt8] {
    var hash: [UInt8] = []
    self.hash(row, changes, into: &hash)
    return hash
  }

  private func isErased(_ row: Int) throws -> Bool { try columns.integers(.length)[row] != nil }

  /// The hash of the part of an event that no purge changes.
  private func reduced(_ row: Int, _ kind: EventKind, _ changes: ColumnChanges) throws -> [UInt8] {
    var changes = changes
    switch kind {
    case .record, .piece:
      for column in block.columns where column >= 16 && !Self.structure.contains(column) { changes.remove(column) }
      let length = try columns.integers(.length)[row] ?? dropped?[row].map { Int64($0.length) }
      changes.set(Column.length.rawValue, length ?? Int64(bodies.withBody(row) { $0.count }))
      var hash: [UInt8] = []
      values.hash(row, changes, dropped: DroppedBody(length: 1, hash: .zero), bodies, into: &hash)
      return hash
    case .foreign, .imported: for column in Self.chains { changes.remove(column.rawValue) }
    default: for column in Self.digests { changes.remove(column.rawValue) }
    }
    return hash(row, changes)
  }
}
