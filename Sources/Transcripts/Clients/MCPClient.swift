import FileIO

/// A program in which an agent runs and that starts servers of the Model Context Protocol. The raw values are the names
/// that a user types.
///
/// This is the one table of where each client keeps the list of its servers, and in which form.
package enum MCPClient: String, CaseIterable, Sendable {
  case claudeCode = "claude-code"
  case claudeDesktop = "claude-desktop"
  case cursor
  case codex

  /// The environment variables that move settings, apart from `HOME` and `XDG_CONFIG_HOME`.
  package static let variables = ClaudeCode.variables + ["CODEX_HOME"]

  /// The name for people.
  package var name: String {
    switch self {
    case .claudeCode: "Claude Code"
    case .claudeDesktop: "Claude Desktop"
    case .cursor: "Cursor"
    case .codex: "Codex"
    }
  }

  /// The form of the settings.
  package var format: any MCPSettings.Type {
    switch self {
    case .claudeCode: MCPSettingsJSON<MCPEntryWithType>.self
    case .claudeDesktop, .cursor: MCPSettingsJSON<MCPEntryWithoutType>.self
    case .codex: MCPSettingsTOML.self
    }
  }

  /// What a user does so that the client reads its settings again and shows whether the server runs.
  package var firstStep: String {
    switch self {
    case .claudeCode: "start a new session; '/mcp' in it shows whether the server runs"
    case .claudeDesktop: "quit it and start it again; Settings, Developer shows whether the server runs"
    case .cursor: "start it again; its settings list the server under MCP"
    case .codex: "start a new session; '/mcp' in it shows whether the server runs"
    }
  }

  /// Returns the settings in which a user's servers stand, as absolute paths: one file, or several where a variable
  /// names several places.
  package func files(environment: [String: String]) -> [String] {
    let home = Users.home(environment: environment)
    switch self {
    case .claudeCode:
      let roots = ClaudeCode.roots(environment: environment)
      // The usual file lies next to the usual directory, and a configured directory holds it.
      return roots.isNamed
        ? roots.paths.filter { $0.hasPrefix("/") }.map { $0 + "/.claude.json" } : [home + "/.claude.json"]
    case .claudeDesktop: return [desktop(environment) + "/claude_desktop_config.json"]
    case .cursor: return [home + "/.cursor/mcp.json"]
    case .codex: return [codexHome(environment) + "/config.toml"]
    }
  }

  /// Returns the directories and files by which one sees that the client is used on this machine: one of them exists.
  package func traces(environment: [String: String]) -> [String] {
    let home = Users.home(environment: environment)
    return switch self {
    case .claudeCode: files(environment: environment) + ClaudeCode.roots(environment: environment).paths
    case .claudeDesktop: [desktop(environment)]
    case .cursor: [home + "/.cursor"]
    case .codex: [codexHome(environment)]
    }
  }

  private func desktop(_ environment: [String: String]) -> String {
    let home = Users.home(environment: environment)
    #if os(macOS)
      return home + "/Library/Application Support/Claude"
    #else
      let config = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
      return config + "/Claude"
    #endif
  }

  private func codexHome(_ environment: [String: String]) -> String {
    let configured = environment["CODEX_HOME"] ?? ""
    return configured.hasPrefix("/") ? configured : Users.home(environment: environment) + "/.codex"
  }
}
