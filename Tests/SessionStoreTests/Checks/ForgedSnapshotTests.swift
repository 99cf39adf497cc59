import FileIO
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("forged snapshots")
struct ForgedSnapshotTests {
  private static let path: FilePath = "/store"

  private struct Tally {
    var refused = 0
    var accepted = 0
    var failures: [String] = []
  }

  #if DEBUG
    private static let usual = 1_000
  #else
    private static let usual = 2_000
  #endif

  /// 100,000 snapshots take eight minutes: `CCSTORE_FORGED=0-100000 Tools/test --filter ForgedSnapshotTests`.
  /// `CCSTORE_FORGED=FIRST-END` runs only some of them, since a trap does not say in which snapshot it occurred; where
  /// the range has one snapshot, its events are printed.
  private static let range: Range<Int> = {
    let words = (ProcessInfo.processInfo.environment["CCSTORE_FORGED"] ?? "").split(separator: "-").compactMap {
      Int($0)
    }
    return words.count == 2 ? words[0]..<words[1] : 0..<usual * TestSettings.scale
  }()

  /// Makes a snapshot of forged events with valid checksums; returns the disk that contains the snapshot.
  private static func forge(_ events: [ForgedEvent]) throws -> MemoryFileSystem {
    let disk = MemoryFileSystem()
    try ForgedLog.append(events, to: "/theirs", on: disk)
    _ = try store(disk, "/theirs").exportSnapshot(to: "/forged.ccsnap")
    return disk
  }

  private static func store(_ disk: MemoryFileSystem, _ path: FilePath = path) -> Store {
    Store(at: path, fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(2), machine: .desk)
  }

  private static func take(_ index: Int, _ tally: inout Tally) throws {
    var random = Seeded(TestSettings.seed &+ UInt64(index))
    let events = ForgedShapes.mutation(&random)
    if range.count == 1 { for event in events { print(event) } }
    let disk = try forge(events)
    do {
      let snapshot = try StoreSnapshot("/forged.ccsnap", fileSystem: disk)
      try snapshot.verify()
      try snapshot.verifyEvents()
    } catch let error as StoreError where error.refusesSnapshot {
      tally.refused += 1
      // What verify refuses is not imported.
      guard index % 16 == 0 else { return }
      if (try? store(disk).importSnapshot(from: "/forged.ccsnap")) != nil {
        tally.failures.append("\(index): refused by verify, and accepted by import")
      }
      return
    }
    tally.accepted += 1
    // Some stores have a file of their own before the import.
    let hasOwn = index % 4 == 0
    if hasOwn {
      try ForgedLog.append(
        ForgedLog.run(ForgedLog.file(0, "projects/-o/own.jsonl", [ForgedLog.line(1)])), to: path, on: disk, seed: 9)
    }
    do { _ = try store(disk).importSnapshot(from: "/forged.ccsnap") } catch {
      tally.failures.append("\(index): accepted by verify, and import says: \(error)")
      return
    }
    try disk.makeDirectories("/claude/projects")
    tally.failures += Questions(disk, at: path, machine: .desk).askAll().map { "\(index): \($0)" }
  }

  @Test("a mutated snapshot is refused, or it is imported and every question is answered without an error")
  func mutations() throws {
    let range = Self.range
    let next = Atomic(range.lowerBound)
    let tallies = Mutex([Tally]())
    DispatchQueue.concurrentPerform(iterations: TestSettings.processors) { _ in
      var tally = Tally()
      while tally.failures.count < 20 {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < range.upperBound else { break }
        do { try Self.take(index, &tally) } catch { tally.failures.append("\(index): \(error)") }
      }
      tallies.withLock { $0.append(tally) }
    }
    let all = tallies.withLock { $0 }
    let failures = all.flatMap(\.failures)
    #expect(failures.isEmpty, "seed \(TestSettings.seed): \(failures.prefix(20).joined(separator: "\n"))")
    let (refused, accepted) = (all.reduce(0) { $0 + $1.refused }, all.reduce(0) { $0 + $1.accepted })
    print("forged snapshots: \(refused) refused, \(accepted) accepted")
    // Both outcomes must occur.
    if range.count > 500 { #expect(refused > range.count / 5 && accepted > range.count / 50) }
  }

  @Test(
    "a forged snapshot that was not mutated is imported, and every question is answered",
    arguments: ForgedShapes.all.indices)
  func shapes(index: Int) throws {
    let disk = try Self.forge(ForgedShapes.all[index])
    let snapshot = try StoreSnapshot("/forged.ccsnap", fileSystem: disk)
    try snapshot.verify()
    try snapshot.verifyEvents()
    _ = try Self.store(disk).importSnapshot(from: "/forged.ccsnap")
    try disk.makeDirectories("/claude/projects")
    #expect(Questions(disk, at: Self.path, machine: .desk).askAll() == [])
  }
}
