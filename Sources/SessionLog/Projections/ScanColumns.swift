import Bytes
import SegmentedLog

/// The columns that tell where a record belongs, for a scan of a log.
package struct ScanColumns {
  package let firstSequence: UInt64
  package let kinds: IntegerView
  package let sources, generations, offsets, lines, pieces: IntegerColumn
  package let sessions, uuids: BytesColumn
  package let isErased: ErasedRows

  /// Decodes the columns of a block. `erased` is the content that the scan ignores.
  package init(_ block: BlockColumns, _ erased: ErasedRanges) throws {
    firstSequence = block.block.firstSequence
    kinds = block.kinds
    sources = try block.integers(.source)
    generations = try block.integers(.generation)
    offsets = try block.integers(.offset)
    lines = try block.integers(.line)
    pieces = try block.integers(.piece)
    sessions = try block.bytes(.session)
    uuids = try block.bytes(.uuid)
    isErased = try ErasedRows(block, erased)
  }

  /// Returns the generation of a record or piece; nil for other events.
  package func key(_ row: Int) -> GenerationKey? {
    guard kinds[row] == Int64(EventKind.record.rawValue) || kinds[row] == Int64(EventKind.piece.rawValue),
      let source = sources[row], let generation = generations[row]
    else { return nil }
    return GenerationKey(source: source, generation: generation)
  }

  /// Returns the uuid of a record; nil if it has none, or one that is not a UUID.
  package func uuid(_ row: Int) -> UUID16? {
    uuids.entry(row).flatMap { entry in
      uuids.withBytes(ofEntry: entry) { UUID16(text: $0.assumingMemoryBound(to: UInt8.self)) }
    }
  }
}
