import Foundation
import Testing

@Suite("roots and files")
struct RootsTests {
  static let session = "11111111-2222-4333-8444-555555555555"
  static let other = "99999999-2222-4333-8444-555555555555"
  let work: Workspace
  /// Nothing is configured except `~/.claude`, which is the root of the workspace.
  let variables = ["CLAUDE_CONFIG_DIR": ""]

  init() throws {
    work = try Workspace()
    try work.write("-p/\(Self.session).jsonl", lines(0..<3, session: Self.session))
    try FileManager.default.createSymbolicLink(atPath: work.path + "/.claude", withDestinationPath: work.root)
  }

  private func ccstore(_ arguments: String...) throws -> Outcome {
    try work.ccstore(arguments + ["--store", work.store], variables)
  }

  private func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
  }

  private func write(_ path: String, _ text: String) throws {
    try Workspace.makeDirectories((path as NSString).deletingLastPathComponent)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func sources() throws -> Int? { try work.json("status")["stored", "sources"].integer }

  @Test(
    "overlapping roots in any order, spelling or link give one source per real file, once in a run",
    arguments: [
      ["ROOT", "ROOT/projects/-p"], ["ROOT/projects/-p", "ROOT"], ["ROOT/projects/-p", "FILE"], ["FILE", "LINK"],
      ["LINK/projects", "ROOT/projects/../projects/-p/", "FILE", "ROOT"], ["FOLDER", "ROOT"], ["ROOT", "FOLDER"],
    ])
  func overlap(_ names: [String]) throws {
    let file = work.source("-p/\(Self.session).jsonl")
    try link(work.path + "/link", to: work.root)
    try link(work.path + "/folder", to: work.root + "/projects/-p")
    let places = names.map {
      $0.replacing("ROOT", with: work.root).replacing("FILE", with: file).replacing("LINK", with: work.path + "/link")
        .replacing("FOLDER", with: work.path + "/folder")
    }
    for place in places { #expect(try ccstore("ingest", place).code == 0) }
    #expect(try sources() == 1)
    try work.append("-p/\(Self.session).jsonl", line(3, session: Self.session))
    let report = try work.ccstore(["ingest", "--json", "--store", work.store] + places, variables).json()
    #expect(report["records"].integer == 1)
    #expect(report["files", "updated"].integer == 1)
    #expect(report["files", "missing"].integer == 0)
    #expect(try work.json("status")["stored", "records"].integer == 4)
    #expect(try work.exportDifferences().isEmpty)
  }

  @Test("a root that was moved and linked back keeps its sources, and restore does not wait for itself")
  func movedAndLinkedBack() throws {
    try work.ingest()
    try FileManager.default.moveItem(atPath: work.root, toPath: work.path + "/big")
    try link(work.root, to: work.path + "/big")
    #expect(try work.ingest()["files", "unchanged"].integer == 1)
    try work.remove("-p/\(Self.session).jsonl")
    #expect(try work.ingest()["files", "missing"].integer == 1)
    #expect(try ccstore("restore", "--all-missing").code == 0)
    #expect(FileManager.default.fileExists(atPath: work.source("-p/\(Self.session).jsonl")))
    #expect(try sources() == 1)
  }

  @Test(
    "after a home directory was renamed, restore names the old and the new root and writes to the new one")
  func renamedHome() throws {
    let (old, new) = (work.path + "/old", work.path + "/new")
    for name in [Self.session, Self.other] {
      try write("\(old)/.claude/projects/-p/\(name).jsonl", lines(0..<2, session: name))
    }
    func run(_ arguments: String...) throws -> Outcome {
      try work.ccstore(arguments + ["--store", work.store], ["CLAUDE_CONFIG_DIR": "", "HOME": new])
    }
    #expect(try work.ccstore(["ingest", old + "/.claude", "--store", work.store]).code == 0)
    try FileManager.default.moveItem(atPath: old, toPath: new)
    try FileManager.default.removeItem(atPath: "\(new)/.claude/projects/-p/\(Self.other).jsonl")
    let restored = try run("restore", "--all-missing")
    #expect(restored.code == 0, "\(restored)")
    #expect(restored.output.contains("\(old)/.claude is not there any more, and nobody reads it"))
    #expect(restored.output.contains("\(new)/.claude"))
    #expect(FileManager.default.fileExists(atPath: "\(new)/.claude/projects/-p/\(Self.other).jsonl"))
    #expect(!FileManager.default.fileExists(atPath: old))
    for command in ["ingest", "status", "doctor"] {
      #expect(try run(command).output.contains("\(old)/.claude"), "\(command) names the root that is gone")
    }
  }

  @Test("a missing root without a new place exits with 66 and does not prevent other roots from being read")
  func goneRoot() throws {
    let disk = work.path + "/disk/.claude"
    try write("\(disk)/projects/-q/\(Self.other).jsonl", lines(0..<2, session: Self.other))
    let both = ["CLAUDE_CONFIG_DIR": "\(work.root),\(disk)"]
    #expect(try work.ccstore(["ingest", "--store", work.store], both).code == 0)
    try FileManager.default.moveItem(atPath: work.path + "/disk", toPath: work.path + "/unplugged")
    try work.append("-p/\(Self.session).jsonl", line(3, session: Self.session))
    let outcome = try work.ccstore(["ingest", "--store", work.store], both)
    #expect(outcome.code == 66)
    #expect(outcome.errors.contains(disk))
    #expect(outcome.output.contains("stored 1 record"), "the other root is read")
    #expect(try work.ccstore(["status", "--store", work.store], both).output.contains("\(disk), which is not there"))
    #expect(try work.json("sessions", "--missing").value as? [String] == [])
    try work.remove("-p/\(Self.session).jsonl")
    let restored = try ccstore("restore", "--all-missing")
    #expect(restored.code == 66)
    #expect(restored.errors.contains(disk))
    #expect(FileManager.default.fileExists(atPath: work.source("-p/\(Self.session).jsonl")))
    #expect(!FileManager.default.fileExists(atPath: disk))
  }

  @Test("a link in projects to a project folder is followed, and its sources have the path of the target")
  func followedLink() throws {
    try write("\(work.path)/shared/proj/\(Self.other).jsonl", lines(0..<2, session: Self.other))
    try link(work.source("-q"), to: work.path + "/shared/proj")
    #expect(try work.ingest()["files", "new"].integer == 2)
    #expect(try work.json("status")["roots"].value as? [String] == [work.root, work.path + "/shared/proj"])
    #expect(try work.ingest()["files", "unchanged"].integer == 2)
    try FileManager.default.removeItem(atPath: work.source("-q"))
    try FileManager.default.moveItem(atPath: work.path + "/shared/proj", toPath: work.source("-q"))
    #expect(try work.ingest()["files", "missing"].integer == 0)
  }

  @Test("a folder that was moved out of projects and linked back keeps its sources")
  func linkedBackFolder() throws {
    try work.ingest()
    try FileManager.default.moveItem(atPath: work.source("-p"), toPath: work.path + "/elsewhere")
    try link(work.source("-p"), to: work.path + "/elsewhere")
    let report = try work.ingest()
    #expect(report["files", "unchanged"].integer == 1)
    #expect(report["files", "missing"].integer == 0)
    #expect(try sources() == 1)
  }

  @Test("links that are not followed are named by ingest, preview, status and doctor, and cycles end")
  func otherLinks() throws {
    try write(work.path + "/documents/letter.txt", "x")
    try link(work.source("-documents"), to: work.path + "/documents")
    try link(work.source("-circle"), to: work.root + "/projects")
    try link(work.source("-twice"), to: work.source("-p"))
    try link(work.source("-nowhere"), to: work.path + "/nothing")
    try link(work.source("-p/self"), to: ".")
    for command in ["preview", "ingest", "status", "doctor"] {
      let outcome = try ccstore(command, "--verbose")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("5 files and folders"), "\(outcome)")
      for name in ["-documents", "-circle", "-twice", "-nowhere", "-p/self"] {
        #expect(outcome.output.contains(work.source(name) + ": a link"), "\(command) names \(name)")
      }
    }
    #expect(try sources() == 1)
  }

  @Test(
    "a link to a folder of another user outside the home directory is not followed, and is named",
    .enabled(if: Machine.isRoot, "only root can give a folder to somebody else"))
  func foreignLink() throws {
    let place = FileManager.default.temporaryDirectory.path + "/ccstore-foreign-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: place) }
    try write("\(place)/\(Self.other).jsonl", lines(0..<2, session: Self.other))
    for path in [place, "\(place)/\(Self.other).jsonl"] { #expect(chown(path, 65534, 65534) == 0) }
    try link(work.source("-foreign"), to: place)
    for command in ["preview", "ingest", "status", "doctor"] {
      let outcome = try ccstore(command, "--verbose")
      #expect(outcome.code == 0, "\(outcome)")
      #expect(outcome.output.contains("neither in the home directory nor owned by the user"), "\(command)")
    }
    #expect(try sources() == 1)
    #expect(chown(place, 0, 0) == 0)
    #expect(try ccstore("ingest").code == 0)
    #expect(try sources() == 2)
  }

  @Test("a project folder is stored without credentials, version control, packages and databases")
  func onlyTranscripts() throws {
    try work.write("-p/kind-of-tomorrow.bin", [1, 2, 3])
    try work.write("-p/auth.json", "{}")
    try work.write("-p/.git/HEAD", "x")
    try work.write("-p/node_modules/a/b.js", "x")
    try work.write("-p/state", "SQLite format 3\0and so on")
    try work.write("-p/cache.db", "no database")
    try work.write("-p/cache.db-wal", "x")
    let report = try work.ingest()
    #expect(report["files", "new"].integer == 3)
    #expect((report["passed_over"].value as? [Any])?.count == 5)
    #expect(try work.exported("-p/kind-of-tomorrow.bin") != nil)
    #expect(try work.exported("-p/cache.db") != nil)
  }

  @Test(
    "a directory without transcripts exits with 66, --any-files stores it, and erase --root erases it"
  )
  func anyFiles() throws {
    let code = work.path + "/code"
    try write(code + "/main.c", "int main;")
    try write(code + "/.env", "SECRET=1")
    let refused = try ccstore("ingest", code)
    #expect(refused.code == 66)
    #expect(refused.saysOneSentence)
    #expect(refused.errors.contains("--any-files"))
    #expect(!FileManager.default.fileExists(atPath: work.store))
    #expect(try ccstore("ingest", work.root, code).code == 66)
    #expect(try sources() == 1, "the other root is stored")
    #expect(try ccstore("ingest", code + "/main.c").code == 0)
    #expect(try sources() == 2, "a single file that is named is taken")
    #expect(try ccstore("ingest", code, "--any-files").code == 0)
    #expect(try sources() == 3)
    let report = try work.json("erase", "--root", code, "--yes")
    #expect(report["files"].integer == 2)
    #expect(try work.json("sessions").array.count == 1)
    #expect(try ccstore("erase", "--root", code, "--yes").code == 66)
  }

  @Test("erase --root keeps the text that files of other roots are based on")
  func eraseRootKeepsOthers() throws {
    let backup = work.path + "/backup/.claude"
    try write("\(backup)/projects/-p/\(Self.session).jsonl", lines(0..<2, session: Self.session))
    #expect(try ccstore("ingest", backup).code == 0)
    #expect(try ccstore("ingest", work.root).code == 0)
    #expect(try ccstore("erase", "--root", backup, "--yes").code == 66, "all of it is part of the other file")
    #expect(try ccstore("restore", Self.session, "--to", work.path + "/back").code == 0)
    try work.append("-p/\(Self.session).jsonl", line(3, session: Self.session))
    #expect(try ccstore("ingest", work.root).code == 0)
    #expect(try work.damage() == nil)
  }

  @Test("only files that Claude Code deletes are reported as expiring")
  func deletedFiles() throws {
    let backup = work.path + "/backup/.claude"
    let copy = "\(backup)/projects/-q/\(Self.other).jsonl"
    try write(copy, lines(0..<2, session: Self.other))
    utimensat(AT_FDCWD, copy, [timespec(), timespec()], 0)
    try work.write("-p/tool.jsonl/deep/rows.jsonl", "{}\n")
    work.age("-p/tool.jsonl/deep/rows.jsonl", seconds: 40 * 86_400)
    #expect((try work.json("doctor", backup)["unsafe"].value as? [Any])?.count == 0)
    #expect((try work.json("doctor", work.root)["unsafe"].value as? [Any])?.count == 0)
    work.age("-p/\(Self.session).jsonl", seconds: 40 * 86_400)
    let atRisk = try work.ccstore(["doctor", work.root, "--store", work.store, "--json"])
    #expect(atRisk.code == 1)
    #expect((try atRisk.json()["unsafe"].value as? [Any])?.count == 1)
    _ = try work.json("ingest", work.root, backup)
    let expiring = try work.json("sessions", "--expiring").value as? [[String: Any]]
    #expect(expiring?.map { $0["session"] as? String } == [Self.session])
  }

  @Test("a conflict copy made by a synchronisation service is a copy of its transcript, not another session")
  func syncConflict() throws {
    for (number, ending) in [".sync-conflict-20260301-101010-ABCDEFG", " (Jane's conflicted copy 2026-03-01)"]
      .enumerated()
    {
      // Records without the id of their session.
      let text = lines(0..<3, session: Self.session).replacing(#""sessionId":"\#(Self.session)","#, with: "")
      try work.write("-p/\(Self.session).jsonl", text)
      let more = line(4 + number).replacing(#""sessionId":"s","#, with: "")
      try work.write("-p/\(Self.session)\(ending).jsonl", text + more)
    }
    let report = try work.ingest()
    #expect(report["sessions", "inserted"].integer == 1)
    let reasons = try work.json("conflicts").array.map { $0["reason"].string }
    #expect(reasons == ["copy", "copy"])
    #expect(try work.exportDifferences().isEmpty)
  }

  @Test("a CCSTORE_DIR that begins with ~ is expanded, and a relative XDG_DATA_HOME is ignored")
  func storePlaces() throws {
    func makes(_ variables: [String: String], _ place: String) throws -> Bool {
      _ = try work.ccstore(["ingest", "--quiet"], variables)
      return FileManager.default.fileExists(atPath: work.path + place + "/CCSTORE")
    }
    #expect(try makes(["CCSTORE_DIR": "~/x"], "/x"))
    #expect(try makes(["XDG_DATA_HOME": "data"], "/.local/share/ccstore"))
    #expect(!FileManager.default.fileExists(atPath: work.path + "/captured/data"))
  }
}
