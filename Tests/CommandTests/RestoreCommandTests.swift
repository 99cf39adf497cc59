import Foundation
import Testing

@Suite("restore command")
struct RestoreCommandTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/aaaa.jsonl", lines(0..<3, session: "aaaa"))
    try work.write("p/aaaa/subagents/agent-1.jsonl", line(7, session: "aaaa"))
    try work.write("p/bbbb.jsonl", lines(10..<12, session: "bbbb"))
    try work.ingest()
  }

  @Test("restore --all-missing brings back all deleted files, and a second run changes nothing")
  func allMissing() throws {
    let copied = try work.shell(#"cp -a "$ROOT" "$WORK/kept" && rm -r "$ROOT/projects/p""#)
    #expect(copied.code == 0)
    let outcome = try work.run("restore", "--all-missing")
    #expect(outcome.code == 0 && outcome.output.contains("restored 3 files"), "\(outcome.errors)")
    #expect(try work.shell(#"diff -r "$WORK/kept" "$ROOT""#).code == 0)
    let before = try fingerprint(work.root)
    let json = try work.json("restore", "--all-missing")
    #expect(json["files"].integer == 0 && json["refused"].array.isEmpty)
    #expect(try fingerprint(work.root) == before)
  }

  @Test("restore --json prints one document with the documented keys")
  func json() throws {
    try work.remove("p/aaaa.jsonl")
    let json = try work.json("restore", "aaaa", "--dry-run")
    #expect(
      json.keys == [
        "dry_run", "files", "bytes", "present", "restored", "redirected", "moved_aside", "refused", "earlier_versions",
        "resume", "head",
      ])
    #expect(json["restored"].array.map(\.keys) == [["path", "bytes", "modified", "touched", "erased_bytes"]])
    #expect(json["dry_run"].bool == true && json["present"].integer == 1)
    #expect(!FileManager.default.fileExists(atPath: work.source("p/aaaa.jsonl")))
  }

  @Test("restore keeps a file with other bytes and exits with 1, and --force moves the file aside")
  func differs() throws {
    try work.write("p/aaaa.jsonl", "other")
    let outcome = try work.run("restore", "aaaa")
    #expect(outcome.code == 1 && outcome.errors.contains("a file with other bytes is at its path"))
    #expect(try contents(of: work.source("p/aaaa.jsonl")) == Array("other".utf8))
    let forced = try work.json("restore", "aaaa", "--force")
    #expect(forced["moved_aside"].array.first?["to"].string == work.source("p/aaaa.jsonl.before-restore"))
    #expect(try contents(of: work.source("p/aaaa.jsonl")) == Array(lines(0..<3, session: "aaaa").utf8))
    #expect(try contents(of: work.source("p/aaaa.jsonl.before-restore")) == Array("other".utf8))
  }

  @Test("restore gives old files the current time and says so, and --no-touch warns that they will be deleted again")
  func old() throws {
    func age() throws -> Int {
      let path = work.source("p/bbbb.jsonl")
      return Int(Date().timeIntervalSince1970) - (status(Array(path.utf8))?.modifiedTime.tv_sec ?? 0)
    }
    work.age("p/bbbb.jsonl", seconds: 40 * 86_400)
    try work.ingest()
    for (options, sentence, isOld) in [
      ([], "1 file was older than 30 days and got the current time", false),
      (["--no-touch"], "1 file is older than 30 days: Claude Code deletes it when", true), (["--touch"], nil, false),
    ] as [([String], String?, Bool)] {
      try work.remove("p/bbbb.jsonl")
      let outcome = try work.ccstore(["restore", "bbbb", "--store", work.store] + options)
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome)")
      #expect(sentence.map { outcome.output.contains($0) } ?? !outcome.output.contains("older than"), "\(outcome)")
      #expect(try (age() > 86_400) == isOld, "\(options)")
    }
    try work.remove("p/bbbb.jsonl")
    #expect(try work.run("restore", "bbbb", "--dry-run").output.contains("older than 30 days and would get"))
  }

  @Test(
    "restore of something that does not exist exits with 66, and wrong usage exits with 64",
    arguments: [
      (["zzzz"], 66), ([], 64), (["aaaa", "--all-missing"], 64), (["aaaa", "--generation", "9"], 66),
      (["aaaa", "--as-of", "999999"], 66), (["aaaa", "--as-of", "soon"], 64), (["aaaa", "--to", ""], 64),
    ] as [([String], Int32)])
  func nothing(_ arguments: [String], _ code: Int32) throws {
    let outcome = try work.ccstore(["restore"] + arguments + ["--store", work.store])
    #expect(outcome.code == code, "\(outcome.errors)")
    #expect(outcome.output == "" && !outcome.errors.isEmpty)
  }

  @Test("a restore killed at any moment leaves only whole files, and the next restore completes")
  func killed() throws {
    for number in 0..<60 { try work.write("q/f\(number).jsonl", lines(0..<400, session: "f\(number)")) }
    try work.ingest()
    let kept = work.path + "/kept"
    #expect(try work.shell(#"cp -a "$ROOT" "$WORK/kept""#).code == 0)
    var killed = 0
    for round in 0..<20 {
      #expect(try work.shell(#"rm -r "$ROOT/projects""#).code == 0)
      let running = try work.start(["restore", "--all-missing", "--store", work.store])
      usleep(UInt32(round) * 3_000)
      kill(running.process, SIGKILL)
      if try running.outcome().code == 137 { killed += 1 }
      if FileManager.default.fileExists(atPath: work.root + "/projects") {
        let found = try differences(kept, work.root).filter {
          !$0.hasPrefix("lost") && !$0.hasSuffix(".ccstore-restore") && !$0.hasSuffix(".ccstore-restore.lock")
        }
        #expect(found == [], "round \(round)")
      }
      #expect(try work.run("restore", "--all-missing").code == 0)
      #expect(try differences(kept, work.root) == [], "round \(round)")
    }
    print("kill -9 of a restore: \(killed) of 20 killed, each followed by a restore and a compared tree")
    #expect(killed >= 3)
  }

  @Test("the lock file of a killed restore is removed by the next restore, even with nothing to restore")
  func leftLock() throws {
    let lock = work.root + "/.ccstore-restore.lock"
    #expect(FileManager.default.createFile(atPath: lock, contents: nil))
    #expect(try work.run("restore", "--all-missing", "--dry-run").code == 0)
    #expect(FileManager.default.fileExists(atPath: lock))
    #expect(try work.run("restore", "--all-missing").code == 0)
    #expect(!FileManager.default.fileExists(atPath: lock))
  }

  @Test("commands with --as-of answer as of a position or a time, and exit with 66 for an unknown one")
  func asOf() throws {
    let head = try work.json("replay")["head", "seq"].integer ?? 0
    try work.write("p/cccc.jsonl", lines(0..<2, session: "cccc"))
    try work.ingest()
    #expect(try work.json("sessions").array.count == 3)
    #expect(try work.json("sessions", "--as-of", "\(head)").array.count == 2)
    #expect(try work.json("replay", "--as-of", "\(head)")["head", "seq"].integer == head)
    #expect(try work.json("export", work.path + "/out", "--as-of", "\(head)")["files"].integer == 3)
    #expect(try work.json("usage", "--as-of", "yesterday")["groups"].array.isEmpty)
    #expect(try work.json("sessions", "--as-of", "2001-01-01").array.isEmpty)
    for command in ["sessions", "usage", "replay"] {
      #expect(try work.run(command, "--as-of", "999999").code == 66)
    }
  }
}
