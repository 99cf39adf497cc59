import Foundation
import TestSupport
import Testing

@Suite("Ctrl-C", .enabled(if: Machine.hasHeldLocks, "needs flock(1)"))
struct InterruptTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  /// Starts a command while the lock of the store is held, sends it a signal as soon as it waits, and returns what it
  /// printed to standard error and its exit status.
  private func stopped(_ command: String, by signal: String, times: Int = 1) throws -> Outcome {
    let kills = Array(repeating: "kill -\(signal) $pid 2>/dev/null; sleep 0.2", count: times).joined(separator: "; ")
    return try work.shell(
      """
      exec 9>"$STORE/LOCK"; flock 9
      "$CCSTORE" \(command) --wait --store "$STORE" 9>&- & pid=$!
      sleep 0.6; \(kills); wait $pid
      """)
  }

  @Test(
    "SIGINT ends a command that waits with 130, SIGTERM with 143, and one sentence says what is kept",
    arguments: [
      ("ingest \"$ROOT\"", "what was stored until now is kept, and the next ingest continues from there"),
      ("compact", "the store is in good order"), ("compact --purge", "the store is in good order"),
      ("import \"$WORK/x.ccsnap\"", "the store has all of the snapshot or nothing of it"),
      ("import - <\"$WORK/x.ccsnap\"", "the store has all of the snapshot or nothing of it"),
      ("prune --older-than 1h --yes", "files that are gone are stored"),
    ])
  func waiting(_ command: String, _ kept: String) throws {
    try work.write("p/s.jsonl", lines(0..<20))
    work.age("p/s.jsonl", seconds: 50 * 86_400)
    try work.ingest()
    #expect(
      try work.shell(
        #"CCSTORE_DIR="$WORK/other" "$CCSTORE" ingest "$ROOT" -q; CCSTORE_DIR="$WORK/other" "$CCSTORE" export "$WORK/x.ccsnap""#
      ).code == 0)
    // Many small segments and an erasure give each of the commands something to do.
    for round in 0..<3 {
      try work.append("p/s.jsonl", lines(20 + round..<21 + round))
      work.age("p/s.jsonl", seconds: 50 * 86_400)
      try work.ingest()
    }
    for (signal, code) in [("INT", Int32(130)), ("TERM", 143)] {
      let outcome = try stopped(command, by: signal)
      // A compaction with nothing to gain does not wait.
      if command == "compact", outcome.code == 0 { continue }
      #expect(outcome.code == code, "\(command) \(signal): \(outcome)")
      #expect(outcome.saysOneSentence && outcome.errors.hasPrefix("ccstore: stopped; "), "\(outcome)")
      #expect(outcome.errors.contains(kept), "\(outcome)")
      #expect(outcome.output == "")
    }
    #expect(try work.damage() == nil)
  }

  @Test(
    "commands that are stopped in the middle of their work exit with 130, say so, and leave everything in order",
    arguments: [
      ["ingest", "ROOT"], ["ingest", "ROOT", "--watch"], ["verify"], ["replay", "--verify"], ["export", "OUT"],
      ["export", "OUT.ccsnap"],
      ["export", "--format", "ndjson", "OUT.ndjson"], ["export", "--format", "html", "OUT"],
      ["restore", "--all-missing", "--to", "OUT"], ["search", "--regex", "(a|e){9}x"], ["drift"],
      ["repair", "--to", "OUT"],
      ["compact", "--archive"],
    ])
  func working(_ command: [String]) throws {
    var random = Seeded(3)
    for number in 0..<40 {
      let text = (0..<400).map { line($0, session: "s\(number)", text: random.text(2_000)) }
      try work.write("p/s\(number).jsonl", text.joined())
    }
    if command[0] != "ingest" { try work.ingest() }
    if command[0] == "restore" || command[0] == "drift" {
      try FileManager.default.removeItem(atPath: work.source("p"))
      try work.ingest()
    }
    var hits = 0
    for round in 0..<60 where hits < 2 {
      let places = ["ROOT": work.root, "OUT": "\(work.path)/out\(round)"]
      let words = command.map { word in places.reduce(word) { $0.replacing($1.key, with: $1.value) } }
      if command[0] == "ingest" { try? FileManager.default.removeItem(atPath: work.store) }
      let running = try work.start(words + ["--store", work.store])
      usleep(UInt32(8_000 + random.number(0...12_000 * (round + 1))))
      running.signal(SIGINT)
      let outcome = try running.outcome()
      // The command was faster than the signal, or the signal came before the program had begun.
      guard outcome.code == 130, outcome.errors != "" else { continue }
      hits += 1
      #expect(outcome.saysOneSentence && outcome.errors.hasPrefix("ccstore: stopped; "), "\(command): \(outcome)")
      #expect(outcome.output == "", "\(command): \(outcome)")
      let left = try FileManager.default.contentsOfDirectory(atPath: work.path).filter { $0.contains("partial") }
      #expect(left == [], "\(command)")
      if command[0] == "ingest" { try work.ingest() }
      #expect(try work.damage() == nil, "\(command)")
    }
    #expect(hits > 0, "\(command) was never stopped")
  }

  @Test("a second signal ends a command at once")
  func twice() throws {
    try work.write("p/s.jsonl", lines(0..<3))
    try work.ingest()
    // The first signal is blocked from having an effect by a full pipe that nobody reads.
    try work.write("p/large.jsonl", lines(0..<4_000))
    try work.ingest()
    let outcome = try work.shell(
      #"""
      mkfifo "$WORK/pipe"; exec 8<>"$WORK/pipe"
      "$CCSTORE" export --format ndjson --store "$STORE" >"$WORK/pipe" & pid=$!
      sleep 0.5; kill -INT $pid; sleep 0.3; kill -0 $pid && echo waits; kill -INT $pid; wait $pid
      """#)
    #expect(outcome.code == 130 && outcome.output == "waits\n", "\(outcome)")
  }

  @Test("a question on the terminal ends with 130 on Ctrl-C, and nothing is done", .enabled(if: Machine.hasScript))
  func prompt() throws {
    try work.write("p/aaaa.jsonl", lines(0..<3, session: "aaaa"))
    work.age("p/aaaa.jsonl", seconds: 50 * 86_400)
    try work.ingest()
    let before = try fingerprint(work.root)
    for command in ["erase aaaa", "prune"] {
      let outcome = try work.shell(
        #"(sleep 1; printf '\003'; sleep 1) | script -qec 'trap : INT; "$CCSTORE" \#(command) --store "$STORE"; echo "code $?"' /dev/null"#
      )
      #expect(outcome.output.contains("code 130"), "\(command): \(outcome)")
      #expect(outcome.output.contains("stopped; "), "\(command): \(outcome)")
    }
    #expect(try fingerprint(work.root) == before)
    #expect(try work.run("show", "aaaa").code == 0)
    for (command, answer) in [("prune", "no"), ("prune", "yes")] {
      let outcome = try work.shell(
        #"(sleep 1; echo \#(answer); sleep 1) | script -qec '"$CCSTORE" \#(command) --store "$STORE"; echo "code $?"' /dev/null"#
      )
      #expect(outcome.output.contains(answer == "yes" ? "code 0" : "code 1"), "\(outcome)")
      // The question may be wrapped.
      let words = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("Type 'yes' to delete them"), "\(outcome)")
    }
    #expect(try fingerprint(work.root).isEmpty)
  }
}
