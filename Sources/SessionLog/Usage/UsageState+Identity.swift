import Bytes

/// The contents of a line that reports tokens.
package struct UsageLine {
  var tokens: ReportedTokens
  var session: UInt32
  var source: UInt32
  var model: UInt32
  var time: Int64?
  /// The `requestId`; nil if there is none.
  var request: LineID?
  var uuid: LineID?
  /// The CRC of `parentUuid`; 0 if there is none.
  var parent: UInt32 = 0
  var billing: UInt32 = 0
  var iterations = Iterations()
  /// The `costUSD` in billionths of a USD.
  var cost: Int64?
  /// True if the line is a record of type `progress`.
  var isNested = false
  var isSidechain = false

  init(tokens: ReportedTokens, session: UInt32, source: UInt32, model: UInt32) {
    (self.tokens, self.session, self.source, self.model) = (tokens, session, source, model)
  }
}

/// An id in a line.
package struct LineID {
  var bytes: UnsafeRawBufferPointer
  /// The CRC of the id, never 0. It tells the few ids that are compared with it apart.
  var short: UInt32
}

/// The facts that distinguish responses with the same `message.id`. Some gateways give every response the same one.
///
/// Lines with one id are one response unless that is impossible: a person typed something between them, or the model
/// read another context. A line that is known by its `requestId` or its uuid is a copy wherever it occurs.
///
/// What two lines of one file say of each other is judged by these lines alone. A response as a whole has the largest
/// values of all copies, so the same file would be judged otherwise when it is folded for the second time. For the same
/// reason each line that a later one with the same id could be mistaken for is known by its uuid.
struct ResponseIdentities: Sendable, Equatable {
  /// The last line with tokens of a source, and the facts about what followed it.
  struct LastLine: Sendable, Equatable {
    /// The index of its response.
    var response: UInt32
    /// The CRC of its uuid.
    var uuid: UInt32
    var time: Int64?
    var isSidechain: Bool
    /// The output tokens and the context that this line and those of the same response right before it report.
    var output: Int64
    var context: Int64
    /// True if a result of a tool, or another record of type `user`, followed.
    var hasUser = false
    var hasPrompt = false
    /// The time of the last prompt that followed.
    var promptTime: Int64?
  }

  /// The last lines by source.
  var lastLines: [UInt32: LastLine] = [:]
  /// Responses that got the id of an earlier one, with the index of the first response that had it.
  var bases: [UInt32: UInt32] = [:]
  /// Keys of lines that the id and `requestId` of their response do not identify, with the index of the response.
  var aliases: [ResponseKey: UInt32] = [:]
  /// By index of a response whose id others may have, the CRC of the uuid of its earliest line; 0 if that has none.
  var firstLines: [UInt32: UInt32] = [:]
  /// Ids whose `requestId` is always the same, too, as indices of the first response.
  var constant: Set<UInt32> = []
  /// Ids that several responses share, as indices of the first response. Derived from `bases`.
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

  /// Records the first line with an id.
  mutating func begin(_ line: UsageLine, _ number: Int, key: ResponseKey) {
    if line.request == nil, let uuid = line.uuid { aliases[Self.alias(key, uuid, isRequest: false)] = UInt32(number) }
    follow(line, number)
  }

  mutating func follow(_ line: UsageLine, _ number: Int) {
    if line.isNested { return }
    var last = LastLine(
      response: UInt32(number), uuid: line.uuid?.short ?? 0, time: line.time, isSidechain: line.isSidechain,
      output: line.tokens.output, context: line.tokens.context)
    if let earlier = lastLines[line.source], earlier.response == last.response {
      last.output = max(last.output, earlier.output)
      last.context = max(last.context, earlier.context)
    }
    lastLines[line.source] = last
  }

  /// Returns whether an id is so long and so mixed that no two responses have it by chance or by a counter: at least 20
  /// letters and digits, 10 of them different, and the last 12 characters are such.
  static func isUnique(_ id: UnsafeRawBufferPointer) -> Bool {
    var (count, run) = (0, 0)
    var found: SIMD2<UInt64> = .zero
    for byte in id {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a:
        (count, run) = (count + 1, run + 1)
        found[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
      default: run = 0
      }
    }
    return count >= 20 && run >= 12 && found[0].nonzeroBitCount + found[1].nonzeroBitCount >= 10
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
  /// Returns the response that a line belongs to among those with its id; a new one if it can belong to none of them.
  /// `base` is the first of them.
  mutating func response(of line: UsageLine, base: Int) -> Int {
    let found = find(line, base) ?? begin(line, base)
    identities.follow(line, found)
    return found
  }

  private mutating func find(_ line: UsageLine, _ base: Int) -> Int? {
    let isGateway = identities.gateways.contains(UInt32(base))
    // A copy of the line that came first.
    if let uuid = line.uuid, uuid.short == responses[base].uuid { return base }
    // The usual case.
    if !isGateway, let request = line.request, request.short == responses[base].request {
      let isLast = isLast(line, base)
      if isLast, continues(line) { return base }
      if isLast, isOther(line, base, isRequest: true, isLast: true, isGateway) { return nil }
      addAlias(line, base)
      return base
    }
    let key = responses[base].key
    let request = identities.constant.contains(UInt32(base)) ? nil : line.request
    let byUUID = line.uuid.map { ResponseIdentities.alias(key, $0, isRequest: false) }
    if let byUUID, let known = identities.aliases[byUUID] { return Int(known) }
    let byRequest = request.map { ResponseIdentities.alias(key, $0, isRequest: true) }
    let last = lastOfID(line, base)
    var sameRequest = byRequest.flatMap { identities.aliases[$0] }.map(Int.init)
    if sameRequest == nil, let request, request.short == responses[base].request { sameRequest = base }
    let candidate = last != nil && continues(line) ? last! : sameRequest ?? last ?? base
    if isOther(line, candidate, isRequest: sameRequest != nil, isLast: last == candidate, isGateway) { return nil }
    if let alias = byUUID ?? (isGateway || request == nil ? byRequest ?? key : nil) {
      identities.aliases[alias] = UInt32(candidate)
    }
    if let byRequest, sameRequest == nil { identities.aliases[byRequest] = UInt32(candidate) }
    return candidate
  }

  /// Makes the uuid of a line identify its response wherever it occurs again.
  private mutating func addAlias(_ line: UsageLine, _ number: Int) {
    guard let uuid = line.uuid else { return }
    identities.aliases[ResponseIdentities.alias(responses[number].key, uuid, isRequest: false)] = UInt32(number)
  }

  /// Returns whether the previous line with tokens in the same file is the parent of a line.
  private func continues(_ line: UsageLine) -> Bool {
    guard !line.isNested, line.parent != 0 else { return false }
    return identities.lastLines[line.source]?.uuid == line.parent
  }

  /// Makes a response from a line that cannot belong to any response with its id.
  private mutating func begin(_ line: UsageLine, _ base: Int) -> Int {
    let key = responses[base].key
    if let last = lastOfID(line, base), let request = line.request, request.short == responses[last].request {
      identities.constant.insert(UInt32(base))
    }
    let number = append(line, key: Self.key(key, responses.count))
    identities.bases[UInt32(number)] = UInt32(base)
    identities.gateways.insert(UInt32(base))
    for index in [base, number] where identities.firstLines[UInt32(index)] == nil {
      identities.firstLines[UInt32(index)] = responses[index].uuid
    }
    if let uuid = line.uuid {
      identities.aliases[ResponseIdentities.alias(key, uuid, isRequest: false)] = UInt32(number)
    }
    if let request = line.request, !identities.constant.contains(UInt32(base)) {
      identities.aliases[ResponseIdentities.alias(key, request, isRequest: true)] = UInt32(number)
    }
    return number
  }

  /// Returns a name of a response that is the same in every store, whatever else that store has: 32 hexadecimal digits.
  /// It is made of the id alone where no other response can have that, else of the id and of the first line, which all
  /// copies have.
  ///
  /// A gateway whose ids look as if they were unique is noticed by their repetition only: a store with just one of its
  /// responses gives that another name than the stores with several.
  package func stableName(of response: Response) -> [UInt8] {
    var key = responses[Int(identities.bases[response.number] ?? response.number)].key
    var writer = ByteWriter()
    if let first = identities.firstLines[response.number] {
      key.encode(into: &writer)
      if first != 0 { writer.fixed(first) } else { writer.zigzag(response.time ?? .min) }
      key = ResponseKey(of: writer.bytes)
      writer = ByteWriter()
    }
    key.encode(into: &writer)
    return Array(hexadecimal(writer.bytes).utf8)
  }

  /// Returns the key of the response of a line that has been folded already, among those with its id. `key` is the key
  /// of that id.
  package mutating func response(ofKnown key: ResponseKey, request: LineID?, uuid: LineID?) -> ResponseKey {
    if identities.gateways.isEmpty { return key }
    guard let base = find(key), identities.gateways.contains(UInt32(base)) else { return key }
    if let uuid, uuid.short == responses[base].uuid { return key }
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

  /// Returns the response of the previous line in the same file, if that has the same id.
  private func lastOfID(_ line: UsageLine, _ base: Int) -> Int? {
    guard let last = identities.lastLines[line.source]?.response else { return nil }
    return Int(identities.bases[last] ?? last) == base ? Int(last) : nil
  }

  /// Returns whether the previous line in the same file belongs to a response.
  private func isLast(_ line: UsageLine, _ number: Int) -> Bool {
    identities.lastLines[line.source].map { Int($0.response) == number } ?? false
  }

  /// Returns whether a line cannot belong to a response with its id. `isRequest` says that both have the same
  /// `requestId`. `isLast` says that the previous line in its file belongs to the response.
  private func isOther(
    _ line: UsageLine, _ candidate: Int, isRequest: Bool, isLast: Bool, _ isGateway: Bool
  ) -> Bool {
    let response = responses[candidate]
    if line.isNested || response.isNested {
      return !isRequest && (isGateway || readsOther(line, response.tokens.context))
    }
    guard isLast, let last = identities.lastLines[line.source] else {
      if isRequest { return isGateway && readsOther(line, response.tokens.context) }
      if isGateway || readsOther(line, response.tokens.context) { return true }
      // Nothing but the id suggests that they are one response, and the id comes from another session.
      let hasRequest = line.request != nil || response.request != 0
      return line.session != response.session && !hasRequest
    }
    if continues(line) { return false }
    let isAnswer = last.hasPrompt && isInOrder(last.time, last.promptTime, line.time)
    let hasRequests = line.request != nil && response.request != 0
    if isAnswer { return !isRequest || readsOther(line, last.context) || line.tokens.output <= last.output }
    if last.hasUser || last.hasPrompt {
      if isRequest || hasRequests { return readsOther(line, last.context) }
      return isGateway || readsOther(line, last.context) || line.tokens.output < last.output
    }
    return isGateway && hasRequests && !isRequest
  }

  /// Returns whether the model read another context. All lines of a response report the same one, except for
  /// placeholders of 0.
  private func readsOther(_ line: UsageLine, _ context: Int64) -> Bool {
    line.tokens.context != context && line.tokens.context != 0 && context != 0
  }

  /// Returns whether a prompt came after one line and before another. If a time is missing, the order in the file
  /// counts.
  private func isInOrder(_ first: Int64?, _ prompt: Int64?, _ second: Int64?) -> Bool {
    guard let prompt else { return true }
    return (first ?? prompt) <= prompt && prompt <= second ?? prompt
  }

  /// Returns the key of a response whose id others have, too.
  private static func key(_ base: ResponseKey, _ number: Int) -> ResponseKey {
    var writer = ByteWriter()
    base.encode(into: &writer)
    writer.varint(number)
    return ResponseKey(of: writer.bytes)
  }
}
