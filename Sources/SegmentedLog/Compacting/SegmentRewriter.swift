import Bytes
import FileIO
import LineCodecs

/// Rewrites the events of neighbouring segments as one segment, in `tmp/`, and proves that nothing else has changed.
///
/// Each block is decoded and encoded again from its events, on several threads, and the results are put together in the
/// order of the log. Hashes are computed from the events that are written, and again from what is in the new file.
struct SegmentRewriter {
  let directory: StoreDirectory
  let entries: [Manifest.Segment]
  let options: CompactionOptions
  let editor: BlockEditor?
  let clock: any WallClock
  /// A function that is called with the number of bytes of bodies rewritten since the last call.
  let progress: (Int) -> Void
  /// A function that is asked after every block whether to stop.
  let isStopped: () -> Bool

  /// The header of the new segment.
  private var header: SegmentHeader {
    SegmentHeader(
      store: directory.uuid, ordinal: entries[0].id.ordinal, generation: entries[0].id.generation + 1,
      lastOrdinal: entries[entries.count - 1].lastOrdinal, firstSequence: entries[0].firstSequence,
      chain: entries[0].chainBefore, created: clock.milliseconds, compaction: options.profile)
  }

  /// Writes the new segment and returns its entry for the manifest. The file is durable, checked, and still in `tmp/`,
  /// as its draft. After an error the file is removed.
  func run() throws -> Manifest.Segment {
    let header = header
    let draft = directory.draft(header.id)
    do {
      let entry = try write(header)
      try SegmentProof(directory, draft, entry, workers: options.workers, isStopped: isStopped).run()
      return entry
    } catch {
      try? directory.fileSystem.remove(draft)
      throw error
    }
  }

  private func write(_ header: SegmentHeader) throws -> Manifest.Segment {
    let source = try SegmentSource(directory, entries)
    let file = try directory.createDraft(header)
    defer { file.close() }
    var output = RewrittenSegment(
      SegmentWriter(file, id: header.id, header: header, end: UInt64(SegmentHeader.length), durable: 0, frames: 0),
      source.parts)
    let batches = source.batches(blockSize: options.blockSize)
    let (options, editor) = (options, editor)
    try orderedMap(count: batches.count, workers: options.workers, budget: 2 * options.blockSize) {
      index, emit in
      let result = Result { try Self.encode(source.blocks[batches[index]], options, editor, emit) }
      if case .failure(let error) = result { _ = emit(.failure(error), 0) }
    } consume: { (block: Result<EncodedBlock, any Error>) in
      let block = try block.get()
      if isStopped() { throw LogError.interrupted }
      try output.append(block)
      progress(block.bodyBytes)
    }
    try output.seal()
    let last = entries[entries.count - 1]
    guard output.nextSequence == last.nextSequence, output.chain == last.chainAfter else {
      throw LogError.damaged(
        Finding(file: entries[0].id.path, "the events up to \(last.id.path) do not give the chain hash of the manifest")
      )
    }
    return Manifest.Segment(
      id: header.id, lastOrdinal: header.lastOrdinal, state: .sealed, length: output.length,
      firstSequence: header.firstSequence, nextSequence: output.nextSequence, chainBefore: header.chain,
      chainAfter: output.chain)
  }

  /// Encodes neighbouring blocks as one block, or as several when one cannot hold them.
  private static func encode(
    _ blocks: ArraySlice<SegmentSource.Block>, _ options: CompactionOptions, _ editor: BlockEditor?,
    _ emit: (Result<EncodedBlock, any Error>, Int) -> Bool
  ) throws {
    var builder = EventBlockBuilder(
      blockSize: options.blockSize, compression: options.compression, transforms: options.transforms,
      identifiers: options.identifiers)
    var isWanted = true
    func finish(_ builder: inout EventBlockBuilder) {
      for block in builder.finish() where isWanted { isWanted = emit(.success(block), block.storedBytes) }
    }
    for stored in blocks where isWanted {
      let block = try stored.reader.block(stored.place)
      let edit = try editor?(block)
      let bodies = try stored.reader.bodies(of: block)
      do throws(ByteError) {
        let columns = try EnvelopeColumns(block)
        let dropped = try block.droppedBodies()
        for row in 0..<block.count {
          let size = bodies.withBody(row) { $0.count }
          if builder.isFull(before: blocks.count > 1 ? size : 0, columns: columns.size(row)) { finish(&builder) }
          columns.copy(row, to: &builder)
          if let body = dropped?[row] {
            builder.end(body)
          } else if size > 0, let edit, edit.dropped.contains(row) {
            builder.end(bodies.withBody(row) { DroppedBody(of: $0) })
          } else {
            bodies.withBody(row) { builder.end(body: $0) }
          }
        }
      } catch {
        throw stored.reader.damaged(at: stored.place.header.offset, .undecodable)
      }
    }
    finish(&builder)
  }
}

/// Works like `orderedPipeline`, except that with one worker everything runs on the calling thread. Then files are used
/// in an order that does not depend on timing.
func orderedMap<Value: Sendable>(
  count: Int, workers: Int, budget: Int,
  produce: @escaping @Sendable (_ index: Int, _ emit: @escaping (_ value: Value, _ cost: Int) -> Bool) -> Void,
  consume: (Value) throws -> Void
) throws {
  try orderedMap(count: count, workers: workers, budget: budget, producer: { produce }, consume: consume)
}

/// Works like `orderedMap(count:workers:budget:produce:consume:)`, but calls `producer` on each thread for a `produce`
/// function of its own.
func orderedMap<Value: Sendable>(
  count: Int, workers: Int, budget: Int,
  producer: @escaping @Sendable () -> (_ index: Int, _ emit: @escaping (_ value: Value, _ cost: Int) -> Bool) -> Void,
  consume: (Value) throws -> Void
) throws {
  guard workers == 1 else {
    return try orderedPipeline(count: count, workers: workers, budget: budget, producer: producer, consume: consume)
  }
  let produce = producer()
  for index in 0..<count {
    var values: [Value] = []
    produce(index) { value, _ in
      values.append(value)
      return true
    }
    for value in values { try consume(value) }
  }
}

/// A segment that is being written, in which each block is a commit of its own.
private struct RewrittenSegment: ~Copyable {
  private var writer: SegmentWriter
  private var hashes: Chain
  private(set) var nextSequence: UInt64
  /// The commit times of the events that are still to be written, in reverse order: the next one is last.
  private var parts: [MergedPayload.Part]
  private var scratch = CodecScratch()

  var chain: Digest { hashes.digest }
  var length: UInt64 { writer.end }

  init(_ writer: consuming SegmentWriter, _ parts: [MergedPayload.Part]) {
    hashes = Chain(writer.header.chain)
    nextSequence = writer.header.firstSequence
    self.parts = parts.reversed()
    self.writer = writer
  }

  mutating func append(_ block: EncodedBlock) throws(LogError) {
    let count = UInt32(block.count)
    try writer.append(block, sequence: nextSequence)
    hashes.extend(eventHashes: block.eventHashes)
    let merged = takeParts(events: UInt64(block.count))
    if merged.parts.count > 1 {
      let payload = merged.encoded().withUnsafeBytes {
        Codec.encode($0, codecs: [.lz4], level: 0, scratch: &scratch)
      }
      try writer.append(.merged, payload, sequence: nextSequence, count: count)
    }
    let commit = CommitPayload(
      chain: hashes.digest, time: merged.parts[merged.parts.count - 1].time, frames: UInt32(block.payloads.count))
    try writer.append(.commit, commit.encoded(), sequence: nextSequence, count: count)
    nextSequence += UInt64(count)
  }

  mutating func seal() throws(LogError) {
    let events = nextSequence - writer.header.firstSequence
    let seal = SealPayload(chain: hashes.digest, events: events, frames: writer.frames)
    try writer.append(.seal, seal.encoded(), sequence: nextSequence, count: 0)
    try writer.sync()
  }

  /// Removes the commit times of the next `events` events from `parts` and returns them.
  private mutating func takeParts(events: UInt64) -> MergedPayload {
    var taken = MergedPayload()
    var rest = events
    while rest > 0 {
      let part = parts[parts.count - 1]
      let count = min(rest, part.events)
      taken.add(MergedPayload.Part(events: count, time: part.time))
      rest -= count
      if count == part.events { parts.removeLast() } else { parts[parts.count - 1].events -= count }
    }
    return taken
  }
}
