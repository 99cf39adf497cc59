import SegmentedLog
import SessionLog

/// Makes the search indexes of the segments that an ingest writes, from the words that the readers of files have
/// collected, so that nothing is read again.
///
/// An index is never needed: after any failure, this or a later ingest, or a search, makes it from the log. While
/// little is stored, the words only wait: an index is read, continued and written again when more than `slack` is not
/// covered.
struct IndexRecorder: ~Copyable {
  private struct Pending {
    var words: BlockWords
    var first: UInt64
    var count: UInt64
    var bodyBytes: Int
  }

  private let workers: Int
  var slack: SearchIndexBuilder.Slack
  private var segment: SegmentID
  /// The sequence number of its first event.
  private var start: UInt64?
  /// The blocks of the segment that are not in `draft` yet.
  private var pending: [Pending] = []
  /// The bytes that these blocks take in the segment.
  private var pendingBytes: UInt64 = 0
  /// The index of the segment up to `pending`; nil as long as it is not needed.
  private var draft: SearchIndexDraft?
  /// True when the words of a block of the segment are unknown.
  private var lacksWords = false

  init(_ writer: borrowing LogWriter, workers: Int, slack: SearchIndexBuilder.Slack = .ofWriting) {
    (self.workers, self.slack, segment) = (workers, slack, writer.activeSegment)
    start = writer.firstOfActiveSegment
  }

  /// Takes the words of a block that was appended with `first` as the number of its first event; nil if they are not
  /// known.
  mutating func add(_ block: EncodedBlock, _ words: BlockWords?, first: UInt64) {
    guard let words, !lacksWords else {
      lacksWords = true
      return
    }
    let added = Pending(words: words, first: first, count: UInt64(block.count), bodyBytes: block.bodyBytes)
    // No earlier part of the segment has to be read, so that the words need not wait.
    if draft == nil, pending.isEmpty, first == start { draft = SearchIndexDraft() }
    if draft != nil { return add(added) }
    pending.append(added)
    pendingBytes += UInt64(block.storedBytes)
  }

  private mutating func add(_ block: Pending) {
    draft?.add(block.words, first: block.first, count: block.count, bodyBytes: block.bodyBytes)
  }

  /// Must be called after each commit: saves the index of a segment that has ended.
  mutating func committed(_ writer: borrowing LogWriter) {
    guard writer.activeSegment == segment else {
      finish(writer)
      (segment, start) = (writer.activeSegment, writer.firstOfActiveSegment)
      (pending, pendingBytes, lacksWords) = ([], 0, false)
      draft = nil
      return
    }
    // No more words wait than an ingest may leave out.
    if draft == nil, pendingBytes > slack.active { load(writer) }
  }

  /// Saves the index of the segment, if too much is not covered by its present one.
  mutating func finish(_ writer: borrowing LogWriter) {
    guard let (extent, head) = writer.committed(segment) else { return }
    let covered = writer.directory.coveredBytes(of: segment, version: SearchIndex.version)
    guard extent.length > covered, extent.length - covered > (extent.isActive ? slack.active : slack.sealed) else {
      return
    }
    if draft == nil { load(writer) }
    guard !lacksWords, let state = draft?.encoded(), draft?.next == extent.next else {
      return writer.renewIndexes(workers: workers, slack: slack)
    }
    try? writer.save(SegmentIndex(version: SearchIndex.version, of: extent, head: head, state: state))
  }

  /// Makes the index up to the first block of this ingest in the segment, and adds the blocks that wait.
  private mutating func load(_ writer: borrowing LogWriter) {
    guard !lacksWords, let first = pending.first?.first, let (extent, _) = writer.committed(segment) else { return }
    if first == extent.first {
      draft = SearchIndexDraft()
    } else {
      draft = try? earlierPart(of: segment, before: first, writer)
      lacksWords = draft == nil
    }
    for block in pending { add(block) }
    (pending, pendingBytes) = ([], 0)
  }

  private func earlierPart(
    of segment: SegmentID, before first: UInt64, _ writer: borrowing LogWriter
  ) throws -> SearchIndexDraft? {
    let log = try LogReader(writer.directory)
    guard let extent = log.extents.last(where: { $0.id == segment }) else { return nil }
    let content = IndexedContent(try Projected<SyncState>(log).state)
    return try SearchIndexBuilder(log, content, workers: workers).draft(of: extent, before: first)
  }
}
