import FileIO
import SegmentedLog
import SessionLog
import Synchronization
import Times
import Transcripts

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
  /// The number of bytes of a segment that may follow the part that its index covers before the index is made again.
  struct Slack {
    /// For the segment that still grows.
    var active: UInt64 = 8 << 20
    var sealed: UInt64 = 1 << 20
  }

  private let log: LogReader
  private let workers: Int

  init(_ log: LogReader, workers: Int) { (self.log, self.workers) = (log, workers) }

  /// Makes the indexes that are missing or cover too little, and stores them unless another process is writing. An
  /// index is never needed: after any failure the search runs without it.
  ///
  /// `outputs` contains the numbers of the sources with the output of a tool. `progress` receives bytes of segments.
  func update(
    _ erased: ErasedRanges, outputs: Set<Int64> = [],
    format: @escaping @Sendable (Int64?) -> any AgentFormat.Type = { _ in Agent.unstated.format },
    slack: Slack = Slack(),
    chunkBytes: Int = SearchIndexBuilder.chunkBytes,
    progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) {
    let stale = log.extents.filter { extent in
      let known = (try? log.index(of: extent, version: SearchIndex.version))?.covered ?? 0
      return extent.length - known > (extent.isActive ? slack.active : slack.sealed)
    }
    let total = stale.reduce(0) { $0 + $1.length }
    var done: UInt64 = 0
    for extent in stale {
      let builder = SearchIndexBuilder(
        log: log, erased: erased, outputs: outputs, format: format, workers: workers, bytes: chunkBytes)
      guard let index = try? builder.build(extent, progress: { progress(done + $0, total) }) else { return }
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
