import Bytes
import FileIO
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("checkpoints of projections")
struct CheckpointTests {
  private static let state = [UInt8](repeating: 0x41, count: 300) + [1, 2, 3]
  private let store: TestStore

  /// Three commits of two events each.
  init() throws { store = try TestStore(commits: (0..<3).map { TestEvent.numbered($0 * 2 + 1, 2) }) }

  private func snapshot(
    at sequence: UInt64? = nil, name: String = "state", version: UInt16 = 1, state: [UInt8] = state
  ) throws -> Checkpoint {
    let reader = try store.reader()
    let sequence = sequence ?? reader.head.sequence
    let head = LogHead(sequence: sequence, chain: try reader.chain(at: sequence) ?? .zero)
    return Checkpoint(name: name, version: version, head: head, state: state)
  }

  /// Writes a file to `snap/` as if it had been saved.
  private func place(_ snapshot: Checkpoint, compress: Bool = true, of owner: UUID16? = nil) throws {
    store[snapshot.path] = snapshot.encoded(store: try owner ?? store.directory().uuid, compress: compress)
  }

  private func found(_ name: String = "state", version: UInt16 = 1) throws -> Checkpoint? {
    try store.reader().checkpoint(name, version: version)
  }

  @Test("a checkpoint is found as it was saved", arguments: [[], [7], state, [UInt8](0...255)])
  func saved(state: [UInt8]) throws {
    let snapshot = try snapshot(state: state)
    let writer = try store.writer()
    try writer.save(snapshot)
    #expect(try found() == snapshot)
    #expect(try store.verify().findings == [])
  }

  @Test("a saved checkpoint replaces older ones of its projection and no others")
  func replaces() throws {
    let other = try snapshot(at: 2, name: "state-too")
    try place(other)
    try place(try snapshot(at: 2))
    let writer = try store.writer()
    try writer.save(try snapshot())
    #expect(store.files("snap/") == [try snapshot().path, other.path].sorted())
  }

  @Test("a checkpoint at an earlier commit is found")
  func earlier() throws {
    try place(try snapshot(at: 4))
    #expect(try found()?.head.sequence == 4)
  }

  @Test("the newest checkpoint is found, or the one before where the newest is damaged")
  func newest() throws {
    try place(try snapshot(at: 2))
    try place(try snapshot(at: 4))
    #expect(try found()?.head.sequence == 4)
    store.flip(try snapshot(at: 4).path, at: 60)
    #expect(try found()?.head.sequence == 2)
  }

  @Test("a checkpoint of another version is ignored")
  func stale() throws {
    try place(try snapshot(version: 2))
    #expect(try found(version: 1) == nil)
  }

  @Test("a checkpoint of another projection is ignored")
  func otherName() throws {
    try place(try snapshot(name: "states"))
    #expect(try found() == nil)
  }

  @Test("a checkpoint of another store is ignored")
  func foreign() throws {
    try place(try snapshot(), of: UUID16(high: 1, low: 1))
    #expect(try found() == nil)
  }

  @Test("a checkpoint with a wrong chain hash is ignored, and a verification reports it")
  func otherChain() throws {
    var snapshot = try snapshot()
    snapshot.head.chain = Digest(of: [1])
    try place(snapshot)
    #expect(try found() == nil)
    #expect(try store.verify().findings.map(\.file) == [snapshot.path])
  }

  @Test("a checkpoint at an event inside a commit is ignored")
  func insideCommit() throws {
    try place(try snapshot(at: 3))
    #expect(try found() == nil)
  }

  @Test("a checkpoint past the end of the log is ignored")
  func future() throws {
    var snapshot = try snapshot()
    snapshot.head.sequence = 7
    try place(snapshot)
    #expect(try found() == nil)
  }

  @Test("a checkpoint under another file name is ignored")
  func renamed() throws {
    let snapshot = try snapshot(at: 2)
    try place(snapshot)
    store[try self.snapshot(at: 4).path] = store[snapshot.path]
    store.remove(snapshot.path)
    #expect(try found() == nil)
  }

  @Test("a checkpoint with any bit flipped is ignored, and a verification reports it", arguments: [true, false])
  func flipped(isCompressed: Bool) throws {
    let snapshot = try snapshot()
    try place(snapshot, compress: isCompressed)
    let bytes = store[snapshot.path]
    for bit in 0..<bytes.count * 8 {
      store[snapshot.path] = bytes
      store.flip(snapshot.path, at: bit / 8, bit: bit % 8)
      #expect(try found() == nil, "bit \(bit)")
      #expect(try store.verify().findings.map(\.file) == [snapshot.path], "bit \(bit)")
    }
  }

  @Test("a checkpoint that is cut off at any byte is ignored")
  func cut() throws {
    let snapshot = try snapshot()
    try place(snapshot)
    let bytes = store[snapshot.path]
    for length in 0..<bytes.count {
      store[snapshot.path] = Array(bytes[..<length])
      #expect(try found() == nil, "cut to \(length)")
    }
  }

  @Test(
    "a damaged checkpoint is only a notice of a verification, since it can be computed again",
    arguments: [0, 8, 20, 40, 124, 130])
  func damageIsNotice(offset: Int) throws {
    let snapshot = try snapshot()
    try place(snapshot)
    store.flip(snapshot.path, at: offset)
    #expect(try store.verify().findings.map(\.severity) == [.notice])
  }
}
