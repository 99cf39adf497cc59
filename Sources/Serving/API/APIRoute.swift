import SegmentedLog
import SessionLog
import Tables

/// An address of the API with a method: what it takes, what it answers, and the function that answers it.
///
/// The table of routes is the only place that says what the API is. Requests are matched and checked, and the
/// description in OpenAPI is made, from it.
package struct APIRoute: Sendable {
  /// What an answer depends on, besides the parameters and the program.
  package enum Basis: Sendable {
    /// The log alone, so that an answer is valid until the log grows.
    case log
    /// Files outside of the store as well. An answer is valid for a minute at most.
    case files
    /// Anything. An answer is never valid again.
    case everything
  }

  /// A form of the answer.
  package struct Content: Sendable {
    /// The media type.
    package var type: String
    /// The shape of the document, or of each line; nil: bytes, or text of another form.
    package var shape: ShapeDescription?

    package init(_ type: String, _ shape: ShapeDescription? = nil) { (self.type, self.shape) = (type, shape) }
  }

  /// What a request may have in its body: a JSON object with these keys.
  package struct BodyKey: Sendable {
    package var key: String
    package var type: FieldType
    /// One sentence.
    package var summary: String

    package init(_ key: String, _ type: FieldType, _ summary: String) {
      (self.key, self.type, self.summary) = (key, type, summary)
    }
  }

  package var method: String
  /// The segments after `/api/v1`; a name in braces stands for a parameter.
  package var path: [String]
  /// A name for programs that are generated.
  package var operation: String
  /// One sentence.
  package var summary: String
  package var parameters: [APIParameter]
  package var basis = Basis.log
  package var status = 200
  package var contents: [Content]
  /// The keys of the body; nil: the request has none.
  package var body: [BodyKey]?
  /// Problems that the route has in addition to those of every route.
  package var problems: [APIProblem.Kind] = []
  package var respond: @Sendable (APICall) throws -> APIAnswer

  package init(
    _ method: String, _ path: String, _ operation: String, _ summary: String, _ parameters: [APIParameter] = [],
    basis: Basis = .log, contents: [Content], problems: [APIProblem.Kind] = [],
    respond: @escaping @Sendable (APICall) throws -> APIAnswer
  ) {
    self.method = method
    self.path = path.split(separator: "/").map(String.init)
    (self.operation, self.summary, self.parameters) = (operation, summary, parameters)
    (self.basis, self.contents, self.problems, self.respond) = (basis, contents, problems, respond)
  }

  /// Makes a route that answers a question about the store with one JSON document.
  package static func get<Value: Sendable>(
    _ path: String, _ operation: String, _ summary: String, _ parameters: [APIParameter] = [], basis: Basis = .log,
    problems: [APIProblem.Kind] = [], _ shape: Shape<Value>,
    _ question: @escaping @Sendable (APICall, StoreView) throws -> Value
  ) -> APIRoute {
    get(
      enveloped: Shapes.enveloped(shape), path, operation, summary, parameters, basis: basis, problems: problems,
      question)
  }

  /// Makes the same for a shape that has the head and the losses already.
  package static func get<Value: Sendable>(
    enveloped shape: Shape<Enveloped<Value>>, _ path: String, _ operation: String, _ summary: String,
    _ parameters: [APIParameter] = [], basis: Basis = .log, problems: [APIProblem.Kind] = [],
    _ question: @escaping @Sendable (APICall, StoreView) throws -> Value
  ) -> APIRoute {
    APIRoute(
      "GET", path, operation, summary, parameters, basis: basis,
      contents: [Content(APIAnswer.json, shape.description)], problems: problems
    ) { call in
      try call.answer(shape, question)
    }
  }

  /// Returns the values of the parameters in the path; nil if the route has another path.
  func match(_ segments: [String]) -> [String: String]? {
    guard segments.count == path.count else { return nil }
    var values: [String: String] = [:]
    for (template, segment) in zip(path, segments) {
      if template.hasPrefix("{") {
        values[String(template.dropFirst().dropLast())] = segment
      } else if template != segment {
        return nil
      }
    }
    return values
  }

  /// The path as OpenAPI writes it.
  package var template: String { (["", "api", "v1"] + path).joined(separator: "/") }

  /// The problems of the route, in the order of their statuses.
  package var allProblems: [APIProblem.Kind] {
    var kinds: [APIProblem.Kind] = [
      .badParameter, .noToken, .wrongHost, .notFound, .tooLong, .addressTooLong, .headerTooLong, .failed, .storeMissing,
      .storeDamaged, .fileFailed, .shuttingDown,
    ]
    if parameters.contains(where: { $0.name == "cursor" }) { kinds.append(.cursorExpired) }
    if parameters.contains(where: { $0.name == "session" }) { kinds.append(.ambiguousSession) }
    if body != nil { kinds += [.badBody, .wrongMediaType] }
    if method != "GET" { kinds.append(.readOnly) }
    return APIProblem.Kind.allCases.filter { kinds.contains($0) || problems.contains($0) }
  }
}

extension APIAnswer {
  package static let json = "application/json"
  package static let lines = "application/x-ndjson"
}
