import FileIO
import TestSupport

@testable import SegmentedLog

/// The checks that every crash image must pass.
extension CrashTally {
  /// Checks that a reader finds everything acknowledged, that one recovery repairs the log, and that one more commit
  /// can follow.
  mutating func check(_ image: SimulatedVolume, _ promised: Promised, segmentSize: UInt64, _ label: () -> String) {
    images += 1
    do {
      try checkReading(image, promised)
      try checkRecovery(image, promised, segmentSize)
    } catch {
      problems.append("\(label()): \(error)")
    }
  }

  /// Checks that for images of a moment of a history: some of the exhaustive ones, and some random ones.
  mutating func checkImages(
    of moment: CrashMoment, in history: CrashHistory, _ seed: UInt64, exhaustive: Int, random count: Int,
    _ random: inout Seeded
  ) {
    var policies = Array(moment.volume.exhaustivePolicies.shuffled(using: &random).prefix(exhaustive))
    for _ in 0..<count { policies.append(.random(seed: random.next())) }
    for policy in policies {
      check(moment.volume.image(policy), moment.promised, segmentSize: history.segmentSize) {
        "history \(seed), before \(moment.next), \(policy)"
      }
    }
  }

  private mutating func checkReading(_ image: SimulatedVolume, _ promised: Promised) throws {
    let disk = SimulatedFileSystem(image)
    disk.record()
    do {
      let directory = try CrashLog.directory(disk)
      count(head(directory, image))
      var verifier = LogVerifier(directory)
      let verification = try verifier.run()
      if let finding = verification.findings.first(where: { $0.severity == .error }) {
        throw CrashFailure("verification before recovery: \(finding)")
      }
      let last = try directory.manifest()?.segments.last?.lastOrdinal ?? 0
      for finding in verification.findings where finding.message.hasSuffix("not part of the log") {
        count(SegmentID(path: finding.file)!.ordinal > last ? "H" : "K")
      }
      let log = try LogReader(directory)
      if let damage = log.damage { throw CrashFailure("a reader before recovery: \(damage)") }
      try compare(log.events(), promised, "a reader before recovery")
    } catch LogError.notAStore {
      if !promised.acknowledged.isEmpty {
        lost += 1
        throw CrashFailure("a reader finds no store")
      }
    }
    if disk.operations.contains(where: \.isChange) { throw CrashFailure("a reader has changed the disk") }
  }

  private mutating func checkRecovery(_ image: SimulatedVolume, _ promised: Promised, _ segmentSize: UInt64) throws {
    let disk = SimulatedFileSystem(image)
    count(name(try CrashLog.writer(disk, segmentSize: segmentSize, entropy: 2).recovery))
    let found = try LogReader(CrashLog.directory(disk)).events()
    try compare(found, promised, "after recovery")
    let recovered = storeFiles(disk)
    let manifest = try CrashLog.directory(disk).manifest()!
    let named = Set(manifest.segments.map(\.id.path))
    // What an interrupted roll has left is replaced when its ordinal is needed.
    let last = manifest.segments.last!.lastOrdinal
    let rubbish = recovered.keys.first { name in
      name.hasPrefix("tmp/") || !named.contains(name) && SegmentID(path: name).map { $0.ordinal <= last } ?? false
    }
    if let rubbish { throw CrashFailure("\(rubbish) is left after recovery") }
    guard try CrashLog.writer(disk, segmentSize: segmentSize, entropy: 2).recovery == .clean else {
      throw CrashFailure("a second opening has found work to do")
    }
    guard storeFiles(disk) == recovered else { throw CrashFailure("a second opening has changed files") }
    let next = TestEvent.numbered(1_000_000, 1)
    var writer = try CrashLog.writer(disk, segmentSize: segmentSize, entropy: 2)
    try writer.commit(next)
    guard try LogReader(CrashLog.directory(disk)).events() == found + next else {
      throw CrashFailure("a commit after recovery does not follow what was there")
    }
    var verifier = LogVerifier(try CrashLog.directory(disk))
    if let finding = try verifier.run().findings.first(where: { $0.severity == .error }) {
      throw CrashFailure("verification after recovery: \(finding)")
    }
  }

  private mutating func compare(_ found: [TestEvent], _ promised: Promised, _ when: String) throws {
    if found == promised.acknowledged || found == promised.ifCommitted { return }
    if !found.starts(with: promised.acknowledged) { lost += 1 }
    let bodies = Set(found.map(\.body))
    if bodies.count < found.count { duplicated += 1 }
    throw CrashFailure("\(when): \(found.count) events; \(promised.acknowledged.count) had been acknowledged")
  }

  /// The files that a second opening must not change: all but HEAD and the lock.
  private func storeFiles(_ disk: SimulatedFileSystem) -> [String: [UInt8]] {
    var files = disk.volume.tree(CrashLog.path)
    files[AcknowledgedEnd.file] = nil
    files[StoreDirectory.lockFile] = nil
    return files
  }

  private func name(_ outcome: RecoveryOutcome) -> String {
    switch outcome {
    case .created: "I"
    case .clean: "A"
    case .rolled(commits: 0, quarantined: 0): "G"
    case .rolled(commits: _, quarantined: 0): "B"
    case .rolled(commits: 0, quarantined: _): "C"
    case .rolled: "B and C"
    }
  }

  private func head(_ directory: StoreDirectory, _ image: SimulatedVolume) -> String {
    if image.contents(directory.file(AcknowledgedEnd.file)) == nil { return "no HEAD" }
    return directory.acknowledgedEnd() == nil ? "useless HEAD" : "good HEAD"
  }
}
