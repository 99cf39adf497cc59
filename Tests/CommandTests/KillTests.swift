import Foundation
import TestSupport
import Testing

@Suite("kill -9 during an ingest")
struct KillTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  @Test(
    "five kills during ingests of the real transcripts lose nothing and store nothing twice",
    .enabled(if: Corpus.isPresent, Corpus.absence), arguments: [1, 2, 3, 4])
  func killed(seed: UInt64) throws {
    let corpus = try Corpus.required()
    let reference = try Workspace()
    let started = ContinuousClock.now
    try reference.ingest(corpus)
    let duration = started.duration(to: .now) / .microseconds(1)

    var random = Seeded(seed)
    var hits = 0
    for _ in 0..<5 {
      let running = try work.start(["ingest", corpus, "--store", work.store])
      usleep(UInt32(random.number(0...max(1, Int(duration * 0.4)))))
      running.kill()
      if try running.outcome().code == 137 { hits += 1 }
    }
    print("kill -9, seed \(seed): \(hits) of 5 hit a running ingest")
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
    "after 50 kills during ingests of 1,000 files, one ingest stores everything once and completes the metadata",
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
    var (hits, runs) = (0, 0)
    while hits < 50, runs < 500 {
      runs += 1
      let running = try work.start(["ingest", work.root, "--store", work.store])
      usleep(UInt32(random.number(0...max(1, Int(duration * 0.4)))))
      running.kill()
      if try running.outcome().code == 137 {
        hits += 1
      } else if hits < 50 {
        // The ingest was faster than the signal, so it begins again with a new store.
        try FileManager.default.removeItem(atPath: work.store)
      }
    }
    print("kill -9, 1,000 files, seed \(seed): \(hits) of \(runs) ingests killed")
    #expect(hits == 50, "seed \(seed)")
    try work.ingest()
    let (status, expected) = (try work.json("status"), try reference.json("status")["stored"])
    for key in ["records", "sources", "generations", "source_bytes", "sessions"] {
      #expect(status["stored", key].integer == expected[key].integer, "\(key), seed \(seed)")
    }
    #expect(status["sync"].array.first?["sync_status"].string == "completed", "seed \(seed)")
    #expect(try work.exportDifferences() == [], "seed \(seed)")
    #expect(try work.damage() == nil, "seed \(seed)")
  }

  @Test(
    "a kill at any moment of an ingest leaves an intact store that can be read",
    .enabled(if: Corpus.isPresent, Corpus.absence),
    arguments: [5, 6])
  func readable(seed: UInt64) throws {
    let corpus = try Corpus.required()
    try work.ingest(corpus)
    let more = try Workspace()
    for number in 0..<8 { try more.writeManyLines("p/\(number).jsonl", megabytes: 2, seed: UInt64(number)) }
    var random = Seeded(seed)
    let running = try work.start(["ingest", more.root, "--store", work.store])
    usleep(UInt32(random.number(5_000...60_000)))
    running.kill()
    _ = try running.outcome()
    #expect(try work.damage() == nil, "seed \(seed)")
    #expect(try work.run("status").code == 0, "seed \(seed)")
  }
}
