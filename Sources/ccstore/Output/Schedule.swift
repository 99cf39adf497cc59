import ArgumentParser
import Tables
import Transcripts

/// Ways to run `ccstore ingest` regularly. The text is to be installed by hand, because ccstore changes no settings.
enum Schedule: String, ExpressibleByArgument, CaseIterable {
  case systemd, launchd, cron, hook

  static var usual: Schedule {
    #if os(macOS)
      .launchd
    #else
      .systemd
    #endif
  }

  /// Returns the text to be installed to run an ingest. Throws `Failure` if a path cannot be written in it.
  func text(_ ingest: ScheduledIngest) throws -> TerminalText {
    try check(ingest)
    return switch self {
    case .cron: "*/30 * * * * \(ingest.command(Quoting.cron))\n"
    case .systemd: Self.systemd(ingest)
    case .launchd: Self.launchd(ingest)
    case .hook: Self.hook(ingest)
    }
  }

  /// Throws `Failure` if a text cannot be represented: a crontab allows neither line breaks nor invisible characters,
  /// XML no control characters.
  private func check(_ ingest: ScheduledIngest) throws {
    guard self == .cron || self == .launchd else { return }
    func cannotName(_ character: Unicode.Scalar) -> Bool {
      self == .cron ? HiddenCharacters.contains(character) : character.value < 0x20
    }
    for text in ingest.arguments + ingest.variables.map(\.value) where text.unicodeScalars.contains(where: cannotName) {
      throw Failure(
        "\(text) holds a line break or another character that is not shown, which \(rawValue) cannot name; "
          + "give the directory another name, or reach it through a link",
        code: ExitStatus.usage)
    }
  }

  private static func systemd(_ ingest: ScheduledIngest) -> TerminalText {
    let words = ingest.arguments.enumerated().map { Quoting.systemd($1, isProgram: $0 == 0) }
    let variables: [TerminalText] = ingest.variables.map {
      "\nEnvironment=\(Quoting.setting("\($0.name)=\($0.value)"))"
    }
    return """
      # ~/.config/systemd/user/ccstore.service
      [Unit]
      Description=Store Claude Code sessions

      [Service]
      Type=oneshot\(variables.joined())
      ExecStart=\(words.joined(separator: " "))

      # ~/.config/systemd/user/ccstore.timer
      [Unit]
      Description=Store Claude Code sessions every half hour

      [Timer]
      OnBootSec=2min
      OnUnitActiveSec=30min
      Persistent=true

      [Install]
      WantedBy=timers.target

      # then: systemctl --user daemon-reload && systemctl --user enable --now ccstore.timer

      """
  }

  private static func launchd(_ ingest: ScheduledIngest) -> TerminalText {
    let lines: [TerminalText] = ingest.arguments.map { "    <string>\(Quoting.xml($0))</string>" }
    let strings = lines.joined(separator: "\n")
    let pairs: [TerminalText] = ingest.variables.map {
      "    <key>\(Quoting.xml($0.name))</key>\n    <string>\(Quoting.xml($0.value))</string>\n"
    }
    let variables: TerminalText =
      pairs.isEmpty ? "" : "\n  <key>EnvironmentVariables</key>\n  <dict>\n\(pairs.joined())  </dict>"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- ~/Library/LaunchAgents/ccstore.ingest.plist
           then: launchctl load ~/Library/LaunchAgents/ccstore.ingest.plist -->
      <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0">
      <dict>
        <key>Label</key>
        <string>ccstore.ingest</string>\(variables)
        <key>ProgramArguments</key>
        <array>
      \(strings)
        </array>
        <key>StartInterval</key>
        <integer>1800</integer>
        <key>RunAtLoad</key>
        <true/>
      </dict>
      </plist>

      """
  }

  private static func hook(_ ingest: ScheduledIngest) -> TerminalText {
    let command = JSON.string(ingest.command(Quoting.shell) + " --wait")
    let hooks: JSON = [["hooks": [["type": "command", "command": command]]]]
    return TerminalText(escaped: JSON.object([("hooks", ["SessionEnd": hooks, "PreCompact": hooks])]).text() + "\n")
  }
}

/// An ingest that runs without the variables of a user's shell.
struct ScheduledIngest {
  /// The words of the command, beginning with the program.
  var arguments: [String]
  /// The variables that tell where the agents' data is.
  var variables: [(name: String, value: String)]

  /// Makes an ingest into the store at `store`, an absolute path. `roots` are the roots as the user gave them; empty
  /// for the default ones.
  init(store: String, roots: [String]) {
    arguments =
      [Environment.programPath, "ingest", "--quiet", "--store", store] + roots.map(Environment.absolute)
    variables = []
    guard roots.isEmpty else { return }
    for name in Agent.variables {
      if let configured = Self.value(name) { variables.append((name, Self.absoluteEntries(configured))) }
    }
    if variables.isEmpty, let configuration = Self.value("XDG_CONFIG_HOME"), configuration.hasPrefix("/") {
      variables.append(("XDG_CONFIG_HOME", configuration))
    }
  }

  private static func value(_ name: String) -> String? { Environment.variables[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Returns a list with absolute entries, because the working directory will be another one.
  private static func absoluteEntries(_ list: String) -> String {
    list.split(separator: ",").map { entry in
      let entry = String(entry.drop { $0 == " " })
      return entry == "~" || entry.hasPrefix("~/") ? entry : Environment.absolute(entry)
    }.joined(separator: ",")
  }

  /// Returns the command as a line for a shell, with each word quoted.
  func command(_ quoted: (String) -> String) -> String {
    (variables.map { "\($0.name)=" + quoted($0.value) } + arguments.map(quoted)).joined(separator: " ")
  }
}
