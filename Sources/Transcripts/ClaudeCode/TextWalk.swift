import Bytes

/// Reads one record and collects its texts.
struct TextWalk {
  var cursor: ByteCursor
  var fields: [TextField]
  private var type = RecordType.other
  private var isMeta = false
  private var isCompactSummary = false
  private var isLocalCommand = false
  /// Values that may contain texts. They count if the record turns out not to be of type `user` or `assistant`.
  private var others: [(value: ByteCursor, isAttachment: Bool)] = []
  /// The value of `data`, when it is an object.
  private var data: ByteCursor?

  private enum RecordType {
    case user, assistant, attachment, progress, snapshot, other
  }

  init(_ cursor: ByteCursor, fields: [TextField]) { (self.cursor, self.fields) = (cursor, fields) }

  mutating func readRecord() throws(ScanFailure) {
    guard try cursor.beginObject(depth: 0) else { return }
    repeat {
      let name = try cursor.key()
      let key = withText(name, RecordKey.init)
      switch key {
      case .type: type = withText(try take() ?? .absent, Self.recordType) ?? .other
      case .subtype: isLocalCommand = withText(try take() ?? .absent) { $0.spells("local_command") } ?? false
      case .isMeta: isMeta = try isTrue(depth: 1)
      case .isCompactSummary: isCompactSummary = try isTrue(depth: 1)
      case .message: try readMessage()
      case .summary, .aiTitle, .customTitle: try string(.title)
      default:
        if key == .data { data = cursor.current == .openBrace ? cursor : nil }
        if type != .user, type != .assistant,
          cursor.current == .quote || cursor.current == .openBrace || cursor.current == .openBracket,
          withText(name, Self.isText) ?? false
        {
          if others.isEmpty { others.reserveCapacity(8) }
          others.append((cursor, key == .attachment))
        }
        try cursor.skipValue(depth: 1)
      }
    } while try cursor.nextMember()
  }

  /// Assigns roles and reads the values that depend on the type of the record. It is called after the whole record was
  /// read, since keys come in any order.
  mutating func finish() throws(ScanFailure) {
    let isSystem = isMeta || isCompactSummary
    for index in fields.indices where fields[index].role == .user {
      if isSystem { fields[index].role = .system } else if type == .assistant { fields[index].role = .assistant }
    }
    switch type {
    case .user, .assistant, .snapshot: return
    case .attachment, .progress, .other:
      let end = cursor
      for (value, isAttachment) in others {
        cursor = value
        if type == .attachment, isAttachment, cursor.current == .openBrace {
          try readAttachment()
        } else {
          try strings(isLocalCommand ? .user : .system, depth: 1, isAll: false)
        }
      }
      if type == .progress, let data { try readInnerRecord(data) }
      cursor = end
    }
  }

  /// Reads the record of a subagent in `data.message`. A record inside of that one is not read.
  private mutating func readInnerRecord(_ data: ByteCursor) throws(ScanFailure) {
    cursor = data
    guard try cursor.beginObject(depth: 1) else { return }
    var inner: [TextField] = []
    repeat {
      guard try key() == .message, cursor.current == .openBrace || cursor.current == .quote else {
        try cursor.skipValue(depth: 2)
        continue
      }
      if cursor.current == .quote {
        try string(.system, depth: 2)
        continue
      }
      var walk = TextWalk(cursor, fields: [])
      try walk.readRecord()
      if walk.type == .progress { walk.data = nil }
      try walk.finish()
      (cursor, inner) = (walk.cursor, walk.fields)
    } while try cursor.nextMember()
    fields += inner.map { TextField(role: $0.role, span: $0.span, tool: $0.tool, isInner: true) }
  }

  private static func recordType(_ name: UnsafeBufferPointer<UInt8>) -> RecordType? {
    switch name.count {
    case 4 where name.spells("user"): .user
    case 8 where name.spells("progress"): .progress
    case 9 where name.spells("assistant"): .assistant
    case 10 where name.spells("attachment"): .attachment
    case 21 where name.spells("file-history-snapshot"): .snapshot
    default: nil
    }
  }

  private mutating func isTrue(depth: Int) throws(ScanFailure) -> Bool {
    let first = cursor.current
    try cursor.skipValue(depth: depth)
    return first == UInt8(ascii: "t")
  }

  /// Reads the texts of an attachment. Those of queued prompts are a person's, all others Claude Code's.
  private mutating func readAttachment() throws(ScanFailure) {
    let start = cursor
    let first = fields.count
    try strings(.system, depth: 1, isAll: false)
    let end = cursor
    // Most attachments do not have the name of that type.
    let bytes = UnsafeRawBufferPointer(start: start.position, count: end.position - start.position)
    guard Self.queuedType.first(in: bytes) != nil || Self.escape.first(in: bytes) != nil else { return }
    cursor = start
    let isPrompt = try isQueuedPrompt()
    cursor = end
    if isPrompt { for index in first..<fields.count { fields[index].role = .user } }
  }

  /// The type of queued prompts, and the beginning of an escape with which it could be written.
  private static let queuedType = ByteLiteral(Array("queued_command".utf8), rarest: 6, 0, ignoresCase: false)
  private static let escape = ByteLiteral(Array("\\u".utf8), rarest: 0, 1, ignoresCase: false)

  private mutating func isQueuedPrompt() throws(ScanFailure) -> Bool {
    var facts = AttachmentFacts()
    guard try cursor.beginObject(depth: 1) else { return false }
    repeat {
      switch try key() {
      case .type: facts.isQueued = try isString("queued_command", depth: 2)
      case .commandMode: facts.isTask = try isString("task-notification", depth: 2)
      case .isMeta: facts.isMeta = try isTrue(depth: 2)
      case .origin: facts.isHuman = try isOriginHuman()
      default: try cursor.skipValue(depth: 2)
      }
    } while try cursor.nextMember()
    return facts.isPrompt
  }

  private mutating func isOriginHuman() throws(ScanFailure) -> Bool {
    var isHuman = true
    guard cursor.current == .openBrace else {
      try cursor.skipValue(depth: 2)
      return true
    }
    guard try cursor.beginObject(depth: 2) else { return true }
    repeat {
      if try key() == .kind { isHuman = try isString("human", depth: 3) } else { try cursor.skipValue(depth: 3) }
    } while try cursor.nextMember()
    return isHuman
  }

  // MARK: Messages

  private mutating func readMessage() throws(ScanFailure) {
    guard cursor.current == .openBrace else { return try cursor.skipValue(depth: 1) }
    guard try cursor.beginObject(depth: 1) else { return }
    repeat {
      guard try key() == .content else {
        try cursor.skipValue(depth: 2)
        continue
      }
      try readContent()
    } while try cursor.nextMember()
  }

  /// Reads `content` of a message.
  mutating func readContent() throws(ScanFailure) {
    guard cursor.current == .openBracket else { return try string(.user, depth: 2) }
    guard try cursor.beginArray(depth: 2) else { return }
    repeat {
      if cursor.current == .openBrace { try readBlock() } else { try cursor.skipValue(depth: 3) }
    } while try cursor.nextElement()
  }

  /// Reads a block. Its texts get their role at the end, since the keys of a block come in any order.
  private mutating func readBlock() throws(ScanFailure) {
    let start = cursor
    guard try cursor.beginObject(depth: 3) else { return }
    var (type, text, thinking, tool) = (Span.absent, Span.absent, Span.absent, Span.absent)
    let first = fields.count
    var (inputs, outputs) = (first..<first, first..<first)
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
        try strings(.toolOutput, depth: 4, isAll: false)
        outputs = start..<fields.count
      default: try cursor.skipValue(depth: 4)
      }
    } while try cursor.nextMember()

    let kind = withText(type, BlockType.init)
    let all = first..<fields.count
    switch kind {
    // Nothing has to be removed.
    case .toolResult where outputs == all: return
    case .toolUse where inputs == all && type.count == 8:
      for index in all { fields[index].tool = tool }
      return
    default: break
    }
    let found = all.isEmpty ? [] : Array(fields[all])
    if !all.isEmpty { fields.removeSubrange(all) }
    switch kind {
    case .text: if text.isPresent { fields.append(TextField(role: .user, span: text)) }
    case .thinking: if thinking.isPresent { fields.append(TextField(role: .thinking, span: thinking)) }
    case .toolUse:
      // The names of tools on servers (`server_tool_use`, `mcp_tool_use`) are worth searching. Those of Claude Code's
      // own tools are everyday words.
      if type.count > 8, tool.isPresent { fields.append(TextField(role: .toolInput, span: tool, tool: tool)) }
      for index in inputs {
        var field = found[index - first]
        field.tool = tool
        fields.append(field)
      }
    case .toolResult: fields += found[(outputs.lowerBound - first)..<(outputs.upperBound - first)]
    case .image: break
    case .document, nil:
      let end = cursor
      cursor = start
      try strings(.user, depth: 3, isAll: false)
      cursor = end
    }
  }

  // MARK: Strings

  /// Adds every string inside a value, without recursion. `isAll` includes strings that only name something, and
  /// encoded ones.
  private mutating func strings(_ role: TextRole, depth: Int, isAll: Bool = true) throws(ScanFailure) {
    var open = ContainerStack()
    let inProgress = type == .progress
    /// True when the next value may contain texts.
    var isWanted = true
    while true {
      switch cursor.current {
      case .quote:
        let span = try cursor.string()
        if isWanted, isAll || !EncodedText.isEncoded(cursor.raw(span)) {
          fields.append(TextField(role: role, span: span))
        }
      case .openBrace where isWanted:
        if try cursor.beginObject(depth: depth + open.depth) {
          open.push(isObject: true)
          let key = try cursor.key()
          isWanted = isAll || Self.isText(key, cursor, inProgress: inProgress)
          continue
        }
      case .openBracket where isWanted:
        if try cursor.beginArray(depth: depth + open.depth) {
          open.push(isObject: false)
          continue
        }
      default: try cursor.skipValue(depth: depth + open.depth)
      }
      while true {
        if open.isEmpty { return }
        if open.isInObject {
          if try cursor.nextMember() {
            let key = try cursor.key()
            isWanted = isAll || Self.isText(key, cursor, inProgress: inProgress)
            break
          }
        } else if try cursor.nextElement() {
          isWanted = true
          break
        }
        open.pop()
      }
    }
  }

  /// Returns whether the value of a key may contain texts, in a record of type `progress` or another one.
  @inline(__always)
  private static func isText(_ key: Span, _ cursor: ByteCursor, inProgress: Bool) -> Bool {
    (cursor.withText(key, Self.isText) ?? true) && !(inProgress && (cursor.withText(key, Self.isMessage) ?? false))
  }

  /// Returns false for the keys of strings that only name something, or that nobody reads. Most keys are decided by
  /// their length.
  static func isText(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    switch key.count {
    case 2: !key.spells("id")
    case 3: !key.spells("cwd")
    case 4: !(key.spells("type") || key.spells("uuid") || key.spells("slug") || key.spells("mode"))
    case 5: !key.spells("level")
    case 6: !key.spells("origin")
    case 7: !(key.spells("version") || key.spells("agentId"))
    case 8: !(key.spells("userType") || key.spells("leafUuid") || key.spells("promptId"))
    case 9: !isNameOfNine(key)
    case 10: !(key.spells("parentUuid") || key.spells("entrypoint") || key.spells("media_type"))
    case 11:
      !(key.spells("tool_use_id") || key.spells("source_uuid") || key.spells("commandMode")
        || key.spells("sessionKind"))
    case 13: !key.spells("cache_control")
    case 14: !key.spells("permissionMode")
    case 15: !(key.spells("parentToolUseID") || key.spells("encrypted_index"))
    case 16: !key.spells("encrypted_stdout")
    case 17: !(key.spells("logicalParentUuid") || key.spells("encrypted_content"))
    case 23: !key.spells("sourceToolAssistantUUID")
    default: true
    }
  }

  private static func isNameOfNine(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    key.spells("sessionId") || key.spells("timestamp") || key.spells("gitBranch") || key.spells("requestId")
      || key.spells("messageId") || key.spells("toolUseID") || key.spells("signature") || key.spells("operation")
  }

  /// Returns whether a key of a record of type `progress` leads to a subagent's messages, which are read as a record.
  private static func isMessage(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    key.spells("message") || key.spells("normalizedMessages") || key.spells("prompt")
  }

  private mutating func string(_ role: TextRole, depth: Int = 1) throws(ScanFailure) {
    if let span = try take(depth: depth) { fields.append(TextField(role: role, span: span)) }
  }

  /// Moves past a value. Returns the span of a string; nil for other values.
  private mutating func take(depth: Int = 1) throws(ScanFailure) -> Span? {
    if cursor.current == .quote { return try cursor.string() }
    try cursor.skipValue(depth: depth)
    return nil
  }

  /// Moves past a value. Returns whether it is the string `text`.
  private mutating func isString(_ text: StaticString, depth: Int) throws(ScanFailure) -> Bool {
    withText(try take(depth: depth) ?? .absent) { $0.spells(text) } ?? false
  }

  /// Moves past a key. Returns nil if it has no meaning.
  private mutating func key() throws(ScanFailure) -> RecordKey? { withText(try cursor.key(), RecordKey.init) }

  @inline(__always)
  private func withText<Result>(_ span: Span, _ body: (UnsafeBufferPointer<UInt8>) -> Result?) -> Result? {
    cursor.withText(span, body)
  }
}

extension ByteCursor {
  fileprivate func raw(_ span: Span) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start + Int(span.start), count: Int(max(0, span.count)))
  }

  /// Calls `body` with the text of a span in the line. Returns nil if it is absent.
  @inline(__always)
  fileprivate func withText<Result>(_ span: Span, _ body: (UnsafeBufferPointer<UInt8>) -> Result?) -> Result? {
    guard span.isPresent else { return nil }
    guard span.hasEscapes else { return body(raw(span)) }
    var text: [UInt8] = []
    LineScanner.unescape(raw(span), into: &text)
    return text.withUnsafeBufferPointer(body)
  }
}
