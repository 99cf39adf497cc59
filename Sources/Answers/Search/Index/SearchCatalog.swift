import FileIO
import SegmentedLog
import SessionLog
import Synchronization
import Times

/// A part of the log that is searched as a unit.
struct SearchPart: Sendable {
  var sequences: ClosedRange<UInt64>
  /// The latest time of its records; nil when unknown.
  var latest: Int64?
  /// A version of an output of a tool in several pieces, which is searched as a whole; nil for a part that consists of
  /// records and outputs of one piece.
  var output: GenerationKey?
}

/// Uses the indexes of a log to exclude parts that cannot contain a text.
struct SearchCatalog {
  private let log: LogReader
  private let workers: Int

  init(_ log: LogReader, workers: Int) { (self.log, self.workers) = (log, workers) }

  /// Makes the indexes that are missing or cover too little, and stores them unless another process is writing. An
  /// index is never needed: after any failure the search runs without it. Commands that write make the indexes as they
  /// go, so that there is something to do here only after an erasure or a failure, or in a store of an older version.
  ///
  /// `progress` receives bytes of segments.
  func update(
    _ content: @autoclosure () -> IndexedContent, slack: SearchIndexBuilder.Slack = .ofSearch,
    chunkBytes: Int = SearchIndexBuilder.chunkBytes,
    progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) {
    let stale = log.extentsToIndex(slack)
    guard !stale.isEmpty else { return }
    let builder = SearchIndexBuilder(log, content(), workers: workers, chunkBytes: chunkBytes)
    let total = stale.reduce(0) { $0 + $1.length }
    var done: UInt64 = 0
    for extent in stale {
      guard let index = try? builder.index(of: extent, progress: { progress(done + $0, total) }) else { return }
      done += extent.length
      guard (try? log.keep([index])) == true else { return }
    }
  }

  /// Returns the parts of the log to be searched, the latest first: those that the indexes do not exclude, and
  /// `others`.
  func parts(_ patterns: [SearchPattern], _ period: Period, and others: [SearchPart] = []) -> [SearchPart] {
    let extents = log.extents
    let (log, pieces) = (log, patterns.flatMap(\.pieces))
    let found = Mutex<[SearchPart]>([])
    // Nothing is thrown: a segment whose index cannot be read is searched.
    try? orderedPipeline(count: extents.count, workers: workers, budget: extents.count) { index, emit in
      _ = emit(Self.parts(extents[index], log, pieces, period), 1)
    } consume: { (parts: [SearchPart]) in
      found.withLock { $0 += parts }
    }
    return (found.withLock { $0 } + others).sorted {
      ($0.latest ?? .max, $0.sequences.lowerBound) > ($1.latest ?? .max, $1.sequences.lowerBound)
    }
  }

  private static func parts(
    _ extent: SegmentExtent, _ log: LogReader, _ pieces: [SearchFragment], _ period: Period
  ) -> [SearchPart] {
    guard let kept = try? log.index(of: extent, version: SearchIndex.version),
      let index = try? SearchIndex(kept.state, first: extent.first),
      index.chunks.last.map({ $0.first + $0.count }) == kept.head.sequence + 1
    else { return unknown(extent.first..<extent.next, extent, log) }
    let may = index.chunks(with: pieces)
    var parts: [SearchPart] = []
    for (chunk, may) in zip(index.chunks, may) where may {
      guard period.overlaps(chunk.times?.lowerBound, chunk.times?.upperBound) else { continue }
      parts.append(SearchPart(sequences: chunk.sequences, latest: chunk.times?.upperBound ?? .min))
    }
    return parts + unknown(kept.head.sequence + 1..<extent.next, extent, log)
  }

  /// Returns parts of a suitable size for events that no index covers. They consist of whole blocks, unless blocks are
  /// missing.
  private static func unknown(_ sequences: Range<UInt64>, _ extent: SegmentExtent, _ log: LogReader) -> [SearchPart] {
    guard !sequences.isEmpty else { return [] }
    let blocks = ((try? log.blocks(of: extent)) ?? nil)?.filter { sequences.contains($0.first) } ?? []
    var next = sequences.lowerBound
    for block in blocks where block.first == next { next += UInt64(block.count) }
    guard next == sequences.upperBound else {
      return [SearchPart(sequences: sequences.lowerBound...sequences.upperBound - 1)]
    }
    return SearchIndexBuilder.groups(blocks).map { group in
      let last = blocks[group.upperBound - 1]
      return SearchPart(sequences: blocks[group.lowerBound].first...last.first + UInt64(last.count) - 1)
    }
  }
}
