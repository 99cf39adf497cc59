import Bytes

/// Reads the few objects of a record that hold wanted fields, and checks and skips everything else.
///
/// There is one function for each object, called as the record is nested: record → message → usage → cache_creation,
/// and message → content → block. Their depth is fixed, so the stack does not grow with the input.
struct RecordReader {
  var cursor: ByteCursor
  var fields = LineFields()
  /// The number of containers around the record that is being read.
  var nesting = 0
  /// `content` of the record itself.
  var content = Span.absent
  /// The texts of an `attachment` that is a queued prompt; nil when it is not one.
  var queued: [Span]?
  /// The value of `message.content` of the record itself, and how many such values it has.
  var messageContent = (place: Span.absent, count: 0)
  /// The texts that are worth searching, and whether these are all.
  var texts: [Span] = []
  /// Which of the texts are said, one bit each.
  var proseTexts: UInt64 = 0
  var knowsTexts = true
  /// True when the record itself has a title or a summary.
  var hasTitle = false

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  /// Reads the record at the position.
  mutating func readRecord() throws(ScanFailure) {
    guard try cursor.beginObject(depth: 0) else { return }
    var inner: LineFields?
    repeat {
      switch try key() {
      case .type: fields.type = try string(depth: 1)
      case .subtype: fields.subtype = try string(depth: 1)
      case .uuid: fields.uuid = try string(depth: 1)
      case .parentUuid: fields.parentUuid = try string(depth: 1)
      case .sessionId: fields.sessionId = try string(depth: 1)
      case .timestamp: fields.timestamp = try string(depth: 1)
      case .cwd: fields.cwd = try string(depth: 1)
      case .gitBranch: fields.gitBranch = try string(depth: 1)
      case .version: fields.version = try string(depth: 1)
      case .agentId: fields.agentId = try string(depth: 1)
      case .slug: fields.slug = try string(depth: 1)
      case .requestId: fields.requestId = try string(depth: 1)
      case .customTitle: fields.customTitle = try title()
      case .aiTitle: fields.aiTitle = try title()
      case .summary: fields.summary = try title()
      case .leafUuid: fields.leafUuid = try string(depth: 1)
      case .isSidechain: try readFlag(.isSidechain)
      case .isMeta: try readFlag(.isMeta)
      case .isCompactSummary: try readFlag(.isCompactSummary)
      case .isAPIErrorMessage: try readFlag(.isAPIError)
      case .sessionKind: fields.sessionKind = try string(depth: 1)
      case .costUSD: fields.costNanos = try billionths(depth: 1)
      case .forkedFrom: fields.forkedFrom = try originalSession()
      case .message: try readMessage()
      case .data: inner = try innerRecord()
      case .attachment: try readAttachment()
      case .content: content = try string(depth: 1)
      case .toolUseResult: try readToolUseResult()
      default: try skip(depth: 1)
      }
    } while try cursor.nextMember()
    if let inner { take(inner) }
    findSpeech()
  }

  private mutating func title() throws(ScanFailure) -> Span {
    hasTitle = true
    return try string(depth: 1)
  }

  mutating func readFlag(_ flag: LineFlags) throws(ScanFailure) {
    if try isTrue(depth: 1) { fields.flags.insert(flag) } else { fields.flags.remove(flag) }
  }

  mutating func readMessage() throws(ScanFailure) {
    fields.messageId = .absent
    fields.model = .absent
    fields.usage = nil
    fields.billing = BillingFacts()
    clearContent()
    guard cursor.current == .openBrace else { return try skip(depth: 1) }
    guard try cursor.beginObject(depth: nesting + 1) else { return }
    repeat {
      switch try key() {
      case .id: fields.messageId = try string(depth: 2)
      case .model: fields.model = try string(depth: 2)
      case .usage: fields.usage = try usage()
      case .content: try readPlacedContent()
      default: try skip(depth: 2)
      }
    } while try cursor.nextMember()
  }

  // MARK: Content

  mutating func clearContent() {
    fields.flags.subtract(.content)
    fields.prompt = .absent
    if !fields.furtherTexts.isEmpty { fields.furtherTexts = [] }
    if !fields.toolNames.isEmpty {
      fields.toolNames = []
      fields.toolIds = []
    }
    if !fields.toolResults.isEmpty { fields.toolResults = [] }
  }

  mutating func readContent() throws(ScanFailure) {
    clearContent()
    switch cursor.current {
    case .quote:
      fields.prompt = try cursor.string()
      fields.flags.insert(.hasText)
    case .openBracket:
      guard try cursor.beginArray(depth: nesting + 2) else { return }
      repeat {
        if cursor.current == .openBrace { try readBlock() } else { try skip(depth: 3) }
      } while try cursor.nextElement()
    default:
      try skip(depth: 2)
    }
  }

  mutating func readBlock() throws(ScanFailure) {
    guard try cursor.beginObject(depth: nesting + 3) else { return }
    var type = Span.absent
    var text = Span.absent
    var name = Span.absent
    var id = Span.absent
    var call = Span.absent
    var isError = false
    /// True when the content of a result is an object whose type says that a tool on a server failed.
    var isFailure = false
    var noted = BlockTexts()
    repeat {
      switch try key() {
      case .type: type = try string(depth: 4)
      case .text: text = try string(depth: 4)
      case .name: name = try string(depth: 4)
      case .id: id = try string(depth: 4)
      case .toolUseId: call = try string(depth: 4)
      case .isError: isError = try isTrue(depth: 4)
      case .thinking: noted.thinking = try string(depth: 4)
      case .input: try readInput(&noted)
      case .content: isFailure = try readResultContent(&noted)
      default: try skip(depth: 4)
      }
    } while try cursor.nextMember()

    let kind = withText(of: type) { BlockType($0) }
    note(noted, kind, type: type, text: text)
    switch kind {
    case .text:
      if !fields.flags.contains(.hasText) {
        fields.prompt = text
      } else if text.isPresent {
        fields.furtherTexts.append(text)
      }
      fields.flags.insert(.hasText)
    case .thinking:
      fields.flags.insert(.hasThinking)
    case .toolUse:
      fields.flags.insert(.hasToolUse)
      if name.isPresent {
        fields.toolNames.append(name)
        fields.toolIds.append(id)
      }
    case .toolResult:
      fields.flags.insert(.hasToolResult)
      if isError || isFailure { fields.flags.insert(.hasToolError) }
      fields.toolResults.append(ToolResult(call: call, isError: isError || isFailure))
    case .image:
      fields.flags.insert(.hasImage)
    case .document:
      fields.flags.insert(.hasDocument)
    case nil:
      break
    }
  }

  // MARK: Values

  /// Moves past a value of any type.
  @inline(__always)
  mutating func skip(depth: Int) throws(ScanFailure) { try cursor.skipValue(depth: nesting + depth) }

  /// Moves past a key; nil when its value is not needed.
  mutating func key() throws(ScanFailure) -> RecordKey? {
    let name = try cursor.key()
    return withText(of: name) { RecordKey($0) }
  }

  /// Moves past a value of any type; absent unless it is a string.
  mutating func string(depth: Int) throws(ScanFailure) -> Span {
    if cursor.current == .quote { return try cursor.string() }
    try skip(depth: depth)
    return .absent
  }

  /// Moves past a value of any type; 0 unless it is a number.
  mutating func count(depth: Int) throws(ScanFailure) -> Int64 {
    if cursor.current.isDigit || cursor.current == UInt8(ascii: "-") { return try cursor.count() }
    try skip(depth: depth)
    return 0
  }

  /// Moves past a value of any type. Returns whether it was `true`.
  mutating func isTrue(depth: Int) throws(ScanFailure) -> Bool {
    let first = cursor.current
    try skip(depth: depth)
    return first == UInt8(ascii: "t")
  }

  /// Calls `body` with the text of a span in the line; that of an absent one is empty.
  @inline(__always)
  func withText<Result>(of span: Span, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let raw = UnsafeBufferPointer(start: cursor.start + Int(span.start), count: Int(max(span.count, 0)))
    guard span.hasEscapes else { return body(raw) }
    var text: [UInt8] = []
    LineScanner.unescape(raw, into: &text)
    return text.withUnsafeBufferPointer(body)
  }
}
