import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Times

/// The API over HTTP without HTTP: a table of routes, and the function that answers requests from it.
///
/// ```swift
/// let api = API(moments, context)
/// let answer = api.answer(APIRequest("GET", ["sessions"], query: [("limit", "10")]))
/// ```
/// Requests may be answered on several threads at the same time. Answering computes and blocks.
package struct API: Sendable {
  let moments: any StoreMoments
  package let context: APIContext
  package let routes: [APIRoute]
  /// Says which prices answers are made with.
  let pricesName: String

  /// Makes the API. `more` are the routes that need what only the transport has, such as runs and events.
  package init(_ moments: any StoreMoments, _ context: APIContext, more: [APIRoute] = []) {
    (self.moments, self.context) = (moments, context)
    routes = APIRoute.table + more
    pricesName = context.prices.fingerprint
  }

  /// Answers a request. Once `cancellation` is cancelled, the answer ends early with `shutting-down`.
  package func answer(_ request: APIRequest, cancellation: Cancellation? = nil) -> APIAnswer {
    var parameters: [APIParameter] = []
    do {
      let (route, path) = try route(of: request)
      parameters = route.parameters
      if route.method != "GET", context.isReadOnly {
        throw APIProblem(.readOnly, "The server was started with --read-only; start it without to allow this.")
      }
      let call = try APICall(request, route, path, self, cancellation)
      return try answer(call)
    } catch {
      var problem = APIProblem(error, parameters: parameters)
      if problem.kind == .ambiguousSession { problem.candidates = candidates(request) }
      return problem.answer(request.path)
    }
  }

  private func answer(_ call: APICall) throws -> APIAnswer {
    guard call.route.basis != .everything, call.route.method == "GET" else {
      var answer = try call.route.respond(call)
      answer.headers.append(("Cache-Control", "no-store"))
      return answer
    }
    let current = try moments.current()
    let tag = try call.entityTag(current.head)
    let kept = [
      ("ETag", tag), ("Cache-Control", "private, no-cache"), ("Vary", "Accept"),
      ("X-Ccstore-Head", current.head.shortName),
    ]
    if call.isKnown(tag) { return APIAnswer(304, headers: kept, .none) }
    var call = call
    call.current = current
    var answer = try call.route.respond(call)
    // What damage has taken may come back by a repair, which leaves the head as it is.
    let isWhole = !answer.headers.contains { $0.name == APIAnswer.lostName }
    answer.headers += kept.filter { isWhole || $0.0 != "ETag" }
    return answer
  }

  private func route(of request: APIRequest) throws(APIProblem) -> (APIRoute, [String: String]) {
    let method = request.method == "HEAD" ? "GET" : request.method
    var methods: [String] = []
    for route in routes {
      guard let values = route.match(request.path) else { continue }
      if route.method == method { return (route, values) }
      methods.append(route.method)
    }
    guard methods.isEmpty else {
      let allowed = methods.flatMap { $0 == "GET" ? ["GET", "HEAD"] : [$0] }.joined(separator: ", ")
      var problem = APIProblem(.wrongMethod, "The address takes \(allowed).")
      problem.headers = [("Allow", allowed)]
      throw problem
    }
    throw APIProblem(.notFound, "The API has no such address; GET /api/v1 lists those that it has.")
  }

  /// The ids of the sessions that begin like the one that was asked for, at most 20.
  private func candidates(_ request: APIRequest) -> [String] {
    let named = request.query.first { $0.name == "session" }?.value ?? request.path.dropFirst().first
    guard let named, let view = try? moments.current(), let state = try? view.projections(.sessions).sessions.state
    else {
      return []
    }
    return Array(state.sessions.lazy.map(\.id.text).filter { $0.hasPrefix(named) }.prefix(20))
  }
}

extension LogHead {
  /// The head in a few characters, for header fields.
  package var shortName: String { "\(sequence)-\(chain.description.prefix(12))" }
}

extension APIAnswer {
  static let lostName = "X-Ccstore-Lost"
}
