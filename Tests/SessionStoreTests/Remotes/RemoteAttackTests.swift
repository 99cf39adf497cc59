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

@Suite("hostile remotes")
struct RemoteAttackTests {
  let bench: RemoteBench

  init() throws {
    bench = try RemoteBench()
    try bench.ingest("a", "of-a")
    try bench.ingest("b", "of-b")
    try bench.push("a")
    try bench.push("b")
  }

  private func object(_ name: String) throws -> RemoteObject { try #require(try bench.state(name).all.first) }

  private func path(_ object: RemoteObject) -> String { bench.place().appending(object.path).string }

  private func rename(_ object: RemoteObject, _ change: (inout RemoteObject) -> Void) throws {
    var other = object
    change(&other)
    let target = path(other)
    try FileManager.default.createDirectory(
      atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: path(object), toPath: target)
  }

  /// Pulls into a new store: what is wrong with `a` is named, and `b` comes all the same.
  private func expectDamage(_ word: String) throws {
    let report = try bench.pull("team") { $0.merges = true }
    let wrong = report.parts.filter { $0.state == .damaged }
    #expect(wrong.count == 1 && wrong[0].problem?.contains(word) == true, "\(report.parts)")
    #expect(try bench.sessions("team") == ["of-b"] && bench.stores.isSound("team"))
    let verification = try bench.store("team").verify(bench.remote())
    #expect(!verification.isOK && verification.findings.contains { $0.message.contains(word) })
  }

  @Test("a flipped byte is found by the hash in the name")
  func flipped() throws {
    let file = try path(object("a"))
    var bytes = try bench.contents(file)
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    try expectDamage("SHA-256")
    // A finding says in its message only what its object does not say.
    let findings = try bench.store("team").verify(bench.remote()).findings
    #expect(findings.contains { $0.message.hasPrefix("its SHA-256 begins with ") }, "\(findings)")
  }

  @Test("a file whose hash is right but whose bytes are no snapshot is refused")
  func notASnapshot() throws {
    let object = try object("a")
    let bytes = Array(repeating: UInt8(7), count: 500)
    try Data(bytes).write(to: URL(fileURLWithPath: path(object)))
    try rename(object) { ($0.bytes, $0.digest) = (500, RemotePoint.prefix(Digest(of: bytes))) }
    try expectDamage("it is no snapshot")
  }

  @Test("a chain that the name forges is found")
  func forgedChain() throws {
    try rename(try object("a")) { $0.end.chain ^= 1 }
    try expectDamage("it holds the events")
  }

  @Test("more events than the object has are found")
  func forgedEvents() throws {
    try rename(try object("a")) { $0.end.sequence += 1 }
    try expectDamage("it holds the events")
  }

  @Test("a store under the name of another one is found")
  func forgedStore() throws {
    let other = UUID16(high: 1, low: 2)
    try rename(try object("a")) { $0.store = other }
    try expectDamage("it is of the store")
  }

  @Test("an object of a stranger under the name of the store that pulls changes nothing in it")
  func ownName() throws {
    let own = try bench.stores.uuid("a")
    try bench.pull("copy") { $0.only = [own.description] }
    let head = try bench.head("copy")
    try FileManager.default.removeItem(atPath: path(try object("a")))
    try rename(try object("b")) { ($0.store, $0.end.sequence) = (own, $0.end.sequence + 100) }
    #expect(try bench.pull("copy").parts.map(\.state) == [.damaged] && bench.head("copy") == head)
  }

  @Test("symbolic links in a remote are followed nowhere, neither to read nor to write")
  func links() throws {
    let object = try object("a")
    let outside = bench.place("outside").string
    try FileManager.default.moveItem(atPath: path(object), toPath: outside)
    try FileManager.default.createSymbolicLink(atPath: path(object), withDestinationPath: outside)
    let report = try bench.pull("team") { $0.merges = true }
    #expect(try bench.sessions("team") == ["of-b"] && report.parts.count == 1)
    // The folder of the store leads elsewhere.
    let folder = bench.place().appending(RemoteObject.folder(of: object.store)).string
    let elsewhere = bench.place("elsewhere").string
    try FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: elsewhere)
    #expect(throws: StoreError.self) { try bench.push("a") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere) == [])
  }

  @Test("a file in the place of a folder, and files of others, harm nobody")
  func strangers() throws {
    let stores = bench.place().appending("stores").string
    try Data([1]).write(to: URL(fileURLWithPath: stores + "/file"))
    try Data([1]).write(to: URL(fileURLWithPath: stores + "/\(UUID16(high: 1, low: 2))"))
    try FileManager.default.createDirectory(atPath: stores + "/a/b/c/d/e/f", withIntermediateDirectories: true)
    #expect(try bench.pull("team").parts.map(\.state) == [.updated, .updated])
  }

  @Test("nothing is left next to a store after a pull that failed, and what a crash has left is removed")
  func leftovers() throws {
    let parent = bench.stores.path("team").removingLastComponent()
    let left = parent.appending(".store-team.0123abcd.ccstore-remote").string
    try FileManager.default.createDirectory(atPath: left + "/in/x", withIntermediateDirectories: true)
    var bytes = try bench.contents(path(object("a")))
    bytes[100] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path(object("a"))))
    try bench.pull("team")
    let names = try FileManager.default.contentsOfDirectory(atPath: parent.string)
    #expect(names.filter { $0.hasSuffix(".ccstore-remote") } == [])
  }
}
