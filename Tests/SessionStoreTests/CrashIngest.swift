import FileIO
import TestSupport

@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

extension CrashTally {
  /// Checks that a reader finds what had been acknowledged, and that one ingest leads to what an undisturbed store
  /// holds.
  mutating func check(
    _ volume: SimulatedVolume, acknowledged: StoreContents?, expected: StoreContents, _ label: () -> String
  ) {
    images += 1
    do {
      try checkReading(SimulatedFileSystem(volume), acknowledged)
      try checkIngest(SimulatedFileSystem(volume), expected)
    } catch {
      problems.append("\(label()): \(error)")
    }
  }

  private mutating func checkReading(_ disk: SimulatedFileSystem, _ acknowledged: StoreContents?) throws {
    do {
      _ = try CrashStore.store(disk).status()
      let found = try StoreContents(disk)
      guard let acknowledged, !found.continues(acknowledged) else { return }
      lost += 1
      throw Broken("a reader misses something acknowledged")
    } catch let error as StoreError where error.code == .notAStore && acknowledged == nil {}
  }

  private mutating func checkIngest(_ disk: SimulatedFileSystem, _ expected: StoreContents) throws {
    try CrashStore.ingest(disk, entropy: 2)
    let store = CrashStore.store(disk)
    let log = try LogContents(store)
    if !log.disorder.isEmpty {
      duplicated += 1
      throw Broken("stored twice or out of order: \(log.disorder)")
    }
    let found = try StoreContents(disk)
    if found.generations != expected.generations {
      lost += 1
      throw Broken("the files given back are not those of an undisturbed store")
    }
    guard found.sessions == expected.sessions else {
      throw Broken("the sessions are not those of an undisturbed store")
    }
    if let finding = try store.verify().findings.first(where: { $0.severity == .error }) {
      throw Broken("verification: \(finding)")
    }
    let again = try CrashStore.ingest(disk, entropy: 2)
    guard again.counts.bytes == 0, again.counts.records == 0 else { throw Broken("a second ingest stores something") }
  }
}

/// Several ingests of files that change between them, and every moment at which the power could have failed.
struct CrashIngests {
  struct Moment: Sendable {
    var volume: SimulatedVolume
    var next: String
    /// What the ingests that had returned stored; nil before the first.
    var acknowledged: StoreContents?
    /// What one more ingest must lead to.
    var expected: StoreContents
  }

  private(set) var moments: [Moment] = []
  private var volume = SimulatedVolume()
  /// The same files, and a store that nothing happens to.
  private var undisturbed = SimulatedVolume()
  private var acknowledged: StoreContents?

  init(seed: UInt64, ingests: Int, lineBytes: Int = 5) throws {
    var random = Seeded(seed)
    var sources = CrashSources(seed: random.next(), lineBytes: lineBytes)
    for _ in 0..<ingests {
      let changes = sources.step()
      for (path, bytes) in changes.sorted(by: { $0.key < $1.key }) {
        try volume.put(bytes, at: CrashStore.root.appending(path))
        try undisturbed.put(bytes, at: CrashStore.root.appending(path))
      }
      let expected = try ingestUndisturbed()
      let disk = SimulatedFileSystem(volume)
      disk.record()
      try CrashStore.ingest(disk, entropy: random.next())
      for moment in disk.moments {
        let next = moment.next.map { "\($0)" } ?? "the end"
        let known = moment.next == nil ? expected : acknowledged
        moments.append(Moment(volume: moment.volume, next: next, acknowledged: known, expected: expected))
      }
      acknowledged = expected
      volume = random.oneIn(2) ? disk.volume : disk.volume.image(.random(seed: random.next()))
    }
  }

  private mutating func ingestUndisturbed() throws -> StoreContents {
    let disk = SimulatedFileSystem(undisturbed)
    try CrashStore.ingest(disk, entropy: 1)
    undisturbed = disk.volume
    return try StoreContents(disk)
  }
}
