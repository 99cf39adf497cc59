import Foundation
import Testing

@Suite("prune command")
struct PruneCommandTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/aaaa.jsonl", lines(0..<3, session: "aaaa"))
    try work.write("p/aaaa/tool-results/1.txt", "a result")
    try work.write("p/bbbb.jsonl", lines(10..<12, session: "bbbb"))
    try work.write("p/young.jsonl", lines(20..<22, session: "young"))
    for name in ["p/aaaa.jsonl", "p/aaaa/tool-results/1.txt"] { work.age(name, seconds: 40 * 86_400) }
    work.age("p/bbbb.jsonl", seconds: 100 * 86_400)
    try work.ingest()
  }

  private func files() throws -> [String] { try fingerprint(work.root).keys.sorted() }

  @Test("prune without a terminal and without --yes exits with 64 and deletes nothing")
  func needsYes() throws {
    let before = try files()
    let outcome = try work.run("prune")
    #expect(outcome.code == 64 && outcome.output == "", "\(outcome)")
    #expect(outcome.errors.contains("--yes") && outcome.errors.contains("--dry-run"))
    #expect(try files() == before)
  }

  @Test("prune --dry-run says what would go, and changes neither files nor store")
  func dryRun() throws {
    let before = try (fingerprint(work.root), fingerprint(work.store))
    let outcome = try work.run("prune", "--dry-run")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(outcome.output.contains("would delete 3 files") && outcome.output.contains("of 2 sessions"))
    #expect(outcome.output.contains("aaaa") && outcome.output.contains("bbbb") && !outcome.output.contains("young"))
    #expect(try fingerprint(work.root) == before.0 && fingerprint(work.store) == before.1)
  }

  @Test("prune --yes deletes old sessions, says how to get them back, and that brings them back")
  func andBack() throws {
    let before = try fingerprint(work.root).mapValues(\.bytes)
    let outcome = try work.run("prune", "--yes")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(outcome.output.contains("deleted 3 files"))
    let last = try #require(outcome.output.split(separator: "\n").last)
    #expect(last.hasPrefix("  ccstore restore ") && last.hasSuffix(" bbbb"), "\(outcome)")
    #expect(try files() == ["projects/p/young.jsonl"])
    #expect(FileManager.default.fileExists(atPath: work.source("p")))
    #expect(try work.run("status").output.contains("3 no longer on disk, of which 3 pruned"))
    #expect(try work.run("sessions").output.contains("(pruned)"))
    #expect(try work.run("drift").output.contains("(pruned)"))
    #expect(try work.json("ingest", work.root)["files", "missing"].integer == 0)
    #expect(try work.run("show", "aaaa").output.contains("hello"))
    // The command that was printed names the store. The files get the current time, because they are old enough to be
    // deleted again.
    #expect(try work.shell("ccstore() { \"$CCSTORE\" \"$@\"; }; " + last).code == 0)
    #expect(try work.run("restore", "aaaa").code == 0)
    #expect(try fingerprint(work.root).mapValues(\.bytes) == before)
  }

  @Test("--older-than and --project choose, and nothing to delete is said in a sentence")
  func choice() throws {
    #expect(try work.json("prune", "--older-than", "60d", "--dry-run")["files"].integer == 1)
    #expect(try work.json("prune", "--older-than", "2w", "--dry-run")["files"].integer == 3)
    #expect(try work.json("prune", "--project", "WORK", "--dry-run")["files"].integer == 3)
    let none = try work.run("prune", "--older-than", "365d", "--yes")
    #expect(none.code == 0 && none.output.hasPrefix("nothing to delete: 3 sessions changed since"), "\(none)")
    #expect(try work.run("prune", "--project", "nowhere", "--yes").output.hasPrefix("nothing to delete"))
    for wrong in ["soon", "", "-3"] {
      let outcome = try work.run("prune", "--yes", "--older-than=\(wrong)")
      #expect(outcome.code == 64, "\(outcome)")
    }
  }

  @Test("prune --json prints one document with the documented keys")
  func json() throws {
    let json = try work.json("prune", "--yes")
    #expect(
      json.keys == [
        "dry_run", "verified", "files", "bytes", "linked_files", "linked_bytes", "directories", "recent_sessions",
        "sessions", "kept", "head",
      ])
    #expect(json["dry_run"].bool == false && json["verified"].bool == true && json["files"].integer == 3)
    #expect(json["directories"].integer == 2 && json["recent_sessions"].integer == 1)
    #expect(json["sessions"].array.map { $0["session"].string } == ["bbbb", "aaaa"])
    #expect(
      json["sessions"].array.allSatisfy { $0.keys == ["session", "project", "title", "modified", "files", "bytes"] })
    let status = try work.json("status")["stored"]
    #expect(status["missing"].integer == 3 && status["pruned"].integer == 3)
    let sessions = try work.json("sessions").array
    #expect(Set(sessions.compactMap { $0["source_state"].string }) == ["pruned", "present"])
    #expect(try work.json("drift")["sessions"].array.allSatisfy { $0["pruned"].bool == true })
  }

  @Test("a file that is not what is stored keeps its session, is named, and makes the exit status 1")
  func differs() throws {
    let path = work.source("p/aaaa.jsonl")
    var bytes = try contents(of: path)
    bytes[20] ^= 1
    try work.write("p/aaaa.jsonl", bytes)
    work.age("p/aaaa.jsonl", seconds: 40 * 86_400)
    let outcome = try work.run("prune", "--yes")
    #expect(outcome.code == 1 && outcome.saysOneSentence, "\(outcome)")
    #expect(outcome.errors.contains(path) && outcome.output.contains("kept: \(path)"))
    #expect(try files() == ["projects/p/aaaa.jsonl", "projects/p/aaaa/tool-results/1.txt", "projects/p/young.jsonl"])
  }

  @Test("what is not stored is kept and said, and deleted after an ingest")
  func unstored() throws {
    try work.append("p/aaaa.jsonl", line(4, session: "aaaa"))
    work.age("p/aaaa.jsonl", seconds: 40 * 86_400)
    let outcome = try work.run("prune", "--yes")
    #expect(outcome.code == 0 && outcome.output.contains("are not stored; 'ccstore ingest' stores them"), "\(outcome)")
    #expect(FileManager.default.fileExists(atPath: work.source("p/aaaa.jsonl")))
    try work.ingest()
    #expect(try work.json("prune", "--yes")["files"].integer == 2)
    #expect(!FileManager.default.fileExists(atPath: work.source("p/aaaa.jsonl")))
  }

  @Test("without a store, or with another one, nothing is deleted")
  func otherStore() throws {
    let before = try files()
    #expect(try work.ccstore(["prune", "--yes", "--store", work.path + "/none"]).code == 66)
    #expect(!FileManager.default.fileExists(atPath: work.path + "/none"))
    try work.write("../elsewhere/projects/p/x.jsonl", line(1))
    _ = try work.ccstore(["ingest", work.root + "/elsewhere", "--store", work.path + "/other"])
    let outcome = try work.ccstore(["prune", "--yes", "--store", work.path + "/other"])
    #expect(outcome.code == 0 && outcome.output.contains("it is not stored"), "\(outcome)")
    #expect(outcome.output.hasPrefix("nothing to delete: 1 session changed since"), "\(outcome)")
    try FileManager.default.removeItem(atPath: work.source("p/young.jsonl"))
    let kept = try work.ccstore(["prune", "--yes", "--older-than", "1h", "--store", work.path + "/other"])
    #expect(kept.output.hasPrefix("nothing to delete: all that is old stays\nkept: "), "\(kept)")
    #expect(try files().filter { !$0.hasPrefix("elsewhere") } + ["projects/p/young.jsonl"] == before)
  }

  @Test("a damaged store deletes nothing")
  func damaged() throws {
    let before = try fingerprint(work.root)
    let folder = work.store + "/seg"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      var bytes = try contents(of: folder + "/" + name)
      // In the body of the first records, after the headers of segment and frame.
      for place in stride(from: 200, to: bytes.count, by: 40) { bytes[place] ^= 0x55 }
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
    let outcome = try work.run("prune", "--yes")
    #expect(outcome.code == 3, "\(outcome)")
    #expect(try fingerprint(work.root) == before)
  }

  @Test("titles and names of sessions reach the terminal as clean text only")
  func hostile() throws {
    let evil = "evil\\u001b]0;owned\\u0007\\u202e"
    try work.write("p/cccc.jsonl", line(1, session: "cccc", text: evil))
    try work.write("p/c\u{1b}[31m.jsonl", line(2, session: "c2"))
    for name in ["p/cccc.jsonl", "p/c\u{1b}[31m.jsonl"] { work.age(name, seconds: 50 * 86_400) }
    #expect(try work.run("prune", "--yes").output.contains { $0 == "\u{1b}" } == false)
    try work.ingest()
    let outcome = try work.run("prune", "--yes")
    #expect(outcome.code == 0 && outcome.output.contains("evil"), "\(outcome)")
    #expect(!outcome.output.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x07 || $0.value == 0x202e })
  }

  @Test("kills at any moment of a prune lose nothing")
  func killed() throws {
    for number in 0..<400 {
      try work.write("q/s\(number).jsonl", lines(number..<number + 20, session: "s\(number)"))
      work.age("q/s\(number).jsonl", seconds: 50 * 86_400)
    }
    try work.ingest()
    let reference = work.path + "/reference"
    #expect(try work.shell("cp -Rp \"$ROOT\" \"$WORK/reference\"").code == 0)
    for round in 0..<8 {
      let running = try work.start(["prune", "--yes", "--store", work.store])
      usleep(UInt32(15_000 + 12_000 * round))
      running.kill()
      _ = try running.outcome()
      // Every file is on disk as it was, or comes back.
      #expect(try differences(reference, work.root).allSatisfy { $0.hasPrefix("lost: ") }, "round \(round)")
      #expect(try work.exportDifferences(from: reference) == [], "round \(round)")
    }
    #expect(try work.run("prune", "--yes").code == 0)
    #expect(try work.damage() == nil)
    #expect(try work.run("restore", "--all-missing", "-q").code == 0)
    #expect(try differences(reference, work.root) == [])
  }
}
