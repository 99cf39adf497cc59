import FileIO
import TestSupport
import Testing

@testable import Answers
@testable import SessionLog
@testable import Sync

@Suite("forks")
struct ForkTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Writes a session with the answers of the given numbers.
  private func write(_ session: String, _ numbers: [Int], stamp: [Int: String] = [:], more: String = "") throws {
    let text = numbers.map { number in
      let from = stamp[number].map { #","forkedFrom":{"sessionId":"\#($0)","messageUuid":"x"}"# } ?? ""
      return assistant(number, message: "msg_\(number)", session: session, request: "req_\(number)", more: from + more)
    }.joined()
    try bench.tree.write(transcript(session), text)
  }

  private func owned() throws -> [String: Int64] {
    var query = UsageQuery()
    query.grouping = .session
    let report = try bench.store().usage(query)
    return Dictionary(uniqueKeysWithValues: report.groups.map { ($0.key!, $0.totals.responses) })
  }

  /// The parents according to `sessions` and according to `--lineage`, which must be the same.
  private func parents() throws -> [String: String] {
    let listed = try bench.store().sessions().compactMap { session in session.forkedFrom.map { (session.id, $0) } }
    let lineage = try bench.store().lineage().values.compactMap { found in found.forkedFrom.map { (found.session, $0) }
    }
    #expect(Dictionary(uniqueKeysWithValues: listed) == Dictionary(uniqueKeysWithValues: lineage))
    return Dictionary(uniqueKeysWithValues: listed)
  }

  @Test(
    "in a chain of forks each session owns what it added and has the right parent, in any order of ingest",
    arguments: [["a", "b", "c", "d"], ["d", "c", "b", "a"], ["b", "d", "a", "c"]], [false, true])
  func chain(ids: [String], isReversed: Bool) throws {
    let steps = [2, 5, 9, 14].enumerated().map { place, count in (ids[place], Array(0..<count)) }
    for (id, numbers) in isReversed ? steps.reversed() : steps {
      try write(id, numbers)
      try bench.ingest()
    }
    #expect(try owned() == [ids[0]: 2, ids[1]: 3, ids[2]: 4, ids[3]: 5])
    #expect(try parents() == [ids[1]: ids[0], ids[2]: ids[1], ids[3]: ids[2]])
  }

  @Test("forks of one session at different records have a parent, and shared responses count once")
  func siblings() throws {
    try write("m", [0, 1, 2, 3, 50])
    try write("a", [0, 1, 20])
    try write("z", [0, 1, 2, 3, 30])
    try bench.ingest()
    // `a` continued before `m` did: nothing says which of the two came first, but what they share counts once.
    #expect(try owned().values.reduce(0, +) == 7)
    #expect(try parents().count == 2)
  }

  @Test("a forkedFrom stamp decides which session is the copy, even where the original continued later")
  func stamps() throws {
    try write("b", [0, 1, 2, 40], stamp: [0: "z", 1: "z", 2: "z"])
    try write("z", [0, 1, 2, 50])
    try write("a", [0, 1, 2, 40, 45], stamp: [0: "b", 1: "b", 2: "b", 40: "b"])
    try bench.ingest()
    #expect(try owned() == ["z": 4, "b": 1, "a": 1])
    #expect(try parents() == ["b": "z", "a": "b"])
  }

  @Test("forkedFrom stamps that form a cycle decide nothing")
  func circle() throws {
    try write("a", [0, 1], stamp: [0: "b", 1: "a"])
    try write("b", [0, 1, 2], stamp: [0: "a"])
    try bench.ingest()
    #expect(try owned() == ["a": 2, "b": 1])
  }

  @Test("a background session is the copy of a session that is not in the background")
  func background() throws {
    try write("a", [0, 1, 2, 30], more: #","sessionKind":"bg""#)
    try write("z", [0, 1, 2, 40])
    try bench.ingest()
    #expect(try owned() == ["z": 4, "a": 1])
    #expect(try parents() == ["a": "z"])
  }

  @Test("a session that was abandoned before its first answer is the parent of a session with the same prompt")
  func prompts() throws {
    try bench.tree.write(transcript("z"), line(0, session: "z"))
    try bench.tree.write(transcript("a"), line(0, session: "a") + line(1, session: "a") + assistant(5, session: "a"))
    try bench.ingest()
    #expect(try parents() == ["a": "z"])
  }

  @Test(
    "in the real transcripts' chain of four forks each session owns what it added",
    .enabled(if: Corpus.isPresent, Corpus.absence))
  func corpus() throws {
    for name in try Corpus.files() where name.contains("oh-my-posh") {
      try bench.tree.write(name, try Corpus.bytes(name))
    }
    try bench.ingest()
    let owned = try owned()
    let chain = ["dcce4143": 63, "e0a6db83": 94, "493c22a8": 54, "94fab1a1": 62] as [String: Int64]
    for (id, count) in chain { #expect(owned.first { $0.key.hasPrefix(id) }?.value == count, "\(id)") }
    let parents = try parents()
    for (id, parent) in [("e0a6db83", "dcce4143"), ("493c22a8", "e0a6db83"), ("94fab1a1", "493c22a8")] {
      #expect(parents.first { $0.key.hasPrefix(id) }?.value.hasPrefix(parent) == true, "\(id)")
    }
  }
}
