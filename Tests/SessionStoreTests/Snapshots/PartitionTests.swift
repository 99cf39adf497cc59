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

@Suite("files spread over several machines", .enabled(if: Corpus.isPresent, Corpus.absence))
struct PartitionTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// What a store knows, without where it is from.
  private struct Knowledge: Equatable {
    var sessions: [SessionSummary]
    var usage: [[UsageGroup]]
    /// The bytes of the files, by path below `projects`.
    var files: [String: [UInt8]]

    init(_ store: Store, _ target: FilePath) throws {
      sessions = try store.sessions().map { session in
        var session = session
        session.deletedAfter = nil
        return session
      }
      usage = try ([.day, .model, .session, .project, .tool, .block] as [UsageGrouping]).map { grouping in
        var query = UsageQuery()
        query.grouping = grouping
        return try store.usage(query).groups
      }
      _ = try store.export(to: target)
      defer { try? FileManager.default.removeItem(atPath: target.string) }
      files = try Dictionary(
        contentsOfTree(target).map { path, bytes in
          (String(path[(path.range(of: "projects/")?.lowerBound ?? path.startIndex)...]), bytes)
        }, uniquingKeysWith: { first, _ in first + [0] })
    }
  }

  private func snapshot(of store: Store) throws -> FilePath {
    let file = bench.directory.appending("\(UUID().uuidString).ccsnap")
    _ = try store.exportSnapshot(to: file)
    return file
  }

  private func take(_ from: Store, into store: Store) throws {
    let file = try snapshot(of: from)
    defer { try? FileManager.default.removeItem(atPath: file.string) }
    _ = try store.importSnapshot(from: file, retry: Workbench.patience())
  }

  @Test(
    "real transcripts ingested on several machines and merged in any order give the same answers",
    arguments: 0..<2 * TestSettings.scale)
  func partitions(part: Int) throws {
    let corpus = try Tree(bench.directory.appending("all"))
    let names = try Corpus.files()
    for name in names { try corpus.write(name, Corpus.bytes(name)) }
    let whole = bench.store()
    _ = try whole.ingest(bench.options([corpus]))
    let expected = try Knowledge(whole, bench.directory.appending("expected"))
    #expect(expected.files.count == names.count)
    for seed in UInt64(part * 5 + 1)...UInt64(part * 5 + 5) {
      var random = Seeded(seed)
      let place = bench.directory.appending("seed-\(seed)")
      let count = Int.random(in: 2...4, using: &random)
      let trees = try (0..<count).map { try Tree(place.appending("machine-\($0)")) }
      for name in names {
        let path = random.pick(trees).path(name)
        try POSIXFileSystem().makeDirectories(path.removingLastComponent())
        try #require(link(corpus.path(name).string, path.string) == 0)
      }
      var stores: [Store] = []
      for (number, tree) in trees.enumerated() {
        let machine = Machine(
          id: [UInt8](repeating: UInt8(number + 1), count: 16), name: Array("machine\(number)".utf8))
        stores.append(bench.store(machine, at: place.appending("store-\(number)")))
        _ = try stores[number].ingest(bench.options([tree]))
      }
      stores = stores.shuffled(using: &random)
      // The target is an empty store or one of the stores; some stores are imported a second time through another one.
      let target = Int.random(in: 0...1, using: &random) == 0 ? bench.store(at: place.appending("target")) : stores[0]
      if Int.random(in: 0...2, using: &random) == 0 { try take(stores[count - 1], into: stores[count > 2 ? 1 : 0]) }
      for store in stores where store.path != target.path { try take(store, into: target) }
      let found = try Knowledge(target, place.appending("out"))
      #expect(found.sessions == expected.sessions, "seed \(seed)")
      #expect(found.usage == expected.usage, "seed \(seed)")
      #expect(found.files == expected.files, "seed \(seed)")
      #expect(try target.verify().findings == [], "seed \(seed)")
      try FileManager.default.removeItem(atPath: place.string)
    }
    print("5 partitions of \(names.count) files into 2 to 4 machines: the same sessions, usage and files")
  }
}
