import Bytes
import FileIO
import LineCodecs
import SystemPackage

/// Makes out from the segments alone what the manifest must have said.
struct ManifestRebuild {
  /// A segment file, and what is known of it.
  private struct Candidate {
    var id: SegmentID
    var reader: FrameReader
    /// nil: it cannot be read.
    var header: SegmentHeader?
    /// Of the file, bytes.
    var length: UInt64
    var walk: SegmentWalk

    var lastOrdinal: UInt32 { header?.lastOrdinal ?? id.ordinal }
    /// What a compaction has written whole; before it is, the segments that it was to replace count.
    var isWholeRewrite: Bool { id.generation > 0 && header != nil && walk.isSealed && walk.problem == nil }
  }

  let directory: StoreDirectory
  /// What was found wrong on the way.
  private(set) var losses: [Loss] = []
  /// Whether every segment but the last reaches to where the next one begins, and nothing was found wrong.
  private(set) var isGapless = true

  init(_ directory: StoreDirectory) { self.directory = directory }

  /// The manifest of what lies in `seg/`; nil where nothing lies there. Where segments are missing its entries do not follow each other.
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

  /// The segments that make up the log: of several generations of an ordinal the latest that is whole, which has replaced the others.
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
    // A segment that a roll was interrupted in making repeats the end of the one before it; that one may have more.
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
      // Without a header and without a frame of its own this is no segment of this store.
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
    let walk = try SegmentWalk(reader, header: known, promised: 0, limit: length)
    return Candidate(id: id, reader: reader, header: header, length: length, walk: walk)
  }

  /// Of the first event block that is left; 1 without any.
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
    // What follows says where this one ends.
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

/// What a rebuilding of the manifest did.
package struct ManifestRebuildReport: Sendable {
  /// Path below the store of the new manifest.
  package var manifest: String
  package var segments: Int
  /// Where the log ends by it.
  package var head: LogHead
  /// Manifests that could not be read, and are in `quarantine/` now.
  package var quarantined: [String]
}

extension LogWriter {
  /// Writes a manifest anew from the segments, where there is none that can be read, or it lacks segments. Changes no segment. nil: the manifest is in
  /// good order. Throws `damaged` where the segments do not follow each other.
  package static func rebuildManifest(
    at path: FilePath, fileSystem: any FileSystem = POSIXFileSystem(), clock: any WallClock = SystemClock(),
    isAlone: Bool = false
  ) throws(LogError) -> ManifestRebuildReport? {
    guard try io({ () throws(FileError) in try fileSystem.exists(path) }) else { throw .notAStore(path) }
    let inside = fileSystem.confined(to: [path])
    try StoreDirectory.refuseForeign(path, fileSystem: inside)
    guard
      let sole = try SoleWriter.claim(path, fileSystem: fileSystem, entropy: SystemEntropy(), isAlone: isAlone)
    else { throw .locked(path) }
    defer { withExtendedLifetime(sole) {} }
    let directory = try StoreDirectory.open(path, fileSystem: fileSystem)
    if try directory.hasUsableManifest() { return nil }
    var rebuild = ManifestRebuild(directory)
    guard var manifest = try rebuild.run() else { throw .damaged(Finding(file: "seg", "there are no segments")) }
    if let loss = rebuild.losses.first { throw .damaged(loss.finding) }
    let generations = try directory.manifestGenerations()
    manifest.generation = (generations.last ?? 0) + 1
    manifest.created = clock.milliseconds
    _ = try Manifest.decode(manifest.encoded(), file: Manifest.path(manifest.generation))
    // The manifest promises what it counts, so it must be durable.
    for entry in manifest.segments {
      try io { () throws(FileError) in
        let file = try inside.openForWriting(directory.file(entry.id.path))
        try file.sync()
        file.close()
      }
    }
    let quarantined = try directory.quarantineInvalidManifests()
    if quarantined.isEmpty, let last = generations.last {
      manifest.predecessor = try directory.digest(ofManifest: last)
    }
    try directory.install(manifest)
    let last = manifest.segments[manifest.segments.count - 1]
    return ManifestRebuildReport(
      manifest: Manifest.path(manifest.generation), segments: manifest.segments.count,
      head: LogHead(sequence: last.nextSequence - 1, chain: last.chainAfter), quarantined: quarantined)
  }
}

extension LogReader {
  /// Opens a store of which even the identity or the manifest may be damaged: as much of it as can be made out from its segments.
  package static func salvaging(
    _ path: FilePath, fileSystem: any FileSystem, losses: LossLog
  ) throws(LogError) -> LogReader {
    let directory = try StoreDirectory.salvaging(path, fileSystem: fileSystem, losses: losses)
    if try directory.hasUsableManifest() { return try LogReader(directory, losses: losses) }
    var rebuild = ManifestRebuild(directory)
    guard let manifest = try rebuild.run() else { throw .damaged(Finding(file: "seg", "there are no segments")) }
    losses.add(.nothing, Finding(file: "manifest", "no manifest names all segments; they were taken as they are"))
    for loss in rebuild.losses { losses.add(loss.extent, loss.finding) }
    return try LogReader(directory, manifest: manifest, losses: losses)
  }
}

extension StoreDirectory {
  /// Opens a store whose identity may be damaged: then its segments say who it is.
  package static func salvaging(
    _ path: FilePath, fileSystem: any FileSystem, losses: LossLog
  ) throws(LogError) -> StoreDirectory {
    do throws(LogError) { return try open(path, fileSystem: fileSystem) } catch {
      guard case .damaged(let finding) = error else { throw error }
      let fileSystem = fileSystem.confined(to: [path])
      let nameless = StoreDirectory(path: path, fileSystem: fileSystem, uuid: UUID16(high: 0, low: 0))
      for name in try nameless.names(in: "seg") {
        let bytes = try io { () throws(FileError) in
          let file = try fileSystem.open(nameless.file("seg/" + name), followLinks: true)
          defer { file.close() }
          return try file.bytes(at: 0, count: SegmentHeader.length)
        }
        guard let header = try? SegmentHeader.decode(bytes, file: name) else { continue }
        losses.add(.nothing, finding)
        return StoreDirectory(path: path, fileSystem: fileSystem, uuid: header.store)
      }
      throw error
    }
  }

  /// Whether the newest manifest can be read and is the newest that there was.
  func hasUsableManifest() throws(LogError) -> Bool {
    do throws(LogError) {
      guard let manifest = try manifest(), let entry = manifest.segments.last else { return false }
      _ = try promise(entry, acknowledgedEnd())
      return true
    } catch {
      guard case .damaged = error else { throw error }
      return false
    }
  }

  /// Puts manifests aside that cannot be read; their paths.
  func quarantineInvalidManifests() throws(LogError) -> [String] {
    var moved: [String] = []
    for generation in try manifestGenerations() {
      let name = Manifest.path(generation)
      let bytes = try io { () throws(FileError) in try fileSystem.contents(file(name)) }
      if let manifest = try? Manifest.decode(bytes, file: name), manifest.generation == generation,
        manifest.store == uuid
      {
        continue
      }
      try io { () throws(FileError) in
        try fileSystem.makeDirectory(file("quarantine"))
        try fileSystem.rename(file(name), to: file("quarantine/" + name.dropFirst("manifest/".count)))
        try fileSystem.syncDirectory(file("quarantine"))
      }
      moved.append(name)
    }
    return moved
  }

  package func digest(ofManifest generation: UInt64) throws(LogError) -> Digest {
    Digest(of: try io { () throws(FileError) in try fileSystem.contents(file(Manifest.path(generation))) })
  }
}

extension SegmentID {
  /// nil: it is not the path of a segment.
  package init?(path: String) {
    let digits = path.utf8.dropFirst(4)
    guard path.utf8.count == 25, let ordinal = UInt32(String(decoding: digits.prefix(8), as: UTF8.self), radix: 16),
      let generation = UInt32(String(decoding: digits.dropFirst(9).prefix(8), as: UTF8.self), radix: 16)
    else { return nil }
    self.init(ordinal: ordinal, generation: generation)
    if self.path != path { return nil }
  }
}
