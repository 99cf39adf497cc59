import Foundation
import Testing

@Suite("replay command")
struct ReplayTests {
  let work: Workspace

  /// A store with checkpoints.
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

  @Test("replay prints the same digests without checkpoints")
  func withoutSnapshots() throws {
    try #require(!snapshots().isEmpty)
    let before = try digests()
    try emptyDerived()
    #expect(try digests() == before)
  }

  @Test("replay prints a digest of 64 hexadecimal digits for each projection")
  func shape() throws {
    #expect(try digests().allSatisfy { $0?.count == 64 && $0!.allSatisfy(\.isHexDigit) })
  }

  @Test("two replays print the same output")
  func twice() throws { #expect(try work.run("replay").output == work.run("replay").output) }

  @Test("replay --verify says that the log and the checkpoints agree")
  func verify() throws {
    #expect(try work.json("replay", "--verify")["verified"].bool == true)
    #expect(try work.run("replay", "--verify").output.contains("verified"))
  }

  @Test("replay --verify succeeds without checkpoints")
  func verifyWithoutSnapshots() throws {
    try emptyDerived()
    #expect(try work.json("replay", "--verify")["verified"].bool == true)
  }

  @Test("replay without --verify does not claim to have verified anything")
  func notVerified() throws { #expect(try work.json("replay")["verified"].value is NSNull) }

  @Test("an ingest that stores something changes the digest of the sync projection")
  func digestMoves() throws {
    let before = try digests()
    try work.append("p/a.jsonl", line(1))
    try work.ingest()
    #expect(try digests()[0] != before[0])
  }

  @Test(
    "commands that only read leave every byte and time of the store unchanged",
    arguments: [
      ["replay"], ["replay", "--verify"], ["verify"], ["status"], ["sessions"], ["show", "p/a.jsonl"],
    ])
  func readOnly(_ command: [String]) throws {
    let before = try fingerprint(work.store)
    let outcome = try work.ccstore(command + ["--store", work.store])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try fingerprint(work.store) == before)
  }

  @Test("a replay without checkpoints writes none")
  func writesNone() throws {
    try emptyDerived()
    _ = try digests()
    #expect(try snapshots() == [])
  }
}
