/// What is looked at before a request reaches a route: for whom it is, who asks, and what it may do.
struct RequestGate: Sendable {
  /// The names under which the server answers.
  var names: HostNames
  /// The token that requests to the API must show; nil where none is needed.
  var token: AccessToken?
  /// True if nothing may be started or reset.
  var isReadOnly = false
  var limits = ServerLimits()

  /// The parts of a request that count here.
  struct Head: Sendable {
    var method: String
    var target: String
    /// The values of all fields Host.
    var hosts: [String]
    var authorization: String?
    var origin: String?
    var fetchSite: String?
    var contentType: String?
  }

  /// What a request that is let through asks for.
  enum Passage: Sendable, Equatable {
    /// A route of the API, with the segments after `/api/v1`.
    case api(RequestTarget)
    /// The endpoint of the Model Context Protocol.
    case modelContext
    /// A page or one of its parts, by the path as it stands in the request.
    case asset(String)
    /// A route of the API, if the ticket is valid for the target, which is stated without it.
    case ticket(String, target: String, RequestTarget)
  }

  /// Decides about a request. Throws a `TransportProblem` where it is refused.
  func check(_ head: Head) throws(TransportProblem) -> Passage {
    // First of all, and on every path: a page under a foreign name must not learn even what paths there are.
    guard head.hosts.count == 1, names.contains(head.hosts[0]) else { throw .wrongHost(head.hosts.first) }
    guard head.target.utf8.count <= limits.target else { throw .targetTooLong(limit: limits.target) }
    guard let target = RequestTarget(head.target) else {
      throw .malformed("The address must be a path, and escapes in it '%' with two digits that give UTF-8.")
    }
    switch target.path.first {
    case "api": return try checkAPI(head, target)
    case "mcp" where target.path.count == 1:
      try checkSite(head)
      guard token?.isShown(by: head.authorization) ?? true else { throw .noToken }
      guard head.method == "POST" else { throw .wrongMethod(allowed: "POST") }
      try checkType(head)
      return .modelContext
    default:
      guard head.method == "GET" || head.method == "HEAD" else { throw .wrongMethod(allowed: "GET, HEAD") }
      return .asset(String(head.target.prefix { $0 != "?" }))
    }
  }

  private func checkAPI(_ head: Head, _ target: RequestTarget) throws(TransportProblem) -> Passage {
    try checkSite(head)
    let isRead = head.method == "GET" || head.method == "HEAD"
    if isRead, token != nil, head.authorization == nil, let ticket = Self.ticket(head.target) {
      guard let rest = RequestTarget(ticket.target), let route = Self.route(rest) else { throw .badTicket }
      return .ticket(ticket.name, target: ticket.target, route)
    }
    guard token?.isShown(by: head.authorization) ?? true else { throw .noToken }
    guard let route = Self.route(target) else { throw .notFound }
    guard isRead || head.method == "POST" || head.method == "DELETE" else {
      throw .wrongMethod(allowed: "GET, HEAD, POST, DELETE")
    }
    if head.method == "POST" { try checkType(head) }
    if isReadOnly, !isRead, route.path != ["tickets"] { throw .readOnly }
    return .api(route)
  }

  /// Refuses what a browser sends on behalf of a page of another site.
  private func checkSite(_ head: Head) throws(TransportProblem) {
    if let origin = head.origin, !names.contains(origin: origin) { throw .foreignOrigin(origin) }
    if let site = head.fetchSite, site != "same-origin", site != "none" { throw .foreignOrigin(head.origin ?? site) }
  }

  /// Requires a type that no form of a page can send.
  private func checkType(_ head: Head) throws(TransportProblem) {
    let type = head.contentType?.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    guard type == "application/json" else { throw .notJSON }
  }

  /// The target with the segments after `/api/v1`; nil for other paths.
  private static func route(_ target: RequestTarget) -> RequestTarget? {
    guard target.path.starts(with: ["api", "v1"]) else { return nil }
    var route = target
    route.path.removeFirst(2)
    if route.path == [""] { route.path = [] }
    return route
  }

  /// Takes the ticket, the last parameter, off a target.
  private static func ticket(_ target: String) -> (name: String, target: String)? {
    for mark in ["&ticket=", "?ticket="] {
      guard let place = target.range(ofLast: mark) else { continue }
      let name = target[place.upperBound...]
      guard !name.isEmpty, name.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { continue }
      return (String(name), String(target[..<place.lowerBound]))
    }
    return nil
  }
}

extension TransportProblem: Error {}

extension String {
  /// Finds the last place of a text.
  fileprivate func range(ofLast text: String) -> Range<String.Index>? { ranges(of: text).last }
}
