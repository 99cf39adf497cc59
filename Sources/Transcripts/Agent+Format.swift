import FileIO

extension Agent {
  /// All that is known of the agent's files.
  package var format: any AgentFormat.Type {
    switch self {
    case .claude: ClaudeCode.self
    }
  }

  /// The formats of all agents. Where several recognise a directory, the first one counts.
  package static var formats: [any AgentFormat.Type] { allCases.map(\.format) }

  /// The environment variables that say where agents keep their data; see `AgentFormat.variables`.
  package static var variables: [String] { formats.flatMap { $0.variables } }

  /// The names of all agents, for messages.
  static var names: String { formats.map { $0.name }.joined(separator: " or ") }

  /// The variables of all agents, for messages.
  static var variableNames: String { variables.joined(separator: " or ") }

  /// The folders of all agents' roots, for messages.
  static var folderNames: String { formats.flatMap { $0.folders }.map { "'\($0)'" }.joined(separator: " or ") }

  /// The name for people.
  public var name: String { format.name }

  /// The name of the one who answers in a conversation.
  public var modelName: String { format.modelName }
}

extension ProcessEnvironment {
  /// The variables that say where stores and transcripts lie.
  package static var places: [String: String] {
    variables(["HOME", "CCSTORE_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] + Agent.variables)
  }
}

extension ConfiguredRoots {
  /// Returns the directories where agents keep their data, by an environment: those that a variable of an agent names,
  /// else the agent's usual ones. Claude Code's are every entry of `CLAUDE_CONFIG_DIR` (separated by commas, `~`
  /// expanded); without one, `$XDG_CONFIG_HOME/claude` and `~/.claude`.
  ///
  /// Where `XDG_CONFIG_HOME` is not an absolute path, `~/.config` takes its place. Without `HOME` the user database
  /// gives the home directory.
  public init(environment: [String: String]) {
    let roots = Agent.formats.map { $0.roots(environment: environment) }
    self.init(paths: roots.flatMap(\.paths), isNamed: roots.contains(where: \.isNamed))
  }
}

extension ToolCallContent {
  /// The most informative part of the arguments on one line: the command, the file, the pattern. Empty if there is
  /// none.
  public var summaryLine: String { agent.format.summaryLine(of: self) }

  /// The path of the file that the call writes; nil if it writes none.
  package var writtenPath: String? { agent.format.writtenPath(of: self) }

  /// The texts that the call puts into a file; see `AgentFormat.writtenTexts`.
  package var writtenTexts: (replacements: [ToolAction.Replacement], isWhole: Bool) {
    agent.format.writtenTexts(of: self)
  }

  /// The work of the call.
  package var action: ToolAction { agent.format.action(of: self) }
}
