import FileIO
import Synchronization
import TestSupport
import Testing

@testable import SegmentedLog

private let first = SegmentID.plain(0).path

@Suite("exclusion of a second writer")
struct SoleWriterTests {
  private let store = TestStore()

  /// What another program does to `LOCK`.
  enum Meddling: CaseIterable {
    case removed, replaced

    func callAsFunction(_ store: TestStore) {
      switch self {
      case .removed: store.remove(StoreDirectory.lockFile)
      case .replaced: store[StoreDirectory.lockFile] = []
      }
    }
  }

  @Test("a second writer is refused even after LOCK was removed or replaced", arguments: Meddling.allCases)
  func secondIsRefused(meddle: Meddling) throws {
    var writer = try store.writer()
    try writer.commit(TestEvent.numbered(1, 2))
    meddle(store)
    let error = #expect(throws: LogError.self) { try store.recover() }
    guard case .locked = error else { throw error! }
    #expect(try store.events() == TestEvent.numbered(1, 2))
    _ = consume writer
    try store.append(TestEvent.numbered(3, 2))
    #expect(try store.events() == TestEvent.numbered(1, 4))
  }

  @Test(
    "a second writer is refused after a roll, even after LOCK was removed or replaced", arguments: Meddling.allCases)
  func secondIsRefusedAfterRoll(meddle: Meddling) throws {
    let small = TestStore(store.disk, segmentSize: 200)
    var writer = try small.writer()
    try writer.commit(TestEvent.numbered(1, 5))
    #expect(try store.manifest().segments.count == 2)
    meddle(store)
    let error = #expect(throws: LogError.self) { try store.recover() }
    guard case .locked = error else { throw error! }
    _ = consume writer
  }

  @Test(
    "a writer whose LOCK or segment was removed or replaced acknowledges no further commit", arguments: ["LOCK", first])
  func displaced(file: String) throws {
    for isReplaced in [false, true] {
      let store = TestStore()
      var writer = try store.writer()
      try writer.commit(TestEvent.numbered(1, 2))
      let bytes = store[file]
      if isReplaced { store[file] = bytes } else { store.remove(file) }
      let error = #expect(throws: LogError.self) { try writer.commit(TestEvent.numbered(3, 2)) }
      guard case .displaced(TestStore.path, file: file) = error else { throw error! }
      #expect(throws: LogError.self, "it continues") { try writer.commit(TestEvent.numbered(5, 2)) }
      _ = consume writer
      store[file] = bytes
      #expect(try store.events() == TestEvent.numbered(1, 2))
      #expect(try store.recover() == .clean)
    }
  }

  @Test("a writer whose LOCK was removed writes no manifest")
  func manifests() throws {
    var writer = try store.writer()
    try writer.commit(TestEvent.numbered(1, 2))
    store.remove("LOCK")
    let before = try store.manifest()
    #expect(throws: LogError.self) { try writer.sealActive() }
    #expect(try store.manifest() == before)
  }

  @Test(
    "a writer refuses a file system without locks, or with locks that exclude nobody",
    arguments: [.missing, .pretended] as [DiskLocks])
  func worthlessLocks(locks: DiskLocks) throws {
    store.disk.locks = locks
    let error = #expect(throws: LogError.self) { try store.recover() }
    guard case .unlockable = error else { throw error! }
    #expect(error!.description.contains("from other writers"))
    #expect(store.files().filter { $0 != "LOCK" } == [])
    var writer = try open(1)
    try writer.commit(TestEvent.numbered(1, 2))
    #expect(try store.events() == TestEvent.numbered(1, 2))
  }

  @Test(
    "where a second program writes at any moment of a commit, no acknowledged event is lost without notice",
    arguments: [.working, .missing, .pretended] as [DiskLocks], [1, 2, 3])
  func anyMoment(locks: DiskLocks, events: Int) throws {
    var (moment, isOver, refusals, noticed, reported) = (0, false, 0, 0, 0)
    while !isOver {
      let store = TestStore()
      store.disk.locks = locks
      var writer = try open(1, store)
      try writer.commit(TestEvent.numbered(1, 2))
      let acknowledged = Mutex(TestEvent.numbered(1, 2))
      let came = Mutex(0)
      store.disk.beforeOperation(moment) {
        came.withLock { $0 = 1 }
        store.remove("LOCK")
        guard var second = try? open(2, store), (try? second.commit(TestEvent.numbered(100, events))) != nil else {
          return
        }
        came.withLock { $0 = 2 }
        acknowledged.withLock { $0 += TestEvent.numbered(100, events) }
      }
      do {
        for number in [10, 20] {
          try writer.commit(TestEvent.numbered(number, 2))
          acknowledged.withLock { $0 += TestEvent.numbered(number, 2) }
        }
      } catch {
        guard case .displaced = error else { throw error }
        noticed += 1
      }
      _ = consume writer
      let (all, state) = (acknowledged.withLock { $0 }, came.withLock { $0 })
      isOver = state == 0
      refusals += state == 1 ? 1 : 0
      moment += 1
      let isIntact = (try? store.verify().isOK) == true
      guard isIntact, (try? open(3, store)) != nil else {
        reported += 1
        continue
      }
      let found = try Set(store.events().map(\.body))
      #expect(all.allSatisfy { found.contains($0.body) }, "moment \(moment)")
      #expect(try store.verify().isOK, "moment \(moment)")
    }
    print(
      "\(moment) moments with locks \(locks): second refused \(refusals), first noticed \(noticed), damage reported \(reported)"
    )
    #expect(moment > 10)
    if locks == .working {
      #expect(refusals == moment - 1)
      #expect(reported == 0)
    } else {
      #expect(refusals == 0)
      #expect(noticed > 0)
    }
  }

  @Test("mixed commits of two writers are detected, even where every checksum is valid")
  func mixture() throws {
    try store.append(TestEvent.numbered(1, 2))
    let (other, start) = (store.copy(), store[first].count)
    // Both have written at the same offset; the commits have the same length.
    for number in [10, 20] { try store.append(TestEvent.numbered(number, 1)) }
    for number in [30, 40] { try other.append(TestEvent.numbered(number, 1)) }
    let second = try store.frames(.plain(0)).filter { $0.type == FrameType.attest.rawValue }[1].next
    try #require(store[first].count == other[first].count)
    store[first].replaceSubrange(start..<Int(second), with: other[first][start..<Int(second)])
    store.remove("HEAD")
    try expectRefusal(of: store, file: first)
    #expect(try store.verify().findings.contains { $0.message == FrameProblem.mixed.message })
    let reader = try LogReader(try store.directory(), losses: LossLog())
    #expect(reader.damage?.message == FrameProblem.mixed.message)
  }

  @Test("commits of another writer that replaced acknowledged ones are detected by means of HEAD")
  func overwritten() throws {
    try store.append(TestEvent.numbered(1, 2))
    let other = store.copy()
    try store.append(TestEvent.numbered(10, 1))
    try other.append(TestEvent.numbered(20, 9))
    store[first] = other[first]
    try expectRefusal(of: store, file: first)
    #expect(try store.verify().findings.contains { $0.message == FrameProblem.replaced.message })
  }

  @Test("each commit has a number that is unique to its writer, and the previous chain hash")
  func origins() throws {
    var writer = try open(1)
    for number in 1...2 { try writer.commit(TestEvent.numbered(number, 1)) }
    _ = consume writer
    writer = try open(2)
    try writer.commit(TestEvent.numbered(3, 1))
    let file = try store.disk.open(TestStore.path.appending(first), followLinks: true)
    let reader = FrameReader(file: file, id: .plain(0))
    var payloads: [CommitPayload] = []
    for frame in try store.frames(.plain(0)) where frame.type == FrameType.commit.rawValue {
      payloads.append(try reader.checkedPayload(frame).withUnsafeBytes { try CommitPayload(decoding: $0) })
    }
    let writers = payloads.map { $0.origin?.writer }
    #expect(writers[0] != nil && writers[0] == writers[1] && writers[2] != nil && writers[1] != writers[2])
    #expect(payloads.map { $0.origin?.before } == [0, payloads[0].chain.prefix, payloads[1].chain.prefix])
  }

  private func open(_ seed: UInt64, _ store: TestStore? = nil) throws(LogError) -> LogWriter {
    try LogWriter.open(
      at: TestStore.path, fileSystem: (store ?? self.store).disk, clock: SteppingClock(), entropy: SeededEntropy(seed),
      isAlone: true)
  }
}
