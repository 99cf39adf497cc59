import Bytes
import FileIO
import Foundation
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

private let session = "00000000-0000-4000-8000-00000000000a"
private let other = "00000000-0000-4000-8000-00000000000b"

/// A copy of a golden store, in a directory of its own.
private final class OldStore {
  let bench: Workbench
  let expected: GoldenExpectation

  init(_ name: String) throws {
    bench = try Workbench()
    expected = try GoldenExpectation(name)
    try FileManager.default.copyItem(atPath: GoldenFiles.store(name).string, toPath: bench.storePath.string)
    // Git does not store empty directories.
    for folder in StoreDirectory.folders { try POSIXFileSystem().makeDirectories(bench.storePath.appending(folder)) }
  }

  var store: Store { bench.store() }

  func damage() throws -> [Finding] { try store.verify().findings.filter { $0.severity == .error } }

  /// Checks that all versions are exported correctly.
  func expectFiles(_ store: Store? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
    for (generation, files) in expected.files {
      let target = bench.directory.appending("export-\(UUID().uuidString)")
      _ = try (store ?? self.store).export(to: target, generation: Int(generation))
      let found = try contentsOfTree(target).mapValues { Digest(of: $0).description }
      #expect(found == files, "generation \(generation)", sourceLocation: sourceLocation)
    }
  }

  func counts(_ store: Store? = nil) throws -> [String: Int64] {
    let sessions = try (store ?? self.store).sessions()
    return Dictionary(uniqueKeysWithValues: sessions.map { ($0.id, $0.records) })
  }
}

@Suite("lines that an old version stored twice")
struct RepeatTests {
  /// The number of lines of each session, counted per file.
  private static let counts: [String: Int64] = [
    session: 11, other: 3, "00000000-0000-4000-8000-00000000000c": 5,
  ]

  @Test("verify reports a store in which lines of a file are stored twice, with the file and the offset")
  func verify() throws {
    let old = try OldStore("repeats")
    let found = try old.damage()
    #expect(
      found.map(\.file).sorted()
        == old.expected.files["latest"]!.keys.map { "/home/me/.claude/" + $0 }.sorted())
    #expect(found.map(\.offset) == [0, 594, 0, 296, 1386])
    #expect(found.allSatisfy { $0.message.contains("stored more than once") && $0.message.contains("ingest --full") })
  }

  @Test("lines that are stored twice are given once, before and after the store is mended")
  func once() throws {
    let old = try OldStore("repeats")
    try old.expectFiles()
    #expect(try old.counts() == Self.counts)
    try old.bench.ingest()
    try old.expectFiles()
    #expect(try old.counts() == Self.counts)
    #expect(try old.store.replay(verify: true).isVerified == true)
  }

  @Test("conflicts and drift count what was stored twice only once, before and after the store is mended")
  func decidedOnce() throws {
    let old = try OldStore("repeats")
    func check() throws {
      let conflicts = try old.store.conflicts()
      #expect(conflicts.map(\.reason) == [.rewritten, .rewritten, .copy])
      #expect(Set(conflicts.map(\.new.path)).count == 3)
      // None of the files exists: every record that they ever had is counted as missing, once.
      let gone = try old.store.drift().totals.records
      #expect(gone == 20)
    }
    try check()
    try old.bench.ingest()
    try check()
  }

  @Test("verify recommends an ingest where this mends everything, and not where a segment is damaged")
  func advice() throws {
    let old = try OldStore("repeats")
    #expect(try old.store.verify().isMendable)
    let segment = old.bench.storePath.appending("seg/00000000-00000000.ccs")
    var bytes = try POSIXFileSystem().contents(segment, limit: 1 << 24)
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: segment.string))
    let damaged = try old.store.verify()
    #expect(!damaged.isOK && !damaged.isMendable)
  }

  @Test("an ingest finds lines that are stored twice, reports them, and mends the store", arguments: [false, true])
  func ingest(full: Bool) throws {
    let old = try OldStore("repeats")
    let report = try old.bench.ingest { $0.forceFullSync = full }
    #expect(report.mended.map(\.records) == [1, 3, 3, 6, 1])
    #expect(report.mended.map(\.offset) == [0, 594, 0, 296, 1386])
    #expect(report.mended.allSatisfy { $0.isSame })
    #expect(try old.damage() == [])
    #expect(try old.bench.ingest().mended.isEmpty)
    // Nothing is removed.
    let kinds = try old.bench.log().kinds
    #expect(kinds.filter { $0 == .mended }.count == 5)
    #expect(UInt64(kinds.count) == old.expected.events + 5 + 4)
  }

  @Test("a repair finds lines that are stored twice, reports them, and leaves them out")
  func repair() throws {
    let old = try OldStore("repeats")
    let target = old.bench.directory.appending("repaired")
    let report = try old.store.repair(to: target)
    #expect(report.mended.map(\.records) == [1, 3, 3, 6, 1])
    #expect(report.lost.isEmpty && report.refilled.isEmpty)
    #expect(report.verification.isOK, "\(report.verification.findings)")
    let repaired = old.bench.store(at: target)
    try old.expectFiles(repaired)
    #expect(try old.counts(repaired) == Self.counts)
    let state = try Projected<SyncState>(repaired.openLog()).state
    #expect(state.repeated.isEmpty)
  }

  @Test("a repair of a mended store leaves nothing to mend")
  func repairMended() throws {
    let old = try OldStore("repeats")
    try old.bench.ingest()
    let target = old.bench.directory.appending("repaired")
    #expect(try old.store.repair(to: target).verification.isOK)
    try old.expectFiles(old.bench.store(at: target))
    let kinds = try LogContents(old.bench.store(at: target)).kinds
    #expect(!kinds.contains(.mended))
  }

  @Test(
    "a compaction does not multiply lines that are stored twice, and its result can be mended",
    arguments: [false, true])
  func compact(isMended: Bool) throws {
    let old = try OldStore("repeats")
    if isMended { try old.bench.ingest() }
    try old.bench.compact()
    #expect(try old.damage().count == (isMended ? 0 : 5))
    try old.expectFiles()
    try old.bench.ingest()
    #expect(try old.damage() == [])
    try old.expectFiles()
    #expect(try old.counts() == Self.counts)
  }

  @Test("a line that is stored twice is erased in both places", arguments: [false, true])
  func erase(isMended: Bool) throws {
    let old = try OldStore("repeats")
    if isMended { try old.bench.ingest() }
    let report = try old.store.erase(.record(session: session, record: uuid(5)))
    #expect(report.versions.map(\.lines) == [1])
    _ = try old.store.purge()
    if !isMended { try old.bench.ingest() }
    #expect(try old.damage() == [])
    let all = try LogContents(old.store).bodies
    #expect(!all.contains { $0.bytes.text.contains("hello 5") } && all.contains { $0.bytes.text.contains("hello 6") })
    _ = try old.store.erase(.session(other))
    _ = try old.store.purge()
    #expect(try old.damage() == [])
    let left = try LogContents(old.store).bodies
    #expect(!left.contains { $0.bytes.text.contains("hello 31") })
  }

  @Test(
    "a merge imports lines that are stored twice as they are, whether they are mended or not", arguments: [false, true])
  func merge(isMended: Bool) throws {
    let old = try OldStore("repeats")
    if isMended { try old.bench.ingest() }
    let snapshot = old.bench.directory.appending("old.ccsnap")
    _ = try old.store.exportSnapshot(to: snapshot)
    let target = try Workbench()
    try target.tree.write(transcript("00000000-0000-4000-8000-0000000000ff"), lines(0..<2))
    try target.ingest(machine: .laptop)
    _ = try target.store(.laptop).importSnapshot(from: snapshot)
    #expect(try target.damage().count == (isMended ? 0 : 5))
    #expect(try target.ingest(machine: .laptop).mended.count == (isMended ? 0 : 5))
    #expect(try target.damage() == [])
    let counts = try old.counts(target.store()).filter { Self.counts[$0.key] != nil }
    #expect(counts == Self.counts)
    let found = try target.exported().filter { $0.key.contains("home-me") }
    #expect(
      Set(found.values.map { Digest(of: $0).description }) == Set(old.expected.files["latest"]!.values))
  }

  @Test("a file that an old version stored as two sources is exported once, in its latest version")
  func twins() throws {
    let old = try OldStore("twin-sources")
    #expect(try old.damage() == [])
    try old.expectFiles()
    #expect(try old.counts() == [session: 5])
    let report = try old.store.export(to: old.bench.directory.appending("out"))
    #expect(report.files == 2 && report.renamed.isEmpty)
  }
}
