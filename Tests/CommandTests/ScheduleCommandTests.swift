import Foundation
import Testing

@Suite("schedule")
struct ScheduleCommandTests {
  let work: Workspace
  /// Text with every character that a shell, cron, systemd or JSON interprets.
  private static let evil = #"it's 100% "q" $x $(touch pwned)`touch pwned2` \ <&>;|"#

  init() throws { work = try Workspace() }

  private var store: String { work.path + "/" + Self.evil + "/store" }
  private var units: String { work.path + "/.config/systemd/user" }
  private var settings: String { work.root + "/settings.json" }

  private func schedule(_ arguments: String..., store: String? = nil) throws -> Outcome {
    // No crontab and no systemctl of this machine is reached, unless a test says so.
    try work.ccstore(["schedule"] + arguments + ["--store", store ?? self.store], ["PATH": work.path + "/bin"])
  }

  /// Makes a systemctl that does nothing and succeeds.
  private func makeSystemctl() throws { try program("systemctl", "exit 0") }

  /// Makes a program in the directory in which the command looks for programs.
  private func program(_ name: String, _ script: String) throws {
    try Workspace.makeDirectories(work.path + "/bin")
    try work.writeProgram(work.path + "/bin/" + name, "#!/bin/sh\nPATH=/usr/bin:/bin\n\(script)\n")
  }

  private func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("schedule install, status and remove agree, and installing twice changes nothing")
  func wholeLife() throws {
    #expect(try schedule("status").code == 1)
    try makeSystemctl()
    let installed = try schedule("install", "--with", "systemd")
    #expect(installed.code == 0 && installed.errors.isEmpty, "\(installed)")
    #expect(installed.output.contains("loginctl enable-linger") && installed.output.contains("journalctl --user"))
    let service = text(units + "/ccstore.service")
    #expect(service != nil && text(units + "/ccstore.timer")?.contains("Persistent=true") == true)
    #expect(try schedule("install", "--with", "systemd").output.contains("Installed already"))
    #expect(text(units + "/ccstore.service") == service)
    let status = try schedule("status", "--json").json()
    #expect(status["schedules"].array.map { $0["scheduler"].string } == ["systemd"])
    #expect(status["schedules"].array.first?["this_store"].bool == true)
    let removed = try schedule("remove")
    #expect(removed.code == 0 && removed.output.contains("removed: \(units)/ccstore.service"), "\(removed)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: units) == [])
    #expect(try schedule("remove").code == 1)
  }

  @Test(
    "where the scheduler cannot be reached the files are written, and the exit status and a sentence say what is left")
  func unreachable() throws {
    for reason in ["", "echo 'Failed to connect \u{1b}[31mto bus' >&2; exit 1"] {
      if !reason.isEmpty { try program("systemctl", reason) }
      for arguments in [["install", "--with", "systemd"], ["install", "--with", "systemd", "-q"], ["remove"]] {
        let outcome = try work.ccstore(["schedule"] + arguments + ["--store", store], ["PATH": work.path + "/bin"])
        #expect(outcome.code == 1 && outcome.saysOneSentence, "\(outcome)")
        let command = arguments[0] == "remove" ? "disable" : "daemon-reload && systemctl --user enable"
        #expect(outcome.errors.contains("systemctl --user \(command) --now ccstore.timer"), "\(outcome)")
        #expect(!outcome.errors.contains("\u{1b}"))
        #expect((text(units + "/ccstore.timer") != nil) == (arguments[0] == "install"))
      }
      let json = try work.ccstore(
        ["schedule", "install", "--json", "--store", store], ["PATH": work.path + "/bin"])
      #expect(try json.code == 1 && json.json()["pending"].array.count == 2, "\(json)")
      #expect(try schedule("remove").code == 1)
    }
  }

  @Test("--print changes nothing, and shows what is installed then")
  func printed() throws {
    for scheduler in ["systemd", "launchd", "cron", "hook"] {
      let outcome = try schedule("install", "--with", scheduler, "--print")
      #expect(outcome.code == 0 && outcome.output.contains("ccstore-schedule every="), "\(outcome)")
    }
    #expect(!FileManager.default.fileExists(atPath: work.path + "/.config"))
    #expect(!FileManager.default.fileExists(atPath: settings))
    let shown = try schedule("install", "--with", "systemd", "--print").output
    try makeSystemctl()
    #expect(try schedule("install", "--with", "systemd").code == 0)
    #expect(shown.contains(try #require(text(units + "/ccstore.service"))))
  }

  @Test(
    "systemd accepts the units, whatever the paths are called",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze"),
      "needs systemd-analyze of the package systemd"))
  func verified() throws {
    try makeSystemctl()
    for store in [store, work.path + "/a\nb\t\u{202e}c", work.path + "/plain"] {
      for timing in [["--every", "15m"], ["--every", "6h"], ["--every", "1d"], ["--watch"]] {
        let outcome = try work.ccstore(
          ["schedule", "install", "--with", "systemd", "--store", store] + timing, ["PATH": work.path + "/bin"])
        #expect(outcome.code == 0, "\(outcome)")
        let unit = timing == ["--watch"] ? "service" : "timer"
        let checked = try work.shell(
          "systemd-analyze verify --user '\(units)'/ccstore.\(unit) 2>&1 | grep -a ccstore; "
            + "grep -q OnCalendar '\(units)'/ccstore.* || exit 0; "
            + "systemd-analyze calendar \"$(sed -n s/^OnCalendar=//p '\(units)'/ccstore.timer)\"",
          ["XDG_RUNTIME_DIR": work.path])
        #expect(checked.code == 0, "\(checked)")
        #expect(!checked.output.contains("ccstore"), "\(checked)")
        #expect(try work.ccstore(["schedule", "remove"], ["PATH": work.path + "/bin"]).code == 0)
      }
    }
  }

  @Test("a crontab keeps every other line, and its line runs ingest with the store")
  func crontab() throws {
    let table = work.path + "/table"
    try Data("MAILTO=me\n\n0 5 * * * backup 100\\% # mine".utf8).write(to: URL(fileURLWithPath: table))
    try program("crontab", "if [ \"$1\" = -l ]; then cat '\(table)'; else cat >'\(table)'; fi")
    #expect(try schedule("install", "--with", "cron", "--every", "10m").code == 0)
    let entries = try #require(text(table)).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(entries.prefix(3) == ["MAILTO=me", "", #"0 5 * * * backup 100\% # mine"#] && entries.count == 5)
    let command = String(entries[3].dropFirst("*/10 * * * * ".count)).replacing(#"\%"#, with: "%")
    try work.write("p/s.jsonl", lines(0..<3))
    let ran = try work.shell(command)
    #expect(ran.code == 0, "\(ran)")
    #expect(try work.ccstore(["sessions", "--json", "--store", store]).json().array.count == 1)
    #expect(!FileManager.default.fileExists(atPath: work.path + "/captured/pwned"))
    #expect(try schedule("remove", "--with", "cron").code == 0)
    #expect(text(table) == "MAILTO=me\n\n0 5 * * * backup 100\\% # mine\n")
  }

  @Test(
    "the crontab of this machine takes the line and gives it back",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/crontab")
        && ProcessInfo.processInfo.environment["CI"] != nil,
      "needs the package cron, and CI, because it is the real one"))
  func realCrontab() throws {
    let before = try work.shell("crontab -l")
    func run(_ arguments: String...) throws -> Outcome {
      try work.ccstore(["schedule"] + arguments + ["--with", "cron", "--store", store])
    }
    let installed = try run("install")
    #expect(installed.code == 0, "\(installed)")
    #expect(try work.shell("crontab -l").output.contains("ccstore-schedule every=1h"))
    #expect(try run("remove").code == 0)
    #expect(try work.shell("crontab -l").output == before.output)
  }

  @Test("without crontab, cron is refused in one sentence")
  func noCrontab() throws {
    let outcome = try schedule("install", "--with", "cron")
    #expect(outcome.code == 1 && outcome.saysOneSentence && outcome.errors.contains("crontab"), "\(outcome)")
  }

  @Test("hooks are written through a symbolic link, with the permissions of the file, and a copy is kept next to it")
  func linkedSettings() throws {
    let target = work.path + "/dotfiles/claude.json"
    try Workspace.makeDirectories(work.path + "/dotfiles")
    let old = "{\n  \"model\": \"opus\",\n  \"hooks\": {}\n}\n"
    try Data(old.utf8).write(to: URL(fileURLWithPath: target))
    chmod(target, 0o640)
    try FileManager.default.createSymbolicLink(atPath: settings, withDestinationPath: target)
    #expect(try schedule("install", "--with", "hook").code == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: settings) == target)
    let json = JSON(
      value: try JSONSerialization.jsonObject(with: try #require(FileManager.default.contents(atPath: target))))
    #expect(json["model"].string == "opus")
    let command = try #require(json["hooks", "SessionEnd"].array.first?["hooks"].array.first?["command"].string)
    #expect(text(target + ".ccstore-backup") == old)
    #expect(try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int == 0o640)
    try work.write("p/s.jsonl", lines(0..<3))
    #expect(try work.shell(command).code == 0)
    #expect(try work.ccstore(["sessions", "--json", "--store", store]).json().array.count == 1)
    #expect(try schedule("remove").code == 0)
    #expect(text(target)?.contains("SessionEnd") == false)
  }

  @Test("settings with comments, and a link that leads nowhere, are refused with 65 and stay as they are")
  func refusedSettings() throws {
    try Data("{ // mine\n}".utf8).write(to: URL(fileURLWithPath: settings))
    let outcome = try schedule("install", "--with", "hook")
    #expect(outcome.code == 65 && outcome.saysOneSentence && outcome.errors.contains(settings), "\(outcome)")
    #expect(text(settings) == "{ // mine\n}")
    try FileManager.default.removeItem(atPath: settings)
    try FileManager.default.createSymbolicLink(atPath: settings, withDestinationPath: work.path + "/nowhere")
    #expect(try schedule("install", "--with", "hook").code == 65)
    #expect(!FileManager.default.fileExists(atPath: work.path + "/nowhere"))
  }

  @Test(
    "contradictory arguments are refused with 64",
    arguments: [
      ["install", "--every", "7m"], ["install", "--every", "1h", "--watch"], ["install", "--with", "cron", "--watch"],
      ["install", "--with", "hook", "--every", "1h"], ["status", "--every", "1h"], ["remove", "/x"],
      ["remove", "--print"],
      ["status", "--with", "cron"], ["nothing"], ["install", "--with", "at"],
    ])
  func refusedArguments(_ arguments: [String]) throws {
    let outcome = try work.ccstore(["schedule"] + arguments, ["PATH": "/none"])
    #expect(outcome.code == 64, "\(outcome)")
    #expect(!FileManager.default.fileExists(atPath: work.path + "/.config"))
  }

  @Test("the first ingest recommends a schedule, and does not where one is installed")
  func hint() throws {
    try work.write("p/s.jsonl", lines(0..<3))
    let first = try work.run("ingest", work.root)
    #expect(first.output.hasSuffix("ccstore schedule install --store \(work.store) \(work.root)\n"), "\(first)")
    #expect(try !work.run("ingest", work.root).output.contains("schedule"))
    try makeSystemctl()
    #expect(try schedule("install", "--with", "systemd", store: work.path + "/second").code == 0)
    let second = try work.ccstore(["ingest", work.root, "--store", work.path + "/second"])
    #expect(second.code == 0 && !second.output.contains("schedule"), "\(second)")
  }

  @Test("status and doctor name the schedule of this store, and not that of another one")
  func named() throws {
    try work.write("p/s.jsonl", lines(0..<3))
    try work.ingest()
    try makeSystemctl()
    #expect(try schedule("install", "--with", "systemd", store: work.store).code == 0)
    #expect(try work.run("status").output.contains("systemd, every hour"))
    #expect(try work.json("status")["schedules"].array.count == 1)
    #expect(try work.run("doctor", work.root).output.contains("(systemd, every hour)"))
    #expect(try work.ccstore(["ingest", work.root, "--store", store, "-q"]).code == 0)
    #expect(try work.ccstore(["status", "--json", "--store", store]).json()["schedules"].array.isEmpty)
  }
}
