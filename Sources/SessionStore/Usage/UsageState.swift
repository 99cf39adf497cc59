import FileIO
import SegmentedLog
import Transcripts

/// Projection: every response of the API with its tokens, once, whatever became of the files that told of it.
///
/// A response is a `message.id`; its lines, and copies of them in forks and resumed sessions, give the largest value of each field. A record
/// with tokens and no `message.id` is a response of its own, known by its uuid, else by what it says. Memory: 120 bytes a response, and its id nowhere.
struct UsageState: ForgetfulProjection {
  static let name = "usage"
  static let version: UInt16 = 2

  /// In the order in which they were first seen.
  private(set) var responses: [Response] = []
  private(set) var sessions = SessionAttribution()
  private(set) var models = StringTable()
  private(set) var toolNames = StringTable()
  /// Sorted numbers in `toolNames`, each set once; the first one is empty.
  private(set) var toolSets: [[UInt32]] = [[]]
  /// Where else responses stand: forks, resumed copies, the same file of another machine.
  private(set) var copies: Set<ResponseCopy> = []
  /// Derived, made when it is first needed; not part of the encoding.
  private var index: KeyIndex?
  private var setNumbers: [[UInt32]: UInt32] = [[]: 0]

  /// What does not count any more. Not part of the encoding.
  private var erased = ErasedRanges()

  init() {}

  mutating func forget(_ sync: SyncState) { erased = ErasedRanges(sync, usage: true) }

  /// Makes room for what so many events may say, so that it is not moved again and again while it grows.
  mutating func reserve(events: Int) { responses.reserveCapacity(responses.count + min(events / 2, 1 << 17)) }

  mutating func apply(_ block: BlockColumns, from first: Int) throws {
    var columns: UsageColumns?
    let isErased = try ErasedRows(block, erased, stubs: false)
    var cache = try sessions.cache(block)
    let sources = try block.view(integers: .source)
    let inputs = try block.view(integers: .inputTokens)
    for row in first..<block.count {
      switch block.kind(row) {
      case .source: try sessions.addSource(block, row)
      case .record where !isErased[row]:
        guard let source = sources[row], let session = sessions.session(ofRecord: row, source: source, &cache),
          inputs[row] != nil
        else { continue }
        if columns == nil {
          columns = try UsageColumns(block)
          if let index { for key in columns!.messageKeys { index.prefetch(key) } }
        }
        try take(&columns!, row, source: UInt32(source), session: UInt32(session))
      default: break
      }
    }
  }

  private mutating func take(_ columns: inout UsageColumns, _ row: Int, source: UInt32, session: UInt32) throws {
    let piece = RecordPiece(rawValue: columns.piece[row] ?? 0)
    guard !piece.contains(.continues), let model = columns.model(row, &models) else { return }
    let tokens = columns.tokens(row)
    let time = columns.timestamp[row]
    let known: Int
    if let number = columns.response(row) {
      known = number
    } else {
      let key =
        try columns.key(row)
        ?? Self.key(session: sessions.ids[Int(session)], model: models.strings[Int(model)], time: time, tokens)
      let found = find(key)
      columns.setResponse(row, found ?? responses.count)
      guard let found else {
        responses.append(
          Response(
            key: key, time: time, tokens: tokens, session: session, source: source, model: model,
            tools: toolSet(&columns, row, in: 0)))
        insert(responses.count - 1)
        return
      }
      known = found
    }
    if responses[known].session != session || responses[known].source != source {
      copies.insert(ResponseCopy(response: UInt32(known), session: session, source: source))
      if responses[known].session != session { responses[known].isShared = true }
    }
    if responses[known].model != model { chooseModel(known, model) }
    responses[known].tokens.raise(to: tokens)
    if let time { responses[known].time = min(responses[known].time ?? time, time) }
    responses[known].tools = toolSet(&columns, row, in: responses[known].tools)
  }

  /// Records of one response that name several models: the first by name counts, whichever came first.
  private mutating func chooseModel(_ known: Int, _ model: UInt32) {
    let names = (models.strings[Int(responses[known].model)], models.strings[Int(model)])
    if names.0.isEmpty || !names.1.isEmpty && names.1.lexicographicallyPrecedes(names.0) {
      responses[known].model = model
    }
  }

  /// Of a record that has neither a message nor a uuid: what it says, so that a second copy of its file does not count it again.
  private static func key(session: [UInt8], model: [UInt8], time: Int64?, _ tokens: ReportedTokens) -> ResponseKey {
    var writer = ByteWriter()
    writer.sized(session)
    writer.sized(model)
    writer.zigzag(time ?? .min)
    tokens.encode(into: &writer)
    return ResponseKey(of: writer.bytes)
  }

  private mutating func find(_ key: ResponseKey) -> Int? {
    if index == nil {
      var fresh = KeyIndex(capacity: responses.count * 2)
      for (item, response) in responses.enumerated() { fresh.insert(response.key, item: item) }
      index = fresh
    }
    return index!.find(key) { responses[$0].key }
  }

  private mutating func insert(_ item: Int) { index!.insert(responses[item].key, item: item) }

  /// The number of a set of tools and those of a record.
  private mutating func toolSet(_ columns: inout UsageColumns, _ row: Int, in set: UInt32) -> UInt32 {
    guard let entry = columns.tools.entry(row) else { return set }
    // What was added to a set adds nothing more to what came of it.
    if let known = columns.toolSets[entry], known.from == set || known.to == set { return known.to }
    let number = toolSet(columns.tools[row]!, in: set)
    columns.toolSets[entry] = (set, number)
    return number
  }

  /// The number of a set of tools and those in `names`, which newlines part.
  private mutating func toolSet(_ names: [UInt8], in set: UInt32) -> UInt32 {
    var tools = toolSets[Int(set)]
    for name in names.split(separator: 0x0a) {
      let number = toolNames.number(Array(name))
      if !tools.contains(number) { tools.append(number) }
    }
    tools.sort()
    if let known = setNumbers[tools] { return known }
    let number = UInt32(toolSets.count)
    toolSets.append(tools)
    setNumbers[tools] = number
    return number
  }
}

extension UsageState {
  func encode(into writer: inout ByteWriter) {
    sessions.encode(into: &writer)
    models.encode(into: &writer)
    toolNames.encode(into: &writer)
    writer.varint(toolSets.count)
    for set in toolSets {
      writer.varint(set.count)
      for tool in set { writer.varint(UInt64(tool)) }
    }
    writer.varint(responses.count)
    var last: Int64 = 0
    for response in responses {
      response.key.encode(into: &writer)
      writer.varint(UInt64(response.tools) << 2 | (response.isShared ? 2 : 0) | (response.time == nil ? 0 : 1))
      if let time = response.time {
        writer.zigzag(time &- last)
        last = time
      }
      writer.varint(UInt64(response.session))
      writer.varint(UInt64(response.source))
      writer.varint(UInt64(response.model))
      response.tokens.encode(into: &writer)
    }
    writer.varint(copies.count)
    for copy in copies.sorted() {
      writer.varint(UInt64(copy.response))
      writer.varint(UInt64(copy.session))
      writer.varint(UInt64(copy.source))
    }
  }

  init(decoding reader: inout ByteReader) throws(ByteError) {
    sessions = try SessionAttribution(decoding: &reader)
    models = try StringTable(decoding: &reader)
    toolNames = try StringTable(decoding: &reader)
    try decodeToolSets(&reader)
    let count = try reader.count(limit: reader.remaining)
    responses.reserveCapacity(count)
    var last: Int64 = 0
    for _ in 0..<count {
      let key = try ResponseKey(decoding: &reader)
      let flags = try reader.count()
      var time: Int64?
      if flags & 1 != 0 {
        last &+= try reader.zigzag()
        time = last
      }
      let session = try reader.number(below: sessions.ids.count)
      let source = try reader.number(below: Int(Int32.max))
      let model = try reader.number(below: models.strings.count)
      guard flags >> 2 < toolSets.count else { throw .malformed }
      responses.append(
        Response(
          key: key, time: time, tokens: try ReportedTokens(decoding: &reader), session: session, source: source,
          model: model, tools: UInt32(flags >> 2), isShared: flags & 2 != 0))
    }
    try decodeCopies(&reader)
  }

  private mutating func decodeCopies(_ reader: inout ByteReader) throws(ByteError) {
    let count = try reader.count(limit: reader.remaining)
    copies.reserveCapacity(count)
    for _ in 0..<count {
      let response = try reader.number(below: responses.count)
      let session = try reader.number(below: sessions.ids.count)
      let copy = ResponseCopy(response: response, session: session, source: try reader.number(below: Int(Int32.max)))
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

extension ByteReader {
  /// A varint below `limit`.
  mutating func number(below limit: Int) throws(ByteError) -> UInt32 {
    let number = try count()
    guard number < limit else { throw .malformed }
    return UInt32(number)
  }
}

/// The columns that usage is made of.
struct UsageColumns {
  /// Holds what is looked at.
  private let block: BlockColumns
  let piece, timestamp: IntegerView
  let tools: BytesView
  private let input, output, cacheWrites, cacheWrites5m, cacheWrites1h, cacheReads: IntegerView
  private let message, modelNames: BytesView
  /// By entry of `message`.
  fileprivate let messageKeys: [ResponseKey]
  /// By entry of `message`: number of the response, −1 where it was not looked up yet.
  private var responses: [Int32]
  /// By entry of `tools`: the set that it was last added to, and what came of it.
  fileprivate var toolSets: [(from: UInt32, to: UInt32)?]
  /// By entry: number of the model, −1 for none, −2 where it was not looked up yet.
  private var models: [Int64]

  init(_ block: BlockColumns) throws {
    self.block = block
    piece = try block.view(integers: .piece)
    timestamp = try block.view(integers: .timestamp)
    tools = try block.view(bytes: .tools)
    input = try block.view(integers: .inputTokens)
    output = try block.view(integers: .outputTokens)
    cacheWrites = try block.view(integers: .cacheWrites)
    cacheWrites5m = try block.view(integers: .cacheWrites5m)
    cacheWrites1h = try block.view(integers: .cacheWrites1h)
    cacheReads = try block.view(integers: .cacheReads)
    message = try block.view(bytes: .message)
    modelNames = try block.view(bytes: .model)
    messageKeys = message.sha256Prefixes().map { ResponseKey(high: $0.high, low: $0.low) }
    responses = [Int32](repeating: -1, count: message.entryCount)
    toolSets = [(from: UInt32, to: UInt32)?](repeating: nil, count: tools.entryCount)
    models = [Int64](repeating: -2, count: modelNames.entryCount)
  }

  /// nil: `<synthetic>`, which is no model; what it says was never billed.
  mutating func model(_ row: Int, _ table: inout StringTable) -> UInt32? {
    guard let entry = modelNames.entry(row) else { return table.number([]) }
    if models[entry] == -2 {
      let name = modelNames[row]!
      models[entry] = name.elementsEqual("<synthetic>".utf8) ? -1 : Int64(table.number(name))
    }
    return models[entry] < 0 ? nil : UInt32(models[entry])
  }

  /// The number of the response that another record of this block with the same message belongs to.
  func response(_ row: Int) -> Int? {
    guard let entry = message.entry(row), responses[entry] >= 0 else { return nil }
    return Int(responses[entry])
  }

  mutating func setResponse(_ row: Int, _ number: Int) {
    if let entry = message.entry(row) { responses[entry] = Int32(number) }
  }

  /// nil: the record has neither a message nor a uuid.
  func key(_ row: Int) throws -> ResponseKey? {
    if let entry = message.entry(row) { return messageKeys[entry] }
    let uuid = try block.view(bytes: .uuid)
    return uuid.entry(row).map { ResponseKey(of: uuid.bytes(ofEntry: $0)) }
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
