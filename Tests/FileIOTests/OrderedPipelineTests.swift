import FileIO
import Synchronization
import TestSupport
import Testing

/// A value that records which index produced it.
private struct Item: Equatable, Sendable {
  var index: Int
  var number: Int
}

private struct Refusal: Error {}

/// Counts the indexes that are being produced now, and all that were started.
private final class Activity: Sendable {
  private let counts = Mutex((running: 0, started: 0))
  var running: Int { counts.withLock { $0.running } }
  var started: Int { counts.withLock { $0.started } }

  func during(_ body: () -> Void) {
    counts.withLock { ($0.running, $0.started) = ($0.running + 1, $0.started + 1) }
    body()
    counts.withLock { $0.running -= 1 }
  }
}

private func pause(_ random: inout Seeded) {
  let microseconds = random.next() % 300
  if microseconds < 200 { SystemClock().sleep(Int64(microseconds) * 1000) }
}

/// Runs a pipeline and ends the test run where it hangs.
private func watchedPipeline<Value: Sendable>(
  count: Int, workers: Int, budget: Int, produce: @escaping @Sendable (Int, @escaping (Value, Int) -> Bool) -> Void,
  consume: (Value) throws -> Void
) throws {
  try watched(orElse: "a pipeline hangs") {
    try orderedPipeline(count: count, workers: workers, budget: budget, produce: produce, consume: consume)
  }
}

@Suite("ordered pipeline")
struct OrderedPipelineTests {
  /// The values in the order in which they must arrive, where index n emits n mod 5 values.
  private static func expected(_ count: Int) -> [Item] {
    (0..<count).flatMap { index in (0..<index % 5).map { Item(index: index, number: $0) } }
  }

  @Test(
    "an ordered pipeline hands values over in the order of their indexes, whatever the delays",
    arguments: 0..<10 as Range<UInt64>)
  func order(seed: UInt64) throws {
    var setup = Seeded(seed)
    let (workers, budget) = (Int.random(in: 1...8, using: &setup), Int.random(in: 1...2000, using: &setup))
    var seen: [Item] = []
    try watchedPipeline(count: 60, workers: workers, budget: budget) { index, emit in
      var random = Seeded(seed &* 1000 &+ UInt64(index))
      for number in 0..<index % 5 {
        pause(&random)
        #expect(emit(Item(index: index, number: number), Int(random.next() % 300)))
      }
    } consume: {
      seen.append($0)
    }
    #expect(seen == Self.expected(60), "seed \(seed)")
  }

  @Test("an ordered pipeline hands over 100,000 values in order")
  func many() throws {
    var (next, isOrdered) = (0, true)
    try watchedPipeline(count: 20_000, workers: 4, budget: 1000) { index, emit in
      for number in 0..<5 { _ = emit(index * 5 + number, 1) }
    } consume: { value in
      isOrdered = isOrdered && value == next
      next += 1
    }
    #expect(isOrdered)
    #expect(next == 100_000)
  }

  @Test("an ordered pipeline with no indexes calls neither the producer nor the consumer")
  func empty() throws {
    try watchedPipeline(count: 0, workers: 4, budget: 1) { _, _ in
      Issue.record("nothing is to be produced")
    } consume: { (_: Int) in
      Issue.record("nothing is to be consumed")
    }
  }

  @Test("an ordered pipeline continues past indexes that emit nothing")
  func silence() throws {
    var seen: [Int] = []
    try watchedPipeline(count: 500, workers: 4, budget: 1) { index, emit in
      if index == 499 { _ = emit(index, 1) }
    } consume: {
      seen.append($0)
    }
    #expect(seen == [499])
  }

  @Test("an ordered pipeline with a slow first index and a tiny budget does not deadlock", arguments: [1, 2, 5])
  func slowHead(budget: Int) throws {
    var seen: [Item] = []
    try watchedPipeline(count: 60, workers: 4, budget: budget) { index, emit in
      if index == 0 { SystemClock().sleep(30_000_000) }
      for number in 0..<index % 5 { _ = emit(Item(index: index, number: number), 3) }
    } consume: {
      seen.append($0)
    }
    #expect(seen == Self.expected(60))
  }

  @Test("an ordered pipeline lets a value pass that costs more than its whole budget")
  func overBudget() throws {
    var seen: [Int] = []
    try watchedPipeline(count: 30, workers: 3, budget: 10) { index, emit in
      for _ in 0..<3 { _ = emit(index, 1_000_000) }
    } consume: {
      seen.append($0)
    }
    #expect(seen == (0..<30).flatMap { [$0, $0, $0] })
  }

  @Test("producers ahead of the current index wait once their queued values cost the budget")
  func backPressure() throws {
    let waiting = Mutex(0)
    var most = 0
    try watchedPipeline(count: 40, workers: 4, budget: 10) { index, emit in
      if index == 0 { SystemClock().sleep(30_000_000) }
      for _ in 0..<20 where emit(index, 1) { waiting.withLock { $0 += 1 } }
    } consume: { (_: Int) in
      most = max(
        most,
        waiting.withLock { waiting in
          defer { waiting -= 1 }
          return waiting
        })
    }
    // The budget counts for the producers that wait and once more for the one whose turn it is; each producer may be
    // between `emit` and its count.
    #expect(most <= 2 * 10 + 4)
  }

  @Test("an error of the consumer is thrown by the pipeline, and no producer runs afterwards")
  func consumerFails() {
    let activity = Activity()
    #expect(throws: Refusal.self) {
      try watchedPipeline(count: 10_000, workers: 4, budget: 5) { index, emit in
        activity.during { _ = emit(index, 1) }
      } consume: { value in
        if value == 20 { throw Refusal() }
      }
    }
    let (running, started) = (activity.running, activity.started)
    SystemClock().sleep(5_000_000)
    #expect(running == 0)
    #expect(started < 10_000)
    #expect(activity.started == started)
  }

  @Test("a producer's emit returns false after the consumer has thrown")
  func producersStop() {
    let refused = Mutex(0)
    #expect(throws: Refusal.self) {
      try watchedPipeline(count: 4, workers: 4, budget: 5) { index, emit in
        while emit(index, 1) {}
        refused.withLock { $0 += 1 }
      } consume: { (_: Int) in
        throw Refusal()
      }
    }
    #expect(refused.withLock { $0 } >= 1)
  }
}
