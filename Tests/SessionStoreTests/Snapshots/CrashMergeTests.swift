import FileIO
import SystemPackage
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import Operations
@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

@Suite("power cuts during a merge", .serialized)
struct CrashMergeTests {
  private static let file: FilePath = "/snapshot.ccsnap"

  private static func store(_ disk: SimulatedFileSystem, _ name: String) -> Store {
    Store(
      at: FilePath("/\(name)/store"), fileSystem: disk, clock: SteppingClock(start: 1_764_001_800_000_000_000),
      entropy: SeededEntropy(name == "a" ? 1 : 2),
      machine: Machine(id: [UInt8](repeating: name == "a" ? 1 : 2, count: 16), name: Array(name.utf8)))
  }

  /// The head, whose chain hash covers the kinds, columns and bodies of all events.
  private static func head(_ disk: SimulatedFileSystem) throws -> LogHead { try store(disk, "a").openLog().head }

  /// Two stores and a snapshot of the second one; where `isLater`, the first one already has an earlier state of the
  /// second.
  private static func setUp(_ random: inout Seeded, isLater: Bool) throws -> SimulatedVolume {
    var volume = SimulatedVolume()
    for name in ["a", "b"] {
      for number in 0..<Int.random(in: 1...3, using: &random) {
        let session = "\(name)\(random.oneIn(2) ? "" : String(number))"
        // Both stores have this session, too.
        let text = lines(0..<Int.random(in: 1...20, using: &random), session: random.oneIn(3) ? "s" : session)
        try volume.put(Array(text.utf8), at: FilePath("/\(name)/claude/projects/p/\(session).jsonl"))
        try volume.put(Array(text.utf8), at: FilePath("/\(name)/claude/projects/p/s.jsonl"))
      }
    }
    let disk = SimulatedFileSystem(volume)
    func ingest(_ name: String) throws {
      var options = SyncOptions(workers: 1)
      options.roots = [TranscriptRoot(path: FilePath("/\(name)/claude"), scope: "projects")]
      _ = try store(disk, name).ingest(options)
    }
    try ingest("a")
    try ingest("b")
    if isLater {
      _ = try store(disk, "b").exportSnapshot(to: file)
      try merge(disk)
      try disk.remove(file)
      let path: FilePath = "/b/claude/projects/p/later.jsonl"
      try disk.create(path).write(Array(lines(50..<55, session: "later").utf8), at: 0)
      try ingest("b")
    }
    _ = try store(disk, "b").exportSnapshot(to: file)
    var settled = disk.volume
    try settled.settle()
    return settled
  }

  private static func merge(_ disk: SimulatedFileSystem) throws { _ = try store(disk, "a").importSnapshot(from: file) }

  private static func check(
    _ image: SimulatedVolume, old: LogHead?, new: LogHead, again: Bool, _ label: String, _ tally: inout CrashTally
  ) {
    tally.images += 1
    do {
      let disk = SimulatedFileSystem(image)
      let found = try head(disk)
      if found != old, found != new {
        tally.lost += 1
        throw Broken("the store is neither as it was nor whole")
      }
      guard again else { return }
      try merge(disk)
      guard try head(disk) == new else { throw Broken("a second import gives something else") }
      if let finding = try store(disk, "a").verify().findings.first(where: { $0.severity == .error }) {
        throw Broken("verification: \(finding)")
      }
      tally.count("imported again")
    } catch {
      tally.problems.append("\(label): \(error)")
    }
  }

  @Test("a power cut during a merge leaves the old store or the complete merge, and a second import completes")
  func anyMoment() throws {
    let quota = 1_250
    let tally = try CrashTally.run(parts: 2 * TestSettings.scale) { _, random, tally in
      while tally.images < quota, tally.problems.isEmpty {
        let seed = random.next()
        var own = Seeded(seed)
        let volume = try Self.setUp(&own, isLater: own.oneIn(2))
        let disk = SimulatedFileSystem(volume)
        let old = try Self.head(disk)
        disk.record()
        try Self.merge(disk)
        let new = try Self.head(disk)
        guard new.sequence > old.sequence else { throw Broken("seed \(seed): nothing was merged") }
        for moment in disk.moments where tally.images < quota {
          let label = "merge \(seed), before \(moment.next.map { "\($0)" } ?? "the end")"
          for policy in moment.volume.exhaustivePolicies.shuffled(using: &random).prefix(4)
            + [.none, .all, .random(seed: random.next())]
          {
            // Once the import has returned, none of its events may be lost.
            Self.check(
              moment.volume.image(policy), old: moment.next == nil ? nil : old, new: new, again: random.oneIn(3),
              "\(label), \(policy)", &tally)
          }
        }
      }
    }
    print(tally.summary("power cuts during merges"))
    #expect(tally.problems.prefix(10) == [])
    #expect(tally.cases["imported again", default: 0] > 125 * TestSettings.scale)
  }
}
