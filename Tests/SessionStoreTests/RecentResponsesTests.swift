import FileIO
import SystemPackage
import TestSupport
import Testing
import Times

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("the latest responses")
struct RecentResponsesTests {
  private let bench: Workbench
  private static let day: Int64 = 86_400

  init() throws { bench = try Workbench() }

  private func response(_ number: Int, message: Int? = nil, session: String = "s", secondsAgo: Int64) -> String {
    let time = Instant(milliseconds: bench.clock.milliseconds - secondsAgo * 1000)
    return assistant(number, message: "msg_\(message ?? number)", session: session, request: "req_\(message ?? number)")
      .replacing(/"timestamp":"[^"]*"/, with: #""timestamp":"\#(time)""#)
  }

  private func add(_ text: String, to session: String) throws {
    let path = transcript(session)
    if bench.tree.exists(path) { try bench.tree.append(path, text) } else { try bench.tree.write(path, text) }
  }

  private func recent(_ zone: Zone = .utc) throws -> RecentUsage {
    try bench.store().recentUsage(zone: zone, age: 0, keptFrom: 0)
  }

  /// The answer from the state of all responses.
  private func whole(_ zone: Zone = .utc) throws -> RecentUsage {
    let (store, now) = (bench.store(), bench.clock.milliseconds)
    let view = try store.view()
    return try RecentCheckpoint(view, .builtIn, now).usage(store, view.log, zone, .builtIn, now)
  }

  /// Returns whether what is new in the log can be folded into what is kept, without the state of all responses.
  private func isFoldable() throws -> Bool {
    let log = try LogReader(try StoreDirectory.open(bench.storePath, fileSystem: POSIXFileSystem()))
    let checkpoint = try #require(try log.checkpoint(RecentCheckpoint.name, version: RecentCheckpoint.version))
    var kept = try #require(RecentCheckpoint(decoding: checkpoint.state))
    #expect(checkpoint.head != log.head)
    return try kept.responses.fold(log, after: checkpoint.head.sequence)
  }

  @Test("what is kept and folded further gives what the state of all responses gives", arguments: 0..<8)
  func sameAsWhole(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let nepal = Zone(name: "nepal") { _ in 20_700 }
    for round in 0..<10 {
      bench.clock.advance(seconds: Int64.random(in: 60...50_000, using: &random))
      for part in 0..<Int.random(in: 1...3, using: &random) {
        let session = "s\(Int.random(in: 0..<5, using: &random))"
        var text = ""
        for place in 0..<Int.random(in: 1...5, using: &random) {
          let number = 100 * round + 10 * part + place + 1
          var ages: [Int64] = [0, 1, 50, 3600, 20_000, 90_000, 200_000]
          if random.oneIn(4) { ages += [900_000, 3_000_000] }
          let ago = random.pick(ages)
          text += response(number, message: random.oneIn(5) ? number - 1 : nil, session: session, secondsAgo: ago)
        }
        try add(text, to: session)
      }
      if random.oneIn(6), bench.tree.exists(transcript("s0")) {
        // A resumed copy repeats the responses of another session under its own id.
        let lines = String(decoding: try bench.tree.bytes(transcript("s0")), as: UTF8.self)
        try bench.tree.write(
          transcript("fork\(round)"), lines.replacing(#""sessionId":"s0""#, with: #""sessionId":"fork\#(round)""#))
      }
      try bench.ingest()
      for zone in [Zone.utc, nepal] {
        let (kept, all) = (try recent(zone), try whole(zone))
        #expect(kept == all, "round \(round)")
      }
    }
  }

  @Test("ordinary growth is folded into what is kept")
  func growth() throws {
    try add(response(1, secondsAgo: 3 * Self.day) + response(2, secondsAgo: 60), to: "s")
    try bench.ingest()
    _ = try recent()
    try add(response(3, secondsAgo: 1), to: "s")
    try bench.ingest()
    #expect(try isFoldable())
    // Another line of the same response, a new session, a file of a session, and one that is gone.
    try add(response(4, message: 3, secondsAgo: 1) + line(5, session: "s"), to: "s")
    try add(response(6, session: "t", secondsAgo: 5), to: "t")
    try bench.tree.write("projects/p/s/subagents/agent-1.jsonl", response(7, secondsAgo: 4))
    try bench.ingest()
    #expect(try isFoldable())
    try bench.tree.remove(transcript("t"))
    try bench.ingest()
    #expect(try isFoldable())
    let (kept, all) = (try recent(), try whole())
    #expect(kept == all && kept.today.tokens > 0 && kept.session("t")?.tokens == 3 && kept.session("s")?.tokens == 12)
  }

  @Test(
    "what is about old responses, old sessions or other sessions' responses needs the state of all responses",
    arguments: ["old response", "old session", "copy", "no time", "erasure", "import"])
  func needsAll(_ what: String) throws {
    try add(response(1, session: "old", secondsAgo: 40 * Self.day), to: "old")
    // The responses that are kept begin with the last block that began two days ago or earlier.
    try add(response(8, session: "mid", secondsAgo: 3 * Self.day), to: "mid")
    try add(response(2, secondsAgo: 60), to: "s")
    try bench.ingest()
    #expect(try recent().session("old") == nil)
    switch what {
    case "old response": try add(response(3, secondsAgo: 30 * Self.day), to: "s")
    case "old session": try add(response(3, session: "old", secondsAgo: 1), to: "old")
    case "copy": try add(response(2, session: "t", secondsAgo: 60), to: "t")
    case "no time": try add(assistant(3, message: "msg_3").replacing(/"timestamp":"[^"]*",/, with: ""), to: "s")
    case "erasure": _ = try bench.store().erase(.session("s"), includesUsage: true, retry: Workbench.patience())
    default:
      let tree = try bench.tree("laptop")
      try tree.write(transcript("l"), response(9, session: "l", secondsAgo: 1))
      let other = bench.store(.laptop, at: bench.directory.appending("other"))
      _ = try other.ingest(bench.options([tree]))
      _ = try other.exportSnapshot(to: bench.directory.appending("other.ccsnap"))
      _ = try bench.store().importSnapshot(from: bench.directory.appending("other.ccsnap"))
    }
    if what != "erasure", what != "import" { try bench.ingest() }
    let log = try LogReader(try StoreDirectory.open(bench.storePath, fileSystem: POSIXFileSystem()))
    // An erasure removes all checkpoints.
    if try log.checkpoint(RecentCheckpoint.name, version: RecentCheckpoint.version) != nil {
      #expect(try !isFoldable())
    }
    let (kept, all) = (try recent(), try whole())
    #expect(kept == all)
    if what == "old session" { #expect(kept.session("old")?.tokens == 6) }
  }

  @Test("a gateway that gives every response one id is counted as by the state of all responses")
  func gateway() throws {
    for number in 1...5 {
      let text =
        line(10 * number, session: "s", text: "and now")
        + response(10 * number + 1, message: 7, secondsAgo: 60 - Int64(number))
        .replacing(#""input_tokens":1"#, with: #""input_tokens":\#(number)"#)
      try add(text, to: "s")
      try bench.ingest()
      let (kept, all) = (try recent(), try whole())
      #expect(kept == all)
    }
    #expect(try bench.store().view().usageState.responses.count > 1)
  }

  @Test("what is kept stays small, and names no session that is a week old")
  func shortened() throws {
    for number in 0..<60 {
      try add(response(number, session: "s\(number)", secondsAgo: 0), to: "s\(number)")
      try bench.ingest()
      _ = try recent()
      bench.clock.advance(seconds: Self.day / 2)
    }
    let log = try LogReader(try StoreDirectory.open(bench.storePath, fileSystem: POSIXFileSystem()))
    let checkpoint = try #require(try log.checkpoint(RecentCheckpoint.name, version: RecentCheckpoint.version))
    let kept = try #require(RecentCheckpoint(decoding: checkpoint.state))
    #expect(kept.responses.usage.responses.count < 10 && kept.responses.usage.sessions.ids.count < 20)
    let all = try whole()
    var last = try recent()
    // It was made when something was stored last.
    last.made = all.made
    #expect(last == all && last.sessions.count < 20, "\(last) \(all)")
  }

  @Test("a checkpoint that is cut or changed at any byte is refused or gives an answer, and never a crash")
  func decoding() throws {
    try add(response(1, secondsAgo: 60) + response(2, secondsAgo: 9 * Self.day), to: "s")
    try bench.ingest()
    let (store, now) = (bench.store(), bench.clock.milliseconds)
    let view = try store.view()
    let bytes = try RecentCheckpoint(view, .builtIn, now).encoded
    #expect(RecentCheckpoint(decoding: bytes)?.encoded == bytes)
    for length in bytes.indices { #expect(RecentCheckpoint(decoding: Array(bytes[..<length])) == nil) }
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        guard let decoded = RecentCheckpoint(decoding: changed) else { continue }
        _ = try? decoded.usage(store, view.log, .utc, .builtIn, now)
      }
    }
  }
}
