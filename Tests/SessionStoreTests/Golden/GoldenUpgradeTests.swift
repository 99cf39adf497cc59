import Bytes
import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// Stores that earlier versions have made, in use by this one.
@Suite("upgrades of the golden stores")
struct GoldenUpgradeTests {
  private static let names = (try? GoldenFiles.names()) ?? []

  /// A copy of a golden store that can be written to.
  private func copy(_ name: String, _ bench: Workbench) throws -> Store {
    try FileManager.default.copyItem(atPath: GoldenFiles.store(name).string, toPath: bench.storePath.string)
    // Git does not store empty directories.
    for folder in StoreDirectory.folders { try POSIXFileSystem().makeDirectory(bench.storePath.appending(folder)) }
    return bench.store()
  }

  /// The SHA-256 of every file that an export gives, whatever its name.
  private func exported(_ store: Store, _ bench: Workbench) throws -> Set<String> {
    let target = bench.directory.appending("out-\(UUID().uuidString)")
    _ = try store.export(to: target)
    return Set(try contentsOfTree(target).values.map { Digest(of: $0).description })
  }

  private func manifest(_ store: Store) throws -> Manifest { try store.openLog().manifest }

  @Test(
    "a golden store is read as it is, takes an ingest, an erasure, compactions and a purge, and states this version",
    arguments: names)
  func upgrade(name: String) throws {
    let bench = try Workbench()
    let store = try copy(name, bench)
    let before = try manifest(store)
    let stated =
      name == "versions"
      ? StatedVersions(needed: ProgramVersion(0, 1, 0), writer: ProgramVersion(0, 2, 0)) : StatedVersions()
    #expect(before.versions == stated)
    _ = try store.replay()
    #expect(try manifest(store) == before, "reading changes nothing")

    try bench.tree.write(transcript("new"), lines(0..<5, session: "new"))
    try bench.ingest()
    let upgraded = try manifest(store).versions
    #expect(upgraded.writer == .current && upgraded.needed == stated.needed)
    let files = Set(try GoldenExpectation(name).files["latest"]!.values)
    let all = files.union([Digest(of: Array(lines(0..<5, session: "new").utf8)).description])
    #expect(try exported(store, bench).isSuperset(of: all))
    let verified = try store.verify()
    #expect(verified.isOK, "\(verified.findings)")

    var options = CompactionOptions(workers: 1)
    options.gainMin = .min
    _ = try store.compact(options)
    #expect(try store.verify().isOK && exported(store, bench).isSuperset(of: all))
    _ = try store.erase(.session("new"))
    _ = try store.purge()
    #expect(try store.verify().isOK && exported(store, bench).isSuperset(of: files))
    #expect(try manifest(store).versions == upgraded)
    #expect(try store.replay(verify: true).isVerified == true)
  }

  @Test("a golden store can be exported as a snapshot and imported, with the same events", arguments: names)
  func snapshot(name: String) throws {
    let bench = try Workbench()
    let store = try copy(name, bench)
    let file = bench.directory.appending("a.ccsnap")
    let head = try store.openLog().head
    _ = try store.exportSnapshot(to: file)
    let other = bench.store(at: bench.directory.appending("other"))
    _ = try other.importSnapshot(from: file)
    #expect(try other.openLog().head == head)
    #expect(try manifest(other).versions.needed == manifest(store).versions.needed)
    #expect(try manifest(other).versions.writer == .current)
  }
}
