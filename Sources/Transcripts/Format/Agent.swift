/// A program whose sessions are kept. The raw values are meant for the disk: never renumber them.
///
/// No event states an agent yet, because all sources are Claude Code's. These numbers are reserved: 1 for Cowork, 2 for
/// Codex, 3 for Pi, 4 for Gemini CLI, 5 for Qwen Code, 6 for Copilot CLI, 7 for OpenCode, 8 for Cursor, 9 for Kimi.
public enum Agent: UInt8, Sendable, CaseIterable {
  case claude = 0

  /// The agent of a source, a record or a root of which nothing states the agent. It is also the one by whose rules a
  /// record is read whose envelope states no role: see `AgentFormat.kind`.
  public static let unstated = Agent.claude
}
