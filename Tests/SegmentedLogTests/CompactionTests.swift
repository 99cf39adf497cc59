import FileIO
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("compaction of a log")
struct CompactionTests {
  /// Thirteen commits of two events each, in several segments.
  private let store: TestStore
  private let events = TestEvent.numbered(1, 26)

  init() throws {
    store = try .compactable((0..<13).map { TestEvent.numbered($0 * 2 + 1, 2) })
  }

  @Test("a compaction merges all segments into one and changes no event, number or chain hash")
  func merges() throws {
    let before = try store.reader()
    let segments = try store.manifest().segments.count
    let result = try store.compact()
    #expect(result.segmentsBefore == segments && result.segmentsAfter == 1)
    #expect(try store.events() == events)
    #expect(try store.reader().head == before.head)
    #expect(try store.verify().findings == [])
    let manifest = try store.manifest()
    #expect(manifest.segments.map(\.state) == [.sealed, .active])
    #expect(manifest.segments[0].id == SegmentID(ordinal: 0, generation: 1))
    #expect(Int(manifest.segments[0].lastOrdinal) == segments - 1)
    #expect(store.files("seg/") == manifest.segments.map(\.id.path))
    #expect(store.files("tmp/") == [])
  }

  @Test("a second compaction finds nothing to do and changes no byte")
  func twice() throws {
    try store.compact()
    let before = store.everything
    #expect(try store.compact().segmentsBefore == 0)
    #expect(store.everything == before)
    #expect(try store.compact(.test(blockSize: 1_000)).segmentsBefore == 0)
    #expect(store.everything == before)
  }

  @Test("a compaction that would gain too little does not even end the active segment")
  func nothingToGain() throws {
    let before = store.everything
    #expect(try store.compact(.test(gainMin: 1 << 20)).segmentsBefore == 0)
    #expect(store.everything == before)
  }

  @Test("a compaction rewrites segments that were compacted in smaller blocks, at a lower level or by older encoders")
  func stronger() throws {
    try store.compact(.test(blockSize: 1_000))
    #expect(try store.compact(.test(blockSize: 2_000)).segmentsBefore == 1)
    var harder = CompactionOptions.test(blockSize: 2_000)
    harder.compression = .high(level: 9)
    #expect(try store.compact(harder).segmentsBefore == 1)
    harder.compression = .archive(level: 9)
    #expect(try store.compact(harder).segmentsBefore == 1)
    #expect(try store.compact(harder).segmentsBefore == 0)
    #expect(try store.manifest().segments[0].id.generation == 4)
    #expect(try store.events() == events)
    let old = CompactionProfile(isArchive: true, level: 12, encoders: 0, blockSize: 1 << 26)
    #expect(!old.isAtLeast(harder.profile))
  }

  @Test("compactions keep the commit time of every event, even after several merges")
  func commitTimes() throws {
    let times = try store.commitTimes()
    #expect(Set(times).count == 13)
    try store.compact(.test(blockSize: 40))
    #expect(try store.commitTimes() == times)
    try store.compact(.test(blockSize: 100))
    #expect(try store.commitTimes() == times)
    try store.compact(.test(blockSize: 4_096))
    #expect(try store.commitTimes() == times)
    #expect(try store.verify().findings == [])
  }

  @Test("a compaction makes segments of the requested size, and rewrites large ones only with neighbours of their size")
  func sizes() throws {
    let manifest = try store.manifest()
    try store.compact(.test(segmentSize: 1_300))
    let made = try store.manifest().segments.dropLast()
    #expect(made.count > 1 && made.count < manifest.segments.count)
    try store.append(TestEvent.numbered(27, 1))
    let finished = made.map(\.id)
    try store.compact(.test(segmentSize: 100_000))
    #expect(try store.manifest().segments.map(\.id).starts(with: finished))
    var random = Seeded(1)
    try store.append([TestEvent(body: random.bytes(40_000))])
    try store.compact(.test(segmentSize: 100_000))
    #expect(try store.manifest().segments.count == 2)
    #expect(try store.verify().findings == [])
  }

  @Test("repeated compactions of random logs with random options change no event", arguments: 0..<60 as Range<UInt64>)
  func random(seed: UInt64) throws {
    var random = Seeded(seed)
    var store = TestStore()
    var events: [TestEvent] = []
    for _ in 0..<8 {
      store.segmentSize = random.pick([500, 3_000, 20_000])
      var writer = try store.writer()
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        let new = TestEvent.random(Int.random(in: 1...20, using: &random), using: &random)
        events += new
        try writer.commit(new, blockSize: random.pick([300, 2_000, 100_000]))
      }
      var options = CompactionOptions.test(
        blockSize: random.pick([1, 200, 3_000, 1 << 20]), segmentSize: random.pick([1_000, 10_000, 1 << 30]),
        gainMin: random.pick([.min, 0, 500]))
      options.workers = random.pick([1, 2, 3])
      options.compression = random.pick([.high(level: 2), .high(level: 4), .archive(level: 9)])
      _ = try writer.compact(options)
      #expect(try store.events() == events, "seed \(seed)")
      #expect(writer.head == (try store.reader().head), "seed \(seed)")
    }
    #expect(try store.verify().findings == [], "seed \(seed)")
    #expect(try store.recover() == .clean, "seed \(seed)")
  }

  @Test("a commit after a compaction is stored as usual")
  func continues() throws {
    var writer = try store.writer()
    _ = try writer.compact(.test())
    try writer.commit(TestEvent.numbered(27, 1))
    #expect(try store.events() == TestEvent.numbered(1, 27))
  }

  @Test("a checkpoint at the head stays valid after a compaction")
  func snapshots() throws {
    let writer = try store.writer()
    try writer.save(Checkpoint(name: "test", version: 1, head: writer.head, state: [1, 2, 3]))
    try store.compactKeepingWriter(writer)
    #expect(try store.reader().checkpoint("test", version: 1)?.state == [1, 2, 3])
    #expect(try store.verify().findings == [])
  }

  @Test("a compaction of a damaged log is refused and changes nothing")
  func damage() throws {
    for entry in try store.manifest().segments.dropLast() {
      for offset in stride(from: 130, to: Int(entry.length), by: 41) {
        let damaged = store.copy()
        damaged.flip(entry.id.path, at: offset)
        let before = damaged.everything.filter { $0.key.hasPrefix("seg/") }
        let error = #expect(throws: LogError.self) { try damaged.compact() }
        #expect(error?.file == entry.id.path, "byte \(offset)")
        #expect(damaged.files("tmp/") == [])
        for (name, bytes) in before { #expect(damaged[name].starts(with: bytes)) }
      }
    }
  }

  @Test("a compaction stopped after any block leaves the log as it was and tmp/ empty, and can be run again")
  func stopped() throws {
    var stops = 0
    while true {
      let stopped = store.copy()
      var writer = try stopped.writer()
      var looks = 0
      var isStopped = false
      do {
        _ = try writer.compact(.test(blockSize: 40, segmentSize: 1_500)) { _ in
          false
        } isStopped: {
          looks += 1
          isStopped = looks > stops
          return isStopped
        }
      } catch LogError.interrupted {}
      #expect(try stopped.events() == events)
      #expect(stopped.files("tmp/") == [])
      #expect(stopped.files("seg/") == (try stopped.manifest().segments.map(\.id.path)))
      #expect(try stopped.verify().findings == [])
      guard isStopped else { break }
      stops += 1
    }
    #expect(stops > 10)
  }

  @Test("a compaction without enough disk space is refused before anything is changed")
  func noRoom() throws {
    store.disk.freeBytes = 1_000
    let before = store.everything
    let error = #expect(throws: LogError.self) { try store.compact() }
    guard case .noSpace? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try store.events() == events)
    #expect(store.everything == before)
    store.disk.freeBytes = 2 << 20
    #expect(try store.compact().segmentsAfter == 1)
  }

  @Test("the next writer removes the segments that an interrupted compaction has left, and no other files")
  func leftovers() throws {
    let old = store.everything.filter { $0.key.hasPrefix("seg/") }
    try store.compact()
    let compacted = store.everything
    for (name, bytes) in old { store[name] = bytes }
    store["tmp/00000000-00000001.ccs"] = [1, 2, 3]
    store["seg/00000007-00000003.ccs"] = [4, 5]
    store["seg/something"] = [6]
    #expect(try store.events() == events)
    #expect(try store.verify().isOK)
    #expect(try store.recover() == .clean)
    let left = Set(store.files()).subtracting(compacted.keys)
    #expect(
      left
        == (try store.manifest().segments[1].id.ordinal < 7
          ? ["seg/00000007-00000003.ccs", "seg/something"] : ["seg/something"]))
  }

  @Test("a manifest rebuilt from segments takes the newest intact generation of each ordinal")
  func rebuilt() throws {
    let old = store.everything.filter { $0.key.hasPrefix("seg/") }
    try store.compact()
    for (name, bytes) in old { store[name] = bytes }
    for name in store.files("manifest/") { store.remove(name) }
    let damaged = store.copy()
    damaged.truncate("seg/00000000-00000001.ccs", to: 40)
    for (store, segments) in [(store, 2), (damaged, old.count)] {
      let report = try LogWriter.rebuildManifest(at: TestStore.path, fileSystem: store.disk, clock: SteppingClock())
      #expect(report?.segments ?? 0 >= segments)
      #expect(try store.events() == events)
      _ = try store.recover()
      #expect(try store.events() == events)
      #expect(try store.verify().isOK)
    }
  }
}

extension TestStore {
  fileprivate func compactKeepingWriter(_ writer: consuming LogWriter) throws { _ = try writer.compact(.test()) }
}

@Suite("dropped bodies")
struct DroppedBodyTests {
  private let store: TestStore
  private let events = TestEvent.numbered(1, 24)

  init() throws {
    store = try .compactable((0..<12).map { TestEvent.numbered($0 * 2 + 1, 2) })
    try store.compact { block in
      BlockEdit(dropped: Set((0..<block.count).filter { (block.firstSequence + UInt64($0)) % 3 == 0 }))
    }
  }

  private func left(_ row: Int) -> [UInt8] { (row + 1) % 3 == 0 ? [] : events[row].body }

  @Test("a dropped body is empty, and the fields of its event and the chain stay the same")
  func dropped() throws {
    let found = try store.events()
    #expect(found.map(\.fields) == events.map(\.fields))
    #expect(found.map(\.body) == (0..<24).map { left($0) })
    #expect(try store.verify().findings == [])
    let whole = try TestStore.compactable((0..<12).map { TestEvent.numbered($0 * 2 + 1, 2) })
    #expect(try store.reader().head == (try whole.reader().head))
  }

  @Test("a dropped body leaves its length and hash, through every further compaction")
  func stub() throws {
    try store.compact(.test(blockSize: 8_192))
    #expect(try store.manifest().segments[0].id.generation == 2)
    let log = try store.reader()
    var found: [DroppedBody?] = []
    try log.forEachBlock { block in
      let dropped = try block.droppedBodies()
      found += (0..<block.count).map { dropped?[$0] }
    }
    let expected = events.enumerated().map { row, event in
      (row + 1) % 3 == 0 ? event.body.withUnsafeBytes { DroppedBody(of: $0) } : nil
    }
    #expect(found == expected)
    #expect(try store.verify().findings == [])
  }

  @Test("the bytes of a dropped body are in no segment")
  func gone() throws {
    let bytes = store.files("seg/").flatMap { store[$0] }
    #expect(!String(decoding: bytes, as: UTF8.self).contains("line 12\n"))
  }
}

/// A reader whose segments are replaced while it reads.
@Suite("a reader during a compaction")
struct ReaderBesideCompactionTests {
  private let store: TestStore
  private let events = TestEvent.numbered(1, 40)

  init() throws {
    store = try .compactable((0..<20).map { TestEvent.numbered($0 * 2 + 1, 2) }, segmentSize: 900)
  }

  @Test("a reader whose segments are replaced after any block gets every event once, from any first event")
  func midway() throws {
    for first in [1, 2, 7, 24, 39] as [UInt64] {
      for stop in 0..<6 {
        for blockSize in [40, 100, 4_096] {
          let store = store.copy()
          let log = try store.reader()
          var (found, blocks): ([TestEvent], Int) = ([], 0)
          try log.forEachBlock(in: first...max(first, 37)) { block in
            if blocks == stop { try store.compact(.test(blockSize: blockSize, segmentSize: 2_000)) }
            blocks += 1
            found += try block.events(try log.bodies(of: block))
          }
          #expect(
            found == Array(events[Int(first) - 1..<max(Int(first), 37)]),
            "from \(first), after \(stop), blocks of \(blockSize)")
        }
      }
    }
  }

  @Test("a walk over all commits opens no segment twice when a compaction replaces one")
  func commits() throws {
    try store.compact(.test(segmentSize: 1_300))
    for number in 0..<20 { try store.append(TestEvent.numbered(41 + number * 2, 2)) }
    let log = try store.reader()
    let first = TestStore.path.appending(log.manifest.segments[0].id.path)
    var (next, isCompacted) = (UInt64(1), false)
    try log.forEachCommit { commit in
      if !isCompacted { _ = try? store.compact(.test(segmentSize: 1_300)) }
      if !isCompacted { store.disk.clearLog() }
      isCompacted = true
      #expect(commit.firstSequence <= next && commit.nextSequence > next)
      next = commit.nextSequence
      return true
    }
    #expect(next == log.head.sequence + 1)
    let kept = try store.manifest().segments.map(\.id)
    #expect(kept.first == log.manifest.segments[0].id && kept != log.manifest.segments.map(\.id))
    #expect(!store.disk.log.contains { $0.name == "open" && $0.path == first })
  }

  @Test("an open reader keeps its head and its events when later events are stored and compacted")
  func head() throws {
    let log = try store.reader()
    let head = log.head
    try store.append(TestEvent.numbered(41, 5))
    try store.compact()
    try store.append(TestEvent.numbered(46, 1))
    try store.compact(.test(blockSize: 8_192))
    #expect(try log.events() == events)
    #expect(try log.events(in: 39...UInt64.max) == Array(events.suffix(2)))
    #expect(log.head == head)
    #expect(try log.chain(at: 2) == nil)
    #expect(try store.events() == TestEvent.numbered(1, 46))
  }

  @Test("a verification finds no error, whichever of its operations segments are replaced before")
  func verifies() throws {
    let operations = { () throws -> Int in
      let store = store.copy()
      _ = try store.verify()
      return store.disk.log.count
    }
    for index in 0..<(try operations()) {
      let store = store.copy()
      store.disk.beforeOperation(index) {
        store.disk.fail(nil)
        try! store.compact(.test(segmentSize: 1_500))
      }
      let result = try store.verify()
      #expect(result.isOK, "operation \(index): \(result.findings)")
      #expect(result.events == 40, "operation \(index)")
    }
  }
}
