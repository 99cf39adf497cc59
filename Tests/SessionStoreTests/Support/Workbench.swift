import FileIO
import Foundation
import SystemPackage
import Testing
import Transcripts

@testable import Answers
@testable import Documents
@testable import LineCodecs
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// Claude Code's files and a store, in a temporary directory that is removed when the test has ended.
///
/// The clock is one minute ahead of the files, so that no ingest waits for a file to settle; `ingest` waits instead,
/// after it is done, until a change of a file shows in its times.
final class Workbench: Sendable {
  let directory: FilePath
  let storePath: FilePath
  let tree: Tree
  let clock = SettableClock(ahead: 60)

  init() throws {
    let path = FilePath(FileManager.default.temporaryDirectory.path).appending(
      "ccstore-session-\(UUID().uuidString)")
    try POSIXFileSystem().makeDirectories(path)
    directory = try POSIXFileSystem().resolve(path)
    storePath = directory.appending("store")
    tree = try Tree(directory.appending("claude"))
  }

  deinit { try? FileManager.default.removeItem(atPath: directory.string) }

  /// Makes another root.
  func tree(_ name: String) throws -> Tree { try Tree(directory.appending(name)) }

  func store(
    _ machine: Machine = .desk, fileSystem: any FileSystem = POSIXFileSystem(), at path: FilePath? = nil
  ) -> Store {
    Store(at: path ?? storePath, fileSystem: fileSystem, clock: clock, machine: machine)
  }

  /// Options for the given trees, by default for the tree of the workbench.
  func options(_ trees: [Tree]? = nil, _ change: (inout SyncOptions) -> Void = { _ in }) -> SyncOptions {
    var options = SyncOptions(workers: 2)
    options.roots = (trees ?? [tree]).map(\.transcripts)
    change(&options)
    return options
  }

  @discardableResult
  func ingest(
    _ trees: [Tree]? = nil, machine: Machine = .desk, fileSystem: any FileSystem = POSIXFileSystem(),
    _ change: (inout SyncOptions) -> Void = { _ in }
  ) throws -> IngestReport {
    defer { waitForTick() }
    return try store(machine, fileSystem: fileSystem).ingest(options(trees, change), retry: Self.patience())
  }

  /// Waits up to a minute for a lock that another thread of the test holds.
  static func patience() -> () -> Bool {
    var left = 12_000
    return {
      usleep(5_000)
      left -= 1
      return left > 0
    }
  }

  /// Returns when a change made from now on gives a file a different ctime from any change made before.
  private func waitForTick() {
    let probe = directory.appending("tick")
    func tick() -> Int64 {
      try? POSIXFileSystem().remove(probe)
      (try? POSIXFileSystem().create(probe))?.close()
      return (try? POSIXFileSystem().status(probe, followLinks: false).changed) ?? .max
    }
    let start = tick()
    while tick() == start { usleep(200) }
  }

  /// The latest generation of every file as the store exports it, by path; with several roots below `machine/root/`.
  func exported(generation: Int? = nil) throws -> [String: [UInt8]] {
    let target = directory.appending("export-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(atPath: target.string) }
    _ = try store().export(to: target, generation: generation)
    return try contentsOfTree(target)
  }

  /// The folder of an export in which the files of a tree are where the store has several roots.
  func prefix(_ tree: Tree, _ machine: Machine = .desk) -> String {
    let safe = tree.root.string.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._".contains($0)) ? $0 : "-" }
    return "\(String(decoding: machine.name, as: UTF8.self))/\(String(safe))/"
  }

  func log() throws -> LogContents { try LogContents(store()) }

  func metadata(_ key: String = "default") throws -> SyncMetadata {
    try #require(try store().status().metadata.first { $0.syncKey == key })
  }

  /// The digest of a projection folded from the log alone.
  func digest(_ name: String) throws -> String {
    try #require(try store().replay().projections.first { $0.name == name }).digest.description
  }

  /// The problems that verification finds.
  func damage() throws -> [String] {
    try store().verify().findings.filter { $0.severity == .error }.map(\.description)
  }
}

extension Machine {
  static let desk = Machine(id: [UInt8](repeating: 0xd, count: 16), name: Array("desk".utf8))
  static let laptop = Machine(id: [UInt8](repeating: 0x1, count: 16), name: Array("laptop".utf8))
}

extension Workbench {
  /// Compacts the store, whatever the gain.
  @discardableResult
  func compact(_ compression: Compression = .high(level: 4), dropSuperseded: Bool = false) throws -> CompactionReport {
    var options = CompactionOptions(compression: compression, blockSize: 64 << 10, workers: 2)
    options.gainMin = .min
    return try store().compact(options, dropSuperseded: dropSuperseded, retry: Self.patience())
  }

  /// Writes checkpoints of all projections, as a long ingest does.
  func saveCheckpoints() throws {
    let writer = try LogWriter.open(at: storePath, clock: clock, retry: Self.patience())
    let log = try LogReader(writer.directory)
    for snapshot in try Projections(log).checkpoints(log.head) { try writer.save(snapshot) }
  }

  /// The trees that the store knows.
  func knownTrees() throws -> [Tree] { try store().status().roots.map { try Tree(FilePath($0)) } }
}
