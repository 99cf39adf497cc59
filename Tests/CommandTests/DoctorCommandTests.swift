import Foundation
import Testing

@Suite("doctor")
struct DoctorCommandTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  private func doctor(_ arguments: String...) throws -> Outcome {
    try work.ccstore(["doctor"] + arguments + ["--store", work.store])
  }

  @Test("doctor answers in three lines and exits with 1 while something that expires is not stored")
  func threeLines() throws {
    try work.write("p/soon.jsonl", lines(0..<3, session: "soon"))
    try work.write("p/over.jsonl", lines(0..<3, session: "over"))
    work.age("p/soon.jsonl", seconds: 26 * 86_400)
    work.age("p/over.jsonl", seconds: 40 * 86_400)
    let unsafe = try doctor()
    #expect(unsafe.code == 1 && unsafe.errors == "", "\(unsafe)")
    let said = unsafe.output.split(separator: "\n")
    #expect(said.count == 3)
    #expect(said[0].hasPrefix("Not safe: 2 files, ") && said[0].contains("(1 overdue)"))
    #expect(said[2].contains("ccstore ingest --store \(work.store)"))
    #expect(try doctor("--quiet").output == "" && doctor("--quiet").code == 1)
    try work.ingest()
    let safe = try doctor()
    #expect(safe.code == 0 && safe.output.split(separator: "\n").count == 3, "\(safe)")
    #expect(safe.output.hasPrefix("Safe: 2 files expire within a week (1 overdue); all are stored.\n"))
    let json = try doctor("--json").json()
    #expect(json["verdict"].string == "safe" && json["safe"].integer == 2 && json["safe_overdue"].integer == 1)
  }

  @Test("doctor does not say that nothing is stored when the state of syncing was reset")
  func reset() throws {
    try work.write("p/s.jsonl", lines(0..<3))
    #expect(try doctor().output.hasPrefix("Nothing is stored yet: no file expires within a week.\nNothing was ever "))
    try work.ingest()
    _ = try work.run("reset")
    let outcome = try doctor()
    #expect(
      outcome.output.hasPrefix(
        "Not compared yet: no file expires within a week.\nNo sync has completed since the store was made or reset; "),
      "\(outcome)")
  }

  @Test("lists of doctor are cut with a line that counts the rest")
  func limited() throws {
    for number in 0..<30 {
      try work.write("p/s\(number).jsonl", lines(0..<1, session: "s\(number)"))
      work.age("p/s\(number).jsonl", seconds: 40 * 86_400)
    }
    let outcome = try doctor("--verbose")
    #expect(outcome.output.split(separator: "\n").count { $0.contains(".jsonl") } == 20)
    #expect(outcome.output.contains("… 10 more; --json lists them"))
    #expect(try doctor("--json").json()["unsafe"].array.count == 30)
  }

  @Test("settings that cannot be used are named, and --verbose says which setting counts and what to write where")
  func settings() throws {
    try work.write("p/s.jsonl", lines(0..<3))
    try work.ingest()
    let settings = work.root + "/settings.json"
    try Data("{ // mine\n}".utf8).write(to: URL(fileURLWithPath: settings))
    #expect(try doctor().output.contains("\(settings) is not a valid JSON object"))
    try Data(#"{"cleanupPeriodDays": 9}"#.utf8).write(to: URL(fileURLWithPath: settings))
    let outcome = try doctor("--verbose")
    #expect(outcome.output.contains("9 days, set in \(settings)"), "\(outcome)")
    #expect(outcome.output.contains("write it into \(settings):  \"cleanupPeriodDays\": 3650"))
  }

  @Test("a damaged store makes doctor exit with 3, by what opening it shows, and by what the last verify has found")
  func damaged() throws {
    try work.write("p/s.jsonl", lines(0..<300))
    try work.ingest()
    #expect(try work.run("verify").code == 0)
    #expect(try doctor("--json").json()["verified_intact"].bool == true)
    let segment = "seg/00000000-00000000.ccs"
    try work.flipByte(segment, at: 900)
    #expect(try work.run("verify").code == 3)
    let outcome = try doctor()
    #expect(outcome.code == 3 && outcome.output.hasPrefix("Damaged: "), "\(outcome)")
    #expect(outcome.output.contains("ccstore verify --store"))
    try work.flipByte(segment, at: 900)
    #expect(try work.run("verify").code == 0)
    #expect(try doctor().code == 0)
    try FileManager.default.removeItem(atPath: work.store + "/" + segment)
    let missing = try doctor()
    #expect(missing.code == 3 && missing.output.hasPrefix("Damaged: "), "\(missing)")
    #expect(try doctor("--json").json()["verdict"].string == "damaged")
  }
}
