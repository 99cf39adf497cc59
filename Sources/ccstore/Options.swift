import ArgumentParser
import FileIO
import SessionStore
import SystemPackage

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

  func open() -> Store { Store(at: path) }

  /// For standard output.
  var style: Style { Style(isColored: color.isColored(Terminal.standardOutput)) }

  func progress() -> ProgressLine? { quiet || !Terminal.standardError.isTerminal ? nil : ProgressLine() }

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
