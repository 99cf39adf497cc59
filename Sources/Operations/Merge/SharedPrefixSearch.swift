import Answers
import Bytes
import SegmentedLog
import SessionLog
import Sync

/// Finds files from another store that are equal to files here as far as both go: cases E and G of the decision table.
///
/// Only versions that were not known before are examined, and those that go on after they were found to be equal to
/// others, and only when they hold all their bytes themselves. Only these bytes count, whatever another store says about
/// them. Two files of the same store are not compared, because that store has done so.
struct SharedPrefixSearch {
  /// A file with which an incoming version is compared.
  private struct Candidate {
    var key: GenerationKey
    var length: Int64
    var md5: [UInt8]
  }

  /// A version that comes in with the import, or of which more comes in.
  private struct Newcomer {
    private(set) var hasher = RunningMD5()
    private(set) var length: Int64 = 0
    /// By their lengths, ascending.
    let candidates: [Candidate]
    /// The longest of the files that it begins with.
    private(set) var found: Candidate?

    /// Returns nil where there is no file to compare it with.
    init?(_ candidates: [Candidate]) {
      if candidates.isEmpty { return nil }
      self.candidates = candidates.sorted { $0.length < $1.length }
    }

    /// Takes the next bytes of the version.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
      let (start, end) = (length, length + Int64(bytes.count))
      for candidate in candidates where candidate.length > start && candidate.length <= end {
        take(bytes, from: start, to: candidate.length)
        if candidate.md5 == hasher.digest { found = candidate }
      }
      take(bytes, from: start, to: end)
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer, from start: Int64, to end: Int64) {
      guard end > length else { return }
      hasher.update(UnsafeRawBufferPointer(rebasing: bytes[Int(length - start)..<Int(end - start)]))
      length = end
    }
  }

  private let log: LogReader
  /// The state before the import.
  private let known: SyncState
  /// By source number: the store that a source came from; absent for sources of this store.
  private let owners: [Int64: UUID16]
  /// Sources that are here.
  private let families: SourceFamilies
  private var newcomers: [GenerationKey: Newcomer] = [:]
  /// The versions of which some event has come in.
  private var examined = Set<GenerationKey>()
  /// Newcomers whose beginning was here before.
  private var continued = Set<GenerationKey>()
  /// The paths of the sources that came in, by number.
  private var paths: [Int64: [UInt8]] = [:]
  /// The same sources by the name that copies share, each with its store, in ascending order.
  private var incoming: [CopyGroupKey: [(number: Int64, home: UUID16)]] = [:]

  init(_ log: LogReader, _ known: MergeBasis) {
    (self.log, self.known, owners, families) = (log, known.sync.state, known.origins.owners, known.families)
  }

  /// Hashes an event that comes in. `source` is its number here, or nil for an event that introduces a source, which
  /// has no number yet.
  mutating func hashEvent(_ row: Int, _ events: ForeignEvents, source: Int64?) throws {
    guard !families.isEmpty, let source, source >= 0 else { return }
    let kind = events.columns.kind(row)
    guard [.record, .piece, .progress, .decision].contains(kind),
      let generation = try events.columns.integers(.generation)[row]
    else { return }
    let key = GenerationKey(source: source, generation: generation)
    if examined.insert(key).inserted { try begin(key, row, events) }
    guard kind == .record || kind == .piece, newcomers[key] != nil, !continued.contains(key) else { return }
    let offset = try events.columns.integers(.offset)[row] ?? 0
    guard newcomers[key]!.length == offset, events.dropped?[row] == nil else { return }
    events.bodies.withBody(row) { newcomers[key]!.append($0) }
  }

  /// Begins to examine the version of an event that comes in, the first one of it.
  private mutating func begin(_ key: GenerationKey, _ row: Int, _ events: ForeignEvents) throws {
    let candidates = candidates(of: paths[key.source] ?? known.path(ofSource: key.source), home: events.homes[row])
    guard let newcomer = Newcomer(candidates) else { return }
    guard let generation = known.generation(key) else {
      if try events.columns.integers(.offset)[row] ?? 0 == 0 { newcomers[key] = newcomer }
      return
    }
    // The import that brought only a part of it has not decided. Where it was a beginning of a longer file, and goes on,
    // it may share more with that.
    guard generation.base == nil, !generation.lacksStart,
      generation.unstated != nil || candidates.contains(where: { isBeginning(key, of: $0) })
    else { return }
    newcomers[key] = newcomer
    continued.insert(key)
  }

  /// Returns whether it is known that a version is a beginning of a longer file.
  private func isBeginning(_ key: GenerationKey, of candidate: Candidate) -> Bool {
    guard let one = known.generation(key), let other = known.generation(candidate.key), one.length < candidate.length
    else { return false }
    return one.sharedPrefix.map { $0.key == candidate.key && $0.length >= one.length } ?? false
      || other.sharedPrefix.map { $0.key == key && $0.length >= one.length } ?? false
  }

  /// Hashes the versions that go on: what is here of them, and then what comes in.
  private mutating func hashContinued(
    _ sync: SyncState,
    _ walk: (Set<GenerationKey>, (GenerationKey, Int64, UnsafeRawBufferPointer) -> Void) throws -> Void
  ) throws {
    let keys = continued.filter { sync.latest($0.source) == $0 }
    guard !keys.isEmpty else { return }
    let bySource = Dictionary(uniqueKeysWithValues: keys.map { ($0.source, $0) })
    try GenerationReader(log, known, Array(keys)).run { source, offset, bytes in
      guard let key = bySource[source], newcomers[key]!.length == offset else { return }
      newcomers[key]!.append(bytes)
    }
    try walk(keys) { key, offset, bytes in
      if newcomers[key]!.length == offset { newcomers[key]!.append(bytes) }
    }
  }

  /// Records that an incoming source has got its number.
  mutating func add(source: Int64, path: [UInt8], home: UUID16) {
    paths[source] = path
    if let name = CopyGroupKey(path, of: .unstated) { incoming[name, default: []].append((source, home)) }
  }

  private func candidates(of path: [UInt8], home: UUID16) -> [Candidate] {
    guard let name = CopyGroupKey(path, of: .unstated) else { return [] }
    return families[name].compactMap { number in
      guard owners[number] != home, let current = known.current(number), current.generation.length > 0,
        !current.generation.md5.isEmpty, current.erased.isEmpty
      else { return nil }
      return Candidate(
        key: GenerationKey(source: number, generation: current.number), length: current.generation.length,
        md5: current.generation.md5)
    }
  }

  /// Adds a decision for each version that has an equal or diverging counterpart. `sync` is the state including the
  /// events that came in. `walk` calls a closure with the bytes of the incoming records and pieces of some generations:
  /// key, offset and bytes.
  mutating func decide(
    _ sync: SyncState, _ builder: inout EventBlockBuilder,
    walk: (Set<GenerationKey>, (GenerationKey, Int64, UnsafeRawBufferPointer) -> Void) throws -> Void
  ) throws {
    try hashContinued(sync, walk)
    let fellows = try fellows(sync, walk)
    let all = Set(newcomers.keys).union(fellows.keys)
    let wanted = all.sorted().filter { key in
      guard let generation = sync.generation(key) else { return false }
      // About a version of which only a part came, the import of the rest decides.
      // Of one with second readings, what was hashed first does not count any more.
      return generation.base == nil && generation.unstated == nil && generation.repeated.isEmpty
        && generation.length > 0
        && Int(key.generation) == sync.sources[Int(key.source)]!.generations.count - 1
    }
    let longer = try beginnings(
      wanted.filter { key in newcomers[key].map { $0.found?.length != sync.generation(key)!.length } ?? false }, sync)
    for key in wanted {
      let isTranscript = sync.sources[Int(key.source)]!.form == .lines
      // A file that has all of it is the better one.
      if let found = longer[key], isTranscript {
        add(key, .copy, found, sync, &builder)
      } else if let found = newcomers[key]?.found, isTranscript || found.length == sync.generation(key)!.length {
        add(key, .copy, found, sync, &builder)
      } else if let found = fellows[key]?.found {
        add(key, .copy, found, sync, &builder)
      } else if isTranscript,
        let first = ((newcomers[key]?.candidates ?? []) + (fellows[key]?.others ?? [])).max(by: {
          $0.length < $1.length
        }
        )
      {
        add(key, .diverged, first, sync, &builder)
      }
    }
  }

  /// Versions from other stores that came in before this one and share its name.
  private struct Fellows {
    var others: [Candidate] = []
    /// One that this version begins with, or that begins with this version.
    var found: Candidate?
  }

  private func fellows(
    _ sync: SyncState,
    _ walk: (Set<GenerationKey>, (GenerationKey, Int64, UnsafeRawBufferPointer) -> Void) throws -> Void
  ) throws -> [GenerationKey: Fellows] {
    var pairs: [(first: GenerationKey, second: GenerationKey)] = []
    for family in incoming.values {
      for (index, second) in family.enumerated() {
        for first in family[..<index] where first.home != second.home {
          guard let one = wholeVersion(first.number, sync), let other = wholeVersion(second.number, sync) else {
            continue
          }
          pairs.append((one, other))
        }
      }
    }
    guard !pairs.isEmpty else { return [:] }
    pairs.sort { ($0.second.source, $0.first.source) < ($1.second.source, $1.first.source) }
    var prefixes = Prefixes()
    for (first, second) in pairs {
      let (one, other) = (sync.generation(first)!.length, sync.generation(second)!.length)
      prefixes.want(first, [one, min(one, other)])
      prefixes.want(second, [other, min(one, other)])
    }
    try walk(prefixes.keys) { prefixes.update($0, $1, $2) }
    var fellows: [GenerationKey: Fellows] = [:]
    for (first, second) in pairs {
      let (one, other) = (sync.generation(first)!, sync.generation(second)!)
      let candidate = Candidate(key: first, length: one.length, md5: one.md5)
      fellows[second, default: Fellows()].others.append(candidate)
      let isTranscript = sync.sources[Int(second.source)]!.form == .lines
      guard fellows[second]!.found == nil, isTranscript || one.length == other.length,
        let digest = prefixes[first, min(one.length, other.length)],
        digest == prefixes[second, min(one.length, other.length)]
      else { continue }
      fellows[second]!.found = candidate
    }
    return fellows
  }

  /// The latest version of a source that came in, when it holds all its bytes itself.
  private func wholeVersion(_ number: Int64, _ sync: SyncState) -> GenerationKey? {
    guard let key = sync.latest(number), let generation = sync.generation(key), generation.base == nil,
      generation.unstated == nil, generation.repeated.isEmpty, generation.length > 0, generation.erased.isEmpty
    else { return nil }
    return key
  }

  /// For each of the incoming versions that a longer file here begins with, that file. Reads the bytes of these files.
  private func beginnings(_ keys: [GenerationKey], _ sync: SyncState) throws -> [GenerationKey: Candidate] {
    var wanted: [GenerationKey: [(length: Int64, md5: [UInt8], key: GenerationKey)]] = [:]
    var candidates: [GenerationKey: Candidate] = [:]
    for key in keys {
      let own = sync.generation(key)!
      guard newcomers[key]!.length == own.length else { continue }
      let md5 = newcomers[key]!.hasher.digest
      for candidate in newcomers[key]!.candidates where candidate.length > own.length {
        candidates[candidate.key] = candidate
        wanted[candidate.key, default: []].append((own.length, md5, key))
      }
    }
    guard !wanted.isEmpty else { return [:] }
    var found: [GenerationKey: Candidate] = [:]
    var hashers: [Int64: (hasher: RunningMD5, length: Int64)] = [:]
    let bySource = Dictionary(uniqueKeysWithValues: wanted.map { ($0.key.source, $0.key) })
    try GenerationReader(log, known, Array(wanted.keys)).run { source, offset, bytes in
      var state = hashers[source] ?? (RunningMD5(), 0)
      guard state.length == offset, let candidate = bySource[source] else { return }
      var start = 0
      let ends = wanted[candidate]!.filter { $0.length > offset && $0.length <= offset + Int64(bytes.count) }
        .sorted { $0.length < $1.length }
      for end in ends {
        let stop = Int(end.length - offset)
        state.hasher.update(UnsafeRawBufferPointer(rebasing: bytes[start..<stop]))
        start = stop
        if state.hasher.digest == end.md5 { found[end.key] = candidates[candidate] }
      }
      state.hasher.update(UnsafeRawBufferPointer(rebasing: bytes[start...]))
      state.length += Int64(bytes.count)
      hashers[source] = state
    }
    return found
  }

  private func add(
    _ key: GenerationKey, _ reason: DecisionReason, _ candidate: Candidate, _ sync: SyncState,
    _ builder: inout EventBlockBuilder
  ) {
    let source = sync.sources[Int(key.source)]!
    let generation = sync.generation(key)!
    builder.begin(
      .decision, of: key, length: generation.length, lines: generation.lines, endsOpen: generation.endsOpen,
      md5: generation.md5.isEmpty ? nil : generation.md5)
    if let stamp = source.stamp {
      builder.set(.size, stamp.size)
      builder.set(.mtime, stamp.modified)
      if stamp != .unsettled(size: stamp.size, modified: stamp.modified) {
        builder.set(.ctime, stamp.changed)
        builder.set(.inode, Int64(bitPattern: stamp.inode))
        builder.set(.device, Int64(bitPattern: stamp.device))
      }
    }
    builder.set(.reason, reason.rawValue)
    builder.set(.oldLength, candidate.length)
    if !candidate.md5.isEmpty { builder.set(.oldMD5, candidate.md5) }
    builder.set(.rules, DecisionReason.rules)
    builder.set(.related, candidate.key.source)
    builder.set(.relatedGeneration, candidate.key.generation)
    if !generation.keyedMD5.isEmpty { builder.set(.keyedMD5, generation.keyedMD5) }
    builder.end()
    guard source.isMissing else { return }
    builder.begin(source.isPruned ? .pruned : .missing)
    builder.set(.source, key.source)
    if source.isPruned {
      builder.set(.generation, key.generation)
      builder.set(.length, generation.length)
    }
    builder.end()
  }
}

/// The MD5s of prefixes of several versions whose bytes come in order.
private struct Prefixes {
  private struct State {
    var hasher = RunningMD5()
    var length: Int64 = 0
    /// The lengths of the prefixes, in ascending order.
    var wanted: [Int64]
    var digests: [Int64: [UInt8]] = [:]
  }

  private var states: [GenerationKey: State] = [:]

  var keys: Set<GenerationKey> { Set(states.keys) }

  mutating func want(_ key: GenerationKey, _ lengths: [Int64]) {
    states[key] = State(wanted: Set((states[key]?.wanted ?? []) + lengths).sorted())
  }

  /// Bytes that do not follow the bytes before them are ignored, and so are all later ones of that version.
  mutating func update(_ key: GenerationKey, _ offset: Int64, _ bytes: UnsafeRawBufferPointer) {
    guard var state = states[key], state.length == offset else { return }
    var start = 0
    let end = offset + Int64(bytes.count)
    for length in state.wanted where length > offset && length <= end {
      let stop = Int(length - offset)
      state.hasher.update(UnsafeRawBufferPointer(rebasing: bytes[start..<stop]))
      start = stop
      state.digests[length] = state.hasher.digest
    }
    state.hasher.update(UnsafeRawBufferPointer(rebasing: bytes[start...]))
    state.length = end
    states[key] = state
  }

  /// The MD5 of the first `length` bytes; nil when the version has fewer bytes.
  subscript(key: GenerationKey, length: Int64) -> [UInt8]? { states[key]?.digests[length] }
}

extension SyncState {
  fileprivate func path(ofSource number: Int64) -> [UInt8]? {
    number >= 0 && number < sources.count ? sources[Int(number)]?.path : nil
  }
}
