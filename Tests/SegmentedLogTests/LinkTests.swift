import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import SegmentedLog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("links and foreign files in a store")
struct LinkTests {
  private let scratch: ScratchDirectory
  private let events = TestEvent.numbered(1, 4)
  private var files: POSIXFileSystem { scratch.fileSystem }
  private var store: FilePath { scratch.path.appending("store") }
  private var outside: FilePath { scratch.path.appending("outside") }

  init() throws {
    scratch = try ScratchDirectory()
    var writer = try LogWriter.open(at: store, clock: SteppingClock(), entropy: SeededEntropy(1))
    try writer.commit(Array(events.prefix(2)))
    try writer.commit(Array(events.suffix(2)))
    try files.makeDirectory(outside)
    for name in ["precious", "0000000000000001.mf"] { try write(outside.appending(name), name) }
  }

  private func write(_ path: FilePath, _ text: String) throws {
    let file = try files.create(path)
    try file.write(Array(text.utf8), at: 0)
  }

  /// Replaces something in the store with a link.
  private func link(_ name: String, to target: FilePath) throws {
    let path = store.appending(name)
    try files.rename(path, to: scratch.path.appending("moved"))
    _ = try scratch.link("store/" + name, to: target)
  }

  private func open() throws(LogError) -> LogWriter {
    try LogWriter.open(at: store, clock: SteppingClock(), entropy: SeededEntropy(2))
  }

  private func outsideContents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for entry in try files.list(outside) {
      let name = String(decoding: entry.name, as: UTF8.self)
      contents[name] = try files.contents(outside.appending(name))
    }
    return contents
  }

  @Test(
    "opening a store that contains a link is refused, and nothing outside the store is changed",
    arguments: [
      "tmp", "quarantine", "seg", "manifest", "snap", "idx", "HEAD", "LOCK", "seg/00000000-00000000.ccs",
      "manifest/0000000000000001.mf", "CCSTORE",
    ])
  func refused(_ name: String) throws {
    let before = try outsideContents()
    let isDirectory = try files.status(store.appending(name), followLinks: false).kind == .directory
    try link(name, to: isDirectory ? outside : outside.appending("precious"))
    let error = #expect(throws: LogError.self) { _ = try open() }
    guard case .foreign(_, let why, .link) = error else { return #expect("\(error!)" == "foreign") }
    #expect(why.hasPrefix("\(name) in it is a symbolic link"))
    #expect(throws: LogError.self) { _ = try LogWriter.rebuildManifest(at: store) }
    #expect(try outsideContents() == before)
  }

  @Test(
    "a dangling link in the place of LOCK or HEAD is refused, and no file is created outside the store",
    arguments: ["LOCK", "HEAD"])
  func dangling(_ name: String) throws {
    try link(name, to: outside.appending("new"))
    #expect(throws: LogError.self) { _ = try open() }
    #expect(try !files.exists(outside.appending("new")))
  }

  @Test("a reader ignores links in a store", arguments: ["tmp", "quarantine", "snap", "idx", "HEAD", "LOCK"])
  func ignored(_ name: String) throws {
    let isDirectory = try files.status(store.appending(name), followLinks: false).kind == .directory
    try link(name, to: isDirectory ? outside : outside.appending("precious"))
    let directory = try StoreDirectory.open(store, fileSystem: files)
    #expect(try LogReader(directory).events() == events)
    var verifier = LogVerifier(directory)
    #expect(try verifier.run().findings.allSatisfy { $0.severity == .notice })
  }

  @Test("a segment that is a link counts as missing and is not read from outside the store")
  func segment() throws {
    let name = SegmentID.plain(0).path
    let segment = try files.contents(store.appending(name))
    let file = try files.create(outside.appending("segment"))
    try file.write(segment, at: 0)
    try link(name, to: outside.appending("segment"))
    #expect(throws: LogError.self) { try LogReader(try StoreDirectory.open(store, fileSystem: files)).events() }
  }

  @Test("a pipe in a store is refused by a writer and does not make a reader wait")
  func pipe() throws {
    try files.remove(store.appending("HEAD"))
    try scratch.pipe("store/HEAD")
    let error = #expect(throws: LogError.self) { _ = try open() }
    #expect("\(error!)".contains("HEAD in it is neither a file nor a directory"))
    #expect(try LogReader(try StoreDirectory.open(store, fileSystem: files)).events() == events)
  }

  @Test("a writer refuses a file in the store with a second hard link, and does not write to it")
  func hardLink() throws {
    let precious = outside.appending("precious")
    try files.remove(store.appending("HEAD"))
    try scratch.hardLink("store/HEAD", to: precious)
    let error = #expect(throws: LogError.self) { _ = try open() }
    #expect("\(error!)".contains("has another name"))
    #expect(try files.contents(precious) == Array("precious".utf8))
  }

  @Test(
    "a writer refuses a store in which a file belongs to another user",
    .enabled(if: Users.current == 0, "only root can give a file to another user"))
  func otherUser() throws {
    let path = store.appending("tmp/theirs")
    try write(path, "x")
    #expect(path.withPlatformString { chown($0, 12_345, 12_345) } == 0)
    let error = #expect(throws: LogError.self) { _ = try open() }
    #expect("\(error!)".contains("tmp/theirs in it belongs to another user (number 12345)"))
    #expect(try files.exists(path))
  }

  @Test(
    "a foreign directory in tmp/ or quarantine/ is reported and left alone, and the store can be used",
    arguments: ["tmp", "quarantine"])
  func foreignDirectory(_ folder: String) throws {
    try files.makeDirectories(store.appending("\(folder)/theirs"))
    try write(store.appending("\(folder)/theirs/file"), "x")
    try write(store.appending("\(folder)/left"), "x")
    var writer = try open()
    #expect(writer.foreignEntries == ["\(folder)/theirs"])
    #expect(try files.exists(store.appending("tmp/left")) == false)
    let result = try writer.purge(edits: { _ in EventEdits() })
    #expect(result.left == ["\(folder)/theirs"])
    #expect(try !files.exists(store.appending("\(folder)/left")))
    #expect(try files.contents(store.appending("\(folder)/theirs/file")) == Array("x".utf8))
    var verifier = LogVerifier(writer.directory)
    let findings = try verifier.run().findings
    #expect(findings.map(\.file) == ["\(folder)/theirs"] && findings.allSatisfy { $0.severity == .notice })
  }
}
