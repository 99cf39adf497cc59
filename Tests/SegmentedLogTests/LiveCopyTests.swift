import Bytes
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import SegmentedLog

/// The copy that a program makes of a store, file by file, while a writer continues.
private struct Copy {
  let disk = MemoryFileSystem(firstInode: 1 << 20)
  /// The indexes of the moments at which the first folder was listed and the last file was copied.
  let first, last: Int

  /// Lists the folders in some order, and copies the files found in each, in some order, if they are still there. Time
  /// may pass before each file; a file that is being written may be copied in part.
  init(_ moments: [CrashMoment], _ random: inout Seeded) throws {
    // A store that is being created does not count as a store yet.
    let made = moments.firstIndex { !$0.promised.acknowledged.isEmpty }!
    var now = Int.random(in: made..<moments.count, using: &random)
    first = now
    let haste = random.pick([1, 3, 20, 60])
    for part in CrashLog.path.components.indices {
      try disk.makeDirectory(CrashLog.path.removingLastComponents(keeping: part))
    }
    for folder in StoreDirectory.folders { try disk.makeDirectory(CrashLog.path.appending(folder)) }
    for folder in ([""] + StoreDirectory.folders).shuffled(using: &random) {
      let listed = moments[now].volume.tree(CrashLog.path).keys.filter { name in
        folder.isEmpty ? !name.contains("/") : name.hasPrefix(folder + "/")
      }
      for name in listed.sorted().shuffled(using: &random) {
        now = min(moments.count - 1, now + Int.random(in: 0..<haste, using: &random))
        let path = CrashLog.path.appending(name)
        guard var bytes = moments[now].volume.contents(path) else { continue }
        if now + 1 < moments.count, let next = moments[now + 1].volume.contents(path), next.starts(with: bytes) {
          bytes = Array(next.prefix(Int.random(in: bytes.count...next.count, using: &random)))
        }
        disk[path] = bytes
      }
      now = min(moments.count - 1, now + Int.random(in: 0..<haste, using: &random))
    }
    last = now
  }

  func directory() throws(LogError) -> StoreDirectory { try StoreDirectory.open(CrashLog.path, fileSystem: disk) }

  func events() throws -> [TestEvent] { try LogReader(directory()).events() }

  func findings() throws -> [Finding] {
    var verifier = LogVerifier(try directory())
    return try verifier.run().findings
  }

  func writer(acceptsEarlier: Bool = false) throws(LogError) -> LogWriter {
    try LogWriter.open(
      at: CrashLog.path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(7),
      acceptsEarlier: acceptsEarlier)
  }
}

extension FilePath {
  fileprivate func removingLastComponents(keeping index: ComponentView.Index) -> FilePath {
    FilePath(root: "/", components[...index])
  }
}

@Suite("copies of a live store", .serialized)
struct LiveCopyTests {
  private static let parts = 8

  private struct Wrong: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
  }

  /// Checks copies of one history after the other.
  private func tally(
    _ copies: Int, compacts: Bool, _ check: @escaping @Sendable (Copy, CrashHistory, inout CrashTally) throws -> Void
  ) throws -> CrashTally {
    try CrashTally.run(parts: Self.parts) { _, random, tally in
      while tally.images < copies * TestSettings.scale / Self.parts, tally.problems.isEmpty {
        let seed = random.next()
        let history = try CrashHistory(copying: seed, compacts: compacts)
        for _ in 0..<50 {
          let copySeed = random.next()
          var dice = Seeded(copySeed)
          let copy = try Copy(history.moments, &dice)
          tally.images += 1
          do { try check(copy, history, &tally) } catch {
            tally.problems.append("history \(seed), copy \(copySeed), moments \(copy.first) to \(copy.last): \(error)")
          }
        }
      }
    }
  }

  /// Checks a copy of a history that never compacts.
  private static func check(_ copy: Copy, _ history: CrashHistory, _ tally: inout CrashTally) throws {
    let all = history.moments.last!.promised.ifCommitted
    let log = try LogReader(try copy.directory())
    if let damage = log.damage { throw Wrong("called damaged: \(damage)") }
    let events = try log.events()
    guard all.starts(with: events) else { throw Wrong("gives what never was") }
    let known = history.moments[copy.first].promised.acknowledged.count
    guard events.count >= known else {
      throw Wrong("ends after \(events.count) events, \(known) were there before it began")
    }
    let findings = try copy.findings()
    if let error = findings.first(where: { $0.severity == .error }) { throw Wrong("verify finds \(error)") }
    let says = findings.contains { $0.message.contains("before what was acknowledged") }
    guard says == (log.shortfall != nil) else { throw Wrong("verify and the reader do not say the same") }
    tally.count(log.shortfall == nil ? "whole" : "short")
    if log.shortfall != nil || tally.images % 4 == 0 { try goOn(copy, after: events) }
  }

  private static func goOn(_ copy: Copy, after events: [TestEvent]) throws {
    do {
      var writer = try copy.writer()
      guard try copy.events() == events else { throw Wrong("opening for writing has changed it") }
      try writer.commit(TestEvent.numbered(1_000_000, 2))
    }
    guard try copy.events() == events + TestEvent.numbered(1_000_000, 2) else { throw Wrong("it does not continue") }
    let log = try LogReader(try copy.directory())
    guard log.shortfall == nil else { throw Wrong("it is still called short") }
    guard try copy.findings().allSatisfy({ $0.severity == .notice }) else { throw Wrong("damaged after a commit") }
    guard try copy.directory().acknowledgedEnd()?.isBinding == true else { throw Wrong("it is still taken for a copy") }
  }

  @Test(
    "a copy of a live store taken file by file is an earlier state of the store, which can be read and continued")
  func anyMoment() throws {
    let tally = try tally(5_000, compacts: false) { try Self.check($0, $1, &$2) }
    print(tally.summary("copies of a live store").replacing("crash images", with: "copies"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.cases["whole", default: 0] > 250 * TestSettings.scale)
    #expect(tally.cases["short", default: 0] > 250 * TestSettings.scale)
  }

  @Test("a copy taken during compactions gives events that were stored, or is refused as incomplete")
  func compaction() throws {
    let tally = try tally(1_600, compacts: true) { copy, history, tally in
      do {
        let all = history.moments.last!.promised.ifCommitted
        let events = try copy.events()
        guard all.starts(with: events) else { throw Wrong("gives what never was") }
        tally.count("given")
        try Self.goOn(copy, after: events)
      } catch LogError.damaged(let finding) {
        guard ["missing", "bytes instead of", "there is no manifest"].contains(where: finding.message.contains) else {
          throw Wrong("\(finding)")
        }
        tally.count("refused")
      }
    }
    print(tally.summary("copies of a store that is compacted").replacing("crash images", with: "copies"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.cases["refused", default: 0] * 5 < tally.images)
  }
}

@Suite("stores that end before the acknowledged end")
struct ShortfallTests {
  private let store: TestStore
  private let first = SegmentID.plain(0).path

  init() throws {
    store = try TestStore(commits: [TestEvent.numbered(1, 2), TestEvent.numbered(3, 3)])
    // Keeps the bytes up to the end of the first commit.
    let end = try #require(try store.frames(.plain(0)).first { $0.type == FrameType.commit.rawValue }?.next)
    store[first] = Array(store[first].prefix(Int(end)))
  }

  @Test("a store that lost acknowledged events is refused with a sentence that gives both causes and the remedy")
  func refused() throws {
    let error = #expect(throws: LogError.self) { try store.recover() }
    let text = try #require(error).description
    #expect(text.contains("ends 3 events before what was acknowledged (event 5)"))
    #expect(text.contains("a copy that was taken while ccstore wrote to it, or data was lost"))
    #expect(text.contains("ccstore repair --accept-earlier"))
    let findings = try store.verify().findings
    #expect(findings.count == 1 && findings[0].severity == .error)
    #expect(findings[0].message.contains("ends 3 events before"))
  }

  @Test("a store that lost acknowledged events continues where an earlier end is accepted, and keeps its events")
  func accepted() throws {
    do {
      var writer = try LogWriter.open(
        at: TestStore.path, fileSystem: store.disk, clock: SteppingClock(), entropy: SeededEntropy(1),
        acceptsEarlier: true)
      #expect(writer.shortfall == Shortfall(acknowledged: 5, last: 2))
      #expect(throws: LogError.self) { try store.verify().findings.first.map { throw LogError.damaged($0) } }
      try writer.commit(TestEvent.numbered(10, 1))
    }
    #expect(try store.events() == TestEvent.numbered(1, 2) + TestEvent.numbered(10, 1))
    #expect(try store.verify().isOK)
    #expect(try store.recover() == .clean)
  }

  @Test("a store that ends before its checkpoint continues where an earlier end is accepted, and loses the checkpoint")
  func snapshot() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 2)])
    let head = LogHead(sequence: 9, chain: Digest(of: [1]))
    let snapshot = Checkpoint(name: "test", version: 1, head: head, state: [1])
    store[snapshot.path] = snapshot.encoded(store: try store.directory().uuid)
    #expect(try store.verify().findings.contains { $0.severity == .error })
    do {
      let writer = try LogWriter.open(
        at: TestStore.path, fileSystem: store.disk, clock: SteppingClock(), entropy: SeededEntropy(1),
        acceptsEarlier: true)
      #expect(writer.shortfall == Shortfall(acknowledged: 9, last: 2))
    }
    #expect(store.files("snap/") == [])
  }

  @Test("accepting an earlier end changes nothing in a store in which nothing is missing")
  func nothingMissing() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 2)])
    let before = store.everything
    do {
      let writer = try LogWriter.open(
        at: TestStore.path, fileSystem: store.disk, clock: SteppingClock(), entropy: SeededEntropy(1),
        acceptsEarlier: true)
      #expect(writer.shortfall == nil)
    }
    #expect(store.everything == before)
  }

  @Test("a store with damage before its end is refused even where an earlier end is accepted")
  func damage() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 2), TestEvent.numbered(3, 3)])
    store.flip(first, at: SegmentHeader.length + 4)
    let error = #expect(throws: LogError.self) {
      _ = try LogWriter.open(
        at: TestStore.path, fileSystem: store.disk, clock: SteppingClock(), entropy: SeededEntropy(1),
        acceptsEarlier: true)
    }
    guard case .damaged = error else { throw error! }
  }

  @Test(
    "a copy of a store is read and continued, whatever numbers its HEAD and the names of its checkpoints have",
    arguments: [0, 1, 2, 3, 4, 9000, 1 << 53, 1 << 53 + 1, 1 << 60, .max])
  func numbers(_ number: UInt64) throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 2)])
    let elsewhere = AcknowledgedEnd.Place(head: 1 << 40, segment: 1 << 40)
    let end = AcknowledgedEnd(
      segment: .plain(0), durable: 1 << 20, nextSequence: number, chain: Digest(of: [1]), place: elsewhere)
    let head = LogHead(sequence: number, chain: Digest(of: [1]))
    let snapshot = Checkpoint(name: "test", version: 1, head: head, state: [1])
    let uuid = try store.directory().uuid
    for isNamed in [false, true] {
      store[AcknowledgedEnd.file] = end.encoded(store: uuid)
      if isNamed { store[snapshot.path] = snapshot.encoded(store: uuid) }
      let log = try LogReader(store.directory())
      #expect(try log.events() == TestEvent.numbered(1, 2))
      let last = isNamed ? number : max(1, number) - 1
      let known = (3...1 << 53).contains(last) ? last : number == 1 << 53 + 1 ? 1 << 53 : nil
      #expect(log.shortfall?.acknowledged == known)
      #expect(try store.verify().findings.allSatisfy { $0.severity == .notice })
    }
    do {
      var writer = try LogWriter.open(
        at: TestStore.path, fileSystem: store.disk, clock: SteppingClock(), entropy: SeededEntropy(1))
      try writer.commit(TestEvent.numbered(10, 1))
    }
    #expect(try store.events() == TestEvent.numbered(1, 2) + TestEvent.numbered(10, 1))
    #expect(try store.verify().isOK)
  }
}
