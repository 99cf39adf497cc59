import Bytes
import FileIO
import LineCodecs

/// Reconstructs from the segments alone what the manifest must have said.
struct ManifestRebuild {
  /// A segment file, and what could be read of it.
  private struct Candidate {
    var id: SegmentID
    var reader: FrameReader
    /// The header; nil when it cannot be read.
    var header: SegmentHeader?
    /// The length of the file in bytes.
    var length: UInt64
    var walk: SegmentScan

    var lastOrdinal: UInt32 { header?.lastOrdinal ?? id.ordinal }
    /// True when a compaction has completed this segment. Until it has, the segments that it was to replace count.
    var isWholeRewrite: Bool { id.generation > 0 && header != nil && walk.isSealed && walk.problem == nil }
  }

  let directory: StoreDirectory
  /// The damage that was found.
  private(set) var losses: [Loss] = []
  /// True when every segment except the last reaches the beginning of the next one, and nothing was found wrong.
  private(set) var isGapless = true

  init(_ directory: StoreDirectory) { self.directory = directory }

  /// Returns the manifest of the segments in `seg/`; nil when there are none. When segments are missing, its entries do
  /// not follow each other.
  mutating func run() throws(LogError) -> Manifest? {
    let chosen = try choose()
    guard !chosen.isEmpty else { return nil }
    var entries: [Manifest.Segment] = []
    for (index, candidate) in chosen.enumerated() {
      let next = index + 1 < chosen.count ? chosen[index + 1] : nil
      let entry = entry(candidate, next: next, before: entries.last)
      let expected = entries.last?.nextSequence ?? 1
      if entry.firstSequence > expected {
        let finding = Finding(file: "seg", "a segment before \(entry.id.path) is missing")
        losses.append(Loss(extent: .events(expected...entry.firstSequence - 1), finding: finding))
      }
      if let next, !isFollowed(candidate, by: next) { isGapless = false }
      entries.append(entry)
    }
    isGapless = isGapless && losses.isEmpty
    return Manifest(
      store: directory.uuid, generation: 1, created: 0, predecessor: .zero, segments: entries)
  }

  /// Chooses the segments that make up the log: of several generations of an ordinal the latest that is complete,
  /// because it has replaced the others.
  private mutating func choose() throws(LogError) -> [Candidate] {
    var candidates: [Candidate] = []
    for name in try directory.names(in: "seg") {
      guard let id = SegmentID(path: "seg/" + name) else { continue }
      if let candidate = try candidate(id) { candidates.append(candidate) }
    }
    candidates.sort { ($0.id.ordinal, $1.id.generation) < ($1.id.ordinal, $0.id.generation) }
    let whole = Set(candidates.filter(\.isWholeRewrite).map(\.id))
    let ordinals = Dictionary(grouping: candidates, by: \.id.ordinal)
    candidates.removeAll { candidate in
      candidate.id.generation > 0 && !whole.contains(candidate.id) && ordinals[candidate.id.ordinal]!.count > 1
    }
    var chosen: [Candidate] = []
    for candidate in candidates {
      if let last = chosen.last, candidate.id.ordinal <= last.lastOrdinal { continue }
      chosen.append(candidate)
    }
    // A roll that was interrupted leaves a new segment that repeats the end of the one before it; that one may hold
    // more.
    if chosen.count > 1, let last = chosen.last, chosen[chosen.count - 2].walk.nextSequence > last.walk.nextSequence {
      chosen.removeLast()
    }
    return chosen
  }

  private func isFollowed(_ candidate: Candidate, by next: Candidate) -> Bool {
    let (walk, header) = (candidate.walk, next.walk.header)
    let ends = walk.commits.map { ($0.nextSequence, $0.chain) } + [(walk.header.firstSequence, walk.header.chain)]
    return ends.contains { $0.0 == header.firstSequence && $0.1 == header.chain }
  }

  private mutating func candidate(_ id: SegmentID) throws(LogError) -> Candidate? {
    let file = try io { () throws(FileError) in
      try directory.fileSystem.open(directory.file(id.path), followLinks: true)
    }
    let length = UInt64(max(0, try io { () throws(FileError) in try file.status() }.size))
    let reader = FrameReader(file: file, id: id)
    let bytes = try io { () throws(FileError) in try file.bytes(at: 0, count: SegmentHeader.length) }
    var header: SegmentHeader?
    do throws(LogError) {
      let found = try SegmentHeader.decode(bytes, file: id.path)
      guard found.store == directory.uuid, found.ordinal == id.ordinal, found.generation == id.generation else {
        throw .damaged(Finding(file: id.path, "this segment belongs somewhere else"))
      }
      header = found
    } catch {
      guard case .damaged(let finding) = error else { throw error }
      // A file without a valid header and without any frame of its own is not a segment of this store.
      guard try reader.firstHeader(from: UInt64(SegmentHeader.length), limit: length) != nil else { return nil }
      losses.append(Loss(extent: .nothing, finding: finding))
    }
    let known: SegmentHeader
    if let header {
      known = header
    } else {
      known = SegmentHeader(
        store: directory.uuid, ordinal: id.ordinal, generation: id.generation, lastOrdinal: id.ordinal,
        firstSequence: try firstSequence(reader, limit: length), chain: .zero, created: 0)
    }
    let walk = try SegmentScan(reader, header: known, promised: 0, limit: length)
    return Candidate(id: id, reader: reader, header: header, length: length, walk: walk)
  }

  /// Returns the sequence number of the first event block that can be found; 1 when there is none.
  private func firstSequence(_ reader: FrameReader, limit: UInt64) throws(LogError) -> UInt64 {
    var next = try reader.firstHeader(from: UInt64(SegmentHeader.length), limit: limit)
    while let frame = next, frame.type != FrameType.events.rawValue {
      next = try reader.firstHeader(from: frame.next, limit: limit)
    }
    return max(1, next?.sequence ?? 1)
  }

  private func entry(
    _ candidate: Candidate, next: Candidate?, before: Manifest.Segment?
  ) -> Manifest.Segment {
    let walk = candidate.walk
    var entry = Manifest.Segment(
      id: candidate.id, lastOrdinal: candidate.lastOrdinal, state: .active, length: walk.good,
      firstSequence: walk.header.firstSequence, nextSequence: walk.nextSequence,
      chainBefore: candidate.header?.chain ?? before?.chainAfter ?? .zero, chainAfter: walk.chain)
    guard let next else { return entry }
    // The segment that follows determines where this one ends.
    entry.nextSequence = max(entry.firstSequence, next.walk.header.firstSequence)
    if let header = next.header { entry.chainAfter = header.chain }
    let isWhole = walk.isSealed && walk.problem == nil && walk.nextSequence == entry.nextSequence
    entry.state = isWhole ? .sealed : .cut
    let end = walk.commits.last { $0.nextSequence == entry.nextSequence }?.end
    let isEmpty = entry.nextSequence == entry.firstSequence
    entry.length = isWhole ? candidate.length : end ?? (isEmpty ? UInt64(SegmentHeader.length) : candidate.length)
    return entry
  }
}
