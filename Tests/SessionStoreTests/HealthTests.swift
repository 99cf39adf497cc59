import FileIO
import SystemPackage
import TestSupport
import Testing
import Times
import Transcripts

@testable import SegmentedLog
@testable import SessionLog
@testable import Sync

private let hour: Int64 = 3_600_000

@Suite("the health of a store")
struct HealthTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  private func health(
    _ installed: [InstalledSchedule] = [], losses: LossLog = LossLog(), fileSystem: any FileSystem = POSIXFileSystem()
  ) throws -> HealthReport {
    let store = Store(
      at: bench.storePath, fileSystem: fileSystem, clock: bench.clock, machine: .desk, losses: losses)
    return try store.health(
      roots: [bench.tree.transcripts], problems: [], configured: nil, home: nil, settingsFiles: SettingsFiles(),
      installed: installed, absolutePath: bench.storePath.string)
  }

  private func hourly(_ store: String) throws -> InstalledSchedule {
    let installer = ScheduleInstaller(
      fileSystem: MemoryFileSystem(), commands: FakeCommands(), environment: ["HOME": "/home/me"])
    _ = try installer.install(
      Schedule(program: "/bin/ccstore", store: store, timing: .every(minutes: 60)), .systemd)
    return try #require(installer.installed().first)
  }

  @Test("a store is safe while nothing that is not stored expires within a week")
  func verdicts() throws {
    #expect(try health().verdict == .safe && !health().hasStore)
    try bench.tree.write(transcript("soon"), lines(0..<3))
    try bench.tree.setModified(transcript("soon"), bench.clock.now() - 25 * 24 * hour * 1_000_000)
    #expect(try health().verdict == .atRisk)
    try bench.ingest()
    let report = try health()
    #expect(report.verdict == .safe && report.hasStore && report.files.storedExpiring == 1)
    #expect((report.freeSpace ?? 0) > 0)
  }

  @Test("a damaged store is reported with what is wrong, and not as an error")
  func damaged() throws {
    try bench.tree.write(transcript("s"), lines(0..<200))
    try bench.ingest()
    let segments = bench.storePath.appending("seg")
    for entry in try POSIXFileSystem().list(segments) {
      try POSIXFileSystem().remove(segments.appending(bytes: entry.name))
    }
    let report = try health()
    #expect(report.verdict == .damaged && !report.damage.isEmpty)
    let manifests = bench.storePath.appending("manifest")
    for entry in try POSIXFileSystem().list(manifests) {
      try POSIXFileSystem().remove(manifests.appending(bytes: entry.name))
    }
    #expect(try health().verdict == .damaged)
  }

  @Test("a sync is overdue when the schedule of this store should have run twice since, and not by another one's")
  func overdue() throws {
    try bench.tree.write(transcript("s"), lines(0..<3))
    try bench.ingest()
    let own = try hourly(bench.storePath.string)
    #expect(try !health([own]).isSyncOverdue)
    bench.clock.advance(seconds: 3 * hour / 1000)
    #expect(try health([own]).isSyncOverdue)
    let report = try health([hourly("/other")])
    #expect(!report.isSyncOverdue && report.schedules == [] && report.hasOtherSchedule)
  }

  @Test("little free space is scarce, and unknown space is not")
  func space() throws {
    var report = try health()
    for (free, isScarce) in [(Int64(0), true), (499_999_999, true), (500_000_000, false)] {
      report.freeSpace = free
      #expect(report.isSpaceScarce == isScarce)
    }
    report.freeSpace = nil
    #expect(!report.isSpaceScarce)
  }
}
