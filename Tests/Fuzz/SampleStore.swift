import FileIO
import SystemPackage
import TestSupport

@testable import Answers
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync
@testable import Transcripts

/// A small store of invented transcripts on a disk in memory, and what it is made of; most inputs begin with it.
enum SampleStore {
  static let path: FilePath = "/store"
  static let segment = SegmentID(ordinal: 0, generation: 0)
  private static let transcript: FilePath = "/claude/projects/p/00000000-0000-4000-8000-00000000000a.jsonl"
  private static let machine = Machine(id: [UInt8](repeating: 7, count: 16), name: Array("desk".utf8))

  static func store(on disk: MemoryFileSystem, clock: any WallClock = SteppingClock(step: 1_000_000)) -> Store {
    Store(at: path, fileSystem: disk, clock: clock, entropy: SeededEntropy(1), machine: machine)
  }

  /// Options for the root `/claude/projects`.
  static var options: SyncOptions {
    var options = SyncOptions(workers: 1)
    options.roots = [TranscriptRoot(path: "/claude", scope: "projects")]
    return options
  }

  /// A disk with folders for sources, and nothing in them.
  static func emptyDisk() throws -> MemoryFileSystem {
    let disk = MemoryFileSystem()
    try disk.makeDirectories("/claude/projects/p")
    return disk
  }

  /// The disk after four ingests: new files, an appended one, a rewritten one, a copy, a reset, and a deleted file.
  static let disk: MemoryFileSystem = must("the sample store") {
    let disk = try emptyDisk()
    let store = Self.store(on: disk)
    let whole = transcript.removingLastComponent().appending("sessions-index.json")
    disk[transcript] = lines(0..<6) + Array("{\"type\":\"summary\",\"summary\":\"s\"}\nnot JSON\n".utf8)
    disk[whole] = Array("{\"version\":1}".utf8)
    _ = try store.ingest(options)
    disk[transcript]! += lines(6..<9)
    try disk.makeDirectories("/claude/projects/q")
    disk["/claude/projects/q/00000000-0000-4000-8000-00000000000a.jsonl"] = disk[transcript]!
    _ = try store.ingest(options)
    disk[transcript] = lines(20..<22)
    try disk.remove(whole)
    _ = try store.ingest(options)
    try store.reset()
    _ = try store.ingest(options)
    return disk
  }

  /// Lines as Claude Code writes them, shortened.
  static func lines(_ numbers: Range<Int>) -> [UInt8] {
    Array(
      numbers.map { number in
        #"{"type":"\#(number % 2 == 0 ? "user" : "assistant")","uuid":"00000000-0000-4000-8000-0000000000\#(number + 10)","#
          + #""sessionId":"00000000-0000-4000-8000-00000000000a","timestamp":"2025-11-24T16:00:\#(number + 10).000Z","cwd":"/w","#
          + #""message":{"id":"m\#(number)","model":"x","content":"line \#(number)","usage":{"input_tokens":\#(number)}}}"#
          + "\n"
      }.joined().utf8)
  }

  static func log(_ disk: MemoryFileSystem = disk) throws -> LogReader {
    try LogReader(try StoreDirectory.open(path, fileSystem: disk))
  }

  static var segmentBytes: [UInt8] { disk[path.appending(segment.path)]! }

  /// Every EVENTS frame: the number of events (`u16`) and the raw payload.
  static func eventPayloads() throws -> [[UInt8]] {
    let reader = FrameReader(file: try disk.open(path.appending(segment.path), followLinks: true), id: segment)
    var payloads: [[UInt8]] = []
    var offset = UInt64(SegmentHeader.length)
    while offset < UInt64(segmentBytes.count) {
      let frame = try reader.checkedHeader(at: offset, limit: UInt64(segmentBytes.count))
      offset = frame.next
      guard frame.type == FrameType.events.rawValue else { continue }
      payloads.append([UInt8(frame.count & 0xff), UInt8(frame.count >> 8)] + (try reader.checkedPayload(frame)))
    }
    return payloads
  }
}
