import Bytes
import FileIO
import TestSupport
import Testing

@testable import LineCodecs
@testable import SegmentedLog

@Suite("segments")
struct SegmentRollTests {
  private let store: TestStore

  /// Twelve commits of two events each.
  init() throws {
    store = try TestStore(commits: (0..<12).map { TestEvent.numbered($0 * 2 + 1, 2) }, segmentSize: 1200)
  }

  @Test("roll at the size, and hold everything together")
  func rolled() throws {
    #expect(store.files("seg/").count >= 3)
    #expect(try store.events() == TestEvent.numbered(1, 24))
    #expect(try store.verify().findings == [])
  }

  @Test("are ended by the commit that reaches the size, with a SEAL and no ATTEST behind it")
  func sizes() throws {
    for entry in try store.manifest().segments.dropLast() {
      let frames = try store.frames(entry.id)
      #expect(frames.suffix(2).map(\.type) == [FrameType.commit.rawValue, FrameType.seal.rawValue])
      let commits = frames.filter { $0.type == FrameType.commit.rawValue }.map(\.next)
      #expect(commits.last! >= 1200)
      #expect(commits.dropLast().allSatisfy { $0 < 1200 })
    }
  }

  @Test("are named by the manifest as sealed with their whole length, the last one as active")
  func manifestEntries() throws {
    let segments = try store.manifest().segments
    #expect(segments.map(\.id.path) == store.files("seg/"))
    #expect(segments.map(\.state) == [Manifest.State](repeating: .sealed, count: segments.count - 1) + [.active])
    #expect(segments.dropLast().allSatisfy { store[$0.id.path].count == Int($0.length) })
  }

  @Test("follow each other in the manifest without a gap")
  func neighbours() throws {
    let segments = try store.manifest().segments
    for (before, after) in zip(segments, segments.dropFirst()) {
      #expect(after.id.ordinal == before.lastOrdinal + 1)
      #expect(after.firstSequence == before.nextSequence)
      #expect(after.chainBefore == before.chainAfter)
      #expect(try store.reader().chain(at: before.nextSequence - 1) == before.chainAfter)
    }
  }

  @Test("leave the newest manifest and its predecessor, whose hash it holds")
  func manifests() throws {
    let manifest = try store.manifest()
    #expect(store.files("manifest/") == [manifest.generation - 1, manifest.generation].map { Manifest.path($0) })
    #expect(manifest.predecessor == Digest(of: store[Manifest.path(manifest.generation - 1)]))
  }

  @Test("are created with a header that says what comes before them")
  func headers() throws {
    for entry in try store.manifest().segments {
      let header = try SegmentHeader.decode(store[entry.id.path], file: entry.id.path)
      #expect(header.firstSequence == entry.firstSequence)
      #expect(header.chain == entry.chainBefore)
    }
  }

  @Test("hold frames that know their place, and how far the file was durable")
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

  @Test("take a commit whole, however large it is")
  func largeCommit() throws {
    let store = TestStore(segmentSize: 1000)
    var writer = try store.writer()
    for number in 1...50 { try writer.append(block(of: TestEvent.numbered(number, 1))) }
    try writer.commit()
    #expect(try store.frames(.plain(0)).filter { $0.type == FrameType.commit.rawValue }.count == 1)
    #expect(store.files("seg/").count == 2)
    #expect(try store.events() == TestEvent.numbered(1, 50))
  }

  @Test("go on after a roll when the writer opens again")
  func reopened() throws {
    #expect(try store.recover() == .clean)
    try store.append(TestEvent.numbered(25, 1))
    #expect(try store.events() == TestEvent.numbered(1, 25))
  }
}
