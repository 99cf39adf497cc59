import Answers
import Bytes
import FileIO
import SegmentedLog
import SessionLog
import Tables
import Times

/// A request for a route whose parameters have been checked.
package struct APICall: Sendable {
  package let request: APIRequest
  let route: APIRoute
  let api: API
  let cancellation: Cancellation?
  /// The values of each parameter that was given, or its standard value.
  private let values: [String: [String]]
  /// The time of the request: the end of the minute, so that questions about `7d` that follow each other are the same
  /// question. With a cursor it is that of the first page.
  package let now: Instant
  /// The zone asked for, else the server's.
  package let zone: Zone
  /// The period of `since`, `until` and `on`.
  package let period: Period
  /// The position of `as_of`.
  package let position: LogPosition?
  let cursor: PageCursor?
  /// The view of the present end; set before the route answers.
  var current: StoreView?

  package var context: APIContext { api.context }

  init(
    _ request: APIRequest, _ route: APIRoute, _ path: [String: String], _ api: API, _ cancellation: Cancellation?
  ) throws(APIProblem) {
    (self.request, self.route, self.api, self.cancellation) = (request, route, api, cancellation)
    var checked = try CheckedParameters(route, path, request.query)
    let minute: Int64 = 60_000
    var now = Instant(
      milliseconds: (api.context.now().milliseconds + minute - 1).quotientRoundedDown(by: minute) * minute)
    cursor = checked.cursor()
    if let cursor { now = cursor.time }
    self.now = now
    zone = checked.zone(api.context.zone)
    period = checked.period(now, zone)
    position = checked.position(now, zone)
    values = checked.values
    try checked.finish()
  }

  // MARK: Values

  package func text(_ name: String) -> String? { values[name]?.first }

  package func texts(_ name: String) -> [String] { values[name] ?? [] }

  package func integer(_ name: String) -> Int64? { text(name).flatMap(APIParameter.integer) }

  package func int(_ name: String) -> Int? { integer(name).map { Int(clamping: $0) } }

  package func flag(_ name: String) -> Bool { text(name).flatMap { APIParameter.flags[$0] } ?? false }

  /// The words of a list.
  package func words(_ name: String) -> [String]? { text(name)?.split(separator: ",").map(String.init) }

  /// The case of an enumeration that the parameter names.
  package func choice<Value: RawRepresentable>(_ name: String, _: Value.Type = Value.self) -> Value?
  where Value.RawValue == String {
    text(name).flatMap { Value(rawValue: $0) }
  }

  package var filter: SessionFilter {
    SessionFilter(project: text("project"), session: text("session"), branch: text("branch"), model: text("model"))
  }

  package var page: PageRequest { PageRequest(limit: int("limit") ?? 50, cursor: cursor, time: now) }

  // MARK: Views and answers

  /// The view that the request is about: that of the first page, that of `as_of`, or the present one.
  package func view() throws -> StoreView {
    var view: StoreView
    if let cursor, let position {
      view = try api.moments.view(at: position)
      guard view.head.sequence == cursor.sequence else {
        throw APIProblem("as_of", "the cursor is of another moment; leave this out.")
      }
    } else if let cursor {
      do { view = try api.moments.view(at: .sequence(cursor.sequence)) } catch let error as StoreError
        where error.code == .noSuchPosition
      { throw APIProblem(.cursorExpired, "The store has no such moment; ask for the first page again.") }
    } else if let position {
      view = try api.moments.view(at: position)
    } else {
      view = try current ?? api.moments.current()
    }
    if let cancellation { view = view.cancellable(by: cancellation) }
    return view
  }

  /// Answers a question as one JSON document.
  package func answer<Value: Sendable>(
    _ shape: Shape<Enveloped<Value>>, _ question: (APICall, StoreView) throws -> Value
  ) throws -> APIAnswer {
    let found = try view().answer { try question(self, $0) }
    let document = shape.line(Enveloped(found.value, head: found.head, losses: found.losses))
    return APIAnswer(
      route.status, headers: Self.headers(found.losses), .bytes(Array(document.utf8), contentType: APIAnswer.json))
  }

  /// The header fields that say what a damaged store could not give.
  static func headers(_ losses: [Loss]) -> [(name: String, value: String)] {
    losses.isEmpty ? [] : [(APIAnswer.lostName, "\(losses.count)")]
  }

  // MARK: Entity tags

  /// Returns the tag of the answer: the end of the log, and a hash of what is asked and of what answers.
  func entityTag(_ head: LogHead) throws -> String {
    var parts = [route.operation, context.version, api.pricesName, zone.name, "\(period)"]
    if let position { parts.append("\(position)") }
    // The period before one that has not ended moves with the time.
    if route.basis == .files || text("compare") != nil { parts.append("\(now.milliseconds)") }
    let resolved: Set<String> = ["since", "until", "on", "tz", "as_of"]
    for (name, values) in values.sorted(by: { $0.key < $1.key }) where !resolved.contains(name) {
      parts.append("\(name)=\(values)")
    }
    if route.contents.count > 1 { parts.append(request.headers["accept"] ?? "") }
    let hash = Array(parts.joined(separator: "\u{0}").utf8).withUnsafeBytes { sha256Prefix(of: $0) }
    return "\"\(head.shortName)-\(String(hash.high, radix: 16))\""
  }

  /// Returns whether the one who asks has the answer with this tag.
  func isKnown(_ tag: String) -> Bool {
    guard let known = request.headers["if-none-match"] else { return false }
    return known.split(separator: ",").contains { entry in
      let entry = entry.drop { $0 == " " }
      return (entry.hasPrefix("W/") ? entry.dropFirst(2) : entry).prefix { $0 != " " } == tag
    }
  }
}

/// Checks the parameters of a request, and collects all that is wrong.
struct CheckedParameters {
  private(set) var values: [String: [String]] = [:]
  private var faults: [APIProblem.Fault] = []

  /// Throws if a parameter in the path is wrong, because such a thing does not exist.
  init(_ route: APIRoute, _ path: [String: String], _ query: [(name: String, value: String)]) throws(APIProblem) {
    let known = Dictionary(uniqueKeysWithValues: route.parameters.filter { $0.place == .query }.map { ($0.name, $0) })
    for (name, value) in query {
      guard let parameter = known[name] else {
        let names = known.keys.sorted()
        let list = names.isEmpty ? "it takes none." : "it takes \(names.joined(separator: ", "))."
        add(name.shortened, "the address has no such parameter; \(list)")
        continue
      }
      if let fault = parameter.fault(value) { add(name, fault) }
      values[name, default: []].append(value)
      if values[name]!.count == parameter.repetitionMax + 1 {
        add(
          name,
          parameter.repetitionMax == 1
            ? "it is given twice." : "it is given more than \(parameter.repetitionMax) times.")
      }
    }
    for parameter in route.parameters {
      if parameter.place == .path {
        guard let value = path[parameter.name], parameter.fault(value) == nil else {
          throw APIProblem(.notFound, "There is no such \(parameter.name).")
        }
        values[parameter.name] = [value]
      } else if values[parameter.name] == nil {
        if parameter.isRequired { add(parameter.name, "it is missing.") }
        if let standard = parameter.standard { values[parameter.name] = [standard] }
      }
    }
    if values["on"] != nil, values["since"] != nil || values["until"] != nil {
      add("on", "it stands for both since and until; leave those out.")
    }
  }

  mutating func add(_ parameter: String, _ detail: String) {
    if faults.count < 20 { faults.append(APIProblem.Fault(parameter, detail)) }
  }

  /// Throws if anything is wrong.
  func finish() throws(APIProblem) {
    guard let first = faults.first else { return }
    let detail =
      faults.count == 1
      ? "\(first.parameter): \(first.detail)" : "\(faults.count) parameters are wrong; errors says what each must be."
    throw APIProblem(.badParameter, detail, faults)
  }

  // MARK: Words for times and places

  private static let times = "use a time such as 2026-03-25, 2026-03, an RFC 3339 time, yesterday, this-week or 7d."

  mutating func cursor() -> PageCursor? {
    guard let text = values["cursor"]?.first else { return nil }
    let cursor = PageCursor(text)
    if cursor == nil { add("cursor", "it is not a value of next; ask for the first page again.") }
    return cursor
  }

  mutating func zone(_ standard: Zone) -> Zone {
    guard let name = values["tz"]?.first else { return standard }
    if let zone = ZoneDirectory.zone(named: name) { return zone }
    add("tz", "the server knows no such time zone; use a name such as Europe/Berlin or UTC.")
    return standard
  }

  mutating func period(_ now: Instant, _ zone: Zone) -> Period {
    func named(_ name: String) -> Period? {
      guard let word = values[name]?.first else { return nil }
      if let period = Period(named: word, now: now, zone: zone) { return period }
      add(name, "it is not a time; \(Self.times)")
      return nil
    }
    if let on = named("on") { return on }
    return Period(start: named("since")?.start, end: named("until")?.end)
  }

  mutating func position(_ now: Instant, _ zone: Zone) -> LogPosition? {
    guard let word = values["as_of"]?.first else { return nil }
    if let position = LogPosition(named: word, now: now, zone: zone) { return position }
    add("as_of", "it is neither the number of an event nor a time; \(Self.times)")
    return nil
  }
}

extension String {
  /// The text, or its beginning where it is long.
  var shortened: String { utf8.count > 100 ? String(prefix(50)) + "…" : self }
}
