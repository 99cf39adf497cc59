public import Transcripts

/// What an entry of a conversation says.
public struct Message: Sendable, Equatable {
  public var kind: RecordOutline.Kind
  /// Of its first record, milliseconds since 1970 UTC.
  public var time: Int64?
  /// The model that answered; nil where it is none.
  public var model: String?
  /// In the order in which they were written; a result stands with its call.
  public var parts: [Part]

  public enum Part: Sendable, Equatable {
    case text(String)
    /// Empty where only the signature of it was kept.
    case thinking(String)
    case call(ToolCallContent)
    /// A result whose call is not there.
    case result(ToolResultContent)
    case media(Media)
    /// A slash command; its arguments as they were typed.
    case command(name: String, arguments: String)
    /// What a command of the person's printed.
    case output(String, isError: Bool)
    /// What Claude Code noted. `isMinor`: of no interest to most readers.
    case note(name: String, text: String, isMinor: Bool)
    /// A line that is no record. `line`: from 0.
    case unreadable(line: Int64, reason: String, text: String)
    /// A block of a type that is not known.
    case other(type: String, JSONValue)
  }
}

/// A call of a tool.
public struct ToolCallContent: Sendable, Equatable {
  public var name: String
  public var id: String
  /// The arguments.
  public var input: JSONValue
  /// nil: it was never answered.
  public var result: ToolResultContent?
}

/// The result of a call.
public struct ToolResultContent: Sendable, Equatable {
  public var isError: Bool
  /// Texts and media; others by their type.
  public var parts: [Message.Part]

  /// All of its text.
  public var text: String {
    parts.compactMap { part in
      if case .text(let text) = part { text } else { nil }
    }.joined(separator: "\n")
  }
}

/// An image or a document.
public struct Media: Sendable, Equatable {
  public enum Form: Sendable { case image, document }

  public var form: Form
  /// As the transcript says it, such as `image/png`; empty where it does not.
  public var type: String
  /// In base64, not checked; empty where it is elsewhere.
  public var base64: String
  /// Where it is, if it is elsewhere.
  public var location: String

  /// Bytes of what is encoded.
  public var size: Int64 {
    let digits = base64.utf8.count - base64.utf8.reversed().prefix { $0 == 0x3d }.count
    return Int64(digits) * 3 / 4
  }
}
