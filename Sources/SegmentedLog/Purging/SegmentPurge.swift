import Bytes
import FileIO
import LineCodecs

/// Rewrites one segment with some of its events, and the chain, changed. Unchanged blocks are copied as they are
/// stored.
struct SegmentPurge: ~Copyable {
  private let directory: StoreDirectory
  private let entry: Manifest.Segment
  private let reader: FrameReader
  private let edits: (EventBlock) throws -> EventEdits
  private var output: SegmentWriter
  private let header: SegmentHeader
  /// The chain of the old segment, recomputed to prove that it was read correctly. `newChain` is that of the new one.
  private var oldChain: Chain
  private var newChain: Chain
  private var builder = EventBlockBuilder(splits: false)
  private var compactBuilder: EventBlockBuilder
  private var commitFrames: UInt32 = 0
  private(set) var editedEvents = 0

  /// Creates the new file. `entry` describes the old segment with its present length, events and chain; `chain` is the
  /// chain hash before its first event in the new log; `created` is in milliseconds since 1970-01-01 UTC.
  init(
    _ directory: StoreDirectory, _ entry: Manifest.Segment, chain: Digest, created: Int64,
    identifiers: Identifiers, edits: @escaping (EventBlock) throws -> EventEdits
  ) throws(LogError) {
    compactBuilder = EventBlockBuilder(
      blockSize: Format.rawLengthMax, compression: .high(level: 4), identifiers: identifiers, splits: false)
    let opened = try directory.openSegment(entry)
    guard entry.id.generation < .max else { throw .limit("a segment cannot be written again any more") }
    var header = opened.header
    header.generation += 1
    header.chain = chain
    header.created = created
    let file = try directory.createDraft(header)
    let length = UInt64(SegmentHeader.length)
    (self.directory, self.entry, self.edits, self.header) = (directory, entry, edits, header)
    (reader, oldChain, newChain) = (opened.reader, Chain(entry.chainBefore), Chain(chain))
    output = SegmentWriter(file, id: header.id, header: header, end: length, durable: length, frames: 0)
  }

  /// Writes the new segment and returns its entry for a manifest. The segment is sealed and synced, and still in
  /// `tmp/`. `progress` receives the number of bytes read from the old segment since the last call.
  mutating func run(_ progress: (UInt64) -> Void) throws -> Manifest.Segment {
    var offset = UInt64(SegmentHeader.length)
    while offset < entry.length {
      let start = offset
      let frame = try reader.checkedHeader(at: offset, limit: entry.length)
      offset = frame.next
      switch FrameType(rawValue: frame.type) {
      case .events:
        var bodies: [FrameHeader] = []
        while offset < entry.length {
          let next = try reader.checkedHeader(at: offset, limit: entry.length)
          guard next.type == FrameType.bodies.rawValue else { break }
          bodies.append(next)
          offset = next.next
        }
        try copy(BlockIterator.Place(header: frame, bodies: bodies))
      case .commit: try commit(frame)
      // The frame holds only numbers of events and times, for the commit that follows it.
      case .merged: try FrameCopier(source: reader).copy(frame, to: &output)
      case .attest, .seal: break
      case .bodies: throw reader.damaged(at: frame.offset, .structure)
      // The content of a frame of a later version is unknown and may be what is to be purged, so the frame is left out.
      case nil where frame.type >= 128: break
      case nil: throw reader.damaged(at: frame.offset, .unknownType)
      }
      progress(offset - start)
    }
    guard commitFrames == 0, oldChain.digest == entry.chainAfter else {
      throw reader.damaged(at: entry.length, .structure)
    }
    let seal = SealPayload(
      chain: newChain.digest, events: entry.nextSequence - entry.firstSequence, frames: output.frames)
    try output.append(.seal, seal.encoded(), sequence: entry.nextSequence, count: 0)
    try output.sync()
    var new = entry
    new.id = output.id
    new.state = .sealed
    new.length = output.end
    new.chainBefore = header.chain
    new.chainAfter = newChain.digest
    return new
  }

  private mutating func copy(_ place: BlockIterator.Place) throws {
    let block = try reader.block(place)
    let bodies = try reader.bodies(of: block)
    let hashes = try block.eventHashes(bodies)
    oldChain.extend(eventHashes: hashes)
    let edits = try edits(block)
    guard edits.isEmpty else {
      // A block that a compaction has made small is encoded the same way again.
      let isCompact = ([place.header] + place.bodies).contains { $0.codec > Codec.lz4.rawValue }
      let new =
        isCompact
        ? try block.edited(edits, bodies, &compactBuilder) : try block.edited(edits, bodies, &builder)
      try output.append(new, sequence: place.sequence)
      newChain.extend(eventHashes: new.eventHashes)
      commitFrames += UInt32(new.payloads.count)
      editedEvents += edits.count
      return
    }
    newChain.extend(eventHashes: hashes)
    for frame in [place.header] + place.bodies {
      try FrameCopier(source: reader).copy(frame, to: &output)
      commitFrames += 1
    }
  }

  private mutating func commit(_ frame: FrameHeader) throws(LogError) {
    let bytes = try reader.checkedPayload(frame)
    guard let old = try? bytes.withUnsafeBytes({ try CommitPayload(decoding: $0) }), old.chain == oldChain.digest,
      commitFrames > 0
    else { throw reader.damaged(at: frame.offset, .structure) }
    let payload = CommitPayload(chain: newChain.digest, time: old.time, frames: commitFrames)
    try output.append(.commit, payload.encoded(), sequence: frame.sequence, count: frame.count)
    commitFrames = 0
  }
}
