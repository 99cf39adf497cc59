import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("power cuts during an erasure or a purge", .serialized)
struct CrashErasureTests {
  @Test("a power cut during an erasure leaves all or nothing erased, and acknowledged erasures stay")
  func anyMoment() throws {
    let tally = try CrashTally.run(parts: 4 * TestSettings.scale) { _, random, tally in
      let seed = random.next()
      try tally.checkErasures(seed, images: 6, &random)
    }
    print(tally.summary("power cuts during erasures"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images >= 250 * TestSettings.scale)
  }

  @Test("a power cut during a purge leaves the old or the new store, and a second purge completes")
  func purge() throws {
    let tally = try CrashTally.run(parts: 4 * TestSettings.scale) { _, random, tally in
      let seed = random.next()
      try tally.checkPurges(seed, images: 6, &random)
    }
    print(tally.summary("power cuts during purges"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images >= 800 * TestSettings.scale)
  }
}

@Suite("failing operations during an erasure or a purge", .serialized)
struct FaultyErasureTests {
  @Test(
    "a failed operation during an erasure leaves all or nothing erased, even after a power cut",
    arguments: DiskFailure.all)
  func erase(_ failure: DiskFailure) throws {
    var tally = CrashTally()
    var random = Seeded(TestSettings.seed)
    try tally.checkFaultyErasures(failure, &random)
    print(tally.summary("erasures with \(failure)"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images > 0)
  }

  @Test(
    "a failed operation during a purge leaves the old or the new store, even after a power cut",
    arguments: DiskFailure.all)
  func purge(_ failure: DiskFailure) throws {
    var tally = CrashTally()
    var random = Seeded(TestSettings.seed)
    try tally.checkFaultyPurges(failure, &random)
    print(tally.summary("purges with \(failure)"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images > 0)
  }
}

extension CrashTally {
  fileprivate mutating func checkFaultyErasures(_ failure: DiskFailure, _ random: inout Seeded) throws {
    let disk = try store(5)
    let volume = disk.volume
    let old = try StoreContents(disk)
    disk.record()
    _ = try CrashStore.store(disk).erase(.session("a"))
    let new = try StoreContents(disk)
    try forEachFault(failure, disk.operations, volume, &random) {
      _ = try CrashStore.store($0).erase(.session("a"))
    } check: { tally, image, isDone in
      try tally.check(image, old, new, isOver: isDone)
    }
  }

  fileprivate mutating func checkFaultyPurges(_ failure: DiskFailure, _ random: inout Seeded) throws {
    let disk = try store(5)
    _ = try CrashStore.store(disk).erase(.session("a"), includesUsage: true)
    let volume = disk.volume
    let expected = try StoreContents(disk)
    let erased = try erasedLines(disk)
    let old = try LogReader(StoreDirectory.open(CrashStore.path, fileSystem: disk)).head.chain
    disk.record()
    _ = try CrashStore.store(disk).purge()
    let operations = disk.operations
    let new = try LogReader(StoreDirectory.open(CrashStore.path, fileSystem: disk)).head.chain
    try forEachFault(failure, operations, volume, &random) {
      _ = try CrashStore.store($0).purge()
    } check: { tally, image, isDone in
      let found = try LogReader(StoreDirectory.open(CrashStore.path, fileSystem: image)).head.chain
      guard found == new || (found == old && !isDone) else {
        tally.lost += 1
        throw Broken("the log is neither the old one nor the new one")
      }
      tally.count(found == new ? "new" : "old")
      if isDone { try tally.checkIsGone(erased, image) }
      try tally.checkPurged(image, expected, erased)
    }
  }

  /// Lets each of `operations` fail that can fail, and checks what is left: as it is, after a power cut that loses
  /// everything unsynced, and after one that loses some of it.
  private mutating func forEachFault(
    _ failure: DiskFailure, _ operations: [SimulatedFileSystem.Operation], _ volume: SimulatedVolume,
    _ random: inout Seeded, _ work: (SimulatedFileSystem) throws -> Void,
    check: (inout CrashTally, SimulatedFileSystem, Bool) throws -> Void
  ) throws {
    for index in operations.indices where failure.concerns(operations[index]) {
      let disk = SimulatedFileSystem(volume)
      disk.record()
      disk.fail(failure.fault(at: index))
      var isDone = true
      do { try work(disk) } catch { isDone = false }
      let images: [(String, SimulatedVolume)] = [
        ("no power cut", disk.volume), ("nothing unsynced", disk.volume.image(.none)),
        ("random", disk.volume.image(.random(seed: random.next()))),
      ]
      for (name, image) in images {
        self.images += 1
        do { try check(&self, SimulatedFileSystem(image), isDone) } catch {
          problems.append("\(failure) at \(operations[index]), \(name): \(error)")
        }
      }
    }
  }

  /// Makes a store of some small segments, on a disk of its own.
  private func store(_ seed: UInt64) throws -> SimulatedFileSystem {
    var sources = CrashSources(seed: seed)
    var volume = SimulatedVolume()
    for _ in 0..<2 {
      for (path, bytes) in sources.step().sorted(by: { $0.key < $1.key }) {
        try volume.put(bytes, at: CrashStore.root.appending(path))
      }
      let disk = SimulatedFileSystem(volume)
      try CrashStore.ingest(disk, entropy: 1)
      volume = disk.volume
    }
    return SimulatedFileSystem(volume)
  }

  fileprivate mutating func checkErasures(_ seed: UInt64, images: Int, _ random: inout Seeded) throws {
    let disk = try store(seed)
    let old = try StoreContents(disk)
    disk.record()
    _ = try CrashStore.store(disk).erase(.session("a"))
    let moments = disk.moments
    let new = try StoreContents(disk)
    for (index, moment) in moments.enumerated() {
      var policies: [CrashPolicy] = [index % 2 == 0 ? .none : .all]
      for _ in 0..<images { policies.append(.random(seed: random.next())) }
      for policy in policies {
        self.images += 1
        let label = "seed \(seed), before \(moment.next.map { "\($0)" } ?? "the end"), \(policy)"
        do {
          try check(SimulatedFileSystem(moment.volume.image(policy)), old, new, isOver: moment.next == nil)
        } catch { problems.append("\(label): \(error)") }
      }
    }
  }

  private mutating func check(
    _ disk: SimulatedFileSystem, _ old: StoreContents, _ new: StoreContents, isOver: Bool
  ) throws {
    let found = try StoreContents(disk)
    guard found == new || (found == old && !isOver) else {
      lost += 1
      throw Broken("the store is neither what it was nor what it should be")
    }
    // The next writer settles the state, and the same erasure can be repeated.
    let store = CrashStore.store(disk)
    if found == old { _ = try store.erase(.session("a")) }
    guard try StoreContents(disk) == new else { throw Broken("what is erased again is not hidden") }
    try CrashStore.ingest(disk, entropy: 2)
    if let finding = try store.verify().findings.first(where: { $0.severity == .error }) {
      throw Broken("verification: \(finding)")
    }
    if try store.sessions().contains(where: { $0.id == "a" && $0.records > 0 }) { throw Broken("it came back") }
    guard try store.replay(verify: true).isVerified == true else { throw Broken("the snapshots are wrong") }
  }

  fileprivate mutating func checkPurges(_ seed: UInt64, images: Int, _ random: inout Seeded) throws {
    let disk = try store(seed)
    _ = try CrashStore.store(disk).erase(.session("a"), includesUsage: true)
    let expected = try StoreContents(disk)
    let erased = try erasedLines(disk)
    let chains = [try LogReader(StoreDirectory.open(CrashStore.path, fileSystem: disk)).head.chain]
    disk.record()
    _ = try CrashStore.store(disk).purge()
    let moments = disk.moments
    let new = try LogReader(StoreDirectory.open(CrashStore.path, fileSystem: disk)).head.chain
    for (index, moment) in moments.enumerated() {
      var policies: [CrashPolicy] = [index % 2 == 0 ? .none : .all]
      for _ in 0..<images { policies.append(.random(seed: random.next())) }
      for policy in policies {
        self.images += 1
        let label = "seed \(seed), before \(moment.next.map { "\($0)" } ?? "the end"), \(policy)"
        do {
          let image = SimulatedFileSystem(moment.volume.image(policy))
          let found = try LogReader(StoreDirectory.open(CrashStore.path, fileSystem: image)).head.chain
          guard found == new || (chains.contains(found) && moment.next != nil) else {
            lost += 1
            throw Broken("the log is neither the old one nor the new one")
          }
          count(found == new ? "new" : "old")
          if moment.next == nil { try checkIsGone(erased, image) }
          try checkPurged(image, expected, erased)
        } catch { problems.append("\(label): \(error)") }
      }
    }
  }

  /// The lines that are in the log and erased.
  private func erasedLines(_ disk: SimulatedFileSystem) throws -> [[UInt8]] {
    let store = CrashStore.store(disk)
    let erased = ErasedRanges(try store.syncState())
    let lines = try LogContents(store).bodies.filter {
      erased.contains(GenerationKey(source: $0.source, generation: $0.generation), $0.offset) && $0.bytes.count > 40
    }.map(\.bytes)
    guard !lines.isEmpty else { throw Broken("nothing is erased") }
    return lines
  }

  /// Checks that no line is in the log or in a file. The files of the store are small enough to hold lines
  /// uncompressed; otherwise the log is decoded.
  private func checkIsGone(_ lines: [[UInt8]], _ disk: SimulatedFileSystem) throws {
    let bodies = Set(try LogContents(CrashStore.store(disk)).bodies.map(\.bytes))
    let files = disk.volume.tree(CrashStore.path)
    for line in lines {
      if bodies.contains(line) { throw Broken("an erased line is in the log") }
      if let file = files.first(where: { $0.value.contains(line) }) { throw Broken("\(file.key) has an erased line") }
    }
    if let name = files.keys.first(where: { $0.hasPrefix("quarantine/") }) { throw Broken("left over: \(name)") }
    let segments = try LogReader(StoreDirectory.open(CrashStore.path, fileSystem: disk)).manifest.segments.map(
      \.id.path)
    let present = files.keys.filter { $0.hasPrefix("seg/") }.sorted()
    if present != segments.sorted() { throw Broken("segments \(present), not \(segments)") }
  }

  private mutating func checkPurged(
    _ disk: SimulatedFileSystem, _ expected: StoreContents, _ erased: [[UInt8]]
  ) throws {
    guard try StoreContents(disk) == expected else {
      lost += 1
      throw Broken("something that is not erased is missing, or something that is has come back")
    }
    let store = CrashStore.store(disk)
    _ = try store.purge()
    try checkIsGone(erased, disk)
    guard try StoreContents(disk) == expected else { throw Broken("the second purge has changed something") }
    if let finding = try store.verify().findings.first(where: { $0.severity == .error }) {
      throw Broken("verification: \(finding)")
    }
    try CrashStore.ingest(disk, entropy: 2)
    try checkIsGone(erased, disk)
    if let finding = try store.verify().findings.first(where: { $0.severity == .error }) {
      throw Broken("verification after an ingest: \(finding)")
    }
  }
}
