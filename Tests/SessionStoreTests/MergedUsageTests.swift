import Foundation
import TestSupport
import Testing

@testable import Answers
@testable import SessionLog
@testable import Sync

@Suite("usage of stores with the same transcripts")
struct MergedUsageTests {
  let stores: Stores

  init() throws { stores = try Stores() }

  private func groups(_ name: String) throws -> [[UsageGroup]] {
    try ([.model, .session, .day, .tool] as [UsageGrouping]).map { grouping in
      var query = UsageQuery()
      query.grouping = grouping
      return try stores.store(name).usage(query).groups
    }
  }

  private func write(_ files: [(path: String, text: String)], to name: String) throws {
    for file in files { try stores.tree(name).write(file.path, file.text) }
  }

  @Test("a response with a prompt in the middle counts once, in a fork and in a merge of two stores, too")
  func interrupted() throws {
    func text(_ session: String) -> String {
      assistant(0, session: session, usage: #"{"input_tokens":5,"output_tokens":1}"#) + line(1, session: session)
        + assistant(2, session: session, usage: #"{"input_tokens":5,"output_tokens":274}"#)
    }
    for name in ["a", "b"] {
      try write([(transcript("s"), text("s"))], to: name)
      try stores.ingest(name)
      #expect(try stores.store(name).usage().totals.responses == 1)
    }
    let alone = try groups("a")
    try stores.take("b", into: "a")
    #expect(try groups("a") == alone)
    #expect(try stores.isSound("a"))
    try write([(transcript("t"), text("t"))], to: "b")
    try stores.ingest("b")
    #expect(try stores.store("b").usage().totals.responses == 1)
  }

  @Test("the answers of a gateway that gives each the same ids count once in a merge of two stores")
  func gateway() throws {
    let text = (0..<3).map { number in
      line(2 * number, session: "s")
        + assistant(2 * number + 1, message: "relay", request: "req", usage: #"{"input_tokens":9,"output_tokens":4}"#)
    }.joined()
    for name in ["a", "b"] {
      try write([(transcript("s"), text)], to: name)
      try stores.ingest(name)
    }
    let alone = try groups("a")
    #expect(try stores.store("a").usage().totals.responses == 3)
    try stores.take("b", into: "a")
    #expect(try groups("a") == alone)
  }

  @Test(
    "in random transcripts the usage of a merge of two stores that have them is that of one",
    arguments: 1...80 * UInt64(TestSettings.scale))
  func random(seed: UInt64) throws {
    var transcripts = RandomTranscripts(seed: seed)
    let files = transcripts.files()
    try write(files, to: "a")
    try stores.ingest("a")
    // The other machine ingests the files as they grow.
    for file in files {
      let lines = file.text.split(separator: "\n").map { $0 + "\n" }
      try write([(file.path, lines.prefix(transcripts.number(below: lines.count)).joined())], to: "b")
    }
    try stores.ingest("b")
    try write(files, to: "b")
    try stores.ingest("b")
    for name in ["a", "b"] {
      let alone = try groups(name)
      let other = name == "a" ? "b" : "a"
      try stores.copy(name, to: "merge-\(name)")
      try stores.take(other, into: "merge-\(name)")
      #expect(try groups("merge-\(name)") == alone, "seed \(seed), \(other) into \(name)")
    }
  }
}

/// Transcripts whose responses have ids of all kinds: their own, one for all, or none; with prompts and results of tools
/// between the lines of one response, and with forks.
private struct RandomTranscripts {
  private var random: Seeded
  private var next = 0

  init(seed: UInt64) { random = Seeded(seed) }

  mutating func number(below limit: Int) -> Int { Int.random(in: 0..<max(limit, 1), using: &random) }

  private mutating func chance(_ percent: Int) -> Bool { number(below: 100) < percent }

  /// One to three sessions, and forks of some of them.
  mutating func files() -> [(path: String, text: String)] {
    var files: [(path: String, text: String)] = []
    for session in ["s", "t", "u"].prefix(1 + number(below: 3)) {
      let lines = self.session(named: session)
      files.append((transcript(session), lines.joined()))
      if chance(50) {
        let fork = lines.prefix(1 + number(below: lines.count)).map {
          $0.replacingOccurrences(of: #""sessionId":"\#(session)""#, with: #""sessionId":"fork-\#(session)""#)
        }
        files.append((transcript("fork-\(session)"), (fork + self.session(named: "fork-\(session)")).joined()))
      }
    }
    return files
  }

  private mutating func session(named session: String) -> [String] {
    let kind = number(below: 4)
    var lines: [String] = []
    for _ in 0...number(below: 4) {
      lines.append(line(takeNumber(), session: session))
      let message = kind == 0 ? "msg_\(next)" : kind == 1 ? "relay" : kind == 2 ? "relay-\(session)" : nil
      let request = [nil, "req", "req_\(next)"][kind == 0 ? 2 : number(below: 3)]
      lines += response(session, message: message, request: request)
    }
    return lines
  }

  private mutating func response(_ session: String, message: String?, request: String?) -> [String] {
    var lines: [String] = []
    var output = 1 + number(below: 5)
    let input = 10 * (1 + number(below: 3))
    var parent: String?
    for _ in 0...number(below: 3) {
      let number = takeNumber()
      let more = parent.map { #","parentUuid":"\#($0)""# } ?? ""
      lines.append(
        assistant(
          number, message: message, session: session, request: request,
          usage: #"{"input_tokens":\#(chance(15) ? 0 : input),"output_tokens":\#(output)}"#,
          tool: chance(40) ? "Bash" : nil, more: more))
      parent = chance(60) ? uuid(number) : nil
      output += self.number(below: 3) * 40
      if chance(25) { lines.append(line(takeNumber(), session: session)) }
      if chance(25) { lines.append(toolResult(takeNumber(), of: number, session: session)) }
    }
    return lines
  }

  private mutating func takeNumber() -> Int {
    next += 1
    return next
  }
}
