import Bytes
import FileIO
import TestSupport
import Testing

@testable import LineCodecs
@testable import SegmentedLog

@Suite("numbers at the ends of their ranges")
struct NumberLimitTests {
  private let store: TestStore

  init() throws { store = try TestStore(commits: [TestEvent.numbered(1, 2)]) }

  private static let refused: [@Sendable (inout Manifest) -> Void] = [
    { $0.generation = 0 }, { $0.generation = .max }, { $0.segments[0].lastOrdinal = .max },
    { $0.segments[0].nextSequence = Format.sequenceMax + 1 },
  ]

  @Test("a manifest with a number from which a writer could not continue is refused", arguments: refused.indices)
  func refusedInManifest(index: Int) throws {
    var manifest = try store.manifest()
    Self.refused[index](&manifest)
    #expect(throws: LogError.self) { try Manifest.decode(manifest.encoded(), file: "x") }
  }

  @Test("a manifest in which the ordinal after the last one is 0 is refused")
  func wrappedOrdinal() throws {
    var manifest = try store.manifest()
    var sealed = manifest.segments[0]
    (sealed.lastOrdinal, sealed.state) = (.max, .sealed)
    manifest.segments[0].firstSequence = sealed.nextSequence
    manifest.segments[0].chainBefore = sealed.chainAfter
    manifest.segments.insert(sealed, at: 0)
    #expect(throws: LogError.self) { try Manifest.decode(manifest.encoded(), file: "x") }
  }

  private static let last: [@Sendable (inout Manifest) -> Void] = [
    { $0.generation = .max - 1 }, { $0.segments[0].lastOrdinal = .max - 1 },
  ]

  @Test("a writer stops with an error before it writes a manifest that no reader would accept", arguments: last.indices)
  func writerStops(index: Int) throws {
    let store = try TestStore(commits: [])
    var manifest = try store.manifest()
    Self.last[index](&manifest)
    store.remove(Manifest.path(1))
    store[Manifest.path(manifest.generation)] = manifest.encoded()
    if index == 1 { try rewriteHeader(of: store, lastOrdinal: manifest.segments[0].lastOrdinal) }
    var writer = try store.writer()
    writer.segmentSize = 1
    let error = #expect(throws: LogError.self) { try writer.commit(TestEvent.numbered(1, 1)) }
    guard case .limit? = error else {
      Issue.record("\(String(describing: error)) is no limit")
      return
    }
    #expect(store.files("manifest/") == [Manifest.path(manifest.generation)])
  }

  private func rewriteHeader(of store: TestStore, lastOrdinal: UInt32) throws {
    let name = SegmentID.plain(0).path
    var header = try SegmentHeader.decode(store[name], file: name)
    header.lastOrdinal = lastOrdinal
    store[name] = header.encoded()
  }

  @Test("a frame with more events than a block may hold is damage")
  func eventsInBlock() throws {
    let id = SegmentID.plain(0)
    var events = try #require(try store.frames(id).first { $0.type == FrameType.events.rawValue })
    events.count = UInt32(Format.blockEventsMax) + 1
    var writer = ByteWriter()
    events.encode(into: &writer)
    store[id.path].replaceSubrange(Int(events.offset)..<Int(events.offset) + FrameHeader.length, with: writer.bytes)
    #expect(try store.reader().damage?.offset == events.offset)
    try expectRefusal(of: store, file: id.path)
  }
}

@Suite("acknowledged ends inside a commit")
struct SplitPromiseTests {
  @Test("a commit that is acknowledged in part is checked completely, and a damaged one is refused without a change")
  func damagedBeforePromise() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 2)])
    let before = try store.lastCommitEnd()
    try store.appendUnacknowledged(TestEvent.numbered(3, 2))
    let frames = try store.frames(.plain(0)).filter { $0.offset >= UInt64(before) && $0.type <= 2 }
    let (events, bodies) = (try #require(frames.first), try #require(frames.last))
    try store.forgetPromises(from: events.offset)
    store["HEAD"] = AcknowledgedEnd(segment: .plain(0), durable: events.next, nextSequence: 3).encoded(
      store: try store.directory().uuid)
    _ = try store.copy().recover()  // undamaged, the commit can be appended again
    store.flip(SegmentID.plain(0).path, at: Int(events.offset) + FrameHeader.length)
    try expectRefusal(of: store, file: SegmentID.plain(0).path)
    #expect(bodies.offset == events.next)
  }
}

extension TestStore {
  /// Makes the frames of segment 0 from `offset` on claim only that the bytes before `offset` are durable, and removes
  /// the last ATTEST.
  fileprivate func forgetPromises(from offset: UInt64) throws {
    let id = SegmentID.plain(0)
    for var frame in try frames(id) where frame.offset >= offset {
      if frame.type == FrameType.attest.rawValue {
        truncate(id.path, to: Int(frame.offset))
        return
      }
      frame.durable = min(frame.durable, offset)
      var writer = ByteWriter()
      frame.encode(into: &writer)
      self[id.path].replaceSubrange(Int(frame.offset)..<Int(frame.offset) + FrameHeader.length, with: writer.bytes)
    }
  }
}
