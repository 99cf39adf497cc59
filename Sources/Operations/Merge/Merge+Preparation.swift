import Answers
import Bytes
import SegmentedLog
import SessionLog
import Sync

extension Merge {
  /// True when the store has the whole snapshot already.
  var isDone: Bool { snapshot.head.sequence <= known.sequence }

  /// Returns true when the events that are here have to be compared with the snapshot one by one, because the snapshot
  /// does not continue them or this cannot be determined. This is so after a purge of one of the two stores. Throws
  /// `StoreError` when events in between are missing, or when the snapshot lacks what would have to be compared.
  func mustCompare() throws -> Bool {
    guard snapshot.since.sequence <= known.sequence else {
      throw snapshot.unrelated(
        .snapshotGap,
        "continues after event \(snapshot.since.sequence) of its store, of which only \(known.sequence) are here")
    }
    let isWhole = snapshot.since.sequence == 0
    guard known.sequence > 0 else { return origins.streams[theirs]?.position ?? 0 > 0 }
    // The snapshot is older than what is here, and nothing tells whether it is a part of it.
    guard known.sequence <= snapshot.head.sequence else { return isWhole }
    guard let chain = known.chain else { return isWhole }
    if try snapshot.chain(after: known.sequence) == chain { return false }
    guard isWhole else {
      throw snapshot.unrelated(
        .snapshotUnrelated,
        "does not continue from the \(known.sequence) events of its store that are here: one of the two was purged, or it has two histories"
      )
    }
    return true
  }

  /// Returns true when the snapshot has an event that is not here. `foreign` and `imported` events do not count: they
  /// only record what a store holds of others, and two stores that import each other would otherwise exchange them for
  /// ever.
  mutating func hasNews() throws -> Bool {
    struct Found: Error {}
    let (start, snapshot, origins, theirs) = (start, snapshot, origins, theirs)
    begin(after: start)
    var positions = places.mapValues(\.position)
    places = [:]
    var reader = reader
    do {
      try snapshot.forEachBlock(after: start) { block, _ in
        let columns = try BlockColumns(block)
        let homes = try reader.homes(columns)
        if let breach = reader.breach { throw snapshot.misplaced(breach) }
        for row in 0..<block.count {
          let position = positions[homes[row], default: 0]
          let kind = columns.kind(row)
          if position >= origins.streams[homes[row]]?.position ?? 0, kind != .foreign, kind != .imported {
            throw Found()
          }
          positions[homes[row]] = position + 1
          guard homes[row] == theirs, kind == .foreign, let note = try ForeignRunEvent(columns, row) else {
            continue
          }
          positions[reader.name(note.store)] = note.position
        }
      }
    } catch is Found { return true }
    return false
  }
}
