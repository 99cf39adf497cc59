import Bytes
import FileIO

/// Writes new segments that follow those of a store. They are made from the commits of a snapshot, whose frames are
/// copied with new offsets, or from new blocks. The files are in `tmp/`, durable and checked, until the caller renames
/// them into place.
package struct SegmentTransfer: ~Copyable {
  private let directory: StoreDirectory
  private let clock: any WallClock
  private let segmentSize: UInt64
  private var output: Output?
  private var nextID: SegmentID
  /// The last event that is in a commit.
  package private(set) var head: LogHead
  /// The chain hash after the last event of the current commit. `pendingEvents` and `pendingFrames` are the numbers of
  /// its events and frames.
  private var chain: Chain
  private var pendingEvents: UInt32 = 0
  private var pendingFrames: UInt32 = 0
  /// The entries of the finished segments for the manifest.
  package private(set) var entries: [Manifest.Segment] = []

  /// `first` is the identity of the first new segment; `head` is the last event before it. A segment ends when it has
  /// `segmentSize` bytes.
  package init(
    _ directory: StoreDirectory, first: SegmentID, after head: LogHead, segmentSize: UInt64, clock: any WallClock
  ) {
    (self.directory, self.clock, self.segmentSize) = (directory, clock, segmentSize)
    (nextID, self.head) = (first, head)
    chain = Chain(head.chain)
  }

  /// The sequence number of the next event.
  package var nextSequence: UInt64 { head.sequence + 1 + UInt64(pendingEvents) }

  /// Adds a block to the current commit.
  package mutating func append(_ block: EncodedBlock) throws(LogError) {
    if output == nil { try begin() }
    let (events, overflow) = pendingEvents.addingReportingOverflow(UInt32(block.count))
    if overflow { throw .limit("too many events in one commit") }
    try output!.writer.append(block, sequence: nextSequence)
    chain.extend(eventHashes: block.eventHashes)
    pendingEvents = events
    pendingFrames += UInt32(block.payloads.count)
  }

  /// Ends the current commit, if there is one, with the present time.
  package mutating func commit() throws(LogError) {
    guard pendingEvents > 0 else { return }
    let payload = CommitPayload(chain: chain.digest, time: clock.milliseconds, frames: pendingFrames)
    try output!.writer.append(.commit, payload.encoded(), sequence: head.sequence + 1, count: pendingEvents)
    head = LogHead(sequence: head.sequence + UInt64(pendingEvents), chain: chain.digest)
    (pendingEvents, pendingFrames) = (0, 0)
    if output!.writer.end >= segmentSize { try finish() }
  }

  /// Appends the events of a commit that follow the head. With `rechains`, they follow an event with another chain hash
  /// than in the snapshot, so the chain is recomputed.
  mutating func append(_ commit: CommitFrames, rechains: Bool = false) throws {
    if output == nil { try begin() }
    let copier = FrameCopier(source: commit.reader)
    var frames: UInt32 = 0
    for place in commit.blocks {
      let last = place.sequence + UInt64(place.header.count) - 1
      if last <= head.sequence { continue }
      if rechains {
        let block = try commit.reader.block(place)
        let new = block.cut(to: max(place.sequence, head.sequence + 1)...last)
        chain.extend(eventHashes: try new.eventHashes(try commit.reader.bodies(of: block).cut(to: new.rows)))
      }
      if place.sequence > head.sequence {
        for frame in [place.header] + place.bodies { try copier.copy(frame, to: &output!.writer) }
        frames += 1 + UInt32(place.bodies.count)
      } else {
        frames += try appendRest(of: place, commit.reader)
      }
    }
    let first = head.sequence + 1
    let count = UInt32(commit.sequences.upperBound - head.sequence)
    try appendTimes(commit, count: count)
    if !rechains { chain = Chain(commit.payload.chain) }
    let payload = CommitPayload(chain: chain.digest, time: commit.payload.time, frames: frames)
    try output!.writer.append(.commit, payload.encoded(), sequence: first, count: count)
    head = LogHead(sequence: commit.sequences.upperBound, chain: chain.digest)
    if output!.writer.end >= segmentSize { try finish() }
  }

  /// Encodes the events of a block that follow the head and appends them. Returns the number of frames.
  private mutating func appendRest(of place: BlockIterator.Place, _ reader: FrameReader) throws -> UInt32 {
    let block = try reader.block(place)
    let bodies = try reader.bodies(of: block)
    let columns = try EnvelopeColumns(block)
    let dropped = try block.droppedBodies()
    var builder = EventBlockBuilder()
    var encoded: [EncodedBlock] = []
    for row in Int(head.sequence + 1 - place.sequence)..<block.count {
      let size = bodies.withBody(row) { $0.count }
      if builder.isFull(before: size, columns: columns.size(row)) { encoded += builder.finish() }
      columns.copy(row, to: &builder)
      if let body = dropped?[row] { builder.end(body) } else { bodies.withBody(row) { builder.end(body: $0) } }
    }
    encoded += builder.finish()
    var (sequence, frames) = (head.sequence + 1, UInt32(0))
    for block in encoded {
      try output!.writer.append(block, sequence: sequence)
      sequence += UInt64(block.count)
      frames += UInt32(block.payloads.count)
    }
    return frames
  }

  /// Appends the MERGED frame of a commit, if it has one, for the last `count` of its events.
  private mutating func appendTimes(_ commit: CommitFrames, count: UInt32) throws {
    guard let frame = commit.frames.last(where: { $0.type == FrameType.merged.rawValue }) else { return }
    if commit.sequences.lowerBound == head.sequence + 1 {
      return try FrameCopier(source: commit.reader).copy(frame, to: &output!.writer)
    }
    let bytes = try commit.reader.checkedPayload(frame)
    var skip = UInt64(frame.count - count)
    var times = MergedPayload()
    for part in try bytes.withUnsafeBytes({ try MergedPayload(decoding: $0, events: frame.count) }).parts {
      let skipped = min(skip, part.events)
      skip -= skipped
      if part.events > skipped { times.add(MergedPayload.Part(events: part.events - skipped, time: part.time)) }
    }
    guard times.parts.count > 1 else { return }
    try output!.writer.append(.merged, times.encoded(), sequence: head.sequence + 1, count: count)
  }

  private mutating func begin() throws(LogError) {
    let header = SegmentHeader(
      store: directory.uuid, ordinal: nextID.ordinal, generation: nextID.generation, lastOrdinal: nextID.ordinal,
      firstSequence: head.sequence + 1, chain: head.chain, created: clock.milliseconds)
    let file = try directory.createDraft(header)
    output = Output(
      SegmentWriter(file, id: nextID, header: header, end: UInt64(SegmentHeader.length), durable: 0, frames: 0))
    guard nextID.ordinal < .max - 1 else { throw .limit("the store has no number left for another segment") }
    nextID = SegmentID(ordinal: nextID.ordinal + 1, generation: 0)
  }

  /// Seals the segment that is being written, if there is one, and reads it back to check it.
  package mutating func finish() throws(LogError) {
    guard let output else { return }
    let (header, frames) = (output.writer.header, output.writer.frames)
    let seal = SealPayload(
      chain: head.chain, events: head.sequence + 1 - header.firstSequence, frames: frames)
    try output.writer.append(.seal, seal.encoded(), sequence: head.sequence + 1, count: 0)
    try output.writer.sync()
    let entry = Manifest.Segment(
      id: header.id, lastOrdinal: header.lastOrdinal, state: .sealed, length: output.writer.end,
      firstSequence: header.firstSequence, nextSequence: head.sequence + 1, chainBefore: header.chain,
      chainAfter: head.chain)
    self.output = nil
    try PurgedSegmentCheck(directory, entry).run()
    entries.append(entry)
  }
}

/// The segment that is being written.
private final class Output {
  var writer: SegmentWriter

  init(_ writer: consuming SegmentWriter) { self.writer = writer }
}
