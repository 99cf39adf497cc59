import Foundation
import Testing

@Suite("failures and exit codes")
struct FailureTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3))
  }

  @Test("ingest of a missing root exits with 66 and one sentence that names the root")
  func missingRoot() throws {
    let outcome = try work.run("ingest", work.path + "/nowhere")
    #expect(outcome.code == 66)
    #expect(outcome.saysOneSentence)
    #expect(outcome.errors.contains(work.path + "/nowhere"))
  }

  @Test("ingest of a missing root creates no store")
  func missingRootMakesNothing() throws {
    _ = try work.run("ingest", work.path + "/nowhere")
    #expect(!FileManager.default.fileExists(atPath: work.store))
  }

  @Test("ingest without any root, where Claude Code was never used, exits with 66 and one sentence")
  func noDefaultRoot() throws {
    let outcome = try work.ccstore(["ingest", "--store", work.store], ["CLAUDE_CONFIG_DIR": ""])
    #expect(outcome.code == 66)
    #expect(outcome.saysOneSentence)
  }

  @Test(
    "a command for a path that is not a store exits with 66 and one sentence",
    arguments: [
      ["status"], ["sessions"], ["show", "s"], ["export", "out"], ["replay"], ["verify"],
    ], ["absent", "empty", "file"])
  func noStore(_ command: [String], _ kind: String) throws {
    try Workspace.makeDirectories(work.path + "/empty")
    try Data().write(to: URL(fileURLWithPath: work.path + "/file"))
    let command = command.map { $0 == "out" ? work.path + "/out" : $0 }
    let outcome = try work.ccstore(command + ["--store", "\(work.path)/\(kind)"])
    #expect(outcome.code == 66)
    #expect(outcome.saysOneSentence, "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(!FileManager.default.fileExists(atPath: work.path + "/out"))
  }

  @Test("show of an unknown session exits with 66 and one sentence")
  func unknownSession() throws {
    try work.ingest()
    let outcome = try work.run("show", "zzz")
    #expect(outcome.code == 66)
    #expect(outcome.saysOneSentence)
  }

  @Test("show of a prefix of two session ids exits with 66 and one sentence that names both")
  func ambiguousSession() throws {
    try work.write("p/s2.jsonl", line(1, session: "s2"))
    try work.write("p/s3.jsonl", line(1, session: "s3"))
    try work.remove("p/s.jsonl")
    try work.ingest()
    let outcome = try work.run("show", "s")
    #expect(outcome.code == 66)
    #expect(outcome.saysOneSentence)
    #expect(outcome.errors.contains("s2") && outcome.errors.contains("s3"))
  }

  @Test("export into a directory that is not empty exits with 73 and leaves the directory alone")
  func exportNotEmpty() throws {
    try work.ingest()
    try Workspace.makeDirectories(work.path + "/full")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: work.path + "/full/mine"))
    let outcome = try work.run("export", work.path + "/full")
    #expect(outcome.code == 73)
    #expect(outcome.saysOneSentence)
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.path + "/full") == ["mine"])
  }

  @Test("export to an existing file exits with 73 and one sentence")
  func exportToFile() throws {
    try work.ingest()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: work.path + "/file"))
    let outcome = try work.run("export", work.path + "/file")
    #expect(outcome.saysOneSentence)
    #expect(outcome.code == 73)
  }

  @Test("ingest into a store path with other files exits with 73 and leaves the files alone")
  func storeNotEmpty() throws {
    try Workspace.makeDirectories(work.store)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: work.store + "/mine"))
    let outcome = try work.run("ingest", work.root)
    #expect(outcome.code == 73)
    #expect(outcome.saysOneSentence)
    #expect(try contents(of: work.store + "/mine") == Array("mine".utf8))
  }

  @Test("ingest into a store path with other files adds no file")
  func storeNotEmptyStaysClean() throws {
    try Workspace.makeDirectories(work.store)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: work.store + "/mine"))
    _ = try work.run("ingest", work.root)
    let found = try FileManager.default.contentsOfDirectory(atPath: work.store)
    #expect(found == ["mine"])
  }

  @Test("ingest into a store path that is a file exits with 73 and one sentence")
  func storeIsFile() throws {
    try Data("mine".utf8).write(to: URL(fileURLWithPath: work.store))
    let outcome = try work.run("ingest", work.root)
    #expect(outcome.saysOneSentence)
    #expect(outcome.code == 73)
  }

  @Test(
    "wrong usage exits with 64, prints nothing to stdout, and names the help of the command on stderr",
    arguments: [
      ["ingest", "--bogus"], ["show"], ["show", "s", "--raw", "--json"],
      ["show", "s", "--generation", "-1"],
      ["export"], ["export", "out", "--format", "xml"], ["export", "out", "--generation", "x"],
      ["sessions", "--limit", "0"],
      ["status", "extra"], ["status", "--store", ""], ["status", "--color", "blue"],
    ])
  func usage(_ command: [String]) throws {
    let outcome = try work.ccstore(command)
    #expect(outcome.code == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("'ccstore \(command[0]) --help'"), "\(outcome)")
  }
}

@Suite(
  "files that cannot be read", .enabled(if: Machine.canBeRefused, "root may read everything, and there is no setpriv"))
struct UnreadableTests {
  let work: Workspace
  private let refused: String

  init() throws {
    work = try Workspace()
    try work.write("p/s.jsonl", lines(0..<3))
    refused = try work.write("p/refused.jsonl", lines(0..<3, session: "refused"))
    chmod(refused, 0)
  }

  /// Runs ingest as a user to whom the mode of the file applies.
  private func ingest(_ options: String = "") throws -> Outcome { try run(#"ingest "$ROOT" "# + options) }

  private func run(_ command: String) throws -> Outcome {
    guard Machine.isRoot else { return try work.shell(#""$CCSTORE" \#(command) --store "$STORE""#) }
    return try work.shell(
      #"cp "$CCSTORE" "$WORK/ccstore" && mkdir -p "$STORE" && chmod 755 "$WORK" && chown -R 65534 "$STORE" || exit 99; "#
        + "setpriv --reuid=65534 --regid=65534 --clear-groups "
        + #""$WORK/ccstore" \#(command) --store "$STORE""#)
  }

  @Test(
    "ingest, status and doctor name a folder that cannot be entered, and other folders are stored"
  )
  func closedFolder() throws {
    chmod(refused, 0o644)
    try work.write("closed/c.jsonl", lines(0..<3, session: "c"))
    let closed = work.source("closed")
    chmod(closed, 0)
    defer { chmod(closed, 0o755) }
    let outcome = try ingest()
    #expect(outcome.code == 66 && outcome.errors.contains(closed), "\(outcome)")
    #expect(try work.exported("p/s.jsonl") == lines(0..<3))
    for command in ["status", #"doctor "$ROOT""#, #"preview "$ROOT""#] {
      let outcome = try run(command)
      #expect((outcome.output + outcome.errors).contains(closed), "\(command): \(outcome)")
    }
    chmod(closed, 0o755)
    #expect(try ingest().code == 0)
    #expect(try work.exportDifferences() == [])
  }

  @Test("ingest names a file that cannot be read in one sentence and exits with 66")
  func named() throws {
    let outcome = try ingest()
    #expect(outcome.code == 66)
    #expect(outcome.errors.split(separator: "\n").count { $0.contains(refused) } == 1)
  }

  @Test("a file that cannot be read does not prevent other files from being stored")
  func othersStored() throws {
    _ = try ingest()
    #expect(try work.exported("p/s.jsonl") == lines(0..<3))
    #expect(try work.damage() == nil)
  }

  @Test("ingest --json counts a file that cannot be read as failed and prints one document")
  func json() throws {
    let json = try ingest("--json").json()
    #expect(json["files", "failed"].integer == 1)
    #expect(json["failures"].array.map { $0["path"].string } == [refused])
  }

  @Test("a file that could not be read is stored by the next ingest that can read it")
  func readableLater() throws {
    _ = try ingest()
    chmod(refused, 0o600)
    try work.ingest()
    #expect(try work.exportDifferences() == [])
  }

  @Test("files in a directory that cannot be listed are not counted as missing")
  func directory() throws {
    chmod(refused, 0o644)
    _ = try ingest()
    chmod(work.source("p"), 0)
    let outcome = try ingest("--json")
    #expect(outcome.code == 66)
    #expect(try outcome.json()["files", "missing"].integer == 0)
    chmod(work.source("p"), 0o755)
    #expect(try work.exportDifferences() == [])
  }

  @Test("a file that can no longer be read keeps its stored content")
  func storedBefore() throws {
    chmod(refused, 0o644)
    _ = try ingest()
    try work.append("p/refused.jsonl", line(5))
    chmod(refused, 0)
    #expect(try ingest().code == 66)
    #expect(try work.exported("p/refused.jsonl") == lines(0..<3, session: "refused"))
  }
}
