import Bytes
import FileIO
import TestSupport
import Testing

@testable import SegmentedLog

private let first = SegmentID.plain(0).path
private let second = SegmentID.plain(1).path

@Suite("writers on damaged logs")
struct RefusalTests {
  /// Two sealed segments of one commit each, and an active one with two commits.
  private let store: TestStore
  private let third = SegmentID.plain(2).path

  init() throws {
    store = try TestStore(commits: [TestEvent.numbered(1, 5), TestEvent.numbered(6, 5)], segmentSize: 200)
    let large = TestStore(store.disk)
    try large.append(TestEvent.numbered(11, 2))
    try large.append(TestEvent.numbered(13, 2))
  }

  @Test("the store that the tests of recovery cases D to J damage is intact before and opened by a writer")
  func sound() throws {
    #expect(try store.manifest().segments.map(\.state) == [.sealed, .sealed, .active])
    #expect(try expectRecovery(of: store, .clean, events: TestEvent.numbered(1, 14)).verify().findings == [])
  }

  @Test(
    "recovery case D: a writer refuses a damaged frame before an attested frame",
    arguments: [FrameType.events, .bodies, .commit])
  private func caseD(_ type: FrameType) throws {
    let frame = try store.frames(.plain(2)).first { $0.type == type.rawValue }!
    store.flip(third, at: Int(frame.offset) + 20)
    try expectRefusal(of: store, file: third)
  }

  @Test("recovery case D: a writer refuses a damaged COMMIT payload before an ATTEST")
  func caseDCommit() throws {
    store.flip(third, at: try lastCommit() + FrameHeader.length + 5)
    try expectRefusal(of: store, file: third)
  }

  @Test(
    "recovery case D: a writer refuses a COMMIT that counts other events than precede it, even with valid checksums",
    arguments: [0, 1, 3])
  func caseDCount(count: UInt32) throws {
    let (offset, end) = (try lastCommit(), try store.lastCommitEnd(.plain(2)))
    var writer = ByteWriter()
    writer.fixed(count)
    store[third].replaceSubrange(offset + 40..<offset + 44, with: writer.bytes)
    var checksum = ByteWriter()
    checksum.fixed(crc32c(Array(store[third][offset..<offset + 60])))
    store[third].replaceSubrange(offset + 60..<offset + 64, with: checksum.bytes)
    // The end of the log, so that no later frame acknowledges the commit.
    store.truncate(third, to: end)
    store.remove("HEAD")
    try expectRefusal(of: store, file: third)
  }

  @Test("recovery case D: a writer finds a later ATTEST after megabytes of damage, and refuses")
  func caseDFar() throws {
    let large = TestStore(store.disk)
    var random = Seeded(1)
    try large.append([TestEvent(body: random.bytes(3 << 20))])
    var bytes = store[third]
    for offset in stride(from: 128, to: bytes.count - 64, by: 1 << 10) { bytes[offset] ^= 1 }
    store[third] = bytes
    try expectRefusal(of: store, file: third)
  }

  @Test("recovery case D: readers give the events before the damage")
  func caseDReader() throws {
    store.flip(third, at: try lastCommit() + 20)
    let range = UInt64(1)...12
    #expect(throws: Never.self) { try store.reader() }
    #expect(try store.reader().events(in: range).starts(with: TestEvent.numbered(1, 12)))
  }

  @Test("recovery case E: a writer refuses a sealed segment that is too short")
  func caseESealed() throws {
    store.truncate(first, to: store[first].count - 1)
    try expectRefusal(of: store, file: first)
  }

  @Test("recovery case E: a writer refuses a sealed segment that is too long")
  func caseELong() throws {
    store[first].append(0)
    try expectRefusal(of: store, file: first)
  }

  @Test("recovery case E: a writer refuses a cut segment that is shorter than its length in the manifest")
  func caseECut() throws {
    try store.loseLastAttest(.plain(2))
    _ = try store.recover()
    let cut = try store.manifest().segments[2]
    #expect(cut.state == .cut)
    store.truncate(third, to: Int(cut.length) - 1)
    try expectRefusal(of: store, file: third)
  }

  @Test("recovery case E: a writer refuses an active segment that is shorter than when the manifest was written")
  func caseEActive() throws {
    try store.loseLastAttest(.plain(2))
    _ = try store.recover()
    let active = SegmentID.plain(3).path
    store.truncate(active, to: Int(try store.manifest().segments[3].length) - 8)
    try expectRefusal(of: store, file: active)
  }

  @Test(
    "recovery case E: a writer refuses a damaged header of the active segment", arguments: [0, 8, 40, 60, 70, 120, 127])
  func caseEHeader(offset: Int) throws {
    store.flip(third, at: offset)
    try expectRefusal(of: store, file: third)
  }

  @Test("recovery case E: a writer refuses another segment in the place of the active one")
  func caseEOther() throws {
    store[third] = store[second]
    try expectRefusal(of: store, file: third)
  }

  @Test("recovery case E: readers give the events of the segments that are whole")
  func caseEReader() throws {
    store.truncate(first, to: 300)
    #expect(try store.reader().events(in: 6...14) == TestEvent.numbered(6, 9))
    #expect(throws: LogError.self) { try store.events() }
  }

  @Test("recovery case F: a writer refuses a store with a missing segment", arguments: [0, 1, 2] as [UInt32])
  func caseF(ordinal: UInt32) throws {
    store.remove(SegmentID.plain(ordinal).path)
    try expectRefusal(of: store, file: SegmentID.plain(ordinal).path)
  }

  @Test("recovery case F: readers give the events of the segments that are not missing")
  func caseFReader() throws {
    store.remove(second)
    #expect(try store.reader().events(in: 1...5) == TestEvent.numbered(1, 5))
    #expect(try store.reader().events(in: 11...14) == TestEvent.numbered(11, 4))
    #expect(throws: LogError.self) { try store.events() }
  }

  @Test("recovery case J: a writer refuses a store without a manifest but with a segment that has a COMMIT")
  func caseJNone() throws {
    for name in store.files("manifest/") { store.remove(name) }
    try expectRefusal(of: store, file: "manifest")
  }

  @Test("recovery case J: a writer refuses a store without manifest and segments, but with a HEAD that counts events")
  func caseJHead() throws {
    for name in store.files("manifest/") + store.files("seg/") { store.remove(name) }
    try expectRefusal(of: store, file: "manifest")
  }

  @Test("recovery case J: a writer refuses a damaged newest manifest, even where its predecessor is intact")
  func caseJDamaged() throws {
    let newest = store.files("manifest/").last!
    store.flip(newest, at: 200)
    try expectRefusal(of: store, file: newest)
  }

  @Test("recovery case J: a writer refuses a newest manifest that is an older one under a newer name")
  func caseJStale() throws {
    let names = store.files("manifest/")
    store[names[1]] = store[names[0]]
    try expectRefusal(of: store, file: names[1])
  }

  @Test("recovery case J: a writer refuses a newest manifest of another store")
  func caseJForeign() throws {
    var manifest = try store.manifest()
    manifest.store.low ^= 1
    store[Manifest.path(manifest.generation)] = manifest.encoded()
    try expectRefusal(of: store, file: Manifest.path(manifest.generation))
  }

  @Test("recovery case J: a writer refuses a store whose newest manifest is lost while its segment has a COMMIT")
  func caseJLost() throws {
    store.remove(store.files("manifest/").last!)
    #expect(try !store.verify().isOK)
    #expect(throws: LogError.self) { try store.recover() }
    // Whatever is decided about such a store, events 11 to 14 must not be overwritten.
    #expect(store[third].count > SegmentHeader.length)
  }

  private func lastCommit() throws -> Int {
    Int(try store.frames(.plain(2)).last { $0.type == FrameType.commit.rawValue }!.offset)
  }
}
