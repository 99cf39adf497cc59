import Bytes
import SegmentedLog
import SessionLog

/// The files of one session, and where its records lie in the log.
///
/// The records that a file has from another one (`GenerationBase`) are its own, whatever became of that other file since. Each record is given once: in
/// its own file where that still shows it, else in the first that has it from there.
package struct SessionReader {
  let log: LogReader
  let session: SessionState
  /// The main transcripts first, then subagents, each by path; but what a file is built on comes before it.
  let files: [File]
  private let sync: SyncState
  private let erased: ErasedRanges

  /// Subagents with a file of their own, of any session.
  var agents: Set<[UInt8]> { sync.subagents }

  struct File {
    var source: Int64
    /// Below the root.
    var path: [UInt8]
    /// Versions that are stored.
    var generations: Int
    /// The last of them with records of the session, which is shown when nobody asks for another.
    var shown: Int

    var isMain: Bool { TranscriptPath.isMain(path) }
  }

  /// A version of a file, by its number in `files`.
  struct Version: Hashable {
    var file: Int
    var generation: Int
  }

  /// A record in a block: its row, and the version that it is given in.
  struct Place {
    var row: Int
    var version: Version
  }

  /// `heirs`: see `SyncState.heirs`.
  init(_ log: LogReader, _ sync: SyncState, _ session: SessionState, heirs: [Int64: [Int64]]) {
    (self.log, self.sync, self.session) = (log, sync, session)
    erased = ErasedRanges(sync)
    var shown: [Int64: Int] = [:]
    for part in session.parts where sync.latest(part.source) != nil { shown[part.source] = Int(part.generation) }
    // A copy that has not gone on by itself has no record of its own.
    for heir in session.parts.flatMap({ heirs[$0.source] ?? [] }) where shown[heir] == nil {
      shown[heir] = sync.latest(heir).map { Int($0.generation) }
    }
    files = Self.files(shown, sync)
  }

  private static func files(_ shown: [Int64: Int], _ sync: SyncState) -> [File] {
    struct Entry {
      var file: File
      /// Path of the file that it goes back to, and how many are between.
      var origin: [UInt8]
      var depth: Int

      static func precedes(_ a: Entry, _ b: Entry) -> Bool {
        if a.file.isMain != b.file.isMain { return a.file.isMain }
        if a.origin != b.origin { return a.origin.lexicographicallyPrecedes(b.origin) }
        if a.depth != b.depth { return a.depth < b.depth }
        // Files of several roots may have the same path.
        return a.file.path == b.file.path
          ? a.file.source < b.file.source : a.file.path.lexicographicallyPrecedes(b.file.path)
      }
    }
    return shown.compactMap { number, generation -> Entry? in
      guard let source = sync.sources[Int(number)] else { return nil }
      let file = File(source: number, path: source.path, generations: source.generations.count, shown: generation)
      var entry = Entry(file: file, origin: source.path, depth: 0)
      let key = GenerationKey(source: number, generation: Int64(generation))
      for (depth, link) in sync.lineage(of: key).enumerated() where depth > 0 && shown[link.key.source] != nil {
        (entry.origin, entry.depth) = (sync.sources[Int(link.key.source)]!.path, depth)
      }
      return entry
    }.sorted(by: Entry.precedes).map(\.file)
  }

  /// Of each file the version with this number, if it has one; nil: the one that is shown.
  func versions(_ generation: Int?) -> [Version] {
    files.indices.compactMap { file in
      let wanted = generation ?? files[file].shown
      return wanted < files[file].generations ? Version(file: file, generation: wanted) : nil
    }
  }

  /// `body` gets each block with records of these versions that are of the session, in the order of the log, and where they are. What is erased is
  /// left out. One way through the blocks that hold events of the versions; of others not more than the header is read. Memory: 100 bytes a version, and
  /// a block.
  func forEachBlock(of versions: [Version], _ body: (EventBlock, BlockColumns, [Place]) throws -> Void) throws {
    var targets = VersionTargets(versions, files, sync)
    let memory = ColumnMemory()
    var rescan = RecordRescan(log)
    try log.forEachBlock(in: targets.ranges) { stored in
      guard try targets.hasAny(in: try BlockColumns(stored, memory)) else { return }
      let block = try rescan.current(stored)
      let columns = try BlockColumns(block)
      let places = try targets.places(columns, session.id, try ErasedRows(columns, erased))
      if !places.isEmpty { try body(block, columns, places) }
    }
  }
}

/// Which records of which generations belong to which versions of files.
private struct VersionTargets {
  private struct Target {
    var version: SessionReader.Version
    /// Bytes of the generation below it are the version's.
    var limit: Int64
    /// The lowest comes first: a file that shows its own records now, then one that has them from another.
    var rank: Int
  }

  /// What is known of a generation on the way through the log.
  private struct Reading {
    var target: Target
    /// With it, in the order of their ranks, where there are several; else empty.
    var targets: [Target] = []
    /// Where the first bytes are stored.
    var base: GenerationKey?
    /// By the path of its file.
    var session: [UInt8]
    /// Whether all of it is of the session, in whose folder its file lies.
    var isNested: Bool
    /// Whether its last record was of the session; nil before the first.
    var isOfSession: Bool?

    mutating func add(_ other: Target) {
      if targets.isEmpty { targets = [target] }
      targets.insert(other, at: targets.firstIndex { $0.rank > other.rank } ?? targets.count)
    }

    /// The first that has the byte at an offset.
    func target(of offset: Int64) -> Target? {
      targets.isEmpty ? (offset < target.limit ? target : nil) : targets.first { offset < $0.limit }
    }
  }

  private var readings: [GenerationKey: Reading] = [:]
  let ranges: SequenceRanges

  init(_ versions: [SessionReader.Version], _ files: [SessionReader.File], _ sync: SyncState) {
    var ranges: [ClosedRange<UInt64>] = []
    ranges.reserveCapacity(versions.count)
    readings.reserveCapacity(versions.count)
    var session: [UInt8] = []
    for version in versions {
      let file = files[version.file]
      let isCurrent = version.generation == file.generations - 1
      let key = GenerationKey(source: file.source, generation: Int64(version.generation))
      for link in sync.lineage(of: key) {
        if let range = link.generation.sequences { ranges.append(range) }
        let rank = isCurrent ? (link.key == key ? 0 : 1) : 2
        let target = Target(version: version, limit: link.limit, rank: rank)
        if readings[link.key] == nil {
          let path = sync.sources[Int(link.key.source)]!.path
          // Mostly they are all of one, which is stored once then.
          let named = TranscriptPath.session(path) ?? []
          if named != session { session = named }
          readings[link.key] = Reading(
            target: target, base: link.generation.base?.key, session: session, isNested: TranscriptPath.isNested(path))
        } else {
          readings[link.key]!.add(target)
        }
      }
    }
    self.ranges = SequenceRanges(ranges)
  }

  func hasAny(in block: BlockColumns) throws -> Bool {
    let (sources, generations) = (try block.view(integers: .source), try block.view(integers: .generation))
    var last: GenerationKey?
    for row in 0..<block.count {
      guard let source = sources[row], let generation = generations[row] else { continue }
      let key = GenerationKey(source: source, generation: generation)
      if key != last, readings[key] != nil { return true }
      last = key
    }
    return false
  }

  /// A record without a session belongs to that of the one before it.
  mutating func places(
    _ block: BlockColumns, _ session: [UInt8], _ isErased: ErasedRows
  ) throws -> [SessionReader.Place] {
    let (sources, generations) = (try block.view(integers: .source), try block.view(integers: .generation))
    let (offsets, sessions) = (try block.view(integers: .offset), try block.view(bytes: .session))
    let isSession = (0..<sessions.entryCount).map { sessions.isEntry($0, equalTo: session) }
    var places: [SessionReader.Place] = []
    var row = 0
    while row < block.count {
      guard block.kind(row) == .record, let source = sources[row], let generation = generations[row],
        var reading = readings[GenerationKey(source: source, generation: generation)]
      else {
        row += 1
        continue
      }
      var isOfSession =
        reading.isOfSession ?? reading.base.flatMap { readings[$0]?.isOfSession } ?? (reading.session == session)
      while row < block.count, block.kind(row) == .record, sources[row] == source, generations[row] == generation {
        defer { row += 1 }
        if isErased[row] { continue }
        if let entry = sessions.entry(row) { isOfSession = isSession[entry] }
        let offset = offsets[row] ?? 0
        guard isOfSession || reading.isNested, let target = reading.target(of: offset) else {
          continue
        }
        places.append(SessionReader.Place(row: row, version: target.version))
      }
      reading.isOfSession = isOfSession
      readings[GenerationKey(source: source, generation: generation)] = reading
    }
    return places
  }
}
