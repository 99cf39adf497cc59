import SegmentedLog
import SessionLog

/// Counts the sessions that a run adds to, as the list of sessions counts them: by the contents of the records.
struct SessionCounter {
  /// The sessions with the events of the run. It is nil, and nothing is folded, as long as all records belong to the
  /// session that their file is named after and that had records before.
  private var state: SessionsState?
  /// The sessions before the run; empty while `state` is nil.
  private var before: [SessionState] = []
  private var usual: [Int64: [UInt8]] = [:]
  private var touched = Set<[UInt8]>()

  init(_ plan: IngestPlan) {
    for item in plan.items {
      guard let stored = item.stored, stored.generation.lines > 0, item.format.isMain(item.file.path) else {
        continue
      }
      usual[item.number] = item.format.session(of: item.file.path)
    }
  }

  /// Takes a block of the run. `load` returns the sessions before the run.
  mutating func count(_ block: BlockColumns, load: () throws -> SessionsState) throws {
    if state == nil {
      if try isUsual(block) { return }
      state = try load()
      before = state!.sessions
    }
    try state!.apply(block, from: 0)
  }

  private mutating func isUsual(_ block: BlockColumns) throws -> Bool {
    let sources = try block.view(integers: .source)
    let sessions = try block.view(bytes: .session)
    let lengths = try block.view(integers: .length)
    var last: (source: Int64, entry: Int)?
    for row in 0..<block.count where block.kind(row) == .record {
      guard let source = sources[row], let known = usual[source] else { return false }
      guard let entry = sessions.entry(row) else {
        // The record belongs to the session of the record before it. One that only stands for erased bytes belongs to
        // none.
        if lengths[row] == nil { touched.insert(known) }
        continue
      }
      if let last, last == (source, entry) { continue }
      guard sessions.bytes(ofEntry: entry).elementsEqual(known) else { return false }
      last = (source, entry)
      touched.insert(known)
    }
    return true
  }

  /// The number of new sessions, and of known ones that the run added to.
  var counts: (inserted: Int64, updated: Int64) {
    guard let state else { return (0, Int64(touched.count)) }
    return Self.counts(before, state.sessions, touched)
  }

  /// Returns the same for two states, of which the second continues the first. `touched` are known sessions that the
  /// run added to in other ways.
  static func counts(
    _ before: [SessionState], _ after: [SessionState], _ touched: Set<[UInt8]> = []
  ) -> (inserted: Int64, updated: Int64) {
    var updated = touched
    for (old, new) in zip(before, after) where old.parts != new.parts { updated.insert(new.id) }
    return (Int64(after.count - before.count), Int64(updated.count))
  }
}
