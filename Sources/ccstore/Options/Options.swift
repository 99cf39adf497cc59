import ArgumentParser
import FileIO
import SessionLog
import Sync
import Synchronization
import SystemPackage
import Tables
import Transcripts

/// The options that every command has.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .long, help: "The store. Default: $CCSTORE_DIR, else $XDG_DATA_HOME/ccstore, else ~/.local/share/ccstore.",
    completion: .directory)
  var store: String?

  @Flag(name: .long, help: "Print JSON on standard output, and nothing else.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print what was asked for and errors, but no notes.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print details, and which store it is.")
  var verbose = false

  @Flag(
    name: .long,
    help:
      "Write although locks keep nobody out where the store lies: no other program and no other machine may write to it meanwhile."
  )
  var iAmAlone = false

  @Option(name: .long, help: "Use colour: auto, always or never. NO_COLOR is respected.")
  var color: ColorChoice = .auto

  var path: FilePath {
    store.map { FilePath(Environment.expanded($0)) } ?? Store.defaultPath(environment: Environment.variables)
  }

  /// Returns the store. `line` shows how far passes over its log have come; nil: another progress is shown, or none.
  /// With `--verbose` it says once on standard error which store it is, and why.
  func open(showing line: ProgressLine? = nil) -> Store {
    if verbose, !quiet { announce() }
    var store = Store(
      at: path, stateDirectory: Store.stateDirectory(environment: Environment.variables), losses: Damage.losses,
      isAlone: iAmAlone, cancellation: StopSignal.shared.cancellation)
    if let line {
      store.reading = { done, total in line.show(done: Int64(clamping: done), total: Int64(clamping: total), "event") }
    }
    return store
  }

  private static let isAnnounced = Mutex(false)

  private func announce() {
    let isFirst = Self.isAnnounced.withLock { isAnnounced in
      defer { isAnnounced = true }
      return !isAnnounced
    }
    guard isFirst else { return }
    let variable = ["CCSTORE_DIR", "XDG_DATA_HOME"].first { !(Environment.variables[$0] ?? "").isEmpty }
    let origin = store != nil ? "--store" : variable.map { "$" + $0 } ?? "the default"
    complain("the store is \(path) (\(origin))")
  }

  /// Reports on standard error that the store ends before what this machine has seen of it, or differs from it.
  func reportIfEarlier(_ earlier: EarlierStore?) {
    guard let earlier else { return }
    let now =
      earlier.isShorter
      ? "it ended at event \(earlier.known.sequence) then, and ends at \(earlier.head.sequence) now"
      : "event \(earlier.known.sequence) was another one then"
    complain(
      """
      this store is older than it was on \(Format.localTime(earlier.time)): \(now). It was put back from a copy, or a copy is used elsewhere. \
      'ccstore import' adds what the other one has; 'ccstore fork-identity' gives this one an identity of its own
      """)
  }

  /// The style for text on standard output.
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

/// The options of `ingest` and `preview` for what to sync and how.
struct SyncArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Directories in which transcripts lie, folders of them, or single files. Default: every entry of $CLAUDE_CONFIG_DIR, else ~/.config/claude and ~/.claude.",
      valueName: "root"),
    completion: .directory)
  var roots: [String] = []

  @Flag(name: .long, help: "Read every file, also those that seem unchanged.")
  var full = false

  @Flag(name: .long, help: "Store whatever lies in a directory, transcripts or not.")
  var anyFiles = false

  @Option(name: .long, help: "Read at most this many new or changed files; the next run continues with the others.")
  var maxFiles: Int?

  @Flag(name: .long, help: "Leave the files of sessions alone that the store knows.")
  var skipExisting = false

  func validate() throws {
    if let maxFiles, maxFiles < 1 { throw ValidationError("--max-files takes a number from 1.") }
    if anyFiles, roots.isEmpty { throw ValidationError("--any-files needs the directories that it is about.") }
  }

  /// Returns the options for an ingest. `store` provides roots of which no transcript is left on disk. Throws
  /// `StoreError`.
  func options(_ store: Store) throws -> SyncOptions {
    var options = SyncOptions()
    if full { options.mode = .full }
    options.maxFiles = maxFiles
    options.skipExisting = skipExisting
    let selection = try Environment.roots(roots, store, anyFiles: anyFiles)
    (options.roots, options.rootProblems) = (selection.roots, selection.problems)
    options.home = Environment.home
    return options
  }
}

extension Environment {
  /// The home directory of the user.
  static var home: String { Users.home(environment: variables) }

  /// Returns a path with `~` at its beginning expanded, because units of systemd and lines of cron have no shell to do
  /// it.
  static func expanded(_ path: String) -> String { Users.expand(path, environment: variables) }

  /// Returns the roots that paths stand for; without paths, the directories in which Claude Code keeps its data. Throws
  /// `StoreError` or `RootProblem`.
  static func roots(_ paths: [String], _ store: Store, anyFiles: Bool = false) throws -> RootSelection {
    let finder = RootFinder(
      environment: variables, fileSystem: POSIXFileSystem(), known: { store.knownRoots() })
    return paths.isEmpty ? try finder.defaults() : try finder.roots(of: paths.map(expanded), anyFiles: anyFiles)
  }
}
