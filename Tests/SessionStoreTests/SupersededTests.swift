import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("dropping superseded versions")
struct SupersededTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  private func keys(_ state: SyncState) -> [GenerationKey] {
    state.supersededGenerations.sorted { ($0.source, $0.generation) < ($1.source, $1.generation) }
  }

  private func state(_ generations: [[Generation]]) -> SyncState {
    var state = SyncState()
    state.sources = generations.map { SourceState(root: 0, path: [], form: .lines, generations: $0) }
    return state
  }

  private func generation(_ length: Int64, base: GenerationBase? = nil, lost: Int64 = 0) -> Generation {
    var generation = Generation(firstSequence: 1, lastSequence: 2, length: length)
    (generation.base, generation.lostBytes) = (base, lost)
    return generation
  }

  @Test("dropping superseded versions takes all versions of a file except the latest")
  func former() {
    let state = state([[generation(5), generation(7), generation(9)], [generation(3)]])
    #expect(keys(state) == [GenerationKey(source: 0, generation: 0), GenerationKey(source: 0, generation: 1)])
  }

  @Test("the version before an empty one, or before one with lost bytes, is not superseded")
  func worthless() {
    #expect(keys(state([[generation(5), generation(0)]])) == [])
    #expect(keys(state([[generation(5), generation(9, lost: 1)]])) == [])
    #expect(keys(state([[generation(4), generation(5), generation(0)]])) == [GenerationKey(source: 0, generation: 0)])
  }

  @Test("a version that is the base of a kept version is not superseded, over any number of steps")
  func bases() {
    func on(_ source: Int64, _ number: Int64) -> GenerationBase {
      GenerationBase(source: source, generation: number, length: 2)
    }
    let chain = state([
      [generation(5), generation(6)], [generation(5, base: on(0, 0)), generation(8)],
      [generation(9, base: on(1, 0))],
    ])
    #expect(keys(chain) == [])
    let unused = state([[generation(5), generation(6)], [generation(5, base: on(0, 0)), generation(8)]])
    #expect(keys(unused) == [GenerationKey(source: 0, generation: 0), GenerationKey(source: 1, generation: 0)])
  }

  @Test("a compaction drops superseded versions only on request")
  func onlyOnRequest() throws {
    try bench.tree.write(transcript("a"), lines(0..<50))
    try bench.ingest()
    try bench.tree.write(transcript("a"), lines(50..<60))
    try bench.ingest()
    try bench.compact()
    #expect(try bench.exported(generation: 0) == [transcript("a"): Array(lines(0..<50).utf8)])
  }

  @Test("a dropped version is in no file of the store, and export and show say that it was dropped")
  func dropped() throws {
    try bench.tree.write(transcript("a"), line(1, more: #","secret":"forgettable""#))
    try bench.tree.write(transcript("b"), lines(0..<5))
    try bench.ingest()
    try bench.tree.write(transcript("a"), lines(50..<60))
    try bench.ingest()
    let preview = try bench.store().compactionPreview(CompactionOptions(), dropSuperseded: true)
    #expect(preview.dropped.generations == 1 && preview.dropped.records == 1)
    let before = try bench.store().replay()
    let report = try bench.compact(dropSuperseded: true)
    #expect(report.dropped == preview.dropped)
    #expect(try bench.store().replay().head == before.head)
    let segments = bench.storePath.appending("seg")
    for entry in try POSIXFileSystem().list(segments) {
      let bytes = try POSIXFileSystem().contents(segments.appending(bytes: entry.name))
      #expect(!String(decoding: bytes, as: UTF8.self).contains("forgettable"))
    }
    let export = try bench.store().export(to: bench.directory.appending("out"), generation: 0)
    #expect(export.dropped == [transcript("a")])
    #expect(try contentsOfTree(bench.directory.appending("out")) == [transcript("b"): Array(lines(0..<5).utf8)])
    let error = #expect(throws: StoreError.self) {
      try bench.store().forEachRecord(of: "a", generation: 0) { _ in }
    }
    #expect(error?.code == .versionDropped && error?.message.contains("dropped on request") == true)
    #expect(try bench.exported()[transcript("a")] == Array(lines(50..<60).utf8))
    #expect(try bench.damage() == [])
  }

  @Test("a repair of a store with dropped versions keeps its chain hash and reports no loss")
  func repaired() throws {
    try bench.tree.write(transcript("a"), lines(0..<9))
    try bench.ingest()
    try bench.tree.write(transcript("a"), lines(50..<60))
    try bench.ingest()
    try bench.compact(dropSuperseded: true)
    let target = bench.directory.appending("repaired")
    let report = try bench.store().repair(to: target)
    #expect(report.lost.isEmpty && report.refilled.isEmpty && report.verification.isOK)
    let repaired = bench.store(at: target)
    #expect(try repaired.replay().head.chain == (try bench.store().replay().head.chain))
  }
}

@Suite("expected gain of a compaction")
struct CompactionGainTests {
  @Test("a compaction is worthwhile above a third of the store and above a megabyte")
  func worthwhile() throws {
    let bench = try Workbench()
    try bench.tree.write(transcript("a"), lines(0..<5))
    try bench.ingest()
    var gain = try bench.store().openLog().compactionGain(storeBytes: 9 << 20)
    #expect(!gain.isWorthwhile)
    gain.savedBytes = 3 << 20
    #expect(!gain.isWorthwhile)
    gain.savedBytes += 1
    #expect(gain.isWorthwhile)
    (gain.storeBytes, gain.savedBytes) = (100, 99)
    #expect(!gain.isWorthwhile)
  }

  @Test("the expected gain is a part of what ingests have written, and almost nothing after a compaction")
  func share() throws {
    let bench = try Workbench()
    try bench.tree.write(transcript("a"), lines(0..<500))
    let report = try bench.ingest()
    let size = report.storeBytes
    let gain = try #require(report.compaction)
    #expect(gain.savedBytes > 0 && gain.savedBytes < size)
    // The reader does not count the ATTEST at the end.
    #expect(abs(try bench.store().status().compaction.savedBytes - gain.savedBytes) <= 64)
    try bench.compact()
    #expect(try bench.store().status().compaction.savedBytes < 128)
  }
}
