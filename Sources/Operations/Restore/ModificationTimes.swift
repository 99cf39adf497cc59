import Answers
import SegmentedLog
import SessionLog

/// The last modification times of file versions that are not the current ones, as the last decision about each version
/// recorded them.
struct ModificationTimes {
  /// Nanoseconds since 1970-01-01 UTC.
  private var times: [GenerationKey: Int64] = [:]

  /// Reads the envelopes of all events up to the head of `log` once; reads nothing when `wanted` is empty.
  init(_ log: LogReader, of wanted: Set<GenerationKey>) throws {
    guard !wanted.isEmpty, log.head.sequence > 0 else { return }
    try log.forEachBlock(in: 1...log.head.sequence) { block in
      let columns = try BlockColumns(block)
      let (sources, generations) = (try columns.integers(.source), try columns.integers(.generation))
      let modified = try columns.integers(.mtime)
      for row in 0..<block.count where columns.kind(row) == .decision {
        guard let source = sources[row], let generation = generations[row], let time = modified[row] else { continue }
        let key = GenerationKey(source: source, generation: generation)
        if wanted.contains(key) { times[key] = time }
      }
    }
  }

  /// The time in nanoseconds since 1970-01-01 UTC; nil when the version was not asked for or no decision recorded a
  /// time.
  subscript(key: GenerationKey) -> Int64? { times[key] }
}
