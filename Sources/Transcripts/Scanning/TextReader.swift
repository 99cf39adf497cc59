/// The speaker of a text, or the place where it stands.
public enum TextRole: UInt8, Sendable, CaseIterable {
  /// Text that a person typed.
  case user
  /// An answer of the model.
  case assistant
  case thinking
  /// The arguments of a tool call.
  case toolInput
  /// The result of a tool call.
  case toolOutput
  /// Titles and summaries.
  case title
  /// Text that Claude Code put there: reminders, notes, attachments, summaries of compacted conversations.
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

/// Finds the texts of a record that are worth searching, in one pass and in the order of the line.
///
/// - A `user` or `assistant` record: `message.content` when it is a string, and otherwise the texts of its blocks:
///   `text`, `thinking`, every string inside the `input` of a tool call and inside the `content` of a result, and every
///   string of a block of another type, such as a document.
/// - A record of another type: every string, except for those that only name something, such as uuids and times. A
///   record of type `progress` also has the texts of the record in `data.message`.
///
/// Keys, encoded images and signatures are not texts. A text in a person's place may contain what Claude Code put
/// there; ``UserText`` separates the two.
package struct TextReader: Sendable {
  /// The texts of the last line that was read.
  package private(set) var fields: [TextField] = []

  package init() {}

  /// Reads a line, with or without its terminator. Returns false when it is not a record; `fields` is empty then.
  package mutating func read(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    fields.removeAll(keepingCapacity: true)
    guard var cursor = ByteCursor(line) else { return false }
    cursor.skipByteOrderMark()
    guard cursor.current == .openBrace else { return false }
    var walk = TextWalk(cursor, fields: fields)
    do throws(ScanFailure) {
      try walk.readRecord()
      walk.cursor.skipWhitespace()
      guard walk.cursor.position == walk.cursor.end else { return false }
      try walk.finish()
    } catch {
      return false
    }
    fields = walk.fields
    return true
  }
}
