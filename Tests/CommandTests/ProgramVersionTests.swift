import Foundation
import TestSupport
import Testing

@testable import SegmentedLog

/// Stores that state versions of ccstore other than this one.
@Suite("commands on a store of another version")
struct ProgramVersionTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<20))
    try work.ingest()
  }

  /// Makes the newest manifest state these versions.
  private func state(_ versions: StatedVersions) throws {
    let folder = work.store + "/manifest"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).max())
    let place = URL(fileURLWithPath: "\(folder)/\(name)")
    var manifest = try Manifest.decode([UInt8](try Data(contentsOf: place)), file: "manifest/\(name)")
    manifest.versions = versions
    try Data(manifest.encoded()).write(to: place)
  }

  private var contents: [String: Data] {
    get throws {
      var found: [String: Data] = [:]
      for folder in ["", "/seg", "/manifest", "/snap", "/idx"] {
        for name in try FileManager.default.contentsOfDirectory(atPath: work.store + folder) where name != "LOCK" {
          found["\(folder)/\(name)"] = FileManager.default.contents(atPath: "\(work.store)\(folder)/\(name)")
        }
      }
      return found
    }
  }

  private static let commands: [[String]] = [
    ["status"], ["sessions"], ["show", "last"], ["search", "line"], ["usage"], ["ingest"], ["preview"], ["doctor"],
    ["verify"], ["replay"], ["compact"], ["repair", "--rebuild-manifest"], ["repair", "--accept-earlier"], ["reset"],
    ["conflicts"],
  ]

  @Test(
    "a command on a store that needs a later version says which one, says what to do, and changes nothing",
    arguments: commands)
  func refused(command: [String]) throws {
    try state(StatedVersions(needed: ProgramVersion(9, 8, 7), writer: ProgramVersion(10, 0, 0)))
    let before = try contents
    let outcome = try work.ccstore(command + ["--store", work.store])
    #expect(outcome.code == 1, "\(outcome)")
    #expect(
      outcome.errors
        == "ccstore: the store needs ccstore 9.8.7 or later (10.0.0 has written to it), and this is ccstore \(ProgramVersion.current); update ccstore\n",
      "\(outcome)")
    #expect(outcome.output == "")
    #expect(try contents == before)
  }

  @Test("a status line says that ccstore must be updated where the store needs a later version")
  func statusLine() throws {
    try state(StatedVersions(needed: ProgramVersion(9, 8, 7)))
    let outcome = try work.run("statusline")
    #expect(outcome.code == 0 && outcome.output.contains("the store needs a later ccstore; update it"), "\(outcome)")
  }

  @Test("doctor says which version has written to the store, and to update where that is a later one")
  func doctor() throws {
    let current = "\(ProgramVersion.current)"
    let usual = try work.run("doctor", "--verbose")
    #expect(usual.output.contains("ccstore \(current)\n") && !usual.output.contains("Update"), "\(usual)")
    let json = try work.run("doctor", "--json").json()
    #expect(json["written_by"].string == current && json["written_by_later"].bool == false)

    try state(StatedVersions(writer: ProgramVersion(1023, 1023, 1023)))
    let later = try work.run("doctor", "--verbose")
    #expect(later.code == 0, "\(later)")
    #expect(
      later.output.contains(
        "Update ccstore: 1023.1023.1023 has written to the store and may know more of it than this one, \(current)."),
      "\(later)")
    #expect(try work.run("doctor", "--json").json()["written_by_later"].bool == true)
    #expect(try work.run("verify").code == 0)
    try work.append("p/s.jsonl", lines(20..<22))
    try work.ingest()
    #expect(try work.run("doctor", "--json").json()["written_by"].string == "1023.1023.1023")

    try state(StatedVersions())
    let unknown = try work.run("doctor", "--json").json()
    #expect(unknown["written_by"].value is NSNull && unknown["written_by_later"].bool == false)
    #expect(try !work.run("doctor", "--verbose").output.contains("written by"))
  }

  @Test("states that another version has saved are named by doctor, and the next ingest saves them again")
  func outdatedStates() throws {
    try work.write("p/long.jsonl", lines(0..<800, session: "long"))
    try work.ingest()
    func usage() throws -> String {
      try #require(
        try FileManager.default.contentsOfDirectory(atPath: work.store + "/snap").first { $0.hasPrefix("usage-") })
    }
    #expect(try work.run("doctor", "--json").json()["states_outdated"].bool == false)
    let place = URL(fileURLWithPath: work.store + "/snap/" + (try usage()))
    var bytes = [UInt8](try Data(contentsOf: place))
    bytes[12] = 99
    try Data(bytes).write(to: place)
    #expect(try work.run("doctor", "--json").json()["states_outdated"].bool == true)
    #expect(try work.run("doctor", "--verbose").output.contains("Save anew what another version of ccstore"))
    try work.append("p/s.jsonl", lines(20..<22))
    try work.ingest()
    #expect(try work.run("doctor", "--json").json()["states_outdated"].bool == false)
    #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: work.store + "/snap/" + usage())))[12] != 99)
  }
}
