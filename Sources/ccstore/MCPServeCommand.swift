import ArgumentParser
import FileIO
import ModelContext
import SegmentedLog
import SessionLog
import Tables
import Transcripts

struct MCPServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Answer an agent on standard input and output.",
    discussion: """
      Speaks the revisions 2026-07-28 to 2024-11-05 of the protocol, one JSON message a line. With --verbose it says on standard error which request \
      it has answered.

      Example:  ccstore mcp serve --store /srv/ccstore
      """)

  @Option(
    name: .long, help: "The store. Default: $CCSTORE_DIR, else $XDG_DATA_HOME/ccstore, else ~/.local/share/ccstore.",
    completion: .directory)
  var store: String?

  @Flag(name: .shortAndLong, help: "Say on standard error what is answered.")
  var verbose = false

  /// How long requests may still run when standard input has ended, in milliseconds.
  private static let grace = 40

  func validate() throws {
    if let store, store.isEmpty { throw ValidationError("--store needs the path of a directory.") }
  }

  func run() throws {
    guard !Terminal.standardInput.isTerminal else {
      return say(
        note: "This is a server for agents, which start it by themselves; 'ccstore mcp install' tells them how.")
    }
    let isVerbose = verbose
    let server = ModelContextServer(try settings()) { line in
      if isVerbose { complain("\(line)") }
    }
    let loop = MessageLoop(server) { Terminal.standardOutput.write(data: $0) }
    do { try StandardInput.forEachPiece { loop.receive($0) } } catch is CancellationError {
      // A signal asks for the same as the end of the input.
    }
    loop.end(within: Self.grace)
    // Threads that still read the store would keep the process alive; they hold nothing that could be lost.
    throw ExitCode.success
  }

  private func settings() throws -> ServerSettings {
    let words = store.map { ["--store", $0] } ?? []
    let path = try CommonOptions.parse(words).path
    return ServerSettings(
      // Damage is said in each answer, not at the end.
      store: Store(at: path, stateDirectory: nil, losses: LossLog()), version: CCStore.configuration.version,
      workingDirectory: Environment.workingDirectory, home: Environment.home,
      configuredRoots: ConfiguredRoots(environment: Environment.variables).paths, zone: TimeOptions.machineZone,
      storeWords: words)
  }
}
