import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import SegmentedLog

/// The outcome of a series of commits of one event each, numbered from 1.
private struct Attempt {
  /// The number of commits that returned.
  var acknowledged = 0
  /// The number of commits that were begun.
  var begun = 0
  var error: LogError?
  /// True if the writer acknowledged another commit after one had failed.
  var continued = false
}

private struct Fault: Sendable, CustomTestStringConvertible {
  var errno: Errno
  var lasts = false
  var isShort = false
  var testDescription: String { "\(errno)\(lasts ? ", from then on" : "")\(isShort ? ", after a short write" : "")" }

  static let all = [
    Fault(errno: .ioError), Fault(errno: .noSpace), Fault(errno: .noSpace, isShort: true),
    Fault(errno: .ioError, lasts: true), Fault(errno: .noSpace, lasts: true, isShort: true),
  ]

  func at(_ index: Int) -> MemoryFileSystem.Fault {
    MemoryFileSystem.Fault(at: index, errno, lasts: lasts, isShort: isShort)
  }
}

@Suite("failing file operations")
struct FaultTests {
  /// The numbers of commits in two sessions: one that creates a store, and one that opens it and commits until it has
  /// rolled.
  private static let sessions = [2, 6]

  /// Runs the sessions; after an error the disk works again and the same writer tries once more.
  private func attempt(_ store: TestStore) -> Attempt {
    var attempt = Attempt()
    do throws(LogError) {
      for commits in Self.sessions {
        var writer = try store.writer()
        for _ in 0..<commits {
          attempt.begun += 1
          do throws(LogError) {
            try writer.commit(TestEvent.numbered(attempt.begun, 1))
          } catch {
            store.disk.fail(nil)
            attempt.continued = (try? writer.commit(TestEvent.numbered(777, 1))) != nil
            throw error
          }
          attempt.acknowledged += 1
        }
      }
    } catch { attempt.error = error }
    store.disk.fail(nil)
    return attempt
  }

  /// Returns whether the operation concerns HEAD, without which a store can be opened and read.
  private func isDerived(_ operation: MemoryFileSystem.Operation) -> Bool {
    operation.path.lastComponent?.string == "HEAD"
  }

  private func operationCount() -> Int {
    let store = TestStore(segmentSize: 2000)
    let attempt = attempt(store)
    precondition(attempt.error == nil && attempt.acknowledged == 8)
    precondition(store.files("seg/").count == 2)
    return store.disk.log.count
  }

  @Test(
    "an operation that fails is reported, and opening the store again finds every acknowledged event once",
    arguments: Fault.all)
  private func everyOperation(_ fault: Fault) throws {
    for index in 0..<operationCount() {
      let store = TestStore(segmentSize: 2000)
      store.disk.fail(fault.at(index))
      let attempt = attempt(store)
      let failed = "operation \(index), \(store.disk.log[index])"
      #expect(attempt.error != nil || isDerived(store.disk.log[index]), "\(failed)")
      guard !attempt.continued else { continue }  // This has a test of its own.
      #expect(throws: Never.self, "\(failed)") { try store.recover() }
      let events = try store.events()
      #expect(events == TestEvent.numbered(1, events.count), "\(failed)")
      #expect((attempt.acknowledged...max(attempt.begun, attempt.acknowledged)).contains(events.count), "\(failed)")
      #expect(try store.verify().isOK, "\(failed)")
      #expect(try store.recover() == .clean, "\(failed)")
    }
  }

  @Test("a writer whose commit has failed acknowledges no later commit", arguments: Fault.all)
  private func poisoned(_ fault: Fault) {
    var continued: [MemoryFileSystem.Operation] = []
    for index in 0..<operationCount() {
      let store = TestStore(segmentSize: 2000)
      store.disk.fail(fault.at(index))
      if attempt(store).continued { continued.append(store.disk.log[index]) }
    }
    #expect(continued == [])
  }

  @Test("a writer whose commit has failed refuses the next append, not only the next commit")
  func appendRefused() throws {
    let store = TestStore()
    var writer = try store.writer()
    store.disk.fail(MemoryFileSystem.Fault(at: 1, .ioError))
    var refusals: [Bool] = []
    do { try writer.commit(TestEvent.numbered(1, 1)) } catch { refusals.append(true) }
    do {
      try writer.append(block(of: TestEvent.numbered(2, 1)))
      refusals.append(false)
    } catch { refusals.append(true) }
    #expect(refusals == [true, true])
  }

  @Test(
    "an operation that fails during a compaction leaves the log as it was, and the next compaction completes",
    arguments: Fault.all)
  private func compaction(_ fault: Fault) throws {
    let store = try TestStore.compactable((0..<8).map { TestEvent.numbered($0 * 2 + 1, 2) }, segmentSize: 900)
    let (events, head) = (try store.events(), try store.reader().head)
    let options = CompactionOptions.test(blockSize: 100, segmentSize: 1_500)
    let whole = store.copy()
    try whole.compact(options)
    for index in 0..<whole.disk.log.count {
      let store = store.copy()
      store.disk.fail(fault.at(index))
      let result = try? store.compact(options)
      let failed = "operation \(index), \(store.disk.log[index])"
      #expect(result == nil || isDerived(store.disk.log[index]), "\(failed)")
      store.disk.fail(nil)
      #expect(try store.events() == events, "\(failed)")
      #expect(try store.verify().isOK, "\(failed)")
      #expect(throws: Never.self, "\(failed)") { try store.compact(options) }
      #expect(try store.events() == events && store.reader().head == head, "\(failed)")
      #expect(try store.verify().isOK, "\(failed)")
      #expect(store.files("seg/") == (try store.manifest().segments.map(\.id.path)), "\(failed)")
      #expect(store.files("tmp/") == [], "\(failed)")
    }
  }

  @Test("an operation that fails during a recovery leaves a store that the next recovery repairs", arguments: Fault.all)
  private func recovery(_ fault: Fault) throws {
    let torn = try TestStore(commits: (1...4).map { TestEvent.numbered($0, 1) })
    try torn.forgetPromises()
    torn[SegmentID.plain(0).path] += [UInt8](repeating: 0xee, count: 99)
    let old = torn[SegmentID.plain(0).path]
    let whole = torn.copy()
    _ = try whole.recover()
    for index in 0..<whole.disk.log.count {
      let store = torn.copy()
      store.disk.fail(fault.at(index))
      let outcome = try? store.recover()
      let failed = "operation \(index), \(store.disk.log[index])"
      #expect(outcome == nil || isDerived(store.disk.log[index]), "\(failed)")
      store.disk.fail(nil)
      #expect(try store.events() == TestEvent.numbered(1, 4), "\(failed)")
      _ = try store.recover()
      #expect(try store.events() == TestEvent.numbered(1, 4), "\(failed)")
      #expect(store[SegmentID.plain(0).path] == old, "\(failed)")
      #expect(try store.verify().isOK, "\(failed)")
      #expect(try store.recover() == .clean, "\(failed)")
      try store.append(TestEvent.numbered(5, 1))
      #expect(try store.events() == TestEvent.numbered(1, 5), "\(failed)")
    }
  }

  @Test(
    "an operation that fails while a log is read is an error and never a shorter log",
    arguments: [Errno.ioError, .permissionDenied])
  func reading(errno: Errno) throws {
    let store = try TestStore(commits: (1...8).map { TestEvent.numbered($0, 1) }, segmentSize: 900)
    store.disk.clearLog()
    _ = try store.events()
    let operations = store.disk.log
    for (index, operation) in operations.enumerated() where !isDerived(operation) {
      store.disk.fail(MemoryFileSystem.Fault(at: index, errno))
      let error = #expect(throws: LogError.self, "operation \(index)") { try store.events() }
      guard case .file(let cause)? = error else { continue }
      #expect(cause.errno == errno, "operation \(index)")
    }
  }
}
