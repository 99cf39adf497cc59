import Bytes
import FileIO
import Tables

/// A request that cannot be answered, as RFC 9457 describes problems.
package struct APIProblem: Error {
  /// What the problem is. The raw value is a word for programs, which stays the same in later versions.
  package enum Kind: String, Sendable, CaseIterable {
    case badParameter = "bad-parameter"
    case badBody = "bad-body"
    case noToken = "no-token"
    case wrongHost = "wrong-host"
    case readOnly = "read-only"
    case notFound = "not-found"
    case wrongMethod = "wrong-method"
    case notAcceptable = "not-acceptable"
    case ambiguousSession = "ambiguous-session"
    case locked
    case cursorExpired = "cursor-expired"
    case noRoots = "no-roots"
    case tooLong = "too-long"
    case addressTooLong = "address-too-long"
    case wrongMediaType = "wrong-media-type"
    case headerTooLong = "header-too-long"
    case storeMissing = "store-missing"
    case storeDamaged = "store-damaged"
    /// The disk is full, or a file may not be read or written.
    case fileFailed = "file-failed"
    case tooSlow = "too-slow"
    case shuttingDown = "shutting-down"
    case failed

    /// The status of the answer.
    package var status: Int {
      switch self {
      case .badParameter, .badBody: 400
      case .noToken: 401
      case .wrongHost, .readOnly: 403
      case .notFound: 404
      case .wrongMethod: 405
      case .notAcceptable: 406
      case .ambiguousSession, .locked, .noRoots: 409
      case .cursorExpired: 410
      case .tooLong: 413
      case .addressTooLong: 414
      case .wrongMediaType: 415
      case .headerTooLong: 431
      case .failed: 500
      case .storeMissing, .storeDamaged, .fileFailed, .tooSlow, .shuttingDown: 503
      }
    }

    /// What the problem is, in a few words for people.
    package var title: String {
      switch self {
      case .badParameter: "A parameter is wrong"
      case .badBody: "The body of the request is wrong"
      case .noToken: "The token is missing or wrong"
      case .wrongHost: "The server does not answer under this name"
      case .readOnly: "The server only reads"
      case .notFound: "There is no such thing"
      case .wrongMethod: "The address has no such method"
      case .notAcceptable: "There is no answer of such a type"
      case .ambiguousSession: "Several sessions have ids that begin like this"
      case .locked: "Another process is writing to the store"
      case .cursorExpired: "The next page cannot be given any more"
      case .noRoots: "There are no transcripts to read"
      case .tooLong: "The request or its answer is too long"
      case .addressTooLong: "The address is too long"
      case .wrongMediaType: "The body has the wrong type"
      case .headerTooLong: "The header of the request is too long"
      case .storeMissing: "There is no store"
      case .storeDamaged: "The store is damaged"
      case .fileFailed: "A file cannot be read or written"
      case .tooSlow: "The search has taken too long"
      case .shuttingDown: "The server is stopping"
      case .failed: "The server failed"
      }
    }
  }

  /// What is wrong with one parameter.
  package struct Fault: Sendable {
    package var parameter, detail: String

    package init(_ parameter: String, _ detail: String) { (self.parameter, self.detail) = (parameter, detail) }
  }

  package var kind: Kind
  /// What is wrong and what to do, for people.
  package var detail: String
  package var faults: [Fault]
  /// The ids of sessions that may be meant.
  package var candidates: [String]
  /// Header fields of the answer, such as `Allow`.
  package var headers: [(name: String, value: String)] = []

  package init(_ kind: Kind, _ detail: String, _ faults: [Fault] = [], candidates: [String] = []) {
    (self.kind, self.detail, self.faults, self.candidates) = (kind, detail, faults, candidates)
  }

  /// The problem of one parameter.
  package init(_ parameter: String, _ detail: String) {
    self.init(.badParameter, "\(parameter): \(detail)", [Fault(parameter, detail)])
  }

  /// The media type of the answer.
  package static let contentType = "application/problem+json"

  /// The answer; `path` has the segments of the address after `/api/v1/`, as in `APIRequest.path`.
  package func answer(_ path: [String] = []) -> APIAnswer {
    let instance = (["", "api", "v1"] + path.map { PercentEncoding.encoded($0) }).joined(separator: "/")
    let document = ProblemDocument(
      type: kind.rawValue, title: kind.title, status: kind.status, detail: detail, instance: instance,
      errors: faults.map { .init(parameter: $0.parameter, detail: $0.detail) }, candidates: candidates)
    let body = Array(Shapes.problem.line(document).utf8)
    return APIAnswer(kind.status, headers: headers, .bytes(body, contentType: Self.contentType))
  }
}

extension APIProblem {
  /// The problem that an error of the library is to the one who asked. `parameters` are those of the route.
  init(_ error: any Error, parameters: [APIParameter]) {
    switch error {
    case let problem as APIProblem: self = problem
    case let error as StoreError: self.init(error, parameters)
    case let error as any StoreErrorConvertible: self.init(error.storeError, parameters)
    case is CancellationError: self.init(.shuttingDown, "The request was ended; send it again.")
    default: self.init(.failed, "The request failed: \(error).")
    }
  }

  private init(_ error: StoreError, _ parameters: [APIParameter]) {
    func parameter(_ names: String...) -> String? {
      names.first { name in parameters.contains { $0.name == name } }
    }
    let detail = error.message.asSentence
    func bad(_ name: String?) -> APIProblem {
      APIProblem(.badParameter, detail, name.map { [Fault($0, detail)] } ?? [])
    }
    switch error.code {
    case .noSuchSession, .sessionErased, .noSuchGeneration, .versionDropped, .noSuchTurn, .noSuchRecord, .noSuchSource:
      self.init(.notFound, detail)
    case .ambiguousSession: self.init(.ambiguousSession, detail)
    case .noSuchPosition: self = bad(parameter("as_of"))
    case .cursorMismatch: self = bad(parameter("cursor"))
    case .cursorExpired: self.init(.cursorExpired, "\(detail) Ask for the first page again.")
    case .emptyPattern, .invalidPattern: self = bad(parameter("q"))
    case .tooManyGroups: self = bad(parameter("fill"))
    case .locked, .unlockable: self.init(.locked, detail)
    case .notAStore: self.init(.storeMissing, detail)
    case .noRoots, .missingRoot, .missingConfiguredRoot, .noTranscripts, .rootTooLarge, .unreadableRoot:
      self.init(.noRoots, detail)
    case .interrupted: self.init(.shuttingDown, detail)
    case .fileFailed: self.init(.fileFailed, detail)
    case .unsupported: self.init(.failed, "\(detail) Update ccstore, and start the server again.")
    case .damaged, .undecodable, .foreignLink, .foreignFile, .foreignOwner:
      self.init(.storeDamaged, "\(detail) 'ccstore verify' says what is wrong.")
    default: self.init(.failed, detail)
    }
  }
}

extension String {
  /// A message of the library as a sentence.
  var asSentence: String {
    guard let first else { return self }
    let text = first.uppercased() + dropFirst()
    return text.hasSuffix(".") ? text : text + "."
  }
}
