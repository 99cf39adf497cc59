import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import Sync

private let home = "/home/me"
private let service = FilePath(home + "/.config/systemd/user/ccstore.service")
private let timer = FilePath(home + "/.config/systemd/user/ccstore.timer")

/// Every character that a shell, cron, systemd or XML interprets.
private let evil = #"/it's 100% "q" $x $(touch pwned) \ <&>;|# sum=0000000000000000"#

@Suite("installing schedules")
struct ScheduleInstallerTests {
  let disk = MemoryFileSystem()

  private func installer(_ commands: FakeCommands = FakeCommands()) -> ScheduleInstaller {
    ScheduleInstaller(fileSystem: disk, commands: commands, environment: ["HOME": home])
  }

  private func schedule(_ store: String = "/store", _ timing: ScheduleTiming = .every(minutes: 60)) -> Schedule {
    Schedule(program: "/bin/ccstore", store: store, timing: timing)
  }

  private func text(_ path: FilePath) -> String? { disk[path].map { String(decoding: $0, as: UTF8.self) } }

  private func write(_ path: FilePath, _ text: String) throws {
    try disk.makeDirectories(path.removingLastComponent())
    disk[path] = Array(text.utf8)
  }

  // MARK: systemd

  @Test("systemd gets a service and a persistent timer with a calendar, which are enabled")
  func systemd() throws {
    let commands = FakeCommands()
    let changes = try installer(commands).install(schedule(), .systemd)
    #expect(changes.changes.map(\.action) == [.created, .created])
    #expect(changes.pending == [])
    #expect(text(service)?.contains("ExecStart=/bin/ccstore ingest --quiet --store /store\n") == true)
    #expect(text(timer)?.contains("OnCalendar=*-*-* *:00:00\nPersistent=true\n") == true)
    #expect(
      commands.ran == [
        ["systemctl", "--user", "daemon-reload"], ["systemctl", "--user", "enable", "--now", "ccstore.timer"],
      ])
  }

  @Test("installing the same schedule again changes no file", arguments: [Scheduler.systemd, .launchd, .cron, .hook])
  func idempotent(_ scheduler: Scheduler) throws {
    let commands = FakeCommands(crontab: "# mine\n")
    let timing: ScheduleTiming = scheduler == .hook ? .events : .every(minutes: 15)
    _ = try installer(commands).install(schedule(evil, timing), scheduler)
    let before = disk.files.map { text($0) }
    let crontab = commands.crontab
    let changes = try installer(commands).install(schedule(evil, timing), scheduler)
    #expect(changes.changes.allSatisfy { $0.action == .unchanged } && !changes.changes.isEmpty)
    #expect(disk.files.map { text($0) } == before && commands.crontab == crontab)
    let found = installer(commands).installed()
    #expect(found.map(\.scheduler) == [scheduler] && found.map(\.state) == [.intact])
    #expect(found.map(\.timing) == [timing] && found[0].isFor(store: evil) && !found[0].isFor(store: "/store"))
  }

  @Test("what was installed is removed without a trace", arguments: [Scheduler.systemd, .launchd, .cron, .hook])
  func removed(_ scheduler: Scheduler) throws {
    let crontab = "MAILTO=me\n\n0 5 * * * backup # mine\n"
    let settings = "{\n  \"model\": \"opus\",\n  \"hooks\": {\n    \"Stop\": []\n  }\n}\n"
    let file = FilePath(home + "/.claude/settings.json")
    try write(file, settings)
    let commands = FakeCommands(crontab: crontab)
    let timing: ScheduleTiming = scheduler == .hook ? .events : .every(minutes: 15)
    _ = try installer(commands).install(schedule(evil, timing), scheduler)
    #expect(text(file) != settings || commands.crontab != crontab || disk.files.count > 1)
    let changes = try installer(commands).remove(nil)
    #expect(changes.changes.allSatisfy { $0.action == .removed })
    #expect(text(file) == settings && commands.crontab == crontab)
    #expect(disk.files.filter { !$0.string.contains("ccstore-backup") } == [file])
    #expect(installer(commands).installed() == [])
    #expect(throws: ScheduleError.self) { try installer(commands).remove(nil) }
  }

  @Test("a unit that a person has changed is neither replaced nor removed")
  func changedUnit() throws {
    _ = try installer().install(schedule(), .systemd)
    let edited = try #require(text(service)).replacing("Nice=10", with: "Nice=19")
    disk[service] = Array(edited.utf8)
    #expect(installer().installed().map(\.state) == [.changed])
    #expect(throws: ScheduleError.self) { try installer().install(schedule("/store", .every(minutes: 30)), .systemd) }
    #expect(text(service) == edited)
    #expect(text(timer)?.contains("*:00:00") == true, "nothing was written")
    let changes = try installer().remove(.systemd)
    #expect(changes.changes.map(\.action) == [.left, .removed])
    #expect(text(service) == edited && text(timer) == nil)
  }

  @Test("a unit of the same name that ccstore did not install stays as it is")
  func foreignUnit() throws {
    try write(service, "[Service]\nExecStart=/mine\n")
    #expect(throws: ScheduleError.self) { try installer().install(schedule(), .systemd) }
    #expect(text(service) == "[Service]\nExecStart=/mine\n" && text(timer) == nil)
    #expect(installer().installed() == [])
  }

  @Test("a schedule for another store is not replaced")
  func otherStore() throws {
    _ = try installer().install(schedule("/one"), .systemd)
    #expect(throws: ScheduleError.self) { try installer().install(schedule("/two"), .systemd) }
    #expect(text(service)?.contains("/one") == true)
  }

  @Test("a timer that becomes a watch is disabled and removed, and the other way round")
  func watching() throws {
    let commands = FakeCommands()
    _ = try installer(commands).install(schedule(), .systemd)
    let changes = try installer(commands).install(schedule("/store", .watching), .systemd)
    #expect(changes.changes.map(\.action) == [.replaced, .removed])
    #expect(text(timer) == nil)
    #expect(text(service)?.contains("Restart=always") == true && text(service)?.contains("--watch") == true)
    #expect(commands.ran.contains(["systemctl", "--user", "disable", "--now", "ccstore.timer"]))
    #expect(installer().installed().map(\.timing) == [.watching])
    #expect(try installer(commands).install(schedule(), .systemd).changes.map(\.action) == [.replaced, .created])
  }

  @Test("a server has a unit of its own, in addition to the timer of ingests, and is removed with it")
  func serving() throws {
    let commands = FakeCommands()
    _ = try installer(commands).install(schedule(), .systemd)
    let changes = try installer(commands).install(schedule("/store", .serving), .systemd)
    #expect(changes.changes.map(\.action) == [.created])
    let unit = service.removingLastComponent().appending("ccstore-serve.service")
    #expect(text(unit)?.contains("serve --quiet --store /store --watch\n") == true, "\(text(unit) ?? "no unit")")
    #expect(text(unit)?.contains("Restart=always") == true && text(timer) != nil)
    #expect(commands.ran.contains(["systemctl", "--user", "enable", "--now", "ccstore-serve.service"]))
    #expect(Set(installer().installed().map(\.timing.code)) == ["1h", "serve"])
    #expect(try installer(commands).remove(nil).changes.map(\.action) == [.removed, .removed, .removed])
    #expect(commands.ran.contains(["systemctl", "--user", "disable", "--now", "ccstore-serve.service"]))
    #expect(installer().installed() == [])
    #expect(throws: ScheduleError.self) { try installer(commands).install(schedule("/store", .serving), .cron) }
    #expect(throws: ScheduleError.self) { try installer(commands).install(schedule("/store", .serving), .hook) }
  }

  @Test("without a user systemd the units are written, and the commands are left to the user with the reason")
  func unreachable() throws {
    let changes = try installer(FakeCommands(isSystemdReachable: false)).install(schedule(), .systemd)
    #expect(changes.pending.map(\.last) == ["daemon-reload", "ccstore.timer"])
    #expect(changes.reason == "Failed to connect to bus: No medium found")
    #expect(text(service) != nil)
    #expect(try installer(FakeCommands(programs: [])).remove(nil).reason == "there is no systemctl")
    #expect(text(service) == nil)
  }

  @Test("XDG_CONFIG_HOME moves the units, unless it is relative")
  func configuration() throws {
    let moved = ScheduleInstaller(
      fileSystem: disk, commands: FakeCommands(), environment: ["HOME": home, "XDG_CONFIG_HOME": "/config"])
    #expect(
      try moved.install(schedule(), .systemd).changes.map(\.place).first == "/config/systemd/user/ccstore.service")
    let relative = ScheduleInstaller(
      fileSystem: disk, commands: FakeCommands(), environment: ["HOME": home, "XDG_CONFIG_HOME": "config"])
    #expect(try relative.install(schedule(), .systemd).changes.map(\.place).first == service.string)
  }

  // MARK: cron

  @Test("cron gets one line, and every other byte of the crontab stays, also where the last line has no end")
  func cron() throws {
    for crontab in ["", "MAILTO=me\n", "# a\n\n0 5 * * * x", "\u{fffd}% $ \t \n\n\n"] {
      let commands = FakeCommands(crontab: crontab)
      #expect(try installer(commands).install(schedule(), .cron).changes.map(\.action) == [.created])
      let text = try #require(commands.crontab)
      #expect(text.hasPrefix(crontab))
      let added = text.dropFirst(crontab.count).split(separator: "\n")
      #expect(added.count == 1 && added[0].hasPrefix("0 * * * * /bin/ccstore ingest --quiet --store /store # "))
      #expect(
        try installer(commands).install(schedule("/store", .every(minutes: 30)), .cron).changes.map(\.action) == [
          .replaced
        ])
      #expect(commands.crontab?.contains("*/30 * * * * ") == true)
      #expect(commands.crontab?.split(separator: "\n").count == text.split(separator: "\n").count)
    }
  }

  @Test("a crontab that cannot be read is not taken for an empty one")
  func refusedCrontab() throws {
    let refusal = CommandResult(status: 1, errors: Array("You (me) are not allowed to use this program\n".utf8))
    let commands = FakeCommands(crontab: "0 5 * * * backup\n", refusal: refusal)
    #expect(throws: ScheduleError.self) { try installer(commands).install(schedule(), .cron) }
    #expect(commands.crontab == "0 5 * * * backup\n" && commands.ran == [])
    #expect(throws: ScheduleError.self) { try installer(FakeCommands(programs: [])).install(schedule(), .cron) }
  }

  @Test("a line in the crontab that a person has changed is neither replaced nor removed")
  func changedLine() throws {
    let commands = FakeCommands()
    _ = try installer(commands).install(schedule(), .cron)
    commands.edit { $0.replacing("0 * * * *", with: "7 3 * * *") }
    let edited = commands.crontab
    #expect(throws: ScheduleError.self) { try installer(commands).install(schedule(), .cron) }
    #expect(try installer(commands).remove(.cron).changes.map(\.action) == [.left])
    #expect(commands.crontab == edited)
  }

  @Test("cron refuses to watch, line breaks, hidden characters and lines that it would cut")
  func unsuitable() throws {
    let commands = FakeCommands()
    for store in ["/a\nb", "/a\u{202e}b", "/" + String(repeating: "x", count: 1000)] {
      #expect(throws: ScheduleError.self) { try installer(commands).install(schedule(store), .cron) }
    }
    #expect(throws: ScheduleError.self) { try installer(commands).install(schedule("/store", .watching), .cron) }
    #expect(throws: ScheduleError.self) { try installer(commands).install(schedule("/a\nb"), .launchd) }
    #expect(throws: ScheduleError.self) { try installer(commands).install(schedule(), .hook) }
    #expect(commands.crontab == nil && disk.files == [])
  }

  // MARK: Hooks

  @Test("settings that are not JSON are refused, and stay as they are")
  func brokenSettings() throws {
    let file = FilePath(home + "/.claude/settings.json")
    for settings in ["{", "{// keep\n\"a\": 1}", "[]", #"{"hooks": []}"#, #"{"hooks": {"SessionEnd": {}}}"#, "\"x\""] {
      try write(file, settings)
      #expect(throws: ScheduleError.self) { try installer().install(schedule("/store", .events), .hook) }
      #expect(text(file) == settings && disk.files == [file])
    }
  }

  @Test("settings with a hook that became invalid are named by remove, and stay as they are")
  func brokenLater() throws {
    let file = FilePath(home + "/.claude/settings.json")
    _ = try installer().install(schedule("/store", .events), .hook)
    let broken = try #require(text(file)) + "// mine\n"
    disk[file] = Array(broken.utf8)
    #expect(try installer().remove(nil).changes.map(\.action) == [.left])
    #expect(text(file) == broken)
  }

  @Test("settings are copied before they are changed, and an earlier copy is not overwritten")
  func backups() throws {
    let file = FilePath(home + "/.claude/settings.json")
    for (number, settings) in ["{}", #"{"a": 1}"#, "{}"].enumerated() {
      try write(file, settings)
      let changes = try installer().install(schedule("/store", .events), .hook)
      let backup = try #require(changes.changes.first?.backup)
      #expect(text(FilePath(backup)) == settings)
      #expect(backup.hasSuffix(number == 1 ? "-2" : "-backup"))
    }
  }

  @Test("a hook of a person that runs ccstore stays, and is named")
  func otherHook() throws {
    let file = FilePath(home + "/.claude/settings.json")
    let own = #"{"hooks":{"SessionEnd":[{"hooks":[{"type":"command","command":"/old/ccstore ingest"}]}]}}"#
    try write(file, own)
    let changes = try installer().install(schedule("/store", .events), .hook)
    #expect(changes.others == ["/old/ccstore ingest"])
    #expect(text(file)?.hasPrefix(String(own.dropLast(4))) == true)
    _ = try installer().remove(.hook)
    #expect(text(file) == own)
  }

  @Test("a hook of ccstore with another program is replaced, and one that a person has changed is not")
  func replacedHook() throws {
    let file = FilePath(home + "/.claude/settings.json")
    var old = schedule("/store", .events)
    old.program = "/old/ccstore"
    _ = try installer().install(old, .hook)
    let changes = try installer().install(schedule("/store", .events), .hook)
    #expect(changes.changes.map(\.action) == [.replaced])
    #expect(text(file)?.contains("/old/") == false)
    let edited = try #require(text(file)).replacing("--wait", with: "--wait --verbose")
    disk[file] = Array(edited.utf8)
    #expect(throws: ScheduleError.self) { try installer().install(schedule("/store", .events), .hook) }
    #expect(try installer().remove(.hook).changes.map(\.action) == [.left])
    #expect(text(file) == edited)
  }

  @Test("after a failure of the disk at any operation, settings are whole: the old ones or the new ones")
  func faults() throws {
    let file = FilePath(home + "/.claude/settings.json")
    let settings = Array(#"{"model": "opus"}"#.utf8)
    var failed = 0
    for index in 0..<200 {
      let disk = MemoryFileSystem()
      try disk.makeDirectories(file.removingLastComponent())
      disk[file] = settings
      let installer = ScheduleInstaller(fileSystem: disk, commands: FakeCommands(), environment: ["HOME": home])
      disk.fail(.init(at: index, .noSpace, isShort: true))
      let isDone = (try? installer.install(schedule("/store", .events), .hook)) != nil
      disk.fail(nil)
      if disk[file] != settings { #expect(installer.installed().map(\.state) == [.intact]) }
      if isDone {
        #expect(disk[file] != settings)
        break
      }
      failed += 1
    }
    #expect(failed > 5 && failed < 199)
  }

  // MARK: Times

  @Test("only intervals that a calendar can state are taken")
  func intervals() {
    for text in ["1m", "15m", "30m", "1h", "60m", "2h", "12h", "1d", "24h"] {
      #expect(ScheduleTiming(interval: text) != nil, "\(text)")
    }
    for text in [
      "", "m", "0m", "7m", "45m", "5h", "2d", "1", "-1h", "+1h", "1H", "1 h", "99999999999999999999m", "90m",
    ] {
      #expect(ScheduleTiming(interval: text) == nil, "\(text)")
    }
    #expect(ScheduleTiming(interval: "60m")?.code == "1h" && ScheduleTiming(interval: "24h")?.code == "1d")
  }

  @Test("a sync is overdue after two intervals, and never where no time is promised")
  func overdue() throws {
    _ = try installer().install(schedule(), .systemd)
    let hourly = try #require(installer().installed().first)
    #expect(!hourly.isOverdue(lastSync: 0, now: 7_200_000) && hourly.isOverdue(lastSync: 0, now: 7_200_001))
    #expect(!hourly.isOverdue(lastSync: nil, now: 7_200_001))
    #expect(ScheduleTiming.watching.overdueAfter == nil && ScheduleTiming.events.overdueAfter == nil)
  }
}
