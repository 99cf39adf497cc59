import FileIO
import TestSupport
import Testing

@testable import SegmentedLog

private let first = SegmentID.plain(0).path
private let second = SegmentID.plain(1).path

@Suite("recovery after a crash")
struct RecoveryTests {
  /// Three commits of two events each, in a store that was closed in good order.
  private let store: TestStore
  private let events = TestEvent.numbered(1, 6)

  init() throws { store = try TestStore(commits: (0..<3).map { TestEvent.numbered($0 * 2 + 1, 2) }) }

  @Test("recovery case A: a log that was closed in good order is continued")
  func caseA() throws {
    try expectRecovery(of: store, .clean, events: events)
  }

  @Test("recovery case A: a new log without commits is continued")
  func caseAEmpty() throws {
    try expectRecovery(of: try TestStore(commits: []), .clean, events: [])
  }

  @Test("recovery case B: a commit whose ATTEST was lost is appended again, to a new segment")
  func caseB() throws {
    let attested = Int(try store.frames(.plain(0)).last { $0.type == FrameType.commit.rawValue }!.durable)
    try store.loseLastAttest()
    let recovered = try expectRecovery(of: store, .rolled(commits: 1, quarantined: 0), events: events)
    let segments = try recovered.manifest().segments
    #expect(segments.map(\.state) == [.cut, .active])
    #expect(segments.map(\.length) == [UInt64(attested), UInt64(recovered[second].count)])
    #expect(recovered.files("quarantine/") == [])
  }

  @Test("recovery case B: the only commit, without its ATTEST, is appended again")
  func caseBOnly() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 3)])
    try store.loseLastAttest()
    let recovered = try expectRecovery(
      of: store, .rolled(commits: 1, quarantined: 0), events: TestEvent.numbered(1, 3))
    #expect(try recovered.manifest().segments[0].length == 128)
  }

  @Test("recovery case B: all commits that are not known to be durable are appended again")
  func caseBMany() throws {
    try store.forgetPromises()
    try expectRecovery(of: store, .rolled(commits: 3, quarantined: 0), events: events)
  }

  @Test("recovery case C: a block that is cut in the middle is quarantined")
  func caseCTorn() throws {
    let end = try store.lastCommitEnd()
    let good = store[first].count
    try store.appendUnacknowledged(TestEvent.numbered(7, 2))
    store.truncate(first, to: good + 100)
    let recovered = try expectRecovery(
      of: store, .rolled(commits: 0, quarantined: UInt64(good + 100 - end)), events: events)
    let tail = Array(store[first][end...])
    #expect(recovered.files("quarantine/") == ["quarantine/00000000-00000000-at-\(end)"])
    #expect(recovered["quarantine/00000000-00000000-at-\(end)"] == tail)
  }

  @Test("recovery case C: whole blocks without their COMMIT are quarantined")
  func caseCOpen() throws {
    let end = try store.lastCommitEnd()
    try store.appendUnacknowledged(TestEvent.numbered(7, 2))
    let commit = try store.frames(.plain(0)).last { $0.type == FrameType.commit.rawValue }!
    store.truncate(first, to: Int(commit.offset))
    try expectRecovery(
      of: store, .rolled(commits: 0, quarantined: commit.offset - UInt64(end)), events: events)
  }

  @Test("recovery case C: a damaged commit that was never attested is quarantined as a whole")
  func caseCDamagedPayload() throws {
    try store.loseLastAttest()
    let frames = try store.frames(.plain(0))
    let (last, before) = (frames.last!, frames.filter { $0.type == FrameType.commit.rawValue }.dropLast().last!)
    let events = frames.last { $0.type == FrameType.events.rawValue }!
    store.flip(first, at: Int(events.offset) + FrameHeader.length + 3)
    try expectRecovery(
      of: store, .rolled(commits: 0, quarantined: last.next - before.next), events: TestEvent.numbered(1, 4))
  }

  @Test("recovery case C: commits before a torn tail that are not known to be durable are appended again")
  func caseCAndB() throws {
    try store.forgetPromises()
    let end = store[first].count
    store[first] += [UInt8](repeating: 0, count: 4096)
    let recovered = try expectRecovery(of: store, .rolled(commits: 3, quarantined: 4096), events: events)
    #expect(recovered["quarantine/00000000-00000000-at-\(end)"] == [UInt8](repeating: 0, count: 4096))
  }

  @Test("recovery case C: a tail of random bytes is quarantined", arguments: 0..<50 as Range<UInt64>)
  func caseCNoise(seed: UInt64) throws {
    var random = Seeded(seed)
    let end = try store.lastCommitEnd()
    store[first] += random.bytes(Int.random(in: 1...3000, using: &random))
    try expectRecovery(
      of: store, .rolled(commits: 0, quarantined: UInt64(store[first].count - end)), events: events, "seed \(seed)")
  }

  @Test("recovery case C: a file cut after its attested end loses no attested event and keeps no partial commit")
  func anyCut() throws {
    let attested = try store.lastCommitEnd()
    try store.appendUnacknowledged(TestEvent.numbered(7, 2))
    let (whole, commit) = (store[first], try store.lastCommitEnd())
    for length in attested...whole.count {
      let cut = store.copy()
      cut[first] = Array(whole[..<length])
      _ = try cut.recover()
      #expect(
        try cut.events() == TestEvent.numbered(1, length < commit ? 6 : 8), "cut at \(length)")
      #expect(try cut.verify().isOK, "cut at \(length)")
      #expect(try cut.recover() == .clean, "cut at \(length)")
    }
  }

  @Test(
    "recovery case C: a commit that was not attested is kept or lost as a whole, whatever sectors are missing",
    arguments: 0..<100 as Range<UInt64>)
  func missingSectors(seed: UInt64) throws {
    var random = Seeded(seed)
    let attested = store[first].count
    try store.append(TestEvent.random(40, using: &random))
    try store.loseLastAttest()
    for sector in stride(from: attested, to: store[first].count, by: 64) where random.next() % 8 == 0 {
      for offset in sector..<min(sector + 64, store[first].count) { store[first][offset] = 0 }
    }
    let whole = try store.events()
    #expect(whole.starts(with: events), "seed \(seed)")
    _ = try store.recover()
    #expect([6, 46].contains(try store.events().count), "seed \(seed)")
    #expect(try store.verify().isOK, "seed \(seed)")
  }

  @Test("recovery case G: an interrupted roll is completed")
  func caseG() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 5)], segmentSize: 200)
    try store.undoRollManifest()
    store.remove(second)
    let recovered = try expectRecovery(
      of: store, .rolled(commits: 0, quarantined: 0), events: TestEvent.numbered(1, 5))
    #expect(try recovered.manifest().segments.map(\.id) == [.plain(0), .plain(1)])
  }

  @Test("recovery case G: a store recovers from the loss of a SEAL that was never synced")
  func caseGUnsynced() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 5)], segmentSize: 200)
    try store.undoRollManifest()
    store.remove(second)
    store.disk.clearLog()
    _ = try store.recover()
    // Without a sync of the old segment a power cut may now remove its SEAL.
    let isSynced = store.disk.log.contains { $0.name == "sync" && $0.path == TestStore.path.appending(first) }
    if !isSynced { store.truncate(first, to: try store.lastCommitEnd()) }
    #expect(throws: Never.self) { try store.recover() }
    #expect(try store.verify().isOK)
  }

  @Test("recovery case H: an empty segment that no manifest names is replaced when its ordinal is needed")
  func caseH() throws {
    let rolled = try TestStore(commits: [TestEvent.numbered(1, 5)], segmentSize: 200)
    try rolled.undoRollManifest()
    rolled[second][20] ^= 1
    let recovered = try expectRecovery(
      of: rolled, .rolled(commits: 0, quarantined: 0), events: TestEvent.numbered(1, 5), replacing: [second])
    #expect(recovered[second] != rolled[second])
  }

  @Test("recovery case H: a foreign file in seg/ does not prevent a roll of a log closed in good order")
  func caseHLater() throws {
    store[second] = [UInt8](repeating: 7, count: 128)
    try expectRecovery(of: store, .clean, events: events)
    let small = TestStore(store.disk, segmentSize: 200)
    try small.append(TestEvent.numbered(7, 1))
    #expect(try small.manifest().segments.count == 2)
    #expect(try small.events() == TestEvent.numbered(1, 7))
    #expect(try small.verify().findings == [])
  }

  @Test("recovery case I: an interrupted creation of a store is repeated")
  func caseI() throws {
    let store = try TestStore(commits: [])
    store.remove(Manifest.path(1))
    try expectRecovery(of: store, .created, events: [], replacing: [first])
    store.remove(first)
    try expectRecovery(of: store, .created, events: [])
    store.remove("CCSTORE")
    try expectRecovery(of: store, .created, events: [])
  }

  @Test("files in tmp/ are removed when a writer opens")
  func temporary() throws {
    store["tmp/manifest-0000000000000002.mf"] = [1, 2, 3]
    store["tmp/anything"] = []
    try expectRecovery(of: store, .clean, events: events)
    _ = try store.recover()
    #expect(store.files("tmp/") == [])
  }
}
