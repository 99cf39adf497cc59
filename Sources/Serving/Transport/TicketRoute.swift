import Bytes
import Tables
import Transcripts

/// `POST /api/v1/tickets`: a ticket for a link that downloads something.
enum TicketRoute {
  /// The body is `{"target": "/api/v1/…"}`. Answers `{"ticket", "target", "seconds"}`, where `target` has the ticket in it.
  static func answer(_ request: APIRequest, _ tickets: DownloadTickets) throws(TransportProblem) -> APIAnswer {
    guard request.method == "POST" else { throw .wrongMethod(allowed: "POST") }
    guard let document = request.body.withUnsafeBufferPointer({ JSONValue.parse($0) }),
      let target = document["target"]?.stringValue, target.hasPrefix("/api/v1/"), RequestTarget(target) != nil,
      !target.contains("ticket=")
    else { throw .malformed("The body must be an object with 'target', a path that begins with /api/v1/.") }
    let ticket = tickets.issue(for: target)
    let answer: JSON = [
      "ticket": .string(ticket),
      "target": .string("\(target)\(target.contains("?") ? "&" : "?")ticket=\(ticket)"),
      "seconds": .integer(DownloadTickets.seconds),
    ]
    return APIAnswer(
      201, headers: [("Cache-Control", "no-store")],
      .bytes(Array((answer.text(pretty: false) + "\n").utf8), contentType: "application/json"))
  }
}
