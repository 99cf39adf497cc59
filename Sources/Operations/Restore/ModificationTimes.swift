import Answers
import SegmentedLog
import SessionLog

/// When files were last modified, in the versions that are not the current ones: as the last decision about each version saw it.
struct ModificationTimes {
  /// Nanoseconds since 1970 UTC.
  private var times: [GenerationKey: Int64] = [:]

  /// Goes through the envelopes up to the head of `log`, unless `wanted` is empty.
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

  subscript(key: GenerationKey) -> Int64? { times[key] }
}
