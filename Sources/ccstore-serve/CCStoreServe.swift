import Answers
import ArgumentParser
import FileIO
import SegmentedLog
import Serving
import SessionStore
import SystemPackage
import Tables
import Transcripts

/// Serves a store over HTTP. `ccstore serve` starts it with checked arguments and explains them.
@main
struct CCStoreServe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ccstore-serve", abstract: "Serves a store over HTTP. Start it with 'ccstore serve'.")

  @Option(help: "The store.")
  var store: String

  @Argument(help: "Roots of ingests.")
  var roots: [String] = []

  @Option(help: "The port to listen on; 0 takes a free one.")
  var port: Int?

  @Option(help: "A socket file to listen at.")
  var socket: String?

  @Option(name: .long, help: "A further address or name.")
  var expose: [String] = []

  @Flag(help: "Start and reset nothing.")
  var readOnly = false

  @Flag(help: "Ask for no token.")
  var noToken = false

  @Flag(help: "Ingest whenever something changes.")
  var watch = false

  @Flag(help: "Take the roots as they are, with every file in them.")
  var anyFiles = false

  @Flag(help: "Show the dashboard in the browser.")
  var open = false

  @Flag(help: "Print the place as JSON.")
  var json = false

  @Flag(help: "Print only the address.")
  var quiet = false

  @Flag(help: "Write although locks keep nobody out.")
  var iAmAlone = false

  func run() async throws {
    Allocator.shareArenas()
    // The handlers of signals come first: the server is stopped by them from the beginning.
    let stop = StopSignal.shared
    do {
      let options = try options()
      let server = Server(opened, options) { Output.warn($0) }
      let place = try await server.start()
      let token = try options.token.flatMap { token in try place.port.map { try TokenFiles(token, port: $0) } }
      say(place, token)
      if open, let page = token?.page.string ?? address(place, nil) { show(page) }
      await withCheckedContinuation { continuation in
        inBackground {
          stop.wait()
          continuation.resume()
        }
      }
      await server.stop()
      token?.remove()
    } catch let error as ServerError {
      throw end(error.message, 73)
    } catch let error as StoreError {
      throw end(error.message, 1)
    } catch let error as FileError {
      throw end(error.description, 73)
    }
  }

  private func end(_ message: String, _ status: Int32) -> ExitCode {
    Output.warn(message)
    return ExitCode(status)
  }

  private var opened: Store {
    Store(
      at: FilePath(store), stateDirectory: Store.stateDirectory(environment: ProcessEnvironment.places),
      isAlone: iAmAlone)
  }

  private func options() throws -> ServerOptions {
    let (roots, store, anyFiles) = (roots, opened, anyFiles)
    let environment = ProcessEnvironment.places
    var context = APIContext(version: Program.version)
    context.zone = ZoneDirectory.machineZone(environment: ProcessEnvironment.variables(["TZ", "TZDIR"]))
    context.environment = environment
    context.home = Users.home(environment: environment)
    context.workingDirectory = context.home
    context.isReadOnly = readOnly
    context.schedules = {
      ScheduleInstaller(fileSystem: POSIXFileSystem(), commands: SystemCommands(), environment: environment).installed()
    }
    var options = ServerOptions(context) {
      let finder = RootFinder(
        environment: environment, fileSystem: POSIXFileSystem(), known: { store.knownRoots() })
      let selection = roots.isEmpty ? try finder.defaults() : try finder.roots(of: roots, anyFiles: anyFiles)
      var options = SyncOptions()
      (options.roots, options.rootProblems) = (selection.roots, selection.problems)
      options.home = Users.home(environment: environment)
      return options
    }
    options.modelContext = AgentEndpoint.answers(to: FilePath(self.store), context)
    options.port = port ?? (socket == nil ? 4747 : nil)
    options.socket = socket.map { FilePath($0) }
    options.exposed = expose.compactMap { HostNames.Host($0) }
    if let wrong = expose.first(where: { HostNames.Host($0) == nil }) {
      throw end(
        "--expose takes a name, an address such as 10.0.0.5 or [fd00::5], and a port after it; '\(wrong)' is none", 64)
    }
    options.watches = watch
    if !noToken { options.token = try statedToken() ?? AccessToken.random() }
    guard options.exposed.isEmpty || options.token != nil else { throw end("--expose needs a token.", 64) }
    return options
  }

  private func statedToken() throws -> AccessToken? {
    guard let text = ProcessEnvironment.variables([Self.variable])[Self.variable], !text.isEmpty else { return nil }
    guard let token = AccessToken(stated: text) else {
      throw end(
        "\(Self.variable) must have at least \(AccessToken.leastLength) letters and digits, '-', '.', '_' or '~'.", 64)
    }
    return token
  }

  /// The variable in which the user may state a token that stays the same.
  private static let variable = "CCSTORE_SERVE_TOKEN"

  // MARK: What is printed

  private func address(_ place: Server.Place, _ token: TokenFiles?) -> String? {
    place.port.map { "http://127.0.0.1:\($0)/\(token.map { "#\($0.token)" } ?? "")" }
  }

  private func say(_ place: Server.Place, _ token: TokenFiles?) {
    let address = address(place, token)
    if json {
      let place = Shapes.ServerPlace(
        address: address, port: place.port, socket: place.socket?.string, tokenFile: token?.file.string, store: store,
        isReadOnly: readOnly)
      return Output.print(Shapes.serverPlace.line(place))
    }
    // What is printed quietly goes to a log, as that of a unit, where a token must not stand.
    if let address { Output.print(quiet ? self.address(place, nil) ?? address : address) }
    if let socket = place.socket { Output.print(quiet ? socket.string : "listening at the socket \(socket)") }
    if quiet { return }
    for host in expose {
      Output.warn("this server can be reached from other machines, as \(host), by everybody who has its token")
    }
    if address != nil, token == nil { Output.warn("every program and every user of this machine can read the store") }
    Output.print("Ctrl-C stops it.")
  }

  /// Shows a page without waiting for the browser.
  private func show(_ page: String) {
    inBackground {
      let browser = ProcessEnvironment.variables(["BROWSER"])["BROWSER"]
      let isShown = BrowserCommand.all(showing: page, browser: browser).contains { words in
        SystemCommands().run(words)?.status == 0
      }
      if !isShown { Output.warn("no browser showed the page; set BROWSER to a command, or open the address") }
    }
  }
}

/// Standard output and standard error. Everything is cleaned, so that no name of a file is a command to a terminal.
private enum Output {
  static func print(_ text: String) { write(text, .standardOutput) }

  static func warn(_ text: String) { write("ccstore: \(text)", .standardError) }

  private static func write(_ text: String, _ file: FileDescriptor) {
    // Whoever does not read what is printed does not end the server.
    _ = try? file.writeAll(Array((VisibleText.clean(text, for: .line) + "\n").utf8))
  }
}
