import Foundation
import Testing

@Suite("erase command")
struct EraseCommandTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    try work.write("p/aaaa.jsonl", lines(0..<3, session: "aaaa"))
    try work.write("p/bbbb.jsonl", lines(10..<12, session: "bbbb"))
    try work.ingest()
  }

  @Test("erase without a terminal and without --yes exits with 64 and erases nothing")
  func needsYes() throws {
    let outcome = try work.run("erase", "aaaa")
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains("--yes") && outcome.output == "")
    #expect(try work.exportDifferences() == [])
  }

  @Test("erase hides a session and lists what else may hold its text")
  func session() throws {
    let outcome = try work.run("erase", "aa", "--yes")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("erased: 3 lines"))
    #expect(outcome.output.contains(work.source("p/aaaa.jsonl") + ": the file is on disk"))
    let show = try work.run("show", "aaaa")
    #expect(show.code == 66)
    #expect(show.errors.contains("was erased on 20"))
    #expect(try work.exported("p/aaaa.jsonl") == nil)
    #expect(try work.exported("p/bbbb.jsonl") == lines(10..<12, session: "bbbb"))
  }

  @Test("erase --dry-run writes nothing to the store")
  func dryRun() throws {
    let before = try fingerprint(work.store)
    let outcome = try work.run("erase", "aaaa", "--dry-run")
    #expect(outcome.code == 0 && outcome.output.contains("this would be erased: 3 lines"))
    #expect(try fingerprint(work.store) == before)
  }

  @Test("erase --json prints one document with the documented keys")
  func json() throws {
    let json = try work.json("erase", "--record", "aaaa/1", "--yes")
    #expect(
      json.keys == ["erased", "session", "files", "lines", "bytes", "usage_too", "versions", "may_still_hold", "head"])
    #expect(json["erased"].bool == true && json["lines"].integer == 1 && json["files"].integer == 1)
    #expect(json["versions"].array.first?.keys == ["path", "generation", "lines", "bytes", "whole"])
    #expect(json["may_still_hold"].array.allSatisfy { $0.keys == ["kind", "name", "note"] })
    #expect(json["head"].keys == ["seq", "chain"])
    let dry = try work.json("erase", "bbbb", "--dry-run", "--usage-too")
    #expect(dry["erased"].bool == false && dry["usage_too"].bool == true && dry["head"].value is NSNull)
  }

  @Test("erase --record takes the line and the number that show --records prints")
  func numbering() throws {
    let rows = try work.run("show", "aaaa", "--records").output.split(separator: "\n").dropFirst(2)
    #expect(rows.count == 3)
    for (place, row) in rows.enumerated() {
      let cells = row.split(separator: " ")
      for name in [cells[1], cells[0]] {
        let json = try work.json("erase", "--record", "aaaa/\(name)", "--dry-run")
        #expect(json["lines"].integer == 1 && json["first_text"].string == "hello")
        #expect(json["first_time"].string == "2025-11-24T10:00:0\(place).000Z", "\(name)")
      }
    }
    _ = try work.run("erase", "--record", "aaaa/2", "--yes")
    #expect(try work.exported("p/aaaa.jsonl") == line(0, session: "aaaa") + line(2, session: "aaaa"))
  }

  @Test("erase --dry-run shows the first text, the time and the size of what would be erased")
  func sample() throws {
    try work.write(
      "p/cccc.jsonl",
      #"{"type":"mode","sessionId":"cccc"}"# + "\n" + line(3, session: "cccc", text: "fix the\\nparser")
        + line(9, session: "cccc", text: "and more"))
    try work.ingest()
    let outcome = try work.run("erase", "cccc", "--dry-run").output
    #expect(
      outcome.contains("3 lines, ") && outcome.contains("2025-11-24 10:00") && outcome.contains(#""fix the parser""#))
    #expect(try !work.run("erase", "cccc", "--yes").output.contains("parser"))
  }

  @Test("erase --list --json prints an array of objects with the documented keys")
  func list() throws {
    #expect(try work.json("erase", "--list").array.count == 0)
    _ = try work.run("erase", "aaaa", "--yes")
    let list = try work.json("erase", "--list").array
    #expect(list.map(\.keys) == [["time", "session", "path", "generation", "lines", "bytes", "usage_too"]])
    #expect(list.first?["path"].string == work.source("p/aaaa.jsonl"))
  }

  @Test("ingest and export report the number of lines and files left out because of erasures")
  func leftOut() throws {
    _ = try work.run("erase", "aaaa", "--yes")
    _ = try work.run("erase", "--record", "bbbb/1", "--yes")
    try work.write("q/cccc.jsonl", lines(0..<3, session: "aaaa"))
    let ingest = try work.json("ingest", work.root)
    #expect(ingest["erased"].integer == 3 && ingest["records"].integer == 0)
    let export = try work.json("export", work.path + "/out")
    #expect(export["erased", "files"].integer == 2 && export["erased", "files_in_part"].integer == 1)
  }

  @Test(
    "erase of something that does not exist exits with 66, and wrong usage exits with 64",
    arguments: [
      (["zzzz", "--yes"], 66), (["--record", "aaaa/99", "--yes"], 66), (["--source", "/nowhere.jsonl", "--yes"], 66),
      (["--record", "aaaa", "--yes"], 64), (["--record", "aaaa/0", "--yes"], 64), ([], 64),
      (["--record", "aaaa/@999", "--yes"], 66), (["--record", "aaaa/-1", "--yes"], 66),
      (["aaaa", "--source", "x", "--yes"], 64),
      (["--list", "aaaa"], 64),
      (["", "--yes"], 64),
    ] as [([String], Int32)])
  func nothing(_ arguments: [String], _ code: Int32) throws {
    let outcome = try work.ccstore(["erase"] + arguments + ["--store", work.store])
    #expect(outcome.code == code, "\(outcome.errors)")
    #expect(outcome.output == "" && !outcome.errors.isEmpty)
  }

  @Test("erase without a store exits with 66 and creates no store")
  func noStore() throws {
    let outcome = try work.ccstore(["erase", "aaaa", "--yes", "--store", work.path + "/none"])
    #expect(outcome.code == 66)
    #expect(!FileManager.default.fileExists(atPath: work.path + "/none"))
  }

  @Test("erase exits with 75 and erases nothing while another process writes to the store")
  func locked() throws {
    let outcome = try work.shell(
      #"exec 9>"$STORE/LOCK"; flock 9; "$CCSTORE" erase aaaa --yes --store "$STORE""#)
    #expect(outcome.code == 75)
    #expect(try work.exportDifferences() == [])
  }

  @Test("compact --purge removes erased text from the store's files and keeps all other files exactly")
  func purge() throws {
    let secret = "11111111-2222-4333-8444-555555555555"
    try work.write("p/cccc.jsonl", #"{"type":"user","sessionId":"cccc","uuid":"\#(secret)","x":"needle"}"# + "\n")
    try work.ingest()
    _ = try work.run("erase", "cccc", "--yes")
    let before = try work.export()
    let json = try work.json("compact", "--purge")
    #expect(json.keys == ["events", "segments", "bytes_before", "bytes_after", "removed", "head"])
    #expect(json["events"].integer == 2 && json["segments"].integer == 1)
    #expect(try differences(before, try work.export()) == [])
    #expect(try work.damage() == nil)
    let found = try work.shell(#"grep -ra -e needle -e "\#(secret)" "$STORE"; true"#)
    #expect(found.output == "")
    #expect(try work.json("compact", "--purge")["segments"].integer == 0)
  }

  @Test("compact refuses --purge together with --archive")
  func purgeAlone() throws { #expect(try work.run("compact", "--purge", "--archive").code == 64) }

  @Test("a purge killed at any moment leaves an intact store, and a second purge completes")
  func killedPurge() throws {
    for name in 0..<40 { try work.write("p/f\(name).jsonl", lines(0..<300, session: "f\(name)")) }
    try work.ingest()
    _ = try work.run("erase", "f3", "--yes")
    let expected = try work.export()
    var killed = 0
    for delay in 0..<25 {
      let copy = "\(work.path)/copy-\(delay)"
      _ = try work.shell(#"cp -r "$STORE" "\#(copy)""#)
      let running = try work.start(["compact", "--purge", "--store", copy])
      usleep(UInt32(delay) * 4_000)
      kill(running.process, SIGKILL)
      if try running.outcome().code == 137 { killed += 1 }
      #expect(try work.ccstore(["verify", "--store", copy]).code == 0, "after \(delay)")
      #expect(try work.ccstore(["compact", "--purge", "--store", copy]).code == 0, "after \(delay)")
      let target = "\(work.path)/out-\(delay)"
      #expect(try work.ccstore(["export", target, "--store", copy]).code == 0)
      #expect(try differences(expected, target + "/projects") == [], "after \(delay)")
      let segments = try FileManager.default.contentsOfDirectory(atPath: copy + "/seg").sorted()
      #expect(segments == ["00000000-00000001.ccs", "00000001-00000000.ccs"], "after \(delay)")
    }
    print("kill -9 of a purge: \(killed) of 25 killed, each followed by verify, purge and a compared export")
    #expect(killed >= 3)
  }
}
