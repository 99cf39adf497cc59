import FileIO
import TestSupport
import Testing

@testable import SegmentedLog

@Suite("power cuts", .serialized)
struct CrashTests {
  /// The number of parts of a test, which run side by side. Each is as large as it has to be for whole histories.
  private static let parts = 8 * TestSettings.scale

  @Test("a power cut at any moment of creating, committing, rolling, saving or opening loses no acknowledged event")
  func anyMoment() throws {
    let quota = 3_000
    let tally = try CrashTally.run(parts: Self.parts) { _, random, tally in
      while tally.images < quota, tally.problems.isEmpty {
        let seed = random.next()
        tally.tryHistory(seed) { tally, history, moment in
          guard tally.images < quota, random.oneIn(4) else { return }
          tally.checkImages(of: moment, in: history, seed, exhaustive: 8, random: 4, &random)
        }
      }
    }
    print(tally.summary("power cuts at any moment"))
    #expect(tally.problems.prefix(10) == [])
    for name in ["A", "B", "C", "B and C", "G", "H", "I", "K", "no HEAD", "useless HEAD", "good HEAD"] {
      #expect(tally.cases[name, default: 0] > 0, "no image was a case of \(name)")
    }
  }

  @Test("a power cut at any moment of a compaction leaves the old log or the new one, with the same events")
  func compaction() throws {
    let quota = 1_625
    let tally = try CrashTally.run(parts: Self.parts) { _, random, tally in
      while tally.images < quota, tally.problems.isEmpty {
        let seed = random.next()
        let history = try CrashHistory(compacting: seed)
        for moment in history.moments where tally.images < quota {
          tally.checkImages(of: moment, in: history, seed, exhaustive: 6, random: 3, &random)
        }
      }
    }
    print(tally.summary("power cuts during a compaction"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.cases["K", default: 0] > 100 * TestSettings.scale)
  }

  @Test("a power cut during a recovery, or during the recovery from that, loses no acknowledged event")
  func duringRecovery() throws {
    let quota = 750
    let tally = try CrashTally.run(parts: Self.parts) { _, random, tally in
      while tally.images < quota, tally.problems.isEmpty {
        let seed = random.next()
        tally.tryHistory(seed) { tally, history, moment in
          guard tally.images < quota, random.oneIn(moment.promised.acknowledged.isEmpty ? 200 : 12) else { return }
          let policy = CrashPolicy.random(seed: random.next())
          let place = "history \(seed), before \(moment.next), \(policy)"
          tally.checkRecoveries(
            of: moment.volume.image(policy), moment.promised, history.segmentSize, depth: 2, place, &random)
        }
      }
    }
    print(tally.summary("power cuts during recovery"))
    #expect(tally.problems.prefix(10) == [])
  }

  @Test("a power cut in the session after a kill before any operation loses no acknowledged event")
  func afterKill() throws {
    let operations = try CrashHistory.undisturbedOperations()
    let kills = operations.indices.filter { operations[$0].isChange }
    let tally = try CrashTally.run(parts: kills.count) { index, random, tally in
      let place = "killed before \(operations[kills[index]])"
      tally.checkNextSession(
        after: .init(at: kills[index], .ioError, lasts: true), place, every: TestSettings.oneIn(4), &random)
    }
    print(tally.summary("power cuts after a kill"))
    #expect(tally.problems.prefix(10) == [])
  }

  @Test("a power cut in the session after a failed operation loses no acknowledged event", arguments: DiskFailure.all)
  func afterFault(_ failure: DiskFailure) throws {
    let operations = try CrashHistory.undisturbedOperations()
    let targets = operations.indices.filter { failure.concerns(operations[$0]) }
    let tally = try CrashTally.run(parts: targets.count) { index, random, tally in
      let place = "\(failure) at \(operations[targets[index]])"
      tally.checkNextSession(after: failure.fault(at: targets[index]), place, every: TestSettings.oneIn(16), &random)
    }
    print(tally.summary("power cuts after \(failure)"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.images > 0)
  }

  @Test("after a power cut, damage of acknowledged bytes is reported or no event is missing")
  func damage() throws {
    let quota = 100
    let tally = try CrashTally.run(parts: Self.parts) { _, random, tally in
      while tally.images < quota, tally.problems.isEmpty {
        let seed = random.next()
        tally.tryHistory(seed) { tally, history, moment in
          guard tally.images < quota, random.oneIn(10), !moment.promised.acknowledged.isEmpty else { return }
          let policy = CrashPolicy.random(seed: random.next())
          tally.checkDamage(moment.volume.image(policy), moment.promised, history.segmentSize, &random) {
            "history \(seed), before \(moment.next), \(policy)"
          }
        }
      }
    }
    print(tally.summary("power cuts with a flipped bit"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.cases["reported", default: 0] > tally.images / 4)
  }
}
