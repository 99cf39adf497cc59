import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import ModelContext

@Suite("what the tool search says about hits that repeat each other, and about no hits")
struct SearchAnswerTests {
  let bench: Workbench
  let asked: AskedServer

  init() throws {
    bench = try Workbench()
    asked = AskedServer(bench)
  }

  @Test(
    "an answer that two sessions share is one hit that names both, and one with other words is another",
    arguments: [false, true])
  func sharedRecords(_ hasExchanges: Bool) throws {
    for (number, session) in ["aaaaaaaa", "bbbbbbbb", "cccccccc"].enumerated() {
      // The third session has the ids of the others with other words.
      let said = number == 2 ? "needle of another kind" : "needle of the first kind"
      try bench.tree.write(
        transcript(session),
        prompt(1, session: session, text: "question") + answer(2, session: session, text: said, after: 1))
    }
    try bench.ingest()
    let called = try asked.call("search", #"{"query":"needle","exchange":\#(hasExchanges)}"#)
    #expect(called.text.hasPrefix("2 records found"), "\(called.text)")
    let shared = ["aaaaaaaa", "bbbbbbbb"].map { called.own.contains("session \($0)") }
    #expect(shared.count { $0 } == 1 && called.own.contains("session cccccccc"), "\(called.text)")
    let other = shared[0] ? "bbbbbbbb" : "aaaaaaaa"
    #expect(called.own.count { $0.hasPrefix("also in \(other) @") } == 1, "\(called.text)")
    #expect(called.quoted.count { $0 == "> needle of the first kind" } == 1, "\(called.text)")
    #expect(called.quoted.count { $0 == "> needle of another kind" } == 1, "\(called.text)")
  }

  @Test("a prompt that two sessions share is quoted once, because what followed it may differ")
  func sharedPrompts() throws {
    for (session, said) in [("aaaaaaaa", "one way"), ("bbbbbbbb", "another way"), ("cccccccc", "another way")] {
      try bench.tree.write(
        transcript(session),
        prompt(1, session: session, text: "needle") + answer(2, session: session, text: said, after: 1))
    }
    try bench.ingest()
    let called = try asked.call("search", #"{"query":"needle","exchange":true}"#)
    let named = called.own.filter { $0.hasPrefix("session ") }
    for session in ["aaaaaaaa", "bbbbbbbb", "cccccccc"] { #expect(named.count { $0.contains(session) } == 1) }
    let same = named.filter { $0.contains(": the same as @") && $0.hasSuffix(" above") }
    #expect(same.count == 1, "\(called.text)")
    #expect(Set(called.quoted).isSuperset(of: ["> one way", "> another way"]), "\(called.text)")
  }

  @Test("a prompt comes with the first and the last answer to it, and every hit with the prompt that follows")
  func outcome() throws {
    try bench.tree.write(
      transcript("s"),
      prompt(1, session: "s", text: "which needle do we take") + answer(2, session: "s", text: "let me look", after: 1)
        + answer(3, session: "s", text: "needle a is short, needle b is long", after: 2)
        + prompt(4, session: "s", text: "b", after: 3) + answer(5, session: "s", text: "done", after: 4))
    try bench.ingest()
    let called = try asked.call("search", #"{"query":"needle","exchange":true,"sort":"relevance"}"#)
    let lines = called.text.split(separator: "\n").map(String.init)
    let opening = try #require(lines.firstIndex { $0.hasPrefix("first answer @") })
    #expect(lines[opening + 1] == "> let me look" && lines[opening + 2].hasPrefix("last answer @"), "\(called.text)")
    #expect(called.quoted.contains("> needle a is short, needle b is long"), "\(called.text)")
    let next = try #require(lines.firstIndex { $0.hasPrefix("next prompt @") })
    #expect(lines[next + 1] == "> b")
    // What a person has typed comes first.
    let first = try #require(lines.firstIndex { $0.hasPrefix("@") })
    #expect(lines[first].contains(" user ") && lines[first + 1] == "> which needle do we take", "\(called.text)")
  }

  @Test("a limit of hits holds without the copies of the sessions that were continued in others")
  func limitWithoutCopies() throws {
    for session in 0..<6 {
      let name = String(repeating: "\(session)", count: 8)
      let text = try (0..<8).map { try answer($0 + 1, session: name, text: "needle \($0)") }
      try bench.tree.write(transcript(name), text.joined())
    }
    try bench.ingest()
    for sort in ["time", "relevance"] {
      let called = try asked.call("search", #"{"query":"needle","limit":5,"sort":"\#(sort)"}"#)
      let hits = called.own.filter { $0.hasPrefix("@") }
      let copies = called.own.filter { $0.hasPrefix("also in ") && $0.hasSuffix(" and 2 more sessions") }
      #expect(hits.count == 5 && copies.count == 5, "\(called.text)")
      let all = try asked.call("search", #"{"query":"needle","limit":50,"sort":"\#(sort)"}"#)
      #expect(all.text.hasPrefix("8 records found"), "\(all.text)")
    }
  }

  @Test("hits of one exchange repeat neither its prompt nor, where it is the same, its answer")
  func sharedPrompt() throws {
    try bench.tree.write(
      transcript("s"),
      prompt(1, session: "s", text: "question of all")
        + answer(2, session: "s", text: "needle one", after: 1, tool: "Read")
        + answer(3, session: "s", text: "needle two", after: 2))
    try bench.ingest()
    let called = try asked.call("search", #"{"query":"needle","exchange":true}"#)
    // The title of the session is its first prompt.
    #expect(called.quoted.count { $0 == "> question of all" } == 1, "\(called.text)")
    #expect(called.own.contains { $0.hasPrefix("same prompt") }, "\(called.text)")
  }

  @Test("an answer without hits names what limited the search, and a period that ends before it begins is refused")
  func nothing() throws {
    try bench.tree.write(transcript("s"), prompt(1, session: "s", text: "needle"))
    try bench.ingest()
    let limited = try asked.call("search", #"{"query":"needle","until":"1999","project":"/work"}"#)
    #expect(
      limited.text.hasPrefix("Nothing is found in texts of user, assistant, limited by project, until."),
      "\(limited.text)")
    for (tool, first) in [("search", #""query":"needle","#), ("sessions", ""), ("files", ""), ("usage", "")] {
      let called = try asked.call(tool, #"{\#(first)"since":"2026-03-02","until":"2026-03-01"}"#)
      #expect(called.isError && called.text.hasPrefix("argument 'until' ends before 'since' begins"), "\(called.text)")
      #expect(try !asked.call(tool, #"{\#(first)"since":"2026-03-01","until":"2026-03-01"}"#).isError)
    }
  }

  @Test("where the end of the log is missing, documents count that as a part that could not be read")
  func shortfall() throws {
    func segment() throws -> FilePath {
      let folder = bench.storePath.appending("seg")
      return folder.appending(
        try #require(try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted().first))
    }
    var early: [UInt8] = []
    for number in 1...3 {
      try bench.tree.write(transcript("s\(number)"), prompt(number, session: "s\(number)", text: "needle \(number)"))
      try bench.ingest()
      if number == 2 { early = try POSIXFileSystem().contents(segment()) }
    }
    try Data(early).write(to: URL(fileURLWithPath: segment().string))
    #expect(try asked.call("search", #"{"query":"needle"}"#).text.contains("may be missing"))
    for (tool, arguments) in [("status", "{}"), ("usage", #"{"by":"day"}"#)] {
      #expect(try asked.call(tool, arguments).structured?["lost"]?.intValue == 1)
    }
  }
}
