import Foundation
import TestSupport
import Testing

@Suite("a full disk")
struct FullDiskTests {
  let work: Workspace

  /// Twelve megabytes that do not compress.
  init() throws {
    work = try Workspace()
    for number in 0..<12 { try work.writeManyLines("p/\(number).jsonl", megabytes: 1, seed: UInt64(number)) }
  }

  /// Runs an ingest that cannot write a file of more than `blocks` blocks of 512 bytes.
  private func limitedIngest(_ blocks: Int) throws -> Outcome {
    try work.shell(#"trap '' XFSZ; ulimit -f \#(blocks); exec "$CCSTORE" ingest "$ROOT" --store "$STORE""#)
  }

  @Test("ingest on a full disk exits with 74 and one sentence that names the store", arguments: [1, 100, 18_000])
  func sentence(blocks: Int) throws {
    let outcome = try limitedIngest(blocks)
    #expect(outcome.code == 74)
    #expect(outcome.saysOneSentence, "\(outcome.errors)")
    #expect(outcome.errors.contains(work.store))
  }

  @Test(
    "after an ingest on a full disk, one more ingest with room makes the store exact and intact",
    arguments: [1, 8, 100, 1_000, 5_000, 10_000, 18_000])
  func roomAgain(blocks: Int) throws {
    try #require(limitedIngest(blocks).code == 74)
    try work.ingest()
    #expect(try work.exportDifferences() == [])
    #expect(try work.damage() == nil)
  }

  @Test("three ingests on a full disk and one with room lose nothing and store nothing twice")
  func again() throws {
    for blocks in [3_000, 6_000, 9_000] { try #require(limitedIngest(blocks).code == 74) }
    try work.ingest()
    let records = try work.json("status")["stored", "records"].integer
    let fresh = try Workspace()
    #expect(try fresh.ingest(work.root)["records"].integer == records)
    #expect(try work.exportDifferences() == [])
  }

  @Test("export on a full disk exits with 74 and one sentence, and leaves no partial files")
  func export() throws {
    try work.ingest()
    let outcome = try work.shell(
      #"trap '' XFSZ; ulimit -f 100; exec "$CCSTORE" export "$WORK/out" --store "$STORE""#)
    #expect(outcome.code == 74)
    #expect(outcome.saysOneSentence, "\(outcome.errors)")
    #expect(try regularFiles(below: Array((work.path + "/out").utf8)) == [])
  }

  @Test(
    "ingest on a full file system exits with 74, and after the file system has grown, everything is exact",
    .enabled(if: Machine.canMount, "needs to mount a small file system"))
  func fileSystem() throws {
    try Workspace.makeDirectories(work.path + "/disk")
    // The file system is visible to this script only, and disappears with it.
    let outcome = try work.shell(
      #"""
      exec unshare -m sh -c '
        mount -t tmpfs -o size=4m tmpfs "$WORK/disk" || exit 99
        "$CCSTORE" ingest "$ROOT" --store "$WORK/disk/store" 2>&1; echo "full: $?"
        mount -o remount,size=64m "$WORK/disk" || exit 99
        "$CCSTORE" ingest "$ROOT" --store "$WORK/disk/store" --quiet; echo "room: $?"
        "$CCSTORE" verify --store "$WORK/disk/store" --quiet; echo "verify: $?"
        "$CCSTORE" export "$WORK/out" --store "$WORK/disk/store" --quiet; echo "export: $?"'
      """#)
    let said = outcome.output.split(separator: "\n").map(String.init)
    #expect(said.count == 5, "\(outcome.output)\(outcome.errors)")
    #expect(said.first?.contains("the disk is full") == true)
    #expect(said.dropFirst() == ["full: 74", "room: 0", "verify: 0", "export: 0"])
    #expect(try differences(work.root + "/projects", work.path + "/out/projects") == [])
  }
}
