import Bytes

/// Reads the tokens and costs of a record.
extension RecordReader {
  /// Reads `message.usage`; nil unless it is an object.
  mutating func usage() throws(ScanFailure) -> TokenUsage? {
    fields.billing = BillingFacts()
    guard cursor.current == .openBrace else {
      try skip(depth: 2)
      return nil
    }
    var usage = TokenUsage()
    guard try cursor.beginObject(depth: nesting + 2) else { return usage }
    repeat {
      let key = try key()
      if try readTokens(of: key, depth: 3, into: &usage) { continue }
      switch key {
      case .speed: fields.billing.speed = try string(depth: 3)
      case .serviceTier: fields.billing.serviceTier = try string(depth: 3)
      case .inferenceGeo: fields.billing.inferenceGeo = try string(depth: 3)
      case .serverToolUse: try readServerTools()
      case .iterations: try readIterations()
      default: try skip(depth: 3)
      }
    } while try cursor.nextMember()
    return usage
  }

  /// Reads the value of a key that counts tokens. Returns false, and does not move, for every other key.
  @inline(__always)
  private mutating func readTokens(
    of key: RecordKey?, depth: Int, into usage: inout TokenUsage
  ) throws(ScanFailure) -> Bool {
    switch key {
    case .inputTokens: usage.inputTokens = try count(depth: depth)
    case .outputTokens: usage.outputTokens = try count(depth: depth)
    case .cacheCreationTokens: usage.cacheCreationTokens = try count(depth: depth)
    case .cacheReadTokens: usage.cacheReadTokens = try count(depth: depth)
    case .cacheCreation: try readCacheCreation(depth: depth, into: &usage)
    default: return false
    }
    return true
  }

  private mutating func readCacheCreation(depth: Int, into usage: inout TokenUsage) throws(ScanFailure) {
    usage.cacheCreation5mTokens = 0
    usage.cacheCreation1hTokens = 0
    guard cursor.current == .openBrace else { return try skip(depth: depth) }
    guard try cursor.beginObject(depth: nesting + depth) else { return }
    repeat {
      switch try key() {
      case .ephemeral5mTokens: usage.cacheCreation5mTokens = try count(depth: depth + 1)
      case .ephemeral1hTokens: usage.cacheCreation1hTokens = try count(depth: depth + 1)
      default: try skip(depth: depth + 1)
      }
    } while try cursor.nextMember()
  }

  private mutating func readServerTools() throws(ScanFailure) {
    if !fields.billing.serverTools.isEmpty { fields.billing.serverTools = [] }
    guard cursor.current == .openBrace else { return try skip(depth: 3) }
    guard try cursor.beginObject(depth: nesting + 3) else { return }
    var tools: [(name: Span, count: Int64)] = []
    repeat {
      let name = try cursor.key()
      tools.append((name, try count(depth: 4)))
    } while try cursor.nextMember()
    if tools.count > 1 { tools = lastOfEachName(tools) }
    fields.billing.serverTools = tools.filter { $0.count > 0 }
  }

  private func lastOfEachName(_ tools: [(name: Span, count: Int64)]) -> [(name: Span, count: Int64)] {
    var names = Set<[UInt8]>()
    let last = tools.reversed().filter { tool in names.insert(withText(of: tool.name) { Array($0) }).inserted }
    return last.reversed()
  }

  private mutating func readIterations() throws(ScanFailure) {
    if !fields.billing.iterations.isEmpty { fields.billing.iterations = [] }
    guard cursor.current == .openBracket else { return try skip(depth: 3) }
    guard try cursor.beginArray(depth: nesting + 3) else { return }
    repeat {
      if cursor.current == .openBrace { try readIteration() } else { try skip(depth: 4) }
    } while try cursor.nextElement()
  }

  private mutating func readIteration() throws(ScanFailure) {
    guard try cursor.beginObject(depth: nesting + 4) else { return }
    var iteration = Iteration()
    repeat {
      let key = try key()
      if try readTokens(of: key, depth: 5, into: &iteration.usage) { continue }
      switch key {
      case .type: iteration.type = try string(depth: 5)
      case .model: iteration.model = try string(depth: 5)
      default: try skip(depth: 5)
      }
    } while try cursor.nextMember()
    let isMessage = !iteration.type.isPresent || withText(of: iteration.type) { $0.spells("message") }
    if !isMessage { fields.billing.iterations.append(iteration) }
  }

  /// Moves past a value of any type. Returns billionths of a number; nil when the value is not a number, is negative,
  /// or is 10^9 or more.
  mutating func billionths(depth: Int) throws(ScanFailure) -> Int64? {
    let first = cursor.position
    let isNumber = cursor.current.isDigit || cursor.current == UInt8(ascii: "-")
    try skip(depth: depth)
    guard isNumber else { return nil }
    let text = UnsafeBufferPointer(start: first, count: cursor.position - first)
    guard let number = Double(String(decoding: text, as: UTF8.self)), number >= 0, number < 1e9 else { return nil }
    return Int64((number * 1e9).rounded())
  }

  /// Reads `forkedFrom` and returns its `sessionId`.
  mutating func originalSession() throws(ScanFailure) -> Span {
    guard cursor.current == .openBrace else {
      try skip(depth: 1)
      return .absent
    }
    var session = Span.absent
    guard try cursor.beginObject(depth: nesting + 1) else { return session }
    repeat {
      if case .sessionId = try key() { session = try string(depth: 2) } else { try skip(depth: 2) }
    } while try cursor.nextMember()
    return session
  }
}

/// Reads the record of a subagent inside a record of type `progress`: `data.message`, which has a `message` as other
/// records do.
extension RecordReader {
  /// Reads `data` and returns the fields of the record in it; nil when there is none.
  mutating func innerRecord() throws(ScanFailure) -> LineFields? {
    guard cursor.current == .openBrace else {
      try skip(depth: 1)
      return nil
    }
    let outer = fields
    defer { fields = outer }
    fields = LineFields()
    guard try cursor.beginObject(depth: nesting + 1) else { return nil }
    var agent = Span.absent
    var holdsRecord = false
    repeat {
      switch try key() {
      case .agentId: agent = try string(depth: 2)
      case .message where cursor.current == .openBrace:
        fields = LineFields()
        try readInnerMessage()
        holdsRecord = true
      case .message:
        try skip(depth: 2)
        holdsRecord = false
      default: try skip(depth: 2)
      }
    } while try cursor.nextMember()
    fields.agentId = agent
    return holdsRecord ? fields : nil
  }

  private mutating func readInnerMessage() throws(ScanFailure) {
    guard try cursor.beginObject(depth: nesting + 2) else { return }
    nesting += 2
    defer { nesting -= 2 }
    knowsTexts = false
    repeat {
      switch try key() {
      case .uuid: fields.uuid = try string(depth: 1)
      case .requestId: fields.requestId = try string(depth: 1)
      case .message: try readMessage()
      default: try skip(depth: 1)
      }
    } while try cursor.nextMember()
  }

  /// Copies the fields of the record inside this one, if this one is of type `progress` and has no message of its own.
  mutating func take(_ inner: LineFields) {
    guard !fields.messageId.isPresent, fields.usage == nil, withText(of: fields.type, { $0.spells("progress") }) else {
      return
    }
    fields.innerUuid = inner.uuid
    fields.messageId = inner.messageId
    if !fields.requestId.isPresent { fields.requestId = inner.requestId }
    fields.model = inner.model
    fields.usage = inner.usage
    fields.billing = inner.billing
    fields.toolNames = inner.toolNames
    fields.toolIds = inner.toolIds
    fields.toolResults = inner.toolResults
    fields.flags.formUnion(inner.flags.intersection(.content))
    if !fields.agentId.isPresent { fields.agentId = inner.agentId }
  }
}
