import Bytes
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

/// A purge of a store on a disk that records it, and what must be true after a power cut in it.
private struct RecordedPurge {
  /// What the store gives before the purge and after it.
  let contents: StoreContents
  /// The lines that the purge takes out of the log.
  let erased: [[UInt8]]
  /// The hash of the whole log before the purge and after it.
  let old, new: Digest
  let moments: [SimulatedFileSystem.Moment]
  let operations: [SimulatedFileSystem.Operation]

  init(_ disk: SimulatedFileSystem, erased: [[UInt8]]) throws {
    (contents, self.erased, old) = (try StoreContents(disk), erased, try Self.chain(disk))
    disk.record()
    _ = try CrashStore.store(disk).purge()
    (moments, operations) = (disk.moments, disk.operations)
    new = try Self.chain(disk)
  }

  static func chain(_ disk: SimulatedFileSystem) throws -> Digest {
    try LogReader(StoreDirectory.open(CrashStore.path, fileSystem: disk)).head.chain
  }
}

extension CrashTally {
  fileprivate mutating func checkFaultyErasures(_ failure: DiskFailure, _ random: inout Seeded) throws {
    let disk = try CrashStore.filled(5)
    let volume = disk.volume
    let old = try StoreContents(disk)
    disk.record()
    _ = try CrashStore.store(disk).erase(.session("a"))
    let new = try StoreContents(disk)
    forEachFault(failure, disk.operations, volume, &random) {
      _ = try CrashStore.store($0).erase(.session("a"))
    } check: { tally, image, isDone in
      try tally.check(image, old, new, isOver: isDone)
    }
  }

  fileprivate mutating func checkFaultyPurges(_ failure: DiskFailure, _ random: inout Seeded) throws {
    let disk = try CrashStore.filled(5)
    _ = try CrashStore.store(disk).erase(.session("a"), includesUsage: true)
    let volume = disk.volume
    let purge = try RecordedPurge(disk, erased: erasedLines(disk))
    forEachFault(failure, purge.operations, volume, &random) {
      _ = try CrashStore.store($0).purge()
    } check: { tally, image, isDone in
      try tally.check(image, purge, isOver: isDone)
    }
  }

  fileprivate mutating func checkErasures(_ seed: UInt64, images: Int, _ random: inout Seeded) throws {
    let disk = try CrashStore.filled(seed)
    let old = try StoreContents(disk)
    disk.record()
    _ = try CrashStore.store(disk).erase(.session("a"))
    let moments = disk.moments
    let new = try StoreContents(disk)
    forEachImage(of: moments, "seed \(seed)", images: images, &random) { tally, image, isOver in
      try tally.check(image, old, new, isOver: isOver)
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
    let disk = try CrashStore.filled(seed)
    _ = try CrashStore.store(disk).erase(.session("a"), includesUsage: true)
    let purge = try RecordedPurge(disk, erased: erasedLines(disk))
    forEachImage(of: purge.moments, "seed \(seed)", images: images, &random) { tally, image, isOver in
      try tally.check(image, purge, isOver: isOver)
    }
  }

  /// Checks that the log is the one of before the purge or the one of after it, and the latter once the purge is over.
  private mutating func check(_ disk: SimulatedFileSystem, _ purge: RecordedPurge, isOver: Bool) throws {
    let found = try RecordedPurge.chain(disk)
    guard found == purge.new || (found == purge.old && !isOver) else {
      lost += 1
      throw Broken("the log is neither the old one nor the new one")
    }
    count(found == purge.new ? "new" : "old")
    if isOver { try checkIsGone(purge.erased, disk) }
    try checkPurged(disk, purge.contents, purge.erased)
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
