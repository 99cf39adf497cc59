import SegmentedLog
import Transcripts

/// Returns blocks as they would be if their lines were scanned by the present rules.
///
/// A record states the version of the rules by which its columns were taken from its line (column `scanner`). Columns
/// of older versions are taken again, in memory: the log stays as it is, and callers see no difference between an old
/// store and a new one. The defect of a line (`defect`) stays as it was when the line was stored. Records whose bytes
/// are erased, dropped or damaged keep the columns that they have.
///
/// Cost: nothing for a block of the present version; otherwise its bodies are decoded and scanned, 1.5 ms per megabyte.
package struct RecordRescan: ~Copyable {
  private let log: LogReader?
  private let memory = ColumnMemory()
  private var encoder = RecordEncoder()
  private var builder: EventBlockBuilder?

  /// Reads missing bodies from `log`. With nil, the caller must pass the bodies.
  package init(_ log: LogReader?) { self.log = log }

  /// Returns `block` with the columns of old records taken again. `bodies` are the bodies of the whole block, if the
  /// caller has them. Throws if columns cannot be decoded.
  package mutating func current(_ block: EventBlock, _ bodies: BlockBodies? = nil) throws -> EventBlock {
    guard try isOld(block), let bodies = try bodies ?? intactBodies(of: block.whole) else { return block }
    let whole = block.whole
    let columns = try BlockColumns(whole, memory)
    let records = try ScannedRecords(columns)
    let values = try EnvelopeColumns(whole)
    let lengths = try whole.bodyLengths()
    var builder = self.builder.take() ?? EventBlockBuilder(splits: false)
    for row in 0..<whole.count {
      var changes = ColumnChanges()
      if records.isOld(row), lengths[row] ?? 0 > 0, bodies.isIntact(row..<row + 1) {
        bodies.withBody(row) { rescan($0, &changes) }
      }
      values.copy(row, changes, to: &builder)
      builder.end(bodyLength: lengths[row] ?? 0)
    }
    let current = try builder.finishEnvelopes(of: whole)
    self.builder = consume builder
    return current.cut(to: block.sequences.lowerBound...block.sequences.upperBound - 1)
  }

  /// Returns nil if there is no log, or if the bodies are damaged and the log does not collect losses.
  private func intactBodies(of block: EventBlock) throws -> BlockBodies? {
    do { return try log?.bodies(of: block) } catch LogError.damaged { return nil }
  }

  private mutating func isOld(_ block: EventBlock) throws -> Bool {
    let columns = try BlockColumns(block, memory)
    let records = try ScannedRecords(columns)
    return (0..<block.count).contains(where: records.isOld)
  }

  private mutating func rescan(_ line: UnsafeRawBufferPointer, _ changes: inout ColumnChanges) {
    var fresh = ColumnChanges()
    for column in Self.scanned { fresh.remove(column) }
    if encoder.scan(line, into: &fresh) { changes = fresh }
  }

  /// The columns that a scan may fill.
  private static let scanned: [UInt8] = [Column.flags.rawValue] + Array(Column.uuid.rawValue..<Column.origin.rawValue)
}

/// Tells by which rules the records of a block were scanned.
private struct ScannedRecords {
  private let block: BlockColumns
  private let scanner, piece: IntegerView
  private let version = Agent.unstated.format.scannerVersion

  init(_ block: BlockColumns) throws {
    self.block = block
    scanner = try block.view(integers: .scanner)
    piece = try block.view(integers: .piece)
  }

  /// Returns whether the columns of a record come from older rules. The columns of a line are those of its first piece.
  func isOld(_ row: Int) -> Bool {
    block.kind(row) == .record && (scanner[row] ?? 1) < version
      && !RecordForm(rawValue: piece[row] ?? 0).contains(.continues)
  }
}

extension LogReader {
  /// Calls `body` with each block, like `forEachBlock`, with the columns of records as the present scanner fills them.
  /// The cost is the same if nothing is lost and no record is older than the present rules. `places` lets many calls
  /// for parts of one segment find their blocks.
  package func forEachScannedBlock(
    in range: ClosedRange<UInt64> = 1...UInt64.max, from places: BlockPlaces? = nil,
    _ body: (EventBlock) throws -> Void
  ) throws {
    var rescan = RecordRescan(self)
    try forEachBlock(in: range, from: places) { try body(try rescan.current($0)) }
  }
}
