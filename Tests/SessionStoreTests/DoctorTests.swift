import FileIO
import TestSupport
import Testing
import Transcripts

@testable import Answers
@testable import SessionLog
@testable import Sync

private let day: Int64 = 86_400

@Suite("doctor")
struct DoctorTests {
  let bench: Workbench

  init() throws { bench = try Workbench() }

  /// Runs doctor with `settings`, of which the first is the managed one where there are several, and the last the
  /// user's.
  private func doctor(_ settings: [String] = []) throws -> DoctorReport {
    let paths = settings.map { bench.directory.appending($0).string }
    let files = SettingsFiles(
      managed: paths.count > 1 ? [paths[0]] : [], project: Array(paths.dropFirst().dropLast()), user: paths.suffix(1))
    return try bench.store().doctor(roots: [bench.tree.transcripts], settingsFiles: files)
  }

  /// Writes a transcript that was last changed `days` days ago.
  private func old(_ session: String, days: Int64) throws {
    try bench.tree.write(transcript(session), lines(0..<3))
    try bench.tree.setModified(transcript(session), bench.clock.now() - days * day * 1_000_000_000)
  }

  private func settings(_ name: String, _ text: String) throws {
    let handle = try POSIXFileSystem().create(bench.directory.appending(name))
    try handle.write(Array(text.utf8), at: 0)
  }

  @Test("without settings doctor assumes that transcripts are kept for 30 days")
  func defaultPeriod() throws {
    try bench.ingest()
    #expect(try doctor(["absent.json"]).cleanupPeriodDays == 30)
    #expect(try doctor(["absent.json"]).settings == [])
  }

  @Test("the first settings file with a valid cleanupPeriodDays wins, and all of these files are listed")
  func precedence() throws {
    try settings("managed.json", #"{"permissions":{}}"#)
    try settings("local.json", #"{"cleanupPeriodDays": 12}"#)
    try settings("broken.json", #"{"cleanupPeriodDays": 3"#)
    try settings("user.json", #"{"cleanupPeriodDays": 99}"#)
    let report = try doctor(["managed.json", "broken.json", "local.json", "user.json"])
    #expect(report.cleanupPeriodDays == 12)
    #expect(report.settings.map(\.cleanupPeriodDays) == [12, 99])
  }

  @Test("the project whose settings keep transcripts for the fewest days counts, wherever doctor runs")
  func projects() throws {
    let files = POSIXFileSystem()
    func project(_ name: String, _ days: Int, file: String = "settings.json") throws {
      let directory = bench.directory.appending(name)
      try files.makeDirectories(directory.appending(".claude"))
      try settings("\(name)/.claude/\(file)", #"{"cleanupPeriodDays": \#(days)}"#)
      try bench.tree.write(transcript(name), line(0, session: name, more: #","cwd":"\#(directory.string)""#))
    }
    try settings("user.json", #"{"cleanupPeriodDays": 36500}"#)
    try project("long", 90)
    try bench.ingest()
    #expect(try doctor(["user.json"]).cleanupPeriodDays == 90)
    #expect(try doctor().cleanupPeriodDays == 30)
    try project("short", 7)
    try project("local", 400)
    try project("local", 200, file: "settings.local.json")
    try bench.ingest()
    let report = try doctor(["managed.json", "user.json"])
    #expect(report.cleanupPeriodDays == 7)
    #expect(report.setting?.project == bench.directory.appending("short").string)
    #expect(report.settings.first == report.setting)
    #expect(Set(report.settings.map(\.cleanupPeriodDays)) == [7, 90, 200, 36500])
    var query = SessionQuery()
    query.settingsFiles = SettingsFiles(user: [bench.directory.appending("user.json").string])
    let ends = try bench.store().sessions(query).compactMap { $0.deletedAfter?.milliseconds }
    let modified = try bench.tree.status(transcript("short")).modified / 1_000_000
    #expect(ends.contains(modified + 7 * day * 1_000))
    try settings("managed.json", #"{"cleanupPeriodDays": 1000}"#)
    #expect(try doctor(["managed.json", "user.json"]).cleanupPeriodDays == 1000)
  }

  @Test(
    "doctor ignores values of cleanupPeriodDays that Claude Code ignores, and limits large ones",
    arguments: [
      ("-1", 30), (#""14""#, 30), ("14.5", 30), ("1e300", 30), ("null", 30), ("0", 0), ("12", 12),
      ("9000000000000000000", 36_500_000),
    ])
  func oddSettings(_ value: String, _ days: Int) throws {
    try old("soon", days: 25)
    try settings("user.json", "\u{feff}" + #"{"cleanupPeriodDays": \#(value)}"#)
    #expect(try doctor(["user.json"]).cleanupPeriodDays == days)
  }

  @Test("settings files are managed ones first, then those of the project, local before shared, then the user's")
  func places() {
    let files = Store.settingsFiles(environment: ["HOME": "/home/me"], workingDirectory: "/home/me/project")
    #expect(files.managed.allSatisfy { $0.hasSuffix("managed-settings.json") } && files.managed.count == 1)
    #expect(
      files.project == [
        "/home/me/project/.claude/settings.local.json", "/home/me/project/.claude/settings.json",
      ])
    #expect(files.user == ["/home/me/.claude/settings.json"])
  }

  @Test("with several entries in CLAUDE_CONFIG_DIR, the fewest days of their settings count")
  func severalUsers() throws {
    try old("soon", days: 2)
    try settings("a.json", #"{"cleanupPeriodDays": 90}"#)
    try settings("b.json", #"{"cleanupPeriodDays": 5}"#)
    func days(_ names: String...) throws -> (Int, String?) {
      let files = SettingsFiles(user: names.map { bench.directory.appending($0).string })
      let report = try bench.store().doctor(roots: [bench.tree.transcripts], settingsFiles: files)
      return (report.cleanupPeriodDays, report.setting?.path)
    }
    #expect(try days("a.json", "b.json") == (5, bench.directory.appending("b.json").string))
    #expect(try days("b.json", "a.json").0 == 5)
    // An entry without settings has Claude Code's default.
    #expect(try days("a.json", "none.json") == (30, nil))
    #expect(try days("a.json").0 == 90)
  }

  @Test("the user's settings are in the directories of CLAUDE_CONFIG_DIR")
  func configured() {
    let files = Store.settingsFiles(
      environment: ["HOME": "/home/me", "CLAUDE_CONFIG_DIR": "/a,/b"], workingDirectory: "/home/me/project")
    #expect(files.user == ["/a/settings.json", "/b/settings.json"])
  }

  @Test("transcripts that expire within a week and are not stored are listed, the first to expire first")
  func expiring() throws {
    try old("soon", days: 25)
    try old("sooner", days: 40)
    try old("later", days: 10)
    let report = try doctor()
    #expect(report.expiring.map(\.session) == ["sooner", "soon"])
    #expect(report.expiring.map(\.unstoredBytes) == [Int64(lines(0..<3).utf8.count), Int64(lines(0..<3).utf8.count)])
    #expect(report.expiring.last?.deletedAfter.milliseconds == bench.clock.milliseconds + 5 * day * 1_000)
    #expect(report.storedExpiring == 0)
  }

  @Test("expiring transcripts that are stored are only counted")
  func safe() throws {
    try old("soon", days: 25)
    try old("later", days: 10)
    try bench.ingest()
    let report = try doctor()
    #expect(report.expiring == [])
    #expect(report.storedExpiring == 1)
  }

  @Test("an expiring transcript that has grown is listed with the bytes that are not stored")
  func partlyStored() throws {
    try old("soon", days: 25)
    try bench.ingest()
    try bench.tree.append(transcript("soon"), line(3))
    try bench.tree.setModified(transcript("soon"), bench.clock.now() - 24 * day * 1_000_000_000)
    #expect(try doctor().expiring.map(\.unstoredBytes) == [Int64(line(3).utf8.count)])
  }

  @Test("a shorter cleanup period makes more transcripts expire")
  func shorterPeriod() throws {
    try old("later", days: 10)
    try settings("user.json", #"{"cleanupPeriodDays": 14}"#)
    #expect(try doctor().expiring == [])
    #expect(try doctor(["user.json"]).expiring.map(\.session) == ["later"])
  }

  @Test("files deleted since the last sync are listed, and are counted as kept after the next sync")
  func vanished() throws {
    try old("gone", days: 1)
    try bench.ingest()
    try bench.tree.remove(transcript("gone"))
    #expect(try doctor().vanished == [bench.tree.path(transcript("gone")).string])
    #expect(try doctor().keptMissing == 0)
    try bench.ingest()
    #expect(try doctor().vanished == [])
    #expect(try doctor().keptMissing == 1)
  }

  @Test("files that became shorter since the last sync are listed")
  func shrunk() throws {
    try old("shrunk", days: 1)
    try bench.ingest()
    try bench.tree.cut(transcript("shrunk"), to: 10)
    #expect(try doctor().shrunk == [bench.tree.path(transcript("shrunk")).string])
    try bench.ingest()
    #expect(try doctor().shrunk == [])
  }

  @Test("doctor reports the time of the last sync, and works without a store")
  func lastSync() throws {
    try old("soon", days: 25)
    #expect(try doctor().lastSync == nil)
    try bench.ingest()
    #expect(try doctor().lastSync?.milliseconds == bench.clock.milliseconds)
  }

  @Test("files that may be deleted already are counted apart, stored or not")
  func overdue() throws {
    try old("soon", days: 25)
    try old("overdue", days: 31)
    #expect(try doctor().overdue == 1 && doctor().storedOverdue == 0)
    try bench.ingest()
    let report = try doctor()
    #expect(report.overdue == 0 && report.storedOverdue == 1 && report.storedExpiring == 2)
  }

  @Test(
    "settings files that cannot be used are named with the reason",
    arguments: ["{", "[]", "{// x\n}", #"{"cleanupPeriodDays": "14"}"#, #"{"cleanupPeriodDays": -1}"#])
  func settingsProblems(_ text: String) throws {
    try bench.ingest()
    try settings("user.json", text)
    let problems = try doctor(["user.json"]).settingsProblems
    #expect(problems.map(\.path) == [bench.directory.appending("user.json").string])
    #expect(problems.allSatisfy { !$0.reason.isEmpty })
    #expect(try doctor(["user.json"]).cleanupPeriodDays == 30)
  }

  @Test("settings that are empty, absent or without cleanupPeriodDays are no problem")
  func usableSettings() throws {
    try settings("empty.json", " \n")
    try settings("other.json", "\u{feff}{}")
    #expect(try doctor(["empty.json", "other.json", "absent.json"]).settingsProblems == [])
    try settings("managed.json", #"{"cleanupPeriodDays": 9}"#)
    #expect(try doctor(["managed.json", "other.json"]).isSettingManaged)
    #expect(try !doctor(["other.json"]).isSettingManaged)
  }
}
