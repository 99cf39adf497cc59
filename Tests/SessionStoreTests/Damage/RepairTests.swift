import FileIO
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("repairs")
struct RepairTests {
  private static let target: FilePath = "/repaired"
  private let store: DamagedStore

  init() throws { store = try DamagedStore() }

  private func repaired(_ disk: MemoryFileSystem) -> Store {
    Store(
      at: Self.target, fileSystem: disk, clock: SteppingClock(step: 1_000_000), entropy: SeededEntropy(3),
      machine: .desk)
  }

  private func repair(_ disk: MemoryFileSystem) throws -> RepairReport {
    try DamagedStore.store(disk).repair(to: Self.target)
  }

  /// The files below `/NAME`, by path.
  private func export(_ disk: MemoryFileSystem, to name: String) throws -> [String: [UInt8]] {
    let target = FilePath("/").appending(name)
    _ = try repaired(disk).export(to: target)
    return Dictionary(
      uniqueKeysWithValues: disk.files.filter { $0.starts(with: target) }.map {
        (String($0.string.dropFirst(target.string.count + 1)), disk[$0]!)
      })
  }

  private func ingest(_ disk: MemoryFileSystem) throws {
    var options = SyncOptions(workers: 1)
    options.roots = [TranscriptRoot(path: GoldenBench.root, scope: "projects")]
    _ = try repaired(disk).ingest(options)
  }

  /// A copy of the store without the transcripts.
  private func withoutSources(_ disk: MemoryFileSystem) -> MemoryFileSystem {
    for file in disk.files where file.starts(with: GoldenBench.root) { disk[file] = nil }
    return disk
  }

  @Test("a repair of an intact store gives the same files, sessions and conflicts")
  func whole() throws {
    let disk = store.disk.copy()
    let report = try repair(disk)
    #expect(report.lost.isEmpty && report.refilled.isEmpty && report.losses.isEmpty)
    #expect(report.verification.isOK)
    #expect(try export(disk, to: "out") == store.truth)
    #expect(try repaired(disk).sessions() == store.sessions)
    #expect(try repaired(disk).conflicts().map(\.reason) == DamagedStore.store(disk).conflicts().map(\.reason))
  }

  @Test("a repair of any damage to a segment verifies, gives no wrong byte, and an ingest makes it complete")
  func anyDamage() throws {
    let names = store.names.filter { $0.hasPrefix("seg/") }
    let damages = names.flatMap { name -> [Damage] in
      let count = store.files[name]!.count
      return stride(from: 0, to: count, by: 5).map { Damage.flip(name, $0, bit: $0 % 8) }
        + stride(from: 0, to: count, by: 61).map { Damage.cut(name, to: $0) } + [.remove(name)]
    }
    var (refilled, lost) = (0, 0)
    for damage in damages {
      let disk = damage.image(of: store)
      let report = try repair(disk)
      #expect(report.verification.isOK, "\(damage): \(report.verification.findings)")
      refilled += report.refilled.count
      lost += report.lost.count
      for (name, bytes) in try export(disk, to: "out") {
        let known = store.states[name] ?? []
        let isPart = name.hasSuffix(".incomplete") || name.contains("recovered/")
        #expect(isPart || known.contains(bytes), "\(damage): \(name)")
      }
      try ingest(disk)
      let after = try export(disk, to: "after")
      for (name, bytes) in store.truth where disk[GoldenBench.root.appending(name)] != nil {
        // With all roots lost there are two of them now, each with a folder of its own.
        let isThere = after.contains { $0.key.hasSuffix(name) && $0.value == bytes }
        #expect(isThere, "\(damage): \(name) after an ingest")
      }
      let verification = try repaired(disk).verify()
      #expect(verification.isOK, "\(damage): \(verification.findings)")
    }
    print("\(damages.count) damaged stores repaired; \(refilled) parts of files read again, \(lost) lost")
    #expect(refilled > 0 && lost > 0)
  }

  @Test("a repair reads lost text again from files that still have it, and reports what is lost otherwise")
  func refill() throws {
    let damage = try #require(try bodiesDamage())
    let disk = damage.image(of: store)
    let report = try repair(disk)
    #expect(report.lost.isEmpty)
    #expect(!report.refilled.isEmpty)
    #expect(try export(disk, to: "out") == store.truth)

    let alone = withoutSources(damage.image(of: store))
    let poorer = try repair(alone)
    #expect(poorer.refilled.isEmpty)
    #expect(poorer.lost.map(\.offset) == report.refilled.map(\.offset))
    #expect(poorer.lost.allSatisfy { $0.bytes > 0 && $0.path.hasPrefix(GoldenBench.root.string) && $0.before != nil })
    let files = try export(alone, to: "out")
    let incomplete = files.filter { $0.key.hasSuffix(".incomplete") }
    #expect(incomplete.count >= 1)
    for (name, bytes) in incomplete {
      let gaps = poorer.lost.filter { $0.path.hasSuffix(String(name.dropLast(11))) }
      let whole = store.truth[String(name.dropLast(11))]!
      if let gap = gaps.first, gaps.count == 1, gap.generation == 0 {
        let expected = whole[..<Int(gap.offset)] + whole[Int(gap.offset + gap.bytes)...]
        #expect(bytes == Array(expected), "\(name)")
      }
    }
  }

  /// A flip that loses the text of records whose transcript still exists and has no newer version.
  private func bodiesDamage() throws -> Damage? {
    for name in store.names where name.hasPrefix("seg/") {
      for offset in stride(from: 128, to: store.files[name]!.count, by: 16) {
        let damage = Damage.flip(name, offset, bit: 0)
        let disk = damage.image(of: store)
        let damaged = DamagedStore.store(disk)
        guard (try? damaged.export(to: "/probe")) != nil, !damaged.losses.all.contains(where: \.takesEvents) else {
          continue
        }
        let report = try repair(disk)
        if report.lost.isEmpty, !report.refilled.isEmpty { return damage }
      }
    }
    return nil
  }

  @Test("a repair works without the identity, without the manifests, and without both")
  func nameless() throws {
    for gone in [["CCSTORE"], store.names.filter { $0.hasPrefix("manifest/") }] {
      let disk = store.disk.copy()
      for name in gone { disk[GoldenBench.path.appending(name)] = nil }
      #expect(try repair(disk).verification.isOK)
      #expect(try export(disk, to: "out") == store.truth)
    }
    let disk = store.disk.copy()
    for name in store.names where name == "CCSTORE" || name.hasPrefix("manifest/") || name.hasPrefix("snap/") {
      disk[GoldenBench.path.appending(name)] = nil
    }
    #expect(try repair(disk).lost.isEmpty)
    #expect(try export(disk, to: "out") == store.truth)
  }

  @Test("a repair writes only to a new or empty directory, and does not change the damaged store")
  func target() throws {
    let disk = Damage.flip("seg/00000000-00000000.ccs", 400, bit: 1).image(of: store)
    func contents() -> [[UInt8]?] {
      disk.files.filter { $0.starts(with: GoldenBench.path) }.map { disk[$0] }
    }
    let before = contents()
    _ = try repair(disk)
    #expect(contents() == before)
    #expect(errorCode { try repair(disk) } == .repairTargetNotEmpty)
  }
}

@Suite("rebuilding the manifest")
struct ManifestRebuildTests {
  private let store: DamagedStore

  init() throws { store = try DamagedStore() }

  private func rebuild(_ disk: MemoryFileSystem) throws -> ManifestRebuildReport? {
    try LogWriter.rebuildManifest(at: GoldenBench.path, fileSystem: disk, clock: SteppingClock())
  }

  private var manifests: [String] { store.names.filter { $0.hasPrefix("manifest/") } }

  /// Checks that the store answers as before.
  private func check(_ disk: MemoryFileSystem) throws {
    let image = DamagedStore.store(disk)
    #expect(try image.verify().isOK)
    #expect(try image.replay().projections.map(\.digest) == store.digests)
    #expect(try image.sessions() == store.sessions)
    #expect(image.losses.isEmpty)
    #expect(try rebuild(disk) == nil, "a second run has nothing to do")
  }

  @Test("missing manifests are rebuilt from the segments")
  func gone() throws {
    let disk = store.disk.copy()
    for name in manifests { disk[GoldenBench.path.appending(name)] = nil }
    let report = try #require(try rebuild(disk))
    #expect(report.segments == store.names.count { $0.hasPrefix("seg/") })
    try check(disk)
  }

  @Test("a manifest is rebuilt where the newest cannot be read, which is quarantined")
  func unreadable() throws {
    let disk = Damage.flip(manifests.last!, 70, bit: 3).image(of: store)
    let report = try #require(try rebuild(disk))
    #expect(report.quarantined == [manifests.last!])
    #expect(disk[GoldenBench.path.appending("quarantine/" + manifests.last!.dropFirst(9))] != nil)
    try check(disk)
  }

  @Test("an intact manifest is not rebuilt")
  func orderedMap() throws { #expect(try rebuild(store.disk.copy()) == nil) }

  @Test("a manifest is not rebuilt where a segment is missing, and nothing is changed")
  func segmentMissing() throws {
    let disk = store.disk.copy()
    for name in manifests { disk[GoldenBench.path.appending(name)] = nil }
    disk[GoldenBench.path.appending(store.names.first { $0.hasPrefix("seg/00000001") }!)] = nil
    let before = disk.files
    let error = #expect(throws: LogError.self) { try rebuild(disk) }
    guard case .damaged = error else { throw error! }
    #expect(disk.files == before)
  }
}

@Suite("comparison with the sources")
struct SourceComparisonTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  @Test("a comparison with unchanged sources finds nothing and counts the files")
  func same() throws {
    try bench.tree.write("projects/p/s.jsonl", lines(0..<5))
    try bench.ingest()
    let result = try bench.store().verify(againstSources: true)
    #expect(result.isOK && result.findings.isEmpty)
    #expect(result.comparedFiles == 1)
  }

  @Test("a comparison with a source that has grown finds nothing")
  func grown() throws {
    try bench.tree.write("projects/p/s.jsonl", lines(0..<5))
    try bench.ingest()
    try bench.tree.write("projects/p/s.jsonl", lines(0..<9))
    #expect(try bench.store().verify(againstSources: true).findings.isEmpty)
  }

  @Test("a comparison with a rewritten source names the first different byte as a notice")
  func rewritten() throws {
    try bench.tree.write("projects/p/s.jsonl", lines(0..<5))
    try bench.ingest()
    try bench.tree.write("projects/p/s.jsonl", lines(0..<4) + "x" + lines(4..<5).dropFirst())
    let result = try bench.store().verify(againstSources: true)
    #expect(result.isOK)
    let finding = try #require(result.findings.first)
    #expect(finding.severity == .notice)
    #expect(finding.offset == UInt64(lines(0..<4).utf8.count))
    #expect(finding.file.hasSuffix("projects/p/s.jsonl"))
  }

  @Test("a comparison with the sources ignores deleted files")
  func gone() throws {
    try bench.tree.write("projects/p/s.jsonl", lines(0..<5))
    try bench.tree.write("projects/p/t.jsonl", lines(5..<6))
    try bench.ingest()
    try bench.tree.remove("projects/p/s.jsonl")
    let result = try bench.store().verify(againstSources: true)
    #expect(result.findings.isEmpty)
    #expect(result.comparedFiles == 1)
  }
}
