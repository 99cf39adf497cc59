import Bytes
import SegmentedLog
import SessionLog
import Transcripts

/// Finds the files of one session, and its records in the log.
///
/// The records that a file shares with another one (`GenerationBase`) are its own, whatever happens to that other file
/// later. Each record is delivered once: in its own file if that still shows it, else in the first file that has it
/// from there.
package struct SessionReader {
  let log: LogReader
  let session: SessionState
  /// The main transcripts come first, then those of subagents, each by path; but a file comes after the file that it is
  /// built on.
  let files: [File]
  private let sync: SyncState
  private let erased: ErasedRanges

  /// The ids of the subagents, of any session, that have a file of their own.
  var agents: Set<[UInt8]> { sync.subagents }

  /// A file of the session.
  struct File {
    /// The number of the file in the state of syncing.
    var source: Int64
    /// The path below the root.
    var path: [UInt8]
    /// The agent that has written the file.
    var agent: Agent
    /// The number of stored versions.
    var generations: Int
    /// The latest version with records of the session. It is shown unless another one is requested.
    var shown: Int

    var isMain: Bool { agent.format.isMain(path) }
  }

  /// A version of a file, which is named by its index in `files`.
  struct Version: Hashable {
    var file: Int
    var generation: Int
  }

  /// The row of a record in a block, and the version in which the record is delivered.
  struct Place {
    var row: Int
    var version: Version
  }

  /// Makes a reader of a session. `heirs` is the value of `SyncState.heirs`.
  init(_ log: LogReader, _ sync: SyncState, _ session: SessionState, heirs: [Int64: [Int64]]) {
    (self.log, self.sync, self.session) = (log, sync, session)
    erased = ErasedRanges(sync)
    var shown: [Int64: Int] = [:]
    for part in session.parts where sync.latest(part.source) != nil { shown[part.source] = Int(part.generation) }
    // A copy that was not continued has no record of its own.
    for heir in session.parts.flatMap({ heirs[$0.source] ?? [] }) where shown[heir] == nil {
      shown[heir] = sync.latest(heir).map { Int($0.generation) }
    }
    files = Self.files(shown, sync)
  }

  private static func files(_ shown: [Int64: Int], _ sync: SyncState) -> [File] {
    struct Entry {
      var file: File
      /// The path of the farthest of the session's files that this file is built on, else its own path, and the number
      /// of steps from there to this file.
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
      let file = File(
        source: number, path: source.path, agent: source.agent, generations: source.generations.count,
        shown: generation)
      var entry = Entry(file: file, origin: source.path, depth: 0)
      let key = GenerationKey(source: number, generation: Int64(generation))
      for (depth, link) in sync.lineage(of: key).enumerated() where depth > 0 && shown[link.key.source] != nil {
        (entry.origin, entry.depth) = (sync.sources[Int(link.key.source)]!.path, depth)
      }
      return entry
    }.sorted(by: Entry.precedes).map(\.file)
  }

  /// Returns the version with this number of each file that has it; nil selects the version that is shown.
  func versions(_ generation: Int?) -> [Version] {
    files.indices.compactMap { file in
      let wanted = generation ?? files[file].shown
      return wanted < files[file].generations ? Version(file: file, generation: wanted) : nil
    }
  }

  /// Calls `body` for each block that has records of the session in these versions, in the order of the log, with the
  /// places of these records. Erased records are left out. This is one pass over the blocks that hold events of the
  /// versions; of other blocks at most the header is read. Memory: 100 bytes per version, and a block.
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

/// Assigns records of generations to the versions of files that contain them.
private struct VersionTargets {
  private struct Target {
    var version: SessionReader.Version
    /// The version contains the bytes of the generation below this offset.
    var limit: Int64
    /// The order of preference, the lowest value first: a file that shows its own records now, then a file that has
    /// them from another one, then older versions.
    var rank: Int
  }

  /// The facts known about a generation while the log is read.
  private struct Reading {
    var target: Target
    /// All targets including `target`, ascending by rank, if there are several; else empty.
    var targets: [Target] = []
    /// The generation that holds the first bytes of this one.
    var base: GenerationKey?
    /// The session that the path of the file names.
    var session: [UInt8]
    /// True if the file lies in the folder of a session, so that all of its records belong to that session.
    var isNested: Bool
    /// True if the last record read belongs to the session; nil before the first.
    var isOfSession: Bool?

    mutating func add(_ other: Target) {
      if targets.isEmpty { targets = [target] }
      targets.insert(other, at: targets.firstIndex { $0.rank > other.rank } ?? targets.count)
    }

    /// Returns the first target that contains the byte at an offset.
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
          let source = sync.sources[Int(link.key.source)]!
          // Most files belong to the same session, whose id is then stored once.
          let named = source.session ?? []
          if named != session { session = named }
          readings[link.key] = Reading(
            target: target, base: link.generation.base?.key, session: session,
            isNested: source.format.isNested(source.path))
        } else {
          readings[link.key]!.add(target)
        }
      }
    }
    self.ranges = SequenceRanges(ranges)
  }

  /// Returns true if a block has events of any of the generations.
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

  /// Returns the places of the session's records in a block. A record that names no session belongs to that of the
  /// preceding record.
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
