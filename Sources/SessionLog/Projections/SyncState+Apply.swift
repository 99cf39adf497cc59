import Bytes
import SegmentedLog

extension SyncState {
  package mutating func apply(_ block: BlockColumns, from first: Int) throws {
    let numbers = try block.view(integers: .source)
    let generations = try block.view(integers: .generation)
    let pieces = try block.view(integers: .piece)
    let defects = try block.view(integers: .defect)
    let dropped = DroppedBodyColumns(
      offsets: try block.view(integers: .offset), lengths: try block.view(integers: .length))
    let homes = try block.view(bytes: .home)
    var lengths: RowLengths?
    var row = first
    while row < block.count {
      let kind = block.kind(row)
      if !homes.isEmpty, homes.entry(row) != nil, try !speaks(block, row, kind, numbers[row]) {
        row += 1
        continue
      }
      switch kind {
      case .record, .piece:
        row = try applyRecords(
          block, from: row, numbers, generations, pieces, defects, homes, dropped, &lengths)
        continue
      case .source: try applySource(block, row)
      case .progress, .decision: try applyProgress(block, row)
      case .pruned: try applyPruned(block, row)
      case .missing: if let number = numbers[row] { withSource(number) { $0.isMissing = true } }
      case .runStarted:
        readings.byGeneration.removeAll(keepingCapacity: true)
        try applyRunStarted(block, row)
      case .runFinished:
        readings.byGeneration.removeAll(keepingCapacity: true)
        try applyRunFinished(block, row)
      case .reset: try applyReset(block, row)
      case .lost: try applyLost(block, row)
      case .erasure: try applyErasure(block, row)
      case .mended:
        guard let number = numbers[row], let generation = generations[row] else { break }
        withGeneration(number, generation) { $0.mendedRepeats = $0.repeated.count }
      case .foreign, .imported, .earlier, nil: break
      }
      row += 1
    }
  }

  /// Returns whether an event of another store counts. Such a store can speak only for the sources that it introduced.
  /// FORMAT.md, Trust.
  private func speaks(_ block: BlockColumns, _ row: Int, _ kind: EventKind?, _ number: Int64?) throws -> Bool {
    switch kind {
    case .record, .piece, .progress, .decision, .missing, .lost, .erasure, .mended, .pruned:
      guard let number, number >= 0, number < sources.count, let source = sources[Int(number)] else { return false }
      return try source.home == block.home(row)
    default: return true
    }
  }

  private mutating func applySource(_ block: BlockColumns, _ row: Int) throws {
    guard let number = try block.view(integers: .source)[row], block.isSourceNumber(number, row),
      let path = try block.view(bytes: .path)[row], let root = try block.view(bytes: .root)[row],
      let origin = try block.view(bytes: .origin)[row]
    else { return }
    let home = try block.home(row)
    // A number is given once, so another store cannot take it over.
    if number < sources.count, let known = sources[Int(number)], known.home != home { return }
    let host = try block.view(bytes: .host)[row] ?? []
    let index =
      roots.firstIndex { $0.origin == origin && $0.path == root }
      ?? {
        roots.append(RootState(origin: origin, path: root, host: host))
        return roots.count - 1
      }()
    if sources.count < Int(number) {
      sources.reserveCapacity(Int(number) + 1)
      sources.append(contentsOf: repeatElement(nil, count: Int(number) - sources.count))
    }
    if sources.count == Int(number) { sources.append(nil) }
    let form = try block.view(integers: .form)[row].flatMap(SourceForm.init) ?? .whole
    let former = sources[Int(number)]
    sources[Int(number)] = SourceState(root: index, path: path, form: form)
    sources[Int(number)]!.home = home
    if let former, home == nil { ignoreRecords(of: former, number, before: block.block.firstSequence + UInt64(row)) }
  }

  /// Handles a number that was given twice. Versions up to commit a76c6c5 ignored a source whose number was not below
  /// the sequence number of its event, as the numbers of late copies were, and gave the number again. The records
  /// stored under the number until then are ignored.
  private mutating func ignoreRecords(of former: SourceState, _ number: Int64, before sequence: UInt64) {
    guard let known = former.generations.first, known.firstSequence > 0 else { return }
    var generation = Generation()
    (generation.firstSequence, generation.lastSequence) = (known.firstSequence, known.lastSequence)
    generation.repeated = known.repeated + [known.firstSequence...sequence - 1]
    if let last = known.repeated.last {
      generation.repeated[generation.repeated.count - 1] = last.upperBound + 1...sequence - 1
    }
    sources[Int(number)]!.generations = [generation]
    lastRepeat = sequence
  }

  private mutating func applyProgress(_ block: BlockColumns, _ row: Int) throws {
    guard let number = try block.view(integers: .source)[row],
      let generation = try block.view(integers: .generation)[row]
    else {
      return
    }
    let length = try block.view(integers: .length)[row] ?? 0
    let lines = try block.view(integers: .lines)[row] ?? 0
    let md5 = try block.view(bytes: .md5)[row] ?? []
    let keyedMD5 = try block.view(bytes: .keyedMD5)[row] ?? []
    var base: GenerationBase?
    if let related = try block.view(integers: .related)[row], let length = try block.view(integers: .baseLength)[row] {
      base = GenerationBase(
        source: related, generation: try block.view(integers: .relatedGeneration)[row] ?? 0, length: length)
    }
    let sharedPrefix = try sharedPrefix(block, row, length: length)
    let endsOpen = try block.view(integers: .piece)[row].map { RecordForm(rawValue: $0).contains(.isOpen) } ?? false
    withGeneration(number, generation) { state in
      state.length = length
      state.lines = lines
      state.md5 = md5
      state.keyedMD5 = keyedMD5
      state.base = base
      state.unstated = nil
      if let sharedPrefix { state.sharedPrefix = sharedPrefix }
      state.endsOpen = endsOpen
    }
    let isDecision = block.kind(row) == .decision
    var stamp: FileStamp?
    if isDecision, let size = try block.view(integers: .size)[row],
      let modified = try block.view(integers: .mtime)[row]
    {
      stamp = .unsettled(size: size, modified: modified)
      if let changed = try block.view(integers: .ctime)[row], let inode = try block.view(integers: .inode)[row],
        let device = try block.view(integers: .device)[row]
      {
        stamp = FileStamp(
          size: size, modified: modified, changed: changed, inode: UInt64(bitPattern: inode),
          device: UInt64(bitPattern: device))
      }
    }
    withSource(number) { source in
      source.stamp = stamp
      if isDecision { (source.isMissing, source.isPruned) = (false, false) }
    }
    let key = GenerationKey(source: number, generation: generation)
    if lacksBytes(key) { invalidate(key) }
  }

  /// Returns the generation whose first bytes the file shares, if a decision of this store has established that; else
  /// nil. Such claims of other stores are not proven and are ignored.
  private func sharedPrefix(_ block: BlockColumns, _ row: Int, length: Int64) throws -> GenerationBase? {
    guard block.kind(row) == .decision, try !block.isForeign(row),
      try block.view(integers: .reason)[row] == DecisionReason.copy.rawValue,
      try block.view(integers: .baseLength)[row] == nil, let related = try block.view(integers: .related)[row],
      let oldLength = try block.view(integers: .oldLength)[row]
    else { return nil }
    return GenerationBase(
      source: related, generation: try block.view(integers: .relatedGeneration)[row] ?? 0,
      length: min(length, oldLength))
  }

  /// Clears the MD5 of a generation with a gap, and of all that are built on it. They then equal no file any more, so
  /// that the next ingest stores the whole file if it still exists.
  private mutating func applyLost(_ block: BlockColumns, _ row: Int) throws {
    guard let number = try block.view(integers: .source)[row],
      let generation = try block.view(integers: .generation)[row],
      let length = try block.view(integers: .length)[row], length > 0
    else { return }
    let isNew = self.generation(GenerationKey(source: number, generation: generation)) == nil
    let offset = try block.view(integers: .offset)[row] ?? 0
    withGeneration(number, generation) { state in
      state.lostBytes = state.lostBytes.addingReportingOverflow(length).partialValue
      // Among records that no event has stated yet, those after it follow at its end.
      guard isNew || offset == state.length, offset >= 0, length <= .max - offset else { return }
      if state.unstated == nil { state.unstated = UnstatedRecords(offset: offset, areAll: isNew) }
      state.length = offset + length
    }
    for (number, source) in sources.enumerated() {
      for generation in (source?.generations ?? []).indices {
        let key = GenerationKey(source: Int64(number), generation: Int64(generation))
        if lacksBytes(key) { invalidate(key) }
      }
    }
  }

  /// Marks the file of a source as deleted by a prune. An event about a generation that is not the latest one says
  /// nothing: the file has other bytes by now.
  private mutating func applyPruned(_ block: BlockColumns, _ row: Int) throws {
    guard let number = try block.view(integers: .source)[row],
      let generation = try block.view(integers: .generation)[row], latest(number)?.generation == generation
    else { return }
    withSource(number) { ($0.isMissing, $0.isPruned) = (true, true) }
  }

  private mutating func invalidate(_ key: GenerationKey) {
    withGeneration(key.source, key.generation) {
      $0.md5 = []
      $0.keyedMD5 = []
    }
    withSource(key.source) { $0.stamp = nil }
  }

  private mutating func applyErasure(_ block: BlockColumns, _ row: Int) throws {
    lastErasure = block.block.firstSequence + UInt64(row)
    guard let number = try block.view(integers: .source)[row],
      let generation = try block.view(integers: .generation)[row],
      let offset = try block.view(integers: .offset)[row], let length = try block.view(integers: .length)[row],
      offset >= 0,
      length >= 0, length <= .max - offset
    else { return }
    let coversUsage = (try block.view(integers: .options)[row] ?? 0) & ErasureOptions.includesUsage != 0
    let range = OffsetRanges(offset..<offset + length)
    withGeneration(number, generation) { $0.erase(range, usage: coversUsage ? range : OffsetRanges()) }
    let time = try block.view(integers: .time)[row] ?? 0
    withSource(number) { $0.erasedAt = max($0.erasedAt ?? .min, time) }
  }

  private mutating func applyRunStarted(_ block: BlockColumns, _ row: Int) throws {
    guard let run = try RunState(started: block, row), try !block.isForeign(row) else { return }
    runCount = max(runCount, run.number)
    runs.append(run)
    if runs.count > Self.runsMax { runs.removeFirst(runs.count - Self.runsMax) }
    withMetadata(run.syncKey, at: run.started) { $0.syncStatus = .inProgress }
  }

  private mutating func applyRunFinished(_ block: BlockColumns, _ row: Int) throws {
    guard let number = try block.view(integers: .run)[row], let index = runs.lastIndex(where: { $0.number == number }),
      try !block.isForeign(row)
    else { return }
    try runs[index].finish(block, row)
    let run = runs[index]
    withMetadata(run.syncKey, at: run.ended ?? run.started) { metadata in
      metadata.syncStatus = run.status
      metadata.errorMessage = run.error
      // Only a completed run counts as a sync.
      guard run.status == .completed else { return }
      metadata.lastSyncTimestamp = run.ended
      metadata.filesProcessed = run.counts.discovered
      metadata.sessionsProcessed = run.counts.sessionsInserted + run.counts.sessionsUpdated
    }
  }

  /// Clears the stamps of all files and the time of the last sync; the stored bytes stay.
  private mutating func applyReset(_ block: BlockColumns, _ row: Int) throws {
    if try block.isForeign(row) { return }
    for index in sources.indices { sources[index]?.stamp = nil }
    let time = try block.view(integers: .time)[row] ?? 0
    let key = try block.view(bytes: .syncKey)[row]?.text
    for index in metadata.indices where key == nil || metadata[index].syncKey == key {
      metadata[index].lastSyncTimestamp = nil
      metadata[index].updatedAt = time
    }
  }

  private mutating func withMetadata(_ key: String, at time: Int64, _ body: (inout SyncMetadata) -> Void) {
    let index =
      metadata.firstIndex { $0.syncKey == key }
      ?? {
        metadata.append(SyncMetadata(syncKey: key, syncStatus: .inProgress, createdAt: time, updatedAt: time))
        return metadata.count - 1
      }()
    metadata[index].updatedAt = time
    body(&metadata[index])
  }

  mutating func withSource(_ number: Int64, _ body: (inout SourceState) -> Void) {
    guard number >= 0, number < sources.count, sources[Int(number)] != nil else { return }
    body(&sources[Int(number)]!)
  }

  mutating func withGeneration(_ number: Int64, _ generation: Int64, _ body: (inout Generation) -> Void) {
    withSource(number) { source in
      guard generation >= 0, generation <= source.generations.count else { return }
      if generation == source.generations.count { source.generations.append(Generation()) }
      body(&source.generations[Int(generation)])
    }
  }
}

extension RunState {
  /// Takes the state from the event of the run's start; nil if the event is not valid.
  package init?(started block: BlockColumns, _ row: Int) throws {
    guard let number = try block.view(integers: .run)[row], number > 0, number < .max else { return nil }
    self.init(
      number: number, syncKey: try block.view(bytes: .syncKey)[row]?.text ?? "default",
      started: try block.view(integers: .time)[row] ?? 0, ended: nil, status: .inProgress, error: nil)
  }

  /// Adds the facts in the event of the run's end.
  package mutating func finish(_ block: BlockColumns, _ row: Int) throws {
    ended = try block.view(integers: .time)[row]
    status = try block.view(integers: .status)[row].flatMap(RunStatus.init) ?? .failed
    error = try block.view(bytes: .text)[row]?.text
    for (offset, field) in RunCounts.fields.enumerated() {
      counts[keyPath: field] = try block.counts(offset)[row] ?? 0
    }
  }
}
