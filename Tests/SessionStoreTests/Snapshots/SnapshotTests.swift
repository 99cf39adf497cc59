import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("export and import of a snapshot")
struct SnapshotTests {
  let bench: Workbench
  var tree: Tree { bench.tree }
  var file: FilePath { bench.directory.appending("a.ccsnap") }

  init() throws {
    bench = try Workbench()
    try tree.write(transcript("a"), lines(0..<40, session: "a"))
    try tree.write("projects/p/a/tool-results/t.txt", "one")
    try bench.ingest()
    try tree.write(transcript("a"), lines(0..<20, session: "a"))
    try tree.write(transcript("b"), lines(50..<70, session: "b"))
    try bench.ingest()
  }

  private func other(_ name: String = "other") -> Store { bench.store(.laptop, at: bench.directory.appending(name)) }

  private func digests(_ store: Store) throws -> [String] {
    try store.replay(verify: true).projections.map(\.digest.description)
  }

  private func bytes(_ path: FilePath) throws -> [UInt8] { try POSIXFileSystem().contents(path) }

  @Test("an imported snapshot gives the same sessions, usage and versions, and exports the same snapshot")
  func whole() throws {
    let written = try bench.store().exportSnapshot(to: file)
    let read = try other().importSnapshot(from: file)
    #expect(read.addedEvents == written.events && read.head == written.head)
    #expect(try written.bytes == Int64(bytes(file).count))
    #expect(try digests(other()) == digests(bench.store()))
    #expect(try other().sessions().map(\.id) == bench.store().sessions().map(\.id))
    #expect(try other().usage().groups == bench.store().usage().groups)
    #expect(try other().verify().findings == [])
    for generation in [nil, 0, 1] as [Int?] {
      let target = bench.directory.appending("out-\(generation ?? 9)")
      _ = try other().export(to: target, generation: generation)
      #expect(try contentsOfTree(target) == bench.exported(generation: generation))
    }
    let again = bench.directory.appending("b.ccsnap")
    _ = try other().exportSnapshot(to: again)
    #expect(try bytes(again) == bytes(file))
  }

  @Test("importing a snapshot a second time adds nothing and changes no file")
  func twice() throws {
    _ = try bench.store().exportSnapshot(to: file)
    _ = try other().importSnapshot(from: file)
    let before = try contentsOfTree(other().path)
    let report = try other().importSnapshot(from: file)
    #expect(report.addedEvents == 0)
    #expect(try contentsOfTree(other().path) == before)
    #expect(try bench.store().importSnapshot(from: file).addedEvents == 0)
  }

  @Test("an ingest continues an imported store, and a later snapshot brings the first store up to date")
  func continues() throws {
    _ = try bench.store().exportSnapshot(to: file)
    let head = try bench.store().openLog().head.sequence
    _ = try other().importSnapshot(from: file)
    try tree.append(transcript("b"), lines(70..<80, session: "b"))
    _ = try bench.store(.desk, at: other().path).ingest(bench.options(), retry: Workbench.patience())
    let more = bench.directory.appending("more.ccsnap")
    let written = try other().exportSnapshot(to: more, since: .sequence(head))
    #expect(written.since.sequence == head)
    #expect(
      try POSIXFileSystem().status(more, followLinks: false).size
        < POSIXFileSystem().status(file, followLinks: false).size)
    #expect(try bench.store().importSnapshot(from: more).addedEvents == written.events)
    #expect(try digests(bench.store()) == digests(other()))
    try bench.ingest()
    #expect(try bench.exported()[transcript("b")] == Array(lines(50..<80, session: "b").utf8))
  }

  @Test("a snapshot as of an earlier event has the store as it was then")
  func asOf() throws {
    let log = try bench.store().openLog()
    let head = try log.endOfCommit(at: log.head.sequence - 1)
    let report = try bench.store().exportSnapshot(to: file, asOf: .sequence(log.head.sequence - 1))
    #expect(report.head == head)
    _ = try other().importSnapshot(from: file)
    let then = try bench.store().replay(asOf: .sequence(head.sequence))
    #expect(try other().replay().projections.map(\.digest) == then.projections.map(\.digest))
  }

  private func refusal(_ store: Store, _ file: FilePath) -> StoreError.Code? {
    errorCode { try store.importSnapshot(from: file) }
  }

  @Test(
    "a snapshot that begins after the end of a store is refused, and a diverged one is merged"
  )
  func refused() throws {
    let head = try bench.store().openLog().head.sequence
    _ = try bench.store().exportSnapshot(to: file)
    _ = try other("fork").importSnapshot(from: file)
    try tree.append(transcript("b"), line(99, session: "b"))
    _ = try bench.store(at: other("fork").path).ingest(bench.options(), retry: Workbench.patience())
    try tree.append(transcript("a"), line(98, session: "a"))
    try bench.ingest()
    let (longer, more) = (bench.directory.appending("c.ccsnap"), bench.directory.appending("d.ccsnap"))
    _ = try bench.store().exportSnapshot(to: longer)
    _ = try bench.store().exportSnapshot(to: more, since: .sequence(head))
    let before = try contentsOfTree(other("none").path)
    #expect(refusal(other("none"), more) == .snapshotGap)
    #expect(try contentsOfTree(other("none").path) == before)
    #expect(refusal(other("fork"), longer) == nil)
    #expect(try other("fork").sessions().map(\.id) == bench.store().sessions().map(\.id))
    #expect(try other("fork").verify().isOK)
  }

  @Test("a snapshot after a purge has no erased session, and an older snapshot does not bring the session back")
  func erased() throws {
    _ = try bench.store().exportSnapshot(to: file)
    _ = try bench.store().erase(.session("a"))
    _ = try bench.store().purge()
    #expect(refusal(bench.store(), file) == nil)
    #expect(try bench.store().sessions().map(\.id) == ["b"])
    #expect(try bench.store().verify().isOK)
    let clean = bench.directory.appending("clean.ccsnap")
    _ = try bench.store().exportSnapshot(to: clean)
    _ = try other().importSnapshot(from: clean)
    #expect(try digests(other()) == digests(bench.store()))
    #expect(try other().sessions().map(\.id) == ["b"])
  }

  @Test("an export of a snapshot does not overwrite a file, and a damaged store leaves no file")
  func target() throws {
    _ = try bench.store().exportSnapshot(to: file)
    let before = try bytes(file)
    #expect(errorCode { try bench.store().exportSnapshot(to: file) } == .fileExists)
    #expect(try bytes(file) == before)
    let segment = bench.storePath.appending("seg/00000000-00000000.ccs")
    var broken = try bytes(segment)
    broken[300] ^= 1
    try POSIXFileSystem().remove(segment)
    try POSIXFileSystem().create(segment).write(broken, at: 0)
    let folder = bench.directory.appending("out")
    try POSIXFileSystem().makeDirectory(folder)
    #expect(errorCode { try bench.store().exportSnapshot(to: folder.appending("x.ccsnap")) } == .damaged)
    #expect(try contentsOfTree(folder).isEmpty)
  }

  @Test("a fault at any operation of a snapshot export leaves no file or the whole file")
  func faults() throws {
    _ = try bench.store().exportSnapshot(to: file)
    let folder = bench.directory.appending("out")
    for index in 0..<200 {
      try POSIXFileSystem().makeDirectory(folder)
      let left = Countdown(index)
      let faulty = FaultyFileSystem { _, path in !path.starts(with: folder) || left.next() ? nil : .ioError }
      let target = folder.appending("x.ccsnap")
      let result = Result { try bench.store(fileSystem: faulty).exportSnapshot(to: target) }
      let found = try contentsOfTree(folder)
      #expect(try found.isEmpty || found == ["x.ccsnap": bytes(file)], "after \(index) operations")
      if case .success = result {
        #expect(!found.isEmpty && index > 4)
        return
      }
      for name in found.keys { try POSIXFileSystem().remove(folder.appending(name)) }
    }
    Issue.record("the export never succeeds")
  }
}
