/// A request to the HTTP API that could not be answered, as RFC 9457 describes problems.
package struct ProblemDocument: Sendable {
  /// What is wrong with one parameter.
  package struct Fault: Sendable {
    package var parameter, detail: String

    package init(parameter: String, detail: String) { (self.parameter, self.detail) = (parameter, detail) }
  }

  package var type, title: String
  package var status: Int
  package var detail, instance: String
  package var errors: [Fault]
  package var candidates: [String]

  package init(
    type: String, title: String, status: Int, detail: String, instance: String, errors: [Fault], candidates: [String]
  ) {
    (self.type, self.title, self.status, self.detail) = (type, title, status, detail)
    (self.instance, self.errors, self.candidates) = (instance, errors, candidates)
  }
}

extension Shapes {
  package static let problem = Shape<ProblemDocument>("problem", "Why a request could not be answered.") {
    string("type", "A word for programs, which stays the same, such as bad-parameter.") { $0.type }
    string("title", "What it means, the same for all problems of the type.") { $0.title }
    integer("status", nil, "The status of the answer.") { $0.status }
    string("detail", "What is wrong with this request, and what to do.") { $0.detail }
    string("instance", "The path of the request.") { $0.instance }
    objects("errors", "What is wrong with each parameter.", fault) { $0.errors }
      .only("with bad-parameter") { !$0.errors.isEmpty }
    strings("candidates", "The ids of sessions that may be meant.") { $0.candidates }
      .only("with ambiguous-session") { !$0.candidates.isEmpty }
  }

  private static let fault = Shape<ProblemDocument.Fault>("fault", "What is wrong with a parameter.") {
    string("parameter", "Its name.") { $0.parameter }
    string("detail", "What it must be.") { $0.detail }
  }
}
