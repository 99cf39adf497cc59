import FileIO

/// A position in the log: the last event and the chain hash after it.
public struct LogHead: Sendable, Equatable {
  /// Of the last event; 0 in an empty log.
  public var sequence: UInt64
  public var chain: Digest

  public init(sequence: UInt64, chain: Digest) {
    (self.sequence, self.chain) = (sequence, chain)
  }
}

/// Reads the events of a store as of the moment it was opened. Takes no lock: a writer may go on beside it.
public struct LogReader: Sendable {
  public let directory: StoreDirectory
  /// Where the log ended when the reader was opened.
  public let head: LogHead
  /// What is wrong with the newest segment, if anything: acknowledged events behind `head` are lost, or cannot be read by this version. All before it
  /// can be read.
  public let damage: Finding?
  let manifest: Manifest
  /// The active segment as far as it had been committed.
  let active: SegmentWalk

  /// Cost: the manifest, and one small read for every frame of the newest segment.
  public init(_ directory: StoreDirectory) throws(LogError) {
    self.directory = directory
    let end = directory.acknowledgedEnd()
    guard let manifest = try directory.manifest() else {
      // Its creation was cut off: nothing was ever stored.
      if end == nil, try directory.segmentWithData() == nil { throw .notAStore(directory.path) }
      throw .damaged(Finding(file: "manifest", "there is no manifest"))
    }
    self.manifest = manifest
    let entry = manifest.segments[manifest.segments.count - 1]
    let (reader, header) = try directory.openSegment(entry)
    let length = UInt64(max(0, try io { () throws(FileError) in try reader.file.status() }.size))
    active = try SegmentWalk(reader, header: header, promised: try directory.promise(entry, end), limit: length)
    head = LogHead(sequence: active.nextSequence - 1, chain: active.chain)
    damage =
      active.isDamaged
      ? Finding(file: entry.id.path, offset: active.damage.offset, active.damage.problem.message) : nil
  }

  /// Bytes of the active segment behind its last commit: what an ingest is writing now, or was when it was cut off.
  public var unfinishedBytes: Int64 {
    active.problem == nil && !active.hasOpenBlock ? 0 : Int64(active.fileLength - active.good)
  }

  /// Events of a block that lie in `range` of sequence numbers are handed over block by block, in order.
  /// Blocks that hold an event of the range are given whole.
  public func forEachBlock(
    in range: ClosedRange<UInt64>, _ body: (EventBlock) throws -> Void
  ) throws {
    for entry in manifest.segments {
      let isActive = entry.state == .active
      let next = isActive ? active.nextSequence : entry.nextSequence
      guard entry.firstSequence <= range.upperBound, next > range.lowerBound, next > entry.firstSequence else {
        continue
      }
      let (reader, _) = try directory.openSegment(entry)
      let limit = isActive ? active.good : entry.length
      var blocks = BlockIterator(reader: reader, limit: limit, nextSequence: entry.firstSequence)
      while let place = try blocks.next() {
        if place.sequence > range.upperBound { break }
        if place.sequence + UInt64(place.header.count) <= range.lowerBound { continue }
        try body(try reader.block(place))
      }
    }
  }

  /// All blocks.
  public func forEachBlock(_ body: (EventBlock) throws -> Void) throws {
    try forEachBlock(in: 1...UInt64.max, body)
  }

  /// The bodies of a block's events. Memory: the block's bodies, raw.
  public func bodies(of block: EventBlock) throws(LogError) -> BlockBodies {
    guard let entry = manifest.segments.first(where: { $0.id == block.place.segment }) else {
      throw .damaged(Finding(file: block.place.segment.path, "this segment is not part of the log"))
    }
    let (reader, _) = try directory.openSegment(entry)
    return try reader.bodies(of: block)
  }

  /// The chain hash after event `sequence` if a commit ends there.
  /// Cost: one small read for every frame of the segment that holds it.
  public func chain(at sequence: UInt64) throws(LogError) -> Digest? {
    if sequence == 0 { return .zero }
    if sequence == head.sequence { return head.chain }
    guard sequence < head.sequence else { return nil }
    guard let entry = manifest.segments.last(where: { $0.firstSequence <= sequence }) else { return nil }
    let commits: [CommitMark]
    if entry.state == .active {
      commits = active.commits
    } else {
      if entry.nextSequence == sequence + 1 { return entry.chainAfter }
      let (reader, header) = try directory.openSegment(entry)
      commits = try SegmentWalk(reader, header: header, promised: entry.length, limit: entry.length).commits
    }
    return commits.first { $0.nextSequence == sequence + 1 }?.chain
  }
}

/// The bodies of one block.
public struct BlockBodies: Sendable {
  let storage: [UInt8]
  /// Where each body ends.
  let ends: [Int]

  /// Calls `body` with the bytes of one event's body.
  public func withBody<Value>(_ row: Int, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
    try withBodies(row..<row + 1, body)
  }

  /// Calls `body` with the bytes of neighbouring events' bodies, which lie next to each other.
  public func withBodies<Value>(
    _ rows: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Value
  ) rethrows -> Value {
    let range = (rows.lowerBound == 0 ? 0 : ends[rows.lowerBound - 1])..<ends[rows.upperBound - 1]
    return try storage.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}

extension StoreDirectory {
  /// Opens a segment of the manifest and checks that it is the one it should be.
  func openSegment(_ entry: Manifest.Segment) throws(LogError) -> (FrameReader, SegmentHeader) {
    let name = entry.id.path
    let handle: any FileHandle
    do throws(FileError) {
      handle = try fileSystem.open(file(name), followLinks: true)
    } catch {
      if error.errno == .noSuchFileOrDirectory { throw .damaged(Finding(file: name, "this segment is missing")) }
      throw .file(error)
    }
    let bytes = try io { () throws(FileError) in try handle.bytes(at: 0, count: SegmentHeader.length) }
    let header = try SegmentHeader.decode(bytes, file: name)
    guard header.store == uuid, header.ordinal == entry.id.ordinal, header.generation == entry.id.generation,
      header.lastOrdinal == entry.lastOrdinal, header.firstSequence == entry.firstSequence,
      header.chain == entry.chainBefore
    else { throw .damaged(Finding(file: name, "this segment is not the one that the manifest names")) }
    let length = try io { () throws(FileError) in try handle.status() }.size
    guard length >= Int64(entry.length), entry.state != .sealed || length == Int64(entry.length) else {
      throw .damaged(
        Finding(file: name, offset: UInt64(length), "the file has \(length) bytes instead of \(entry.length)"))
    }
    return (FrameReader(file: handle, id: entry.id), header)
  }
}

/// Goes through the blocks of a segment by their headers.
struct BlockIterator {
  let reader: FrameReader
  /// Bytes of the file that count; a frame that does not fit into them is damage.
  let limit: UInt64
  private(set) var offset = UInt64(SegmentHeader.length)
  private(set) var nextSequence: UInt64

  struct Place {
    var header: FrameHeader
    var bodies: [FrameHeader]
    var sequence: UInt64 { header.sequence }
  }

  init(reader: FrameReader, limit: UInt64, nextSequence: UInt64) {
    (self.reader, self.limit, self.nextSequence) = (reader, limit, nextSequence)
  }

  /// The header of the frame the iterator stands at, kept so that it is not read twice.
  private var lookahead: FrameHeader?

  mutating func next() throws(LogError) -> Place? {
    while let header = try takeHeader() {
      guard header.type == FrameType.events.rawValue else { continue }
      guard header.sequence == nextSequence else { throw reader.damaged(at: header.offset, .sequence) }
      nextSequence += UInt64(header.count)
      var bodies: [FrameHeader] = []
      while let body = try takeHeader() {
        guard body.type == FrameType.bodies.rawValue else {
          lookahead = body
          break
        }
        bodies.append(body)
      }
      return Place(header: header, bodies: bodies)
    }
    return nil
  }

  private mutating func takeHeader() throws(LogError) -> FrameHeader? {
    if let header = lookahead {
      lookahead = nil
      return header
    }
    guard offset < limit else { return nil }
    let header = try reader.checkedHeader(at: offset, limit: limit)
    offset = header.next
    return header
  }
}

extension FrameReader {
  func block(_ place: BlockIterator.Place) throws(LogError) -> EventBlock {
    let payload = try checkedPayload(place.header)
    do throws(ByteError) {
      return try EventBlock(
        decoding: payload, firstSequence: place.header.sequence, count: Int(place.header.count),
        place: BlockPlace(segment: id, offset: place.header.offset, bodies: place.bodies))
    } catch {
      throw damaged(at: place.header.offset, .undecodable)
    }
  }

  func bodies(of block: EventBlock) throws(LogError) -> BlockBodies {
    var ends: [Int] = []
    ends.reserveCapacity(block.count)
    do throws(ByteError) {
      let lengths = try block.bodyLengths()
      var end = 0
      for row in 0..<block.count {
        end += Int(lengths[row] ?? 0)
        ends.append(end)
      }
    } catch {
      throw damaged(at: block.place.offset, .undecodable)
    }
    let total = block.place.bodies.reduce(0) { $0 + Int($1.rawLength) }
    guard total == ends.last else { throw damaged(at: block.place.offset, .structure) }
    if block.place.bodies.count == 1 {
      return BlockBodies(storage: try checkedPayload(block.place.bodies[0]), ends: ends)
    }
    var storage: [UInt8] = []
    storage.reserveCapacity(total)
    for frame in block.place.bodies { storage.append(contentsOf: try checkedPayload(frame)) }
    return BlockBodies(storage: storage, ends: ends)
  }
}
