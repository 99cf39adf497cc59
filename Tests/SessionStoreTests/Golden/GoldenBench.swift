import Bytes
import FileIO
import SystemPackage
import TestSupport
import Times

@testable import Answers
@testable import Documents
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync
@testable import Transcripts

/// A store on a disk in memory, what it was made from, and what it must give. The same calls make the same bytes.
final class GoldenBench {
  static let root: FilePath = "/home/me/.claude"
  static let path: FilePath = "/store"

  private(set) var disk = MemoryFileSystem()
  /// The bytes of every generation, by path below the root of the first machine.
  var expected: [String: [[UInt8]]] = [:]
  private let clock = SteppingClock(step: 1_000_000)

  init() throws { try disk.makeDirectories(Self.root.appending("projects")) }

  // MARK: Sources

  /// Gives a file new contents. `expecting` is the generation that an ingest makes of them; nil where they must not be
  /// stored.
  func write(_ name: String, _ bytes: [UInt8], expecting generation: Int? = 0) throws {
    let path = Self.root.appending(name)
    try disk.makeDirectories(path.removingLastComponent())
    disk[path] = bytes
    guard let generation else { return }
    expected[name] = Array((expected[name] ?? []).prefix(generation)) + [bytes]
  }

  func write(_ name: String, _ text: String, expecting generation: Int? = 0) throws {
    try write(name, Array(text.utf8), expecting: generation)
  }

  func remove(_ name: String) throws { try disk.remove(Self.root.appending(name)) }

  func touch(_ name: String) throws { try disk.setModified(Self.root.appending(name), 1_700_000_000_000_000_000) }

  // MARK: The store

  func ingest(machine: Machine = .desk, _ change: (inout SyncOptions) -> Void = { _ in }) throws {
    var options = SyncOptions(workers: 1)
    options.roots = [TranscriptRoot(path: Self.root, scope: "projects")]
    change(&options)
    _ = try store(machine).ingest(options)
  }

  /// Merges another store of the same files as they are now.
  func importAnother() throws {
    let other = Store(
      at: "/other", fileSystem: disk, clock: clock, entropy: SeededEntropy(7), machine: .desk)
    var options = SyncOptions(workers: 1)
    options.roots = [TranscriptRoot(path: Self.root, scope: "projects")]
    _ = try other.ingest(options)
    _ = try other.exportSnapshot(to: "/other.ccsnap")
    _ = try store(.desk).importSnapshot(from: "/other.ccsnap")
    try disk.remove("/other.ccsnap")
  }

  func erase(_ target: ErasureTarget) throws { _ = try store(.desk).erase(target) }

  func purge() throws { _ = try store(.desk).purge() }

  /// Sets the versions that are left of a file; nil where the file is no longer exported.
  func expect(_ name: String, _ versions: [String]?) { expected[name] = versions?.map { Array($0.utf8) } }

  /// Deletes the files of all sessions that are stored completely, whatever their age, and returns their number.
  func prune() throws -> Int {
    let root = TranscriptRoot(path: Self.root, scope: "projects")
    var options = PruneOptions([root], before: Instant(milliseconds: clock.milliseconds))
    options.openFiles = []
    return try store(.desk).prune(options).files
  }

  func reset() throws { try store(.desk).reset() }

  /// Compacts the store, whatever the gain.
  func compact(blockSize: Int, dropSuperseded: Bool = false) throws {
    var options = CompactionOptions(blockSize: blockSize, workers: 1)
    options.gainMin = .min
    _ = try store(.desk).compact(options, dropSuperseded: dropSuperseded)
  }

  /// Opens the store for writing, which creates or recovers it.
  func open() throws { _ = try writer(on: disk) }

  func saveCheckpoints() throws {
    let writer = try writer(on: disk)
    let log = try log()
    for snapshot in try Projections(log).checkpoints(log.head) { try writer.save(snapshot) }
  }

  func log() throws -> LogReader { try LogReader(try StoreDirectory.open(Self.path, fileSystem: disk)) }

  /// The names of the files in the store.
  var files: [String] {
    disk.files.map(\.string).filter { $0.hasPrefix(Self.path.string + "/") }.map {
      String($0.dropFirst(Self.path.string.count + 1))
    }
  }

  /// The bytes of a file of the store.
  subscript(name: String) -> [UInt8] {
    get { disk[Self.path.appending(name)] ?? [] }
    set { disk[Self.path.appending(name)] = newValue }
  }

  private func store(_ machine: Machine) -> Store {
    Store(at: Self.path, fileSystem: disk, clock: clock, entropy: SeededEntropy(1), machine: machine)
  }

  private func writer(on disk: MemoryFileSystem) throws -> LogWriter {
    try LogWriter.open(at: Self.path, fileSystem: disk, clock: clock, entropy: SeededEntropy(1))
  }
}

// MARK: What no ingest does

extension GoldenBench {
  /// Writes the same events into a new store, with one commit per block, and with segments and BODIES frames of at most
  /// about these sizes in bytes.
  func rewrite(segmentSize: UInt64 = 64 << 20, blockSize: Int = 512 << 10) throws {
    let log = try log()
    let target = MemoryFileSystem()
    var writer = try writer(on: target)
    writer.segmentSize = segmentSize
    var builder = EventBlockBuilder(blockSize: blockSize)
    var blocks: [EncodedBlock] = []
    try log.forEachBlock { block in
      try builder.add(block, try log.bodies(of: block))
      blocks += builder.finish()
    }
    for block in blocks {
      try writer.append(block)
      try writer.commit()
    }
    for name in files { disk[Self.path.appending(name)] = nil }
    for path in target.files {
      try disk.makeDirectories(path.removingLastComponent())
      disk[path] = target[path]
    }
  }

  /// The bytes that an ingest would add to the active segment; the store itself does not change.
  func bytesOfNextIngest() throws -> [UInt8] {
    let (before, sources) = (disk, expected)
    defer { (disk, expected) = (before, sources) }
    disk = before.copy()
    let segment = try activeSegment()
    let length = self[segment].count
    try ingest()
    return Array(self[segment][length...])
  }

  func activeSegment() throws -> String { try log().manifest.segments.last!.id.path }

  /// Makes the manifest state versions of ccstore.
  func state(_ versions: StatedVersions) throws {
    var manifest = try log().manifest
    manifest.versions = versions
    self[Manifest.path(manifest.generation)] = manifest.encoded()
  }

  /// Appends a frame of a type that this version skips.
  func appendSkippableFrame(_ payload: [UInt8]) throws {
    let segment = try activeSegment()
    let offset = UInt64(self[segment].count)
    var writer = ByteWriter()
    FrameHeader(
      type: 200, codec: 0, storedLength: UInt32(payload.count), rawLength: UInt32(payload.count), offset: offset,
      durable: 128, sequence: 0, count: 0, segment: try log().manifest.segments.last!.id,
      storedChecksum: crc32c(payload), rawChecksum: crc32c(payload)
    ).encode(into: &writer)
    writer.append(payload)
    writer.zeros(Format.frameLength(stored: payload.count) - FrameHeader.length - payload.count)
    self[segment] += writer.bytes
  }
}

extension EventBlockBuilder {
  /// Adds the events of a block again.
  fileprivate mutating func add(_ block: EventBlock, _ bodies: BlockBodies) throws {
    let kinds = try block.kinds()
    for row in 0..<block.count {
      begin(kind: UInt8(kinds[row]!))
      for column in block.columns where column >= 16 {
        if block.isInteger(column)! {
          if let value = try block.integers(column)[row] { set(column, value) }
        } else if let value = try block.bytes(column)[row] {
          set(column, value)
        }
      }
      bodies.withBody(row) { end(body: $0) }
    }
  }
}
