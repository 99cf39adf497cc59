import Answers
import Bytes
import SegmentedLog
import SessionLog

/// Checks the events that came from other stores against the chain hashes of these stores: FORMAT.md, Events of other
/// stores.
struct OriginCheck {
  /// A run of events of one store that is being hashed.
  private struct Run {
    var store: UUID16
    var chain: Chain
    var after: Digest
    var left: UInt64
    var first: UInt64
  }

  /// Returns what is wrong with the events of other stores after those of `known`, which are not checked; empty when
  /// nothing is. Decodes and hashes what comes after them when the log holds such events; otherwise only envelopes are
  /// read. Where those of `known` end inside a run, which is judged as a whole, all events are checked.
  static func findings(_ log: LogReader, after known: FoldedProvenance) throws -> [Finding] {
    guard known.sequence < log.head.sequence else { return [] }
    let known = known.reader.isInsideRun ? FoldedProvenance(own: log.directory.uuid) : known
    var folded = known
    try folded.catchUp(log)
    let origins = folded.origins
    guard origins.streams.keys.contains(where: { $0 != origins.own }) else { return [] }
    var findings: [Finding] = []
    var run: Run?
    var streams = StreamCount(known.origins)
    var reader = known.reader
    try log.forEachBlock(in: known.sequence + 1...log.head.sequence) { block in
      let columns = try BlockColumns(block)
      let before = reader
      let homes = try reader.homes(columns)
      var events: ForeignEvents?
      for row in 0..<block.count {
        if let finding = try streams.check(homes[row], columns, row) { findings.append(finding) }
        if homes[row] == origins.own {
          if let run { findings.append(finding(run)) }
          run = nil
          guard columns.kind(row) == .foreign, let note = try ForeignRunEvent(columns, row),
            let after = note.chainAfter,
            let before = note.chainBefore, note.events > 0
          else { continue }
          run = Run(
            store: note.store, chain: Chain(before), after: after, left: note.events,
            first: block.firstSequence + UInt64(row) + 1)
          continue
        }
        guard run != nil else { continue }
        if events == nil {
          var again = before
          events = try ForeignEvents(block, try log.bodies(of: block), &again)
        }
        var hash: [UInt8] = []
        events!.hash(row, events!.original(row, origins), into: &hash)
        run!.chain.extend(eventHashes: hash)
        run!.left -= 1
        if run!.left == 0 {
          if run!.chain.digest != run!.after || homes[row] != run!.store { findings.append(finding(run!)) }
          run = nil
        }
      }
    }
    return findings
  }

  private static func finding(_ run: Run) -> Finding {
    Finding(
      file: "seg",
      "the events from \(run.first) on do not have the chain hash that their store \(run.store) gave them")
  }
}

/// Counts the events of each store that a log holds, and compares the counts with what the `foreign` events announce.
private struct StreamCount {
  private let own: UUID16
  private var positions: [UUID16: UInt64] = [:]
  /// The current run: its announcement, and the number of its events that are still to come.
  private var note: ForeignRunEvent?
  private var left: UInt64 = 0
  private var wrong = Set<UUID16>()

  /// Continues after the events of `known`, which must not end inside a run.
  init(_ known: Provenance) {
    own = known.own
    for (store, stream) in known.streams where store != own { positions[store] = stream.position }
  }

  mutating func check(_ home: UUID16, _ block: BlockColumns, _ row: Int) throws -> Finding? {
    let sequence = block.block.firstSequence + UInt64(row)
    var finding: Finding?
    if left > 0, home == note!.store {
      left -= 1
    } else if left > 0 || home != own {
      let store = home == own ? note!.store : home
      finding = incomplete(store, sequence, "are not those that the event before them announces")
      left = 0
    }
    if home != own {
      positions[home, default: 0] += 1
    } else if block.kind(row) == .foreign, let note = try ForeignRunEvent(block, row) {
      let known = positions[note.store] ?? 0
      if known != note.position {
        finding = incomplete(
          note.store, sequence, "should begin after \(known) of them, and begin after \(note.position)", note)
      }
      (self.note, left) = (note, note.events)
      positions[note.store] = note.position
    }
    return finding
  }

  /// Reports a store at most once. When the chain hashes are absent this is only a notice, because a repair may have
  /// lost what is missing.
  private mutating func incomplete(
    _ store: UUID16, _ sequence: UInt64, _ what: String, _ note: ForeignRunEvent? = nil
  ) -> Finding? {
    guard wrong.insert(store).inserted else { return nil }
    let isKnown = (note ?? self.note)?.chainAfter != nil
    return Finding(
      isKnown ? .error : .notice, file: "seg",
      "the events of the store \(store) from \(sequence) on \(what); no other store can take them from this one")
  }
}
