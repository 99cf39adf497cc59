import FileIO
import SystemPackage
import TestSupport
import Transcripts

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// A store and Claude Code's files on one simulated disk. The files are durable whenever an ingest begins; the store
/// may lose what it did not sync.
enum CrashStore {
  static let root: FilePath = "/claude"
  static let path: FilePath = "/home/me/data/store"
  static let segmentSize: UInt64 = 3_000

  private static let clock = SteppingClock(start: 1_764_000_000_000_000_000 + 1_800_000_000_000)

  static func store(_ disk: SimulatedFileSystem) -> Store {
    Store(at: path, fileSystem: disk, clock: clock, entropy: SeededEntropy(1), machine: .desk)
  }

  /// Ingests as `Store.ingest` does, but with small commits, small segments, frequent checkpoints and a search index of
  /// everything. `entropy` is the seed of the UUID of a new store.
  @discardableResult
  static func ingest(_ disk: SimulatedFileSystem, entropy: UInt64) throws -> IngestReport {
    var writer = try LogWriter.open(at: path, fileSystem: disk, clock: clock, entropy: SeededEntropy(entropy))
    writer.segmentSize = segmentSize
    var options = SyncOptions(workers: 1)
    options.roots = [TranscriptRoot(path: root, scope: "projects")]
    let context = IngestContext(fileSystem: disk, clock: clock, machine: .desk)
    var ingest = Ingest(writer, options: options, context: context, progress: { _ in })
    ingest.commitBytes = 1
    ingest.checkpointEvents = 8
    ingest.indexes.slack = .init(active: 0, sealed: 0)
    return try ingest.run()
  }
}

/// The contents that a store gives.
struct StoreContents: Equatable {
  /// Every generation of every file, by path.
  var generations: [[String: [UInt8]]] = []
  var sessions: [SessionSummary] = []

  init() {}

  /// Reads the contents and leaves the disk as it is.
  init(_ original: SimulatedFileSystem) throws {
    let disk = SimulatedFileSystem(original.volume)
    let store = CrashStore.store(disk)
    sessions = try store.sessions()
    // This time follows the modification time of the file, which the disks of two histories set at different times.
    for index in sessions.indices { sessions[index].deletedAfter = nil }
    let sources = try Projected<SyncState>(store.openLog()).state.sources
    for generation in 0..<(sources.map { $0?.generations.count ?? 0 }.max() ?? 0) {
      let target = FilePath("/export-\(generation)")
      _ = try store.export(to: target, generation: generation)
      generations.append(disk.volume.tree(target))
    }
  }

  /// Returns whether everything of `other` is here, where each version of a file can be longer.
  func continues(_ other: StoreContents) -> Bool {
    generations.count >= other.generations.count
      && zip(generations, other.generations).allSatisfy { mine, others in
        others.allSatisfy { path, bytes in mine[path]?.starts(with: bytes) == true }
      }
  }
}

/// Claude Code's files, which grow, are rewritten, copied, cut and deleted from one ingest to the next.
struct CrashSources {
  private var random: Seeded
  /// The files on disk, by path below the root.
  private(set) var files: [String: [UInt8]] = [:]
  private var number = 0
  /// The number of bytes of text in a line.
  private let lineBytes: Int

  init(seed: UInt64, lineBytes: Int = 5) { (random, self.lineBytes) = (Seeded(seed), lineBytes) }

  /// Changes some files, and returns the changes by path; nil for a deleted file.
  mutating func step() -> [String: [UInt8]?] {
    let before = files
    if files.isEmpty {
      for name in ["a", "b"] { files[transcript(name)] = some(3) }
      files["projects/p/a/subagents/agent-1.jsonl"] = some(2)
      files["projects/p/a/tool-results/1.txt"] = random.bytes(700)
    } else {
      for _ in 0..<Int.random(in: 2...4, using: &random) { change(random.pick(files.keys.sorted())) }
    }
    var changes: [String: [UInt8]?] = [:]
    for (path, bytes) in files where before[path] != bytes { changes[path] = bytes }
    for path in before.keys where files[path] == nil { changes.updateValue(nil, forKey: path) }
    return changes
  }

  private mutating func change(_ path: String) {
    switch random.next() % 10 {
    case 0: files[path] = some(2)
    case 1: files[path]!.removeLast(files[path]!.count / 3)
    case 2: files[path] = nil
    case 3, 4: files[path.replacing("projects/p/", with: "projects/q/")] = files[path]
    case 5: files[transcript("new\(number)")] = some(3)
    case 6: files[path]! += some(1).dropLast(7)
    default: files[path]! += some(3)
    }
    if files.isEmpty { files[transcript("last")] = some(1) }
  }

  private mutating func some(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { _ in
      number += 1
      let text = String(repeating: "words ", count: lineBytes / 6 + Int(random.next() % 20))
      return Array((random.oneIn(9) ? "no JSON \(number)\n" : line(number, text: text)).utf8)
    }
  }
}
