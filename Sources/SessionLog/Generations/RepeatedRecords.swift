import Bytes
import SegmentedLog

/// Records of a file that stand twice in the log, because a version up to commit 9c6b51a read the file once for each of the roots that led to it.
public struct RepeatedRecords: Sendable, Equatable {
  /// Absolute path of the file.
  public var path: String
  /// From 0.
  public var generation: Int64
  /// Where the first of them stands in the file, bytes.
  public var offset: Int64
  /// What counts for nothing now: records, and their bytes.
  public var records: Int64
  public var bytes: Int64
  /// Whether the records that count have the same bytes.
  public var isSame: Bool
}

extension SyncState {
  /// Generations of which records stand twice in the log, and no event says yet that this is known.
  package var unmended: [GenerationKey] {
    guard lastRepeat > 0 else { return [] }
    return repeated.filter { key in generation(key).map { $0.mendedRepeats < $0.repeated.count } ?? false }
  }

  /// Generations of which records stand twice in the log.
  package var repeated: [GenerationKey] {
    sources.enumerated().flatMap { number, source in
      (source?.generations ?? []).indices.map { GenerationKey(source: Int64(number), generation: Int64($0)) }
        .filter { generation($0)?.repeated.isEmpty == false }
    }
  }
}

/// Finds what stands twice in the log, and whether it is the same both times.
package struct RepeatSearch {
  /// A record that counts for nothing.
  private struct Row {
    var length: Int
    var digest: [UInt8]
  }

  private struct Found {
    /// By where they stand in the file.
    var rows: [Int64: [Row]] = [:]
    var first = Int64.max
    var records: Int64 = 0
    var bytes: Int64 = 0
  }

  private let log: LogReader
  private let sync: SyncState
  private var found: [GenerationKey: Found]

  package init(_ log: LogReader, _ sync: SyncState, _ keys: [GenerationKey]) {
    (self.log, self.sync) = (log, sync)
    found = Dictionary(uniqueKeysWithValues: keys.map { ($0, Found()) })
  }

  /// In order of sources and generations. Goes through their part of the log. Memory: 100 bytes a repeated record.
  package mutating func run() throws -> [RepeatedRecords] {
    guard !found.isEmpty else { return [] }
    let generations = found.keys.compactMap { sync.generation($0) }
    let range = generations.map(\.firstSequence).min()!...generations.map(\.lastSequence).max()!
    let erased = ErasedRanges(sync)
    let log = log
    // The records that count may stand before and behind the others in a block, and always behind them in the log.
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
        known.withBody(row) { take($0, key, offset, isRepeated: isRepeated) }
      }
    }
    return found.keys.sorted { ($0.source, $0.generation) < ($1.source, $1.generation) }.map { key in
      let found = found[key]!
      return RepeatedRecords(
        path: sync.path(key.source) ?? "?", generation: key.generation, offset: found.first, records: found.records,
        bytes: found.bytes, isSame: found.rows.isEmpty)
    }
  }

  private mutating func take(
    _ bytes: UnsafeRawBufferPointer, _ key: GenerationKey, _ offset: Int64, isRepeated: Bool
  ) {
    guard isRepeated else {
      // What counts may have come to its line end meanwhile.
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
  /// The events that say that it is known. Every reader passes over such records; these events tell a check that nothing is wrong any more.
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
