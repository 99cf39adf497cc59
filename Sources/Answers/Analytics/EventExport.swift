import Bytes
import FileIO
import SegmentedLog
import SessionLog

extension StoreView {
  /// Writes each event as a line of JSON without its body: `seq`, `kind`, and each of its columns under its name in
  /// FORMAT.md. Times are in milliseconds since 1970-01-01 UTC; hashes, keys and marks are hexadecimal. Of an erased
  /// record only its place is written.
  ///
  /// `write` receives many lines at a time. Throws the errors of `write`.
  public func exportEvents(write: ([UInt8]) throws -> Void) throws {
    guard head.sequence > 0 else { return }
    try exportEvents(in: 1...head.sequence, write: write)
  }

  /// Writes the events of a range of sequence numbers in the same way.
  package func exportEvents(in range: ClosedRange<UInt64>, write: ([UInt8]) throws -> Void) throws {
    try throwingStoreErrors {
      let sync = try sync
      let erased = ErasedRanges(sync, repeats: false)
      var line = JSONLine()
      try log.forEachBlock(in: range) { block in
        let columns = try BlockColumns(block)
        let isErased = try ErasedRows(columns, erased)
        var integers: [(name: String, column: IntegerColumn, isStructure: Bool)] = []
        var texts: [(name: String, column: BytesColumn, isHexadecimal: Bool)] = []
        for column in Column.allCases where block.columns.contains(column.rawValue) {
          if column == .firstCount { continue }
          if column.isInteger {
            integers.append((column.name, try columns.integers(column), Column.structure.contains(column)))
          } else {
            texts.append((column.name, try columns.bytes(column), Column.binary.contains(column)))
          }
        }
        for (offset, name) in RunCounts.names.enumerated() {
          let column = Column.firstCount.rawValue + UInt8(offset)
          if block.columns.contains(column) { integers.append((name, try block.integers(column), false)) }
        }
        let sources = try columns.integers(.source)
        line.removeAll()
        for row in 0..<block.count {
          guard let kind = columns.kind(row) else { continue }
          let isHidden = (kind == .record || kind == .piece) && isErased[row]
          line.begin()
          line.add("seq", Int64(block.firstSequence) + Int64(row))
          line.add("kind", Array(kind.name.utf8))
          for (name, column, isStructure) in integers where isStructure || !isHidden {
            if let value = column[row] { line.add(name: name, integer: value) }
          }
          // A hash of bytes of which some are erased would allow a guess of them to be verified.
          let hasErased = sources[row].map { sync.hasErased($0) } ?? false
          for (name, column, isHexadecimal) in texts where !isHidden {
            guard let value = column[row], !hasErased || (name != "md5" && name != "old_md5") else { continue }
            line.add(name: name, text: isHexadecimal ? Array(hexadecimal(value).utf8) : value)
          }
          line.end()
        }
        try write(line.bytes)
      }
    }
  }
}

extension SyncState {
  /// Returns true if any part of a source was erased.
  fileprivate func hasErased(_ number: Int64) -> Bool {
    number >= 0 && number < sources.count && sources[Int(number)]?.erasedAt != nil
  }
}

extension RunCounts {
  /// The keys in the JSON, in the order of `RunCounts.fields`.
  fileprivate static let names = [
    "discovered", "new", "updated", "unchanged", "skipped", "missing", "failed", "rewritten", "records", "bad_lines",
    "bytes", "sessions_inserted", "sessions_updated", "waiting", "forgotten",
  ]
}

extension Column {
  /// The columns that are written even for an erased record.
  fileprivate static let structure: Set<Column> = [.source, .generation, .line, .offset, .piece]

  /// The columns whose values are bytes, written in hexadecimal.
  fileprivate static let binary: Set<Column> = [
    .calls, .results, .origin, .md5, .oldMD5, .keyedMD5, .oldKeyedMD5, .key, .digests, .home, .store, .chainBefore,
    .chainAfter,
  ]
}
