import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import SegmentedLog

/// A store on a disk in memory. The same calls make the same bytes.
struct TestStore {
  static let path: FilePath = "/store"

  let disk: MemoryFileSystem
  var segmentSize: UInt64 = 64 << 20

  init(_ disk: MemoryFileSystem = MemoryFileSystem(), segmentSize: UInt64 = 64 << 20) {
    (self.disk, self.segmentSize) = (disk, segmentSize)
  }

  /// Makes a closed store with these commits.
  init(commits: [[TestEvent]], segmentSize: UInt64 = 64 << 20) throws {
    self.init(segmentSize: segmentSize)
    var writer = try writer()
    for events in commits { try writer.commit(events) }
  }

  /// The same store on another disk.
  func copy() -> TestStore { TestStore(disk.copy(), segmentSize: segmentSize) }

  func writer() throws(LogError) -> LogWriter {
    var writer = try LogWriter.open(
      at: Self.path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(1))
    writer.segmentSize = segmentSize
    return writer
  }

  /// Opens the store for writing and closes it again.
  func recover() throws(LogError) -> RecoveryOutcome { try writer().recovery }

  func append(_ events: [TestEvent]) throws {
    var writer = try writer()
    try writer.commit(events)
  }

  func directory() throws(LogError) -> StoreDirectory { try StoreDirectory.open(Self.path, fileSystem: disk) }

  func reader() throws(LogError) -> LogReader { try LogReader(try directory()) }

  func events() throws -> [TestEvent] { try reader().events() }

  func verify() throws(LogError) -> LogVerification {
    var verifier = LogVerifier(try directory())
    return try verifier.run()
  }

  func manifest() throws -> Manifest { try #require(try directory().manifest()) }

  /// The bytes of a file of the store.
  subscript(name: String) -> [UInt8] {
    get { disk[Self.path.appending(name)] ?? [] }
    nonmutating set { disk[Self.path.appending(name)] = newValue }
  }

  func remove(_ name: String) { disk[Self.path.appending(name)] = nil }

  /// The names of the files in the store that begin with `prefix`, sorted.
  func files(_ prefix: String = "") -> [String] {
    disk.files.map { String($0.string.dropFirst(Self.path.string.count + 1)) }.filter { $0.hasPrefix(prefix) }
  }

  func flip(_ name: String, at offset: Int, bit: Int = 0) { self[name][offset] ^= 1 << UInt8(bit) }

  /// The frame headers of a segment, in order, up to the first invalid one.
  func frames(_ id: SegmentID) throws -> [FrameHeader] {
    let file = try disk.open(Self.path.appending(id.path), followLinks: true)
    let (reader, limit) = (FrameReader(file: file, id: id), UInt64(self[id.path].count))
    var frames: [FrameHeader] = []
    while case .success(let frame) = try reader.header(
      at: frames.last?.next ?? UInt64(SegmentHeader.length), limit: limit)
    {
      frames.append(frame)
    }
    return frames
  }
}

extension LogWriter {
  /// Appends one block and commits it.
  mutating func commit(_ events: [TestEvent], blockSize: Int = 512 << 10) throws(LogError) {
    try append(block(of: events, blockSize: blockSize))
    try commit()
  }
}

extension SegmentID {
  /// The id of a segment that was never compacted.
  static func plain(_ ordinal: UInt32) -> SegmentID { SegmentID(ordinal: ordinal, generation: 0) }
}

extension LogError {
  /// The file that is reported as damaged or unsupported, or that could not be used.
  var file: String? {
    switch self {
    case .damaged(let finding): finding.file
    case .unsupported(let file, _): file
    case .file(let error): error.path.string
    default: nil
    }
  }
}
