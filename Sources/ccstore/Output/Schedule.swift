import ArgumentParser

/// Ways to have `ccstore ingest` run by itself. Text to install by hand: ccstore changes no settings.
enum Schedule: String, ExpressibleByArgument, CaseIterable {
  case systemd, launchd, cron, hook

  static var usual: Schedule {
    #if os(macOS)
      .launchd
    #else
      .systemd
    #endif
  }

  /// `store`: what `--store` said, if anything.
  func text(store: String?) -> String {
    let program = Environment.programPath
    let arguments = [program, "ingest", "--quiet"] + (store.map { ["--store", Environment.absolute($0)] } ?? [])
    let command = arguments.map(Self.quoted).joined(separator: " ")
    switch self {
    case .cron: return "*/30 * * * * \(command)\n"
    case .systemd:
      return """
        # ~/.config/systemd/user/ccstore.service
        [Unit]
        Description=Store Claude Code sessions

        [Service]
        Type=oneshot
        ExecStart=\(command)

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
    case .launchd:
      let strings = arguments.map { "    <string>\(Self.escaped($0))</string>" }.joined(separator: "\n")
      return """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- ~/Library/LaunchAgents/ccstore.ingest.plist
             then: launchctl load ~/Library/LaunchAgents/ccstore.ingest.plist -->
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0">
        <dict>
          <key>Label</key>
          <string>ccstore.ingest</string>
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
    case .hook:
      let hook: JSON = [
        "hooks": [
          "SessionEnd": [["hooks": [["type": "command", "command": .string(command + " --wait")]]]],
          "PreCompact": [["hooks": [["type": "command", "command": .string(command + " --wait")]]]],
        ]
      ]
      return hook.text() + "\n"
    }
  }

  /// For a shell, cron and systemd alike: quotes only where they are needed.
  private static func quoted(_ text: String) -> String {
    let safe = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2f, 0x2e, 0x2d, 0x5f: true
      default: false
      }
    }
    return safe ? text : "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
