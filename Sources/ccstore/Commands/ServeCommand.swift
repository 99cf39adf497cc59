import ArgumentParser
import FileIO
import SystemPackage
import Tables

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the dashboard and the HTTP API.",
    discussion: """
      Serves the store at http://127.0.0.1:4747 until Ctrl-C: a dashboard for the browser, and an HTTP API for programs, which describes itself at \
      /api/v1/openapi.json. Nothing can be erased, restored or run through it. It listens on this machine only.

      The address that is printed ends with a token, which is new each time; without it nothing is answered. Programs send it as 'Authorization: Bearer \
      TOKEN'. It is also in the file serve-PORT.token in $XDG_RUNTIME_DIR/ccstore, else in $XDG_STATE_HOME/ccstore, else in ~/.local/state/ccstore, \
      which only you can read. CCSTORE_SERVE_TOKEN states one of your own, of at least 32 letters and digits.

      A socket, --socket, needs no token, because only you can open it. Whoever can reach a server with --expose and has its token can read everything \
      that is stored, and what they send and receive is not encrypted.

      Roots are read with --watch, and when the dashboard starts an ingest. The server is the program ccstore-serve, which lies in the directory of ccstore.

      Example:  ccstore serve --open
                ccstore serve --watch --port 8080
                ccstore serve --socket ~/ccstore.sock
                curl --unix-socket ~/ccstore.sock http://localhost/api/v1/sessions
      """)

  @Argument(
    help: ArgumentHelp("Roots to read. Default: where Claude Code keeps its data.", valueName: "root"),
    completion: .directory)
  var roots: [String] = []

  @OptionGroup(title: HelpPage.commonTitle) var common: CommonOptions

  @Flag(name: .long, help: "Show the dashboard in the browser.")
  var open = false

  @Option(name: .long, help: "The port; 0 takes a free one. Default: 4747, and none with --socket.")
  var port: Int?

  @Option(name: .long, help: "Listen at a socket file that only you can open.", completion: .file())
  var socket: String?

  @Flag(name: .long, help: "Let no request start an ingest, reset or verify.")
  var readOnly = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Also listen at this address, and answer under this name; may be given several times.", valueName: "host"))
  var expose: [String] = []

  @Flag(name: .long, help: "Ask for no token: every user and every program of this machine can read the store.")
  var noToken = false

  @Flag(name: .long, help: "Ingest whenever something changes.")
  var watch = false

  @Flag(name: .long, help: "Store whatever lies in the roots, transcripts or not.")
  var anyFiles = false

  func validate() throws {
    if let port, !(0...65_535).contains(port) { throw ValidationError("--port takes a number from 0 to 65535.") }
    if anyFiles, roots.isEmpty { throw ValidationError("--any-files needs the directories that it is about.") }
    if socket == "" { throw ValidationError("--socket needs the path of a file.") }
    if expose.contains("") { throw ValidationError("--expose needs an address or a name.") }
    if noToken, !expose.isEmpty { throw ValidationError("--expose needs a token; leave out --no-token.") }
    if socket != nil, port == nil, !expose.isEmpty || noToken || open {
      throw ValidationError("--expose, --no-token and --open need a port; give --port, too.")
    }
  }

  /// The name of the program that serves.
  private static let program = "ccstore-serve"

  func run() throws {
    let directory = FilePath(Environment.programPath).removingLastComponent()
    guard let program = ExternalProgram.path(of: directory.appending(Self.program).string) else {
      throw Failure(
        "the server, \(Self.program), is not in \(directory), where this program is; install it there",
        code: ExitStatus.failed)
    }
    // What is wrong with the store is said here, where advice is known; with --watch it may be made first.
    if !watch { _ = try common.open().view() }
    if !roots.isEmpty { _ = try Environment.roots(roots, common.open(), anyFiles: anyFiles) }
    let reason = ChildProcess.replaceThis(by: program, words, in: Environment.workingDirectory)
    throw Failure(reason, code: ExitStatus.failed)
  }

  /// The words of the command that serves.
  private var words: [String] {
    var words = [Self.program, "--store", common.absolutePath]
    if let port { words += ["--port", String(port)] }
    if let socket { words += ["--socket", Environment.absolute(Environment.expanded(socket))] }
    for host in expose { words += ["--expose=\(host)"] }
    let flags = [
      "--open": open, "--read-only": readOnly, "--no-token": noToken, "--watch": watch,
      "--any-files": anyFiles, "--json": common.json,
      "--quiet": common.quiet, "--i-am-alone": common.iAmAlone,
    ]
    words += flags.filter(\.value).keys.sorted()
    return words + ["--"] + roots.map { Environment.absolute(Environment.expanded($0)) }
  }
}
