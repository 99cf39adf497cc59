import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import SystemPackage

/// Everything that an erasure has to hide, as found in the log.
struct ErasurePlan {
  /// The id of the session that was named; nil when none was.
  private(set) var session: [UInt8]?
  private(set) var runs: [ErasedRun] = []
  /// Generations without bytes of their own, and the offset at which each ends. They have to be named to be hidden.
  private(set) var empty: [(key: GenerationKey, end: Int64)] = []
  /// The uuids of the records found.
  private(set) var uuids = Set<UUID16>()

  private let view: StoreView
  private let log: LogReader
  private let sync: SyncState
  private let sessions: SessionsState
  private let key: ErasureKey

  /// Finds everything that `target` means. Throws `StoreError`.
  init(_ target: ErasureTarget, _ view: StoreView, key: ErasureKey) throws {
    (self.view, log, sync, sessions, self.key) = (view, view.log, try view.sync, try view.sessionsState, key)
    switch target {
    case .session(let name): try findSession(name)
    case .source(let path): try findSource(path)
    case .root(let path): try findRoot(path)
    case .record(let session, let record): try findRecord(record, of: session)
    }
    guard !runs.isEmpty || !empty.isEmpty else {
      throw nothing(target)
    }
  }

  /// The plan for erasures proposed by another store: the records that begin in the ranges that its events name.
  /// `session` is the one named there, or empty.
  init(
    proposed entries: [ErasureEntry], session: [UInt8], _ view: StoreView, key: ErasureKey
  ) throws {
    (self.view, log, sync, sessions, self.key) = (view, view.log, try view.sync, try view.sessionsState, key)
    self.session = session.isEmpty ? nil : session
    var ranges: [GenerationKey: OffsetRanges] = [:]
    for entry in entries {
      let generation = GenerationKey(source: entry.source, generation: entry.generation)
      let (end, overflow) = entry.offset.addingReportingOverflow(entry.length)
      if entry.length > 0, entry.offset >= 0 {
        ranges[generation, default: OffsetRanges()].insert(entry.offset..<(overflow ? .max : end))
      } else {
        empty.append((generation, sync.generation(generation)?.length ?? 0))
      }
    }
    try scan(Set(ranges.keys.map(\.source))) { scan in
      try scan.run(.record { row, columns, key, _ in ranges[key]?.contains(columns.offsets[row] ?? -1) ?? false })
    }
  }

  /// The error that says why there is nothing to erase.
  private func nothing(_ target: ErasureTarget) -> StoreError {
    let meant: Set<Int64>
    switch target {
    case .session, .record: meant = sources(of: session ?? [])
    case .source(let path): meant = Set(sources(at: path))
    case .root(let path): meant = sources(below: path)
    }
    let stored = meant.filter { sync.sources[Int($0)]?.generations.isEmpty == false }
    if !stored.isEmpty, stored.allSatisfy({ sync.isErased(source: Int($0)) }) {
      return StoreError(.erasedAlready, "all of that has been erased already")
    }
    guard !stored.isEmpty else {
      return StoreError(.nothingStored, "nothing of that is stored, so there is nothing to erase")
    }
    return StoreError(.nothingErased, "nothing was erased: no line that is stored belongs to that")
  }

  /// Finds all records of the session, wherever they are, and all files that belong to it by their paths.
  private mutating func findSession(_ name: String) throws {
    let id = try sessionID(name)
    session = id
    let sources = sources(of: id)
    let own = sources.filter { isOwn($0, id) }
    try scan(sources) { scan in
      try scan.run(
        .record { row, columns, key, session in
          columns.kinds[row] == Int64(EventKind.piece.rawValue) ? own.contains(key.source) : session == id
        })
    }
    findEmpty(own)
  }

  /// Finds all versions of a file, including the bases on which they are built, and the same lines in other files of
  /// its session.
  private mutating func findSource(_ path: String) throws {
    let named = sources(at: path)
    guard !named.isEmpty else {
      throw StoreError(.noSuchSource, "no file '\(path)' is stored", path: FilePath(path))
    }
    let limits = sync.limits(
      named.flatMap { number in
        sync.sources[Int(number)]!.generations.indices.map {
          GenerationKey(source: number, generation: Int64($0))
        }
      })
    let family = Set(
      named.flatMap { number -> [Int64] in
        sync.sources[Int(number)]!.session.map { Array(sources(of: $0)) } ?? []
      })
    try scan(family.union(limits.keys.map(\.source))) { scan in
      try scan.run(.record { row, columns, key, _ in limits[key].map { (columns.offsets[row] ?? 0) < $0 } ?? false })
      try scan.run(.content(scan.digests))
    }
    findEmpty(Set(named))
  }

  /// The sources that a path means: an absolute path, or one below a root.
  private func sources(at path: String) -> [Int64] {
    let wanted = Array(path.utf8)
    return sync.sources.indices.filter { number in
      guard let source = sync.sources[number] else { return false }
      return source.path == wanted || sync.roots[source.root].path + [0x2f] + source.path == wanted
    }.map(Int64.init)
  }

  /// The sources of a root, or of a folder of one.
  private func sources(below path: String) -> Set<Int64> {
    let wanted = Array(path.utf8)
    func isInside(_ source: SourceState) -> Bool {
      let root = sync.roots[source.root].path
      return root == wanted || (root + [0x2f] + source.path).starts(with: wanted + [0x2f])
    }
    return Set(sync.sources.indices.filter { sync.sources[$0].map(isInside) ?? false }.map(Int64.init))
  }

  /// Finds all versions of all files of a root or folder, except for bytes on which versions of other files are built.
  private mutating func findRoot(_ path: String) throws {
    let inside = sources(below: path)
    guard !inside.isEmpty else {
      throw StoreError(.noSuchRoot, "nothing of a root or folder '\(path)' is stored", path: FilePath(path))
    }
    let outside = sync.sources.indices.filter { !inside.contains(Int64($0)) }.flatMap { number in
      (sync.sources[number]?.generations ?? []).indices.map {
        GenerationKey(source: Int64(number), generation: Int64($0))
      }
    }
    let needed = sync.limits(outside)
    try scan(inside) { scan in
      try scan.run(.record { row, columns, key, _ in (columns.offsets[row] ?? 0) >= needed[key] ?? 0 })
    }
    findEmpty(inside.filter { number in !needed.keys.contains { $0.source == number } })
  }

  /// Finds the record in every version, and the same line wherever else the session has it.
  private mutating func findRecord(_ record: String, of name: String) throws {
    let id = try sessionID(name)
    let sources = sources(of: id)
    var limits: [GenerationKey: Int64] = [:]
    let number = Int64(record)
    if number != nil, let main = mainTranscript(of: id, sources) { limits = sync.limits([main]) }
    let sequence = record.hasPrefix("@") ? UInt64(record.dropFirst()) : nil
    let uuid = Array(record.utf8)
    try scan(sources.union(limits.keys.map(\.source))) { scan in
      try scan.run(
        .record { row, columns, key, session in
          guard columns.kinds[row] == Int64(EventKind.record.rawValue) else { return false }
          if let sequence { return session == id && columns.firstSequence + UInt64(row) == sequence }
          if let number {
            return columns.lines[row] == number && limits[key].map { (columns.offsets[row] ?? 0) < $0 } ?? false
          }
          return session == id && columns.uuids[row] == uuid
        })
      try scan.run(.content(scan.digests))
    }
    if runs.isEmpty {
      let shown = number.map { "\($0 + 1)" } ?? record
      throw StoreError(.noSuchRecord, "session '\(id.text)' has no record '\(shown)'")
    }
  }

  private mutating func scan(_ sources: Set<Int64>, _ body: (inout ErasureScan) throws -> Void) throws {
    var scan = ErasureScan(log, sync, key: key, sources: sources)
    try body(&scan)
    (runs, uuids) = (scan.runs, scan.uuids)
  }

  /// Finds generations without bytes of their own, which would otherwise still be shown as empty files.
  private mutating func findEmpty(_ sources: Set<Int64>) {
    for number in sources.sorted() where !sync.isErased(source: Int(number)) {
      for (index, generation) in (sync.sources[Int(number)]?.generations ?? []).enumerated() {
        guard generation.firstSequence == 0 else { continue }
        empty.append((GenerationKey(source: number, generation: Int64(index)), generation.length))
      }
    }
  }

  /// The id of the session that a name means. It may also be a session of which only files without records are stored.
  private func sessionID(_ name: String) throws -> [UInt8] {
    do {
      return try view.session(named: name, acceptsLatest: false).id
    } catch let error as StoreError where [.noSuchSession, .sessionErased].contains(error.code) {
      let prefix = Array(name.utf8)
      let ids = Set(
        sync.sources.indices.compactMap { number -> [UInt8]? in
          guard !prefix.isEmpty, let source = sync.sources[number], let id = source.session,
            id.starts(with: prefix), !source.generations.isEmpty, !sync.isErased(source: number)
          else { return nil }
          return id
        })
      guard ids.count == 1 else { throw error }
      return ids.first!
    }
  }

  /// The files that hold records of a session, or belong to it by their paths.
  private func sources(of id: [UInt8]) -> Set<Int64> {
    var sources = Set(sync.sources.indices.filter { isOwn(Int64($0), id) }.map(Int64.init))
    if let index = sessions.index(of: id) { sources.formUnion(sessions.sessions[index].parts.map(\.source)) }
    return sources.filter { sync.sources.indices.contains(Int($0)) && sync.sources[Int($0)] != nil }
  }

  private func isOwn(_ number: Int64, _ id: [UInt8]) -> Bool {
    sync.sources[Int(number)]?.session == id
  }

  /// The latest version of the main transcript, with which `show` begins.
  private func mainTranscript(of id: [UInt8], _ sources: Set<Int64>) -> GenerationKey? {
    let mains = sources.filter { sync.sources[Int($0)]!.isMain }
    let first = mains.min { a, b in
      let (a, b) = (sync.sources[Int(a)]!, sync.sources[Int(b)]!)
      return (a.session == id ? 0 : 1, a.path.text) < (b.session == id ? 0 : 1, b.path.text)
    }
    guard let first, let current = sync.current(first) else { return nil }
    return GenerationKey(source: first, generation: current.number)
  }
}
