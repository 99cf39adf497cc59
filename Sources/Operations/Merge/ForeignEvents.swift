import Answers
import Bytes
import SegmentedLog
import SessionLog

/// The events of a block as they are in the store that they came from, and as they are here. What differs: the numbers of sources, and who they are from.
struct ForeignEvents {
  let block: EventBlock
  let columns: BlockColumns
  let values: EnvelopeColumns
  let bodies: BlockBodies
  let dropped: DroppedBodies?
  /// By row: the store whose event it is.
  let homes: [UUID16]
  private let holder: UUID16
  private let sources, related, numbers: IntegerColumn

  /// `homes`: what a `HomeReader` says of the block; its `own` is the store whose log it is of.
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

  /// What makes of an event the one that its own store has. `origins`: of the store that compares, which knows the holder's numbers.
  func original(_ row: Int, _ origins: Origins) -> ColumnChanges {
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

  private func theirs(_ number: Int64, _ home: UUID16, _ origins: Origins) -> Int64 {
    if number < 0 { return -1 - number }
    return origins.theirNumber(origins.number(number, of: holder), of: home)
  }

  /// What makes of an event one of `origins.own`. `source`: the number that a source gets which this event makes known.
  func merged(_ row: Int, _ origins: Origins, source newNumber: Int64) -> ColumnChanges {
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

  /// 32 bytes, appended to `hashes`.
  func hash(_ row: Int, _ changes: ColumnChanges, into hashes: inout [UInt8]) {
    values.hash(row, changes, dropped: dropped?[row], bodies, into: &hashes)
  }
}
