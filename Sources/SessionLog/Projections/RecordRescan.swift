import SegmentedLog
import Transcripts

/// Gives blocks as they would be if their lines were scanned by today's rules.
///
/// A record says by which version of the rules its columns were taken from its line (column `scanner`). Those of older ones are taken anew, in memory:
/// the log stays as it is, and whoever asks sees no difference between an old store and a new one. What was wrong with a line when it was stored
/// (`defect`) stays as it was counted then. Records whose bytes are erased, dropped or damaged keep the columns that they have.
///
/// Cost: nothing for a block of today's; else its bodies are decoded and scanned, 1.5 ms a megabyte.
package struct RecordRescan: ~Copyable {
  private let log: LogReader?
  private let memory = ColumnMemory()
  private var encoder = RecordEncoder()
  private var builder: EventBlockBuilder?

  /// nil: whoever asks has the bodies.
  package init(_ log: LogReader?) { self.log = log }

  /// `bodies`: of the whole block, where they are known. Throws where columns cannot be decoded.
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

  /// nil: they are damaged, and nobody notes what is lost.
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

  /// Columns that a scan may fill.
  private static let scanned: [UInt8] = [Column.flags.rawValue] + Array(Column.uuid.rawValue..<Column.origin.rawValue)
}

/// By which rules the records of a block were scanned.
private struct ScannedRecords {
  private let block: BlockColumns
  private let scanner, piece: IntegerView

  init(_ block: BlockColumns) throws {
    self.block = block
    scanner = try block.view(integers: .scanner)
    piece = try block.view(integers: .piece)
  }

  /// Whether a record's columns are those of older rules. The columns of a line are those of its first piece.
  func isOld(_ row: Int) -> Bool {
    block.kind(row) == .record && (scanner[row] ?? 1) < LineScanner.version
      && !RecordPiece(rawValue: piece[row] ?? 0).contains(.continues)
  }
}

extension LogReader {
  /// Like `forEachBlock`, with the records of each block as today's scanner sees them. Where nothing is lost and no record is older than today's rules,
  /// it costs the same.
  package func forEachScannedBlock(
    in range: ClosedRange<UInt64> = 1...UInt64.max, _ body: (EventBlock) throws -> Void
  ) throws {
    var rescan = RecordRescan(self)
    try forEachBlock(in: range) { try body(try rescan.current($0)) }
  }
}
