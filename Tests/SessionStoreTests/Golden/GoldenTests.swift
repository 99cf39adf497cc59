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

/// Stores that were written once and must be readable for ever. Each of them exists for one feature of the format, as
/// its name says.
@Suite("golden stores")
struct GoldenTests {
  static let names = (try? GoldenFiles.names()) ?? []

  @Test("there is one golden store for every recipe, and no other")
  func complete() { #expect(Set(Self.names) == Set(GoldenRecipe.all.map(\.name))) }

  @Test("the files of the golden stores are byte for byte as they were made")
  func unchanged() throws {
    let found = try contentsOfTree(GoldenFiles.directory).filter { $0.key != "SHA256SUMS" }
    #expect(found.mapValues { Digest(of: $0).description } == (try GoldenFiles.checksums()))
  }

  @Test("each golden store is smaller than 20,000 bytes, and all together than 300,000")
  func small() throws {
    let found = try contentsOfTree(GoldenFiles.directory)
    for name in Self.names {
      #expect(found.filter { $0.key.hasPrefix(name + "/") }.reduce(0) { $0 + $1.value.count } < 20_000, "\(name)")
    }
    #expect(found.values.reduce(0) { $0 + $1.count } < 300_000)
  }

  @Test("a golden store is intact, with the events and the chain hash that it had", arguments: names)
  func verify(name: String) throws {
    let expected = try GoldenExpectation(name)
    let result = try Store(at: GoldenFiles.store(name)).verify()
    #expect(result.isOK != (expected.needsMending ?? false), "\(result.findings)")
    #expect(result.events == expected.events)
    #expect(result.head == LogHead(sequence: expected.events, chain: result.head.chain))
    #expect(result.head.chain.description == expected.chain)
    let log = try LogReader(try StoreDirectory.open(GoldenFiles.store(name), fileSystem: POSIXFileSystem()))
    #expect(log.manifest.segments.count == expected.segments)
  }

  @Test("a golden store gives every generation of every file", arguments: names)
  func export(name: String) throws {
    for (generation, files) in try GoldenExpectation(name).files {
      let target = try temporaryDirectory()
      defer { try? FileManager.default.removeItem(atPath: target.string) }
      _ = try Store(at: GoldenFiles.store(name)).export(to: target.appending("out"), generation: Int(generation))
      let found = try contentsOfTree(target.appending("out")).mapValues { Digest(of: $0).description }
      #expect(found == files, "generation \(generation)")
    }
  }

  @Test("a golden store can be continued", arguments: names)
  func append(name: String) throws {
    let expected = try GoldenExpectation(name)
    let target = try temporaryDirectory().appending("store")
    defer { try? FileManager.default.removeItem(atPath: target.removingLastComponent().string) }
    try FileManager.default.copyItem(atPath: GoldenFiles.store(name).string, toPath: target.string)
    // Git does not store empty directories.
    for folder in StoreDirectory.folders { try POSIXFileSystem().makeDirectory(target.appending(folder)) }
    let store = Store(at: target, machine: .desk)
    try store.reset(retry: Workbench.patience())
    let result = try store.verify()
    #expect(result.isOK != (expected.needsMending ?? false), "\(result.findings)")
    #expect(result.events == expected.events + 1)
  }

  private func temporaryDirectory() throws -> FilePath {
    let path = FilePath(FileManager.default.temporaryDirectory.path).appending("ccstore-golden-\(UUID().uuidString)")
    try POSIXFileSystem().makeDirectories(path)
    return path
  }
}

/// This is not a test: Tools/golden runs it to make a missing store.
@Suite("making golden stores")
struct GoldenMaker {
  private static let wanted = ProcessInfo.processInfo.environment["CCSTORE_GOLDEN"]

  @Test("the golden store named in CCSTORE_GOLDEN is made", .enabled(if: wanted != nil, "Tools/golden asks"))
  func make() throws {
    let recipe = try #require(GoldenRecipe.all.first { $0.name == Self.wanted }, "there is no such recipe")
    try GoldenFiles.make(recipe)
  }
}
