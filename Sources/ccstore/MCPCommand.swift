import ArgumentParser
import ModelContext

/// The commands about the Model Context Protocol; without a subcommand the server runs.
struct MCPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Let agents ask the store: a server of the Model Context Protocol.",
    discussion: """
      Agents start it by themselves and talk to it over standard input and output. They can search what was said in past sessions, read them, and \
      ask which files were changed and what it cost; they cannot change anything. It ends with its input. Texts of past sessions may hold passwords \
      and keys that were printed once, and an agent sends to its model what it reads.

      Example:  ccstore mcp install
                ccstore mcp --verbose
      """,
    subcommands: [MCPServeCommand.self, MCPInstallCommand.self, MCPRemoveCommand.self],
    defaultSubcommand: MCPServeCommand.self)
}
