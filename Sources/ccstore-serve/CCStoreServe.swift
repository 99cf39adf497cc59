import ArgumentParser
import Serving
import SessionStore
import SystemPackage

/// Serves a store over HTTP. `ccstore serve` starts it.
@main
struct CCStoreServe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ccstore-serve", abstract: "Serves a store over HTTP. Start it with 'ccstore serve'.")

  @Option(help: "The store.")
  var store: String

  @Option(help: "The port to listen on.")
  var port = 4747

  func run() async throws {
    try await Server(Store.open(at: FilePath(store))).run(port: port)
  }
}
