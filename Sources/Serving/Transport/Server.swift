import Hummingbird
package import SessionStore

/// The HTTP server of one store.
package struct Server: Sendable {
  private let store: Store

  package init(_ store: Store) { self.store = store }

  /// Serves until the process is asked to end.
  package func run(port: Int) async throws {
    let router = Router()
    router.get("/") { _, _ in "ccstore\n" }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
    try await application.runService()
  }
}
