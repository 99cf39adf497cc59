import Answers
import FileIO
import SessionLog
import Synchronization
import Tables
import Transcripts

/// A server of the Model Context Protocol: it answers one message at a time and keeps nothing of a client, only a view
/// of the store.
///
/// It knows no transport. A loop over standard input, or a route of an HTTP server, gives it messages and sends what it
/// returns. Several threads may do so at the same time.
package final class ModelContextServer: Sendable {
  package let settings: ServerSettings
  private let keeper: ViewKeeper
  /// Told each request with its outcome, for a log.
  private let log: @Sendable (String) -> Void

  /// The name of the server in clients: tools are called `mcp__ccstore__search` and the like.
  package static let name = "ccstore"

  /// How long clients may keep the lists of tools and prompts, in milliseconds: they change with the program only.
  static let lifetime = 3_600_000

  package init(_ settings: ServerSettings, log: @escaping @Sendable (String) -> Void = { _ in }) {
    self.settings = settings
    self.log = log
    keeper = ViewKeeper(settings.store)
  }

  /// Answers a message, which is JSON of at most `RPCMessage.lengthMax` bytes without a newline. Returns the JSON of
  /// the answer on one line without a newline; nil where nothing is to be sent: for a notification, and for a request
  /// that was cancelled.
  ///
  /// `notify` is given notifications about the progress, each a message of its own, if the request asks for them; it may
  /// be called on any thread, but not after this function has returned. Nothing is thrown: every problem becomes an
  /// answer. Cost: the first question opens the store and folds what it needs.
  package func respond(
    to message: [UInt8], cancellation: Cancellation = Cancellation(),
    notify: @escaping @Sendable ([UInt8]) -> Void = { _ in }
  ) -> [UInt8]? {
    respond(to: RPCMessage(message), cancellation: cancellation, notify: notify)
  }

  /// Does the same without blocking the task; when the task is cancelled, so is the request.
  package func respond(
    to message: [UInt8], notify: @escaping @Sendable ([UInt8]) -> Void = { _ in }
  ) async -> [UInt8]? {
    try? await onThread { self.respond(to: message, cancellation: $0, notify: notify) }
  }

  /// Does the same for a message that was read already.
  package func respond(
    to message: RPCMessage, cancellation: Cancellation, notify: @escaping @Sendable ([UInt8]) -> Void
  ) -> [UInt8]? {
    switch message {
    case .notification, .response: return nil
    case .invalid(let error, let id):
      log("refused a message: \(error.message)")
      return RPCReply.error(error, id: id)
    case .request(let request):
      let progress = Progress(token: request.progressToken, notify)
      let answer = Result { try result(of: request, progress, cancellation) }
      progress.end()
      if cancellation.isCancelled {
        log("\(RPCError.shortened(request.method)): cancelled")
        return nil
      }
      switch answer {
      case .success(let result):
        log("\(RPCError.shortened(request.method)): answered")
        return RPCReply.result(result, id: request.id)
      case .failure(let error):
        let refusal = error as? RPCError ?? .internal("the request failed: \(RPCError.shortened("\(error)"))")
        log("\(RPCError.shortened(request.method)): \(refusal.message)")
        return RPCReply.error(refusal, id: request.id)
      }
    }
  }

  private func result(of request: RPCRequest, _ progress: Progress, _ cancellation: Cancellation) throws -> JSON {
    guard let method = Method(rawValue: request.method) else {
      // A wrong version is said first, because the method may exist in that one.
      _ = try ProtocolEra(request)
      throw RPCError.unknownMethod(request.method)
    }
    if method == .initialize { return initialize(request.parameters) }
    let era = try ProtocolEra(request)
    guard !method.isUnknown(to: era) else { throw RPCError.unknownMethod(request.method) }
    let questions = Questions(
      settings: settings, keeper: keeper, era: era, cancellation: cancellation, progress: progress)
    let parameters = request.parameters
    switch method {
    case .initialize, .ping, .setLevel: return [:]
    case .discover:
      let versions = JSON.array(ProtocolVersion.all.map { .string($0) })
      return era.result([("supportedVersions", versions)] + introduction, settings, lifetime: Self.lifetime)
    case .listTools: return list("tools", .array(Tool.all.map(\.json)), era)
    case .callTool: return era.result(try questions.call(parameters), settings)
    case .listPrompts: return list("prompts", .array(Prompt.all.map(\.json)), era)
    case .getPrompt: return era.result(try questions.prompt(parameters), settings)
    case .listResources: return list("resources", [], era)
    case .listTemplates: return list("resourceTemplates", [SessionResource.template], era)
    case .readResource: return era.result(try questions.resource(parameters), settings, lifetime: 0)
    case .complete: return era.result(try questions.completion(parameters), settings)
    }
  }

  private func list(_ key: String, _ values: JSON, _ era: ProtocolEra) -> JSON {
    era.result([(key, values)], settings, lifetime: Self.lifetime)
  }

  /// Agrees on the revision that the client asks for, else on the newest one that has a handshake.
  private func initialize(_ parameters: JSONValue?) -> JSON {
    let asked = parameters?["protocolVersion"]?.stringValue
    let version = asked.flatMap { ProtocolVersion.legacy.contains($0) ? $0 : nil } ?? ProtocolVersion.legacy[0]
    return .object([("protocolVersion", .string(version)), ("serverInfo", settings.serverInfo)] + introduction)
  }

  /// What a client is told first, in both eras.
  private var introduction: [(String, JSON)] {
    [
      ("capabilities", ["tools": [:], "prompts": [:], "resources": [:], "completions": [:]]),
      ("instructions", .string(Instructions.text(settings))),
    ]
  }
}

extension ServerSettings {
  var serverInfo: JSON {
    ["name": .string(ModelContextServer.name), "title": "Past sessions", "version": .string(version)]
  }
}

extension ProtocolEra {
  /// Completes a result. `lifetime` is the number of milliseconds for which clients may keep it; nil for results of
  /// which they may not.
  func result(_ members: [(String, JSON)], _ settings: ServerSettings, lifetime: Int? = nil) -> JSON {
    guard self == .modern else { return .object(members) }
    let caching: [(String, JSON)] = lifetime.map { [("ttlMs", JSON($0)), ("cacheScope", "private")] } ?? []
    return .object(
      [("resultType", "complete")] + members + caching + [("_meta", [ProtocolVersion.Key.server: settings.serverInfo])])
  }
}

/// Tells a client how far its request has come, at most four times a second.
final class Progress: Sendable {
  private struct State {
    var count = 0
    var last: ContinuousClock.Instant?
    var hasEnded = false
  }

  /// nil: the client does not want to be told.
  private let token: RequestID?
  private let notify: @Sendable ([UInt8]) -> Void
  private let state = Mutex(State())

  init(token: RequestID?, _ notify: @escaping @Sendable ([UInt8]) -> Void) {
    (self.token, self.notify) = (token, notify)
  }

  /// Sends a notification, unless the last one is younger than a quarter of a second.
  func report(_ activity: String, _ done: UInt64, _ total: UInt64) {
    guard let token else { return }
    let now = ContinuousClock.now
    // The lock is held while it is sent, so that none is sent after `end`.
    state.withLock { state in
      if state.hasEnded || state.last.map({ now - $0 < .milliseconds(250) }) ?? false { return }
      (state.count, state.last) = (state.count + 1, now)
      let percent = total == 0 ? 0 : Int(Double(done) / Double(total) * 100)
      notify(RPCReply.progress(state.count, "\(activity): \(min(100, percent)) %", token: token))
    }
  }

  /// Nothing is sent any more.
  func end() { state.withLock { $0.hasEnded = true } }
}
