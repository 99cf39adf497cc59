import FileIO
import SegmentedLog

/// Checks the events of other stores against the chain hashes of these stores: FORMAT.md, Events of other stores.
struct OriginCheck {
  private struct Run {
    var store: UUID16
    var chain: Chain
    var after: Digest
    var left: UInt64
    var first: UInt64
  }

  /// Decodes and hashes all of the log, where it holds such events.
  static func findings(_ log: LogReader) throws -> [Finding] {
    let origins = try Origins(log)
    guard origins.streams.contains(where: { $0.key != origins.own && $0.value.position > 0 }) else { return [] }
    var findings: [Finding] = []
    var run: Run?
    try log.forEachBlock { block in
      let columns = try BlockColumns(block)
      let homes = try columns.homes(origins.own)
      var events: ForeignEvents?
      for row in 0..<block.count {
        if homes[row] == origins.own {
          if let run { findings.append(finding(run)) }
          run = nil
          guard columns.kind(row) == .foreign, let note = try ForeignNote(columns, row), let after = note.chainAfter,
            let before = note.chainBefore, note.events > 0
          else { continue }
          run = Run(
            store: note.store, chain: Chain(before), after: after, left: note.events,
            first: block.firstSequence + UInt64(row) + 1)
          continue
        }
        guard run != nil else { continue }
        if events == nil { events = try ForeignEvents(block, try log.bodies(of: block), holder: origins.own) }
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
    if let run { findings.append(finding(run)) }
    return findings
  }

  private static func finding(_ run: Run) -> Finding {
    Finding(
      file: "seg",
      "the events from \(run.first) on do not have the chain hash that their store \(run.store) gave them")
  }
}
