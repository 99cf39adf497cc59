import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Sync
public import SystemPackage
import Transcripts

extension Store {
  /// Copies every intact event of a damaged store into a new one at `target`, which must be empty or absent. The
  /// damaged store is not changed.
  ///
  /// Lost bytes are read again from files of this machine that still hold them, as their MD5 proves; all others become
  /// `lost` events. Events get new sequence numbers. The new store is verified at the end. Cost: about that of an
  /// ingest. Throws `targetIsFile` or `repairTargetNotEmpty`.
  public func repair(
    to target: FilePath, progress: @escaping (Int64, Int64) -> Void = { _, _ in }
  ) throws -> RepairReport {
    try throwingStoreErrors {
      var log = try LogReader.salvaging(path, fileSystem: fileSystem, losses: losses)
      log.cancellation = cancellation
      let known = try Projected<SyncState>(log).state
      if try fileSystem.exists(target), try fileSystem.status(target, followLinks: true).kind != .directory {
        throw StoreError(.targetIsFile, "cannot make a store at \(target): it is a file", path: target)
      }
      if try fileSystem.exists(target), try !fileSystem.list(target).isEmpty {
        throw StoreError(
          .repairTargetNotEmpty, "cannot make a store at \(target): the directory is not empty", path: target)
      }
      let writer = try LogWriter.open(
        at: target, fileSystem: fileSystem, clock: clock, entropy: entropy, isAlone: isAlone)
      var repair = Repair(
        log, known, writer: writer, machine: machine, fileSystem: fileSystem, progress: progress)
      try repair.run()
      var report = try repair.finish()
      report.losses = losses.all
      let new = Store(
        at: target, fileSystem: fileSystem, clock: clock, entropy: entropy, machine: machine, cancellation: cancellation
      )
      report.verification = try new.verify(progress: progress)
      return report
    }
  }
}

/// One pass over a damaged log that appends what is intact to a new one.
struct Repair: ~Copyable {
  /// How far a generation has been written to the new store.
  struct Position {
    /// Bytes of the file, stored or lost.
    var length: Int64
    var lines: Int64 = 0
    var endsOpen = false
    /// True when a `progress` or `decision` event with this length has been written already.
    var isTold = false
    var isWhole = true
    /// The sequence number of its latest event in the damaged store.
    var sequence: UInt64 = 0
    /// The running MD5 of the bytes stored with the generation itself, without those of its base.
    var hasher = RunningMD5()
  }

  static let commitBytes = 16 << 20

  private static let withoutChains = {
    var changes = ColumnChanges()
    changes.remove(Column.chainBefore.rawValue)
    changes.remove(Column.chainAfter.rawValue)
    return changes
  }()

  private let log: LogReader
  /// The state of the damaged store, as far as it can be folded.
  let known: SyncState
  private var writer: LogWriter
  let machine: Machine
  private let fileSystem: any FileSystem
  private let progress: (Int64, Int64) -> Void
  private let total: Int64
  private var done: Int64 = 0
  var report = RepairReport()
  var builder = EventBlockBuilder()
  private var encoder = RecordEncoder()
  private var pendingBytes = 0
  var positions: [GenerationKey: Position] = [:]
  /// The number of generations that the new store knows, by source.
  var generations: [Int64: Int64] = [:]
  private var originals: OriginalFiles
  /// Generations whose records stand twice in the damaged store with the same bytes: the new store gets them once.
  var repeats = Set<GenerationKey>()

  init(
    _ log: LogReader, _ known: SyncState, writer: consuming LogWriter, machine: Machine, fileSystem: any FileSystem,
    progress: @escaping (Int64, Int64) -> Void
  ) {
    (self.log, self.known, self.machine, self.fileSystem) = (log, known, machine, fileSystem)
    self.progress = progress
    self.writer = writer
    total = known.storedBytes
    originals = OriginalFiles(known, machine: machine, fileSystem: fileSystem)
  }

  mutating func run() throws {
    var search = RepeatSearch(log, known, known.repeated)
    report.mended = try search.run()
    repeats = Set(zip(known.repeated, report.mended).lazy.filter { $1.isSame }.map { $0.0 })
    try log.forEachBlock { block in
      try copy(block)
      progress(done, total)
    }
    try endGenerations()
  }

  /// Commits the rest, and returns the report without `losses` and `verification`.
  consuming func finish() throws -> RepairReport {
    try flush(commits: true)
    writer.renewIndexes()
    report.head = writer.head
    return report
  }

  private mutating func copy(_ block: EventBlock) throws {
    let columns = try BlockColumns(block)
    let values = try EnvelopeColumns(block)
    let bodies = try log.bodies(of: block)
    let dropped = try block.droppedBodies()
    for row in 0..<block.count {
      let kind = columns.kind(row)
      // It is no longer known which part of another store is complete here, and sequence numbers have changed, so
      // events of these kinds would be wrong.
      guard bodies.isIntact(row..<row + 1), kind != .imported, kind != .earlier else { continue }
      if let number = try columns.integers(.source)[row] {
        guard columns.isSourceNumber(number, row) else { continue }
        if kind == .source { generations[number] = generations[number] ?? 0 } else { addSource(number) }
        if let generation = try columns.integers(.generation)[row] {
          guard columns.isGenerationNumber(generation, row) else { continue }
          let key = GenerationKey(source: number, generation: generation)
          if isLeftOut(key, kind, block.firstSequence + UInt64(row)) { continue }
          try prepare(key, columns, bodies, dropped?[row], row, kind)
        }
      }
      let size = bodies.withBody(row) { $0.count }
      try makeRoom(for: size)
      values.copy(row, kind == .foreign ? Self.withoutChains : ColumnChanges(), to: &builder)
      if let body = dropped?[row] { builder.end(body) } else { bodies.withBody(row) { builder.end(body: $0) } }
      report.events += 1
      done += Int64(size)
      pendingBytes += size
    }
  }

  /// Returns true for an event that belongs to records which stand a second time in the log.
  private func isLeftOut(_ key: GenerationKey, _ kind: EventKind?, _ sequence: UInt64) -> Bool {
    guard repeats.contains(key) else { return false }
    switch kind {
    case .mended: return true
    case .record, .piece, .progress, .decision:
      return known.generation(key)!.repeated.contains { $0.contains(sequence) }
    default: return false
    }
  }

  /// Fills what is missing before an event of a generation, and updates the generation's position by the event.
  private mutating func prepare(
    _ key: GenerationKey, _ columns: BlockColumns, _ bodies: BlockBodies, _ dropped: DroppedBody?, _ row: Int,
    _ kind: EventKind?
  ) throws {
    let sequence = columns.block.firstSequence + UInt64(row)
    addGenerations(before: key)
    if positions[key] == nil { try completeBase(of: key, before: sequence) }
    var position = positions[key] ?? Position(length: known.generation(key)?.base?.length ?? 0)
    switch kind {
    case .record, .piece:
      let offset = try columns.integers(.offset)[row] ?? 0
      let line = try columns.integers(.line)[row] ?? 0
      let piece = RecordForm(rawValue: try columns.integers(.piece)[row] ?? 0)
      if offset < position.length, known.generation(key)?.repeated.isEmpty == false {
        // The file was read again from here, and the bytes differ.
        (position.length, position.isWhole) = (offset, false)
      }
      try fill(key, to: offset, lines: piece.contains(.continues) ? line + 1 : line, before: sequence, &position)
      if let length = try columns.integers(.length)[row] {
        // The record is erased. Its MD5 cannot be computed any more.
        position.length = max(position.length, offset.addingReportingOverflow(length).partialValue)
        position.isWhole = false
      }
      bodies.withBody(row) {
        position.hasher.update($0)
        position.length = max(position.length, offset + Int64(dropped?.length ?? $0.count))
      }
      if dropped != nil { position.isWhole = false }
      position.lines = line + 1
      position.endsOpen = piece.contains(.isOpen)
      position.isTold = false
    case .progress, .decision:
      let length = try columns.integers(.length)[row] ?? 0
      let lines = try columns.integers(.lines)[row] ?? 0
      try fill(key, to: length, lines: lines, before: sequence, &position)
      position.isTold = position.length == length
    case .lost:
      position.length = max(
        position.length, (try columns.integers(.offset)[row] ?? 0) + (try columns.integers(.length)[row] ?? 0))
      position.isWhole = false
    default: break
    }
    position.sequence = sequence
    positions[key] = position
  }

  /// Completes the generations on which `key` is built, which have to come before it in the log.
  mutating func completeBase(of key: GenerationKey, before sequence: UInt64?) throws {
    // Stops at the first base of which something is present, because what that one is built on is present then, too.
    var links: [GenerationLineage.Link] = []
    for link in known.lineage(of: key) {
      links.append(link)
      if links.count > 1, positions[link.key] != nil { break }
    }
    for index in links.indices.dropFirst().reversed() {
      let (other, generation) = (links[index].key, links[index].generation)
      guard let base = links[index - 1].generation.base, base.length > 0 else { continue }
      addSource(base.source)
      addGenerations(before: other)
      var position = positions[other] ?? Position(length: generation.base?.length ?? 0)
      let lines = base.length == generation.length ? generation.lines : position.lines
      try fill(other, to: base.length, lines: lines, before: sequence, &position)
      positions[other] = position
    }
  }

  /// Brings a generation to `offset`: from the original file if it still has the bytes, otherwise by a `lost` event.
  mutating func fill(
    _ key: GenerationKey, to offset: Int64, lines: Int64, before: UInt64?, _ position: inout Position
  ) throws {
    guard offset > position.length else { return }
    let source = known.sources.indices.contains(Int(key.source)) ? known.sources[Int(key.source)] : nil
    let first = position.endsOpen ? position.lines - 1 : position.lines
    let gap = RepairReport.Gap(
      session: source?.session?.text ?? "",
      path: source.map { known.roots[$0.root].path.text + "/" + $0.path.text } ?? Self.placeholder(key.source),
      generation: key.generation, offset: position.length, bytes: offset - position.length, firstLine: first,
      lines: max(0, lines - first), after: position.sequence, before: before)
    if try refill(key, to: offset, form: source?.form ?? .lines, &position) {
      report.refilled.append(gap)
      return
    }
    report.lost.append(gap)
    try makeRoom(for: 0)
    builder.begin(.lost)
    builder.set(.source, key.source)
    builder.set(.generation, key.generation)
    builder.set(.line, gap.firstLine)
    builder.set(.offset, gap.offset)
    builder.set(.length, gap.bytes)
    builder.set(.lines, gap.lines)
    builder.end()
    position.length = offset
    position.lines = max(position.lines, lines)
    position.endsOpen = false
    position.isWhole = false
    position.isTold = false
  }

  /// Reads lost bytes again from an original file. Returns false when no file has them any more.
  private mutating func refill(
    _ key: GenerationKey, to end: Int64, form: SourceForm, _ position: inout Position
  ) throws -> Bool {
    guard let file = try originals.file(of: key, atLeast: end) else { return false }
    let bytes = try file.bytes(at: position.length, count: Int(end - position.length))
    guard Int64(bytes.count) == end - position.length else { return false }
    var start = 0
    while start < bytes.count {
      let newline = form == .lines ? bytes[start...].firstIndex(of: 0x0a) : nil
      let stop = min(
        start + (form == .lines ? SourceReader.lineMax : builder.blockSize), newline.map { $0 + 1 } ?? bytes.count)
      let part = bytes[start..<stop]
      try makeRoom(for: part.count)
      part.withUnsafeBytes { add($0, key, form, isEnded: part.last == 0x0a, &position) }
      start = stop
    }
    return true
  }

  private mutating func add(
    _ bytes: UnsafeRawBufferPointer, _ key: GenerationKey, _ form: SourceForm, isEnded: Bool,
    _ position: inout Position
  ) {
    if form == .lines {
      var place = RecordEncoder.Position(
        source: key.source, generation: key.generation, line: position.endsOpen ? position.lines - 1 : position.lines,
        offset: position.length)
      if position.endsOpen { place.piece.insert(.continues) }
      if !isEnded { place.piece.insert(.isOpen) }
      if position.endsOpen || bytes.count >= SourceReader.lineMax {
        let defect = SourceReader.defect(ofPiece: bytes, continues: position.endsOpen)
        encoder.addOpaque(bytes, at: place, defect: defect, to: &builder)
      } else {
        _ = encoder.add(bytes, at: place, to: &builder)
      }
      if !position.endsOpen { position.lines += 1 }
      position.endsOpen = !isEnded
    } else {
      builder.begin(.piece)
      builder.set(.source, key.source)
      builder.set(.generation, key.generation)
      builder.set(.offset, position.length)
      builder.end(body: bytes)
    }
    position.hasher.update(bytes)
    position.length += Int64(bytes.count)
    position.isTold = false
    pendingBytes += bytes.count
  }

  private mutating func makeRoom(for bytes: Int) throws {
    if builder.isFull(before: bytes) { try flush(commits: pendingBytes >= Self.commitBytes) }
  }

  private mutating func flush(commits: Bool) throws {
    for block in builder.finish() { try writer.append(block) }
    guard commits else { return }
    try writer.commit()
    pendingBytes = 0
  }
}
