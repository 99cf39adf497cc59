import SegmentedLog
import SessionLog

/// The times of lines that state none: that of the line before in the same file, else that of the commit.
struct LakeTimes: Sendable {
  /// The times that every program can hold: the years 1970 to 2099, in milliseconds since 1970-01-01 UTC. A line that
  /// states another time counts as one that states none.
  static let range: Range<Int64> = 0..<4_102_444_800_000

  private var times: [UInt64: Int64] = [:]

  /// Returns the time of a line that states none.
  subscript(sequence: UInt64) -> Int64 { times[sequence] ?? Self.range.lowerBound }

  /// Makes the times of the lines with these sequence numbers. Cost: reads the envelopes, and where a line is the first
  /// of its file in the range, those of all events before it. Memory: 40 bytes for each line without a time.
  init(_ log: LogReader, _ range: ClosedRange<UInt64>, _ erased: ErasedRanges) throws {
    var last: [Int64: Int64] = [:]
    var waiting: [Int64: [UInt64]] = [:]
    try Self.forEachLine(of: log, in: range, erased) { source, sequence, time in
      if let time {
        last[source] = time
      } else if let known = last[source] {
        times[sequence] = known
      } else {
        waiting[source, default: []].append(sequence)
      }
    }
    guard !waiting.isEmpty else { return }
    var earlier: [Int64: Int64] = [:]
    if range.lowerBound > 1 {
      try Self.forEachLine(of: log, in: 1...range.lowerBound - 1, erased) { source, _, time in
        if let time, waiting[source] != nil { earlier[source] = time }
      }
    }
    var commits: CommitTimes?
    for (source, sequences) in waiting {
      if let time = earlier[source] {
        for sequence in sequences { times[sequence] = time }
        continue
      }
      if commits == nil { commits = try log.commitTimes() }
      for sequence in sequences {
        guard let time = commits!.time(of: sequence), Self.range.contains(time) else { continue }
        times[sequence] = time
      }
    }
  }

  /// Calls `body` with the source, the number and the time of each line that is not erased.
  private static func forEachLine(
    of log: LogReader, in range: ClosedRange<UInt64>, _ erased: ErasedRanges,
    _ body: (_ source: Int64, _ sequence: UInt64, _ time: Int64?) -> Void
  ) throws {
    try log.forEachScannedBlock(in: range) { block in
      let columns = try BlockColumns(block)
      let isErased = try ErasedRows(columns, erased)
      let (sources, stamps) = (try columns.integers(.source), try columns.integers(.timestamp))
      for row in 0..<block.count where columns.kind(row) == .record && !isErased[row] {
        guard let source = sources[row] else { continue }
        body(source, block.firstSequence + UInt64(row), stamps[row].flatMap { Self.range.contains($0) ? $0 : nil })
      }
    }
  }
}
