import ArgumentParser
import FileIO
import SessionStore
import SystemPackage
import Transcripts

/// Options of every command.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .long, help: "The store. Default: $CCSTORE_DIR, else $XDG_DATA_HOME/ccstore, else ~/.local/share/ccstore.",
    completion: .directory)
  var store: String?

  @Flag(name: .long, help: "Print JSON on standard output, and nothing else.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print errors only.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print details.")
  var verbose = false

  @Option(name: .long, help: "Use colour: auto, always or never. NO_COLOR is respected.")
  var color: ColorChoice = .auto

  var path: FilePath { store.map { FilePath($0) } ?? Store.defaultPath(environment: Environment.variables) }

  func open() -> Store { Store(at: path, losses: Damage.losses) }

  /// For standard output.
  var style: Style { Style(isColored: color.isColored(Terminal.standardOutput)) }

  func progress() -> ProgressLine? {
    quiet || !Terminal.standardError.isTerminal || Environment.variables["TERM"] == "dumb" ? nil : ProgressLine()
  }

  func validate() throws {
    if let store, store.isEmpty { throw ValidationError("--store needs the path of a directory.") }
  }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  func isColored(_ terminal: Terminal) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      terminal.isTerminal && Environment.variables["NO_COLOR", default: ""].isEmpty
        && Environment.variables["TERM"] != "dumb"
    }
  }
}

/// What to sync, and how: the options of `ingest` and `preview`.
struct SyncArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Directories with a 'projects' folder, folders of it, or single files. Default: every entry of $CLAUDE_CONFIG_DIR, else ~/.config/claude and ~/.claude.",
      valueName: "root"),
    completion: .directory)
  var roots: [String] = []

  @Flag(name: .long, help: "Look into every file, also those that seem unchanged.")
  var full = false

  @Option(name: .long, help: "Read at most so many new or changed files; the next run goes on with the others.")
  var maxFiles: Int?

  @Flag(name: .long, help: "Leave the files of sessions alone that the store knows.")
  var skipExisting = false

  @Option(name: .long, help: "A name for what is synced; runs are remembered by it.")
  var syncKey = "default"

  func validate() throws {
    if let maxFiles, maxFiles < 1 { throw ValidationError("--max-files takes a number from 1.") }
    if syncKey.isEmpty { throw ValidationError("--sync-key needs a name.") }
  }

  /// Throws `MissingRoot`.
  func options() throws -> SyncOptions {
    let fileSystem = POSIXFileSystem()
    var options = SyncOptions()
    if full { options.mode = .full }
    options.maxFiles = maxFiles
    options.skipExisting = skipExisting
    options.syncKey = syncKey
    options.roots =
      roots.isEmpty
      ? try TranscriptRoot.defaults(environment: Environment.variables, fileSystem: fileSystem)
      : try roots.map { try TranscriptRoot.containing($0, fileSystem: fileSystem) }
    return options
  }
}
