import Foundation
import TestSupport
import Testing

@Suite("kill -9", .enabled(if: Corpus.isPresent, Corpus.absence))
struct KillTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  @Test("five times during an ingest of the corpus loses nothing and stores nothing twice", arguments: [1, 2, 3, 4])
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

  @Test("at any moment leaves a store that can be read as far as it goes", arguments: [5, 6])
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
