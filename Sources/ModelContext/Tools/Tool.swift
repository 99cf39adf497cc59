import Answers
import FileIO
import SessionLog
import Tables
import Times

/// What a tool is given apart from its arguments.
package struct ToolContext: Sendable {
  package let server: ServerSettings
  /// The time of the question, in milliseconds since 1970 UTC. With a cursor it is that of the first page.
  package let now: Int64
  /// Told how far making the search index has come, in bytes.
  let indexing: @Sendable (_ done: UInt64, _ total: UInt64) -> Void

  package var zone: Zone { server.zone }
}

/// What the server knows of the process that it runs in.
package struct ServerSettings: Sendable {
  package var store: Store
  /// The version of the program.
  package var version: String
  /// The directory in which the server was started, mostly that of the calling session; empty if it is unknown.
  package var workingDirectory: String
  /// The directory that paths of roots begin with; see `SyncOptions`.
  package var home: String?
  /// The roots that the environment names, for the command that continues a session.
  package var configuredRoots: [String]
  /// The zone of the times in answers and arguments.
  package var zone: Zone
  /// The server's own options as words of a command, such as `--store` and its value, for advice.
  package var storeWords: [String]

  package init(
    store: Store, version: String, workingDirectory: String, home: String? = nil, configuredRoots: [String] = [],
    zone: Zone, storeWords: [String] = []
  ) {
    (self.store, self.version, self.workingDirectory, self.home) = (store, version, workingDirectory, home)
    (self.configuredRoots, self.zone, self.storeWords) = (configuredRoots, zone, storeWords)
  }
}

/// The answer of a tool.
package enum ToolAnswer: Sendable {
  /// Text for the model, and nothing structured: some clients hide the text when there is both.
  case text(String)
  /// A document that is given twice, structured and as text. It is made when it is known how many parts of a damaged
  /// store could not be read for it.
  case document(@Sendable (_ lost: Int) -> JSON)
}

/// A tool: a question to the store that a model can ask.
package struct Tool: Sendable {
  package let name: String
  let summary: String
  package let arguments: [Argument]
  /// The shape of its documents; nil if it answers with text.
  let shape: ShapeDescription?
  /// Answers the question. Throws `ToolFailure`, `StoreError` or `CancellationError`.
  let answer: @Sendable (StoreView, Arguments, ToolContext) throws -> ToolAnswer

  /// What `tools/list` has about it.
  var json: JSON {
    .object(
      [
        ("name", .string(name)), ("description", .string(summary)),
        ("inputSchema", Argument.schema(arguments)),
      ] + (shape.map { [("outputSchema", $0.jsonSchema)] } ?? []) + [
        ("annotations", ["readOnlyHint": true])
      ])
  }

  /// The tools in the order in which they are listed.
  package static let all = [search, sessions, read, overview, files, usage, status]
}

/// Arguments that several tools have.
extension Argument {
  static let project = Argument("project", .text, "part of its path")
  static let session = Argument("session", .text, "id, its beginning, or last", isRequired: true)
  static let since = Argument("since", .time, "2026-03-25, yesterday, 7d")
  static let until = Argument("until", .time)
  static let cursor = Argument("cursor", .cursor)
  static let caller = Argument("caller", .text, "your own session, to leave it out; or none")
  static let maxChars = Argument("max_chars", .integer(AnswerText.limits), usual: JSON(AnswerText.usual))

  static func limit(_ range: ClosedRange<Int>, _ usual: Int) -> Argument {
    Argument("limit", .integer(range), usual: JSON(usual))
  }
}

extension Arguments {
  var maxChars: Int { integer("max_chars") ?? AnswerText.usual }
}
