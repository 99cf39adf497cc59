import Bytes
import FileIO
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("order of file operations")
struct WriteOrderTests {
  private let store = TestStore(segmentSize: 1000)

  @Test("a commit is written and synced before it is attested in the segment and in HEAD without a sync")
  func commit() throws {
    var writer = try store.writer()
    store.disk.clearLog()
    try writer.commit(TestEvent.numbered(1, 1))
    let segment = TestStore.path.appending(SegmentID.plain(0).path)
    #expect(
      store.disk.log.filter { !$0.isLook }.map(\.description) == [
        "write \(segment)", "sync \(segment)", "write \(segment)", "write \(TestStore.path)/HEAD",
      ])
    #expect(try store.frames(.plain(0)).last?.type == FrameType.attest.rawValue)
    let looks = store.disk.log.indices.filter { store.disk.log[$0].name == "placeOfLock" }
    let (write, sync) = (
      store.disk.log.firstIndex { $0.name == "write" }!, store.disk.log.firstIndex { $0.name == "sync" }!
    )
    #expect(looks.contains { $0 < write } && looks.contains { $0 > sync }, "nobody has looked for another writer")
  }

  @Test("a large commit is synced after the last of its writes")
  func largeCommit() throws {
    var writer = try store.writer()
    writer.segmentSize = 64 << 20
    store.disk.clearLog()
    var random = Seeded(1)
    for _ in 0..<6 { try writer.append(block(of: [TestEvent(body: random.bytes(2 << 20))])) }
    try writer.commit()
    let names = store.disk.log.filter { !$0.isLook }.map(\.name)
    #expect(names.count > 5)
    #expect(names == [String](repeating: "write", count: names.count - 3) + ["sync", "write", "write"])
  }

  @Test("a roll seals and syncs the old segment, then makes the new segment and the manifest durable")
  func roll() throws {
    var writer = try store.writer()
    store.disk.clearLog()
    while store.files("seg/").count < 2 { try writer.commit(TestEvent.numbered(1, 5)) }
    try writer.commit(TestEvent.numbered(1, 1))
    let (old, new, manifest) = (SegmentID.plain(0).path, SegmentID.plain(1).path, Manifest.path(2))
    let steps = [
      "write \(old)", "sync \(old)",
      "create tmp/seg-00000001-00000000.ccs", "write tmp/seg-00000001-00000000.ccs",
      "sync tmp/seg-00000001-00000000.ccs", "rename \(new)", "syncDirectory seg",
      "create tmp/manifest-0000000000000002.mf", "write tmp/manifest-0000000000000002.mf",
      "sync tmp/manifest-0000000000000002.mf", "rename \(manifest)", "syncDirectory manifest",
      "write \(new)", "sync \(new)", "write \(new)",
    ]
    let changes = changes().filter { $0 != "write HEAD" }
    #expect(Array(changes.suffix(steps.count)) == steps)
  }

  @Test(
    "a new store makes its parents, its first segment and its manifest durable in this order")
  func creation() throws {
    _ = try store.recover()
    let syncs = changes().filter { $0.hasPrefix("sync") || $0.hasPrefix("rename") }
    #expect(
      syncs == [
        "syncDirectory .", "syncDirectory ..", "sync tmp/CCSTORE", "rename CCSTORE", "syncDirectory .",
        "syncDirectory .", "syncDirectory seg", "syncDirectory manifest",
        "sync tmp/seg-00000000-00000000.ccs", "rename seg/00000000-00000000.ccs", "syncDirectory seg",
        "sync tmp/manifest-0000000000000001.mf", "rename manifest/0000000000000001.mf", "syncDirectory manifest",
      ])
  }

  @Test("a recovery makes commits and the quarantined tail durable before the manifest that cuts the old segment")
  func recovery() throws {
    try store.append(TestEvent.numbered(1, 1))
    try store.loseLastAttest()
    store[SegmentID.plain(0).path] += [1, 2, 3]
    store.disk.clearLog()
    _ = try store.recover()
    let syncs = changes().filter { $0.hasPrefix("sync") || $0.hasPrefix("rename") }
    let steps = [
      "sync tmp/seg-00000001-00000000.ccs", "rename seg/00000001-00000000.ccs", "syncDirectory seg",
      "sync seg/00000001-00000000.ccs",
      "sync tmp/00000000-00000000-at-\(store[SegmentID.plain(0).path].count - 3)",
      "rename quarantine/00000000-00000000-at-\(store[SegmentID.plain(0).path].count - 3)", "syncDirectory quarantine",
      "sync tmp/manifest-0000000000000002.mf", "rename manifest/0000000000000002.mf", "syncDirectory manifest",
    ]
    #expect(Array(syncs.suffix(steps.count)) == steps)
  }

  @Test("a writer that opens a store syncs the directories whose names it relies on")
  func reopening() throws {
    try store.append(TestEvent.numbered(1, 1))
    store.disk.clearLog()
    try store.append(TestEvent.numbered(2, 1))
    let before = changes().prefix { !$0.hasPrefix("write seg") }
    #expect(Set(before).isSuperset(of: ["syncDirectory .", "syncDirectory seg", "syncDirectory manifest"]))
  }

  /// The operations that changed the disk or made it durable, with paths relative to the store.
  private func changes() -> [String] {
    let changing: Set = ["create", "write", "sync", "rename", "remove", "syncDirectory"]
    return store.disk.log.filter { changing.contains($0.name) }.map { operation in
      let path = operation.path.string
      let below = path == "/store" ? "." : path == "/" ? ".." : String(path.dropFirst("/store/".count))
      return "\(operation.name) \(below)"
    }
  }
}

extension MemoryFileSystem.Operation {
  /// True if the operation only checks that a file is in its place.
  fileprivate var isLook: Bool { ["status", "statusOfHandle", "placeOfLock"].contains(name) }
}
