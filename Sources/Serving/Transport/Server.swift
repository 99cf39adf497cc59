import Answers
import FileIO
import Hummingbird
import NIOCore
import NIOPosix
import SegmentedLog
import SessionStore
import Sync
import Synchronization
import SystemPackage
import Tables

/// The HTTP server of one store.
///
/// ```swift
/// let server = Server(store, options)
/// let place = try await server.start()
/// …
/// await server.stop()
/// ```
package final class Server: Sendable {
  /// Where a server can be reached.
  package struct Place: Sendable {
    /// The port; nil where it listens at a socket file only.
    package var port: Int?
    package var socket: FilePath?
  }

  private let options: ServerOptions
  private let store: Store
  private let views: StoreViews
  private let answers: KnownAnswers
  private let idle: IdleRelease
  private let state: ServerState
  private let jobs: Jobs
  private let cancellation = Cancellation()
  private let tickets = DownloadTickets()
  private let threads: NIOThreadPool
  private let connections = ConnectionCount()
  private let stopping = StopSignal(ofPart: "server")
  /// Told in one sentence what happens meanwhile, such as an ingest that failed.
  private let report: @Sendable (String) -> Void
  private let running = Mutex<(listeners: [Listener], socket: FileIdentity?)>(([], nil))

  package init(_ store: Store, _ options: ServerOptions, report: @escaping @Sendable (String) -> Void = { _ in }) {
    (self.store, self.options, self.report) = (store, options, report)
    let views = StoreViews(store)
    let answers = KnownAnswers()
    (self.views, self.answers) = (views, answers)
    idle = IdleRelease(after: .seconds(options.limits.forgetSeconds)) {
      answers.removeAll()
      views.forgetPages()
      Allocator.releaseFreed()
    }
    state = ServerState { views.changes.notify() }
    jobs = Jobs(store, changes: views.changes, cancellation: cancellation)
    threads = NIOThreadPool(numberOfThreads: options.limits.threads)
  }

  // MARK: Life

  /// Starts to listen. Throws `ServerError`, and the `StoreError` of a store that cannot be opened, unless it is to be
  /// made by watching.
  package func start() async throws -> Place {
    do { _ = try await threadsRunning { [views] in try views.current() } } catch let error as StoreError
      where error.code == .notAStore && options.watches
    {}
    // What most pages need is folded while the server begins to listen, before the first of them asks.
    inBackground { [views, idle, store, prices = options.context.prices] in
      try? views.current().prepareSessions(prices)
      // Which files a session wrote stands in the lines. A view of its own reads them and saves the checkpoint, so that
      // no answer waits for that.
      _ = try? store.view().projections(.files)
      idle.use()
    }
    var place = Place(port: nil, socket: options.socket)
    do {
      if let port = options.port { place.port = try await listen(port) }
      if let path = options.socket { try await listen(at: path) }
    } catch {
      await stop()
      throw error
    }
    inBackground { [views, stopping, idle] in LogWatch(views: views, stop: stopping, grown: idle.use).run() }
    if options.watches { inBackground { self.ingest() } }
    return place
  }

  /// Stops: no more connections are accepted, streams end with their last line, and answers that are being made are
  /// waited for as long as the limits say.
  package func stop() async {
    cancellation.cancel()
    state.stop()
    stopping.raise()
    let (listeners, socket) = running.withLock { running in
      defer { running = ([], nil) }
      return running
    }
    let limit = options.limits.stopMilliseconds
    // What is not over when the time is up is abandoned: the process ends.
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    Task {
      for listener in listeners { await listener.close() }
      end.yield()
    }
    Task {
      try? await Task.sleep(for: .milliseconds(limit))
      end.yield()
    }
    for await _ in ends { break }
    if let path = options.socket { SocketFile.remove(path, socket) }
    threads.shutdownGracefully { _ in }
  }

  private func threadsRunning<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    threads.start()
    return try await threads.runIfActive(body)
  }

  // MARK: Listeners

  /// Listens at all addresses. Returns the port.
  private func listen(_ port: Int) async throws -> Int? {
    var port = port
    for (address, isOptional) in options.addresses {
      do {
        let listener = try await Listener.open(
          .hostname(address, port: port), options.limits, connections,
          responder: { port in
            self.responder(HostNames(port: port, exposed: self.options.exposed), token: self.options.token)
          })
        running.withLock { $0.listeners.append(listener) }
        if let taken = listener.port { port = taken }
      } catch {
        if isOptional, options.port == 0 || !Self.isTaken(error) { continue }
        throw ServerError(
          reason: .address,
          message: Self.isTaken(error)
            ? "port \(port) of \(address) is taken; name another one with --port, or a free one with --port 0"
            : "cannot listen at \(address), port \(port): \(ServerError.reason(error))")
      }
    }
    return port
  }

  private func listen(at path: FilePath) async throws {
    try await SocketFile.check(path)
    let listener: Listener
    do {
      listener = try await CreationMask.withPrivateFiles {
        try await Listener.open(
          .unixDomainSocket(path: path.string), options.limits, connections,
          responder: { _ in self.responder(HostNames(port: nil, exposed: self.options.exposed), token: nil) })
      }
    } catch {
      throw ServerError(reason: .socket, message: "cannot make the socket \(path): \(ServerError.reason(error))")
    }
    running.withLock { running in
      running.listeners.append(listener)
      running.socket = SocketFile.identity(path)
    }
  }

  private static func isTaken(_ error: any Error) -> Bool {
    (error as? IOError)?.errnoCode == Errno.addressInUse.rawValue
  }

  private func responder(_ names: HostNames, token: AccessToken?) -> RequestResponder {
    RequestResponder(
      gate: RequestGate(names: names, token: token, isReadOnly: options.context.isReadOnly, limits: options.limits),
      routes: routes, tickets: tickets, threads: threads, state: state)
  }

  // MARK: Answers

  private var routes: ServerRoutes {
    let live = LiveRoutes(
      store: store, views: views, jobs: jobs, isStopping: { [state] in state.isStopping }, options: options.ingest)
    let api = API(views, options.context, more: live.table + [TicketRoute.description])
    return ServerRoutes(
      api: { [cancellation, answers, idle] request, own in
        idle.use()
        return answers.answer(request) { request in
          let answer = api.answer(request, cancellation: own ?? cancellation)
          // What was made after it was to end may be a part of the answer.
          return own?.isCancelled == true ? TransportProblem.shuttingDown.answer : answer
        }
      },
      asset: { path, headers in Assets.answer(path, ifNoneMatch: headers["if-none-match"]) },
      modelContext: options.modelContext.map(ModelContextEndpoint.init))
  }

  private static func message(_ error: any Error) -> String {
    switch error {
    case let error as StoreError: error.message
    case let error as any StoreErrorConvertible: error.storeError.message
    default: String(describing: error)
    }
  }

  /// Ingests whenever something changes, until the server stops.
  private func ingest() {
    do {
      try store.watch(try options.ingest(), burst: 200, stop: stopping) { [report] result in
        switch result {
        case .success(let outcome): for failure in outcome.failures { report(failure.message) }
        case .failure(let error): report(Self.message(error))
        }
      }
    } catch { report("nothing is ingested: \(Self.message(error))") }
  }
}
