import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SessionLog
@testable import Tables

@Suite("names of responses in a lake of several stores")
struct LakeNamesTests {
  let stores: Stores
  let lake: FilePath

  init() throws {
    stores = try Stores()
    lake = stores.bench.directory.appending("lake")
  }

  private func write(_ file: (path: String, text: String), to name: String) throws {
    try stores.tree(name).write(file.path, file.text)
    try stores.ingest(name)
  }

  private func export(_ name: String) throws {
    _ = try stores.store(name).exportLake(to: lake, LakeShapes.format, workers: 1)
  }

  /// The number of responses in the lake, and the sums of the largest input and output of each.
  private func largest() throws -> [Int64] {
    var largest: [String: (input: Int64, output: Int64)] = [:]
    for row in try LakeContents(lake).rows("responses") {
      let (input, output) = (row["input_tokens"] as! Int, row["output_tokens"] as! Int)
      let known = largest["\(row["response"]!) \(row["part"]!)"] ?? (0, 0)
      largest["\(row["response"]!) \(row["part"]!)"] = (
        max(known.input, Int64(input)), max(known.output, Int64(output))
      )
    }
    return [
      Int64(largest.count), largest.values.reduce(0) { $0 + $1.input }, largest.values.reduce(0) { $0 + $1.output },
    ]
  }

  private func counted(_ name: String) throws -> [Int64] {
    let totals = try stores.store(name).usage().totals
    return [Int64(totals.responses), totals.tokens.input, totals.tokens.output]
  }

  /// Prompts and answers whose ids are those that `id` gives.
  private func conversation(
    _ session: String, _ numbers: Range<Int>, request: (Int) -> String? = { _ in nil }, id: (Int) -> String?
  ) -> String {
    numbers.map { number in
      line(3 * number, session: session)
        + assistant(
          3 * number + 1, message: id(number), session: session, request: request(number),
          usage: #"{"input_tokens":\#(10 + number),"output_tokens":1}"#)
        + assistant(
          3 * number + 2, message: id(number), session: session, request: request(number),
          usage: #"{"input_tokens":\#(10 + number),"output_tokens":\#(20 + number)}"#,
          more: #","parentUuid":"\#(uuid(3 * number + 1))""#)
    }.joined()
  }

  @Test(
    "responses to which a gateway gives one id, or one to each session, count once each, whichever store saw which first",
    arguments: [0, 1, 2, 3])
  func gateway(_ kind: Int) throws {
    func text(_ session: String, _ numbers: Range<Int>) -> String {
      conversation(session, numbers) {
        kind == 0 ? nil : kind == 1 ? "req" : "req_\($0)"
      } id: {
        // The last kind looks as if it were unique, and each store has several of them.
        ["relay", "relay", "\($0 % 4)", "msg_01Ab2Cd3Ef4Gh5Jk6Lm7Np8Qr9"][kind]
      }
    }
    let files = [
      (path: transcript("s"), text: text("s", 0..<4)), (path: transcript("t"), text: text("t", 10..<14)),
      (path: transcript("u"), text: text("u", 20..<24)),
    ]
    for file in files { try write(file, to: "all") }
    for (store, order) in [("one", [1, 0]), ("two", [2, 1]), ("three", [0, 2])] {
      for place in order {
        try write(files[place], to: store)
        try export(store)
      }
    }
    #expect(try counted("all")[0] == 12)
    #expect(try largest() == counted("all"))
  }

  /// Three sessions and forks of some of them, in which gateways give responses their own ids, one id for all, numbers
  /// that begin anew in each session, or none.
  private func files(_ random: inout Seeded) -> [(path: String, text: String)] {
    var files: [(path: String, text: String)] = []
    var next = 0
    for session in ["s", "t", "u"] {
      let kind = Int.random(in: 0..<6, using: &random)
      func text(_ name: String, _ count: Int) -> String {
        let start = next
        next += count
        return conversation(name, start..<next) {
          [0, 2, 4].contains(kind) ? "req_\($0)" : nil
        } id: {
          ["msg_\($0)", "relay", "relay-r", "\($0 - start)", "r\($0 - start)", nil][kind]
        }
      }
      let original = text(session, Int.random(in: 1...5, using: &random))
      files.append((transcript(session), original))
      guard Bool.random(using: &random) else { continue }
      let lines = original.replacing(#""sessionId":"\#(session)""#, with: #""sessionId":"fork-\#(session)""#)
        .split(separator: "\n").map { $0 + "\n" }
      let copied = lines.prefix(Int.random(in: 1...lines.count, using: &random)).joined()
      files.append(
        (transcript("fork-\(session)"), copied + text("fork-\(session)", Int.random(in: 1...3, using: &random))))
    }
    return files
  }

  @Test(
    "in random transcripts, of which stores have some in any order, the sums of the largest are those of a store of all",
    arguments: 1...60 * UInt64(TestSettings.scale))
  func random(seed: UInt64) throws {
    var random = Seeded(seed)
    let files = files(&random)
    for file in files { try write(file, to: "all") }
    for (number, name) in ["one", "two", "three"].enumerated() {
      var mine = files.indices.filter { $0 % 3 == number || Bool.random(using: &random) }
      mine.shuffle(using: &random)
      for place in mine {
        let lines = files[place].text.split(separator: "\n").map { $0 + "\n" }
        let first = lines.prefix(Int.random(in: 0..<lines.count, using: &random)).joined()
        for text in [first, files[place].text] {
          try write((files[place].path, text), to: name)
          if Bool.random(using: &random) { try export(name) }
        }
      }
      try export(name)
    }
    #expect(try largest() == counted("all"), "seed \(seed)")
  }
}
