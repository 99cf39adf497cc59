import Bytes
import SegmentedLog
import SessionLog
import Transcripts

/// Records of a part of the log that may have what is searched in what persons and models say in them.
struct ProseCandidates {
  struct Record {
    var texts: ProseReader.Record
    /// The index of the piece of which it is a part.
    var piece: Int
  }

  /// In the order of the log.
  var records: [Record] = []
  /// The decoded pieces of an index in which there are some.
  var pieces: [[UInt8]] = []
}

/// Searches what persons and models say, from the copy of it in an index. The bodies of records are not read, so that
/// the cost is that of a few hundredths of most transcripts, and of the envelopes of blocks in which something may be
/// found.
extension RecordSearch {
  /// Returns the records of a part that may have all patterns. Throws `malformed`: the records are to be read then.
  func candidates(_ prose: SearchPart.Prose, in sequences: ClosedRange<UInt64>) throws(ByteError) -> ProseCandidates {
    var found = ProseCandidates()
    for piece in prose.index.pieces[prose.pieces] {
      let bytes = try prose.index.bytes(of: piece)
      guard bytes.withUnsafeBytes(prefilter.mayHold) else { continue }
      let number = found.pieces.count
      let records: [ProseCandidates.Record]? = bytes.withUnsafeBytes { bytes in
        var records: [ProseCandidates.Record] = []
        var reader = ProseReader(bytes, piece)
        do throws(ByteError) {
          while let record = try reader.record() {
            guard sequences.contains(record.sequence),
              prefilter.mayHold(UnsafeRawBufferPointer(rebasing: bytes[record.place]))
            else { continue }
            records.append(ProseCandidates.Record(texts: record, piece: number))
          }
        } catch { return nil }
        return records
      }
      guard let records else { throw .malformed }
      guard !records.isEmpty else { continue }
      found.records += records
      found.pieces.append(bytes)
    }
    return found
  }

  /// Searches candidates, with the envelopes of their records from the log.
  mutating func search(
    _ candidates: ProseCandidates, from places: BlockPlaces, _ found: (SearchMatch) -> Void
  ) throws {
    var rest = candidates.records[...]
    let wanted = SequenceRanges(rest.map { $0.texts.sequence...$0.texts.sequence })
    var rescan = RecordRescan(scan.log)
    try scan.log.forEachBlock(in: wanted, from: places) { stored in
      let block = try rescan.current(stored)
      let end = block.firstSequence + UInt64(block.count)
      while let next = rest.first, next.texts.sequence < block.firstSequence { rest.removeFirst() }
      guard let next = rest.first, next.texts.sequence < end else { return }
      let columns = try SearchColumns(try BlockColumns(block), scan.scope.erased)
      let lengths = try block.bodyLengths()
      while let record = rest.first, record.texts.sequence < end {
        rest.removeFirst()
        let row = Int(record.texts.sequence - block.firstSequence)
        // A body that was dropped is not searched.
        guard scan.scope.isWanted(columns, row), lengths[row] ?? 0 > 0 else { continue }
        let match = candidates.pieces[record.piece].withUnsafeBufferPointer {
          self.match(record.texts, of: $0, columns, row, block)
        }
        if let match { found(match) }
      }
    }
  }

  private mutating func match(
    _ record: ProseReader.Record, of bytes: UnsafeBufferPointer<UInt8>, _ columns: SearchColumns, _ row: Int,
    _ block: EventBlock
  ) -> SearchMatch? {
    let scope = scan.scope
    let format = scope.format(of: columns.source[row])
    func isWanted(_ role: TextRole) -> Bool { scope.isWanted(role, tool: [], columns, row) }
    var hits = Hits(scan)
    let hasFile = record.texts.contains(where: \.isInner) && scope.hasFile(ofSubagent: columns, row)
    for said in record.texts where !(hasFile && said.isInner) && isWanted(said.role) {
      let raw = UnsafeBufferPointer(rebasing: bytes[said.place])
      if said.hasEscapes {
        text.removeAll(keepingCapacity: true)
        LineScanner.unescape(raw, into: &text)
        text.withUnsafeBufferPointer { hits.find(in: $0, said.role, format, isWanted) }
      } else {
        hits.find(in: raw, said.role, format, isWanted)
      }
    }
    return match(hits, columns, row, block)
  }
}
