import Answers
import Bytes
import SegmentedLog
import SessionLog

/// An erasure that another store made in a file which it did not introduce itself. It has no effect here until the user
/// accepts it: FORMAT.md, Trust.
public struct ProposedErasure: Sendable, Equatable {
  /// The store that made the erasure.
  public var store: UUID16
  /// The session id, taken from the path of the file; empty when the file belongs to no session.
  public var session: String
  /// The absolute path of the file.
  public var path: String
  /// The number of the version of the file, from 0.
  public var generation: Int64
  /// The number of these bytes that this store still shows.
  public var bytes: Int64
}

extension SyncState {
  /// The erasures of another store that have no effect here and would hide something.
  func proposed(_ erasures: ErasuresState, by store: UUID16) -> [ErasureEntry] {
    erasures.entries.filter { $0.home == store && !isInForce($0) && remainder($0) != nil }
  }

  /// The number of bytes of an erasure that are stored here and not erased; nil when nothing of it is left. An empty
  /// file has 0 bytes and counts as something all the same.
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

  /// Describes proposed erasures for the user. Those that would hide nothing any more are left out.
  package func report(_ proposed: [ErasureEntry]) -> [ProposedErasure] {
    proposed.compactMap { entry in
      guard let bytes = remainder(entry), let home = entry.home else { return nil }
      return ProposedErasure(
        store: home, session: sources[Int(entry.source)]?.session?.text ?? "",
        path: path(entry.source) ?? "?", generation: entry.generation, bytes: bytes)
    }
  }
}

extension Store {
  /// Reports the erasures that `store` made in files which are not its own and which are still shown here. With
  /// `accepts`, it makes the same erasures here, durably, and returns them as `accepted`. `known` is what is known of
  /// the log at its end.
  func resolveErasures(
    by store: UUID16, accepts: Bool, _ known: MergeBasis, _ writer: inout LogWriter
  ) throws -> (proposed: [ProposedErasure], accepted: [ProposedErasure]) {
    let sync = known.sync.state
    let entries = sync.proposed(known.erasures.state, by: store)
    guard accepts, !entries.isEmpty else { return (sync.report(entries), []) }
    let log = try LogReader(writer.directory)
    let projections = try Projections(log)
    let key = projections.erasures.state.key ?? ErasureKey(entropy.bytes(ErasureKey.length))!
    let view = StoreView(self, log, projections)
    // One erasure event names one session and says whether token counts are erased, too, so entries are grouped by
    // both.
    for group in Dictionary(
      grouping: entries, by: { ErasureGroup(session: $0.session, includesUsage: $0.includesUsage) }
    )
    .sorted(by: { ($0.value[0].sequence) < ($1.value[0].sequence) }) {
      let plan = try ErasurePlan(proposed: group.value, session: group.key.session, view, key: key)
      for block in plan.blocks(key, at: clock.milliseconds, includesUsage: group.key.includesUsage) {
        try writer.append(block)
      }
    }
    try commitErasure(&writer)
    return ([], sync.report(entries))
  }

  /// Commits the erasures that were appended, and removes what was derived from the events before them: checkpoints and
  /// indexes.
  func commitErasure(_ writer: inout LogWriter) throws {
    try writer.commit()
    recordHead(writer.directory)
    // The existing checkpoints and indexes still hold the erased content. They are derived data, so when there is no
    // room for new ones they are simply removed.
    try writer.removeCheckpoints()
    try writer.removeIndexes()
    writer.renewCheckpoints()
  }
}

private struct ErasureGroup: Hashable {
  var session: [UInt8]
  var includesUsage: Bool
}
