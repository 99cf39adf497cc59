import Answers
import Bytes
import SegmentedLog
import SessionLog

/// Converts the events of a block between the form that they have in the store which made them and the form that they
/// have here. The two forms differ in the numbers of sources, and in the column that names the store.
struct ForeignEvents {
  let block: EventBlock
  let columns: BlockColumns
  let values: EnvelopeColumns
  let bodies: BlockBodies
  let dropped: DroppedBodies?
  /// The store that made each event, by row.
  let homes: [UUID16]
  private let holder: UUID16
  private let sources, related, numbers: IntegerColumn

  /// `reader` must have read all blocks before this one; its `own` is the store whose log the block is from.
  init(_ block: EventBlock, _ bodies: BlockBodies, _ reader: inout HomeReader) throws {
    (self.block, self.bodies, holder) = (block, bodies, reader.own)
    columns = try BlockColumns(block)
    values = try EnvelopeColumns(block)
    dropped = try block.droppedBodies()
    homes = try reader.homes(columns)
    sources = try columns.integers(.source)
    related = try columns.integers(.related)
    numbers = try columns.integers(.number)
  }

  func source(_ row: Int) -> Int64? { sources[row] }

  /// The changes that turn an event into the form that it has in its own store. `origins` belongs to the store that
  /// compares, and knows the source numbers of the holder.
  func original(_ row: Int, _ origins: Provenance) -> ColumnChanges {
    var changes = ColumnChanges()
    let home = homes[row]
    guard home != holder else { return changes }
    changes.remove(Column.home.rawValue)
    if columns.kind(row) == .source, let number = numbers[row] {
      changes.set(Column.source.rawValue, number)
      changes.remove(Column.number.rawValue)
    } else if let source = sources[row] {
      changes.set(Column.source.rawValue, theirs(source, home, origins))
    }
    if let related = related[row] { changes.set(Column.related.rawValue, theirs(related, home, origins)) }
    return changes
  }

  private func theirs(_ number: Int64, _ home: UUID16, _ origins: Provenance) -> Int64 {
    if number < 0 { return -1 - number }
    return origins.theirNumber(origins.number(number, of: holder), of: home)
  }

  /// The changes that turn an event into one of `origins.own`. `newNumber` is the number for the source that a `source`
  /// event introduces.
  func merged(_ row: Int, _ origins: Provenance, source newNumber: Int64) -> ColumnChanges {
    var changes = ColumnChanges()
    if columns.kind(row) == .source, let source = sources[row] {
      changes.set(Column.source.rawValue, newNumber)
      changes.set(Column.number.rawValue, numbers[row] ?? source)
    } else if let source = sources[row] {
      changes.set(Column.source.rawValue, origins.number(source, of: holder))
    }
    if let related = related[row] { changes.set(Column.related.rawValue, origins.number(related, of: holder)) }
    changes.set(Column.home.rawValue, homes[row].bytes)
    return changes
  }

  /// Appends the hash of an event with changes applied to `hashes`; 32 bytes.
  func hash(_ row: Int, _ changes: ColumnChanges, into hashes: inout [UInt8]) {
    values.hash(row, changes, dropped: dropped?[row], bodies, into: &hashes)
  }
}
