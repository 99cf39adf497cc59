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

@Suite("push and pull")
struct RemoteTests {
  let bench: RemoteBench

  init() throws { bench = try RemoteBench() }

  @Test("three machines push twice, a team pulls each event once, and a second push or pull moves nothing")
  func team() throws {
    for name in ["a", "b", "c"] {
      try bench.ingest(name, "of-\(name)")
      #expect(try bench.push(name).objects == 1)
      #expect(try bench.push(name).objects == 0)
    }
    let first = try bench.pull("team")
    #expect(first.isNew && !first.isReplica && first.parts.allSatisfy { $0.state == .updated })
    #expect(try bench.sessions("team") == ["of-a", "of-b", "of-c"])
    for name in ["a", "b", "c"] {
      try bench.ingest(name, "more-\(name)")
      try bench.push(name)
    }
    #expect(try bench.pull("team").parts.map(\.objects) == [1, 1, 1])
    #expect(try bench.pull("team").parts.allSatisfy { $0.state == .current && $0.objects == 0 })
    #expect(try bench.sessions("team").count == 6)
    #expect(try bench.stores.isSound("team"))
    #expect(try bench.store("team").verify(bench.remote()).isOK)
  }

  @Test("an empty directory becomes the store again, and what is pushed later follows")
  func replica() throws {
    for number in 0..<4 { try bench.ingest("a", "s\(number)") }
    let small = try bench.remote(size: 1)
    #expect(try bench.push("a", to: small).objects > 2)
    let report = try bench.pull("new")
    #expect(try report.isReplica && report.parts.first?.addedEvents == bench.head("a").sequence)
    #expect(try bench.areEqual("a", "new"))
    try bench.ingest("a", "later")
    try bench.push("a", to: small)
    try bench.pull("new")
    #expect(try bench.areEqual("a", "new") && bench.stores.isSound("new"))
  }

  @Test("a copy of a store is not mixed with the others on the remote, unless that is asked for")
  func copyStaysPure() throws {
    for name in ["a", "b"] {
      try bench.ingest(name, "of-\(name)")
      try bench.push(name)
    }
    let id = try bench.stores.uuid("a").description
    try bench.pull("copy") { $0.only = [id] }
    #expect(try bench.areEqual("a", "copy"))
    #expect(try bench.pull("copy").parts.contains { $0.state == .skipped } && bench.areEqual("a", "copy"))
    #expect(try bench.pull("copy") { $0.merges = true }.parts.contains { $0.state == .updated })
    // The machine that pushes takes the others in.
    #expect(try bench.pull("a").parts.contains { $0.state == .updated })
    #expect(try bench.sessions("a") == ["of-a", "of-b"])
  }

  @Test("a compaction between two pushes changes nothing on the remote, and what is pushed after it fits")
  func compaction() throws {
    let small = try bench.remote(size: 1)
    for number in 0..<4 { try bench.ingest("a", "s\(number)") }
    try bench.push("a", to: small)
    _ = try bench.store("a").compact(CompactionOptions(compression: .high(level: 4)))
    #expect(try bench.push("a", to: small).objects == 0)
    try bench.ingest("a", "later")
    #expect(try bench.push("a", to: small).objects > 0)
    let state = try bench.state("a")
    #expect(try state.current?.forks == [] && state.current?.head == RemotePoint(bench.head("a")))
    try bench.pull("new")
    #expect(try bench.areEqual("a", "new"))
    #expect(try bench.store("new").verify(bench.remote()).isOK)
  }

  @Test("small objects are merged on request, from the lowest on, and nothing else changes")
  func repack() throws {
    let small = try bench.remote(size: 1)
    for number in 0..<5 {
      try bench.ingest("a", "s\(number)")
      try bench.push("a", to: small)
    }
    let before = try bench.files()
    #expect(before.count >= 5)
    #expect(try bench.push("a") { ($0.repacks, $0.isDryRun) = (true, true) }.removedObjects == before.count)
    #expect(try bench.files() == before)
    let report = try bench.push("a") { $0.repacks = true }
    #expect(report.objects == 1 && report.removedObjects == before.count && report.remoteObjects == 1)
    #expect(try bench.push("a") { $0.repacks = true }.objects == 0)
    try bench.pull("new")
    #expect(try bench.areEqual("a", "new"))
  }

  @Test("a dry run writes nothing on the remote, and makes no store")
  func dryRun() throws {
    try bench.ingest("a", "s")
    let report = try bench.push("a") { $0.isDryRun = true }
    #expect(report.objects == 1 && report.isFirst && !FileManager.default.fileExists(atPath: bench.place().string))
    try bench.push("a")
    #expect(try bench.pull("new") { $0.isDryRun = true }.parts.first?.objects == 1)
    #expect(!FileManager.default.fileExists(atPath: bench.stores.path("new").string))
  }

  @Test("a torn object is replaced by the next push, and what an interrupted one has left is removed")
  func torn() throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    let path = bench.place().string + "/" + (try #require(try bench.files().first))
    let whole = try bench.contents(path)
    try Data(whole.prefix(100)).write(to: URL(fileURLWithPath: path))
    try Data([1]).write(to: URL(fileURLWithPath: path + ".0123abcd.partial"))
    #expect(try bench.pull("none").parts.map(\.objects) == [0])
    #expect(try bench.push("a").objects == 1)
    #expect(try bench.contents(path) == whole)
    let names = try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent)
    #expect(names.count == 1)
  }

  @Test("when the first of two objects is torn, all is sent again, and what is there twice is removed by repacking")
  func firstTorn() throws {
    for session in ["s", "t"] {
      try bench.ingest("a", session)
      try bench.push("a")
    }
    let path = bench.place().string + "/" + (try #require(try bench.files().first))
    try Data(bench.contents(path).prefix(100)).write(to: URL(fileURLWithPath: path))
    #expect(try bench.push("a").epoch == 1)
    try bench.pull("new")
    #expect(try bench.areEqual("a", "new"))
    let verification = try bench.store("a").verify(bench.remote())
    #expect(verification.isOK && verification.findings.count == 2, "\(verification.findings)")
    #expect(try bench.push("a") { $0.repacks = true }.removedObjects == 2)
    #expect(try bench.store("a").verify(bench.remote()).findings.isEmpty)
    #expect(try bench.files().count == 1 && bench.push("a").objects == 0)
  }

  @Test("while an object is not visible yet, what is before it is pulled, and the rest the next time")
  func notVisible() throws {
    let small = try bench.remote(size: 1)
    for number in 0..<3 {
      try bench.ingest("a", "s\(number)")
      try bench.push("a", to: small)
    }
    let objects = try #require(try bench.state("a").current?.objects)
    let hidden = bench.place().appending(objects[objects.count / 2].path).string
    try FileManager.default.moveItem(atPath: hidden, toPath: bench.place("hidden").string)
    try bench.pull("new")
    #expect(try bench.head("new").sequence == objects[objects.count / 2].start.sequence)
    #expect(try !bench.store("new").verify(small).isOK)
    try FileManager.default.moveItem(atPath: bench.place("hidden").string, toPath: hidden)
    try bench.pull("new")
    #expect(try bench.areEqual("a", "new"))
    // A push with such a view sends the same names again.
    try FileManager.default.removeItem(atPath: hidden)
    try bench.push("a", to: small)
    #expect(try bench.state("a").current?.objects == objects)
  }

  @Test("erasures in files of others are proposals of a pull, and followed on request")
  func proposals() throws {
    try bench.ingest("a", "s")
    try bench.push("a")
    try bench.pull("team") { $0.merges = true }
    try bench.stores.erase(.session("s"), in: "team")
    try bench.push("team", to: try bench.remote("other"))
    try bench.pull("a", from: try bench.remote("other"))
    #expect(try bench.sessions("a") == ["s"])
    try bench.pull("a", from: try bench.remote("other")) { $0.acceptsErasures = true }
    #expect(try bench.sessions("a") == [])
  }
}
