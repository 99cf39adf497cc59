import FileIO
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import SegmentedLog

/// Readers that open a real store again and again while writers append, roll and are opened one after the other. The
/// run under the thread sanitizer is this suite.
@Suite("readers in parallel with a writer")
struct ReadersBesideWriterTests {
  private static let commits = 1000 * TestSettings.scale
  private static let commitEvents = 4

  private final class Tally: Sendable {
    let isDone = Atomic(false)
    let opened = Atomic(0)
    let read = Atomic(0)
  }

  @Test(
    "readers in parallel with a writer see a log that only grows and is never damaged, even during compactions",
    arguments: [false, true])
  func readers(compacts: Bool) async throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("store")
    try Self.write(0..<1, path)
    let tally = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          var head: UInt64 = 0
          while !tally.isDone.load(ordering: .acquiring) {
            head = try Self.read(path, after: head)
            tally.opened.add(1, ordering: .relaxed)
            tally.read.add(Int(head), ordering: .relaxed)
            // There may be fewer threads than tasks.
            await Task.yield()
          }
        }
      }
      group.addTask {
        defer { tally.isDone.store(true, ordering: .releasing) }
        for start in stride(from: 1, to: Self.commits, by: 20) {
          try Self.write(start..<min(start + 20, Self.commits), path)
          if compacts { try Self.compact(path, blockSize: start % 3 == 0 ? 1_000 : 8_000) }
          await Task.yield()
        }
      }
      try await group.waitForAll()
    }
    #expect(try Self.read(path, after: 0) == UInt64(Self.commits * Self.commitEvents))
    print(
      "readers in parallel with a writer\(compacts ? " and a compactor" : ""): opened \(tally.opened.load(ordering: .relaxed)) times, \(tally.read.load(ordering: .relaxed)) events read"
    )
  }

  /// Opens a writer that appends these commits, in segments of a few commits each.
  private static func write(_ commits: Range<Int>, _ path: FilePath) throws {
    var writer = try LogWriter.open(at: path)
    writer.segmentSize = 4096
    for commit in commits { try writer.commit(TestEvent.numbered(commit * commitEvents, commitEvents)) }
  }

  /// Compacts mostly the newest segments, and sometimes all of them.
  private static func compact(_ path: FilePath, blockSize: Int) throws {
    var writer = try LogWriter.open(at: path)
    var options = CompactionOptions.test(blockSize: blockSize, segmentSize: 64_000)
    options.workers = 2
    _ = try writer.compact(options)
  }

  /// Reads the whole log, checks every event, and returns the number of events.
  private static func read(_ path: FilePath, after known: UInt64) throws -> UInt64 {
    let log = try LogReader(try StoreDirectory.open(path, fileSystem: POSIXFileSystem()))
    #expect(log.damage == nil)
    #expect(log.head.sequence >= known && log.head.sequence % UInt64(commitEvents) == 0)
    #expect(try log.chain(at: log.head.sequence) == log.head.chain)
    let events = try log.events(in: 1...log.head.sequence)
    #expect(events == TestEvent.numbered(0, Int(log.head.sequence)))
    return log.head.sequence
  }
}
