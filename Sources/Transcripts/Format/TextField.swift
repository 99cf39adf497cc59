/// The speaker of a text, or the place where it stands.
public enum TextRole: UInt8, Sendable, CaseIterable {
  /// Text that a person typed.
  case user
  /// An answer of the model.
  case assistant
  /// The thinking of a model.
  case thinking
  /// The arguments of a tool call.
  case toolInput
  /// The result of a tool call.
  case toolOutput
  /// Titles and summaries.
  case title
  /// Text that the agent put there: reminders, notes, attachments, summaries of compacted conversations.
  case system
  /// A whole line that is not a record.
  case unparsable

  /// The name for people and in JSON.
  public var name: String {
    switch self {
    case .user: "user"
    case .assistant: "assistant"
    case .thinking: "thinking"
    case .toolInput: "tool_input"
    case .toolOutput: "tool_output"
    case .title: "title"
    case .system: "system"
    case .unparsable: "unparsable"
    }
  }
}

extension TextRole {
  /// The role of the texts of a message whose author a scan has found.
  package init(_ author: TextAuthor) {
    switch author {
    case .person: self = .user
    case .model: self = .assistant
    case .agent: self = .system
    }
  }
}

/// A text in a line, given by its place between the quotes.
package struct TextField: Sendable, Equatable {
  package var role: TextRole
  package var span: Span
  /// The name of the tool for a `toolInput`; otherwise absent.
  package var tool: Span
  /// True when the text is in a subagent's record inside a record of type `progress`. The subagent's own file, where
  /// there is one, has the same text.
  package var isInner: Bool

  package init(role: TextRole, span: Span, tool: Span = .absent, isInner: Bool = false) {
    (self.role, self.span, self.tool, self.isInner) = (role, span, tool, isInner)
  }
}

/// A part of a text in a person's place: what the person typed, or what the agent put there.
package struct TextPassage: Sendable, Equatable {
  /// ``TextRole/user`` or ``TextRole/system``.
  package var role: TextRole
  /// The bytes of the part in the text.
  package var range: Range<Int>

  package init(role: TextRole, range: Range<Int>) { (self.role, self.range) = (role, range) }
}
