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
  /// What persons and models say in the records, if only that is searched and an index has it; else nil.
  var prose: Prose?

  /// What persons and models say in the records of a part.
  struct Prose: Sendable {
    var index: SearchIndex
    /// The pieces of the index that may have some of it.
    var pieces: Range<Int>
  }
}

/// Uses the indexes of a log to exclude parts that cannot contain a text.
struct SearchCatalog {
  private let log: LogReader
  private let workers: Int
  /// The indexes of the segments, as they were read first.
  private let indexes: Indexes

  private final class Indexes: Sendable {
    let known = Mutex<[SegmentID: SegmentIndex]>([:])
  }

  init(_ log: LogReader, workers: Int) { (self.log, self.workers, indexes) = (log, workers, Indexes()) }

  /// Reads the indexes that fit the log.
  private func readIndexes() {
    let (log, extents, indexes) = (log, log.extents, indexes)
    // Nothing is thrown: an index that cannot be read is made anew.
    try? orderedPipeline(count: extents.count, workers: workers, budget: extents.count) { number, emit in
      let index = try? log.index(of: extents[number], version: SearchIndex.version)
      _ = emit((extents[number].id, index), 1)
    } consume: { (id: SegmentID, index: SegmentIndex?) in
      if let index { indexes.known.withLock { $0[id] = index } }
    }
  }

  private func covered(_ extent: SegmentExtent) -> UInt64 {
    indexes.known.withLock { $0[extent.id]?.covered ?? 0 }
  }

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
    readIndexes()
    let stale = log.extents.filter { $0.length - covered($0) > slack.of($0) }
    guard !stale.isEmpty else { return }
    let builder = SearchIndexBuilder(log, content(), workers: workers, chunkBytes: chunkBytes)
    let total = stale.reduce(0) { $0 + $1.length }
    var done: UInt64 = 0
    for extent in stale {
      guard let index = try? builder.index(of: extent, progress: { progress(done + $0, total) }) else { return }
      done += extent.length
      guard (try? log.keep([index])) == true else { return }
      indexes.known.withLock { $0[extent.id] = index }
    }
  }

  /// Returns the parts of the log to be searched, the latest first: those that the indexes do not exclude, and
  /// `others`. With `isProse` only what persons and models say is searched.
  func parts(
    _ patterns: [SearchPattern], _ period: Period, isProse: Bool = false, and others: [SearchPart] = []
  ) -> [SearchPart] {
    let extents = log.extents
    let (log, indexes, pieces) = (log, indexes, patterns.flatMap(\.pieces))
    let found = Mutex<[SearchPart]>([])
    // Nothing is thrown: a segment whose index cannot be read is searched.
    try? orderedPipeline(count: extents.count, workers: workers, budget: extents.count) { index, emit in
      let extent = extents[index]
      let kept =
        indexes.known.withLock { $0[extent.id] } ?? (try? log.index(of: extent, version: SearchIndex.version))
      _ = emit(Self.parts(extent, kept, log, pieces, period, isProse: isProse), 1)
    } consume: { (parts: [SearchPart]) in
      found.withLock { $0 += parts }
    }
    return (found.withLock { $0 } + others).sorted {
      ($0.latest ?? .max, $0.sequences.lowerBound) > ($1.latest ?? .max, $1.sequences.lowerBound)
    }
  }

  private static func parts(
    _ extent: SegmentExtent, _ kept: SegmentIndex?, _ log: LogReader, _ pieces: [SearchFragment], _ period: Period,
    isProse: Bool
  ) -> [SearchPart] {
    guard let kept, let index = try? SearchIndex(kept.state, first: extent.first),
      index.chunks.last.map({ $0.first + $0.count }) == kept.head.sequence + 1
    else { return unknown(extent.first..<extent.next, extent, log) }
    let may = index.chunks(with: pieces)
    var parts: [SearchPart] = []
    for (chunk, may) in zip(index.chunks, may) where may {
      guard period.overlaps(chunk.times?.lowerBound, chunk.times?.upperBound) else { continue }
      var part = SearchPart(sequences: chunk.sequences, latest: chunk.times?.upperBound ?? .min)
      if isProse, !chunk.lacksProse {
        let own = index.pieces(of: chunk.sequences)
        if own.isEmpty { continue }
        part.prose = SearchPart.Prose(index: index, pieces: own)
      }
      parts.append(part)
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
