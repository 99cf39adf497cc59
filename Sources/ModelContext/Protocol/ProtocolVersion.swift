import Tables
import Transcripts

/// The revisions of the Model Context Protocol that the server speaks, and how a request says which one it is of.
///
/// Since 2026-07-28 every request states its revision in `params._meta`; before, `initialize` agreed on one for the
/// whole connection. The server keeps no state: it decides for each request, and answers `initialize` at any time, because
/// clients probe with one era and continue with the other, sometimes at the same moment.
package enum ProtocolVersion {
  /// The revision without a handshake.
  package static let modern = "2026-07-28"
  /// The revisions that begin with `initialize`, the newest first.
  package static let legacy = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
  /// All of them, the newest first.
  static let all = [modern] + legacy

  /// What is in `_meta`.
  package enum Key {
    package static let version = "io.modelcontextprotocol/protocolVersion"
    static let capabilities = "io.modelcontextprotocol/clientCapabilities"
    static let server = "io.modelcontextprotocol/serverInfo"
    static let progress = "progressToken"
  }
}

/// The era of a request: what its result must hold depends on it.
package enum ProtocolEra: Sendable {
  /// Results state their type, how long they may be kept, and the server.
  case modern
  case legacy

  /// Decides the era of a request by its `_meta`. Throws an `RPCError` for a revision that is not known, and for a
  /// modern request without its capabilities.
  init(_ request: RPCRequest) throws(RPCError) {
    guard let stated = request.meta?[ProtocolVersion.Key.version] else {
      guard request.method != Method.discover.rawValue else {
        throw RPCError.invalidParameters("params._meta must hold '\(ProtocolVersion.Key.version)'")
      }
      self = .legacy
      return
    }
    guard let version = stated.stringValue else {
      throw RPCError.invalidParameters("'\(ProtocolVersion.Key.version)' must be a string")
    }
    if ProtocolVersion.legacy.contains(version), request.method != Method.discover.rawValue {
      self = .legacy
      return
    }
    guard version == ProtocolVersion.modern else { throw RPCError.unsupportedVersion(version) }
    guard case .object = request.meta?[ProtocolVersion.Key.capabilities] else {
      throw RPCError.invalidParameters("params._meta must hold the object '\(ProtocolVersion.Key.capabilities)'")
    }
    self = .modern
  }
}

/// The methods of requests that the server answers.
package enum Method: String, Sendable {
  case discover = "server/discover"
  case initialize, ping
  case setLevel = "logging/setLevel"
  case listTools = "tools/list"
  case callTool = "tools/call"
  case listPrompts = "prompts/list"
  case getPrompt = "prompts/get"
  case listResources = "resources/list"
  case listTemplates = "resources/templates/list"
  case readResource = "resources/read"
  case complete = "completion/complete"

  /// True if an answer needs nothing of the store, and so almost no time. Such a request does not wait for others.
  var isImmediate: Bool {
    switch self {
    case .discover, .initialize, .ping, .setLevel, .listTools, .listPrompts, .listResources, .listTemplates: true
    case .callTool, .getPrompt, .readResource, .complete: false
    }
  }

  /// True if the method belongs to one era only, and the request is of the other one. `initialize` may be sent at any
  /// time.
  func isUnknown(to era: ProtocolEra) -> Bool {
    switch self {
    case .ping, .setLevel: era == .modern
    case .discover: era == .legacy
    case .initialize, .listTools, .callTool, .listPrompts, .getPrompt, .listResources, .listTemplates, .readResource,
      .complete:
      false
    }
  }
}
