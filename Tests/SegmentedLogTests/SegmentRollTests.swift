import Bytes
import FileIO
import TestSupport
import Testing

@testable import LineCodecs
@testable import SegmentedLog

@Suite("segments of a log")
struct SegmentRollTests {
  private let store: TestStore

  /// Twelve commits of two events each.
  init() throws {
    store = try TestStore(commits: (0..<12).map { TestEvent.numbered($0 * 2 + 1, 2) }, segmentSize: 1200)
  }

  @Test("a log that rolls at the segment size has several segments with all events")
  func rolled() throws {
    #expect(store.files("seg/").count >= 3)
    #expect(try store.events() == TestEvent.numbered(1, 24))
    #expect(try store.verify().findings == [])
  }

  @Test("a segment is ended by the commit that reaches the segment size, with a SEAL and no later ATTEST")
  func sizes() throws {
    for entry in try store.manifest().segments.dropLast() {
      let frames = try store.frames(entry.id)
      #expect(frames.suffix(2).map(\.type) == [FrameType.commit.rawValue, FrameType.seal.rawValue])
      let commits = frames.filter { $0.type == FrameType.commit.rawValue }.map(\.next)
      #expect(commits.last! >= 1200)
      #expect(commits.dropLast().allSatisfy { $0 < 1200 })
    }
  }

  @Test("the manifest lists all but the last segment as sealed with their whole length, and the last as active")
  func manifestEntries() throws {
    let segments = try store.manifest().segments
    #expect(segments.map(\.id.path) == store.files("seg/"))
    #expect(segments.map(\.state) == [Manifest.State](repeating: .sealed, count: segments.count - 1) + [.active])
    #expect(segments.dropLast().allSatisfy { store[$0.id.path].count == Int($0.length) })
  }

  @Test("segments in the manifest follow each other without a gap")
  func neighbours() throws {
    let segments = try store.manifest().segments
    for (before, after) in zip(segments, segments.dropFirst()) {
      #expect(after.id.ordinal == before.lastOrdinal + 1)
      #expect(after.firstSequence == before.nextSequence)
      #expect(after.chainBefore == before.chainAfter)
      #expect(try store.reader().chain(at: before.nextSequence - 1) == before.chainAfter)
    }
  }

  @Test("after a roll only the newest manifest and its predecessor are left, and the newest has the hash of the other")
  func manifests() throws {
    let manifest = try store.manifest()
    #expect(store.files("manifest/") == [manifest.generation - 1, manifest.generation].map { Manifest.path($0) })
    #expect(manifest.predecessor == Digest(of: store[Manifest.path(manifest.generation - 1)]))
  }

  @Test("each segment has a header with the sequence number and the chain hash before it")
  func headers() throws {
    for entry in try store.manifest().segments {
      let header = try SegmentHeader.decode(store[entry.id.path], file: entry.id.path)
      #expect(header.firstSequence == entry.firstSequence)
      #expect(header.chain == entry.chainBefore)
    }
  }

  @Test("each frame says up to which offset its segment was durable")
  func frames() throws {
    for entry in try store.manifest().segments {
      var synced = UInt64(SegmentHeader.length)
      var commit = synced
      for frame in try store.frames(entry.id) {
        if frame.type == FrameType.attest.rawValue || frame.type == FrameType.seal.rawValue { synced = commit }
        #expect(frame.durable == synced, "\(entry.id.path) at \(frame.offset)")
        if frame.type == FrameType.commit.rawValue { commit = frame.next }
      }
    }
  }

  @Test("a commit is written to one segment, however large it is")
  func largeCommit() throws {
    let store = TestStore(segmentSize: 1000)
    var writer = try store.writer()
    for number in 1...50 { try writer.append(block(of: TestEvent.numbered(number, 1))) }
    try writer.commit()
    #expect(try store.frames(.plain(0)).filter { $0.type == FrameType.commit.rawValue }.count == 1)
    #expect(store.files("seg/").count == 2)
    #expect(try store.events() == TestEvent.numbered(1, 50))
  }

  @Test("a writer that opens after a roll continues the log")
  func reopened() throws {
    #expect(try store.recover() == .clean)
    try store.append(TestEvent.numbered(25, 1))
    #expect(try store.events() == TestEvent.numbered(1, 25))
  }
}
