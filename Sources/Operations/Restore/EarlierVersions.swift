import SegmentedLog
import SessionLog
import Transcripts

/// Finds the versions of transcripts that hold more records than a later one, as after a file was cut short.
struct EarlierVersions {
  private var found: [GenerationKey: RestoreReport.EarlierVersion] = [:]
  private let sync: SyncState

  /// Looks for the version with the most lines before that of each file. Versions that are erased or damaged do not
  /// count.
  init(_ files: [RestoreFile], _ sync: SyncState) {
    self.sync = sync
    for file in files {
      guard let source = sync.sources[Int(file.key.source)], source.form == .lines else { continue }
      let wanted = Int(file.key.generation)
      let complete = source.generations[..<wanted].indices.filter { index in
        let key = GenerationKey(source: file.key.source, generation: Int64(index))
        return sync.erased(in: key).isEmpty && !sync.lacksBytes(key)
      }
      let lines = source.generations[wanted].lines
      guard let best = complete.max(by: { source.generations[$0].lines < source.generations[$1].lines }),
        source.generations[best].lines > lines
      else { continue }
      found[GenerationKey(source: file.key.source, generation: Int64(best))] = RestoreReport.EarlierVersion(
        path: file.path.string, session: source.session?.text ?? "", generation: best,
        records: source.generations[best].lines, restoredRecords: lines)
    }
  }

  /// Returns those that were not dropped on request, by ascending path. Cost: reading their bytes; nothing when there
  /// are none.
  func stored(in log: LogReader) throws -> [RestoreReport.EarlierVersion] {
    var dropped = Set<Int64>()
    if !found.isEmpty {
      try GenerationReader(log, sync, Array(found.keys)).run(dropped: { dropped.insert($0) }, piece: { _, _, _ in })
    }
    return found.filter { !dropped.contains($0.key.source) }.values.sorted { $0.path < $1.path }
  }
}
