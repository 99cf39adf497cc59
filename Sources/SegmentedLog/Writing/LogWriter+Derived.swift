import FileIO
import LineCodecs

extension LogWriter {
  /// Saves a checkpoint of a projection and removes its older ones. The file is not synced: a torn one is discarded
  /// when it is read.
  package func save(_ checkpoint: Checkpoint) throws(LogError) { try directory.replace(with: checkpoint) }
}

extension LogWriter {
  /// Removes all checkpoints, durably. They are derived from the log.
  package func removeCheckpoints() throws(LogError) { try directory.removeCheckpoints() }
}

extension LogWriter {
  /// Removes all indexes, durably. They are derived from the log.
  package func removeIndexes() throws(LogError) { try directory.removeIndexes(except: []) }
}

extension LogWriter {
  /// The segment to which events are appended.
  package var activeSegment: SegmentID { segment.id }

  /// The sequence number of the first event of the active segment, whether or not it has events yet; nil if that is not
  /// known.
  package var firstOfActiveSegment: UInt64? { manifest.segments.last { $0.id == segment.id }?.firstSequence }

  /// Returns the events of a segment and the last of them; nil if it has none, or if nothing was committed to it by
  /// this writer while it is the active one. Call it after a commit.
  package func committed(_ id: SegmentID) -> (extent: SegmentExtent, head: LogHead)? {
    guard let entry = manifest.segments.last(where: { $0.id == id }) else { return nil }
    let isActive = id == segment.id
    let next = isActive ? nextSequence : entry.nextSequence
    guard next > entry.firstSequence, !isActive || committedEnd > 0 else { return nil }
    let extent = SegmentExtent(
      ordinal: id.ordinal, generation: id.generation, first: entry.firstSequence, next: next,
      length: isActive ? committedEnd : entry.length, isActive: isActive)
    return (extent, isActive ? head : LogHead(sequence: next - 1, chain: entry.chainAfter))
  }

  /// Saves an index of a segment. The file is not synced: a torn one is discarded when it is read.
  package func save(_ index: SegmentIndex) throws(LogError) {
    try directory.replace(index.path, with: index.encoded(store: directory.uuid), durable: false)
  }
}
