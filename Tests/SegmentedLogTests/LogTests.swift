import Bytes
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("logs")
struct LogTests {
  private let store = TestStore()

  @Test("a new log is empty")
  func new() throws {
    let writer = try store.writer()
    let recovery = writer.recovery
    #expect(recovery == .created)
    #expect(try store.reader().head == LogHead(sequence: 0, chain: .zero))
    #expect(try store.events() == [])
  }

  @Test("appended events are not visible before their commit")
  func beforeCommit() throws {
    var writer = try store.writer()
    try writer.append(block(of: TestEvent.numbered(1, 3)))
    #expect(try store.events() == [])
    let head = writer.head
    #expect(head.sequence == 0)
  }

  @Test("committed events are visible to readers that open after the commit, and not to earlier readers")
  func afterCommit() throws {
    var writer = try store.writer()
    let before = try store.reader()
    try writer.append(block(of: TestEvent.numbered(1, 3)))
    try writer.append(block(of: TestEvent.numbered(4, 2)))
    try writer.commit()
    #expect(try store.events() == TestEvent.numbered(1, 5))
    #expect(try before.events() == [])
  }

  @Test("a commit without events writes nothing")
  func emptyCommit() throws {
    var writer = try store.writer()
    store.disk.clearLog()
    try writer.commit()
    #expect(store.disk.log == [])
  }

  @Test("a writer that is dropped before its commit leaves the events of the log unchanged")
  func givenUp() throws {
    try store.append(TestEvent.numbered(1, 2))
    do {
      var writer = try store.writer()
      // More than a writer keeps in memory, so that some of it reaches the file.
      var random = Seeded(1)
      for _ in 0..<3 { try writer.append(block(of: [TestEvent(body: random.bytes(2 << 20))])) }
    }
    #expect(store[SegmentID.plain(0).path].count > 4 << 20)
    #expect(try store.events() == TestEvent.numbered(1, 2))
    #expect(throws: Never.self) { try store.append(TestEvent.numbered(3, 1)) }
    #expect(try store.events() == TestEvent.numbered(1, 3))
  }

  @Test("the head is the number of events and their chain hash")
  func head() throws {
    var writer = try store.writer()
    try writer.commit(TestEvent.numbered(1, 3))
    try writer.commit(TestEvent.numbered(4, 4))
    let head = writer.head
    var chain = Chain()
    chain.extend(eventHashes: block(of: TestEvent.numbered(1, 7)).eventHashes)
    #expect(head == LogHead(sequence: 7, chain: chain.digest))
    #expect(try store.reader().head == head)
    #expect(try store.verify().head == head)
  }

  @Test("the chain hash does not depend on blocks, commits and segments")
  func chainOfContent() throws {
    let small = try TestStore(commits: (1...20).map { TestEvent.numbered($0, 1) }, segmentSize: 600)
    let large = try TestStore(commits: [TestEvent.numbered(1, 20)])
    #expect(try small.reader().head == large.reader().head)
  }

  @Test("the chain hash is known at the ends of commits only")
  func chainAt() throws {
    let store = try TestStore(commits: (0..<6).map { TestEvent.numbered($0 * 2 + 1, 2) }, segmentSize: 800)
    #expect(store.files("seg/").count > 2)
    let reader = try store.reader()
    for sequence in UInt64(0)...13 {
      let events = TestEvent.numbered(1, Int(sequence))
      var chain = Chain()
      if !events.isEmpty { chain.extend(eventHashes: block(of: events).eventHashes) }
      let isEnd = sequence % 2 == 0 && sequence <= 12
      #expect(try reader.chain(at: sequence) == (isEnd ? chain.digest : nil), "after event \(sequence)")
    }
  }

  @Test("a range of a log is read with all its events and no others")
  func range() throws {
    let store = try TestStore(commits: (0..<8).map { TestEvent.numbered($0 * 3 + 1, 3) }, segmentSize: 1200)
    let reader = try store.reader()
    for first in 1...24 {
      for last in first...24 {
        #expect(
          try reader.events(in: UInt64(first)...UInt64(last)) == TestEvent.numbered(first, last - first + 1),
          "\(first) to \(last)")
      }
    }
    #expect(try reader.events(in: 25...100) == [])
  }

  @Test("the body of each event of a block can be read alone")
  func bodies() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 9)])
    let reader = try store.reader()
    try reader.forEachBlock { block in
      let bodies = try reader.bodies(of: block)
      for row in 0..<block.count {
        #expect(bodies.withBody(row) { [UInt8]($0) } == Array("line \(row + 1)\n".utf8))
      }
      #expect(bodies.withBodies(2..<4) { [UInt8]($0) } == Array("line 3\nline 4\n".utf8))
    }
  }

  @Test("a writer that opens a log again continues in the same segment")
  func reopened() throws {
    try store.append(TestEvent.numbered(1, 2))
    let before = store[SegmentID.plain(0).path]
    var writer = try store.writer()
    let (recovery, head) = (writer.recovery, writer.head)
    #expect(recovery == .clean)
    #expect(head == (try store.reader().head))
    try writer.commit(TestEvent.numbered(3, 2))
    #expect(store.files("seg/").count == 1)
    #expect(store[SegmentID.plain(0).path].starts(with: before))
    #expect(try store.events() == TestEvent.numbered(1, 4))
    #expect(try store.verify().findings == [])
  }

  @Test("a second writer is refused until the first has closed")
  func locked() throws {
    do {
      let first = try store.writer()
      let error = #expect(throws: LogError.self) { try store.recover() }
      guard case .locked(TestStore.path) = error else { throw error! }
      let head = first.head
      #expect(head.sequence == 0)
    }
    #expect(try store.recover() == .clean)
  }

  @Test("a writer that waits gets the lock when the other writer has released it")
  func waiting() throws {
    var held = try store.disk.makeLock(TestStore.path)
    var tries = 0
    let writer = try LogWriter.open(at: TestStore.path, fileSystem: store.disk, entropy: SeededEntropy(1)) {
      tries += 1
      if tries == 3 { held = nil }
      return tries < 10
    }
    let recovery = writer.recovery
    #expect(recovery == .created)
    #expect(held == nil)
    #expect(tries == 3)
  }

  @Test("a directory that holds other files is not made a store")
  func foreign() throws {
    try store.disk.makeDirectories(TestStore.path)
    store["letter.txt"] = [1]
    let error = #expect(throws: LogError.self) { try store.recover() }
    guard case .occupied = error else { throw error! }
    #expect(store.files().filter { $0 != "LOCK" } == ["letter.txt"])
  }

  @Test("a reader refuses a directory without CCSTORE")
  func noStore() throws {
    let error = #expect(throws: LogError.self) { try store.directory() }
    guard case .notAStore = error else { throw error! }
  }

  @Test("a log of a newer major version is refused as unsupported")
  func newer() throws {
    try store.append(TestEvent.numbered(1, 1))
    let text = Array("ccstore 2\n".utf8) + store["CCSTORE"].dropFirst(10).dropLast("crc32c 00000000\n".utf8.count)
    store["CCSTORE"] = text + Array("crc32c \(hexadecimal(crc32c(text).bigEndianBytes))\n".utf8)
    let error = #expect(throws: LogError.self) { try store.directory() }
    guard case .unsupported("CCSTORE", _) = error else { throw error! }
  }

  @Test("a reader ignores file names that are not those of a store")
  func strangers() throws {
    try store.append(TestEvent.numbered(1, 1))
    for name in ["manifest/00000000000000FF.mf", "manifest/+0000000000000ff.mf", "manifest/ff.mf", "seg/x", "snap/x"] {
      store[name] = [1, 2, 3]
    }
    #expect(try store.events() == TestEvent.numbered(1, 1))
  }
}

extension MemoryFileSystem {
  /// Takes the lock of a store that does not exist yet.
  fileprivate func makeLock(_ store: FilePath) throws -> (any FileLock)? {
    try makeDirectories(store)
    return try lock(store.appending("LOCK"))
  }
}
