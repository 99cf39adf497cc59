import Bytes
import SegmentedLog

/// Checks for every generation that its records follow each other, that they are as long as its events say, and that
/// their bytes have the MD5 that its events give: the invariant of FORMAT.md, Events of ccstore.
///
/// Feed the blocks of a log to `fold` in order, then call `findings`. Generations that lie near each other in the log
/// are hashed in parallel lanes. Memory: 150 bytes per generation, plus the bodies of a block or 8 MB of bodies.
package final class GenerationCheck {
  /// The state of one generation after the records taken so far.
  private struct Progress {
    /// The offset where the next record begins.
    var end: Int64 = 0
    /// The length that the latest event states; 0 before one does.
    var stated: Int64 = 0
    var hash = RunningMD5()
    /// True while the MD5 can be computed from the records taken in order.
    var isHashed = true
    /// True while the generation begins at an offset above 0 and no event has named its base yet.
    var lacksBase = false
    /// The records that begin before the end of the generation at that time: their offset in the file and their
    /// sequence number.
    var overlaps: [(offset: Int64, sequence: UInt64)] = []
  }

  private enum Step {
    case bytes(BlockBodies, Range<Int>)
    case claim([UInt8])
  }

  /// The steps of one generation that wait to be hashed.
  private struct Line {
    var key: GenerationKey
    var steps: [Step] = []
    var next = 0
    /// The number of bytes of the next step that are hashed already.
    var done = 0
  }

  /// The number of bytes of waiting bodies above which they are hashed at once.
  package static let pendingMax = 8 << 20
  static let findingsMax = 100
  static let overlapsMax = 10_000

  private var generations: [GenerationKey: Progress] = [:]
  private var lines: [Line] = []
  /// The index into `lines` by generation.
  private var waiting: [GenerationKey: Int] = [:]
  /// The number of bytes in memory that waiting steps hold.
  private var pending = 0
  /// The number of bytes of bodies of the current block that wait; nil while none do.
  private var added: Int?
  /// The hash of a generation as it was before its latest step, for generations based on that state.
  private var earlier: [GenerationKey: RunningMD5] = [:]
  /// Generations that must be read again to be hashed.
  private var unhashed = Set<GenerationKey>()
  /// What events state of the generations that must be read again.
  private var stated = StatedHashes()
  /// Generations of which something is erased.
  private var erased = Set<GenerationKey>()
  private var wrong: [GenerationKey: (offset: Int64, message: String)] = [:]
  private var homes: SourceHomes
  private let memory = ColumnMemory()
  private let known: SyncState

  /// Starts a check. `known` is the state before the first event that will be taken.
  package init(after known: SyncState = SyncState()) {
    self.known = known
    homes = SourceHomes(after: known)
  }

  /// Returns the progress of a generation that had events before the first one taken; nil if it had none. Its bytes are
  /// read again at the end.
  private func seed(_ key: GenerationKey) -> Progress? {
    guard let generation = known.generation(key) else { return nil }
    unhashed.insert(key)
    return Progress(end: generation.length, isHashed: false, lacksBase: generation.lacksStart)
  }

  /// Checks the events of a block from row `first` on. Throws if its columns cannot be decoded.
  package func fold(_ block: EventBlock, _ bodies: BlockBodies, from first: Int) throws {
    let columns = try BlockColumns(block, memory)
    let rows = try CheckedRows(columns, block)
    added = nil
    var row = first
    while row < block.count {
      switch columns.kind(row) {
      case .record, .piece: row = addRecords(rows, columns, from: row, bodies)
      case .source:
        try homes.addSource(columns, row)
        row += 1
      case .progress, .decision:
        if try homes.speaks(columns, row) { try checkClaim(rows, columns, row) }
        row += 1
      case .erasure:
        if try homes.speaks(columns, row), let key = rows.key(row) { erased.insert(key) }
        row += 1
      case .lost:
        if try homes.speaks(columns, row), let key = rows.key(row) {
          addLoss(key, rows.offsets[row] ?? 0, rows.lengths[row] ?? 0)
        }
        row += 1
      default: row += 1
      }
    }
    // A waiting step for a part of the bodies keeps all of them in memory.
    if let added { pending += max(0, bodies.count - added) }
    if pending > Self.pendingMax {
      hash()
      // Generations whose base is still unknown would keep the bodies of others in memory.
      for line in lines { markUnhashed(line.key) }
      clear()
    }
  }

  /// Adds neighbouring records of one generation that follow each other, and returns the row after them.
  private func addRecords(
    _ rows: CheckedRows, _ columns: BlockColumns, from first: Int, _ bodies: BlockBodies
  ) -> Int {
    guard let key = rows.key(first) else { return first + 1 }
    let kind = columns.kinds[first]
    let start = rows.offsets[first] ?? 0
    if generations[key] == nil { generations[key] = seed(key) }
    var progress = generations[key] ?? Progress()
    if generations[key] == nil, start > 0 { (progress.end, progress.lacksBase) = (start, true) }
    if start > progress.end {
      note(key, progress.end, "\(start - progress.end) bytes of \(Self.name(key)) are not in the store")
      progress.isHashed = false
    } else if start < progress.end {
      if progress.overlaps.count < Self.overlapsMax {
        progress.overlaps.append((start, columns.block.firstSequence + UInt64(first)))
      }
      if progress.isHashed { unhashed.insert(key) }
      progress.isHashed = false
    }
    progress.end = start
    var row = first
    while row < columns.count, columns.kinds[row] == kind, rows.key(row) == key, rows.offsets[row] == progress.end {
      // No file is longer than 2^62 bytes; a length that claims so is not added, because the sum could overflow.
      guard let length = rows.length(row), length < 1 << 62, progress.end < 1 << 62 else { break }
      if !rows.hasBody(row) { progress.isHashed = false }
      progress.end += length
      row += 1
    }
    generations[key] = progress
    if progress.isHashed, row > first { add(.bytes(bodies, first..<row), bytes: Int(progress.end - start), to: key) }
    if !progress.isHashed { drop(key) }
    return max(row, first + 1)
  }

  private func addLoss(_ key: GenerationKey, _ offset: Int64, _ length: Int64) {
    var progress = generations[key] ?? seed(key) ?? Progress()
    progress.end = max(progress.end, offset.addingReportingOverflow(length).partialValue)
    progress.isHashed = false
    generations[key] = progress
    unhashed.remove(key)
    drop(key)
  }

  /// Checks the length and MD5 that an event states for a generation.
  private func checkClaim(_ rows: CheckedRows, _ columns: BlockColumns, _ row: Int) throws {
    guard let key = rows.key(row), let length = rows.lengths[row] else { return }
    if generations[key] == nil { generations[key] = seed(key) }
    if generations[key] == nil || generations[key]!.lacksBase {
      var base: GenerationBase?
      if let source = try columns.view(integers: .related)[row],
        let length = try columns.view(integers: .baseLength)[row]
      {
        base = GenerationBase(
          source: source, generation: try columns.view(integers: .relatedGeneration)[row] ?? 0, length: length)
      }
      begin(key, base)
    }
    guard let progress = generations[key] else { return }
    generations[key]!.stated = length
    if progress.end != length {
      note(
        key, min(progress.end, length),
        "\(Self.name(key)) has \(progress.end) bytes in its records, and an event says \(length)")
    }
    guard let entry = try columns.view(bytes: .md5).entry(row) else { return }
    let md5 = [UInt8](try columns.view(bytes: .md5).bytes(ofEntry: entry))
    if progress.isHashed {
      add(.claim(md5), bytes: 0, to: key)
    } else if unhashed.contains(key) {
      stated.add(key, length, md5)
    }
  }

  /// Starts a generation with the hash of its base.
  private func begin(_ key: GenerationKey, _ base: GenerationBase?) {
    var progress = generations[key] ?? Progress()
    progress.lacksBase = false
    defer { generations[key] = progress }
    guard let base, base.length > 0 else {
      if progress.end > 0 {
        note(key, 0, "the first bytes of \(Self.name(key)) are not in the store")
        progress.isHashed = false
      }
      return
    }
    if generations[key] == nil { progress.end = base.length }
    let other = GenerationKey(source: base.source, generation: base.generation)
    if waiting[other] != nil { hash() }
    guard progress.isHashed, let known = generations[other] else {
      if progress.isHashed, self.known.generation(other) != nil {
        unhashed.insert(key)
        drop(key)
      }
      progress.isHashed = false
      return
    }
    if known.isHashed, known.hash.length == base.length {
      progress.hash = known.hash
    } else if let known = earlier[other], known.length == base.length {
      progress.hash = known
    } else {
      progress.isHashed = false
      unhashed.insert(key)
      drop(key)
    }
  }

  // MARK: Hashing

  private func add(_ step: Step, bytes: Int, to key: GenerationKey) {
    pending += bytes
    if bytes > 0 { added = (added ?? 0) + bytes }
    if let index = waiting[key] {
      lines[index].steps.append(step)
    } else {
      waiting[key] = lines.count
      lines.append(Line(key: key, steps: [step]))
    }
  }

  /// Stops hashing a generation.
  private func drop(_ key: GenerationKey) {
    if let index = waiting[key] { lines[index].next = lines[index].steps.count }
  }

  private func markUnhashed(_ key: GenerationKey) {
    guard generations[key]?.lacksBase == true else { return }
    generations[key]!.isHashed = false
    unhashed.insert(key)
  }

  private func clear() {
    lines.removeAll(keepingCapacity: true)
    waiting.removeAll(keepingCapacity: true)
    pending = 0
  }

  /// Hashes all waiting steps except those of generations whose base is unknown.
  private func hash() {
    let left = lines.filter { generations[$0.key]?.lacksBase == true && $0.next < $0.steps.count }
    var active: [Int] = []
    var next = 0
    while true {
      active.removeAll { !advanceToBytes(&lines[$0]) }
      while active.count < RunningMD5.lanes, next < lines.count {
        if generations[lines[next].key]?.lacksBase == false, advanceToBytes(&lines[next]) { active.append(next) }
        next += 1
      }
      if active.isEmpty { break }
      step(active)
    }
    clear()
    for line in left {
      waiting[line.key] = lines.count
      lines.append(line)
      pending += line.steps.reduce(0) {
        if case .bytes(let bodies, let rows) = $1 { $0 + bodies.length(rows) } else { $0 }
      }
    }
  }

  /// Processes the steps of a line up to its next bytes. Returns false when there are no more bytes.
  private func advanceToBytes(_ line: inout Line) -> Bool {
    while line.next < line.steps.count {
      switch line.steps[line.next] {
      case .bytes(let bodies, let rows) where line.done < bodies.length(rows): return true
      case .bytes: line.done = 0
      case .claim(let md5):
        let hash = generations[line.key]!.hash
        if md5 != hash.digest {
          noteMD5(line.key, Int64(hash.length))
        }
      }
      line.next += 1
    }
    return false
  }

  /// Hashes as many bytes of each active line as the shortest one has.
  private func step(_ active: [Int]) {
    let parts = active.map { index -> (bodies: BlockBodies, rows: Range<Int>, start: Int, left: Int) in
      guard case .bytes(let bodies, let rows) = lines[index].steps[lines[index].next] else { preconditionFailure() }
      return (bodies, rows, lines[index].done, bodies.length(rows) - lines[index].done)
    }
    let count = parts.map(\.left).min()!
    var hashes = active.map { generations[lines[$0].key]!.hash }
    for (index, hash) in zip(active, hashes) where lines[index].done == 0 && hash.length > 0 {
      earlier[lines[index].key] = hash
    }
    func gather(_ pointers: [UnsafeRawBufferPointer]) {
      guard pointers.count < parts.count else { return RunningMD5.update(&hashes, with: pointers) }
      let part = parts[pointers.count]
      part.bodies.withBodies(part.rows) { bytes in
        gather(pointers + [UnsafeRawBufferPointer(rebasing: bytes[part.start..<part.start + count])])
      }
    }
    gather([])
    for (index, hash) in zip(active, hashes) {
      generations[lines[index].key]!.hash = hash
      lines[index].done += count
    }
  }

  // MARK: What is wrong

  private func note(_ key: GenerationKey, _ offset: Int64, _ message: String) {
    if wrong[key] == nil, wrong.count < Self.findingsMax { wrong[key] = (offset, message) }
  }

  private static func name(_ key: GenerationKey) -> String { "version \(key.generation)" }

  /// Returns the findings, sorted by source and generation. `sync` is the state at the end of `log`. Generations that
  /// could not be hashed in order are read again. `repeatsAreWrong` says whether a generation with records that stand
  /// twice in the log, and with no event that acknowledges it, is reported.
  package func findings(_ log: LogReader, _ sync: SyncState, repeatsAreWrong: Bool = true) throws -> [Finding] {
    hash()
    for key in generations.keys.sorted() {
      guard let length = sync.generation(key)?.length, let progress = generations[key] else { continue }
      if progress.end != length { note(key, length, "records of \(Self.name(key)) stand after its end") }
      // Each overlap begins a second reading, so there must be as many ignored ranges as overlaps.
      let repeats = sync.generation(key)!.repeated.suffix(progress.overlaps.count)
      for (index, overlap) in progress.overlaps.enumerated() {
        let isKnown =
          repeats.count == progress.overlaps.count
          && repeats[repeats.startIndex + index].upperBound < overlap.sequence
        if !isKnown { note(key, overlap.offset, "records of \(Self.name(key)) stand in the way of others") }
      }
    }
    for (key, length) in try stated.wrong(log, sync, except: Set(wrong.keys)) { noteMD5(key, length) }
    try hashAgain(log, sync)
    try checkErasures(log, sync)
    for key in sync.unmended where repeatsAreWrong {
      wrong[key] = (
        generations[key]?.overlaps.first?.offset ?? 0,
        "what \(Self.name(key)) has from there on is stored more than once; 'ccstore ingest --full' mends that"
      )
    }
    return wrong.sorted { $0.key < $1.key }.map { key, wrong in
      Finding(
        file: sync.path(key.source) ?? "source \(key.source)", offset: UInt64(clamping: wrong.offset), wrong.message)
    }
  }

  /// Returns a notice for each generation whose last records stand without the event that states its length, so that no
  /// MD5 proves them. A log that was imported in part ends so until the next part comes. Valid for a check of a whole
  /// log; `sync` is the state at its end.
  package func notices(_ sync: SyncState) -> [Finding] {
    generations.keys.sorted().compactMap { key in
      guard let progress = generations[key], progress.end > progress.stated, sync.generation(key)?.md5.isEmpty == true,
        sync.lineage(of: key).allSatisfy({ $0.generation.lostBytes == 0 }), sync.erased(in: key).isEmpty
      else { return nil }
      return Finding(
        .notice, file: sync.path(key.source) ?? "source \(key.source)", offset: UInt64(clamping: progress.stated),
        "the last \(progress.end - progress.stated) bytes of \(Self.name(key)) are here without the event that states their MD5, as in a log that was imported in part"
      )
    }.prefix(Self.findingsMax).map { $0 }
  }

  /// Checks that only whole records and pieces are erased, because readers never return a part of one. Reads the
  /// envelopes of the generations that have erased bytes.
  private func checkErasures(_ log: LogReader, _ sync: SyncState) throws {
    var erased: [GenerationKey: OffsetRanges] = [:]
    var ranges: [ClosedRange<UInt64>] = []
    for key in self.erased.union(generations.keys) {
      guard let generation = sync.generation(key), !generation.erased.isEmpty, let range = generation.sequences else {
        continue
      }
      erased[key] = generation.erased
      ranges.append(range)
    }
    if erased.isEmpty { return }
    let repeats = ErasedRanges(sync)
    try log.forEachBlock(in: SequenceRanges(ranges)) { block in
      let columns = try BlockColumns(block)
      let rows = try CheckedRows(columns, block)
      for row in 0..<block.count {
        let kind = columns.kind(row)
        guard kind == .record || kind == .piece, let key = rows.key(row), let erased = erased[key],
          let start = rows.offsets[row], let length = rows.length(row), length > 0, length < 1 << 62,
          !repeats.isRepeated(key, block.firstSequence + UInt64(row))
        else { continue }
        let whole = start..<start + length
        let left = erased.gaps(in: whole)
        if !left.isEmpty, left != [whole] { note(key, start, "only a part of a record of \(Self.name(key)) is erased") }
      }
    }
  }

  private func noteMD5(_ key: GenerationKey, _ length: Int64) {
    note(key, 0, "\(Self.name(key)) does not have the MD5 that is stored of its first \(length) bytes")
  }

  /// Hashes the generations whose bytes were not seen in order: those that were read twice, and those whose base has
  /// grown in the meantime.
  private func hashAgain(_ log: LogReader, _ sync: SyncState) throws {
    var left = unhashed.filter { key in
      guard let generation = sync.generation(key) else { return false }
      return !generation.md5.isEmpty && sync.erased(in: key).isEmpty && !sync.lacksBytes(key)
    }
    while !left.isEmpty {
      // A walk reads at most one generation per source.
      let keys = Dictionary(left.map { ($0.source, $0) }, uniquingKeysWith: min)
      left.subtract(keys.values)
      var hashes = keys.mapValues { _ in RunningMD5() }
      var dropped = Set<Int64>()
      try GenerationReader(log, sync, Array(keys.values)).run(
        dropped: { dropped.insert($0) }, piece: { source, _, bytes in hashes[source]!.update(bytes) })
      for (source, key) in keys.sorted(by: { $0.key < $1.key }) where !dropped.contains(source) {
        guard let hash = hashes[source], hash.digest != sync.generation(key)!.md5 else { continue }
        note(key, 0, "\(Self.name(key)) does not have the MD5 that is stored of it")
      }
    }
  }
}
