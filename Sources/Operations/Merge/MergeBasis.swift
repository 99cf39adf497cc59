import SegmentedLog
import SessionLog
import Sync

/// What an import needs to know of the log that it adds to. It is kept from one import to the next, so that each costs
/// what is new in it, and not what the log has already.
struct MergeBasis {
  /// The end of the log up to which everything in here is folded.
  private(set) var head = LogHead(sequence: 0, chain: .zero)
  private(set) var provenance: FoldedProvenance
  private(set) var sync: Projected<SyncState>
  private(set) var erasures: Projected<ErasuresState>
  private(set) var families = SourceFamilies()

  var origins: Provenance { provenance.origins }

  /// Reads the checkpoints of a log and the envelopes of its events.
  init(_ log: LogReader) throws {
    (provenance, sync, erasures) = (try FoldedProvenance(log), try Projected(log), try Projected(log))
    families.add(sync.state)
    head = log.head
  }

  /// Folds the events that the log has got since. Where those before them have been replaced, as by a purge, everything
  /// is folded again.
  mutating func catchUp(_ log: LogReader) throws {
    if head == log.head, provenance.origins.own == log.directory.uuid { return }
    guard provenance.origins.own == log.directory.uuid, head.sequence > 0, head.sequence <= log.head.sequence,
      try log.chain(after: head.sequence) == head.chain
    else {
      self = try MergeBasis(log)
      return
    }
    try provenance.catchUp(log)
    try sync.catchUp(log)
    try erasures.catchUp(log)
    families.add(sync.state)
    head = log.head
  }
}

extension MergeBasis? {
  /// Returns what is known of a log, as of its end.
  mutating func caughtUp(_ log: LogReader) throws -> MergeBasis {
    if self == nil { self = try MergeBasis(log) } else { try self!.catchUp(log) }
    return self!
  }
}
