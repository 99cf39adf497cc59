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
public struct TextField: Sendable, Equatable {
  public var role: TextRole
  public var span: Span
  /// Name of the tool, of a `toolInput`; absent otherwise.
  public var tool: Span

  public init(role: TextRole, span: Span, tool: Span = .absent) {
    (self.role, self.span, self.tool) = (role, span, tool)
  }
}

/// Finds the texts of a record that are worth searching, in one pass and in the order of the line.
///
/// These are: `message.content` where it is a string; of its blocks `text`, `thinking`, every string inside of a `tool_use`'s `input`, and of a
/// `tool_result` its `content` where it is a string, else the `text` of its blocks; `content` where it is a string; `summary`, `customTitle` and
/// `aiTitle`; every string inside of `attachment`. Keys are no text.
public struct TextReader: Sendable {
  public private(set) var fields: [TextField] = []

  public init() {}

  /// Reads a line, given with or without its end. False where it is no record: there are no fields then.
  public mutating func read(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    fields.removeAll(keepingCapacity: true)
    guard var cursor = ByteCursor(line) else { return false }
    cursor.skipWhitespace()
    guard cursor.current == .openBrace else { return false }
    var walk = TextWalk(cursor, fields: fields)
    do throws(ScanFailure) {
      try walk.readRecord()
      walk.cursor.skipWhitespace()
      guard walk.cursor.position == walk.cursor.end else { return false }
    } catch {
      return false
    }
    fields = walk.fields
    return true
  }
}

private struct TextWalk {
  var cursor: ByteCursor
  var fields: [TextField]
  private var isAssistant = false
  private var isSystem = false

  init(_ cursor: ByteCursor, fields: [TextField]) { (self.cursor, self.fields) = (cursor, fields) }

  mutating func readRecord() throws(ScanFailure) {
    guard try cursor.beginObject(depth: 0) else { return }
    repeat {
      switch try key() {
      case .type: isAssistant = withText(try take() ?? .absent) { $0.spells("assistant") } ?? false
      case .isMeta, .isCompactSummary: try readFlag()
      case .message: try readMessage()
      case .content: try string(.system)
      case .summary, .aiTitle, .customTitle: try string(.title)
      case .attachment: try strings(.system, depth: 1)
      default: try cursor.skipValue(depth: 1)
      }
    } while try cursor.nextMember()
    // Only now: keys come in any order.
    for index in fields.indices where fields[index].role == .user {
      if isSystem { fields[index].role = .system } else if isAssistant { fields[index].role = .assistant }
    }
  }

  private mutating func readFlag() throws(ScanFailure) {
    if cursor.current == UInt8(ascii: "t") { isSystem = true }
    try cursor.skipValue(depth: 1)
  }

  private mutating func readMessage() throws(ScanFailure) {
    guard cursor.current == .openBrace else { return try cursor.skipValue(depth: 1) }
    guard try cursor.beginObject(depth: 1) else { return }
    repeat {
      guard try key() == .content else {
        try cursor.skipValue(depth: 2)
        continue
      }
      guard cursor.current == .openBracket else {
        try string(.user, depth: 2)
        continue
      }
      guard try cursor.beginArray(depth: 2) else { continue }
      repeat {
        if cursor.current == .openBrace { try readBlock() } else { try cursor.skipValue(depth: 3) }
      } while try cursor.nextElement()
    } while try cursor.nextMember()
  }

  /// The keys of a block come in any order, so its texts get their role when its type is known.
  private mutating func readBlock() throws(ScanFailure) {
    guard try cursor.beginObject(depth: 3) else { return }
    var type = Span.absent
    var text = Span.absent
    var thinking = Span.absent
    var tool = Span.absent
    let first = fields.count
    var inputs = first..<first
    var outputs = first..<first
    repeat {
      switch try key() {
      case .type: type = try take(depth: 4) ?? .absent
      case .text: text = try take(depth: 4) ?? .absent
      case .name: tool = try take(depth: 4) ?? .absent
      case .thinking: thinking = try take(depth: 4) ?? .absent
      case .input:
        let start = fields.count
        try strings(.toolInput, depth: 4)
        inputs = start..<fields.count
      case .content:
        let start = fields.count
        try readResult()
        outputs = start..<fields.count
      default: try cursor.skipValue(depth: 4)
      }
    } while try cursor.nextMember()

    let found = Array(fields[first...])
    fields.removeSubrange(first...)
    switch withText(type, BlockType.init) {
    case .text where text.isPresent: fields.append(TextField(role: .user, span: text))
    case .thinking where thinking.isPresent: fields.append(TextField(role: .thinking, span: thinking))
    case .toolUse:
      for index in inputs {
        var field = found[index - first]
        field.tool = tool
        fields.append(field)
      }
    case .toolResult: fields += found[(outputs.lowerBound - first)..<(outputs.upperBound - first)]
    case .text, .thinking, .image, .document, nil: break
    }
  }

  private mutating func readResult() throws(ScanFailure) {
    guard cursor.current == .openBracket else { return try string(.toolOutput, depth: 4) }
    guard try cursor.beginArray(depth: 4) else { return }
    repeat {
      guard cursor.current == .openBrace else {
        try cursor.skipValue(depth: 5)
        continue
      }
      guard try cursor.beginObject(depth: 5) else { continue }
      repeat {
        if try key() == .text { try string(.toolOutput, depth: 6) } else { try cursor.skipValue(depth: 6) }
      } while try cursor.nextMember()
    } while try cursor.nextElement()
  }

  /// Every string inside of a value, without recursion.
  private mutating func strings(_ role: TextRole, depth: Int) throws(ScanFailure) {
    var open = ContainerStack()
    while true {
      switch cursor.current {
      case .quote: fields.append(TextField(role: role, span: try cursor.string()))
      case .openBrace:
        if try cursor.beginObject(depth: depth + open.depth) {
          open.push(isObject: true)
          _ = try cursor.key()
          continue
        }
      case .openBracket:
        if try cursor.beginArray(depth: depth + open.depth) {
          open.push(isObject: false)
          continue
        }
      default: try cursor.scalar()
      }
      while true {
        if open.isEmpty { return }
        if open.isInObject {
          if try cursor.nextMember() {
            _ = try cursor.key()
            break
          }
        } else if try cursor.nextElement() {
          break
        }
        open.pop()
      }
    }
  }

  private mutating func string(_ role: TextRole, depth: Int = 1) throws(ScanFailure) {
    if let span = try take(depth: depth) { fields.append(TextField(role: role, span: span)) }
  }

  /// Passes a value; what is between its quotes where it is a string.
  private mutating func take(depth: Int = 1) throws(ScanFailure) -> Span? {
    if cursor.current == .quote { return try cursor.string() }
    try cursor.skipValue(depth: depth)
    return nil
  }

  /// Passes a key; nil where nothing is wanted of it.
  private mutating func key() throws(ScanFailure) -> TextKey? {
    let name = try cursor.key()
    return withText(name, TextKey.init)
  }

  private func raw(_ span: Span) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: cursor.start + Int(span.start), count: Int(max(0, span.count)))
  }

  private func withText<Result>(_ span: Span, _ body: (UnsafeBufferPointer<UInt8>) -> Result?) -> Result? {
    guard span.isPresent else { return nil }
    guard span.hasEscapes else { return body(raw(span)) }
    var text: [UInt8] = []
    LineScanner.unescape(raw(span), into: &text)
    return text.withUnsafeBufferPointer(body)
  }
}

/// The keys that lead to texts, in whichever object they occur.
private enum TextKey {
  case type, text, name, input, isMeta, message, content, summary, aiTitle, thinking, attachment, customTitle
  case isCompactSummary

  init?(_ name: UnsafeBufferPointer<UInt8>) {
    switch name.count {
    case 4 where name.spells("type"): self = .type
    case 4 where name.spells("text"): self = .text
    case 4 where name.spells("name"): self = .name
    case 5 where name.spells("input"): self = .input
    case 6 where name.spells("isMeta"): self = .isMeta
    case 7 where name.spells("message"): self = .message
    case 7 where name.spells("content"): self = .content
    case 7 where name.spells("summary"): self = .summary
    case 7 where name.spells("aiTitle"): self = .aiTitle
    case 8 where name.spells("thinking"): self = .thinking
    case 10 where name.spells("attachment"): self = .attachment
    case 11 where name.spells("customTitle"): self = .customTitle
    case 16 where name.spells("isCompactSummary"): self = .isCompactSummary
    default: return nil
    }
  }
}
