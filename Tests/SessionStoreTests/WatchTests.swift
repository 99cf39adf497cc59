import FileIO
import Foundation
import TestSupport
import Testing

@testable import Answers
@testable import SessionLog
@testable import Sync

/// Runs `ccstore ingest --watch` as a program, since the signal that ends it belongs to a whole process.
@Suite("ingest --watch", .enabled(if: Watching.isBuilt, "the program ccstore is not built next to the tests"))
struct WatchTests {
  let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.tree.write(transcript("first"), lines(0..<3))
  }

  @Test("ingest --watch stores existing files, then appended lines and new files")
  func changes() throws {
    let watching = try Watching(bench)
    try watching.waitUntilStored()
    try bench.tree.append(transcript("first"), line(3))
    try bench.tree.write(transcript("second"), lines(10..<12))
    try watching.waitUntilStored()
    try watching.stop()
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test("ingest --watch stores changes that come in quick succession in one run")
  func burst() throws {
    let watching = try Watching(bench, every: "1")
    try watching.waitUntilStored()
    let before = try bench.store().status().runs
    let started = ContinuousClock.now
    for number in 4..<24 {
      try bench.tree.append(transcript("first"), line(number))
      usleep(10_000)
    }
    // This takes a fifth of a second where nothing else runs on the machine.
    let seconds = Int64(started.duration(to: .now) / .seconds(1))
    try watching.waitUntilStored()
    try watching.stop()
    let runs = try bench.store().status().runs - before
    #expect((1...seconds + 3).contains(runs))
  }

  @Test("ingest --watch writes nothing while nothing changes")
  func idle() throws {
    let watching = try Watching(bench)
    try watching.wait("the first ingest has ended") {
      try bench.store().status().metadata.first?.syncStatus == .completed
    }
    let before = try bench.store().status().head
    usleep(1_000_000)
    #expect(try bench.store().status().head == before)
    try watching.stop()
  }

  @Test("ingest --watch follows folders that are created, deleted and created again")
  func folders() throws {
    let watching = try Watching(bench)
    try watching.waitUntilStored()
    let deep = "projects/new/deep/s/subagents/agent-1.jsonl"
    try bench.tree.write(deep, lines(0..<2))
    try watching.waitUntilStored()
    try bench.tree.append(deep, line(2))
    try watching.waitUntilStored()
    try FileManager.default.removeItem(atPath: bench.tree.path("projects/new").string)
    try watching.wait("the folder's file is marked missing") { try bench.store().status().missingSources == 1 }
    try bench.tree.write(deep, lines(0..<4))
    try watching.waitUntilStored()
    try watching.wait("the file is back") { try bench.store().status().missingSources == 0 }
    try watching.stop()
    #expect(try bench.exported() == bench.tree.contents())
  }

  @Test("ingest --watch continues after the whole tree was moved away and back")
  func rootGoes() throws {
    let watching = try Watching(bench)
    try watching.waitUntilStored()
    let away = bench.directory.appending("away").string
    #expect(rename(bench.tree.path("projects").string, away) == 0)
    usleep(500_000)
    #expect(rename(away, bench.tree.path("projects").string) == 0)
    try bench.tree.append(transcript("first"), line(3))
    try watching.waitUntilStored()
    try watching.stop()
  }

  @Test(
    "ingest --watch ends with exit code 0 and an intact store after SIGTERM or SIGINT", arguments: [SIGTERM, SIGINT])
  func stops(signal: Int32) throws {
    let watching = try Watching(bench)
    try watching.waitUntilStored()
    let before = try bench.store().status().head
    for number in 0..<30 { try bench.tree.write(transcript("more\(number)"), lines(0..<number)) }
    try watching.wait("an ingest has begun") { try bench.store().status().head != before }
    try watching.stop(signal)
    #expect(try bench.damage() == [])
    #expect(try bench.metadata().syncStatus == .completed)
    #expect(try bench.store().status().unfinishedBytes == 0)
    #expect(try bench.log().disorder == [])
  }
}

/// A running `ccstore ingest --watch`. It is killed where a test does not stop it.
private final class Watching {
  private let bench: Workbench
  private let process: pid_t
  private var status: Int32?

  static let program: String? = {
    // The test bundle is next to the program; on macOS it is a directory three levels deeper.
    var place = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = place.appendingPathComponent("ccstore").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      place.deleteLastPathComponent()
    }
    let built = projectRoot.appending(".build/release/ccstore").string
    return FileManager.default.isExecutableFile(atPath: built) ? built : nil
  }()

  static var isBuilt: Bool { program != nil }

  /// `every` is the number of seconds in which changes are collected.
  init(_ bench: Workbench, every: String = "0.2") throws {
    self.bench = bench
    let arguments = [
      try #require(Self.program), "ingest", "--watch", "--quiet", "--every", every, "--store", bench.storePath.string,
      bench.tree.root.string,
    ]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var variables: [UnsafeMutablePointer<CChar>?] = [nil]
    // The thread of a test may block signals, and a child inherits that.
    #if canImport(Darwin)
      var attributes: posix_spawnattr_t?
    #else
      var attributes = posix_spawnattr_t()
    #endif
    var mask = sigset_t()
    sigemptyset(&mask)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var started: pid_t = 0
    guard posix_spawn(&started, arguments[0], nil, &attributes, &words, &variables) == 0 else {
      throw Broken("cannot start \(arguments[0])")
    }
    process = started
  }

  deinit {
    guard status == nil else { return }
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  /// Waits until the store gives every file of the tree as it is on disk.
  func waitUntilStored() throws {
    try wait("the tree is stored") {
      let stored = try bench.exported()
      return try bench.tree.contents().allSatisfy { stored[$0.key] == $0.value }
    }
  }

  func wait(_ what: String, _ condition: () throws -> Bool) throws {
    for _ in 0..<2_400 {
      guard !hasEnded else { throw Broken("it ended before \(what)") }
      if (try? condition()) == true { return }
      usleep(25_000)
    }
    throw Broken("60 s have passed before \(what)")
  }

  /// Ends the program by a signal; it must end by itself within 60 s, with exit code 0.
  func stop(_ signal: Int32 = SIGTERM) throws {
    kill(process, signal)
    for _ in 0..<6_000 where !hasEnded { usleep(10_000) }
    #expect(status == 0)
  }

  private var hasEnded: Bool {
    guard status == nil else { return true }
    var found: Int32 = 0
    if waitpid(process, &found, WNOHANG) == process { status = found }
    return status != nil
  }
}
