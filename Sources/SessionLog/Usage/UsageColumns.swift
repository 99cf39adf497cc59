import Bytes
import SegmentedLog
import Transcripts

/// The columns that state the tokens of responses.
package struct UsageColumns {
  /// Keeps the memory alive that the views refer to.
  private let block: BlockColumns
  package let timestamp: IntegerView
  package let tools: BytesView
  private let input, output, cacheWrites, cacheWrites5m, cacheWrites1h, cacheReads: IntegerView
  private let message, requests, modelNames, uuids, innerUUIDs, parents, billings, iterationLists: BytesView
  package let cost: IntegerView
  /// The keys by entry of `message`.
  let messageKeys: [ResponseKey]
  /// The entry of `message` that is empty, which is not an id.
  private let emptyMessage: Int?
  /// By entry of `requests`, the CRC; 0 if it was not computed yet.
  private var requestIDs: [UInt32]
  /// By entry of `message`, the index of the first response; −1 if it was not looked up yet.
  private var responses: [Int32]
  /// By entry of `tools`, the set that it was last added to and the resulting set.
  package var toolSets: [(from: UInt32, to: UInt32)?]
  /// By entry of `modelNames`, the number of the model; −1 if it is none, −2 if it was not looked up yet.
  private var models: [Int64]

  package init(_ block: BlockColumns) throws {
    self.block = block
    timestamp = try block.view(integers: .timestamp)
    tools = try block.view(bytes: .tools)
    input = try block.view(integers: .inputTokens)
    output = try block.view(integers: .outputTokens)
    cacheWrites = try block.view(integers: .cacheWrites)
    cacheWrites5m = try block.view(integers: .cacheWrites5m)
    cacheWrites1h = try block.view(integers: .cacheWrites1h)
    cacheReads = try block.view(integers: .cacheReads)
    cost = try block.view(integers: .cost)
    message = try block.view(bytes: .message)
    requests = try block.view(bytes: .request)
    uuids = try block.view(bytes: .uuid)
    innerUUIDs = try block.view(bytes: .innerUuid)
    parents = try block.view(bytes: .parent)
    billings = try block.view(bytes: .billing)
    iterationLists = try block.view(bytes: .iterations)
    emptyMessage = (0..<message.entryCount).first { [message] in message.bytes(ofEntry: $0).isEmpty }
    requestIDs = [UInt32](repeating: 0, count: requests.entryCount)
    modelNames = try block.view(bytes: .model)
    messageKeys = message.sha256Prefixes().map { ResponseKey(high: $0.high, low: $0.low) }
    responses = [Int32](repeating: -1, count: message.entryCount)
    toolSets = [(from: UInt32, to: UInt32)?](repeating: nil, count: tools.entryCount)
    models = [Int64](repeating: -2, count: modelNames.entryCount)
  }

  /// Returns the number of the model in `table`; nil for one that is not a model and was never billed.
  /// Without a model the name is empty.
  package mutating func model(_ row: Int, _ table: inout StringTable) -> UInt32? {
    guard let entry = modelNames.entry(row) else { return table.number([]) }
    if models[entry] == -2 {
      let isModel = !Agent.unstated.format.isSynthetic(model: modelNames.bytes(ofEntry: entry))
      models[entry] = isModel ? Int64(table.number(modelNames[row]!)) : -1
    }
    return models[entry] < 0 ? nil : UInt32(models[entry])
  }

  /// Returns the entry with the id of the message; nil if there is none.
  private func messageEntry(_ row: Int) -> Int? {
    guard let entry = message.entry(row), entry != emptyMessage else { return nil }
    return entry
  }

  /// Returns the index of the first response with this message; nil unless an earlier record of this block has set it.
  package func response(_ row: Int) -> Int? {
    guard let entry = messageEntry(row), responses[entry] >= 0 else { return nil }
    return Int(responses[entry])
  }

  mutating func setResponse(_ row: Int, _ number: Int) {
    if let entry = messageEntry(row) { responses[entry] = Int32(number) }
  }

  /// Returns the key of the message id, else of the uuid; nil if the record has neither.
  package func key(_ row: Int) -> ResponseKey? {
    if let entry = messageEntry(row) { return messageKeys[entry] }
    return uuid(row).map { ResponseKey(of: $0.bytes) }
  }

  /// Returns whether the id of the message is one that a gateway may have given to other responses, too.
  func mayBeShared(_ row: Int) -> Bool {
    messageEntry(row).map { !ResponseIdentities.isUnique(message.bytes(ofEntry: $0)) } ?? false
  }

  /// Returns the id of the request; nil if it is absent or empty.
  package mutating func request(_ row: Int) -> LineID? {
    guard let entry = requests.entry(row) else { return nil }
    let bytes = requests.bytes(ofEntry: entry)
    if bytes.isEmpty { return nil }
    if requestIDs[entry] == 0 { requestIDs[entry] = LineID.short(bytes) }
    return LineID(bytes: bytes, short: requestIDs[entry])
  }

  /// Returns the uuid of the record, or that of the record inside of it if there is one; nil if it is absent or empty.
  package func uuid(_ row: Int) -> LineID? {
    let column = innerUUIDs.entry(row) != nil ? innerUUIDs : uuids
    guard let entry = column.entry(row) else { return nil }
    let bytes = column.bytes(ofEntry: entry)
    return bytes.isEmpty ? nil : LineID(bytes: bytes, short: LineID.short(bytes))
  }

  /// Returns the CRC of the parent's uuid; 0 if there is none.
  package func parent(_ row: Int) -> UInt32 { parents.entry(row).map { LineID.short(parents.bytes(ofEntry: $0)) } ?? 0 }

  /// Returns the billing of the response; nil for the ordinary way. A value that cannot be decoded gives `unreadable`,
  /// which has no price.
  package func billing(_ row: Int) -> Billing? {
    billings.entry(row).map { (try? Billing(decoding: billings.bytes(ofEntry: $0))) ?? .unreadable }
  }

  /// Returns the parts that were billed in addition to the response's tokens; none if they cannot be decoded.
  package func iterations(_ row: Int) -> Iterations {
    iterationLists.entry(row).flatMap { try? Iterations(decoding: iterationLists.bytes(ofEntry: $0)) } ?? Iterations()
  }

  func tokens(_ row: Int) -> ReportedTokens {
    func count(_ column: IntegerView) -> Int64 { max(0, column[row] ?? 0) }
    var tokens = ReportedTokens()
    tokens.input = count(input)
    tokens.output = count(output)
    tokens.cacheWrites = count(cacheWrites)
    tokens.cacheWrites5m = count(cacheWrites5m)
    tokens.cacheWrites1h = count(cacheWrites1h)
    tokens.cacheReads = count(cacheReads)
    return tokens
  }
}

/// The columns that describe the context of responses.
struct MarkColumns {
  /// Keeps the memory alive that the views refer to.
  private let block: BlockColumns
  private let piece, flags: IntegerView
  private let type: BytesView
  let timestamp: IntegerView
  let uuid, forkedFrom, sessionKind: BytesView
  /// The record types by entry of `type`.
  private let types: [RecordType]

  init(_ block: BlockColumns) throws {
    self.block = block
    piece = try block.view(integers: .piece)
    flags = try block.view(integers: .flags)
    timestamp = try block.view(integers: .timestamp)
    type = try block.view(bytes: .type)
    uuid = try block.view(bytes: .uuid)
    forkedFrom = try block.view(bytes: .forkedFrom)
    sessionKind = try block.view(bytes: .sessionKind)
    let format = Agent.unstated.format
    types = (0..<type.entryCount).map { [type] in format.recordType(type.bytes(ofEntry: $0)) }
  }

  func isContinuation(_ row: Int) -> Bool { RecordForm(rawValue: piece[row] ?? 0).contains(.continues) }

  func isUser(_ row: Int) -> Bool { type.entry(row).map { types[$0] == .user } ?? false }

  func isProgress(_ row: Int) -> Bool { type.entry(row).map { types[$0] == .progress } ?? false }

  func lineFlags(_ row: Int) -> LineFlags { LineFlags(rawValue: UInt32(truncatingIfNeeded: flags[row] ?? 0)) }
}

extension LineID {
  static func short(_ bytes: UnsafeRawBufferPointer) -> UInt32 { max(crc32c(bytes), 1) }
}
