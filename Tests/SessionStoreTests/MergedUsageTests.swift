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
