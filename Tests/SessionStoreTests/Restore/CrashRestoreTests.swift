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

@Suite("power cuts during a restore of many files")
struct CrashRestoreTests {
  private static let count = FileVolumes.filesMin + 8

  private static func path(_ number: Int) -> FilePath {
    CrashStore.root.appending(transcript("s\(number)", folder: "p\(number % 3)"))
  }

  private static func bytes(_ number: Int) -> [UInt8] { Array(lines(number..<number + 2, session: "s\(number)").utf8) }

  /// A disk with a store of many files, which are gone.
  private func lostFiles() throws -> SimulatedFileSystem {
    var volume = SimulatedVolume()
    for number in 0..<Self.count {
      try volume.put(Self.bytes(number), at: Self.path(number))
    }
    let disk = SimulatedFileSystem(volume)
    try CrashStore.ingest(disk, entropy: 1)
    volume = disk.volume
    for number in 0..<Self.count { try volume.put(nil, at: Self.path(number)) }
    return SimulatedFileSystem(volume)
  }

  private func restore(_ disk: SimulatedFileSystem) throws -> RestoreReport {
    var options = RestoreOptions(.allMissing)
    options.touch = true
    return try CrashStore.store(disk).restore(options)
  }

  @Test("each file is whole under its name or absent, and all that are reported are there after a power cut")
  func anyMoment() throws {
    let disk = try lostFiles()
    disk.record()
    #expect(try restore(disk).restored.count == Self.count)
    // The bytes and the names need one call each for the volume of all files.
    #expect(disk.operations.filter { $0.name == "syncVolume" }.count == 1)
    #expect(!disk.operations.contains { $0.name == "sync" && $0.path.starts(with: CrashStore.root) })
    var random = Seeded(TestSettings.seed)
    var present: [Int] = []
    for (index, moment) in disk.moments.enumerated() {
      for policy in [index % 2 == 0 ? CrashPolicy.none : .all, .random(seed: random.next())] {
        let image = moment.volume.image(policy)
        let found = (0..<Self.count).filter { image.contents(Self.path($0)) != nil }
        for number in found where image.contents(Self.path(number)) != Self.bytes(number) {
          Issue.record(
            "\(Self.path(number)) is not whole before \(moment.next.map { "\($0)" } ?? "the end"), \(policy)")
        }
        present.append(found.count)
        if moment.next == nil { #expect(found.count == Self.count) }
      }
    }
    #expect(present.contains(0) && present.contains { $0 > 0 && $0 < Self.count })
  }

  @Test("when the volume cannot be synced, no file has its name and no temporary file is left")
  func failedSync() throws {
    let disk = try lostFiles()
    let volume = disk.volume
    disk.record()
    _ = try restore(disk)
    let place = try #require(disk.operations.firstIndex { $0.name == "syncVolume" })
    let failing = SimulatedFileSystem(volume)
    failing.fail(SimulatedFileSystem.Fault(at: place, .ioError))
    #expect(errorCode { try restore(failing) } == .fileFailed)
    #expect(failing.volume.tree(CrashStore.root).isEmpty)
    failing.fail(nil)
    #expect(try restore(failing).restored.count == Self.count)
  }
}
