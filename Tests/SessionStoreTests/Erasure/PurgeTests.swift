import Bytes
import FileIO
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

private let a = transcript("a")
private let b = transcript("b")

@Suite("purges")
struct PurgeTests {
  let bench: Workbench
  private let secret = "hunter2"

  /// Several small segments: session b before and after session a, which has the secret in every column that takes
  /// text.
  init() throws {
    bench = try Workbench()
    let more =
      #","cwd":"/hunter2","gitBranch":"hunter2","version":"hunter2","customTitle":"hunter2""#
      + #","aiTitle":"hunter2","summary":"hunter2","leafUuid":"hunter2","agentId":"hunter2","subtype":"hunter2""#
    try bench.tree.write(b, lines(20..<23, session: "b"))
    try ingest()
    let response =
      #"{"type":"assistant","uuid":"\#(uuid(5))","sessionId":"a","timestamp":"\#(time(5))","requestId":"r1","#
      + #""message":{"id":"m1","model":"opus","role":"assistant","content":[{"type":"text","text":"hunter2"},"#
      + #"{"type":"tool_use","name":"hunter2","input":{}}],"usage":{"input_tokens":7,"output_tokens":9}}}"# + "\n"
    try bench.tree.write(a, line(0, session: "a", text: secret, more: more) + response + line(2, session: "a"))
    try bench.tree.write("projects/p/a/tool-results/t.txt", secret)
    try ingest()
    try bench.tree.append(a, line(3, session: "a"))
    try bench.tree.write(b, lines(20..<26, session: "b"))
    try ingest()
  }

  /// Ingests, and ends the segment after every commit.
  private func ingest() throws {
    var writer = try LogWriter.open(at: bench.storePath, clock: bench.clock, retry: Workbench.patience())
    writer.segmentSize = 1
    let context = IngestContext(fileSystem: POSIXFileSystem(), clock: bench.clock, machine: .desk)
    _ = try Ingest(writer, options: bench.options(), context: context, progress: { _ in }).run()
  }

  private func erase(_ target: ErasureTarget, includesUsage: Bool = false) throws {
    _ = try bench.store().erase(target, includesUsage: includesUsage, retry: Workbench.patience())
  }

  @discardableResult
  private func purge() throws -> PurgeReport { try bench.store().purge(retry: Workbench.patience()) }

  /// The files and decoded blocks of the store that contain the bytes.
  private func places(of needle: [UInt8]) throws -> [String] { try Self.places(of: needle, in: bench) }

  static func places(of needle: [UInt8], in bench: Workbench) throws -> [String] {
    var places: [String] = []
    for (name, bytes) in try contentsOfTree(bench.storePath) where bytes.contains(needle) { places.append(name) }
    let log = try bench.store().openLog()
    try log.forEachBlock { block in
      let columns = try BlockColumns(block)
      let bodies = try log.bodies(of: block)
      for row in 0..<block.count {
        if bodies.withBody(row, { [UInt8]($0) }).contains(needle) { places.append("body of \(block.firstSequence)") }
        for column in block.columns where block.isInteger(column) == false {
          if try columns.block.bytes(column)[row]?.contains(needle) == true { places.append("column \(column)") }
        }
      }
    }
    return places
  }

  @Test("a purge removes erased text from every file of the store")
  func secretIsGone() throws {
    try erase(.session("a"))
    #expect(try places(of: Array(secret.utf8)) != [])
    let report = try purge()
    #expect(report.segments == 3 && report.events >= 5)
    #expect(try places(of: Array(secret.utf8)) == [])
    // The uuids and everything else that identifies a record are removed, too.
    #expect(try places(of: Array(uuid(0).utf8)) == [])
    #expect(try places(of: Array(uuid(5).utf8)) == [])
  }

  @Test("a purge removes the MD5s of erased files and all chain hashes from the first erased event on")
  func hashesAreGone() throws {
    let hashes = try bench.log().decisions(a).flatMap { [$0.md5, $0.oldMD5].compactMap { $0 } }
    let chains = try commitChains()
    try erase(.session("a"))
    #expect(hashes.count == 3)
    for md5 in hashes { #expect(try places(of: md5) != []) }
    try purge()
    for md5 in hashes { #expect(try places(of: md5) == []) }
    // The commits of the first ingest came before.
    let rest = chains.dropFirst(1)
    #expect(rest.count >= 2)
    for (sequence, chain) in rest { #expect(try places(of: chain.bytes) == [], "after event \(sequence)") }
    #expect(try places(of: chains[0].1.bytes) != [])
  }

  private func commitChains() throws -> [(UInt64, Digest)] {
    let log = try bench.store().openLog()
    return try (1...log.head.sequence).compactMap { sequence in
      try log.chain(at: sequence).map { (sequence, $0) }
    }
  }

  @Test("a purge changes no export, session, event kind or other body")
  func restStays() throws {
    try erase(.record(session: "a", record: uuid(0)))
    let before = (
      exported: try bench.exported(), sessions: try bench.store().sessions(), kinds: try bench.log().kinds,
      bodies: try bench.log().bodies.filter { !$0.bytes.contains(Array("hunter2".utf8)) }
    )
    try purge()
    #expect(try bench.exported() == before.exported)
    #expect(try bench.store().sessions() == before.sessions)
    #expect(try bench.log().kinds == before.kinds)
    #expect(
      try bench.log().bodies.filter { !$0.bytes.isEmpty && !$0.bytes.contains(Array("hunter2".utf8)) } == before.bodies)
    #expect(try bench.damage() == [])
    #expect(try bench.store().replay(verify: true).isVerified == true)
    #expect(try bench.log().disorder == [])
  }

  @Test("a purge leaves the segments before the first erased event unchanged")
  func earlierSegments() throws {
    let before = try contentsOfTree(bench.storePath.appending("seg"))
    try erase(.session("a"))
    try purge()
    let after = try contentsOfTree(bench.storePath.appending("seg"))
    #expect(after["00000000-00000000.ccs"] == before["00000000-00000000.ccs"])
    #expect(
      after.keys.sorted().dropLast() == [
        "00000000-00000000.ccs", "00000001-00000001.ccs", "00000002-00000001.ccs", "00000003-00000001.ccs",
      ])
  }

  @Test("a purge keeps the columns that usage needs, unless these are erased too", arguments: [false, true])
  func usage(includesUsage: Bool) throws {
    try erase(.session("a"), includesUsage: includesUsage)
    try purge()
    var tokens: [Int64] = []
    var messages: [String] = []
    try bench.store().openLog().forEachBlock { block in
      let columns = try BlockColumns(block)
      for row in 0..<block.count where columns.kind(row) == .record {
        if let count = try columns.integers(.outputTokens)[row] { tokens.append(count) }
        if let id = try columns.bytes(.message)[row] { messages.append(id.text) }
      }
    }
    #expect(tokens.filter { $0 > 0 } == (includesUsage ? [] : [9]))
    #expect(messages == (includesUsage ? [] : ["m1"]))
  }

  @Test("a second purge changes no byte of the log")
  func twice() throws {
    try erase(.session("a"))
    try purge()
    let before = try contentsOfTree(bench.storePath.appending("seg"))
    let report = try purge()
    #expect(report.segments == 0 && report.events == 0 && report.removed == [])
    #expect(try contentsOfTree(bench.storePath.appending("seg")) == before)
  }

  @Test("a purge of a store without erasures changes no byte of the log")
  func nothingErased() throws {
    let before = try contentsOfTree(bench.storePath.appending("seg"))
    #expect(try purge().segments == 0)
    #expect(try contentsOfTree(bench.storePath.appending("seg")) == before)
  }

  @Test("after a purge the files are still known, and erased text is kept out")
  func keptOutAfterwards() throws {
    try erase(.session("a"))
    try purge()
    try bench.tree.setModified(a, 1_700_000_000_000_000_000)
    #expect(try bench.ingest().counts.records == 0)
    #expect(try bench.log().decisions(a).last?.reason == .identical)
    try bench.tree.append(a, line(7, session: "a"))
    #expect(try bench.ingest().counts.records == 1)
    #expect(try bench.log().decisions(a).last?.reason == .appended)
    try bench.tree.copy(a, to: transcript("c", folder: "q"))
    #expect(try bench.ingest().counts.records == 1)
    try bench.tree.move(a, to: transcript("a", folder: "r"))
    try bench.ingest()
    #expect(try bench.log().decisions(transcript("a", folder: "r")).last?.reason == .copy)
    #expect(try places(of: Array(secret.utf8)) == [])
    #expect(try bench.damage() == [])
  }

  @Test("a second purge removes what was erased after the first")
  func again() throws {
    try erase(.record(session: "a", record: "0"))
    try purge()
    try erase(.record(session: "b", record: "1"))
    let report = try purge()
    #expect(report.events >= 1)
    #expect(try places(of: Array(uuid(21).utf8)) == [])
    #expect(try places(of: Array(uuid(20).utf8)) != [])
    #expect(try bench.damage() == [])
  }

  @Test("a purge removes quarantined bytes, foreign segments, indexes and all older manifests")
  func remains() throws {
    try erase(.session("a"))
    for name in ["quarantine/00000000-00000000-at-128", "seg/00000009-00000000.ccs", "idx/x.idx"] {
      let file = try POSIXFileSystem().create(bench.storePath.appending(name))
      try file.write(Array(secret.utf8), at: 0)
      file.close()
    }
    let report = try purge()
    #expect(Set(report.removed).isSuperset(of: ["quarantine/00000000-00000000-at-128", "seg/00000009-00000000.ccs"]))
    #expect(try contentsOfTree(bench.storePath.appending("manifest")).count == 1)
    #expect(try contentsOfTree(bench.storePath.appending("idx")).isEmpty)
    #expect(try places(of: Array(secret.utf8)) == [])
    #expect(try bench.store().verify().findings == [])
  }

  @Test("a purge rewrites a segment whose torn tail contains erased text")
  func tornTail() throws {
    let active = try #require(try contentsOfTree(bench.storePath.appending("seg")).keys.sorted().last)
    let path = bench.storePath.appending("seg/" + active)
    let file = try POSIXFileSystem().openForWriting(path)
    try file.write(Array(secret.utf8), at: try file.status().size)
    file.close()
    try erase(.session("a"))
    try purge()
    #expect(try places(of: Array(secret.utf8)) == [])
    #expect(try bench.damage() == [])
  }

  @Test("a purge that is stopped leaves the store as it was")
  func stopped() throws {
    struct Stop: Error {}
    try erase(.session("a"))
    let before = try contentsOfTree(bench.storePath.appending("seg"))
    #expect(throws: Stop.self) {
      try bench.store().purge(retry: Workbench.patience(), checkStop: { throw Stop() })
    }
    #expect(try contentsOfTree(bench.storePath.appending("seg")) == before)
    #expect(try bench.damage() == [])
    try purge()
    #expect(try contentsOfTree(bench.storePath.appending("tmp")).isEmpty)
  }
}

extension [UInt8] {
  /// Returns whether these bytes contain `needle`.
  func contains(_ needle: [UInt8]) -> Bool { withUnsafeBytes { $0.contains(needle) } }
}
