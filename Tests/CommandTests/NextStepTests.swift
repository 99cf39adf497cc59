import Foundation
import Testing

@Suite("answers that say what to do next")
struct NextStepTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<6))
    try work.ingest()
  }

  @Test("an option in front of the command is an error that says where it belongs")
  func optionInFront() throws {
    for option in ["--store", "--json", "--since"] {
      let outcome = try work.ccstore([option, "/nowhere", "sessions"])
      #expect(outcome.code == 64 && outcome.output.isEmpty, "\(outcome)")
      #expect(
        outcome.errors
          == "ccstore: '\(option)' belongs after the command: ccstore COMMAND \(option); 'ccstore --help' lists all\n",
        "\(outcome)")
    }
    #expect(try work.ccstore(["--grop", "sessions"]).errors.contains("unknown option '--grop'"))
  }

  @Test(
    "an export to the name of a file that none writes is refused with what does, unless it is meant as a directory",
    arguments: ["jsonl", "json", "txt", "zip", "parquet", "xlsx", "HTM"])
  func endings(_ ending: String) throws {
    let target = work.path + "/out.\(ending)"
    let outcome = try work.run("export", target)
    #expect(outcome.code == 64 && outcome.output.isEmpty && outcome.saysOneSentence, "\(outcome)")
    #expect(outcome.errors.contains("ends in .\(ending.lowercased()): "), "\(outcome)")
    #expect(!FileManager.default.fileExists(atPath: target))
    #expect(try work.run("export", target + "/").code == 0)
    #expect(FileManager.default.fileExists(atPath: target + "/projects/p/s.jsonl"))
    // A directory that is there is one, whatever its name.
    let there = work.path + "/there.\(ending)"
    try Workspace.makeDirectories(there)
    #expect(try work.run("export", there).code == 0)
  }

  @Test("a restore that only refuses says nothing about restored files")
  func refused() throws {
    try work.write("p/s.jsonl", lines(0..<3).replacing("hello", with: "hallo"))
    let outcome = try work.run("restore", "s")
    #expect(outcome.code == 1 && outcome.output.isEmpty && outcome.saysOneSentence, "\(outcome)")
    #expect(outcome.errors.contains("--force moves it aside"), "\(outcome)")
  }

  @Test("where the directory of a session is gone, a restore prints one command, and none that would fail")
  func oneCommand() throws {
    try work.write("p/gone.jsonl", lines(40..<42, session: "gone").replacing("/work", with: "/nowhere/work"))
    try work.ingest()
    try work.remove("p/gone.jsonl")
    let outcome = try work.run("restore", "gone", "--no-touch")
    #expect(outcome.code == 0 && outcome.output.contains("ccstore move --to-project DIR"), "\(outcome)")
    #expect(!outcome.output.contains("cd /nowhere/work"), "\(outcome)")
  }

  @Test("show says that there are former versions, and how to see what changed; for a named version it does not")
  func versions() throws {
    #expect(try !work.run("show", "s").output.contains("versions"))
    try work.write("p/s.jsonl", lines(0..<3))
    try work.ingest()
    let outcome = try work.run("show", "s")
    #expect(outcome.output.contains("· the latest of 2 versions; what changed:"), "\(outcome)")
    #expect(outcome.output.contains("ccstore diff --store \(work.store) s\n"), "\(outcome)")
    #expect(try !work.run("show", "s", "--generation", "0").output.contains("the latest of"))
    let drift = try work.run("drift")
    #expect(drift.output.contains("'ccstore restore SESSION' puts its files back"), "\(drift)")
    #expect(try !work.run("drift", "-q").output.contains("puts its files back"))
    let none = try work.run("show", "s", "--generation", "7")
    #expect(none.code == 66 && none.errors.contains("has no version 7; they count from 0"), "\(none)")
  }

  @Test("status does not call files that only have another time new, and bounds what is not stored")
  func status() throws {
    _ = try work.run("reset")
    let compared = try work.run("status")
    #expect(compared.output.contains("nothing new; 1 file with another time than at the last sync"), "\(compared)")
    try work.append("p/s.jsonl", line(9))
    try work.write("p/t.jsonl", lines(0..<3, session: "t"))
    let more = try work.run("status")
    #expect(more.output.contains("of 1 new file and 1 changed one; 'ccstore ingest' stores it"), "\(more)")
    #expect(more.output.contains("at most "), "\(more)")
  }

  @Test("the first command that doctor gives ends its line, however many more there are")
  func doctor() throws {
    let empty = try Workspace()
    try empty.write("p/s.jsonl", lines(0..<3))
    let outcome = try empty.ccstore(["doctor", "--store", empty.store], ["PATH": empty.path + "/bin"])
    let said = outcome.output.split(separator: "\n")
    #expect(
      said.count == 3
        && said[2] == "Store what is there (1 more with --verbose):  ccstore ingest --store \(empty.store)",
      "\(outcome)")
  }

  @Test("a schedule of which systemd does not say that it runs is named by doctor and by schedule status")
  func idleSchedule() throws {
    let variables = ["PATH": work.path + "/bin"]
    _ = try work.ccstore(["schedule", "install", "--with", "systemd", "--store", work.store], variables)
    let doctor = try work.ccstore(["doctor", "--store", work.store], variables)
    #expect(doctor.output.contains("The schedule is not running, or systemd does not answer. See:  "), "\(doctor)")
    let status = try work.ccstore(["schedule", "--store", work.store], variables)
    #expect(status.output.contains("every hour: whether it does is not known, because"), "\(status)")
  }
}
