import Foundation
import Testing

@Suite("export, import and verify of snapshots")
struct SnapshotCommandTests {
  let work: Workspace
  var file: String { work.path + "/a.ccsnap" }
  var other: String { work.path + "/other" }

  init() throws {
    work = try Workspace()
    for number in 0..<30 { try work.write("p/f\(number).jsonl", lines(0..<200, session: "f\(number)")) }
    try work.ingest()
  }

  private func digests(_ store: String) throws -> String {
    let outcome = try work.ccstore(["replay", "--json", "--store", store])
    return outcome.output
  }

  @Test("a snapshot moves a store to another place with the same digests, and each command reports what it did")
  func roundTrip() throws {
    let exported = try work.run("export", file)
    #expect(exported.code == 0 && exported.output.contains("of store"), "\(exported.errors)")
    #expect(try work.run("verify", file).output.hasPrefix("intact: "))
    let imported = try work.ccstore(["import", file, "--store", other])
    #expect(imported.code == 0 && imported.output.contains("added "), "\(imported.errors)")
    #expect(try work.ccstore(["import", file, "--store", other]).output.contains("the store has all of it"))
    #expect(try digests(other) == digests(work.store))
    #expect(try work.ccstore(["export", work.path + "/b.ccsnap", "--store", other]).code == 0)
    #expect(try contents(of: work.path + "/b.ccsnap") == contents(of: file))
  }

  @Test("export to standard output gives the bytes of the snapshot file, and says that a reader has gone")
  func standardOutput() throws {
    _ = try work.run("export", file)
    let piped = try work.shell(
      #""$CCSTORE" export - --store "$STORE" >"$WORK/b.ccsnap"; cmp "$WORK/a.ccsnap" "$WORK/b.ccsnap""#)
    #expect(piped.code == 0)
    let closed = try work.shell(#""$CCSTORE" export - --store "$STORE" | head -c 10 >/dev/null"#)
    #expect(closed.code == 0 && closed.errors.contains("what it got is not whole"))
  }

  @Test("export, verify and import of a snapshot print one JSON document with the documented keys")
  func json() throws {
    let keys: Set = ["store", "bytes", "events", "since", "head"]
    #expect(try work.json("export", file).keys == keys.union(["file"]))
    #expect(try work.json("verify", file).keys == keys.union(["ok", "file"]))
    let added = ["added_events", "store_head", "proposed_erasures", "accepted_erasures"]
    #expect(try work.json("import", file).keys == keys.union(added))
  }

  @Test("partial snapshots are imported one after the other, and a gap is refused")
  func incremental() throws {
    let head = try work.json("export", file)["head", "seq"].integer ?? 0
    try work.write("p/more.jsonl", lines(0..<5, session: "more"))
    try work.ingest()
    #expect(try work.json("export", work.path + "/b.ccsnap", "--since", "\(head)")["since", "seq"].integer == head)
    #expect(try work.ccstore(["import", work.path + "/b.ccsnap", "--store", other]).code == 1)
    #expect(!FileManager.default.fileExists(atPath: other))
    for name in ["a", "b", "a", "b"] {
      #expect(try work.ccstore(["import", "\(work.path)/\(name).ccsnap", "--store", other]).code == 0)
    }
    #expect(try digests(other) == digests(work.store))
  }

  @Test("a damaged or cut snapshot is refused with its name and the offset, and a file that is none with its name")
  func damaged() throws {
    _ = try work.run("export", file)
    let good = try contents(of: file)
    var flipped = good
    flipped[good.count / 2] ^= 4
    for bytes in [flipped, Array(good.dropLast(1)), good + [0], Array("hello".utf8), []] {
      let bad = work.path + "/bad.ccsnap"
      try Data(bytes).write(to: URL(fileURLWithPath: bad))
      let isSnapshot = bytes.count > 5
      for command in [["verify", bad], ["import", bad, "--store", other]] {
        let outcome = try work.ccstore(command)
        #expect(outcome.code == (isSnapshot ? 3 : 65) && outcome.output == "", "\(outcome.output)")
        #expect(outcome.errors.contains(isSnapshot ? "bad.ccsnap at byte " : "bad.ccsnap is no snapshot: "))
        let advice = isSnapshot ? "; export it again" : "; 'ccstore export FILE.ccsnap' writes one"
        #expect(command[0] != "import" || outcome.errors.contains(advice), "\(outcome.errors)")
      }
      #expect(!FileManager.default.fileExists(atPath: other))
    }
    #expect(try work.run("verify", work.path + "/none.ccsnap").code == 66)
    #expect(try work.run("export", file).code == 73)
  }

  @Test(
    "contradictory options for snapshots are refused with 64",
    arguments: [
      ["export", "x.ccsnap", "--generation", "0"], ["export", "-", "--json"], ["export", "dir", "--since", "3"],
      ["export", "x.ccsnap", "--since", "soon"], ["verify", "x.ccsnap", "--against-sources"], ["import", ""],
    ])
  func usage(_ arguments: [String]) throws {
    let outcome = try work.ccstore(arguments + ["--store", work.store])
    #expect(outcome.code == 64, "\(outcome.errors)")
  }

  @Test("a merge killed at any moment leaves the store as it was or with all of the snapshot")
  func killedMerge() throws {
    let more = try Workspace()
    for number in 0..<30 { try more.write("q/g\(number).jsonl", lines(0..<300, session: "g\(number)")) }
    try more.ingest()
    #expect(try more.run("export", file).code == 0)
    let (before, all) = (try work.json("status")["stored", "sessions"].integer ?? 0, 60)
    var killed = 0
    for round in 0..<25 {
      let store = "\(work.path)/store-\(round)"
      _ = try work.shell(#"cp -r "$STORE" "\#(store)""#)
      let running = try work.start(["import", file, "--store", store])
      usleep(UInt32(round) * 4_000)
      kill(running.process, SIGKILL)
      if try running.outcome().code == 137 { killed += 1 }
      let found = try work.ccstore(["status", "--json", "--store", store]).json()["stored", "sessions"].integer
      #expect(found == before || found == all, "round \(round)")
      #expect(try work.ccstore(["verify", "--store", store]).code == 0, "round \(round)")
      #expect(try work.ccstore(["import", file, "--store", store]).code == 0, "round \(round)")
      #expect(
        try work.ccstore(["status", "--json", "--store", store]).json()["stored", "sessions"].integer == all,
        "round \(round)")
      #expect(try work.ccstore(["import", file, "--store", store]).output.contains("the store has all of it"))
    }
    print("kill -9 of a merge: \(killed) of 25 killed, each followed by verify, import and counted sessions")
    #expect(killed >= 3)
  }

  @Test("an import killed at any moment leaves the old store or the whole snapshot, and the next import completes")
  func killed() throws {
    let head = try work.json("export", file)["head", "seq"].integer ?? 0
    for number in 0..<30 { try work.write("q/g\(number).jsonl", lines(0..<300, session: "g\(number)")) }
    try work.ingest()
    let longer = work.path + "/b.ccsnap"
    let end = try work.json("export", longer)["head", "seq"].integer ?? 0
    #expect(try work.ccstore(["import", file, "--store", other]).code == 0)
    var killed = 0
    for round in 0..<30 {
      let store = "\(work.path)/store-\(round)"
      if round.isMultiple(of: 2) { _ = try work.shell(#"cp -r "$WORK/other" "\#(store)""#) }
      let running = try work.start(["import", longer, "--store", store])
      usleep(UInt32(round) * 4_000)
      kill(running.process, SIGKILL)
      if try running.outcome().code == 137 { killed += 1 }
      let found = try work.ccstore(["replay", "--json", "--store", store])
      if found.code == 0 {
        let sequence = try found.json()["head", "seq"].integer ?? -1
        #expect([0, head, end].contains(sequence) && (sequence > 0 || !round.isMultiple(of: 2)), "round \(round)")
        #expect(try work.ccstore(["verify", "--store", store]).code == 0, "round \(round)")
      } else {
        #expect(found.code == 66, "round \(round): \(found.errors)")
      }
      #expect(try work.ccstore(["import", longer, "--store", store]).code == 0, "round \(round)")
      #expect(try digests(store) == digests(work.store), "round \(round)")
    }
    print("kill -9 of an import: \(killed) of 30 killed, each followed by verify, import and compared state")
    #expect(killed >= 3)
  }
}
