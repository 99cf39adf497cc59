import Bytes
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import SegmentedLog

private let later = ProgramVersion(1023, 1023, 1023)
private let file: FilePath = "/a.ccsnap"

extension TestStore {
  /// A store whose manifest states these versions.
  fileprivate init(_ versions: StatedVersions, commits: Int = 3) throws {
    try self.init(commits: (0..<commits).map { TestEvent.numbered(10 * $0, 2) })
    try state(versions)
  }

  /// Makes the newest manifest state these versions.
  fileprivate func state(_ versions: StatedVersions) throws {
    var manifest = try manifest()
    manifest.versions = versions
    self[Manifest.path(manifest.generation)] = manifest.encoded()
  }

  /// The bytes of a snapshot of the whole store.
  fileprivate func snapshot() throws -> [UInt8] {
    let log = try reader()
    var bytes: [UInt8] = []
    try SnapshotPlan(log, since: 0, upTo: log.head.sequence).write(to: { bytes += $0 })
    return bytes
  }
}

@Suite("versions of ccstore in a store")
struct ProgramVersionTests {
  @Test("versions are ordered by their numbers, and coded in 30 bits")
  func order() {
    let rising = [
      ProgramVersion(0, 0, 1), ProgramVersion(0, 0, 1023), ProgramVersion(0, 1, 0), ProgramVersion(0, 10, 2),
      ProgramVersion(1, 0, 0), later,
    ]
    #expect(rising.sorted() == rising)
    for version in rising { #expect(ProgramVersion(code: version.code | 0xc000_0000) == version) }
    #expect(ProgramVersion(code: 0) == nil && ProgramVersion(code: 0xc000_0000) == nil)
    #expect(ProgramVersion(12, 34, 567).description == "12.34.567")
  }

  @Test("a new store states the version that made it, and that every version can read it")
  func new() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 1)])
    #expect(try store.manifest().versions == StatedVersions(needed: nil, writer: .current))
  }

  @Test("the first writer of this version makes a store of before state it, once, before it writes anything else")
  func upgrade() throws {
    for old in [StatedVersions(), StatedVersions(needed: ProgramVersion(0, 0, 1), writer: ProgramVersion(0, 0, 2))] {
      let store = try TestStore(old)
      let (events, before) = (try store.events(), try store.manifest())
      #expect(try store.manifest().versions == old, "reading changes nothing")
      #expect(try store.recover() == .clean)
      let after = try store.manifest()
      #expect(after.versions == StatedVersions(needed: old.needed, writer: .current))
      #expect(after.generation == before.generation + 1 && after.segments == before.segments)
      #expect(after.predecessor == Digest(of: before.encoded()))
      #expect(try store.recover() == .clean && store.manifest() == after)
      #expect(try store.events() == events && store.verify().findings == [])
    }
  }

  @Test("an upgrade that fails at any operation loses nothing, and is made up for by the next writer")
  func interruptedUpgrade() throws {
    let old = try TestStore(StatedVersions())
    let events = try old.events()
    let counted = old.copy()
    let before = counted.disk.log.count
    _ = try counted.recover()
    let operations = counted.disk.log.count - before
    #expect(operations > 8)
    for index in 0..<operations {
      for isShort in [false, true] {
        let store = old.copy()
        store.disk.fail(MemoryFileSystem.Fault(at: index, .ioError, isShort: isShort))
        _ = try? store.recover()
        store.disk.fail(nil)
        #expect(try store.events() == events, "operation \(index)")
        _ = try store.recover()
        #expect(try store.manifest().versions.writer == .current, "operation \(index)")
        #expect(try store.events() == events && store.verify().isOK, "operation \(index)")
      }
    }
  }

  @Test("neither version falls, whatever a later version has stated and this one writes")
  func neverFalls() throws {
    let stated = StatedVersions(needed: ProgramVersion(0, 0, 7), writer: later)
    var store = try TestStore(stated)
    store.segmentSize = 200
    for number in 100..<104 { try store.append(TestEvent.numbered(number, 1)) }
    #expect(try store.manifest().segments.count > 3 && store.manifest().versions == stated)
    try store.compact()
    #expect(try store.manifest().versions == stated && store.verify().isOK)
  }

  @Test("a store that needs a later version is refused by whatever opens it, with that version, and stays as it is")
  func refusal() throws {
    let store = try TestStore(StatedVersions(needed: ProgramVersion(1, 2, 3), writer: later))
    let before = store.everything
    let attempts: [(String, (TestStore) throws -> Void)] = [
      ("a reader", { _ = try $0.reader() }), ("a writer", { _ = try $0.recover() }),
      ("verify", { _ = try $0.verify() }),
      (
        "a rebuilt manifest",
        { _ = try LogWriter.rebuildManifest(at: TestStore.path, fileSystem: $0.disk, clock: SteppingClock()) }
      ),
      ("salvaging", { _ = try LogReader.salvaging(TestStore.path, fileSystem: $0.disk, losses: LossLog()) }),
    ]
    for (name, attempt) in attempts {
      let error = #expect(throws: LogError.self, "\(name)") { try attempt(store) }
      #expect(
        error?.description
          == "the store needs ccstore 1.2.3 or later (1023.1023.1023 has written to it), and this is ccstore \(ProgramVersion.current)",
        "\(name)")
      #expect(error?.storeError.code == .unsupported, "\(name)")
    }
    #expect(store.everything.filter { $0.key != "LOCK" } == before.filter { $0.key != "LOCK" })
  }

  @Test("a manifest is not rebuilt where an earlier one states that a later version is needed")
  func rebuilt() throws {
    let store = try TestStore(StatedVersions(needed: later, writer: later))
    let newest = try #require(store.files("manifest/").last)
    store["manifest/00000000000000ff.mf"] = [1, 2, 3]
    #expect(throws: LogError.self) {
      try LogWriter.rebuildManifest(at: TestStore.path, fileSystem: store.disk, clock: SteppingClock())
    }
    store[newest] = []
    let report = try LogWriter.rebuildManifest(at: TestStore.path, fileSystem: store.disk, clock: SteppingClock())
    #expect(report != nil)
    #expect(try store.manifest().versions == StatedVersions(needed: nil, writer: .current))
  }

  @Test("any eight bytes in the place of the versions are read or refused, with plain words, and written as they were")
  func hostile() throws {
    let store = try TestStore(StatedVersions())
    let name = Manifest.path(try store.manifest().generation)
    let good = store[name]
    var random = Seeded(24)
    let codes: [UInt32] = [0, 1, 0x3ff, 0x400, 0x3fff_ffff, 0x4000_0000, 0x8000_0800, 0xc000_0000, .max]
    let pairs =
      codes.flatMap { one in codes.map { (one, $0) } }
      + (0..<50).map { _ in (UInt32(truncatingIfNeeded: random.next()), UInt32(truncatingIfNeeded: random.next())) }
    for (needed, writer) in pairs {
      var bytes = ByteWriter()
      bytes.append(good[..<24])
      bytes.fixed(needed)
      bytes.fixed(writer)
      bytes.append(good[32...].dropLast(4))
      bytes.fixed(crc32c(bytes.bytes))
      store[name] = bytes.bytes
      do throws(LogError) {
        let manifest = try Manifest.decode(bytes.bytes, file: name)
        #expect(needed & 0x3fff_ffff <= ProgramVersion.current.code && manifest.encoded() == bytes.bytes)
        #expect(try store.recover() == .clean)
        #expect(try store.verify().isOK)
        for written in store.files("manifest/") where written != name { store.remove(written) }
      } catch {
        guard case .unsupported = error else { throw error }
        #expect(needed & 0x3fff_ffff > ProgramVersion.current.code)
        let said = error.description
        #expect(said.utf8.count < 120 && said.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }, "\(said)")
      }
    }
  }

  @Test("a file of a later major version, or with an unknown feature, is refused with the version that it states")
  func others() throws {
    let store = try TestStore(commits: [TestEvent.numbered(1, 1)])
    let snapshot = try store.snapshot()
    let files: [(String, [UInt8], checksumAt: Int, decode: ([UInt8]) throws(LogError) -> Void)] = {
      let manifest = store[store.files("manifest/").last!]
      return [
        (
          "manifest/x", manifest, manifest.count - 4,
          { (bytes) throws(LogError) in
            _ = try Manifest.decode(bytes, file: "manifest/x")
          }
        ),
        (
          "seg/x", Array(store[SegmentID.plain(0).path].prefix(128)), 124,
          { (bytes) throws(LogError) in
            _ = try SegmentHeader.decode(bytes, file: "seg/x")
          }
        ),
        (
          "x.ccsnap", snapshot, 188,
          { (bytes) throws(LogError) in
            let disk = MemoryFileSystem()
            disk[file] = bytes
            let handle = try io { () throws(FileError) in try disk.open(file, followLinks: true) }
            _ = try SnapshotContents.read(handle, size: UInt64(bytes.count), name: "x.ccsnap")
          }
        ),
      ]
    }()
    for (name, good, checksumAt, decode) in files {
      for (needed, words) in [
        (later, "needs ccstore 1023.1023.1023 or later"), (nil, "was written by ccstore 900.0.1 ("),
      ] {
        for offset in [8, 16] {
          var bytes = good
          var versions = ByteWriter()
          StatedVersions(needed: needed, writer: ProgramVersion(900, 0, 1)).encode(into: &versions)
          bytes.replaceSubrange(24..<32, with: versions.bytes)
          bytes[offset] = 2
          var checksum = ByteWriter()
          checksum.fixed(crc32c(Array(bytes[..<checksumAt])))
          bytes.replaceSubrange(checksumAt..<checksumAt + 4, with: checksum.bytes)
          let error = #expect(throws: LogError.self) { try decode(bytes) }
          #expect(error?.description.contains(words) == true, "\(name): \(error!)")
          #expect(error?.description.hasSuffix("and this is ccstore \(ProgramVersion.current)") == true)
        }
      }
    }
  }

  @Test("a snapshot takes along which version can read it and not who wrote it, and an import keeps that")
  func snapshots() throws {
    let needed = ProgramVersion(0, 1, 5)
    let store = try TestStore(StatedVersions(needed: needed, writer: ProgramVersion(0, 1, 9)))
    let bytes = try store.snapshot()
    store.disk[file] = bytes
    let snapshot = try StoreSnapshot(file, fileSystem: store.disk)
    #expect(snapshot.manifest.versions == StatedVersions(needed: needed))
    let other = TestStore()
    var writer = try LogWriter.open(
      at: TestStore.path, fileSystem: other.disk, clock: SteppingClock(), entropy: SeededEntropy(9),
      identity: snapshot.identity)
    try writer.adopt(snapshot)
    _ = consume writer
    #expect(try other.manifest().versions == StatedVersions(needed: needed, writer: .current))
    #expect(try other.snapshot() == bytes && other.verify().isOK)
    try store.state(StatedVersions(needed: later))
    var forged = bytes
    forged[24...27] = [0xff, 0xff, 0xff, 0x3f]
    var checksum = ByteWriter()
    checksum.fixed(crc32c(Array(forged[..<188])))
    forged.replaceSubrange(188..<192, with: checksum.bytes)
    store.disk[file] = forged
    let error = #expect(throws: LogError.self) { try StoreSnapshot(file, fileSystem: store.disk) }
    #expect(error?.description.hasPrefix("/a.ccsnap needs ccstore 1023.1023.1023 or later") == true)
  }
}
