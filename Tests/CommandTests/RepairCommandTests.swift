import Foundation
import TestSupport
import Testing

@Suite("repair command")
struct RepairCommandTests {
  let work: Workspace
  private let segment = "seg/00000000-00000000.ccs"
  private var target: String { work.path + "/repaired" }

  init() throws {
    work = try Workspace()
    for number in 0..<3 { try work.writeManyLines("p/\(number).jsonl", megabytes: 1, seed: UInt64(number)) }
    try work.ingest()
  }

  private func damage() throws {
    try work.flipByte(segment, at: try contents(of: "\(work.store)/\(segment)").count / 2)
  }

  @Test("repair --to reads lost lines again from their files, lists them, and the new store is exact")
  func refilled() throws {
    try damage()
    let outcome = try work.run("repair", "--to", target)
    #expect(outcome.code == 0)
    #expect(outcome.output.contains(/read again: .*\/p\/\d\.jsonl of session \d: bytes \d+ to \d+, lines \d+ to \d+/))
    #expect(outcome.output.contains("nothing is lost"))
    let verified = try work.ccstore(["verify", "--store", target])
    #expect(verified.code == 0)
    let exported = try work.ccstore(["export", work.path + "/out", "--store", target])
    #expect(exported.code == 0)
    #expect(try differences(work.root + "/projects", work.path + "/out/projects") == [])
  }

  @Test("repair --to reports exactly what is lost where the files no longer exist")
  func lost() throws {
    try damage()
    try FileManager.default.removeItem(atPath: work.root)
    let outcome = try work.run("repair", "--to", target, "--json")
    #expect(outcome.code == 0)
    let json = try outcome.json()
    #expect(json["ok"].bool == true)
    let gap = try #require(json["lost"].array.first)
    for key in ["offset", "bytes", "line", "lines", "generation", "after_event"] { #expect(gap[key].integer != nil) }
    let exported = try work.ccstore(["export", work.path + "/out", "--store", target, "--json"])
    #expect(exported.code == 0)
    let incomplete = try #require(try exported.json()["incomplete"].array.first)
    #expect(incomplete["path"].string?.hasSuffix(".jsonl.incomplete") == true)
    #expect(incomplete["lost"].array.first?["bytes"].integer == gap["bytes"].integer)
  }

  @Test("repair --to says that erasures may be lost where whole events are, and only there")
  func erasures() throws {
    try damage()
    #expect(try !work.run("repair", "--to", work.path + "/text").output.contains("what was erased may be back"))
    // A byte of the envelopes: they come first in a block.
    try work.flipByte(segment, at: 300)
    let outcome = try work.run("repair", "--to", target)
    #expect(outcome.output.contains("what was erased may be back"), "\(outcome)")
  }

  @Test("export of a damaged store lists losses on stderr, prints JSON on stdout and exits with 3")
  func readers() throws {
    try damage()
    let outcome = try work.run("export", work.path + "/out", "--json")
    #expect(outcome.code == 3)
    #expect(try outcome.json()["incomplete"].array.count >= 1)
    #expect(outcome.errors.contains(/the text of events \d+ to \d+ is lost: seg\//))
    #expect(outcome.errors.contains("ccstore repair --to"))
    let verified = try work.run("verify", "--json")
    #expect(try verified.json()["lost"].array.first?["what"].string == "text")
  }

  @Test("repair --rebuild-manifest makes the manifest again, and a second run changes nothing")
  func manifest() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: work.store + "/manifest") {
      try FileManager.default.removeItem(atPath: "\(work.store)/manifest/\(name)")
    }
    #expect(try work.run("sessions").code == 3)
    #expect(try work.run("repair", "--rebuild-manifest").code == 0)
    #expect(try work.damage() == nil)
    #expect(try work.exportDifferences() == [])
    let again = try work.run("repair", "--rebuild-manifest")
    #expect(again.code == 0)
    #expect(again.output.contains("nothing was changed"))
  }

  @Test("repair refuses a target that is not empty with 73, and unclear options with 64")
  func refusals() throws {
    #expect(try work.run("repair", "--to", work.root).code == 73)
    #expect(try work.run("repair").code == 64)
    #expect(try work.run("repair", "--to", target, "--rebuild-manifest").code == 64)
  }
}
