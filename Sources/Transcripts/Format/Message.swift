public import Times

/// The content of one entry of a conversation.
public struct Message: Sendable, Equatable {
  /// The kind of the record.
  public var kind: RecordKind
  /// The agent in whose transcript the entry stands.
  public var agent: Agent
  /// The time of the entry's first record; nil when unknown.
  public var time: Instant?
  /// The model that answered; nil if the entry is not an answer of a model.
  public var model: String?
  /// The parts in the order in which they were written; a result is part of its call.
  public var parts: [Part]

  package init(kind: RecordKind, agent: Agent, parts: [Part] = []) {
    (self.kind, self.agent, self.parts) = (kind, agent, parts)
  }

  /// A part of a message.
  public enum Part: Sendable, Equatable {
    /// A text that was said.
    case text(String)
    /// Thinking; empty if only its signature was kept.
    case thinking(String)
    /// A call of a tool.
    case call(ToolCallContent)
    /// A result whose call is not in the message.
    case result(ToolResultContent)
    /// An image or a document.
    case media(Media)
    /// A slash command, with its arguments as they were typed.
    case command(name: String, arguments: String)
    /// The output of a command that the person ran.
    case output(String, isError: Bool)
    /// A note of the agent. `isMinor` is true if most readers have no interest in it.
    case note(name: String, text: String, isMinor: Bool)
    /// A line that is not a record. `line` counts from 0 in its file.
    case unreadable(line: Int64, reason: String, text: String)
    /// A block of an unknown type.
    case other(type: String, JSONValue)
  }
}

/// A call of a tool.
public struct ToolCallContent: Sendable, Equatable {
  /// The name of the tool.
  public var name: String
  /// The id of the call, which its result repeats.
  public var id: String
  /// The arguments.
  public var input: JSONValue
  /// The result; nil if the call was never answered.
  public var result: ToolResultContent?
  /// The agent whose tool it is.
  public var agent: Agent

  package init(name: String, id: String, input: JSONValue, result: ToolResultContent? = nil, agent: Agent) {
    (self.name, self.id, self.input, self.result, self.agent) = (name, id, input, result, agent)
  }

  /// The arguments for a reader: a line `name: value` for each, with a text of several lines below its name. Where they
  /// are no object, their JSON.
  package var argumentText: String {
    guard case .object(let members) = input else { return input.text }
    return members.map { member in
      let text = member.value.stringValue ?? member.value.text
      return text.contains("\n") ? "\(member.key):\n\(text)" : "\(member.key): \(text)"
    }.joined(separator: "\n")
  }
}

/// The result of a call.
public struct ToolResultContent: Sendable, Equatable {
  /// True if the call failed or was refused.
  public var isError: Bool
  /// The texts and media of the result; blocks of other types are `other` parts.
  public var parts: [Message.Part]
  /// The numbers of the lines, from 1, at which the call has changed a file, as they were afterwards; empty if the
  /// transcript does not say it.
  public var changedLines: [Int64] = []

  package init(isError: Bool, parts: [Message.Part]) { (self.isError, self.parts) = (isError, parts) }

  /// All texts of the result, joined by newlines.
  public var text: String {
    parts.compactMap { part in
      if case .text(let text) = part { text } else { nil }
    }.joined(separator: "\n")
  }
}

/// An image or a document.
public struct Media: Sendable, Equatable {
  /// The kind of the bytes.
  public enum Form: Sendable { case image, document }

  /// The kind of the bytes.
  public var form: Form
  /// The media type as the transcript states it, such as `image/png`; empty if it states none.
  public var type: String
  /// The data in base64, not validated; empty if the data is stored elsewhere.
  public var base64: String
  /// The URL or id of the file if the data is stored elsewhere, else the title of the block, if any.
  public var location: String

  package init(form: Form, type: String, base64: String, location: String) {
    (self.form, self.type, self.base64, self.location) = (form, type, base64, location)
  }

  /// The number of bytes of the decoded data.
  public var size: Int64 {
    let digits = base64.utf8.count - base64.utf8.reversed().prefix { $0 == 0x3d }.count
    return Int64(digits) * 3 / 4
  }
}
