import Answers
import FileIO
import SessionLog
import Tables
import Transcripts

/// A session as a resource: `ccstore://session/{id}`, in pages by `?from=`.
struct SessionResource {
  static let prefix = "ccstore://session/"
  static let uriTemplate = prefix + "{id}"

  static let template: JSON = [
    "uriTemplate": .string(uriTemplate), "name": "session", "title": "A past session",
    "description": "The conversation of a session as text. Its last line names the next page, such as ?from=120.",
    "mimeType": "text/markdown",
  ]

  /// The largest number of characters of a page.
  private static let pageMax = 40_000

  let session: String
  /// The arguments of the tool `read` that give the page.
  let arguments: JSONValue

  /// Reads the URI of a page. Throws `RPCError` if it is none.
  init(_ uri: String) throws(RPCError) {
    let form = "a resource is \(Self.uriTemplate), optionally with ?from=N"
    guard uri.hasPrefix(Self.prefix) else { throw .invalidParameters(form) }
    let parts = uri.dropFirst(Self.prefix.count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let session = Self.decoded(parts[0]), !session.isEmpty, !session.contains("/") else {
      throw .invalidParameters(form)
    }
    var members = [
      JSONMember(key: "session", value: .string(session)),
      JSONMember(key: "max_chars", value: .number("\(Self.pageMax)")),
    ]
    if parts.count == 2 {
      for part in parts[1].split(separator: "&", omittingEmptySubsequences: false) {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, ["from", "line"].contains(pair[0]),
          pair[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .invalidParameters(form) }
        members.append(JSONMember(key: String(pair[0]), value: .number(String(pair[1]))))
      }
    }
    (self.session, arguments) = (session, .object(members))
  }

  /// Returns the URI of the page that begins at a place.
  static func uri(_ session: String, from entry: Int, line: Int) -> String {
    let safe = session.utf8.map { byte -> String in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return prefix + safe.joined() + "?from=\(entry)" + (line > 0 ? "&line=\(line)" : "")
  }

  /// Decodes percent escapes; nil if one is malformed or the result is not UTF-8.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == 0x25 else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

extension Questions {
  /// Reads a page of a session.
  func resource(_ parameters: JSONValue?) throws -> [(String, JSON)] {
    guard let uri = parameters?["uri"]?.stringValue else {
      throw RPCError.invalidParameters("params must hold a 'uri'")
    }
    let resource = try SessionResource(uri)
    do {
      let arguments = try Arguments(resource.arguments, Tool.read.arguments)
      let answer = try ask { view, context in
        try ConversationText(view, arguments, context) { change in
          "Continue with: \(SessionResource.uri(change.session, from: change.entry, line: change.line))"
        }.text
      }
      let contents: JSON = ["uri": .string(uri), "mimeType": "text/markdown", "text": .string(answer.value)]
      return [("contents", [contents])]
    } catch let failure as ToolFailure {
      throw RPCError.missingResource(failure.message, era)
    } catch let error as StoreError {
      throw RPCError.missingResource(advised(error), era)
    }
  }

  /// The largest number of values that a completion gives.
  private static let completionsMax = 100

  /// Completes the id of a session, the latest first. There is nothing to say about other arguments.
  func completion(_ parameters: JSONValue?) throws -> [(String, JSON)] {
    let reference = parameters?["ref"]
    let (name, value) = (parameters?["argument"]?["name"]?.stringValue, parameters?["argument"]?["value"]?.stringValue)
    guard let type = reference?["type"]?.stringValue, let name, let value else {
      throw RPCError.invalidParameters("params must hold 'ref' and 'argument'")
    }
    let isSession: Bool
    switch type {
    case "ref/prompt":
      guard let prompt = Prompt.all.first(where: { $0.name == reference?["name"]?.stringValue }) else {
        throw RPCError.invalidParameters("there is no such prompt")
      }
      isSession = prompt.name == Prompt.handoff.name && name == prompt.argument.name
    case "ref/resource": isSession = name == "id"
    default: throw RPCError.invalidParameters("'ref' must be a ref/prompt or a ref/resource")
    }
    let ids = isSession ? (try? ask { view, _ in try view.sessions().map(\.shortID) })?.value ?? [] : []
    let matching = ids.filter { $0.hasPrefix(value) && PastText.name($0) == $0 }
    let completion: JSON = [
      "values": .array(matching.prefix(Self.completionsMax).map { .string($0) }), "total": JSON(matching.count),
      "hasMore": .bool(matching.count > Self.completionsMax),
    ]
    return [("completion", completion)]
  }
}
