import Bytes
import FileIO
import LineCodecs
import SystemPackage

/// Reads a segment that was just written back from its file and checks every byte of it: checksums, counts and order,
/// and that the events, decoded again, have hashes that give the chain.
struct SegmentProof {
  private let reader: FrameReader
  private let header: SegmentHeader
  private let entry: Manifest.Segment
  private let workers: Int
  private let isStopped: () -> Bool

  init(
    _ directory: StoreDirectory, _ path: FilePath, _ entry: Manifest.Segment, workers: Int,
    isStopped: @escaping () -> Bool
  ) throws(LogError) {
    let file = try io { () throws(FileError) in try directory.fileSystem.open(path, followLinks: false) }
    reader = FrameReader(file: file, id: entry.id)
    let bytes = try io { () throws(FileError) in try file.bytes(at: 0, count: SegmentHeader.length) }
    header = try SegmentHeader.decode(bytes, file: entry.id.path)
    (self.entry, self.workers, self.isStopped) = (entry, workers, isStopped)
    let length = try io { () throws(FileError) in try file.status() }.size
    guard header.store == directory.uuid, header.ordinal == entry.id.ordinal,
      header.generation == entry.id.generation, header.lastOrdinal == entry.lastOrdinal,
      header.firstSequence == entry.firstSequence, header.chain == entry.chainBefore, length == Int64(entry.length)
    else { throw Self.wrong(entry, at: 0) }
  }

  /// Checks the file. Throws `damaged` when it is not what it must be: then the medium or the program has failed.
  /// Throws `interrupted` when `isStopped` returns true.
  func run() throws {
    let walk = try SegmentScan(reader, header: header, promised: entry.length, limit: entry.length)
    guard walk.problem == nil, walk.isSealed, !walk.hasOpenBlock, walk.nextSequence == entry.nextSequence,
      walk.chain == entry.chainAfter, walk.settled == entry.length
    else { throw Self.wrong(entry, at: walk.end) }
    try reader.checkSeal(walk, entry)
    var places: [BlockIterator.Place] = []
    var iterator = BlockIterator(reader: reader, limit: entry.length, nextSequence: entry.firstSequence)
    while let place = try iterator.next() { places.append(place) }
    guard places.count == walk.commits.count else { throw Self.wrong(entry, at: 0) }
    let (reader, blocks) = (reader, places)
    var chain = Chain(header.chain)
    var index = 0
    try orderedMap(count: blocks.count, workers: workers, budget: 1) { index, emit in
      _ = emit(Result { try reader.eventHashes(blocks[index]) }, 1)
    } consume: { hashes in
      if isStopped() { throw LogError.interrupted }
      chain.extend(eventHashes: try hashes.get())
      guard chain.digest == walk.commits[index].chain else { throw Self.wrong(entry, at: walk.commits[index].start) }
      index += 1
    }
  }

  private static func wrong(_ entry: Manifest.Segment, at offset: UInt64) -> LogError {
    .damaged(
      Finding(
        file: entry.id.path, offset: offset,
        "what was written could not be read back as it should be; the old segments are still there"))
  }
}

extension FrameReader {
  /// Throws `damaged` when the SEAL after the last commit of a segment has wrong values.
  func checkSeal(_ walk: SegmentScan, _ entry: Manifest.Segment) throws(LogError) {
    var offset = walk.good
    var frame = try checkedHeader(at: offset, limit: entry.length)
    while frame.type != FrameType.seal.rawValue {
      offset = frame.next
      frame = try checkedHeader(at: offset, limit: entry.length)
    }
    let bytes = try checkedPayload(frame)
    let payload = try? bytes.withUnsafeBytes { try SealPayload(decoding: $0) }
    let events = entry.nextSequence - entry.firstSequence
    guard payload == SealPayload(chain: entry.chainAfter, events: events, frames: walk.frames - 1) else {
      throw damaged(at: offset, .structure)
    }
  }

  /// Returns the hashes of the events of a block, 32 bytes each, computed from the decoded block.
  fileprivate func eventHashes(_ place: BlockIterator.Place) throws(LogError) -> [UInt8] {
    let block = try block(place)
    let bodies = try bodies(of: block)
    do throws(ByteError) { return try block.eventHashes(bodies) } catch {
      throw damaged(at: place.header.offset, .undecodable)
    }
  }
}
