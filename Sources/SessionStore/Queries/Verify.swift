import FileIO
public import SegmentedLog

extension Store {
  /// Checks every byte of the store, and its snapshots against a fresh fold. Writes nothing.
  ///
  /// `againstSources`: also compares what is stored with the files of this machine that are still on disk, byte for byte. One in which stored
  /// bytes differ is a notice when its size or times say that it was changed, an error when they say that it was not.
  public func verify(
    againstSources: Bool = false, progress: @escaping (Int64, Int64) -> Void = { _, _ in }
  ) throws -> LogVerification {
    let directory: StoreDirectory
    do throws(LogError) {
      directory = try StoreDirectory.open(path, fileSystem: fileSystem)
    } catch {
      guard case .damaged(let finding) = error else { throw error }
      var result = LogVerification()
      result.findings.append(finding)
      return result
    }
    var verifier = LogVerifier(directory, progress: progress)
    var result = try verifier.run()
    if result.isOK, result.head.sequence > 0 {
      result.findings += try checkColumns(directory)
      if result.isOK { result.findings += try checkProjections(directory) }
      if result.isOK { result.findings += try OriginCheck.findings(try LogReader(directory)) }
    }
    if result.isOK, againstSources, result.head.sequence > 0 {
      var comparison = try SourceComparison(try LogReader(directory), machine: machine, fileSystem: fileSystem)
      result.findings += try comparison.run(progress)
      result.comparedFiles = comparison.files
    }
    if !result.isOK { result.losses = try losses(directory) }
    return result
  }

  private func checkColumns(_ directory: StoreDirectory) throws -> [Finding] {
    var findings: [Finding] = []
    try LogReader(directory).forEachBlock { block in
      for column in Column.allCases {
        guard let isInteger = block.isInteger(column.rawValue), isInteger != column.isInteger else { continue }
        findings.append(
          Finding(
            file: "seg",
            "event \(block.firstSequence) and its neighbours hold column \(column.rawValue) as the wrong type"))
      }
    }
    return findings
  }

  private func checkProjections(_ directory: StoreDirectory) throws -> [Finding] {
    let log = try LogReader(directory)
    let fresh: Projections
    do {
      fresh = try Projections(log, useSnapshots: false)
    } catch is ByteError {
      return [Finding(file: "seg", "an event holds a column of the wrong type")]
    }
    let kept = try Projections(log)
    return zip(fresh.digests, kept.digests).filter { $0.digest != $1.digest }.map { fresh, _ in
      Finding(
        file: "snap",
        "the snapshot of '\(fresh.name)' does not give the state of the log; delete snap/ to have it rebuilt")
    }
  }

  /// What cannot be read, by event.
  private func losses(_ directory: StoreDirectory) throws -> [Loss] {
    let losses = LossLog()
    do {
      let log = try LogReader(directory, losses: losses)
      try log.forEachBlock { _ = try log.bodies(of: $0) }
    } catch LogError.damaged {
      // Without a manifest nothing can be read; the findings say so.
    }
    return losses.all
  }
}
