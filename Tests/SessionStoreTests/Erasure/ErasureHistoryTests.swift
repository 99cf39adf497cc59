import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Sync

@Suite("random histories with erasures compared with a model")
struct ErasureHistoryTests {
  /// 480 steps in total.
  static let seeds: ClosedRange<UInt64> = 1...8 * UInt64(TestSettings.scale)
  static let steps = 60

  @Test("in random histories erased text stays hidden and nothing else is missing", arguments: seeds)
  func history(seed: UInt64) throws {
    let bench = try Workbench()
    var work = RandomWork([bench.tree], seed: seed &+ 7_000)
    var model = ErasureModel()
    var log: [String] = []
    for step in 0..<Self.steps {
      try work.step()
      if work.chance(35) || step == Self.steps - 1 {
        log.append("\(work.history.suffix(4)) ingest")
        try bench.ingest { $0.forceFullSync = work.chance(10) }
        model.note(try bench.tree.contents(), try bench.store().syncState())
        try #require(try bench.exported() == model.expected(nil), "seed \(seed), step \(step): \(log.suffix(8))")
      }
      if work.chance(12), !model.versions.isEmpty {
        log.append(try erase(bench, &work, &model))
        try #require(try bench.exported() == model.expected(nil), "seed \(seed), step \(step): \(log.suffix(8))")
      }
      if work.chance(6), !model.versions.isEmpty {
        log.append("purge")
        try purge(bench)
        try #require(try bench.exported() == model.expected(nil), "seed \(seed), step \(step): \(log.suffix(8))")
      }
    }
    try purge(bench)
    for generation in 0..<model.generations {
      #expect(try bench.exported(generation: generation) == model.expected(generation), "seed \(seed)")
    }
    #expect(try bench.log().disorder == [], "seed \(seed)")
    #expect(try bench.damage() == [], "seed \(seed)")
    #expect(try bench.store().replay(verify: true).isVerified == true, "seed \(seed)")
    #expect(try bench.ingest { $0.forceFullSync = true }.counts.records == 0, "seed \(seed)")
    #expect(try bench.exported() == model.expected(nil), "seed \(seed)")
  }

  /// Purges the store, and checks that no erased body is left.
  private func purge(_ bench: Workbench) throws {
    _ = try bench.store().purge(retry: Workbench.patience())
    let erased = ErasedRanges(try bench.store().syncState())
    for body in try bench.log().bodies {
      let isErased = erased.contains(GenerationKey(source: body.source, generation: body.generation), body.offset)
      #expect(isErased == (body.erasedLength != nil) && isErased == body.bytes.isEmpty)
    }
    #expect(try bench.damage() == [])
  }

  /// Erases something in the store and in the model, and returns a description of it.
  private func erase(_ bench: Workbench, _ work: inout RandomWork, _ model: inout ErasureModel) throws -> String {
    let target: ErasureTarget
    if work.chance(50) {
      let session = ["a", "b", "c"][work.chance(50) ? 0 : work.chance(50) ? 1 : 2]
      target = .session(session)
      model.erase(session: session)
    } else {
      let paths = model.versions.keys.sorted()
      let path = paths.first { _ in work.chance(100 / paths.count) } ?? paths[0]
      target = .source(path)
      model.erase(source: path)
    }
    do {
      _ = try bench.store().erase(target, retry: Workbench.patience())
    } catch let error as StoreError where error.saysNothingToErase {}
    return "\(target)"
  }
}
