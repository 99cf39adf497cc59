import Answers
import Bytes
import SegmentedLog
import SessionLog

/// The events that two copies of one store have in common, and where they diverge.
struct CommonBeginning {
  /// The number of events that both have, regardless of what a purge removes.
  private(set) var events: UInt64 = 0
  /// The hash of the next event in the log, and of the next one in the snapshot; nil when there is none.
  private(set) var ours: [UInt8]?
  private(set) var theirs: [UInt8]?

  /// Compares a whole snapshot with a log, up to the first event in which they differ. Memory: one block of each.
  init(_ snapshot: StoreSnapshot, _ log: LogReader) throws {
    struct Parted: Error {}
    var cursor = StreamCursor(log, of: nil)
    var reader = HomeReader(own: snapshot.store)
    do {
      try snapshot.forEachBlock(after: 0) { block, bodies in
        let events = try ForeignEvents(block, bodies, &reader)
        for row in 0..<block.count {
          let known = try cursor.event(at: self.events)
          guard let known, try events.difference(row, known.events, known.row) != .other else {
            ours = known.map { $0.events.hash($0.row) }
            theirs = events.hash(row)
            throw Parted()
          }
          self.events += 1
        }
      }
      ours = try cursor.event(at: events).map { $0.events.hash($0.row) }
    } catch is Parted {}
  }
}

/// The name that a store gives to a copy of itself that has continued differently. Its events are imported like those
/// of a separate store, always under the same name.
enum ForkName {
  /// The UUID, of version 8 (RFC 9562), for the copy of `store` that has the common first `events` events, followed by
  /// an event with the hash `next`.
  static func uuid(of store: UUID16, events: UInt64, next: [UInt8]) -> UUID16 {
    var hasher = SHA256()
    hasher.update(Array("ccstore fork\0".utf8))
    hasher.update(store.bytes)
    hasher.update((0..<8).map { UInt8(truncatingIfNeeded: events >> (8 * UInt64($0))) })
    hasher.update(next)
    var uuid = UUID16(hasher.digest.bytes)
    uuid.high = uuid.high & ~0xf000 | 0x8000
    uuid.low = uuid.low & ~(3 << 62) | (2 << 62)
    return uuid
  }

  /// Returns true when a UUID has the version of such a name.
  static func isOne(_ uuid: UUID16) -> Bool { uuid.high & 0xf000 == 0x8000 }
}

/// The names by which stores are known during an import.
struct MergeNames {
  /// The store that the snapshot belongs to.
  var theirs: UUID16
  /// The names by which copies of this store that continued differently call it.
  var ours: Set<UUID16> = []
}

extension MergeNames {
  /// `snapshot` belongs to another store, or to a copy of this one with the same UUID that continued differently.
  /// Throws `StoreError` when the names would need a whole snapshot.
  init(_ snapshot: StoreSnapshot, _ log: LogReader, _ origins: Provenance) throws {
    let own = log.directory.uuid
    theirs = snapshot.store
    guard snapshot.since.sequence == 0 else {
      guard theirs != own else {
        throw snapshot.unrelated(
          .copiesParted, "and this store are copies of one store that have diverged")
      }
      return
    }
    let beginning = try CommonBeginning(snapshot, log)
    if let ours = beginning.ours, beginning.events > 0 {
      for store in [own, theirs] {
        self.ours.insert(ForkName.uuid(of: store, events: beginning.events, next: ours))
      }
    }
    if theirs == own {
      // This is reached only when both copies have events after the common ones.
      guard let next = beginning.theirs else { throw snapshot.damagedEvent(beginning.events) }
      theirs = ForkName.uuid(of: own, events: beginning.events, next: next)
    } else if origins.streams[theirs] == nil {
      // A copy that has got a UUID of its own in the meantime continues in the stream under which it was imported
      // before.
      for (store, head) in origins.heads.sorted(by: { $0.value.sequence > $1.value.sequence })
      where ForkName.isOne(store) {
        guard let chain = head.chain, head.sequence > 0, head.sequence <= snapshot.head.sequence,
          try snapshot.chain(after: head.sequence) == chain
        else { continue }
        theirs = store
        break
      }
    }
    ours.remove(theirs)
  }
}
