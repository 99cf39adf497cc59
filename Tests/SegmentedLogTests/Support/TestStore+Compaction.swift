import FileIO
import TestSupport

@testable import SegmentedLog

extension CompactionOptions {
  /// Options for blocks of a few events and for a compaction whatever the gain.
  static func test(blockSize: Int = 4_096, segmentSize: UInt64 = 1 << 20, gainMin: Int64 = .min) -> CompactionOptions {
    var options = CompactionOptions(blockSize: blockSize)
    (options.segmentSize, options.gainMin) = (segmentSize, gainMin)
    return options
  }
}

extension TestStore {
  /// A closed store of several segments, whose commits are one second apart.
  static func compactable(_ commits: [[TestEvent]], segmentSize: UInt64 = 1_200) throws -> TestStore {
    let store = TestStore(segmentSize: segmentSize)
    var writer = try LogWriter.open(
      at: path, fileSystem: store.disk, clock: SteppingClock(step: 1_000_000_000), entropy: SeededEntropy(1))
    writer.segmentSize = segmentSize
    for events in commits { try writer.commit(events) }
    return store
  }

  @discardableResult
  func compact(_ options: CompactionOptions = .test(), editor: BlockEditor? = nil) throws -> CompactionResult {
    var writer = try writer()
    return try writer.compact(options, isForced: { _ in editor != nil }, editor: editor)
  }

  /// The commit time of each event in milliseconds since 1970 UTC.
  func commitTimes() throws -> [Int64] {
    var times: [Int64] = []
    for entry in try manifest().segments {
      let opened = try directory().openSegment(entry)
      let walk = try SegmentScan(opened.reader, header: opened.header, promised: 0, limit: opened.length)
      for commit in walk.commits {
        let whole = MergedPayload.Part(events: commit.nextSequence - commit.firstSequence, time: commit.time)
        for part in commit.merged.isEmpty ? [whole] : commit.merged {
          times += [Int64](repeating: part.time, count: Int(part.events))
        }
      }
    }
    return times
  }
}
