import FileIO
public import SegmentedLog

extension Store {
  /// Checks every byte of the store, and its snapshots against a fresh fold. Writes nothing.
  public func verify(progress: @escaping (Int64, Int64) -> Void = { _, _ in }) throws -> LogVerification {
    let directory = try StoreDirectory.open(path, fileSystem: fileSystem)
    var verifier = LogVerifier(directory, progress: progress)
    var result = try verifier.run()
    guard result.isOK, result.head.sequence > 0 else { return result }
    let log = try LogReader(directory)
    try log.forEachBlock { block in
      for column in Column.allCases {
        guard let isInteger = block.isInteger(column.rawValue), isInteger != column.isInteger else { continue }
        result.findings.append(
          Finding(
            file: "seg",
            "event \(block.firstSequence) and its neighbours hold column \(column.rawValue) as the wrong type"))
      }
    }
    guard result.isOK else { return result }
    let fresh: Projections
    do {
      fresh = try Projections(log, useSnapshots: false)
    } catch is ByteError {
      result.findings.append(Finding(file: "seg", "an event holds a column of the wrong type"))
      return result
    }
    let kept = try Projections(log)
    for (fresh, kept) in zip(fresh.digests, kept.digests) where fresh.digest != kept.digest {
      result.findings.append(
        Finding(
          file: "snap",
          "the snapshot of '\(fresh.name)' does not give the state of the log; delete snap/ to have it rebuilt"))
    }
    return result
  }
}
