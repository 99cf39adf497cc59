import Bytes
import SegmentedLog

/// Records of a file that the log holds twice, because a version up to commit 9c6b51a read the file once for each of
/// the roots that led to it.
public struct RepeatedRecords: Sendable, Equatable {
  /// Absolute path of the file.
  public var path: String
  /// The number of the generation, from 0.
  public var generation: Int64
  /// The offset of the first of these records in the file, in bytes.
  public var offset: Int64
  /// The number of records that are ignored now.
  public var records: Int64
  /// The number of their bytes.
  public var bytes: Int64
  /// True if the records that count have the same bytes.
  public var isSame: Bool
}

extension SyncState {
  /// Generations with records that the log holds twice, which no event acknowledges yet.
  package var unmended: [GenerationKey] {
    guard lastRepeat > 0 else { return [] }
    return repeated.filter { key in generation(key).map { $0.mendedRepeats < $0.repeated.count } ?? false }
  }

  /// Generations with records that the log holds twice.
  package var repeated: [GenerationKey] {
    sources.enumerated().flatMap { number, source in
      (source?.generations ?? []).indices.map { GenerationKey(source: Int64(number), generation: Int64($0)) }
        .filter { generation($0)?.repeated.isEmpty == false }
    }
  }
}

/// Finds the records that the log holds twice, and whether they are the same both times.
package struct RepeatSearch {
  /// A record that is ignored.
  private struct Row {
    var length: Int
    var digest: [UInt8]
  }

  private struct Found {
    /// The ignored records that no equal one replaces so far, by their offset in the file.
    var rows: [Int64: [Row]] = [:]
    var first = Int64.max
    var records: Int64 = 0
    var bytes: Int64 = 0
  }

  private let log: LogReader
  private let sync: SyncState
  private var found: [GenerationKey: Found]

  /// Prepares a search for the repeated records of `keys`.
  package init(_ log: LogReader, _ sync: SyncState, _ keys: [GenerationKey]) {
    (self.log, self.sync) = (log, sync)
    found = Dictionary(uniqueKeysWithValues: keys.map { ($0, Found()) })
  }

  /// Returns one result per generation, in order of sources and generations. Makes one pass over the part of the log
  /// that holds them. Memory: 100 bytes per repeated record.
  package mutating func run() throws -> [RepeatedRecords] {
    guard !found.isEmpty else { return [] }
    let generations = found.keys.compactMap { sync.generation($0) }
    let range = generations.map(\.firstSequence).min()!...generations.map(\.lastSequence).max()!
    let erased = ErasedRanges(sync)
    let log = log
    // Within a block, records that count can come before and after ignored ones. The record that replaces an ignored
    // one always comes after it in the log.
    try log.forEachBlock(in: range) { block in
      let columns = try ScanColumns(BlockColumns(block), erased)
      let (lengths, dropped) = (try block.bodyLengths(), try block.droppedBodies())
      var bodies: BlockBodies?
      for row in 0..<block.count {
        guard let key = columns.key(row), found[key] != nil else { continue }
        let (offset, length) = (columns.offsets[row] ?? 0, Int(lengths[row] ?? 0))
        guard length > 0, dropped?[row] == nil else { continue }
        let isRepeated = erased.isRepeated(key, block.firstSequence + UInt64(row))
        guard isRepeated || found[key]!.rows[offset] != nil else { continue }
        let known = try bodies ?? log.bodies(of: block)
        bodies = known
        guard known.isIntact(row..<row + 1) else {
          if isRepeated { found[key]!.rows[offset, default: []].append(Row(length: .max, digest: [])) }
          continue
        }
        known.withBody(row) { compare($0, key, offset, isRepeated: isRepeated) }
      }
    }
    return found.keys.sorted().map { key in
      let found = found[key]!
      return RepeatedRecords(
        path: sync.path(key.source) ?? "?", generation: key.generation, offset: found.first, records: found.records,
        bytes: found.bytes, isSame: found.rows.isEmpty)
    }
  }

  private mutating func compare(
    _ bytes: UnsafeRawBufferPointer, _ key: GenerationKey, _ offset: Int64, isRepeated: Bool
  ) {
    guard isRepeated else {
      // The line that counts may have been completed in the meantime, so it may be longer.
      found[key]!.rows[offset]!.removeAll { $0.length <= bytes.count && $0.digest == Self.digest(bytes, $0.length) }
      if found[key]!.rows[offset]!.isEmpty { found[key]!.rows[offset] = nil }
      return
    }
    found[key]!.rows[offset, default: []].append(
      Row(length: bytes.count, digest: Self.digest(bytes, bytes.count)))
    found[key]!.first = min(found[key]!.first, offset)
    found[key]!.records += 1
    found[key]!.bytes += Int64(bytes.count)
  }

  private static func digest(_ bytes: UnsafeRawBufferPointer, _ length: Int) -> [UInt8] {
    Digest(of: UnsafeRawBufferPointer(rebasing: bytes[..<length])).bytes
  }
}

extension RepeatSearch {
  /// Returns the `mended` events that acknowledge the repeated records. Readers ignore such records without these
  /// events; they tell a check that nothing is wrong any more. `time` is in milliseconds since 1970-01-01 UTC.
  package static func events(_ found: [(key: GenerationKey, records: RepeatedRecords)], at time: Int64)
    -> [EncodedBlock]
  {
    var builder = EventBlockBuilder()
    for (key, records) in found {
      builder.begin(.mended)
      builder.set(.source, key.source)
      builder.set(.generation, key.generation)
      builder.set(.offset, records.offset)
      builder.set(.length, records.bytes)
      builder.set(.lines, records.records)
      builder.set(.time, time)
      builder.end()
    }
    return builder.finish()
  }
}
