import Tables
import Transcripts

/// `POST /api/v1/tickets`: a ticket for a link that downloads something.
enum TicketRoute {
  /// The body is `{"target": "/api/v1/…"}`; the answer has the shape `ticket`.
  static func answer(_ request: APIRequest, _ tickets: DownloadTickets) throws(TransportProblem) -> APIAnswer {
    guard request.method == "POST" else { throw .wrongMethod(allowed: "POST") }
    guard let document = request.body.withUnsafeBufferPointer({ JSONValue.parse($0) }),
      let target = document["target"]?.stringValue, target.hasPrefix("/api/v1/"), RequestTarget(target) != nil,
      !target.contains("ticket=")
    else {
      return APIProblem(.badBody, "The body must be an object with target, a path that begins with /api/v1/.").answer(
        request.path)
    }
    let name = tickets.issue(for: target)
    let ticket = Shapes.Ticket(
      name: name, target: "\(target)\(target.contains("?") ? "&" : "?")ticket=\(name)", seconds: DownloadTickets.seconds
    )
    return APIAnswer(
      201, headers: [("Cache-Control", "no-store")],
      .bytes(Array(Shapes.ticket.line(ticket).utf8), contentType: APIAnswer.json))
  }

  /// The route in the description of the API. Requests do not come that far: the transport answers them.
  static var description: APIRoute {
    var route = APIRoute(
      "POST", "tickets", "postTickets",
      "Makes a ticket for a link, which cannot have a header field: for one address, once, within a minute.",
      basis: .everything, contents: [.init(APIAnswer.json, Shapes.ticket.description)]
    ) { _ in throw APIProblem(.notFound, "Tickets are made by a server.") }
    route.status = 201
    route.body = [.init("target", .string, "The path and the query, which begin with /api/v1/.")]
    return route
  }
}
