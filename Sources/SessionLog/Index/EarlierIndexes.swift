import FileIO
import SegmentedLog

/// The search indexes of a log before a compaction. The events and their order stay the same, so the indexes of the new
/// segments are put together from these, and only what they do not cover is read.
///
/// A chunk of a new index has the words of all earlier chunks with which it shares events: it may have some more than
/// its own, never fewer. Memory: the indexes.
package struct EarlierIndexes {
  private var indexes: [SearchIndex] = []

  /// Reads the indexes of a log.
  package init(_ log: LogReader) {
    for extent in log.extents {
      guard let kept = try? log.index(of: extent, version: SearchIndex.version),
        let index = try? SearchIndex(kept.state, first: extent.first),
        index.chunks.last?.sequences.upperBound == kept.head.sequence
      else { continue }
      indexes.append(index)
    }
  }

  /// Makes the index of a new segment; nil if less than half of its events is covered by earlier ones, or if one of
  /// these is malformed.
  fileprivate func index(
    of extent: SegmentExtent, _ log: LogReader, _ content: IndexedContent, _ storage: ProseStorage
  ) throws -> SegmentIndex? {
    let own = indexes.filter { Self.sequences($0).overlaps(extent.first...extent.next - 1) }
    let covered = own.reduce(0) { $0 + Self.sequences($1).clamped(to: extent.first...extent.next - 1).count }
    guard UInt64(covered) >= (extent.next - extent.first) / 2, let blocks = try log.blocks(of: extent),
      let chain = try log.chain(at: extent.next - 1)
    else { return nil }
    let chunks = SearchIndexBuilder.groups(blocks).map { group in
      let (first, last) = (blocks[group.lowerBound], blocks[group.upperBound - 1])
      return SearchChunk(first: first.first, count: last.first + UInt64(last.count) - first.first)
    }
    guard chunks.first?.first == extent.first, chunks.last?.sequences.upperBound == extent.next - 1 else { return nil }
    var draft = SearchIndexDraft(chunks: chunks)
    var collector = WordCollector()
    var next = extent.first
    func read(before end: UInt64, _ draft: inout SearchIndexDraft) throws {
      for (number, chunk) in chunks.enumerated() where next < end && chunk.sequences.contains(next) {
        let last = min(end - 1, chunk.sequences.upperBound)
        try log.forEachScannedBlock(in: next...last) {
          try content.collect($0, of: log, from: next, into: &collector)
        }
        draft.add(collector.take(), toChunk: number, first: next)
        next = last + 1
      }
    }
    for index in own {
      try read(before: Self.sequences(index).lowerBound, &draft)
      guard draft.add(index) else { return nil }
      next = max(next, Self.sequences(index).upperBound + 1)
    }
    try read(before: extent.next, &draft)
    guard log.losses?.isEmpty ?? true else { return nil }
    draft.store(storage)
    return SegmentIndex(
      version: SearchIndex.version, of: extent, head: LogHead(sequence: extent.next - 1, chain: chain),
      state: draft.encoded())
  }

  private static func sequences(_ index: SearchIndex) -> ClosedRange<UInt64> {
    index.chunks[0].first...index.chunks[index.chunks.count - 1].sequences.upperBound
  }
}

extension LogWriter {
  /// Makes and saves the indexes of segments that a compaction has written, from the earlier ones where there are any,
  /// else from the events. As with `renewIndexes(workers:slack:)`, nothing is thrown.
  package func renewIndexes(
    from earlier: EarlierIndexes, workers: Int = Processors.count, prose: ProseStorage = .blocks
  ) {
    guard let log = try? LogReader(directory) else { return }
    let extents = log.extentsToIndex(.ofCompacting)
    guard !extents.isEmpty, let sync = try? Projected<SyncState>(log).state else { return }
    let content = IndexedContent(sync)
    for extent in extents {
      if let index = try? earlier.index(of: extent, log, content, prose) { try? save(index) }
    }
    renewIndexes(workers: workers, slack: .ofCompacting, prose: prose)
  }
}
