import Foundation
import SessionLog
import TestSupport
import Testing

@Suite("the program and forged snapshots")
struct ForgedSnapshotCommandTests {
  private let work: Workspace

  init() throws { work = try Workspace() }

  private static let session = String(decoding: ForgedLog.session, as: UTF8.self)

  /// Commands about a store; the last ones change it.
  private static let commands = [
    "verify", "sessions", "show \(session)", "show \(session) --records", "search line", "usage", "usage --by session",
    "usage --by block", "tools", "conflicts", "drift", "status", "replay --verify", "export --format ndjson -",
    "export --format csv \"$WORK/csv\"", "export --format html \"$WORK/html\"", "export \"$WORK/out\"",
    "export \"$WORK/out.ccsnap\"", "restore \(session) --to \"$WORK/back\"", "repair --to \"$WORK/repaired\"",
    "compact", "erase \(session) --yes", "compact --purge",
  ]

  /// Runs a command with 300 MB of memory.
  private func limited(_ command: String, _ limit: Bool = true) throws -> Outcome {
    try work.shell((limit ? "ulimit -d 292968; " : "") + "exec \"$CCSTORE\" \(command) --store \"$STORE\"")
  }

  /// Imports a snapshot, runs all commands, and returns what went wrong.
  private func problems(_ snapshot: [UInt8], _ name: String) throws -> [String] {
    let file = work.path + "/x.ccsnap"
    try Data(snapshot).write(to: URL(fileURLWithPath: file))
    defer {
      for name in ["store", "csv", "html", "out", "out.ccsnap", "back", "repaired"] {
        try? FileManager.default.removeItem(atPath: work.path + "/" + name)
      }
    }
    var problems: [String] = []
    let (verified, taken) = (try limited("verify \"$WORK/x.ccsnap\""), try limited("import \"$WORK/x.ccsnap\""))
    guard [0, 3].contains(verified.code), taken.code == verified.code else {
      return ["\(name): verify \(verified), import \(taken)"]
    }
    guard taken.code == 0 else { return taken.saysOneSentence ? [] : ["\(name): \(taken.errors)"] }
    for command in Self.commands {
      let outcome = try limited(command)
      // A missing session, an erasure with nothing to erase, or a search that finds nothing is not a failure of the
      // store.
      let foundNothing = outcome.code == 1 && command.hasPrefix("search") && outcome.errors.isEmpty
      // Neither is a restore that reports that bytes of a file are lost.
      let isLost = outcome.code == 1 && command.hasPrefix("restore") && outcome.errors.contains("are lost by damage")
      if ![0, 66].contains(outcome.code), !foundNothing, !isLost { problems.append("\(name): \(command): \(outcome)") }
    }
    return problems
  }

  #if os(Linux)
    @Test(
      "no command needs more than 300 MB of memory for a forged snapshot of less than 8 kB",
      arguments: [(1, 2), (3, 10)])
    func bombs(lines: Int, frames: Int) throws {
      let bomb = ForgedSnapshot.bomb(lines: lines, frames: frames)
      #expect(bomb.count < 8192)
      #expect(try problems(bomb, "\(lines) lines of \(frames) frames") == [])
    }
  #endif

  @Test("after the import of a forged snapshot that verify accepts, no command crashes or fails")
  func mutations() throws {
    var accepted = 0
    for index in 0..<12 * TestSettings.scale {
      var random = Seeded(TestSettings.seed &+ 0x1000_0000 &+ UInt64(index))
      let disk = MemoryFileSystem()
      try ForgedLog.append(
        index < ForgedShapes.all.count ? ForgedShapes.all[index] : ForgedShapes.mutation(&random), to: "/s", on: disk)
      let store = Store(at: "/s", fileSystem: disk, clock: SteppingClock(), entropy: SeededEntropy(2))
      _ = try store.exportSnapshot(to: "/x.ccsnap")
      let found = try problems(try #require(disk["/x.ccsnap"]), "seed \(TestSettings.seed), \(index)")
      #expect(found == [])
      accepted += 1
    }
    #expect(accepted > 0)
  }
}
