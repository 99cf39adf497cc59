import FileIO
import SegmentedLog

/// Makes the search index of a segment from the log, in one pass over the records that its present index does not
/// cover.
///
/// Cost: about a millisecond per megabyte of source and processor. Memory: a chunk per worker, and a
/// `SearchIndexDraft`.
package struct SearchIndexBuilder {
  /// A chunk ends when its bodies have at least this number of bytes.
  package static let chunkBytes = 1 << 20

  /// The number of bytes of a segment that may follow the part that its index covers before the index is continued.
  package struct Slack: Sendable {
    /// For the segment that still grows.
    package var active: UInt64
    /// For segments that are complete.
    package var sealed: UInt64

    package init(active: UInt64, sealed: UInt64 = 1 << 20) { (self.active, self.sealed) = (active, sealed) }

    /// The number of bytes for a segment.
    package func of(_ extent: SegmentExtent) -> UInt64 { extent.isActive ? active : sealed }

    /// The part that a search reads without an index.
    package static let ofSearch = Slack(active: 8 << 20)
    /// The part that a command that writes leaves without an index: less than what makes a search continue it.
    package static let ofWriting = Slack(active: 4 << 20)
    /// What a compaction leaves without an index: a byte that it has written stands for more text.
    package static let ofCompacting = Slack(active: 4 << 20, sealed: 256 << 10)
  }

  private let log: LogReader
  private let content: IndexedContent
  private let workers: Int
  /// The number of bytes at which a chunk ends.
  private let bytes: Int

  package init(
    _ log: LogReader, _ content: IndexedContent, workers: Int, chunkBytes: Int = SearchIndexBuilder.chunkBytes
  ) {
    (self.log, self.content, self.workers, bytes) = (log, content, workers, chunkBytes)
  }

  /// Makes the index of a segment; nil if the segment no longer exists, or not all of it can be read. `progress`
  /// receives bytes of the segment.
  package func index(
    of extent: SegmentExtent, prose: ProseStorage = .blocks, progress: (UInt64) -> Void = { _ in }
  ) throws -> SegmentIndex? {
    guard var draft = try self.draft(of: extent, before: extent.next, progress: progress),
      let chain = try log.chain(at: extent.next - 1)
    else { return nil }
    draft.store(prose)
    let head = LogHead(sequence: extent.next - 1, chain: chain)
    return SegmentIndex(version: SearchIndex.version, of: extent, head: head, state: draft.encoded())
  }

  /// Makes the index of the events of a segment before `end`, where a block must begin or end. It continues the present
  /// index of the segment.
  package func draft(
    of extent: SegmentExtent, before end: UInt64, progress: (UInt64) -> Void = { _ in }
  ) throws -> SearchIndexDraft? {
    guard let all = try log.blocks(of: extent) else { return nil }
    let blocks = Array(all.prefix { $0.first < end })
    guard let first = blocks.first, first.first == extent.first, blocks.last?.next == end else { return nil }
    var draft = try present(extent, blocks) ?? SearchIndexDraft(chunkBytes: bytes)
    let rest = Array(blocks.drop { $0.first < draft.next ?? 0 })
    let groups = Self.groups(rest, bytes, open: draft.bytesOfOpenChunk)
    let (log, content) = (log, content)
    var done = 0
    try orderedPipeline(
      count: groups.count, workers: workers, budget: 2,
      producer: {
        var collector = WordCollector()
        return { index, emit in
          let group = rest[groups[index]]
          let result = Result {
            try log.forEachScannedBlock(in: group.first!.first...group.last!.next - 1) {
              try content.collect($0, of: log, from: group.first!.first, into: &collector)
            }
            return collector.take()
          }
          _ = emit(result, 1)
        }
      },
      consume: { (result: Result<BlockWords, any Error>) in
        let group = rest[groups[done]]
        draft.add(
          try result.get(), first: group.first!.first, count: group.last!.next - group.first!.first,
          bodyBytes: group.reduce(0) { $0 + $1.bodyBytes })
        done += 1
        progress(group.last!.end)
      })
    guard log.losses?.isEmpty ?? true else { return nil }
    return draft
  }

  /// Returns the present index of a segment, to be continued; nil if there is none that fits.
  private func present(_ extent: SegmentExtent, _ blocks: [BlockExtent]) throws -> SearchIndexDraft? {
    guard let kept = try log.index(of: extent, version: SearchIndex.version),
      let index = try? SearchIndex(kept.state, first: extent.first), let chunk = index.chunks.last,
      chunk.sequences.upperBound == kept.head.sequence,
      let place = blocks.lastIndex(where: { $0.next == kept.head.sequence + 1 })
    else { return nil }
    let open = blocks[...place].reversed().prefix { $0.first >= chunk.first }.reduce(0) { $0 + $1.bodyBytes }
    return SearchIndexDraft(index, openBytes: open, chunkBytes: bytes)
  }

  /// Groups consecutive blocks, each group within one chunk. `open` is the length of the bodies of the chunk that the
  /// first group continues; 0 if it begins one.
  package static func groups(_ blocks: [BlockExtent], _ limit: Int = chunkBytes, open: Int = 0) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var (start, bytes) = (0, open)
    for (index, block) in blocks.enumerated() {
      bytes += block.bodyBytes
      if bytes >= limit || index == blocks.count - 1 {
        groups.append(start..<index + 1)
        (start, bytes) = (index + 1, 0)
      }
    }
    return groups
  }
}

extension BlockExtent {
  /// The sequence number after the last event.
  fileprivate var next: UInt64 { first + UInt64(count) }
}

extension LogReader {
  /// Returns the segments of which more than `slack` is not covered by an index. Cost: reads the indexes.
  package func extentsToIndex(_ slack: SearchIndexBuilder.Slack) -> [SegmentExtent] {
    extents.filter { extent in
      let known = (try? index(of: extent, version: SearchIndex.version))?.covered ?? 0
      return extent.length - known > slack.of(extent)
    }
  }
}

extension LogWriter {
  /// Makes and saves the search indexes that are missing or cover too little. Indexes are derived from the log, so it
  /// is no error when they cannot be made or saved; a search then reads more events. Call it after a commit.
  package func renewIndexes(
    workers: Int = Processors.count, slack: SearchIndexBuilder.Slack = .ofWriting, prose: ProseStorage = .blocks
  ) {
    guard let log = try? LogReader(directory) else { return }
    let extents = log.extentsToIndex(slack)
    guard !extents.isEmpty, let sync = try? Projected<SyncState>(log).state else { return }
    let builder = SearchIndexBuilder(log, IndexedContent(sync), workers: workers)
    for extent in extents {
      guard let index = try? builder.index(of: extent, prose: prose), (try? save(index)) != nil else { return }
    }
  }
}
