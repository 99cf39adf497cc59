import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Sync

/// Copies the events of another store into a log: FORMAT.md, Events of other stores.
///
/// Events that are here already are skipped, whichever way they came. Memory: one run, plus what `MergeBasis` needs.
struct Merge: ~Copyable {
  /// The number of body bytes after which a run is ended.
  static let runBytes = 4 << 20

  /// Consecutive events of one stream that have not been written yet.
  private struct Run {
    var store: UUID16
    var position: UInt64
    var firstNumber: Int64
    var chainBefore: Digest?
    var events: UInt64 = 0
    var hashes: [UInt8] = []
    /// True when an event of it was changed because its content is erased here.
    var isAltered = false
    var blocks: [EncodedBlock] = []
    var bytes = 0
  }

  /// How far a stream has been read in the other store's log.
  struct Place {
    var position: UInt64
    /// The chain hash over the skipped events, while it has to be compared with the one known here.
    var chain: Chain?
  }

  let snapshot: StoreSnapshot
  private let log: LogReader
  /// True when each event that is here is compared with the one in the snapshot, from the first event on.
  private let comparesAll: Bool
  let theirs: UUID16
  /// The names by which the other store, or third ones, may call this one, and its real name.
  private let names: [UUID16: UUID16]
  private let erasureFilter: ErasureFilter
  /// Milliseconds since 1970-01-01 UTC.
  private let now: Int64
  var origins: Provenance
  private var sync: Projected<SyncState>
  var places: [UUID16: Place] = [:]
  var reader: HomeReader
  /// By store: readers of the events that are here, while they are compared.
  private var cursors: [UUID16: StreamCursor] = [:]
  private var builder = EventBlockBuilder()
  private var run: Run?
  private var nextNumber: Int64
  private var sharedPrefixes: SharedPrefixSearch
  /// The number of events of other stores that were added.
  private(set) var added: UInt64 = 0

  /// `log` belongs to the store that receives the events, and `known` is what is known of it at its end. For
  /// `comparesAll`, see `mustCompare`.
  init(
    _ snapshot: StoreSnapshot, _ names: MergeNames, into log: LogReader, _ known: MergeBasis, now: Int64,
    comparesAll: Bool = false
  ) {
    (self.log, self.comparesAll) = (log, comparesAll)
    (self.snapshot, self.now, theirs) = (snapshot, now, names.theirs)
    self.names = Dictionary(uniqueKeysWithValues: names.ours.map { ($0, log.directory.uuid) })
    (origins, sync, erasureFilter) = (known.origins, known.sync, ErasureFilter(known.erasures.state))
    nextNumber = Int64(sync.state.sources.count)
    sharedPrefixes = SharedPrefixSearch(log, known)
    reader = HomeReader(own: theirs, names: self.names)
  }

  /// The last event of the other store's log that is known here.
  var known: ImportEvent { origins.heads[theirs] ?? ImportEvent(store: theirs, sequence: 0, chain: .zero) }

  /// Only events after this one are examined.
  var start: UInt64 { comparesAll ? 0 : known.sequence }

  /// Writes all events that are not here to `transfer`, commits them, and ends with the decisions about equal files and
  /// an `imported` event. `progress` receives the sequence number reached in the snapshot. Throws `StoreError` or
  /// `PartedStreams`.
  mutating func write(to transfer: inout SegmentTransfer, progress: (UInt64) -> Void) throws {
    let (start, snapshot) = (start, snapshot)
    begin(after: start)
    try snapshot.forEachBlock(after: start) { block, bodies in
      try merge(block, bodies, &transfer)
      progress(block.sequences.upperBound - 1)
    }
    try flush(&transfer)
    try finish(&transfer)
  }

  /// Compares what is here with a snapshot that holds nothing new. Throws `PartedStreams` when they differ.
  mutating func compare() throws {
    let snapshot = snapshot
    begin(after: 0)
    try snapshot.forEachBlock(after: 0) { block, bodies in
      let events = try ForeignEvents(block, bodies, &reader)
      for row in 0..<block.count {
        guard let place = places[events.homes[row]] else { continue }
        if place.position < origins.streams[events.homes[row]]?.position ?? 0 { try skip(row, events) }
        try step(row, events)
      }
    }
  }

  /// Sets the starting positions. The snapshot may continue in the middle of a run that its store has of a third store.
  mutating func begin(after sequence: UInt64) {
    let stream = origins.streams[theirs] ?? Provenance.Stream()
    reader = HomeReader(own: theirs, names: self.names)
    guard sequence > 0 else {
      // A third store may have brought its first events here already.
      places[theirs] = Place(position: 0)
      return
    }
    places[theirs] = Place(position: stream.position)
    let rest = stream.heldEvents &- (sequence &- stream.position)
    if let held = stream.lastHeld, rest > 0, rest <= held.end {
      places[reader.name(held.store)] = Place(position: held.end - rest)
      reader = HomeReader(own: theirs, names: names, store: reader.name(held.store), left: rest)
    }
  }

  private mutating func merge(
    _ block: EventBlock, _ bodies: BlockBodies, _ transfer: inout SegmentTransfer
  ) throws {
    let events = try ForeignEvents(block, bodies, &reader)
    // A `foreign` event must be followed by exactly the events that it announces, and events of other stores must stand
    // nowhere else.
    if let breach = reader.breach { throw snapshot.misplaced(breach) }
    for row in 0..<block.count {
      let home = events.homes[row]
      guard let place = places[home] else { throw snapshot.damagedEvent(block.firstSequence + UInt64(row)) }
      let here = origins.streams[home]?.position ?? 0
      if place.position < here {
        try skip(row, events)
      } else if home == origins.own {
        throw snapshot.unrelated(
          .ownEventsMissing, "holds events of this very store that are not here any more")
      } else if place.position == here {
        try append(row, events, &transfer)
      } else {
        throw snapshot.damagedEvent(block.firstSequence + UInt64(row))
      }
      try step(row, events)
    }
  }

  /// Advances to the next event.
  private mutating func step(_ row: Int, _ events: ForeignEvents) throws {
    let home = events.homes[row]
    places[home]!.position += 1
    if home == theirs, events.columns.kind(row) == .foreign, let note = try ForeignRunEvent(events.columns, row) {
      try beginRun(note)
    }
  }

  /// Handles a `foreign` event of the other store: the events that follow are those of a third store.
  private mutating func beginRun(_ said: ForeignRunEvent) throws {
    var note = said
    note.store = reader.name(said.store)
    let here = origins.streams[note.store] ?? Provenance.Stream()
    var place = Place(position: note.position)
    if !comparesAll, note.store != origins.own, let before = note.chainBefore, let chain = here.chain,
      note.range.contains(here.position)
    {
      if note.position < here.position {
        place.chain = Chain(before)
      } else if before != chain {
        throw PartedStreams(store: note.store, events: here.position)
      }
    }
    places[note.store] = place
  }

  /// Skips an event that is here already.
  private mutating func skip(_ row: Int, _ events: ForeignEvents) throws {
    let home = events.homes[row]
    if comparesAll, home != origins.own { return try compare(row, events) }
    guard places[home]!.chain != nil else { return }
    var hash: [UInt8] = []
    events.hash(row, events.original(row, origins), into: &hash)
    places[home]!.chain!.extend(eventHashes: hash)
    guard places[home]!.position + 1 == origins.streams[home]!.position else { return }
    guard places[home]!.chain!.digest == origins.streams[home]!.chain else {
      throw PartedStreams(store: home, events: places[home]!.position + 1)
    }
    places[home]!.chain = nil
  }

  /// Throws `PartedStreams` when an event differs from the one that is here in more than what a purge removes.
  private mutating func compare(_ row: Int, _ events: ForeignEvents) throws {
    let home = events.homes[row]
    let position = places[home]!.position
    if cursors[home].map({ $0.position > position }) ?? true { cursors[home] = StreamCursor(log, of: home) }
    guard let (known, knownRow) = try cursors[home]!.event(at: position),
      try events.difference(row, known, knownRow, origins) != .other
    else { throw PartedStreams(store: home, events: position + 1) }
  }

  private mutating func append(_ row: Int, _ events: ForeignEvents, _ transfer: inout SegmentTransfer) throws {
    let home = events.homes[row]
    try check(row, events)
    let size = events.bodies.withBody(row) { $0.count }
    if let run, run.store != home || run.bytes + builder.bodyBytes + size > Self.runBytes { try flush(&transfer) }
    if run == nil {
      let stream = origins.streams[home] ?? Provenance.Stream()
      run = Run(store: home, position: stream.position, firstNumber: nextNumber, chainBefore: stream.chain)
    }
    if builder.isFull(before: size, columns: events.values.size(row) + 128) { closeBlock() }
    let changes = events.merged(row, origins, source: nextNumber)
    let kind = events.columns.kind(row)
    if try isErased(row, events) {
      try addErased(row, events)
      run!.isAltered = true
    } else {
      events.values.copy(row, changes, to: &builder)
      if let dropped = events.dropped?[row] {
        builder.end(dropped)
      } else {
        events.bodies.withBody(row) { builder.end(body: $0) }
      }
      events.hash(row, events.original(row, origins), into: &run!.hashes)
      try sharedPrefixes.hashEvent(row, events, source: events.source(row).map { origins.number($0, of: theirs) })
    }
    run!.events += 1
    added += 1
    try recordOrigin(row, kind, events)
  }

  /// Throws when an event that comes in lacks what a `source` event must have, or describes a source that its own store
  /// did not introduce: FORMAT.md, Trust.
  private func check(_ row: Int, _ events: ForeignEvents) throws {
    let (columns, home) = (events.columns, events.homes[row])
    func refuse(_ what: String) -> StoreError {
      snapshot.refused(events.block.firstSequence + UInt64(row), of: home, what)
    }
    let kind = columns.kind(row)
    switch kind {
    case .source:
      guard let number = events.source(row), number >= 0, try columns.bytes(.origin)[row] != nil,
        try columns.bytes(.root)[row] != nil, try columns.bytes(.path)[row] != nil
      else { throw refuse("makes a source known without its number, machine, root or path") }
      return
    case .record, .piece, .progress, .decision: break
    default: return
    }
    guard let source = events.source(row) else { return }
    let number = origins.number(source, of: theirs)
    guard number >= 0, origins.owner(number) != home else { return }
    // A statement of another store that two files have the same bytes counts for neither of them and is harmless: this
    // store compares the bytes itself.
    if kind == .decision, try columns.integers(.baseLength)[row] == nil,
      let reason = try columns.integers(.reason)[row].flatMap(DecisionReason.init), [.copy, .diverged].contains(reason)
    {
      return
    }
    throw refuse(
      "speaks of a source that is not its own, but \(origins.owner(number) == origins.own ? "this" : "another") store's"
    )
  }

  /// Updates `origins` and `sharedPrefixes` by an event that was appended.
  private mutating func recordOrigin(_ row: Int, _ kind: EventKind?, _ events: ForeignEvents) throws {
    let home = events.homes[row]
    switch kind {
    case .source:
      if let number = events.source(row) {
        let theirNumber = try home == theirs ? number : events.columns.integers(.number)[row] ?? number
        origins.addSource(of: home, nextNumber, theirNumber: theirNumber)
        if let path = try events.columns.bytes(.path)[row] {
          sharedPrefixes.add(source: nextNumber, path: path, home: home)
        }
        nextNumber += 1
      }
    case .foreign: if let note = try ForeignRunEvent(events.columns, row) { origins.add(note, of: home) }
    case .imported: if let note = try ImportEvent(events.columns, row) { origins.add(note, of: home) }
    default: break
    }
    origins.countEvents(of: home)
  }

  /// Returns true when a line, or a whole file in one piece, was erased here. It is then not stored again.
  private func isErased(_ row: Int, _ events: ForeignEvents) throws -> Bool {
    guard !erasureFilter.isEmpty, events.dropped?[row] == nil else { return false }
    switch events.columns.kind(row) {
    case .record: return events.bodies.withBody(row) { !$0.isEmpty && erasureFilter.contains(line: $0) }
    case .piece:
      guard try events.columns.integers(.offset)[row] == 0 else { return false }
      return events.bodies.withBody(row) { bytes in
        var hashers = erasureFilter.fileHashers()
        for index in hashers.indices { hashers[index].update(bytes) }
        return !bytes.isEmpty && erasureFilter.contains(hashers)
      }
    default: return false
    }
  }

  /// Adds an erased record or piece in place of the event: FORMAT.md, Erasure.
  private mutating func addErased(_ row: Int, _ events: ForeignEvents) throws {
    let columns = events.columns
    builder.begin(kind: UInt8(columns.kinds[row]!))
    for column: Column in [.source, .generation, .line, .offset, .piece] {
      guard let value = try columns.integers(column)[row] else { continue }
      builder.set(column, column == .source ? origins.number(value, of: theirs) : value)
    }
    builder.set(.length, Int64(events.bodies.withBody(row) { $0.count }))
    builder.set(.home, events.homes[row].bytes)
    builder.end()
  }

  private mutating func closeBlock() {
    for block in builder.finish() {
      run!.bytes += block.bodyBytes
      run!.blocks.append(block)
    }
  }

  /// Writes the run, preceded by the `foreign` event that announces it.
  private mutating func flush(_ transfer: inout SegmentTransfer) throws {
    guard run != nil else { return }
    closeBlock()
    let run = run!
    self.run = nil
    var note = ForeignRunEvent(
      store: run.store, position: run.position, events: run.events, chainBefore: run.chainBefore, chainAfter: nil,
      firstNumber: run.firstNumber)
    if let before = run.chainBefore, !run.isAltered {
      var chain = Chain(before)
      chain.extend(eventHashes: run.hashes)
      note.chainAfter = chain.digest
    }
    origins.setChain(note.chainAfter, of: run.store)
    note.add(to: &builder)
    try append(builder.finish(), &transfer)
    origins.countEvents(of: origins.own)
    try append(run.blocks, &transfer)
    try transfer.commit()
  }

  private mutating func append(_ blocks: [EncodedBlock], _ transfer: inout SegmentTransfer) throws {
    for block in blocks {
      let envelopes = try block.envelopes(firstSequence: transfer.nextSequence)
      try transfer.append(block)
      try sync.apply(try BlockColumns(envelopes))
    }
  }

  /// Decides about the files that came with the events, and records how far the other store is known now.
  private mutating func finish(_ transfer: inout SegmentTransfer) throws {
    let (snapshot, start, origins, theirs) = (snapshot, known.sequence, origins, theirs)
    try sharedPrefixes.decide(sync.state, &builder) { keys, body in
      try snapshot.forEachRecord(of: keys, after: start) {
        origins.number($0, of: theirs)
      } body: {
        body($0, $1, $2)
      }
    }
    ImportEvent(store: theirs, sequence: snapshot.head.sequence, chain: snapshot.head.chain).add(at: now, to: &builder)
    try append(builder.finish(), &transfer)
    try transfer.commit()
  }
}

extension StoreSnapshot {
  /// Calls `body` with the bodies of the records and pieces of some generations after event `sequence`, in their order,
  /// with key and offset. `number` maps a source number of the snapshot to the one here. Memory: one block.
  fileprivate func forEachRecord(
    of keys: Set<GenerationKey>, after sequence: UInt64, _ number: (Int64) -> Int64,
    body: (GenerationKey, Int64, UnsafeRawBufferPointer) -> Void
  ) throws {
    try forEachBlock(after: sequence) { block, bodies in
      let columns = try BlockColumns(block)
      let (sources, generations) = (try columns.integers(.source), try columns.integers(.generation))
      let offsets = try columns.integers(.offset)
      for row in 0..<block.count where columns.kind(row) == .record || columns.kind(row) == .piece {
        guard let source = sources[row], let generation = generations[row] else { continue }
        let key = GenerationKey(source: number(source), generation: generation)
        if keys.contains(key) { bodies.withBody(row) { body(key, offsets[row] ?? 0, $0) } }
      }
    }
  }
}
