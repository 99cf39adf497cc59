import Sync
import Transcripts

extension Shapes {
  /// What `mcp install` and `mcp remove` print.
  package struct MCPClientsDocument: Sendable {
    package var action: String
    /// The program and arguments of the entry; nil where it is removed.
    package var command: [String]?
    package var changes: [MCPChange]

    package init(_ action: String, command: [String]? = nil, changes: [MCPChange]) {
      (self.action, self.command, self.changes) = (action, command, changes)
    }
  }

  package static let mcpClients = Shape<MCPClientsDocument>(
    "mcp_clients", "What 'mcp install' and 'mcp remove' have done to the settings of clients."
  ) {
    string("action", "One of install, remove.") { $0.action }
    strings("command", "The program that a client starts, with its arguments; empty with remove.") { $0.command ?? [] }
    objects("changes", "What was done, a file each.", mcpChange) { $0.changes }
  }

  private static let mcpChange = Shape<MCPChange>("mcp_change", "What was done to the settings of a client.") {
    string("client", "One of claude-code, claude-desktop, cursor, codex.") { $0.client.rawValue }
    string("file", "The absolute path of the settings.") { $0.file }
    string(
      "action",
      "One of added, replaced, unchanged, removed, absent (there was nothing to remove), refused (it stays as it is), "
        + "failed (it cannot be read or written)."
    ) { $0.action.rawValue }
    strings("previous", "The program and its arguments that stood there before; empty where there were none.") {
      $0.previous ?? []
    }
    string("reason", "Why it was refused or has failed; null otherwise.", orNull: { $0.reason })
  }
}
