import Transcripts

/// A text that makes a schedule run, and where it is to stand.
package struct ScheduleItem: Sendable, Equatable {
  /// The path of a file, or `the crontab`.
  package var place: String
  package var text: String
}

/// The places where schedules are installed.
package struct SchedulePlaces: Sendable {
  /// The folder of the units of systemd.
  var units: String
  /// The home directory of the user.
  var home: String

  var service: String { units + "/ccstore.service" }
  var timer: String { units + "/ccstore.timer" }
  var agent: String { home + "/Library/LaunchAgents/ccstore.ingest.plist" }
  /// The places of the server, which is installed in addition to a schedule of ingests.
  var server: String { units + "/ccstore-serve.service" }
  var serverAgent: String { home + "/Library/LaunchAgents/ccstore.serve.plist" }
  var log: String { home + "/Library/Logs/ccstore.log" }

  static let crontab = "the crontab"
}

extension Schedule {
  /// Returns the texts that are to be installed. Throws `ScheduleError` if a path cannot be written in them, or if the
  /// scheduler cannot run at such times.
  func items(_ scheduler: Scheduler, _ places: SchedulePlaces) throws(ScheduleError) -> [ScheduleItem] {
    try check(scheduler, places)
    switch scheduler {
    case .systemd: return systemd(places)
    case .launchd:
      return [
        ScheduleItem(place: timing == .serving ? places.serverAgent : places.agent, text: launchd(places))
      ]
    case .cron: return [ScheduleItem(place: SchedulePlaces.crontab, text: try cron())]
    case .hook: return [ScheduleItem(place: "", text: hook)]
    }
  }

  /// Throws if a text cannot be represented: a crontab allows neither line breaks nor invisible characters, XML no
  /// control characters.
  private func check(_ scheduler: Scheduler, _ places: SchedulePlaces) throws(ScheduleError) {
    switch (scheduler, timing) {
    case (.cron, .watching):
      throw ScheduleError(.unsuitable, "cron runs a command at certain times and cannot watch; use --every, or systemd")
    case (.cron, .serving), (.hook, .serving):
      throw ScheduleError(
        .unsuitable, "\(scheduler.name) cannot keep a server running; use systemd, or launchd on macOS")
    case (.hook, .every), (.hook, .watching):
      throw ScheduleError(
        .unsuitable, "a hook runs \(ScheduleTiming.events.words), so that --every and --watch have no meaning for it")
    case (.systemd, .events), (.launchd, .events), (.cron, .events):
      throw ScheduleError(.unsuitable, "\(scheduler.name) needs an interval")
    default: break
    }
    guard scheduler == .cron || scheduler == .launchd else { return }
    func cannotName(_ character: Unicode.Scalar) -> Bool {
      scheduler == .cron ? HiddenCharacters.contains(character) : character.value < 0x20
    }
    let own = scheduler == .launchd ? [places.log] : []
    for text in words + variables.map(\.value) + own where text.unicodeScalars.contains(where: cannotName) {
      throw ScheduleError(
        .unsuitable,
        "\(text) holds a line break or another character that is not shown, which \(scheduler.name) cannot name; "
          + "give the directory another name, or reach it through a link")
    }
  }

  private static let origin = "# Installed by 'ccstore schedule install'; 'ccstore schedule remove' removes it."

  private func systemd(_ places: SchedulePlaces) -> [ScheduleItem] {
    let command = words.enumerated().map { Quoting.systemd($1, isProgram: $0 == 0) }.joined(separator: " ")
    let settings = variables.map { "Environment=\(Quoting.setting("\($0.name)=\($0.value)"))\n" }.joined()
    // Another ingest that holds the store does the same work, so that status 75 is no failure.
    let kind =
      timing.isPermanent
      ? "Type=exec\nRestart=always\nRestartSec=30\n" : "Type=oneshot\nNice=10\nSuccessExitStatus=75\n"
    let install = timing.isPermanent ? "\n[Install]\nWantedBy=default.target\n" : ""
    let service = """
      \(Self.origin)
      [Unit]
      Description=\(timing == .serving ? "Serve" : "Store") Claude Code sessions

      [Service]
      \(kind)\(settings)ExecStart=\(command)
      \(install)
      # \(ScheduleMark.unsigned(self))

      """
    var items = [
      ScheduleItem(place: timing == .serving ? places.server : places.service, text: ScheduleMark.signed(service))
    ]
    guard case .every(let minutes) = timing else { return items }
    let timer = """
      \(Self.origin)
      [Unit]
      Description=Store Claude Code sessions \(timing.words)

      [Timer]
      OnCalendar=\(Self.calendar(minutes))
      Persistent=true

      [Install]
      WantedBy=timers.target

      # \(ScheduleMark.unsigned(self))

      """
    items.append(ScheduleItem(place: places.timer, text: ScheduleMark.signed(timer)))
    return items
  }

  /// Returns an interval as systemd.time(7) has it. A daily run is at noon, when more computers are on than at
  /// midnight.
  private static func calendar(_ minutes: Int) -> String {
    switch minutes {
    case 1440: "*-*-* 12:00:00"
    case 60: "*-*-* *:00:00"
    case let minutes where minutes > 60: "*-*-* 00/\(minutes / 60):00:00"
    case 1: "*-*-* *:*:00"
    default: "*-*-* *:00/\(minutes):00"
    }
  }

  private func launchd(_ places: SchedulePlaces) -> String {
    let strings = words.map { "    <string>\(Quoting.xml($0))</string>" }.joined(separator: "\n")
    let pairs = variables.map {
      "    <key>\(Quoting.xml($0.name))</key>\n    <string>\(Quoting.xml($0.value))</string>\n"
    }
    let settings = pairs.isEmpty ? "" : "\n  <key>EnvironmentVariables</key>\n  <dict>\n\(pairs.joined())  </dict>"
    let start =
      if case .every(let minutes) = timing {
        "  <key>StartInterval</key>\n  <integer>\(minutes * 60)</integer>"
      } else {
        "  <key>KeepAlive</key>\n  <true/>\n  <key>ThrottleInterval</key>\n  <integer>30</integer>"
      }
    return ScheduleMark.signed(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- Installed by 'ccstore schedule install'; 'ccstore schedule remove' removes it. -->
      <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0">
      <dict>
        <key>Label</key>
        <string>ccstore.\(timing == .serving ? "serve" : "ingest")</string>
        <key>ProcessType</key>
        <string>Background</string>
        <key>StandardErrorPath</key>
        <string>\(Quoting.xml(places.log))</string>\(settings)
        <key>ProgramArguments</key>
        <array>
      \(strings)
        </array>
      \(start)
        <key>RunAtLoad</key>
        <true/>
      </dict>
      </plist>
      <!-- \(ScheduleMark.unsigned(self)) -->

      """)
  }

  private func cron() throws(ScheduleError) -> String {
    guard case .every(let minutes) = timing else { return "" }
    let time =
      switch minutes {
      case 1440: "0 12 * * *"
      case 60: "0 * * * *"
      case let minutes where minutes > 60: "0 */\(minutes / 60) * * *"
      case 1: "* * * * *"
      default: "*/\(minutes) * * * *"
      }
    let line = ScheduleMark.signed("\(time) \(command(Quoting.cron)) # \(ScheduleMark.unsigned(self))")
    // Vixie's cron cuts or refuses longer commands.
    guard line.utf8.count < 990 else {
      throw ScheduleError(
        .unsuitable,
        "the line would have \(line.utf8.count) bytes, more than cron takes; reach the directories through links")
    }
    return line + "\n"
  }

  /// The command of a hook. It waits for another ingest, because a session ends only once.
  private var hook: String { ScheduleMark.signed("\(command(Quoting.shell)) --wait # \(ScheduleMark.unsigned(self))") }
}
