import Bytes
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import SegmentedLog

private let file: FilePath = "/a.ccsnap"

extension TestStore {
  /// The bytes of a snapshot.
  fileprivate func snapshot(since: UInt64 = 0, upTo last: UInt64? = nil) throws -> [UInt8] {
    let log = try reader()
    var bytes: [UInt8] = []
    try SnapshotPlan(log, since: since, upTo: last ?? log.head.sequence).write(to: { bytes += $0 })
    return bytes
  }

  /// Imports a snapshot as the program does.
  fileprivate mutating func take(_ bytes: [UInt8]) throws {
    disk[file] = bytes
    let snapshot = try StoreSnapshot(file, fileSystem: disk)
    try snapshot.verify()
    let isEmpty = ((try? reader())?.head.sequence ?? 0) == 0
    var writer = try LogWriter.open(
      at: Self.path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(9),
      identity: isEmpty ? snapshot.identity : nil)
    writer.segmentSize = segmentSize
    if isEmpty {
      try writer.adopt(snapshot)
    } else {
      #expect(try snapshot.chain(after: writer.head.sequence) == writer.head.chain)
      try writer.extend(with: snapshot)
    }
    disk[file] = nil
  }
}

@Suite("snapshots")
struct StoreSnapshotTests {
  static let commits: [[TestEvent]] = (0..<9).map { TestEvent.numbered($0 * 10, 1 + $0 % 4) }

  @Test(
    "a snapshot imported into an empty directory gives the same store, which exports the same snapshot",
    arguments: [0, 1, 2, 9], [400, 1_000, 100_000] as [UInt64])
  func whole(_ count: Int, _ segmentSize: UInt64) throws {
    let store = try TestStore(commits: Array(Self.commits.prefix(count)), segmentSize: segmentSize)
    let bytes = try store.snapshot()
    var other = TestStore(segmentSize: segmentSize)
    try other.take(bytes)
    #expect(try other.events() == store.events())
    #expect(try other.reader().head == store.reader().head && other.directory().uuid == store.directory().uuid)
    #expect(try other.verify().findings == [])
    #expect(try other.snapshot() == bytes)
    #expect(try other.commitTimes() == store.commitTimes())
    try other.append(TestEvent.numbered(500, 3))
    #expect(try other.recover() == .clean)
    #expect(try other.events() == store.events() + TestEvent.numbered(500, 3))
    #expect(try other.snapshot(upTo: store.reader().head.sequence) == bytes)
  }

  @Test("a snapshot of a compacted store up to any event gives the store as of the last commit up to that event")
  func cut() throws {
    let store = try TestStore.compactable(Self.commits)
    try store.compact(.test(blockSize: 150))
    try store.append(TestEvent.numbered(900, 2))
    let events = try store.events()
    for last in 0...UInt64(events.count) {
      let bytes = try store.snapshot(upTo: last)
      var other = TestStore()
      try other.take(bytes)
      let found = try other.events()
      #expect(found == Array(events.prefix(found.count)) && found.count <= last)
      #expect(try found.count == Int(store.reader().endOfCommit(at: last).sequence))
      #expect(try other.verify().findings == [])
      #expect(try other.snapshot() == bytes)
    }
  }

  @Test("a snapshot gives the chain hash after each event that it holds, and zero for all others")
  func chains() throws {
    let store = try TestStore.compactable(Self.commits)
    let log = try store.reader()
    let head = log.head.sequence
    for since in [0, try log.endOfCommit(at: head / 2).sequence] {
      store.disk[file] = try store.snapshot(since: since)
      let snapshot = try StoreSnapshot(file, fileSystem: store.disk)
      try snapshot.verify()
      #expect(snapshot.since.sequence == since)
      for sequence in 0...head + 2 {
        let expected = sequence < since || sequence > head ? Digest.zero : try #require(try log.chain(after: sequence))
        #expect(try snapshot.chain(after: sequence) == expected, "after \(sequence) since \(since)")
      }
      #expect(try snapshot.chain(after: .max) == .zero)
    }
  }

  @Test("partial snapshots imported one after the other give the whole store", arguments: [true, false])
  func parts(_ isCompacted: Bool) throws {
    let store = try TestStore.compactable(Self.commits, segmentSize: 700)
    if isCompacted { try store.compact(.test(blockSize: 200, segmentSize: 900)) }
    let head = try store.reader().head
    for step in 1...7 {
      var other = TestStore(segmentSize: 600)
      var done: UInt64 = 0
      while done < head.sequence {
        var (next, last) = (done, done)
        while next == done {
          last = min(head.sequence, last + UInt64(step))
          next = try store.reader().endOfCommit(at: last).sequence
        }
        try other.take(try store.snapshot(since: done, upTo: next))
        done = next
        #expect(try other.reader().head.sequence == done)
      }
      #expect(try other.reader().head == head && other.events() == store.events(), "in steps of \(step)")
      #expect(try other.commitTimes() == store.commitTimes())
      #expect(try other.verify().findings == [])
    }
  }

  @Test("a snapshot of a compacted store extends a store that ends at any commit, even in the middle of a block")
  func middleOfBlock() throws {
    let store = try TestStore.compactable(Self.commits)
    let parts = try (1...Self.commits.count).map { count -> TestStore in
      try TestStore.compactable(Array(Self.commits.prefix(count)))
    }
    try store.compact(.test(blockSize: 100_000))
    let bytes = try store.snapshot()
    for var other in parts {
      #expect(try other.directory().uuid == store.directory().uuid)
      try other.take(bytes)
      #expect(try other.reader().head == store.reader().head && other.events() == store.events())
      #expect(try other.commitTimes() == store.commitTimes())
      #expect(try other.verify().findings == [])
    }
  }

  @Test("a snapshot with any bit flipped, cut anywhere or with trailing bytes is refused as damaged")
  func damage() throws {
    let store = try TestStore(commits: Array(Self.commits.prefix(3)), segmentSize: 500)
    let disk = MemoryFileSystem()
    for good in [try store.snapshot(), try store.snapshot(since: 1)] {
      func refusal(_ bytes: [UInt8]) -> StoreError? {
        disk[file] = bytes
        do {
          try StoreSnapshot(file, fileSystem: disk).verify()
          return nil
        } catch let error as StoreError {
          return error
        } catch LogError.unsupported(let name, _) {
          return StoreError(.snapshotDamaged, name)
        } catch {
          Issue.record("\(error)")
          return nil
        }
      }
      #expect(refusal(good)?.code == nil)
      for offset in good.indices {
        for bit in 0..<8 {
          var bytes = good
          bytes[offset] ^= 1 << UInt8(bit)
          let error = refusal(bytes)
          #expect(
            error?.code == .snapshotDamaged && error?.message.contains("/a.ccsnap") == true,
            "byte \(offset), bit \(bit)")
        }
      }
      for length in good.indices {
        let code: StoreError.Code = length == 0 ? .notASnapshot : .snapshotDamaged
        #expect(refusal(Array(good[..<length]))?.code == code, "\(length) bytes")
      }
      for tail in [[0], [UInt8](repeating: 0, count: 64), good] {
        let error = refusal(good + tail)
        #expect(error?.code == .snapshotDamaged && error?.offset == UInt64(good.count))
      }
    }
    #expect(errorCode { try StoreSnapshot("/none.ccsnap", fileSystem: disk) } == .noSuchSnapshot)
  }

  @Test("a file is damaged where it has the beginning of a snapshot or a header but for it, and is none otherwise")
  func beginnings() throws {
    let good = try TestStore(commits: Self.commits).snapshot()
    let disk = MemoryFileSystem()
    func code(_ bytes: [UInt8]) -> StoreError.Code? {
      disk[file] = bytes
      return errorCode { try StoreSnapshot(file, fileSystem: disk) }
    }
    let other = [UInt8](repeating: 0x20, count: 8)
    #expect(code(good) == nil)
    #expect(code(other + good[8...]) == .snapshotDamaged)
    #expect(code(other + good[8..<100]) == .notASnapshot)
    #expect(code(other + [0] + good[9...]) == .notASnapshot)
    #expect(code(Array(good[..<8]) + other) == .snapshotDamaged)
    #expect(code(Array("garbage\n".utf8)) == .notASnapshot)
  }

  @Test("a snapshot of a damaged store is not written", arguments: [200, 300, 500])
  func damagedStore(_ offset: Int) throws {
    let store = try TestStore(commits: Self.commits, segmentSize: 600)
    store.flip("seg/00000001-00000000.ccs", at: offset)
    #expect(errorCode { try store.snapshot() } == .damaged)
  }

  @Test("a snapshot replaces the identity of an empty store, and not that of a store with events")
  func identity() throws {
    let bytes = try TestStore(commits: Self.commits).snapshot()
    let disk = MemoryFileSystem()
    _ = try LogWriter.open(at: TestStore.path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(77))
      .head
    var other = TestStore(disk)
    try other.take(bytes)
    #expect(try other.events() == Self.commits.flatMap { $0 })
    #expect(try other.verify().findings == [])
    let snapshotted = try StoreDirectory.open(TestStore.path, fileSystem: disk)
    #expect(throws: LogError.self) {
      try StoreDirectory.replaceIdentity(
        with: StoreDirectory.encodeIdentity(UUID16(high: 1, low: 2), created: 0), at: snapshotted.path, fileSystem: disk
      )
    }
  }
}

@Suite("power cuts during an import", .serialized)
struct CrashImportTests {
  /// The number of parts of a test, which run side by side. Each is as large as it has to be for whole imports.
  private static let parts = 4 * TestSettings.scale
  static let file: FilePath = "/home/in.ccsnap"

  /// A disk with a snapshot of some commits and a store with the first of them, and the events that both hold.
  private static func setUp(_ random: inout Seeded) throws -> (volume: SimulatedVolume, promised: Promised) {
    let segmentSize: UInt64 = random.pick([500, 1_200, 100_000])
    let commits = (0..<Int.random(in: 1...8, using: &random)).map { TestEvent.numbered($0 * 10, 1 + $0 % 3) }
    let source = try TestStore.compactable(commits, segmentSize: segmentSize)
    let known = random.oneIn(2) ? 0 : Int.random(in: 0..<commits.count, using: &random)
    let prefix = try TestStore.compactable(Array(commits.prefix(known)), segmentSize: segmentSize)
    if random.oneIn(2) { try source.compact(.test(blockSize: random.pick([100, 10_000]))) }
    var bytes: [UInt8] = []
    let log = try source.reader()
    try SnapshotPlan(log, since: 0, upTo: log.head.sequence).write(to: { bytes += $0 })
    let disk = SimulatedFileSystem(try CrashLog.emptyDisk())
    if known > 0 || random.oneIn(3) {
      try disk.makeDirectories(CrashLog.path)
      for folder in StoreDirectory.folders { try disk.makeDirectory(CrashLog.path.appending(folder)) }
      for name in prefix.files() where name != StoreDirectory.lockFile {
        try disk.create(CrashLog.path.appending(name)).write(prefix[name], at: 0)
      }
    }
    try disk.create(file).write(bytes, at: 0)
    var volume = disk.volume
    try volume.settle()
    let all = commits.flatMap { $0 }
    let old = commits.prefix(known).flatMap { $0 }
    return (volume, Promised(acknowledged: old, inFlight: Array(all[old.count...])))
  }

  private static func run(_ disk: SimulatedFileSystem) throws {
    let snapshot = try StoreSnapshot(file, fileSystem: disk)
    var writer = try LogWriter.open(
      at: CrashLog.path, fileSystem: disk, clock: SteppingClock(step: 1_000_000), entropy: SeededEntropy(4),
      identity: isEmpty(disk) ? snapshot.identity : nil)
    writer.segmentSize = 700
    if writer.head.sequence == 0 { try writer.adopt(snapshot) } else { try writer.extend(with: snapshot) }
  }

  private static func isEmpty(_ disk: SimulatedFileSystem) -> Bool {
    ((try? LogReader(CrashLog.directory(disk)))?.head.sequence ?? 0) == 0
  }

  @Test("a power cut during an import leaves the old store or the whole snapshot, and a second import completes")
  func anyMoment() throws {
    let quota = 500
    let tally = try CrashTally.run(parts: Self.parts) { _, random, tally in
      while tally.images < quota, tally.problems.isEmpty {
        let seed = random.next()
        var own = Seeded(seed)
        let (volume, promised) = try Self.setUp(&own)
        let disk = SimulatedFileSystem(volume)
        disk.record()
        try Self.run(disk)
        for moment in disk.moments where tally.images < quota {
          let label = "import \(seed), before \(moment.next.map { "\($0)" } ?? "the end")"
          // Once the import has returned, none of its events may be lost.
          let promised = moment.next == nil ? Promised(acknowledged: promised.ifCommitted) : promised
          for policy in moment.volume.exhaustivePolicies.shuffled(using: &random).prefix(5)
            + [.random(seed: random.next()), .random(seed: random.next())]
          {
            let image = moment.volume.image(policy)
            tally.check(image, promised, segmentSize: 700) { "\(label), \(policy)" }
            guard random.oneIn(4) else { continue }
            tally.finish(image, promised, "\(label), \(policy)")
          }
        }
      }
    }
    print(tally.summary("power cuts during imports"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.cases["imported again", default: 0] > 125 * TestSettings.scale)
  }

  @Test(
    "a power cut after an operation of an import failed leaves the old store or the whole snapshot",
    arguments: DiskFailure.all)
  func faults(_ failure: DiskFailure) throws {
    var tally = CrashTally()
    var random = Seeded(TestSettings.seed)
    for _ in 0..<4 {
      let (volume, promised) = try Self.setUp(&random)
      let disk = SimulatedFileSystem(volume)
      disk.record()
      try Self.run(disk)
      let operations = disk.operations
      for index in operations.indices where failure.concerns(operations[index]) {
        let disk = SimulatedFileSystem(volume)
        disk.record()
        disk.fail(failure.fault(at: index))
        do { try Self.run(disk) } catch {}
        for policy: CrashPolicy in [.none, .all, .random(seed: random.next())] {
          tally.check(disk.volume.image(policy), promised, segmentSize: 700) {
            "\(failure) at \(operations[index]), \(policy)"
          }
        }
      }
    }
    print(tally.summary("imports with \(failure)"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images > 0)
  }

  /// Imports again after an interruption.
  static func again(_ image: SimulatedVolume, _ promised: Promised) throws {
    let disk = SimulatedFileSystem(image)
    try run(disk)
    guard try LogReader(CrashLog.directory(disk)).events() == promised.ifCommitted else {
      throw CrashFailure("a second import has given something else")
    }
    var verifier = LogVerifier(try CrashLog.directory(disk))
    if let finding = try verifier.run().findings.first(where: { $0.severity == .error }) {
      throw CrashFailure("verification after a second import: \(finding)")
    }
  }
}

extension CrashTally {
  fileprivate mutating func finish(_ image: SimulatedVolume, _ promised: Promised, _ label: String) {
    do {
      try CrashImportTests.again(image, promised)
      count("imported again")
    } catch {
      problems.append("\(label): \(error)")
    }
  }
}
