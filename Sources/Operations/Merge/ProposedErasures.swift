import Answers
import Bytes
import SegmentedLog
import SessionLog

/// What another store has erased of files that it did not make known itself. Here it counts for nothing until somebody says so: FORMAT.md, Trust.
public struct ProposedErasure: Sendable, Equatable {
  /// The store that has erased it.
  public var store: UUID16
  /// By the path of the file; empty where that belongs to none.
  public var session: String
  /// Absolute path of the file.
  public var path: String
  public var generation: Int64
  /// Bytes that are given out here.
  public var bytes: Int64
}

extension SyncState {
  /// The erasures of another store that count for nothing here and would take something away.
  func proposed(_ erasures: ErasuresState, by store: UUID16) -> [ErasureEntry] {
    erasures.entries.filter { $0.home == store && !isInForce($0) && remainder($0) != nil }
  }

  /// What of an erasure's bytes is stored and not erased: bytes; nil where there is nothing. An empty file has none and is one all the same.
  private func remainder(_ entry: ErasureEntry) -> Int64? {
    let key = GenerationKey(source: entry.source, generation: entry.generation)
    guard let generation = generation(key) else { return nil }
    let start = generation.base?.length ?? 0
    guard entry.length > 0, entry.offset >= 0 else {
      return generation.length == start && sources[Int(entry.source)]?.erasedAt == nil ? 0 : nil
    }
    let (end, overflow) = entry.offset.addingReportingOverflow(entry.length)
    let (low, high) = (max(start, entry.offset), min(generation.length, overflow ? .max : end))
    guard low < high else { return nil }
    let gaps = generation.erased.gaps(in: low..<high)
    return gaps.isEmpty ? nil : gaps.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) }
  }

  package func report(_ proposed: [ErasureEntry]) -> [ProposedErasure] {
    proposed.compactMap { entry in
      guard let bytes = remainder(entry), let home = entry.home else { return nil }
      return ProposedErasure(
        store: home, session: sources[Int(entry.source)].flatMap { TranscriptPath.session($0.path) }?.text ?? "",
        path: path(entry.source) ?? "?", generation: entry.generation, bytes: bytes)
    }
  }
}

extension Store {
  /// Reports what `store` has erased of files that are not its own and is given out here; with `accepts`, erases it here, too, durably.
  func settleErasures(by store: UUID16, accepts: Bool, _ writer: inout LogWriter) throws -> (
    proposed: [ProposedErasure], accepted: [ProposedErasure]
  ) {
    let log = try LogReader(writer.directory)
    let projections = try Projections(log)
    let sync = projections.sync.state
    let entries = sync.proposed(projections.erasures.state, by: store)
    guard accepts, !entries.isEmpty else { return (sync.report(entries), []) }
    let key = projections.erasures.state.key ?? ErasureKey(entropy.bytes(ErasureKey.length))!
    // An event says which session was named, and whether its tokens count.
    for group in Dictionary(grouping: entries, by: { ErasureGroup(session: $0.session, usageToo: $0.usageToo) })
      .sorted(by: { ($0.value[0].sequence) < ($1.value[0].sequence) })
    {
      let plan = try ErasurePlan(proposed: group.value, session: group.key.session, log, projections, key: key)
      for block in plan.blocks(key, at: clock.milliseconds, usageToo: group.key.usageToo) { try writer.append(block) }
    }
    try commitErasure(&writer)
    return ([], sync.report(entries))
  }

  /// Makes the erasures that were appended durable, and removes what was derived of the events before.
  func commitErasure(_ writer: inout LogWriter) throws {
    try writer.commit()
    remember(writer.directory)
    // Those that are there hold what is erased now. They are derived, and nobody takes them for what they were: without room for new ones they are
    // only removed.
    try writer.removeSnapshots()
    try writer.removeIndexes()
    if let renewed = try? Projections(LogReader(writer.directory)) {
      for snapshot in renewed.snapshots(writer.head) { try? writer.save(snapshot) }
    }
  }
}

private struct ErasureGroup: Hashable {
  var session: [UInt8]
  var usageToo: Bool
}
