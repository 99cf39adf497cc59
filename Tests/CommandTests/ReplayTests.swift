import Foundation
import Testing

@Suite("Replay")
struct ReplayTests {
  let work: Workspace

  /// A store with snapshots.
  init() throws {
    work = try Workspace()
    for name in ["p/a.jsonl", "p/b.jsonl"] { try work.write(name, lines(0..<400, session: name)) }
    try work.ingest()
  }

  private func digests() throws -> [String?] {
    let json = try work.json("replay")
    return ["sync", "sessions"].map { json["projections", $0, "digest"].string }
  }

  private func snapshots() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: work.store + "/snap")
  }

  private func emptyDerived() throws {
    for folder in ["snap", "idx"] {
      let directory = "\(work.store)/\(folder)"
      for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
        try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
      }
    }
  }

  @Test("without snapshots the digests are the same")
  func withoutSnapshots() throws {
    try #require(!snapshots().isEmpty)
    let before = try digests()
    try emptyDerived()
    #expect(try digests() == before)
  }

  @Test("every projection has a digest of 64 hexadecimal digits")
  func shape() throws {
    #expect(try digests().allSatisfy { $0?.count == 64 && $0!.allSatisfy(\.isHexDigit) })
  }

  @Test("two replays print the same")
  func twice() throws { #expect(try work.run("replay").output == work.run("replay").output) }

  @Test("--verify says that log and snapshots agree")
  func verify() throws {
    #expect(try work.json("replay", "--verify")["verified"].bool == true)
    #expect(try work.run("replay", "--verify").output.contains("verified"))
  }

  @Test("--verify holds when the snapshots are gone")
  func verifyWithoutSnapshots() throws {
    try emptyDerived()
    #expect(try work.json("replay", "--verify")["verified"].bool == true)
  }

  @Test("without --verify nothing is claimed")
  func notVerified() throws { #expect(try work.json("replay")["verified"].value is NSNull) }

  @Test("an ingest that stores something changes the digest of sync")
  func digestMoves() throws {
    let before = try digests()
    try work.append("p/a.jsonl", line(1))
    try work.ingest()
    #expect(try digests()[0] != before[0])
  }

  @Test(
    "a reading command leaves every byte and time of the store as it was",
    arguments: [
      ["replay"], ["replay", "--verify"], ["verify"], ["status"], ["sessions"], ["show", "p/a.jsonl"],
    ])
  func readOnly(_ command: [String]) throws {
    let before = try fingerprint(work.store)
    let outcome = try work.ccstore(command + ["--store", work.store])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try fingerprint(work.store) == before)
  }

  @Test("a replay without snapshots writes none")
  func writesNone() throws {
    try emptyDerived()
    _ = try digests()
    #expect(try snapshots() == [])
  }
}
