import Tables

/// What the transport refuses by itself, before a route is looked for.
enum TransportProblem: Sendable, Equatable {
  case malformed(String)
  case wrongHost(String?)
  case foreignOrigin(String)
  case noToken
  case badTicket
  case readOnly
  case notFound
  case wrongMethod(allowed: String)
  case notJSON
  case bodyTooLong(limit: Int)
  case targetTooLong(limit: Int)
  case headerTooLong(limit: Int)
  case answerTooLong(limit: Int)
  case searchTooLong(seconds: Int64)
  case tooManyConnections(limit: Int)
  case tooManyStreams(limit: Int)
  case shuttingDown
  case failed(String)

  var status: Int { description.status }

  /// The answer as `application/problem+json` (RFC 9457).
  var answer: APIAnswer {
    let (status, type, title, detail) = description
    let document = ProblemDocument(
      type: type, title: title, status: status, detail: detail, instance: "", errors: [], candidates: [])
    var headers: [(name: String, value: String)] = []
    switch self {
    case .noToken: headers.append(("WWW-Authenticate", "Bearer"))
    case .wrongMethod(let allowed): headers.append(("Allow", allowed))
    case .tooManyConnections, .tooManyStreams, .shuttingDown: headers.append(("Retry-After", "2"))
    default: break
    }
    if closes { headers.append(("Connection", "close")) }
    return APIAnswer(
      status, headers: headers,
      .bytes(Array(Shapes.problem.line(document).utf8), contentType: APIProblem.contentType))
  }

  /// True if the connection must not be used any more: what follows on it may be the rest of the refused request.
  private var closes: Bool {
    switch self {
    case .malformed, .bodyTooLong, .headerTooLong, .tooManyConnections, .shuttingDown: true
    // Whoever asks under a foreign name, or for another site, has no further question.
    case .wrongHost, .foreignOrigin: true
    default: false
    }
  }

  private typealias Description = (status: Int, type: String, title: String, detail: String)

  private var description: Description {
    switch self {
    case .wrongHost, .foreignOrigin, .noToken, .badTicket, .readOnly: refusal
    case .bodyTooLong, .targetTooLong, .headerTooLong, .answerTooLong: excess
    case .malformed(let detail): (400, "bad-request", "The request is malformed", detail)
    case .notFound: (404, "not-found", "There is nothing here", "GET /api/v1 lists what there is.")
    case .wrongMethod(let allowed):
      (405, "wrong-method", "This address does not take that method", "It takes \(allowed).")
    case .notJSON:
      (
        415, "wrong-media-type", "The body must be JSON",
        "Send the header field 'Content-Type: application/json', also with an empty body."
      )
    case .tooManyConnections(let limit):
      (
        503, "too-many-connections", "There are too many connections",
        "At most \(limit) are answered. Try again later."
      )
    case .tooManyStreams(let limit):
      (503, "too-many-streams", "There are too many streams", "At most \(limit) can be open. Close one and try again.")
    case .searchTooLong(let seconds):
      (
        503, "too-slow", "The search has taken too long",
        "It was ended after \(seconds) seconds. Search a period, a session or a project, or for a text and no expression."
      )
    case .shuttingDown: (503, "shutting-down", "The server is stopping", "Try again when it has been started again.")
    case .failed(let detail): (500, "failed", "The server failed to answer", detail)
    }
  }

  private var refusal: Description {
    switch self {
    case .wrongHost(let host?):
      (
        403, "wrong-host", "The server does not answer under this name",
        "The request is for '\(host)'. If the server is to be reached under this name, start it with --expose and the "
          + "name, with its port if that is another one."
      )
    case .wrongHost:
      (403, "wrong-host", "The server does not answer under this name", "The request must have one header field Host.")
    case .foreignOrigin(let origin):
      (
        403, "foreign-origin", "Pages of other sites are not answered",
        "The request comes from '\(origin)'. Only the pages of this server may ask."
      )
    case .badTicket:
      (
        401, "bad-ticket", "The ticket is not valid",
        "A ticket is for one address, once, within a minute. Ask for a new one with POST /api/v1/tickets."
      )
    case .readOnly:
      (403, "read-only", "The server changes nothing", "It was started with --read-only.")
    default:
      (
        401, "no-token", "The request does not show the token of this server",
        "Send the header field 'Authorization: Bearer TOKEN'. The server has printed the token, and it is in a file "
          + "that only its user can read."
      )
    }
  }

  private var excess: Description {
    switch self {
    case .bodyTooLong(let limit):
      (413, "too-long", "The body is too long", "A body may have \(limit) bytes.")
    case .targetTooLong(let limit):
      (414, "too-long", "The address is too long", "Path and query may have \(limit) bytes.")
    case .headerTooLong(let limit):
      (431, "header-too-long", "The header is too long", "The header fields may have \(limit) bytes.")
    default:
      (
        413, "too-long", "The answer would be too long",
        "It would have more than \(answerLimit) bytes. Ask for less at a time."
      )
    }
  }

  private var answerLimit: Int { if case .answerTooLong(let limit) = self { limit } else { 0 } }
}
