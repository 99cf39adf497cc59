import Foundation
import TestSupport
import Testing

extension Workspace {
  /// Inverts one byte of a file of the store.
  func flipByte(_ name: String, at offset: Int) throws {
    let path = "\(store)/\(name)"
    var bytes = try contents(of: path)
    guard bytes.indices.contains(offset) else { throw Unexpected("\(name) has only \(bytes.count) bytes") }
    bytes[offset] ^= 0xff
    let handle = FileHandle(forUpdatingAtPath: path)
    try handle?.seek(toOffset: UInt64(offset))
    try handle?.write(contentsOf: [bytes[offset]])
    try handle?.close()
  }
}

@Suite("commands on a damaged store")
struct DamageTests {
  let work: Workspace
  private let segment = "seg/00000000-00000000.ccs"

  /// Some megabytes in several commits.
  init() throws {
    work = try Workspace()
    for number in 0..<3 {
      try work.writeManyLines("p/\(number).jsonl", megabytes: 1, seed: UInt64(number))
      try work.ingest()
    }
  }

  private var middle: Int { get throws { try contents(of: "\(work.store)/\(segment)").count / 2 } }

  @Test("verify of a damaged store exits with 3 and names the file and the offset")
  func verify() throws {
    let offset = try middle
    try work.flipByte(segment, at: offset)
    let outcome = try work.run("verify", "--json")
    #expect(outcome.code == 3)
    #expect(outcome.saysOneSentence)
    let finding = try #require(outcome.json()["findings"].array.first)
    #expect(finding["severity"].string == "error")
    #expect(finding["file"].string == segment)
    let named = try #require(finding["offset"].integer)
    #expect(named <= offset && named > offset - (2 << 20))
  }

  @Test("verify of a damaged store prints the error with its file and offset")
  func verifyInWords() throws {
    try work.flipByte(segment, at: middle)
    let outcome = try work.run("verify")
    #expect(outcome.output.contains(/error: seg\/00000000-00000000\.ccs at byte \d+:/))
  }

  @Test("export of a damaged store exits with 3, lists what is lost, and names the file and the offset")
  func export() throws {
    try work.flipByte(segment, at: middle)
    let outcome = try work.run("export", work.path + "/out")
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains(/lost: seg\/00000000-00000000\.ccs at byte \d+/))
    #expect(outcome.errors.contains(/seg\/00000000-00000000\.ccs at byte \d+/))
  }

  @Test("an export of a damaged store gives intact files under their names and others only as incomplete")
  func exportGivesNothingWrong() throws {
    try work.flipByte(segment, at: middle)
    _ = try work.run("export", work.path + "/out")
    try Workspace.makeDirectories(work.path + "/out/projects")
    let found = try differences(work.root + "/projects", work.path + "/out/projects")
    #expect(found.count == 2, "one file is missing, and is there as an incomplete one: \(found)")
    #expect(found.allSatisfy { $0.hasPrefix("lost: ") || $0.hasSuffix(".incomplete") }, "\(found)")
  }

  @Test("replay --verify of a damaged store exits with 3 and prints verified as false")
  func replay() throws {
    try work.flipByte(segment, at: middle)
    let outcome = try work.run("replay", "--verify", "--json")
    #expect(outcome.code == 3)
    #expect(try outcome.json()["verified"].bool == false)
  }

  @Test(
    "commands that read a damaged store leave its files unchanged",
    arguments: [
      ["verify"], ["export", "OUT"], ["replay", "--verify"], ["status"], ["sessions"], ["show", "s"],
    ])
  func unchanged(_ command: [String]) throws {
    try work.flipByte(segment, at: middle)
    let before = try fingerprint(work.store)
    let command = command.map { $0 == "OUT" ? work.path + "/out" : $0 }
    _ = try work.ccstore(command + ["--store", work.store])
    #expect(try fingerprint(work.store) == before)
  }

  @Test("verify finds a flipped byte anywhere in a segment", arguments: 1...8)
  func anywhere(seed: UInt64) throws {
    var random = Seeded(seed)
    let offset = random.number(0...(try contents(of: "\(work.store)/\(segment)").count - 1))
    try work.flipByte(segment, at: offset)
    let outcome = try work.run("verify", "--json")
    let findings = try outcome.json()["findings"].array
    #expect(!findings.isEmpty, "byte \(offset)")
    #expect(findings.allSatisfy { $0["file"].string?.hasPrefix("seg/") == true }, "byte \(offset)")
  }

  @Test(
    "verify and export exit with 3 where a file of the store is missing",
    arguments: [("CCSTORE", 3), ("manifest", 3), ("seg", 3)])
  func fileGone(_ name: String, _ code: Int32) throws {
    try FileManager.default.removeItem(atPath: file(name))
    #expect(try work.run("verify").code == code)
    #expect(try work.run("export", work.path + "/out").code == code)
  }

  @Test("verify and export exit with 3 where a file of the store is cut off", arguments: ["CCSTORE", "manifest"])
  func fileCut(_ name: String) throws {
    truncate(try file(name), 60)
    #expect(try work.run("verify").code == 3)
    #expect(try work.run("export", work.path + "/out").code == 3)
  }

  @Test("verify exits with 3 where the active segment has lost commits at its end")
  func segmentCut() throws {
    truncate(try file("seg"), off_t(try middle))
    let outcome = try work.run("verify")
    #expect(outcome.code == 3)
  }

  /// The path of a file of the store, or of the newest file in a folder of the store.
  private func file(_ name: String) throws -> String {
    let path = "\(work.store)/\(name)"
    guard status(Array(path.utf8))?.isDirectory == true else { return path }
    return "\(path)/" + (try FileManager.default.contentsOfDirectory(atPath: path).max() ?? "")
  }

  @Test("ingest refuses a store whose manifest is damaged with 3 and one sentence")
  func manifest() throws {
    try work.flipByte("manifest/0000000000000001.mf", at: 50)
    let outcome = try work.run("ingest", work.root)
    #expect(outcome.code == 3)
    #expect(outcome.saysOneSentence)
  }

  @Test("a damaged checkpoint does not change any answer, and verify names it")
  func snapshots() throws {
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: work.store + "/snap").max())
    let before = try work.run("sessions").output
    try work.flipByte("snap/\(name)", at: 130)
    #expect(try work.run("sessions").output == before)
    #expect(try work.exportDifferences() == [])
    #expect(try work.run("verify").output.contains("snap/\(name)"))
  }
}
