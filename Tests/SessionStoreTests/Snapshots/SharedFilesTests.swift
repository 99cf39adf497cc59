import Bytes
import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("files that several stores have read")
struct SharedFilesTests {
  let bench: RemoteBench
  var stores: Stores { bench.stores }

  init() throws { bench = try RemoteBench() }

  @Test("a file whose event comes in the second part alone is compared with the files that are here")
  func eventAlone() throws {
    try bench.ingest("team", "s", 0..<5)
    let text = lines(0..<5, session: "s")
    try stores.makeEmpty("other")
    try stores.forge("other") { builder in
      builder.addSource(0, transcript("s"), origin: stores.machine("other").id)
      builder.addRecord(source: 0, generation: 0, text)
    }
    let border = try bench.head("other").sequence
    try stores.forge("other") {
      $0.addDecision(source: 0, generation: 0, length: Int64(text.utf8.count), md5: md5(text), reason: .insert)
    }
    _ = try bench.take(bench.part("other", upTo: border), into: "team")
    _ = try bench.take(bench.part("other", after: border), into: "team")
    #expect(try bench.store("team").syncState().sources.contains { $0?.generations.last?.sharedPrefix != nil })
    #expect(try stores.isSound("team"))
  }

  @Test("a second reading with other bytes is not taken for the file that the first one was equal to")
  func secondReading() throws {
    try bench.ingest("team", "s", 0..<5)
    let (text, other) = (lines(0..<5, session: "s"), lines(10..<18, session: "s"))
    try stores.makeEmpty("other")
    try stores.forge("other") { builder in
      builder.begin(.runStarted)
      builder.set(.run, 9)
      builder.end()
      builder.addSource(0, transcript("s"), origin: stores.machine("other").id)
      for bytes in [text, other] {
        builder.addRecord(source: 0, generation: 0, bytes)
        builder.addDecision(source: 0, generation: 0, length: Int64(bytes.utf8.count), md5: md5(bytes), reason: .insert)
      }
      builder.begin(.mended)
      builder.set(.source, 0)
      builder.set(.generation, 0)
      builder.end()
    }
    _ = try bench.take(bench.part("other"), into: "team")
    #expect(try bench.store("team").sessions().first?.records == 6)
    #expect(try bench.store("team").syncState().sources.allSatisfy { $0?.generations.last?.sharedPrefix == nil })
  }

  @Test("a session that three machines read counts once, whichever of them has more of it and comes first")
  func threeTwins() throws {
    let names = ["a", "b", "c"]
    for (round, lengths) in [[20, 20, 35], [20, 35, 20], [35, 20, 20], [20, 35, 50], [50, 20, 35], [9, 9, 9]]
      .enumerated()
    {
      for (name, length) in zip(names, lengths) {
        try stores.tree("\(name)\(round)").write(
          transcript("s", folder: name), assistantLines(0..<length, session: "s"))
        try stores.ingest("\(name)\(round)")
      }
      for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
        let team = "team-\(round)-\(order)"
        for index in order { _ = try bench.take(bench.part("\(names[index])\(round)"), into: team, merges: true) }
        let session = try #require(try bench.store(team).sessions().first)
        #expect(session.records == Int64(lengths.max()!) && session.files == 3, "\(lengths), \(order)")
      }
    }
  }

  @Test("a session that two machines read counts once while it grows, whichever of them is imported first")
  func growingTwins() throws {
    var random = Seeded(TestSettings.seed)
    let lengths = (0..<20).map { _ in Int.random(in: 1..<40, using: &random) }
    var ends = ["a": 20, "b": 20]
    for name in ["a", "b"] {
      try stores.tree(name).write(transcript("s", folder: name), assistantLines(0..<20, session: "s"))
      try stores.ingest(name)
      _ = try bench.take(bench.part(name), into: "team", merges: true)
    }
    for (index, length) in lengths.enumerated() {
      let name = Bool.random(using: &random) ? "a" : "b"
      // Both read the same file, one of them later than the other.
      let end = min(ends[name]! + length, 240)
      try stores.tree(name).append(
        transcript("s", folder: name), assistantLines(ends[name]!..<end, session: "s"))
      ends[name] = end
      try stores.ingest(name)
      _ = try bench.take(bench.part(name), into: "team")
      let session = try #require(try bench.store("team").sessions().first)
      let seed = "step \(index), seed \(TestSettings.seed)"
      #expect(session.records == Int64(ends.values.max()!) && session.files == 2, "\(seed)")
      #expect(session.usage.responses == session.records, "\(seed)")
    }
    #expect(try stores.isSound("team"))
    // Where they part, each has lines of its own from there on.
    try stores.tree("a").append(transcript("s", folder: "a"), assistantLines(500..<505, session: "s"))
    try stores.tree("b").append(transcript("s", folder: "b"), assistantLines(600..<605, session: "s"))
    for name in ["a", "b"] {
      try stores.ingest(name)
      _ = try bench.take(bench.part(name), into: "team")
    }
    // A version that has parted is not compared again.
    let decisions = try bench.store("team").conflicts().count
    try stores.tree("b").append(transcript("s", folder: "b"), assistantLines(605..<610, session: "s"))
    try stores.ingest("b")
    _ = try bench.take(bench.part("b"), into: "team")
    #expect(try bench.store("team").conflicts().count == decisions)
    #expect(try stores.isSound("team"))
  }
}
