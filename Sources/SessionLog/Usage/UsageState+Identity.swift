import Bytes

/// What a line says that reports tokens.
package struct UsageLine {
  var tokens: ReportedTokens
  var session: UInt32
  var source: UInt32
  var model: UInt32
  var time: Int64?
  /// `requestId`; nil where there is none.
  var request: LineID?
  var uuid: LineID?
  /// Of `parentUuid`.
  var parent: UInt32 = 0
  var billing: UInt32 = 0
  var iterations = Iterations()
  /// `costUSD` in billionths.
  var cost: Int64?
  /// Whether it stands in a record of type `progress`.
  var isNested = false
  var isSidechain = false

  init(tokens: ReportedTokens, session: UInt32, source: UInt32, model: UInt32) {
    (self.tokens, self.session, self.source, self.model) = (tokens, session, source, model)
  }
}

/// An id in a line.
package struct LineID {
  var bytes: UnsafeRawBufferPointer
  /// Tells few apart: a CRC, never 0.
  var short: UInt32
}

/// What tells apart responses that share a `message.id`: a gateway gives every response the same one.
///
/// Lines of one id are one response unless they cannot be: what a person typed stands between them, or the model was given something else to read. A line
/// that is known, by its `requestId` or its uuid, is a copy wherever it stands.
struct ResponseIdentities: Sendable, Equatable {
  /// The last line with tokens of a source, and what followed it.
  struct LastLine: Sendable, Equatable {
    /// Number of its response.
    var response: UInt32
    /// Of its uuid.
    var uuid: UInt32
    var time: Int64?
    var isSidechain: Bool
    /// Whether a result of a tool, or anything else of type `user`, followed.
    var hasUser = false
    var hasPrompt = false
    /// Of the last prompt that followed.
    var promptTime: Int64?
  }

  /// By source.
  var lastLines: [UInt32: LastLine] = [:]
  /// Responses whose id another one had first, with the number of that one.
  var bases: [UInt32: UInt32] = [:]
  /// Ids of lines, of those that their response's own id and `requestId` do not name: its number.
  var aliases: [ResponseKey: UInt32] = [:]
  /// Ids whose `requestId` is always the same, too, by number of the first response.
  var constant: Set<UInt32> = []
  /// Ids that several responses share, by number of the first. Derived of `bases`.
  var gateways: Set<UInt32> = []

  mutating func addUser(source: UInt32, isPrompt: Bool, isSidechain: Bool, time: Int64?) {
    guard let last = lastLines[source], last.isSidechain == isSidechain else { return }
    if isPrompt {
      lastLines[source]!.hasPrompt = true
      lastLines[source]!.promptTime = time
    } else if !last.hasUser {
      lastLines[source]!.hasUser = true
    }
  }

  /// Takes note of the first line of an id.
  mutating func begin(_ line: UsageLine, _ number: Int, key: ResponseKey) {
    if line.request == nil, let uuid = line.uuid { aliases[Self.alias(key, uuid, isRequest: false)] = UInt32(number) }
    follow(line, number)
  }

  mutating func follow(_ line: UsageLine, _ number: Int) {
    if line.isNested { return }
    lastLines[line.source] = LastLine(
      response: UInt32(number), uuid: line.uuid?.short ?? 0, time: line.time, isSidechain: line.isSidechain)
  }

  static func alias(_ key: ResponseKey, _ id: LineID, isRequest: Bool) -> ResponseKey {
    var writer = ByteWriter()
    key.encode(into: &writer)
    writer.u8(isRequest ? 1 : 0)
    writer.append(id.bytes)
    return ResponseKey(of: writer.bytes)
  }
}

extension UsageState {
  /// The response that a line belongs to, of those that have its id; a new one where it can be none of them. `base`: the first of them.
  mutating func response(of line: UsageLine, base: Int) -> Int {
    let found = find(line, base) ?? begin(line, base)
    identities.follow(line, found)
    return found
  }

  private mutating func find(_ line: UsageLine, _ base: Int) -> Int? {
    let isGateway = identities.gateways.contains(UInt32(base))
    // By far the most lines.
    if !isGateway, let request = line.request, request.short == responses[base].request {
      if !isLast(line, base) { return base }
      return isOther(line, base, isRequest: true, isLast: true, isGateway) ? nil : base
    }
    let key = responses[base].key
    let request = identities.constant.contains(UInt32(base)) ? nil : line.request
    let byUUID = line.uuid.map { ResponseIdentities.alias(key, $0, isRequest: false) }
    if let byUUID, let known = identities.aliases[byUUID] { return Int(known) }
    let byRequest = request.map { ResponseIdentities.alias(key, $0, isRequest: true) }
    var sameRequest = byRequest.flatMap { identities.aliases[$0] }.map(Int.init)
    if sameRequest == nil, let request, request.short == responses[base].request { sameRequest = base }
    let last = lastOfID(line, base)
    let candidate = sameRequest ?? last ?? base
    if isOther(line, candidate, isRequest: sameRequest != nil, isLast: last == candidate, isGateway) { return nil }
    if isGateway || request == nil { identities.aliases[byUUID ?? byRequest ?? key] = UInt32(candidate) }
    if let byRequest, sameRequest == nil { identities.aliases[byRequest] = UInt32(candidate) }
    return candidate
  }

  /// Makes a response of a line that cannot belong to any that has its id.
  private mutating func begin(_ line: UsageLine, _ base: Int) -> Int {
    let key = responses[base].key
    if let last = lastOfID(line, base), let request = line.request, request.short == responses[last].request {
      identities.constant.insert(UInt32(base))
    }
    let number = append(line, key: Self.key(key, responses.count))
    identities.bases[UInt32(number)] = UInt32(base)
    identities.gateways.insert(UInt32(base))
    if let uuid = line.uuid {
      identities.aliases[ResponseIdentities.alias(key, uuid, isRequest: false)] = UInt32(number)
    }
    if let request = line.request, !identities.constant.contains(UInt32(base)) {
      identities.aliases[ResponseIdentities.alias(key, request, isRequest: true)] = UInt32(number)
    }
    return number
  }

  /// The key of the response that a line belongs to which has been taken in, of those that have its id. `key`: of that id.
  package mutating func response(ofKnown key: ResponseKey, request: LineID?, uuid: LineID?) -> ResponseKey {
    if identities.gateways.isEmpty { return key }
    guard let base = find(key), identities.gateways.contains(UInt32(base)) else { return key }
    if let uuid, let number = identities.aliases[ResponseIdentities.alias(key, uuid, isRequest: false)] {
      return responses[Int(number)].key
    }
    if let request, !identities.constant.contains(UInt32(base)),
      let number = identities.aliases[ResponseIdentities.alias(key, request, isRequest: true)]
    {
      return responses[Int(number)].key
    }
    return key
  }

  /// The response of the line before, in the same file, where it has the same id.
  private func lastOfID(_ line: UsageLine, _ base: Int) -> Int? {
    guard let last = identities.lastLines[line.source]?.response else { return nil }
    return Int(identities.bases[last] ?? last) == base ? Int(last) : nil
  }

  /// Whether the line before, in the same file, belongs to a response.
  private func isLast(_ line: UsageLine, _ number: Int) -> Bool {
    identities.lastLines[line.source].map { Int($0.response) == number } ?? false
  }

  /// Whether a line cannot belong to a response that has its id. `isRequest`: they have one `requestId`. `isLast`: the line before it, in its file,
  /// belongs to it.
  private func isOther(
    _ line: UsageLine, _ candidate: Int, isRequest: Bool, isLast: Bool, _ isGateway: Bool
  ) -> Bool {
    let response = responses[candidate]
    if line.isNested || response.isNested { return !isRequest && (isGateway || readsOther(line, response)) }
    guard isLast, let last = identities.lastLines[line.source] else {
      if isRequest { return isGateway && readsOther(line, response) }
      if isGateway || readsOther(line, response) { return true }
      // Nothing but the id says that they are one, and it is the id of another session.
      let hasRequest = line.request != nil || response.request != 0
      return line.session != response.session && !hasRequest
    }
    if last.uuid != 0, line.parent == last.uuid { return false }
    let isAnswer = last.hasPrompt && isInOrder(last.time, last.promptTime, line.time)
    let hasRequests = line.request != nil && response.request != 0
    if isAnswer { return !isRequest || readsOther(line, response) || line.tokens.output <= response.tokens.output }
    if last.hasUser || last.hasPrompt {
      if isRequest || hasRequests { return readsOther(line, response) }
      return isGateway || readsOther(line, response) || line.tokens.output < response.tokens.output
    }
    return isGateway && hasRequests && !isRequest
  }

  /// Whether the model was given something else to read: all lines of a response say the same, but for placeholders of 0.
  private func readsOther(_ line: UsageLine, _ response: Response) -> Bool {
    let (a, b) = (line.tokens.context, response.tokens.context)
    return a != b && a != 0 && b != 0
  }

  /// Whether a prompt came after one line and before another; where times are missing, as they stand in the file.
  private func isInOrder(_ first: Int64?, _ prompt: Int64?, _ second: Int64?) -> Bool {
    guard let prompt else { return true }
    return (first ?? prompt) <= prompt && prompt <= second ?? prompt
  }

  /// Of a response whose id others have, too.
  private static func key(_ base: ResponseKey, _ number: Int) -> ResponseKey {
    var writer = ByteWriter()
    base.encode(into: &writer)
    writer.varint(number)
    return ResponseKey(of: writer.bytes)
  }
}
