import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Documents
@testable import Operations
@testable import Sync

@Suite("random histories compared with a model")
struct HistoryPropertyTests {
  /// 600 steps in total with one root.
  static let seeds: ClosedRange<UInt64> = 1...12 * UInt64(TestSettings.scale)
  static let steps = 50

  @Test("in random histories the store gives the tree and every former version after each ingest", arguments: seeds)
  func oneRoot(seed: UInt64) throws {
    let bench = try Workbench()
    var work = RandomWork([bench.tree], seed: seed)
    try follow(&work, bench, seed) { work in
      try bench.ingest { $0.forceFullSync = work.chance(10) }
    } disk: {
      try bench.tree.contents()
    }
  }

  @Test(
    "in random histories with copies between two roots the store gives the trees and every former version",
    arguments: seeds.prefix(4 * TestSettings.scale))
  func twoRoots(seed: UInt64) throws {
    let bench = try Workbench()
    let trees = [bench.tree, try bench.tree("backup")]
    for tree in trees { try tree.write("projects/first.jsonl", line(0)) }
    var work = RandomWork(trees, seed: seed &+ 1_000)
    try follow(&work, bench, seed) { _ in
      try bench.ingest(trees)
    } disk: {
      var disk: [String: [UInt8]] = [:]
      for tree in trees { for (path, bytes) in try tree.contents() { disk[bench.prefix(tree) + path] = bytes } }
      return disk
    }
  }

  /// Makes a history, and compares the store with the model after each ingest, and each former version in the end.
  /// `disk` gives the files by the names that an export gives them.
  private func follow(
    _ work: inout RandomWork, _ bench: Workbench, _ seed: UInt64, ingest: (inout RandomWork) throws -> Void,
    disk: () throws -> [String: [UInt8]]
  ) throws {
    var model = HistoryModel()
    for step in 0..<Self.steps {
      try work.step()
      if work.chance(8), step > 0 { try compact(bench, work.chance(50)) }
      guard work.chance(30) || step == Self.steps - 1 else { continue }
      try ingest(&work)
      let wrong = model.note(disk: try disk(), stored: try bench.exported())
      try #require(wrong == [], "seed \(seed), step \(step): \(work.history.suffix(12))")
    }
    for generation in 0..<model.generations {
      #expect(try bench.exported(generation: generation) == model.generation(generation), "seed \(seed)")
    }
    try check(bench, seed)
  }

  @Test(
    "in random histories with dropped versions the latest ones stay, and former ones are right or dropped",
    arguments: seeds.prefix(6 * TestSettings.scale))
  func drops(seed: UInt64) throws {
    let bench = try Workbench()
    let trees = seed % 2 == 0 ? [bench.tree] : [bench.tree, try bench.tree("backup")]
    for tree in trees { try tree.write("projects/first.jsonl", line(0)) }
    var work = RandomWork(trees, seed: seed &+ 2_000)
    var model = HistoryModel()
    var dropped = 0
    for step in 0..<Self.steps {
      try work.step()
      guard work.chance(30) || step == Self.steps - 1 else { continue }
      try bench.ingest(trees)
      var disk: [String: [UInt8]] = [:]
      for tree in trees {
        for (path, bytes) in try tree.contents() { disk[(trees.count > 1 ? bench.prefix(tree) : "") + path] = bytes }
      }
      if work.chance(50) {
        let before = try bench.store().replay()
        dropped += try bench.compact(dropSuperseded: true).dropped.records
        let after = try bench.store().replay()
        #expect(after.head == before.head && after.projections.map(\.digest) == before.projections.map(\.digest))
      }
      let wrong = model.note(disk: disk, stored: try bench.exported())
      try #require(wrong == [], "seed \(seed), step \(step): \(work.history.suffix(12))")
    }
    dropped += try bench.compact(dropSuperseded: true).dropped.records
    #expect(try bench.compact(dropSuperseded: true).isNothing, "seed \(seed)")
    for generation in 0..<model.generations {
      for (path, bytes) in try bench.exported(generation: generation) {
        #expect(model.generation(generation)[path] == bytes, "\(path), generation \(generation), seed \(seed)")
      }
    }
    #expect(dropped > 0, "seed \(seed)")
    #expect(try bench.damage() == [], "seed \(seed)")
    #expect(try bench.store().replay(verify: true).isVerified == true, "seed \(seed)")
    #expect(try bench.ingest(bench.knownTrees()).counts.records == 0, "seed \(seed)")
  }

  /// Compacts the store, and checks that no answer changes.
  private func compact(_ bench: Workbench, _ isArchive: Bool) throws {
    guard let before = try? bench.store().replay() else { return }
    try bench.compact(isArchive ? .archive(level: 3) : .high(level: 3))
    let after = try bench.store().replay()
    #expect(after.head == before.head && after.projections.map(\.digest) == before.projections.map(\.digest))
  }

  /// Checks what must hold at the end of any history.
  private func check(_ bench: Workbench, _ seed: UInt64) throws {
    let log = try bench.log()
    #expect(log.disorder == [], "seed \(seed)")
    let rederivation = Rederivation(log)
    #expect(rederivation.count == log.decisions.count)
    #expect(rederivation.disagreements == [], "seed \(seed)")
    #expect(try bench.damage() == [], "seed \(seed)")
    try bench.saveCheckpoints()
    #expect(try bench.store().replay(verify: true).isVerified == true, "seed \(seed)")
    #expect(try bench.ingest(bench.knownTrees()).counts.records == 0, "seed \(seed)")
    #expect(try bench.store().replay(verify: true).isVerified == true, "seed \(seed)")
  }
}
