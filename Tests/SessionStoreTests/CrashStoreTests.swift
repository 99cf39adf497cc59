import TestSupport
import Testing

@testable import Operations
@testable import SegmentedLog
@testable import SessionLog

@Suite("power cuts during an ingest", .serialized)
struct CrashStoreTests {
  @Test("after a power cut at any moment of an ingest, the next ingest leads to the undisturbed store")
  func anyMoment() throws {
    let parts = 4 * TestSettings.scale
    let tally = try CrashTally.run(parts: parts) { _, random, tally in
      let seed = random.next()
      try tally.checkMoments(of: CrashIngests(seed: seed, ingests: 3), "history \(seed)", images: 2, &random)
    }
    print(tally.summary("power cuts during ingests"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images >= 1_000 * TestSettings.scale)
  }

  @Test("after a power cut between the commits of large sources, the next ingest continues what was stored")
  func severalCommits() throws {
    let parts = TestSettings.scale
    let tally = try CrashTally.run(parts: parts) { _, random, tally in
      let seed = random.next()
      let history = try CrashIngests(seed: seed, ingests: 2, lineBytes: 400_000)
      tally.checkMoments(of: history, "history \(seed) of large files", images: 1, &random)
    }
    print(tally.summary("power cuts during ingests of large files"))
    #expect(tally.problems.prefix(10) == [])
  }
}

extension CrashTally {
  /// Checks each moment with one of the two extreme images in turn and with `images` random images.
  mutating func checkMoments(of history: CrashIngests, _ place: String, images: Int, _ random: inout Seeded) {
    for (index, moment) in history.moments.enumerated() {
      var policies: [CrashPolicy] = [index % 2 == 0 ? .none : .all]
      for _ in 0..<images { policies.append(.random(seed: random.next())) }
      for policy in policies {
        check(moment.volume.image(policy), acknowledged: moment.acknowledged, expected: moment.expected) {
          "\(place), before \(moment.next), \(policy)"
        }
      }
    }
  }
}
