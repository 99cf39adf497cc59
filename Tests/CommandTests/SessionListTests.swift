import Foundation
import Testing

@Suite("list of sessions")
struct SessionListTests {
  let work: Workspace

  init() throws { work = try Workspace() }

  /// Two lines that are `seconds` seconds apart.
  private func session(_ id: String, seconds: Int) -> String {
    let start = Date(timeIntervalSince1970: 1_764_000_000)
    return [start, start + Double(seconds)].map { time in
      let text = ISO8601DateFormatter().string(from: time)
      return
        #"{"type":"user","uuid":"\#(id)\#(text)","sessionId":"\#(id)","timestamp":"\#(text)","message":{"role":"user","content":"hi"}}"#
        + "\n"
    }.joined()
  }

  @Test(
    "the list of sessions rounds no duration down by a whole unit",
    arguments: [
      (0, "0 s"), (99, "99 s"), (100, "1 min 40 s"), (120, "2 min"), (3_599, "59 min 59 s"), (3_600, "1 h"),
      (7_194, "1 h 59 min"), (7_200, "2 h"), (86_400, "24 h"), (172_799, "47 h 59 min"), (183_600, "2 d 3 h"),
    ])
  func durations(_ seconds: Int, _ text: String) throws {
    try work.write("p/s.jsonl", session("s", seconds: seconds))
    try work.ingest()
    let row = try #require(try work.run("sessions").output.split(separator: "\n").dropFirst().first)
    #expect(row.contains("  \(text) "), "\(row)")
  }

  @Test("sessions hides and counts sessions without a message, and lists them with --all")
  func silent() throws {
    try work.write("p/a.jsonl", lines(0..<2, session: "a"))
    let warmUp = line(3, session: "warm").dropLast(2) + #","isSidechain":true}"# + "\n"
    try work.write("p/warm.jsonl", String(warmUp))
    try work.write("p/probe.jsonl", #"{"type":"mode","mode":"plan","sessionId":"probe"}"# + "\n")
    try work.write("p/unreadable.jsonl", "\u{0}\u{0}no record\n")
    try work.ingest()
    func ids(_ more: String...) throws -> Set<String?> {
      let outcome = try work.ccstore(["sessions", "--json", "--store", work.store] + more)
      return Set(try outcome.json().array.map { $0["session"].string })
    }
    #expect(try ids() == ["a", "unreadable"])
    #expect(try ids("--all") == ["a", "unreadable", "warm", "probe"])
    #expect(try work.run("sessions").output.contains("2 sessions without a message are not listed; --all lists them"))
    #expect(try !work.run("sessions", "--all").output.contains("not listed"))
    #expect(try work.json("status")["stored", "sessions"].integer == 4)
  }

  @Test("sessions --lineage --json has the values of sessions --json and the number of shared records")
  func lineage() throws {
    try work.write("p/a.jsonl", lines(0..<4, session: "a"))
    try work.write("p/b.jsonl", lines(0..<3, session: "b") + line(9, session: "b"))
    try work.ingest()
    let plain = try work.json("sessions").array
    let more = try work.json("sessions", "--lineage").array
    #expect(plain.count == 2 && more.count == 2)
    for (plain, more) in zip(plain, more) {
      #expect(more.keys == plain.keys.union(["shared_records"]))
      for key in plain.keys {
        #expect(String(describing: plain[key].value) == String(describing: more[key].value), "\(key)")
      }
    }
  }

  @Test(
    "the progress of export --format html counts sessions",
    .enabled(if: Machine.hasScript, "needs script(1) of util-linux"))
  func progress() throws {
    // An export that takes less than half a second shows no progress, so that there are more sessions until it does.
    var (count, shown) = (0, [String]())
    while shown.isEmpty, count < 9_600 {
      let more = max(600, count)
      for number in count..<count + more {
        try work.write("p/s\(number).jsonl", lines(0..<20, session: "s\(number)"))
      }
      count += more
      try work.ingest()
      let outcome = try work.shell(
        #"exec script -qec '"$CCSTORE" export --format html "$WORK/html-\#(count)" --store "$STORE"' /dev/null"#,
        ["TERM": "xterm"])
      #expect(outcome.code == 0, "\(outcome)")
      shown = outcome.output.components(separatedBy: "\r").filter { $0.contains(" of ") && $0.contains("left") }
    }
    #expect(!shown.isEmpty)
    #expect(shown.allSatisfy { $0.contains(#/ of [0-9,]+ sessions/#) && !$0.contains("B/s") }, "\(shown.first ?? "")")
  }
}
