import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog

/// Checks the events of a snapshot before a store imports them: their values must not cause a failure later. Checksums
/// and the chain have been checked before.
struct ImportCheck {
  private var events: EventCheck
  private var sync: Projected<SyncState>
  private let generations: GenerationCheck
  private var hasForeign = false
  /// The maximum number of events that are neither records nor pieces.
  private let limit: UInt64

  /// `known` is the state of a log before the events that are to be imported; `bytes` is the size of these in a file.
  init(_ store: UUID16, after known: Projected<SyncState>, bytes: UInt64) {
    limit = Self.eventsMax(bytes)
    events = EventCheck(store, after: known.state)
    (sync, generations) = (known, GenerationCheck(after: known.state))
  }

  /// A few bytes can stand for many events, and readers keep something of each event that is neither a record nor a
  /// piece: FORMAT.md, Limits.
  private static func eventsMax(_ bytes: UInt64) -> UInt64 { 1024 + 8 * min(bytes, 1 << 48) }

  /// Checks all events of `log` after those that `known` knows, whose size in a file is `bytes`; without it all events.
  /// Returns the first thing that is wrong; nil when nothing is. Memory: one block, plus that of `EventCheck` and
  /// `GenerationCheck`.
  static func finding(_ log: LogReader, after known: MergeBasis? = nil, bytes: UInt64) throws -> Finding? {
    let first = (known?.head.sequence ?? 0) + 1
    guard log.head.sequence >= first else { return nil }
    var check = ImportCheck(log.directory.uuid, after: known?.sync ?? Projected(), bytes: bytes)
    try log.forEachBlock(in: first...log.head.sequence) { try check.fold($0, try log.bodies(of: $0)) }
    return try check.finding(log, after: known?.provenance ?? FoldedProvenance(own: log.directory.uuid))
  }

  private mutating func fold(_ block: EventBlock, _ bodies: BlockBodies) throws {
    try events.fold(block)
    // The remaining checks may rely on the very column that is wrong.
    guard events.findings.isEmpty, events.others <= limit else { return }
    if block.columns.contains(where: { $0 == Column.home.rawValue || $0 == Column.store.rawValue }) {
      hasForeign = true
    }
    try sync.apply(try BlockColumns(block))
    try generations.fold(block, bodies, from: 0)
  }

  private func finding(_ log: LogReader, after known: FoldedProvenance) throws -> Finding? {
    if let first = events.findings.first { return first }
    guard events.others <= limit else {
      return Finding(
        file: "seg", "\(events.others) events are neither records nor pieces, more than \(limit) in so few bytes")
    }
    if let first = events.findings(sync.state).first { return first }
    if let first = try generations.findings(log, sync.state, repeatsAreWrong: false).first { return first }
    return hasForeign ? try OriginCheck.findings(log, after: known).first : nil
  }
}

extension StoreSnapshot {
  /// Checks the values of the events: FORMAT.md, Values of columns. For a snapshot that continues another one, this
  /// covers what can be determined without that one. The snapshot must have been verified before. Throws
  /// `StoreError`. Speed: 200 MB/s. Memory: one decoded block, and 300 bytes per version of a file.
  package func verifyEvents() throws {
    try throwingStoreErrors {
      if since.sequence == 0 { return try refuse(try ImportCheck.finding(try log(), bytes: length)) }
      var check = EventCheck(store, isPart: true)
      try forEachBlock(after: since.sequence) { block, _ in try check.fold(block) }
      try refuse(check.findings(SyncState()).first)
    }
  }

  /// Checks the values of the events that `log` would get from this snapshot after those that `known` knows.
  func verifyEvents(in log: LogReader, after known: MergeBasis) throws {
    try refuse(try ImportCheck.finding(log, after: known, bytes: length))
  }

  private func refuse(_ finding: Finding?) throws {
    guard let finding else { return }
    let place = finding.file == "seg" ? "" : "\(finding.file): "
    throw StoreError(
      .snapshotRefused,
      "\(path): \(place)\(finding.message); nobody can rely on this snapshot, and nothing was imported", path: path)
  }
}
