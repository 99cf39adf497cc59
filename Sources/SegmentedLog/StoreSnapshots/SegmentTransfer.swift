import Bytes
import FileIO

/// Writes new segments that follow those of a store: commits of a snapshot, the same frames with their places in the new files, or new blocks. What it
/// has written lies in `tmp/`, durable and checked, until somebody gives it its names.
package struct SegmentTransfer: ~Copyable {
  private let directory: StoreDirectory
  private let clock: any WallClock
  private let segmentSize: UInt64
  private var output: Output?
  private var nextID: SegmentID
  /// The last event that is in a commit.
  package private(set) var head: LogHead
  /// The commit under way.
  private var chain: Chain
  private var pendingEvents: UInt32 = 0
  private var pendingFrames: UInt32 = 0
  /// What the manifest will say of the segments.
  package private(set) var entries: [Manifest.Segment] = []

  /// `first`: what the first segment is called.
  package init(
    _ directory: StoreDirectory, first: SegmentID, after head: LogHead, segmentSize: UInt64, clock: any WallClock
  ) {
    (self.directory, self.clock, self.segmentSize) = (directory, clock, segmentSize)
    (nextID, self.head) = (first, head)
    chain = Chain(head.chain)
  }

  /// Of the next event.
  package var nextSequence: UInt64 { head.sequence + 1 + UInt64(pendingEvents) }

  /// Adds a block to the commit under way.
  package mutating func append(_ block: EncodedBlock) throws(LogError) {
    if output == nil { try begin() }
    let (events, overflow) = pendingEvents.addingReportingOverflow(UInt32(block.count))
    if overflow { throw .limit("too many events in one commit") }
    try output!.writer.append(block, sequence: nextSequence)
    chain.extend(eventHashes: block.eventHashes)
    pendingEvents = events
    pendingFrames += UInt32(block.payloads.count)
  }

  /// Ends the commit under way, if there is one. Its time is now.
  package mutating func commit() throws(LogError) {
    guard pendingEvents > 0 else { return }
    let payload = CommitPayload(chain: chain.digest, time: clock.milliseconds, frames: pendingFrames)
    try output!.writer.append(.commit, payload.encoded(), sequence: head.sequence + 1, count: pendingEvents)
    head = LogHead(sequence: head.sequence + UInt64(pendingEvents), chain: chain.digest)
    (pendingEvents, pendingFrames) = (0, 0)
    if output!.writer.end >= segmentSize { try finish() }
  }

  /// All events of a commit, or those that are not there yet. `rechains`: they follow another event than there.
  mutating func append(_ commit: CommitFrames, rechains: Bool = false) throws {
    if output == nil { try begin() }
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
        for frame in [place.header] + place.bodies { try copy(frame, commit.reader) }
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

  private mutating func copy(_ frame: FrameHeader, _ reader: FrameReader) throws(LogError) {
    guard let type = FrameType(rawValue: frame.type) else { return }
    let stored = try io { () throws(FileError) in
      try reader.file.bytes(at: Int64(frame.offset) + Int64(FrameHeader.length), count: Int(frame.storedLength))
    }
    guard crc32c(stored) == frame.storedChecksum else { throw reader.damaged(at: frame.offset, .storedChecksum) }
    try output!.writer.append(
      type: type, codec: frame.codec, bytes: stored, rawLength: Int(frame.rawLength),
      storedChecksum: frame.storedChecksum, rawChecksum: frame.rawChecksum, sequence: frame.sequence,
      count: frame.count)
  }

  /// The events of a block behind the head, encoded anew. How many frames they are.
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

  /// When the events of a merged commit were committed: of the last `count` of them.
  private mutating func appendTimes(_ commit: CommitFrames, count: UInt32) throws {
    guard let frame = commit.frames.last(where: { $0.type == FrameType.merged.rawValue }) else { return }
    if commit.sequences.lowerBound == head.sequence + 1 { return try copy(frame, commit.reader) }
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
    let draft = SegmentPurge.draft(nextID, directory)
    let fileSystem = directory.fileSystem
    let file = try io { () throws(FileError) in
      if try fileSystem.exists(draft) { try fileSystem.remove(draft) }
      let file = try fileSystem.create(draft)
      try file.write(header.encoded(), at: 0)
      return file
    }
    output = Output(
      SegmentWriter(file, id: nextID, header: header, end: UInt64(SegmentHeader.length), durable: 0, frames: 0))
    guard nextID.ordinal < .max - 1 else { throw .limit("the store has no number left for another segment") }
    nextID = SegmentID(ordinal: nextID.ordinal + 1, generation: 0)
  }

  /// Seals the segment that is being written, if there is one, and reads it back.
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
    try SegmentProofOfPurge(directory, entry).run()
    entries.append(entry)
  }
}

/// The segment that is being written.
private final class Output {
  var writer: SegmentWriter

  init(_ writer: consuming SegmentWriter) { self.writer = writer }
}
