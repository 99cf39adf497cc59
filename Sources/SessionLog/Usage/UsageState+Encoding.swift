import Bytes

extension UsageState {
  package func encode(into writer: inout ByteWriter) {
    sessions.encode(into: &writer)
    models.encode(into: &writer)
    toolNames.encode(into: &writer)
    writer.varint(toolSets.count)
    for set in toolSets {
      writer.varint(set.count)
      for tool in set { writer.varint(UInt64(tool)) }
    }
    writer.varint(billings.count)
    for billing in billings { writer.sized(billing.encoded) }
    encodeResponses(into: &writer)
    encodeExtras(into: &writer)
    identities.encode(into: &writer)
    relations.encode(into: &writer)
  }

  private func encodeResponses(into writer: inout ByteWriter) {
    writer.varint(responses.count)
    var last: Int64 = 0
    for response in responses {
      response.key.encode(into: &writer)
      writer.varint(UInt64(response.tools) << 2 | (response.isNested ? 2 : 0) | (response.time == nil ? 0 : 1))
      if let time = response.time {
        writer.zigzag(time &- last)
        last = time
      }
      writer.varint(UInt64(response.session))
      writer.varint(UInt64(response.source))
      writer.varint(UInt64(response.model))
      writer.varint(UInt64(response.billing))
      writer.fixed(response.request)
      writer.fixed(response.uuid)
      response.tokens.encode(into: &writer)
    }
  }

  private func encodeExtras(into writer: inout ByteWriter) {
    writer.varint(iterations.count)
    for number in iterations.keys.sorted() {
      writer.varint(UInt64(number))
      iterations[number]!.encode(into: &writer)
    }
    writer.varint(costs.count)
    for number in costs.keys.sorted() {
      writer.varint(UInt64(number))
      writer.varint(UInt64(costs[number]!))
    }
    writer.varint(copies.count)
    for copy in copies.sorted() {
      writer.varint(UInt64(copy.response) << 1 | (copy.isNested ? 1 : 0))
      writer.varint(UInt64(copy.session))
      writer.varint(UInt64(copy.source))
    }
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    sessions = try SessionAttribution(decoding: &reader)
    models = try StringTable(decoding: &reader)
    toolNames = try StringTable(decoding: &reader)
    try decodeToolSets(&reader)
    try decodeBillings(&reader)
    try decodeResponses(&reader)
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let number = try reader.number(below: responses.count)
      guard iterations.updateValue(try Iterations(decoding: &reader), forKey: number) == nil else { throw .malformed }
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let number = try reader.number(below: responses.count)
      guard let cost = Int64(exactly: try reader.varint()), costs.updateValue(cost, forKey: number) == nil else {
        throw .malformed
      }
    }
    try decodeCopies(&reader)
    identities = try ResponseIdentities(decoding: &reader, responses: responses.count)
    relations = try SessionRelations(decoding: &reader, sessions: sessions.ids.count)
  }

  private mutating func decodeBillings(_ reader: inout ByteReader) throws(ByteError) {
    billings = []
    billingNumbers = [:]
    for number in 0..<(try reader.count(limit: reader.remaining)) {
      let bytes = try reader.sized()
      let billing = try Billing(decoding: bytes)
      guard billingNumbers.updateValue(UInt32(number), forKey: billing) == nil else { throw .malformed }
      billings.append(billing)
    }
    guard billings.first == Billing() else { throw .malformed }
  }

  private mutating func decodeResponses(_ reader: inout ByteReader) throws(ByteError) {
    let count = try reader.count(limit: reader.remaining)
    responses.reserveCapacity(count)
    var last: Int64 = 0
    for number in 0..<count {
      let key = try ResponseKey(decoding: &reader)
      let flags = try reader.count()
      var time: Int64?
      if flags & 1 != 0 {
        last &+= try reader.zigzag()
        guard Column.times.contains(last) else { throw .malformed }
        time = last
      }
      let session = try reader.number(below: sessions.ids.count)
      let source = try reader.number(below: Int(Int32.max))
      let model = try reader.number(below: models.strings.count)
      let billing = try reader.number(below: billings.count)
      let request: UInt32 = try reader.fixed()
      let uuid: UInt32 = try reader.fixed()
      guard flags >> 2 < toolSets.count else { throw .malformed }
      responses.append(
        Response(
          key: key, number: UInt32(number), time: time, tokens: try ReportedTokens(decoding: &reader), session: session,
          source: source, model: model, tools: UInt32(flags >> 2), billing: billing, request: request, uuid: uuid,
          isNested: flags & 2 != 0))
    }
  }

  private mutating func decodeCopies(_ reader: inout ByteReader) throws(ByteError) {
    let count = try reader.count(limit: reader.remaining)
    copies.reserveCapacity(count)
    for _ in 0..<count {
      let number = try reader.number(below: responses.count << 1)
      let session = try reader.number(below: sessions.ids.count)
      let copy = ResponseCopy(
        response: number >> 1, session: session, source: try reader.number(below: Int(Int32.max)),
        isNested: number & 1 != 0)
      guard copies.insert(copy).inserted else { throw .malformed }
    }
  }

  private mutating func decodeToolSets(_ reader: inout ByteReader) throws(ByteError) {
    toolSets = []
    setNumbers = [:]
    for number in 0..<(try reader.count(limit: reader.remaining)) {
      var set: [UInt32] = []
      for _ in 0..<(try reader.count(limit: reader.remaining)) {
        let tool = try reader.number(below: toolNames.strings.count)
        if let last = set.last, last >= tool { throw .malformed }
        set.append(tool)
      }
      guard setNumbers.updateValue(UInt32(number), forKey: set) == nil else { throw .malformed }
      toolSets.append(set)
    }
    guard toolSets.first == [] else { throw .malformed }
  }
}

extension ResponseIdentities {
  func encode(into writer: inout ByteWriter) {
    writer.varint(lastLines.count)
    for source in lastLines.keys.sorted() {
      let last = lastLines[source]!
      writer.varint(UInt64(source))
      writer.varint(UInt64(last.response))
      writer.fixed(last.uuid)
      writer.varint(UInt64(last.output))
      writer.varint(UInt64(last.context))
      let flags: [Bool] = [last.isSidechain, last.hasUser, last.hasPrompt, last.time != nil, last.promptTime != nil]
      writer.u8(flags.enumerated().reduce(0) { $0 | ($1.element ? 1 << UInt8($1.offset) : 0) })
      if let time = last.time { writer.zigzag(time) }
      if let time = last.promptTime { writer.zigzag(time) }
    }
    writer.varint(bases.count)
    for number in bases.keys.sorted() {
      writer.varint(UInt64(number))
      writer.varint(UInt64(bases[number]!))
    }
    writer.varint(firstLines.count)
    for number in firstLines.keys.sorted() {
      writer.varint(UInt64(number))
      writer.fixed(firstLines[number]!)
    }
    writer.varint(constant.count)
    for number in constant.sorted() { writer.varint(UInt64(number)) }
    writer.varint(aliases.count)
    for key in aliases.keys.sorted() {
      key.encode(into: &writer)
      writer.varint(UInt64(aliases[key]!))
    }
  }

  init(decoding reader: inout ByteReader, responses count: Int) throws(ByteError) {
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let source = try reader.number(below: Int(Int32.max))
      let response = try reader.number(below: count)
      let uuid: UInt32 = try reader.fixed()
      let (output, context) = (try reader.varint(), try reader.varint())
      let flags = try reader.u8()
      guard flags < 32, output <= UInt64(Int64.max), context <= UInt64(Int64.max) else { throw .malformed }
      var last = LastLine(
        response: response, uuid: uuid, time: nil, isSidechain: flags & 1 != 0, output: Int64(output),
        context: Int64(context))
      (last.hasUser, last.hasPrompt) = (flags & 2 != 0, flags & 4 != 0)
      if flags & 8 != 0 { last.time = try reader.zigzag() }
      if flags & 16 != 0 { last.promptTime = try reader.zigzag() }
      guard lastLines.updateValue(last, forKey: source) == nil else { throw .malformed }
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let number = try reader.number(below: count)
      let base = try reader.number(below: Int(number))
      guard bases.updateValue(base, forKey: number) == nil else { throw .malformed }
      gateways.insert(base)
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let number = try reader.number(below: count)
      guard firstLines.updateValue(try reader.fixed(), forKey: number) == nil else { throw .malformed }
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      guard constant.insert(try reader.number(below: count)).inserted else { throw .malformed }
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let key = try ResponseKey(decoding: &reader)
      guard aliases.updateValue(try reader.number(below: count), forKey: key) == nil else { throw .malformed }
    }
  }
}

extension ByteReader {
  /// Reads a varint below `limit`. Throws `malformed` for a larger one.
  package mutating func number(below limit: Int) throws(ByteError) -> UInt32 {
    let number = try count()
    guard number < limit else { throw .malformed }
    return UInt32(number)
  }
}
