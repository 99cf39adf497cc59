import Foundation
import Testing

@Suite("files that change while they are read")
struct LiveSourceTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    for number in 0..<8 { try work.write("p/f\(number).jsonl", lines(0..<2_000)) }
  }

  @Test(
    "ingests of files that change meanwhile succeed, and one more ingest afterwards makes the export exact",
    arguments: [1, 2, 3])
  func meddled(seed: UInt64) throws {
    let meddler = Meddler(work.source("p"), seed: seed)
    var codes: [Int32] = []
    for _ in 0..<12 { codes.append(try work.run("ingest", work.root).code) }
    meddler.stop()
    #expect(codes.allSatisfy { $0 == 0 }, "seed \(seed)")
    try work.ingest()
    #expect(try lost(of: work.root + "/projects", in: try work.export()) == [], "seed \(seed)")
    #expect(try work.damage() == nil, "seed \(seed)")
  }

  @Test("a reader in parallel with repeated ingests always sees an intact store")
  func reader() throws {
    try work.ingest()
    let meddler = Meddler(work.source("p"), seed: 4)
    for _ in 0..<6 {
      let writing = try work.start(["ingest", work.root, "--store", work.store])
      let verified = try work.run("replay", "--verify")
      #expect(verified.code == 0, "\(verified.errors)")
      #expect(try writing.outcome().code == 0)
    }
    meddler.stop()
  }
}
