import FileIO
import SegmentedLog
import SessionLog

/// What the events after a position of the log have changed.
package struct LogChanges: Sendable {
  /// A session that has received records.
  package struct Session: Sendable, Equatable {
    package var id: String
    /// The number of records that were stored.
    package var records: Int64
    /// The sequence number of the last one.
    package var last: UInt64
  }

  /// The sessions in the order of their last records.
  package var sessions: [Session] = []
  /// The runs that began or ended, in their present state, each with the sequence number of its last event. Runs that
  /// the state of syncing has forgotten are left out.
  package var runs: [(run: RunState, last: UInt64)] = []
}

extension StoreView {
  /// Returns what the events after `sequence` have changed. Records that are erased, and runs of other stores, are left
  /// out. Cost: reads the envelopes of these events.
  package func changes(after sequence: UInt64) throws -> LogChanges {
    guard sequence < head.sequence else { return LogChanges() }
    return try throwingStoreErrors {
      let sync = try sync
      let erased = ErasedRanges(sync)
      var sessions: [[UInt8]: LogChanges.Session] = [:]
      var runs: [Int64: UInt64] = [:]
      try log.forEachBlock(in: sequence + 1...head.sequence) { block in
        let columns = try BlockColumns(block)
        let isErased = try ErasedRows(columns, erased)
        let sources = try columns.integers(.source)
        let numbers = try columns.integers(.run)
        for row in 0..<block.count {
          let place = block.firstSequence + UInt64(row)
          switch columns.kind(row) {
          case .record:
            guard !isErased[row], let number = sources[row], sync.sources.indices.contains(Int(clamping: number)),
              let id = sync.sources[Int(number)]?.session
            else { continue }
            sessions[Array(id), default: LogChanges.Session(id: id.text, records: 0, last: 0)].records += 1
            sessions[Array(id)]!.last = place
          case .runStarted, .runFinished:
            if let run = numbers[row], try !columns.isForeign(row) { runs[run] = place }
          default: continue
          }
        }
      }
      var changes = LogChanges()
      changes.sessions = sessions.values.sorted { $0.last < $1.last }
      changes.runs = sync.runs.compactMap { run in runs[run.number].map { (run, $0) } }.sorted { $0.last < $1.last }
      return changes
    }
  }
}
