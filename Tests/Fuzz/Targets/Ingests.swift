import FileIO
import SystemPackage
import TestSupport

@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

/// A transcript that is ingested in two steps: where to cut it (`u16`), whether its last line may still grow, and its
/// bytes. What was stored is exported byte for byte, in as many lines as there are newlines, and nothing is stored
/// twice.
enum IngestTarget: FuzzTarget {
  static let name = "ingest"
  private static let file: FilePath = "/claude/projects/p/s.jsonl"

  static func seeds() -> [[UInt8]] {
    var seeds: [[UInt8]] = [[4, 0, 1] + Array("{}\n{}".utf8), [2, 0, 0] + Array("\n\r\n\0".utf8)]
    for cut in [0, 100, 1000] {
      for grows in [0, 1] as [UInt8] {
        seeds.append([UInt8(cut & 0xff), UInt8(cut >> 8), grows] + SampleStore.lines(0..<5))
      }
    }
    return seeds
  }

  static func run(_ bytes: [UInt8]) {
    guard bytes.count > 3 else { return }
    let content = Array(bytes[3...])
    let cut = (Int(bytes[0]) | Int(bytes[1]) << 8) % (content.count + 1)
    must("an ingest") { try ingest(content, cut: cut, mayGrow: bytes[2] & 1 == 1) }
  }

  private static func ingest(_ content: [UInt8], cut: Int, mayGrow: Bool) throws {
    let disk = try SampleStore.emptyDisk()
    let clock = SteppingClock(step: 1_000_000)
    let store = SampleStore.store(on: disk, clock: clock)
    disk[file] = Array(content[..<cut])
    if mayGrow { try disk.setModified(file, clock.now()) }
    _ = try store.ingest(SampleStore.options)
    let first = try stored(disk, "first")
    require(content[..<cut].starts(with: first), "the first step stores other bytes")
    require(!content[first.count..<cut].contains(0x0a), "a whole line waits")
    require(mayGrow || first.count == cut, "a quiet file is not stored to its end")

    disk[file] = content
    _ = try store.ingest(SampleStore.options)
    require(try stored(disk, "second") == content, "the second step stores other bytes")
    let generations = try Projected<SyncState>(try SampleStore.log(disk)).state.sources[0]!.generations
    require(generations.count == 1, "growth makes a new generation")
    let lines = content.count { $0 == 0x0a } + (content.last == 0x0a ? 0 : 1)
    require(generations[0].lines == Int64(lines), "\(generations[0].lines) lines instead of \(lines)")
    require(try store.ingest(SampleStore.options).counts.records == 0, "something is stored twice")
    require(try store.verify().isOK, "the store is damaged")
  }

  /// The transcript as the store exports it.
  private static func stored(_ disk: MemoryFileSystem, _ target: String) throws -> [UInt8] {
    let target = FilePath("/" + target)
    _ = try SampleStore.store(on: disk).export(to: target)
    return disk[target.appending(file.string.dropFirst("/claude/".count).description)] ?? []
  }
}
