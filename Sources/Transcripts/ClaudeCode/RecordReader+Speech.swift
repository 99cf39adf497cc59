/// Reads what is said in a record outside its message: by whom, which prompts waited, and which file has the output of
/// a tool.
extension RecordReader {
  /// Decides which text is a person's and which the model's. It must be called after the whole record was read, since
  /// keys come in any order.
  mutating func findSpeech() {
    let isTyped = fields.flags.isDisjoint(with: [.isMeta, .isCompactSummary])
    if withText(of: fields.type, { $0.spells("user") }) {
      findTexts(isTyped ? .person : .agent)
      if isTyped { return }
    } else if withText(of: fields.type, { $0.spells("assistant") }) {
      findTexts(isTyped ? .model : .agent)
      if isTyped { fields.answer = fields.prompt }
    } else if withText(of: fields.type, { $0.spells("attachment") }), let queued {
      (fields.prompt, fields.furtherTexts) = (queued.first ?? .absent, Array(queued.dropFirst()))
      fields.isQueued = true
      return
    } else if content.isPresent, withText(of: fields.subtype, { $0.spells("local_command") }) {
      (fields.prompt, fields.furtherTexts) = (content, [])
      return
    }
    fields.prompt = .absent
    if !fields.furtherTexts.isEmpty { fields.furtherTexts = [] }
  }

  /// Reads the `content` of a block. Returns whether it is an object whose type ends with `_error`.
  mutating func readResultContent(_ block: inout BlockTexts) throws(ScanFailure) -> Bool {
    block.outputs += 1
    guard cursor.current == .openBrace else {
      try readOutput(&block)
      return false
    }
    knowsTexts = false
    var isError = false
    guard try cursor.beginObject(depth: nesting + 4) else { return false }
    repeat {
      if try key() == .type {
        isError = withText(of: try string(depth: 5)) { $0.suffix(6).elementsEqual("_error".utf8) }
      } else {
        try skip(depth: 5)
      }
    } while try cursor.nextMember()
    return isError
  }

  mutating func readToolUseResult() throws(ScanFailure) {
    fields.outputFile = .absent
    guard cursor.current == .openBrace else { return try skip(depth: 1) }
    guard try cursor.beginObject(depth: nesting + 1) else { return }
    repeat {
      if try key() == .persistedOutputPath {
        fields.outputFile = try string(depth: 2)
      } else {
        try skip(depth: 2)
      }
    } while try cursor.nextMember()
  }

  // MARK: Attachments

  mutating func readAttachment() throws(ScanFailure) {
    queued = nil
    guard cursor.current == .openBrace else { return try skip(depth: 1) }
    guard try cursor.beginObject(depth: nesting + 1) else { return }
    var facts = AttachmentFacts()
    var texts: [Span] = []
    repeat {
      switch try key() {
      case .type: facts.isQueued = withText(of: try string(depth: 2)) { $0.spells("queued_command") }
      case .commandMode: facts.isTask = withText(of: try string(depth: 2)) { $0.spells("task-notification") }
      case .isMeta: facts.isMeta = try isTrue(depth: 2)
      case .origin: facts.isHuman = try isOriginHuman()
      case .prompt: texts = try readQueuedPrompt()
      default: try skip(depth: 2)
      }
    } while try cursor.nextMember()
    if facts.isPrompt { queued = texts }
  }

  mutating func isOriginHuman() throws(ScanFailure) -> Bool {
    var isHuman = true
    guard cursor.current == .openBrace else {
      try skip(depth: 2)
      return true
    }
    guard try cursor.beginObject(depth: nesting + 2) else { return true }
    repeat {
      if try key() == .kind {
        isHuman = withText(of: try string(depth: 3)) { $0.spells("human") }
      } else {
        try skip(depth: 3)
      }
    } while try cursor.nextMember()
    return isHuman
  }

  mutating func readQueuedPrompt() throws(ScanFailure) -> [Span] {
    switch cursor.current {
    case .quote: return [try cursor.string()]
    case .openBracket: break
    default:
      try skip(depth: 2)
      return []
    }
    var texts: [Span] = []
    guard try cursor.beginArray(depth: nesting + 2) else { return [] }
    repeat {
      guard cursor.current == .openBrace else {
        try skip(depth: 3)
        continue
      }
      guard try cursor.beginObject(depth: nesting + 3) else { continue }
      var text = Span.absent
      repeat {
        if try key() == .text { text = try string(depth: 4) } else { try skip(depth: 4) }
      } while try cursor.nextMember()
      if text.isPresent { texts.append(text) }
    } while try cursor.nextElement()
    return texts
  }
}

/// What an attachment says of itself. Each key sets one fact, so that the last of duplicate keys counts.
struct AttachmentFacts {
  /// `type` is `queued_command`.
  var isQueued = false
  /// `commandMode` is `task-notification`.
  var isTask = false
  var isMeta = false
  /// `origin` is no object, or its `kind` is missing or `human`.
  var isHuman = true

  /// True when the attachment is a prompt of a person that waited until Claude was ready for it.
  var isPrompt: Bool { isQueued && !isTask && !isMeta && isHuman }
}
