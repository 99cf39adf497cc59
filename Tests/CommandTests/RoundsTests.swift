import Foundation
import TestSupport
import Testing

/// Rounds of an ingest that is stopped in the middle, each ended by one more ingest, a clean verification and a
/// byte-equal export.
@Suite("rounds of interrupted ingests")
struct RoundsTests {
  let work: Workspace
  private static let files = 24

  init() throws { work = try Workspace() }

  /// Lets some files grow and rewrites one; returns the number of bytes added.
  private func change(_ random: inout Seeded, round: Int) throws -> Int {
    var bytes = 0
    for number in 0..<Self.files where round == 0 || random.number(0...2) == 0 {
      let name = "p\(number % 5)/\(number).jsonl"
      let text = lines(round * 100..<round * 100 + random.number(20...400))
      if round == 0 || random.number(0...9) == 0 { try work.write(name, text) } else { try work.append(name, text) }
      bytes += text.utf8.count
    }
    return bytes
  }

  private func check(_ context: String) throws {
    try work.ingest()
    #expect(try work.damage() == nil, "\(context)")
    #expect(try work.exportDifferences() == [], "\(context)")
  }

  @Test(
    "after each of 20 kills of an ingest, one more ingest makes the store intact and exact",
    arguments: 1...3 * UInt64(TestSettings.scale))
  func killed(seed: UInt64) throws {
    var random = Seeded(seed)
    var (hits, runs, duration) = (0, 0, 30_000.0)
    while hits < 20, runs < 400 {
      _ = try change(&random, round: runs)
      let started = ContinuousClock.now
      let running = try work.start(["ingest", work.root, "--store", work.store])
      usleep(UInt32(random.number(0...max(1, Int(duration)))))
      running.kill()
      if try running.outcome().code == 137 {
        hits += 1
        try check("seed \(seed), round \(runs)")
      } else {
        // The ingest was faster than the signal, so the next one is killed earlier.
        duration = min(duration * 0.8, started.duration(to: .now) / .microseconds(1))
      }
      runs += 1
    }
    print("kill -9, seed \(seed): \(hits) ingests killed, each followed by ingest, verify and export")
    #expect(hits == 20, "seed \(seed)")
  }

  @Test(
    "after each of 5 ingests on a full disk, one more ingest makes the store intact and exact",
    arguments: 1...2 * UInt64(TestSettings.scale))
  func full(seed: UInt64) throws {
    var random = Seeded(seed)
    var (hits, round) = (0, 0)
    while hits < 5, round < 50 {
      _ = try change(&random, round: round)
      let segment = "\(work.store)/seg/00000000-00000000.ccs"
      let size = ((try? FileManager.default.attributesOfItem(atPath: segment))?[.size] as? Int) ?? 0
      // The limit in blocks of 512 bytes lies somewhere in what this ingest appends.
      let limit = (size + random.number(0...8_000)) / 512
      let outcome = try work.shell(
        #"trap '' XFSZ; ulimit -f \#(limit); exec "$CCSTORE" ingest "$ROOT" --store "$STORE""#)
      if outcome.code == 74 {
        hits += 1
        try check("seed \(seed), round \(round), \(limit) blocks")
      } else {
        #expect(outcome.code == 0, "\(outcome)")
      }
      round += 1
    }
    print("full disk, seed \(seed): \(hits) of \(round) ingests failed, each followed by ingest, verify and export")
    #expect(hits == 5, "seed \(seed)")
  }
}
