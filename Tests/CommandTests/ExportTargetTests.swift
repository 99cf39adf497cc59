import Foundation
import TestSupport
import Testing

@Suite("targets of export and import")
struct ExportTargetTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/aaaaaaaa.jsonl", lines(0..<3, session: "aaaaaaaa"))
    try work.write("p/aaaaaaaa/tool-results/1.txt", "a result")
    try work.write("p/bbbbbbbb.jsonl", lines(10..<12, session: "bbbbbbbb"))
    try work.ingest()
  }

  private func out(_ name: String) -> String { "\(work.path)/\(name)" }

  private func text(_ name: String) throws -> String { String(decoding: try contents(of: out(name)), as: UTF8.self) }

  @Test("the ending of a target says what is written, and a word in front of it names a session")
  func endings() throws {
    #expect(try work.run("export", "aaaa", out("a.html")).code == 0)
    #expect(try text("a.html").hasPrefix("<!doctype html>"))
    #expect(try work.run("export", "aaaaaaaa", out("a.md")).code == 0)
    #expect(try text("a.md").hasPrefix("# "))
    #expect(try work.run("export", out("all.ndjson")).code == 0)
    #expect(try text("all.ndjson").split(separator: "\n").count == 5)
    #expect(try work.run("export", "bbbb", out("b.ndjson")).code == 0)
    #expect(try text("b.ndjson").split(separator: "\n").count == 2)
    #expect(try work.run("export", out("t.csv")).code == 0)
    #expect(try text("t.csv").hasPrefix("session,") && text("t.csv").split(whereSeparator: \.isNewline).count == 3)
    #expect(try work.run("export", "--table", "runs", out("r.csv")).code == 0)
    #expect(try text("r.csv").contains("sync_key"))
    #expect(try work.run("export", "bbbb", out("b")).code == 0)
    #expect(try differences(work.root, out("b")).filter { !$0.hasPrefix("lost: projects/p/aaaaaaaa") } == [])
  }

  @Test("--json describes a single file as it does a directory")
  func json() throws {
    let page = try work.json("export", "aaaa", out("a.html"))
    #expect(page.keys == ["documents", "bytes", "source_bytes", "directory"])
    #expect(page["documents"].array.map { $0["file"].string } == ["a.html"])
    let tar = try work.json("export", out("x.tar"))
    #expect(tar["files"].integer == 3 && tar["directory"].string == out("x.tar"))
    #expect(try work.json("export", out("t.csv"))["tables"].array.map { $0["file"].string } == [out("t.csv")])
  }

  @Test("a session alone is written to standard output as a document, and is no directory")
  func sessionAlone() throws {
    #expect(try work.run("export", "--format", "markdown", "bbbbbbbb").output.hasPrefix("# "))
    let outcome = try work.run("export", "bbbbbbbb")
    #expect(outcome.code == 64 && outcome.errors.contains("is a session; name where to, too"), "\(outcome)")
    #expect(try work.run("export", "--format", "markdown", "last").output.hasPrefix("# "))
    #expect(try work.run("export", "last").code == 64)
    // Words that name no session are directories, as they always were.
    let directory = try work.shell(#"cd "$WORK"; "$CCSTORE" export cccccccc --store "$STORE""#)
    #expect(directory.code == 0, "\(directory)")
    #expect(FileManager.default.fileExists(atPath: out("cccccccc/projects")))
  }

  @Test("targets that contradict the options are refused with 64, and files that exist with 73")
  func refusals() throws {
    for arguments in [
      ["--format", "csv", "x.html"], ["--format", "html", "x.tar"], ["aaaa", "x.ccsnap"], ["a.html"],
      ["--table", "runs", "--table", "usage", "x.csv"], ["aaaa", "x.html", "--generation", "0"], [""],
      ["--format", "jsonl", "-", "--json"],
    ] {
      let outcome = try work.ccstore(["export", "--store", work.store] + arguments)
      #expect(outcome.code == 64, "\(arguments): \(outcome)")
    }
    for name in ["x.html", "x.tar", "x.ndjson", "x.csv", "x.md"] {
      try Data("precious".utf8).write(to: URL(fileURLWithPath: out(name)))
      let outcome = try work.run("export", "aaaa", out(name))
      #expect(outcome.code == 73, "\(name): \(outcome)")
      #expect(try text(name) == "precious")
    }
  }

  @Test("an export of sessions that do not exist writes nothing and exits with 66")
  func empty() throws {
    for target in ["dir", "x.tar", "x.html", "x.ndjson", "x.csv"] {
      let outcome = try work.run("export", "--project", "nowhere", out(target))
      #expect(outcome.code == 66 && outcome.saysOneSentence, "\(target): \(outcome)")
      #expect(!FileManager.default.fileExists(atPath: out(target)), "\(target)")
      #expect(try work.run("export", "nobody", out(target)).code == 66, "\(target)")
    }
    #expect(try work.run("export", "--format", "html", "--project", "nowhere", out("html")).code == 66)
    #expect(!FileManager.default.fileExists(atPath: out("html")))
  }

  @Test("a tar archive holds every file byte for byte with its time, long and odd names included")
  func tar() throws {
    let long = String(repeating: "l", count: 120)
    try work.write("\(long)/\(long).jsonl", lines(20..<22, session: long))
    try work.write("p/été.jsonl", lines(30..<31, session: "été"))
    try work.write("p/empty.jsonl", "")
    var random = Seeded(1)
    try work.write("p/aaaaaaaa/tool-results/large.txt", random.text(3_000_000))
    work.age("p/bbbbbbbb.jsonl", seconds: 100_000)
    try work.ingest()
    #expect(try work.run("export", out("x.tar")).code == 0)
    let script = #"""
      set -e; mkdir "$WORK/one" "$WORK/two"; tar -xf "$WORK/x.tar" -C "$WORK/one"
      "$CCSTORE" export --format jsonl - --store "$STORE" | tar -x -C "$WORK/two"
      tar -tvf "$WORK/x.tar" | head -n 3 >&2
      """#
    let unpacked = try work.shell(script)
    #expect(unpacked.code == 0, "\(unpacked)")
    for folder in ["one", "two"] {
      #expect(try differences(work.root, out(folder)) == [])
      let path = "/projects/p/bbbbbbbb.jsonl"
      #expect(status(Array((out(folder) + path).utf8))?.modified == status(Array((work.root + path).utf8))?.modified)
    }
  }

  @Test("an archive or a snapshot whose reader goes away does not end in 0")
  func cutStream() throws {
    var random = Seeded(2)
    try work.write("p/large.jsonl", (0..<60).map { line($0, session: "large", text: random.text(20_000)) }.joined())
    try work.ingest()
    for target in ["--format jsonl -", "-"] {
      let outcome = try work.shell(
        #"{ "$CCSTORE" export \#(target) --store "$STORE"; echo $? >"$WORK/code"; } | head -c 1000 >/dev/null"#)
      #expect(try text("code") == "74\n", "\(target): \(outcome)")
      #expect(outcome.errors.contains("what it got is not whole"), "\(outcome)")
    }
  }

  @Test("a damaged store gives no archive that ends in 0")
  func damaged() throws {
    let segment = try #require(try FileManager.default.contentsOfDirectory(atPath: work.store + "/seg").sorted().first)
    var bytes = try contents(of: work.store + "/seg/" + segment)
    for place in stride(from: 400, to: bytes.count, by: 100) { bytes[place] ^= 0x10 }
    try Data(bytes).write(to: URL(fileURLWithPath: work.store + "/seg/" + segment))
    let outcome = try work.run("export", out("x.tar"))
    #expect(outcome.code == 3 && outcome.errors.contains("damaged"), "\(outcome)")
  }

  @Test("export - and import - are each other's opposite")
  func symmetric() throws {
    let copied = try work.shell(
      #""$CCSTORE" export - --store "$STORE" | "$CCSTORE" import - --store "$WORK/deep/copy""#)
    #expect(copied.code == 0 && copied.output.contains("added"), "\(copied)")
    let other = work.path + "/deep/copy"
    #expect(try work.ccstore(["replay", "--json", "--store", other]).output == work.run("replay", "--json").output)
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.path + "/deep") == ["copy"])
    // A stream that was cut, one that is something else, and none at all change nothing.
    let cut = try work.shell(
      #""$CCSTORE" export - --store "$STORE" | head -c 700 | "$CCSTORE" import - --store "$WORK/deep/new""#)
    #expect(cut.code == 3 && cut.errors.contains("standard input"), "\(cut)")
    let nothing = try work.run("import", "-")
    #expect(nothing.code == 66 && nothing.errors.contains("nothing on standard input"), "\(nothing)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.path + "/deep") == ["copy"])
  }

  @Test("snapshots and archives are neither written to a terminal nor read from one", .enabled(if: Machine.hasScript))
  func terminal() throws {
    for command in ["export -", "export --format jsonl -", "import -"] {
      let outcome = try work.shell(
        #"exec script -qec '"$CCSTORE" \#(command) --store "$STORE"; echo "code $?"' /dev/null"#)
      #expect(outcome.output.contains("code 64") && outcome.output.contains("terminal"), "\(command): \(outcome)")
    }
  }

  @Test(
    "an export into its own earlier output brings it up to date, and keeps what somebody else changed",
    .enabled(if: ScratchDirectory.hasAttributes, "the file system has no extended attributes"))
  func again() throws {
    for (format, name) in [("jsonl", "files"), ("html", "html"), ("csv", "csv")] {
      for round in 0..<2 {
        let outcome = try work.run("export", "--format", format, out(name))
        #expect(outcome.code == 0, "\(format) \(round): \(outcome)")
      }
    }
    let before = try contents(of: out("csv") + "/sessions.csv")
    try work.append("p/aaaaaaaa.jsonl", line(3, session: "aaaaaaaa"))
    try work.write("p/cccccccc.jsonl", lines(20..<22, session: "cccccccc"))
    try work.ingest()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: out("files") + "/projects/p/bbbbbbbb.jsonl"))
    try Data("mine".utf8).write(to: URL(fileURLWithPath: out("files") + "/notes.txt"))
    let outcome = try work.run("export", "--format", "jsonl", out("files"))
    #expect(outcome.code == 0 && outcome.output.contains("was written as projects/p/bbbbbbbb.jsonl~"), "\(outcome)")
    #expect(outcome.output.contains("a file that was changed or made there"), "\(outcome)")
    #expect(try text("files/projects/p/bbbbbbbb.jsonl") == "mine" && text("files/notes.txt") == "mine")
    #expect(try text("files/projects/p/bbbbbbbb.jsonl~") == lines(10..<12, session: "bbbbbbbb"))
    #expect(try text("files/projects/p/aaaaaaaa.jsonl") == lines(0..<4, session: "aaaaaaaa"))
    #expect(try text("files/projects/p/cccccccc.jsonl") == lines(20..<22, session: "cccccccc"))
    #expect(try work.run("export", "--format", "csv", out("csv")).code == 0)
    #expect(try contents(of: out("csv") + "/sessions.csv") != before)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: out("html") + "/index.html"))
    #expect(try work.run("export", "--format", "html", out("html")).code == 73)
    #expect(try text("html/index.html") == "mine")
  }

  @Test("an export follows no link in its earlier output", .enabled(if: ScratchDirectory.hasAttributes))
  func links() throws {
    let target = out("files")
    #expect(try work.run("export", target).code == 0)
    try Data("secret".utf8).write(to: URL(fileURLWithPath: out("secret")))
    let path = target + "/projects/p/bbbbbbbb.jsonl"
    unlink(path)
    symlink(out("secret"), path)
    try FileManager.default.moveItem(atPath: target + "/projects/p/aaaaaaaa", toPath: out("aside"))
    symlink(out("aside"), target + "/projects/p/aaaaaaaa")
    try FileManager.default.removeItem(atPath: out("aside") + "/tool-results/1.txt")
    _ = try work.run("export", target)
    #expect(try text("secret") == "secret")
    #expect(try FileManager.default.contentsOfDirectory(atPath: out("aside") + "/tool-results") == [])
  }

  @Test("no export leaves a file outside of its target, and one that is moved can be brought up to date")
  func nothingElsewhere() throws {
    let notes = work.path + "/.local/state/ccstore/exports"
    for format in ["jsonl", "html", "markdown", "csv"] {
      #expect(try work.run("export", "--format", format, out(format)).code == 0)
    }
    #expect(!FileManager.default.fileExists(atPath: notes))
    guard ScratchDirectory.hasAttributes else { return }
    try FileManager.default.moveItem(atPath: out("jsonl"), toPath: out("moved"))
    try work.append("p/aaaaaaaa.jsonl", line(3, session: "aaaaaaaa"))
    try work.ingest()
    #expect(try work.run("export", out("moved")).code == 0)
    #expect(try differences(work.root, out("moved")) == [])
  }
}
