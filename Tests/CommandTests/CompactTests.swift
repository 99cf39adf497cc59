import Foundation
import TestSupport
import Testing

@Suite("compact command")
struct CompactTests {
  let work: Workspace

  init() throws {
    work = try Workspace()
    for number in 0..<40 {
      try work.write("p/\(number).jsonl", lines(number..<number + 400, session: "\(number)"))
    }
    try work.ingest()
  }

  private func segments() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: work.store + "/seg").sorted()
  }

  @Test("a compaction makes the store smaller and keeps exports, digests and the chain hash")
  func compacts() throws {
    let (before, replay) = (try work.json("status"), try work.json("replay"))
    let report = try work.json("compact")
    #expect(report["store_bytes", "after"].integer! < before["stored", "store_bytes"].integer!)
    #expect(report["store_bytes", "after"].integer == (try work.json("status")["stored", "store_bytes"].integer))
    #expect(try work.exportDifferences() == [])
    #expect(try work.damage() == nil)
    let after = try work.json("replay", "--verify")
    #expect(after["verified"].bool == true)
    #expect(after["head", "chain"].string == replay["head", "chain"].string)
    for name in ["sync", "sessions", "conflicts"] {
      #expect(after["projections", name, "digest"].string == replay["projections", name, "digest"].string)
    }
    #expect(try work.ingest()["records"].integer == 0)
  }

  @Test("compact prints one line about what it did, and a second run says that there is nothing to gain")
  func says() throws {
    let first = try work.run("compact")
    #expect(first.code == 0 && first.output.contains("times smaller; 1 segment became 1"), "\(first)")
    let names = try segments()
    let second = try work.run("compact")
    #expect(second.code == 0 && second.output.hasPrefix("nothing to gain"), "\(second)")
    #expect(try segments() == names)
    #expect(try work.run("compact", "--quiet").output.isEmpty)
  }

  @Test("compact --dry-run prints the expected result and changes nothing")
  func dryRun() throws {
    let names = try segments()
    let outcome = try work.run("compact", "--dry-run")
    #expect(outcome.code == 0 && outcome.output.hasPrefix("expected: "), "\(outcome)")
    #expect(try work.json("compact", "--dry-run")["dry_run"].bool == true)
    #expect(try segments() == names)
  }

  @Test("compact --json prints the same keys in every case")
  func shape() throws {
    for arguments in [["compact", "--dry-run"], ["compact"], ["compact"]] {
      let report = try work.ccstore(arguments + ["--store", work.store, "--json"]).json()
      #expect(report.keys == ["dry_run", "store_bytes", "rewritten", "dropped", "head"])
      #expect(report["store_bytes"].keys == ["before", "after"])
      #expect(
        report["rewritten"].keys == ["segments_before", "segments_after", "bytes_before", "bytes_after", "body_bytes"])
      #expect(report["dropped"].keys == ["generations", "records", "bytes"])
    }
  }

  @Test(
    "compact refuses levels and block sizes outside their ranges",
    arguments: [
      ["--level", "1"], ["--level", "13"], ["--block-size", "1"], ["--block-size", "65M"], ["--block-size", "x"],
      ["--block-size", "-8M"],
    ])
  func usage(arguments: [String]) throws {
    #expect(try work.ccstore(["compact", "--store", work.store] + arguments).code == 64)
  }

  @Test("compact accepts block sizes with a unit", arguments: ["65536", "64K", "1m", "64M"])
  func blockSizes(size: String) throws {
    #expect(try work.run("compact", "--block-size", size).code == 0)
    #expect(try work.exportDifferences() == [])
  }

  @Test("compact without a store exits with 66 and creates no store")
  func noStore() throws {
    let outcome = try work.ccstore(["compact", "--store", work.path + "/none"])
    #expect(outcome.code == 66 && outcome.saysOneSentence)
    #expect(!FileManager.default.fileExists(atPath: work.path + "/none"))
  }

  @Test("a plain compaction does not undo compact --archive")
  func archive() throws {
    #expect(try work.run("compact", "--archive").code == 0)
    let names = try segments()
    #expect(try work.run("compact").output.hasPrefix("nothing to gain"))
    #expect(try segments() == names)
    #expect(try work.exportDifferences() == [])
  }

  @Test("after compact --drop-superseded, show and export exit with 1 for a replaced version")
  func drop() throws {
    try work.write("p/0.jsonl", lines(1000..<1010, session: "0"))
    try work.ingest()
    try #require(try work.run("compact").code == 0)
    #expect(try work.run("show", "0", "--generation", "0", "--raw").output == lines(0..<400, session: "0"))
    let report = try work.json("compact", "--drop-superseded")
    #expect(report["dropped", "generations"].integer == 1)
    #expect(report["dropped", "records"].integer == 400)
    let show = try work.run("show", "0", "--generation", "0")
    #expect(show.code == 1 && show.saysOneSentence && show.errors.contains("dropped on request"), "\(show)")
    let export = try work.run("export", work.path + "/old", "--generation", "0")
    #expect(export.code == 1 && export.errors.contains("p/0.jsonl"), "\(export)")
    #expect(FileManager.default.fileExists(atPath: work.path + "/old/projects/p/1.jsonl"))
    #expect(!FileManager.default.fileExists(atPath: work.path + "/old/projects/p/0.jsonl"))
    #expect(try work.exportDifferences() == [])
    #expect(try work.damage() == nil)
    #expect(try work.run("compact", "--drop-superseded").output.hasPrefix("nothing to gain"))
  }

  @Test("a compaction stopped by SIGINT or SIGTERM leaves no drafts and an intact store", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    // Text that does not compress quickly.
    var random = Seeded(1)
    let text = (0..<20_000).map { line($0, text: "\(random.next()) \(random.next()) \(random.next() % 1000)") }
    try work.write("p/large.jsonl", text.joined())
    try work.ingest()
    var (stopped, delay) = (0, 4_000)
    while true {
      let running = try work.start(["compact", "--level", "12", "--block-size", "256K", "--store", work.store])
      usleep(UInt32(delay))
      delay = delay * 3 / 2
      kill(running.process, signal)
      let outcome = try running.outcome()
      #expect([0, 128 + signal].contains(outcome.code), "\(outcome)")
      // A signal that comes before the program listens ends it without a word.
      if outcome.code != 0, outcome.errors != "" {
        #expect(outcome.saysOneSentence, "\(outcome)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: work.store + "/tmp") == [])
        stopped += 1
      }
      #expect(try work.damage() == nil)
      if outcome.code == 0 { break }
    }
    print("signal \(signal): \(stopped) compactions stopped")
    #expect(stopped > 0)
    #expect(try work.run("compact").code == 0)
    #expect(try work.exportDifferences() == [])
  }

  @Test(
    "after kills at random moments of compactions, files, digests and chain are intact and no drafts are left",
    arguments: [UInt64(5)])
  func killed(seed: UInt64) throws {
    let replay = try work.json("replay")
    var random = Seeded(seed)
    let text = (0..<5_000).map { line($0, text: "\(random.next()) \(random.next()) \(random.next() % 1000)") }
    try work.write("p/large.jsonl", text.joined())
    try work.ingest()
    let started = ContinuousClock.now
    try #require(try work.run("compact", "--level", "3", "--block-size", "64K").code == 0)
    let wanted = 20 * TestSettings.scale
    var (hits, runs, duration) = (0, 0, Int(started.duration(to: .now) / .microseconds(1)))
    while hits < wanted, runs < 8 * wanted {
      runs += 1
      let level = String(3 + runs % 10)
      let size = ["64K", "128K", "256K", "512K", "1M"][runs / 10 % 5]
      let started = ContinuousClock.now
      let running = try work.start(["compact", "--level", level, "--block-size", size, "--store", work.store])
      usleep(UInt32(random.number(1_000...duration)))
      running.kill()
      if try running.outcome().code == 137 {
        hits += 1
      } else {
        duration = max(10_000, Int(started.duration(to: .now) / .microseconds(1)))
        // More lines, so that the next compaction has something to do.
        try work.append("p/\(runs % 40).jsonl", lines(2000..<2300, session: "\(runs % 40)"))
        try work.ingest()
      }
      if hits % 10 == 0 { #expect(try work.damage() == nil, "seed \(seed), run \(runs)") }
    }
    print("kill -9, seed \(seed): \(hits) of \(runs) compactions killed")
    #expect(hits == wanted)
    #expect(try work.run("compact", "--archive").code == 0)
    #expect(try work.exportDifferences() == [])
    #expect(try work.damage() == nil)
    #expect(try work.json("replay", "--verify")["verified"].bool == true)
    #expect(try work.json("replay")["head", "seq"].integer! >= replay["head", "seq"].integer!)
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.store + "/tmp") == [])
    #expect(try work.run("verify").output.split(separator: "\n").count == 1)
  }

  @Test(
    "a compaction on a full disk exits with 74, changes nothing, and succeeds when there is room",
    .enabled(if: Machine.canMount, "needs to mount a small file system"))
  func fullDisk() throws {
    try Workspace.makeDirectories(work.path + "/disk")
    let outcome = try work.shell(
      #"""
      exec unshare -m sh -c '
        mount -t tmpfs -o size=8m tmpfs "$WORK/disk" || exit 99
        cp -r "$STORE" "$WORK/disk/store"
        dd if=/dev/zero of="$WORK/disk/filling" bs=64k 2>/dev/null
        "$CCSTORE" compact --store "$WORK/disk/store" 2>&1; echo "full: $?"
        "$CCSTORE" verify --store "$WORK/disk/store" --quiet; echo "verify: $?"
        ls "$WORK/disk/store/tmp"
        rm "$WORK/disk/filling"
        "$CCSTORE" compact --store "$WORK/disk/store" --quiet; echo "room: $?"
        "$CCSTORE" verify --store "$WORK/disk/store" --quiet; echo "verify: $?"
        "$CCSTORE" export "$WORK/out" --store "$WORK/disk/store" --quiet; echo "export: $?"'
      """#)
    let said = outcome.output.split(separator: "\n").map(String.init)
    #expect(said.dropFirst() == ["full: 74", "verify: 0", "room: 0", "verify: 0", "export: 0"], "\(outcome)")
    #expect(try differences(work.root + "/projects", work.path + "/out/projects") == [])
  }

  @Test("compact exits with 75 while another process holds the store's lock")
  func locked() throws {
    let outcome = try work.shell(
      #"""
      exec 9>>"$STORE/LOCK"; flock 9
      "$CCSTORE" compact --store "$STORE" 2>&1; echo "$?"
      """#)
    #expect(outcome.output.hasSuffix("75\n"), "\(outcome)")
  }

  @Test(
    "a compaction of the real transcripts keeps every file, digest and hash",
    .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpus() throws {
    let corpus = try Corpus.required()
    let store = try Workspace()
    try store.ingest(corpus)
    let replay = try store.json("replay")
    for arguments in [["compact"], ["compact", "--archive"]] {
      #expect(try store.ccstore(arguments + ["--store", store.store]).code == 0)
      #expect(try store.exportDifferences(from: corpus) == [])
      let after = try store.json("replay", "--verify")
      #expect(after["verified"].bool == true)
      #expect(after["head", "chain"].string == replay["head", "chain"].string)
    }
  }
}
