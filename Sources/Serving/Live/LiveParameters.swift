import FileIO
import SessionStore
import Tables
import Transcripts

/// A request that a live route refuses.
struct LiveProblem: Error {
  var status: Int
  var type: String
  var detail: String
  /// The parameter that is wrong; nil where none is.
  var parameter: String?

  init(_ status: Int, _ type: String, _ detail: String, parameter: String? = nil) {
    (self.status, self.type, self.detail, self.parameter) = (status, type, detail, parameter)
  }

  /// Makes a problem of an error of the library.
  init(_ error: any Error) {
    let known = error as? StoreError ?? (error as? any StoreErrorConvertible)?.storeError
    switch known?.code {
    case .locked?, .displaced?: self.init(409, "locked", known!.message)
    case .noRoots?, .missingRoot?, .missingConfiguredRoot?, .noTranscripts?, .unreadableRoot?:
      self.init(409, "no-roots", known!.message)
    case nil: self.init(500, "internal", String(describing: error))
    default: self.init(503, "store-damaged", known!.message)
    }
  }

  func answer(_ headers: [(name: String, value: String)] = []) -> APIAnswer {
    let errors: JSON = parameter.map { [["parameter": .string($0), "detail": .string(detail)]] } ?? []
    let title =
      switch type {
      case "bad-parameter": "A parameter is wrong."
      case "locked": "Something else writes to the store."
      case "not-found": "There is nothing here."
      case "method-not-allowed": "This address does not take that method."
      case "no-roots": "There are no transcripts to read."
      case "store-damaged": "The store cannot be read."
      default: "The server failed to answer."
      }
    let document: JSON = [
      "type": .string(type), "title": .string(title), "status": JSON(status), "detail": .string(detail),
      "errors": errors,
    ]
    return APIAnswer(
      status, headers: headers,
      .bytes(Array((document.text(pretty: false) + "\n").utf8), contentType: "application/problem+json"))
  }
}

/// The parameters of a request to a live route, or the members of its body. One that is not expected is refused.
struct LiveParameters {
  private var texts: [String: String] = [:]
  private var values: [String: JSONValue] = [:]
  private let bytes: [UInt8]

  /// Takes the parameters of the address. Throws `LiveProblem` for one that is not in `names`, or that is repeated.
  init(_ request: APIRequest, names: [String]) throws {
    bytes = request.body
    for (name, value) in request.query {
      guard names.contains(name) else {
        throw LiveProblem(400, "bad-parameter", "There is no parameter of this name here.", parameter: name)
      }
      guard texts.updateValue(value, forKey: name) == nil else {
        throw LiveProblem(400, "bad-parameter", "The parameter may be given once.", parameter: name)
      }
    }
  }

  /// Takes the members of the body, which must be an object; an empty body has none.
  func body(names: [String]) throws -> LiveParameters {
    var parameters = self
    guard !bytes.isEmpty else { return parameters }
    guard case .object(let members)? = bytes.withUnsafeBufferPointer({ JSONValue.parse($0) }) else {
      throw LiveProblem(400, "bad-parameter", "The body must be a JSON object, or empty.")
    }
    for member in members {
      guard names.contains(member.key) else {
        throw LiveProblem(400, "bad-parameter", "The body has no member of this name.", parameter: member.key)
      }
      guard parameters.values.updateValue(member.value, forKey: member.key) == nil else {
        throw LiveProblem(400, "bad-parameter", "The member may be given once.", parameter: member.key)
      }
    }
    return parameters
  }

  /// The number of an event.
  func integer(_ name: String) throws -> UInt64? {
    guard let text = texts[name] else { return nil }
    guard let number = UInt64(text), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), number <= Int64.max else {
      throw LiveProblem(400, "bad-parameter", "It takes the number of an event.", parameter: name)
    }
    return number
  }

  func boolean(_ name: String) throws -> Bool? {
    switch (texts[name], values[name]) {
    case (nil, nil): return nil
    case ("true"?, _), (_, .bool(true)?): return true
    case ("false"?, _), (_, .bool(false)?): return false
    default: throw LiveProblem(400, "bad-parameter", "It takes true or false.", parameter: name)
    }
  }

  func positive(_ name: String) throws -> Int? {
    guard let value = values[name] else { return nil }
    guard let number = value.intValue, number >= 1, number <= 1_000_000 else {
      throw LiveProblem(400, "bad-parameter", "It takes a number from 1 to 1000000.", parameter: name)
    }
    return number
  }

  func string(_ name: String) throws -> String? {
    guard let value = values[name] else { return nil }
    guard let text = value.stringValue else {
      throw LiveProblem(400, "bad-parameter", "It takes a text.", parameter: name)
    }
    return text
  }
}
