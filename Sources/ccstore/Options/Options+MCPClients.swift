import ArgumentParser
import FileIO
import Sync
import Tables
import Transcripts

extension MCPClient: ExpressibleByArgument {}

/// The option for the clients whose settings are changed.
struct MCPClientOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The client: claude-code, claude-desktop, cursor or codex. Default: each that is used on this machine.",
      valueName: "client"))
  var client: MCPClient?

  /// The clients that are meant. Throws `Failure` if none is named and none is found.
  func clients(_ installer: MCPInstaller, _ command: String) throws -> [MCPClient] {
    if let client { return [client] }
    let present = installer.presentClients()
    if present.isEmpty {
      throw Failure(
        "no client was found, neither \(MCPClient.allCases.map(\.name).joined(separator: " nor ")); name one: "
          + "ccstore mcp \(command) --client \(MCPClient.claudeCode.rawValue)",
        code: ExitStatus.failed)
    }
    return present
  }
}

extension MCPInstaller {
  /// The installer of this user.
  static var ofThisUser: MCPInstaller {
    MCPInstaller(
      fileSystem: POSIXFileSystem(),
      environment: Environment.variables.merging(ProcessEnvironment.variables(MCPClient.variables)) { first, _ in first
      }
    )
  }
}

extension MCPServerEntry {
  /// Makes the entry that starts this program. A client has another environment than a shell, so that a store that is
  /// not at its usual place is stated. Throws `Failure` for a path that settings cannot state, and for another name of the
  /// program.
  init(_ common: CommonOptions) throws {
    let isUsual =
      common.store == nil
      && ["CCSTORE_DIR", "XDG_DATA_HOME"].allSatisfy { (Environment.variables[$0] ?? "").isEmpty }
    let words = [Environment.lastingProgramPath, "mcp"] + (isUsual ? [] : ["--store", common.absolutePath])
    // What is not UTF-8 was replaced when the arguments were read.
    guard !words.contains(where: { $0.unicodeScalars.contains("\u{fffd}") }) else {
      throw Failure(
        "settings of a client cannot state a path that is not UTF-8; give the store or the program another name",
        code: ExitStatus.usage)
    }
    self.init(command: words[0], arguments: Array(words.dropFirst()))
    guard isOurs else {
      throw Failure(
        "the program is called \(words[0]); an entry is known by a program whose name begins with 'ccstore', so give it one",
        code: ExitStatus.usage)
    }
  }
}

extension CommonOptions {
  /// Prints what was done to the settings of clients, and throws an exit status if it was not done everywhere. `hint`
  /// is printed after what was done.
  func report(_ document: Shapes.MCPClientsDocument, named: MCPClient?, hint: () -> Void) throws {
    let changes = document.changes
    let undone = changes.filter { $0.action == .refused || $0.action == .failed }
    if json {
      say(json: Shapes.mcpClients.json(document))
    } else {
      for change in changes where !quiet && change.reason == nil { say(note: line(change)) }
      if !quiet, changes.count > undone.count { hint() }
      for change in undone { complain("\(change.reason ?? "")") }
    }
    if undone.contains(where: { $0.action == .failed }) { throw ExitCode(ExitStatus.inputOutput) }
    if !undone.isEmpty { throw ExitCode(ExitStatus.badData) }
  }

  private func line(_ change: MCPChange) -> TerminalText {
    let place = TerminalText("\(change.client.format.place) in \(change.file)")
    let words = (change.previous ?? []).map(Quoting.shell).joined(separator: " ")
    let previous: TerminalText = words.isEmpty ? "" : ", which was: \(words)"
    let name = style.bold("\(change.client.name)")
    return switch change.action {
    case .added: name + ": added \(place)"
    case .replaced: name + ": replaced \(place)" + previous
    case .unchanged: name + ": \(place) is as it should be"
    case .removed: name + ": removed \(place)" + previous
    case .absent: name + ": there is no entry of ccstore in \(change.file)"
    case .refused, .failed: ""
    }
  }
}
