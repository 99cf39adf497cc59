import Foundation
import TestSupport
import Testing

@Suite("kill -9 during an ingest")
struct KillTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  @Test(
    "five kills during ingests of the real transcripts lose nothing and store nothing twice",
    .enabled(if: Corpus.isPresent, Corpus.absence), arguments: 1...2 * UInt64(TestSettings.scale))
  func killed(seed: UInt64) throws {
    let corpus = try Corpus.required()
    let reference = try Workspace()
    let started = ContinuousClock.now
    try reference.ingest(corpus)
    let duration = started.duration(to: .now) / .microseconds(1)

    var random = Seeded(seed)
    let hits = try kill(5, ingestsOf: corpus, within: duration * 0.4, &random)
    #expect(hits == 5, "seed \(seed)")
    try work.ingest(corpus)

    let (status, expected) = (try work.json("status")["stored"], try reference.json("status")["stored"])
    for key in ["records", "sources", "generations", "source_bytes", "sessions", "bad_lines"] {
      #expect(status[key].integer == expected[key].integer, "\(key), seed \(seed)")
    }
    #expect(try work.exportDifferences(from: corpus) == [], "seed \(seed)")
    #expect(try work.damage() == nil, "seed \(seed)")
    #expect(try work.json("replay", "--verify")["verified"].bool == true, "seed \(seed)")
  }

  @Test(
    "after kills during ingests of 1,000 files, one ingest stores everything once and completes the metadata",
    arguments: [UInt64(7)])
  func thousandFiles(seed: UInt64) throws {
    var random = Seeded(seed)
    for number in 0..<1000 {
      try work.write(
        "p\(number % 20)/\(number).jsonl", String(repeating: lines(number..<number + 20), count: random.number(4...60)))
    }
    let reference = try Workspace()
    let started = ContinuousClock.now
    try reference.ingest(work.root)
    let duration = started.duration(to: .now) / .microseconds(1)
    let wanted = 20 * TestSettings.scale
    #expect(try kill(wanted, ingestsOf: work.root, within: duration * 0.4, &random) == wanted, "seed \(seed)")
    try work.ingest()
    let (status, expected) = (try work.json("status"), try reference.json("status")["stored"])
    for key in ["records", "sources", "generations", "source_bytes", "sessions"] {
      #expect(status["stored", key].integer == expected[key].integer, "\(key), seed \(seed)")
    }
    #expect(status["sync"].array.first?["sync_status"].string == "completed", "seed \(seed)")
    #expect(try work.exportDifferences() == [], "seed \(seed)")
    #expect(try work.damage() == nil, "seed \(seed)")
  }

  /// Kills `wanted` ingests of a root, each within some microseconds, and returns how many were running then: fewer
  /// only where ten times as many attempts did not suffice.
  private func kill(
    _ wanted: Int, ingestsOf root: String, within microseconds: Double, _ random: inout Seeded
  ) throws -> Int {
    var (hits, runs) = (0, 0)
    while hits < wanted, runs < 10 * wanted {
      runs += 1
      let running = try work.start(["ingest", root, "--store", work.store])
      usleep(UInt32(random.number(0...max(1, Int(microseconds)))))
      running.kill()
      if try running.outcome().code == 137 {
        hits += 1
      } else {
        // The ingest was faster than the signal, so it begins again with a new store.
        try FileManager.default.removeItem(atPath: work.store)
      }
    }
    print("kill -9: \(hits) of \(runs) ingests killed")
    return hits
  }

  @Test(
    "a kill at any moment of an ingest leaves an intact store that can be read",
    .enabled(if: Corpus.isPresent, Corpus.absence),
    arguments: [5, 6])
  func readable(seed: UInt64) throws {
    let corpus = try Corpus.required()
    try work.ingest(corpus)
    let more = try Workspace()
    var random = Seeded(seed)
    var (isHit, attempts) = (false, 0)
    while !isHit, attempts < 10 {
      // An ingest that was faster than the signal has left nothing to store.
      for number in 0..<8 {
        try more.writeManyLines("p/\(attempts)-\(number).jsonl", megabytes: 2, seed: UInt64(number))
      }
      attempts += 1
      let running = try work.start(["ingest", more.root, "--store", work.store])
      usleep(UInt32(random.number(5_000...60_000) / attempts))
      running.kill()
      isHit = try running.outcome().code == 137
    }
    #expect(isHit, "seed \(seed)")
    #expect(try work.damage() == nil, "seed \(seed)")
    #expect(try work.run("status").code == 0, "seed \(seed)")
  }
}
