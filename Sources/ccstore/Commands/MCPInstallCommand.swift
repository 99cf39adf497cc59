import ArgumentParser
import Sync
import Tables
import Transcripts

struct MCPInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Have Claude Code, Claude Desktop, Cursor or Codex start this server.",
    discussion: """
      Adds an entry 'ccstore' to the settings of each client that is used on this machine, or of the one that is named; everything else in them keeps \
      its bytes. The store is stated in it where --store, $CCSTORE_DIR or $XDG_DATA_HOME names one. Installing the same again changes nothing. An entry \
      of that name that ccstore has not made is left alone, unless --replace is given. 'ccstore mcp remove' takes the entry out.

      Example:  ccstore mcp install
                ccstore mcp install --client codex
                ccstore mcp install --client cursor --print
      """)

  @OptionGroup var clients: MCPClientOptions

  @Flag(name: .long, help: "Replace an entry of the same name that ccstore has not made.")
  var replace = false

  @Flag(name: .customLong("print"), help: "Print what would be installed, and change nothing.")
  var isPrinted = false

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func validate() throws {
    if isPrinted, common.json { throw ValidationError("--print and --json exclude each other.") }
    if isPrinted, replace { throw ValidationError("--print changes nothing, so that --replace has no effect.") }
  }

  func run() throws {
    let installer = MCPInstaller.ofThisUser
    let entry = try MCPServerEntry(common)
    let meant = try clients.clients(installer, isPrinted ? "install --print" : "install")
    if isPrinted { return printSettings(entry, meant, installer) }
    let changes = installer.install(entry, into: meant, replaces: replace)
    let document = Shapes.MCPClientsDocument("install", command: entry.words, changes: changes)
    try common.report(document, named: clients.client) { printHints(entry, changes) }
  }

  /// Prints the entry for each client after a line with its file; alone if the client was named, to be merged by hand.
  private func printSettings(_ entry: MCPServerEntry, _ meant: [MCPClient], _ installer: MCPInstaller) {
    for client in meant {
      if clients.client == nil {
        say(note: "\(client.name), in \(installer.files(of: client).joined(separator: " and ")):")
      }
      let text = String(decoding: client.format.settings(with: entry), as: UTF8.self)
      Terminal.standardOutput.write(TerminalText(lines: text))
      if clients.client == nil, client != meant.last { say(note: "") }
    }
  }

  private func printHints(_ entry: MCPServerEntry, _ changes: [MCPChange]) {
    say(note: "It runs:  \(entry.words.map(Quoting.shell).joined(separator: " "))")
    var seen: Set<MCPClient> = []
    for change in changes where change.reason == nil && seen.insert(change.client).inserted {
      say(note: "To try it in \(change.client.name), \(change.client.firstStep).")
    }
    say(note: "Then ask, for example: What did we decide about the file format?")
    let named = clients.client.map { ["--client", $0.rawValue] } ?? []
    say(note: "To take it out:  \((["ccstore mcp remove"] + named).joined(separator: " "))")
  }
}

struct MCPRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take this server out of the settings of clients.",
    discussion: """
      Removes the entry that 'ccstore mcp install' has added, from each client that is used on this machine or from the one that is named, and nothing \
      else. An entry of that name that ccstore has not made is left alone.

      Example:  ccstore mcp remove
                ccstore mcp remove --client claude-desktop
      """)

  @OptionGroup var clients: MCPClientOptions
  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  func run() throws {
    let installer = MCPInstaller.ofThisUser
    let changes = installer.remove(from: try clients.clients(installer, "remove"))
    let isAny = changes.contains { $0.action == .removed }
    try common.report(Shapes.MCPClientsDocument("remove", changes: changes), named: clients.client) {
      if isAny { say(note: "A client that runs keeps the server until it is started again.") }
    }
    if !isAny { throw ExitCode(ExitStatus.failed) }
  }
}
