/// Who says a text, or where it stands.
public enum TextRole: UInt8, Sendable, CaseIterable {
  /// What a person typed.
  case user
  /// What the model answered.
  case assistant
  case thinking
  /// What a tool was called with.
  case toolInput
  /// What a tool gave back.
  case toolOutput
  /// Titles and summaries.
  case title
  /// What Claude Code put there: reminders, notes, attachments, summaries of what was compacted.
  case system
  /// A line that is no record, as it is.
  case unparsable

  /// The word that people and JSON see.
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

/// A text in a line, as it stands between its quotes.
package struct TextField: Sendable, Equatable {
  package var role: TextRole
  package var span: Span
  /// Name of the tool, of a `toolInput`; absent otherwise.
  package var tool: Span
  /// Whether it is of the record of a subagent inside of a record of type `progress`, which repeats the subagent's own file where there is one.
  package var isInner: Bool

  package init(role: TextRole, span: Span, tool: Span = .absent, isInner: Bool = false) {
    (self.role, self.span, self.tool, self.isInner) = (role, span, tool, isInner)
  }
}

/// Finds the texts of a record that are worth searching, in one pass and in the order of the line.
///
/// These are of a `user` or `assistant` record `message.content` where it is a string; of its blocks `text`, `thinking`, every string inside of the `input` of
/// a call of a tool, and of the `content` of a result; every string of a block of any other type, documents among them. Of any other record they are every
/// string but those that only name something, such as uuids and times; of one of type `progress` also those of the record in `data.message`. Keys, encoded images and signatures are no text. What stands in a person's place may
/// hold what Claude Code put there: ``UserText`` parts them.
package struct TextReader: Sendable {
  package private(set) var fields: [TextField] = []

  package init() {}

  /// Reads a line, given with or without its end. False where it is no record: there are no fields then.
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
