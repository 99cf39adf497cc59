import Bytes
import SegmentedLog
import Transcripts

/// The projection of every response of the API with its tokens, each once, whatever became of the files that reported
/// it.
///
/// A response is identified by its `message.id`, except as `UsageState+Identity.swift` describes. All of its lines,
/// including copies of them in forks and resumed sessions, contribute the largest value of each field. A record with
/// tokens and no `message.id` is a response of its own, identified by its uuid, else by its contents. A record of type
/// `progress` counts for a subagent's response if no file of that subagent reports it.
///
/// Memory: 140 bytes per response, 60 per prompt, 60 per line without a `requestId`. The ids are not kept.
package struct UsageState: ErasureAwareProjection {
  package static let name = "usage"
  package static let version: UInt16 = 6

  /// The responses in the order in which they were first seen.
  package var responses: [Response] = []
  package var sessions = SessionAttribution()
  package var models = StringTable()
  package var toolNames = StringTable()
  /// The sets of tools, each once, as ascending numbers in `toolNames`; the first set is empty.
  package var toolSets: [[UInt32]] = [[]]
  /// The ways in which responses were billed, each once; the first is the ordinary one.
  package var billings: [Billing] = [Billing()]
  /// The parts of responses that were billed in addition to their own tokens, by index of the response.
  package var iterations: [UInt32: Iterations] = [:]
  /// The `costUSD` of responses in billionths of a USD, by index of the response.
  package var costs: [UInt32: Int64] = [:]
  /// The other places where responses occur: forks, resumed copies, the same file of another machine.
  var copies: Set<ResponseCopy> = []
  /// The facts that distinguish responses with the same id.
  var identities = ResponseIdentities()
  /// The relations between sessions beyond shared responses.
  var relations = SessionRelations()
  /// Derived and made on first use; not part of the encoding.
  private var index: KeyIndex?
  /// Derived, not part of the encoding.
  var setNumbers: [[UInt32]: UInt32] = [[]: 0]
  var billingNumbers: [Billing: UInt32] = [Billing(): 0]

  /// The content that no longer counts. Not part of the encoding.
  private var erased = ErasedRanges()

  package init() {}

  package mutating func exclude(_ sync: SyncState) { erased = ErasedRanges(sync, usage: true) }

  /// Reserves memory for the responses in `events` events, at most 131,072 responses, to avoid repeated moves while the
  /// array grows.
  package mutating func reserve(events: Int) { responses.reserveCapacity(responses.count + min(events / 2, 1 << 17)) }

  package mutating func apply(_ block: BlockColumns, from first: Int) throws {
    var columns: UsageColumns?
    let isErased = try ErasedRows(block, erased, hidesDropped: false)
    var cache = try sessions.cache(block)
    let sources = try block.view(integers: .source)
    let inputs = try block.view(integers: .inputTokens)
    let marks = try MarkColumns(block)
    for row in first..<block.count {
      switch block.kind(row) {
      case .source: try sessions.addSource(block, row)
      case .record where !isErased[row]:
        guard let source = sources[row], let session = sessions.session(ofRecord: row, source: source, &cache),
          !marks.isContinuation(row)
        else { continue }
        foldMarks(marks, row, session: UInt32(session), source: UInt32(source))
        guard inputs[row] != nil else { continue }
        if columns == nil {
          columns = try UsageColumns(block)
          if let index { for key in columns!.messageKeys { index.prefetch(key) } }
        }
        try foldResponse(&columns!, row, marks, source: UInt32(source), session: UInt32(session))
      default: break
      }
    }
  }

  /// Folds in the facts of a record that are no response: a prompt, and the session that it was copied from.
  private mutating func foldMarks(_ marks: MarkColumns, _ row: Int, session: UInt32, source: UInt32) {
    if marks.isUser(row) {
      let flags = marks.lineFlags(row)
      let isPrompt = Self.isPrompt(flags)
      let isSidechain = flags.contains(.isSidechain)
      identities.addUser(source: source, isPrompt: isPrompt, isSidechain: isSidechain, time: marks.timestamp[row])
      if isPrompt, !isSidechain, let uuid = marks.uuid.entry(row) {
        let key = ResponseKey(of: marks.uuid.bytes(ofEntry: uuid))
        relations.addPrompt(key, session: session, time: marks.timestamp[row])
      }
    }
    if let original = marks.forkedFrom.entry(row) {
      relations.addStamp(session, from: Array(marks.forkedFrom.bytes(ofEntry: original)))
    }
    if let kind = marks.sessionKind.entry(row), marks.sessionKind.bytes(ofEntry: kind).elementsEqual("bg".utf8) {
      relations.background.insert(session)
    }
  }

  private static func isPrompt(_ flags: LineFlags) -> Bool {
    !flags.isDisjoint(with: [.hasText, .hasImage, .hasDocument])
      && flags.isDisjoint(with: [.isMeta, .isCompactSummary, .hasToolResult])
  }

  private mutating func foldResponse(
    _ columns: inout UsageColumns, _ row: Int, _ marks: MarkColumns, source: UInt32, session: UInt32
  ) throws {
    guard let model = columns.model(row, &models) else { return }
    var line = UsageLine(tokens: columns.tokens(row), session: session, source: source, model: model)
    line.time = columns.timestamp[row]
    line.request = columns.request(row)
    line.uuid = columns.uuid(row)
    line.parent = columns.parent(row)
    line.isNested = marks.isProgress(row)
    line.isSidechain = marks.lineFlags(row).contains(.isSidechain)
    line.billing = number(of: columns.billing(row))
    line.iterations = columns.iterations(row)
    line.cost = columns.cost[row]
    let key =
      columns.key(row)
      ?? Self.key(session: sessions.ids[Int(session)], model: models.strings[Int(model)], line)
    if let base = columns.response(row) ?? find(key) {
      columns.setResponse(row, base)
      add(line, to: response(of: line, base: base), &columns, row)
    } else {
      columns.setResponse(row, responses.count)
      let number = append(line, key: key)
      responses[number].tools = toolSet(&columns, row, in: 0)
      if columns.mayBeShared(row) { identities.firstLines[UInt32(number)] = responses[number].uuid }
      identities.begin(line, number, key: key)
    }
  }

  /// Adds a response from its first line and returns its index.
  package mutating func append(_ line: UsageLine, key: ResponseKey) -> Int {
    let number = responses.count
    responses.append(
      Response(
        key: key, number: UInt32(number), time: line.time, tokens: line.tokens, session: line.session,
        source: line.source, model: line.model,
        tools: 0, billing: line.billing, request: line.request?.short ?? 0,
        uuid: line.uuid?.short ?? 0, isNested: line.isNested))
    if !line.iterations.isEmpty { iterations[UInt32(number)] = line.iterations }
    if let cost = line.cost, cost >= 0 { costs[UInt32(number)] = cost }
    insert(number)
    return number
  }

  /// Folds in another line of a response.
  private mutating func add(_ line: UsageLine, to known: Int, _ columns: inout UsageColumns, _ row: Int) {
    if line.isNested, !responses[known].isNested { return }
    if !line.isNested, responses[known].isNested { replace(known, with: line) }
    if responses[known].session != line.session || responses[known].source != line.source {
      copies.insert(
        ResponseCopy(
          response: UInt32(known), session: line.session, source: line.source, isNested: line.isNested))
    }
    if responses[known].model != line.model { chooseModel(known, line.model) }
    noteFirst(line, of: known)
    responses[known].tokens.raise(to: line.tokens)
    if let time = line.time { responses[known].time = min(responses[known].time ?? time, time) }
    responses[known].tools = toolSet(&columns, row, in: responses[known].tools)
    if line.billing != responses[known].billing {
      let (a, b) = (billings[Int(responses[known].billing)], billings[Int(line.billing)])
      responses[known].billing = number(of: a.raised(to: b))
    }
    if !line.iterations.isEmpty { iterations[UInt32(known), default: Iterations()].raise(to: line.iterations) }
    if let cost = line.cost, cost >= 0 { costs[UInt32(known)] = max(costs[UInt32(known)] ?? 0, cost) }
  }

  /// Notes that a line is the first one of a response, if it is. Where several have one time, the first in the log is.
  private mutating func noteFirst(_ line: UsageLine, of known: Int) {
    guard !identities.firstLines.isEmpty, identities.firstLines[UInt32(known)] != nil else { return }
    guard let time = line.time, time < responses[known].time ?? .max else { return }
    identities.firstLines[UInt32(known)] = line.uuid?.short ?? 0
  }

  /// Replaces what records of type `progress` reported of a response once the subagent's own file reports it.
  private mutating func replace(_ known: Int, with line: UsageLine) {
    let key = responses[known].key
    responses[known] = Response(
      key: key, number: UInt32(known), time: line.time, tokens: line.tokens, session: line.session,
      source: line.source, model: line.model, tools: 0, billing: line.billing, request: line.request?.short ?? 0,
      uuid: line.uuid?.short ?? 0, isNested: false)
    if identities.firstLines[UInt32(known)] != nil { identities.firstLines[UInt32(known)] = responses[known].uuid }
    iterations[UInt32(known)] = nil
    costs[UInt32(known)] = nil
  }

  /// Chooses among the models that records of one response name: the first in byte order, whichever came first.
  private mutating func chooseModel(_ known: Int, _ model: UInt32) {
    let names = (models.strings[Int(responses[known].model)], models.strings[Int(model)])
    if names.0.isEmpty || !names.1.isEmpty && names.1.lexicographicallyPrecedes(names.0) {
      responses[known].model = model
    }
  }

  /// Returns the key of a record with neither a message nor a uuid. It depends on the contents, so that a second copy
  /// of the file does not count again.
  private static func key(session: [UInt8], model: [UInt8], _ line: UsageLine) -> ResponseKey {
    var writer = ByteWriter()
    writer.sized(session)
    writer.sized(model)
    writer.zigzag(line.time ?? .min)
    line.tokens.encode(into: &writer)
    return ResponseKey(of: writer.bytes)
  }

  // MARK: Tables

  /// Returns the index of the response with this key; nil if there is none. The first call builds the index.
  package mutating func find(_ key: ResponseKey) -> Int? {
    if index == nil { index = KeyIndex(responses.lazy.map(\.key)) }
    return index!.find(key) { responses[$0].key }
  }

  private mutating func insert(_ item: Int) { index?.insert(responses[item].key, item: item) }

  private mutating func number(of billing: Billing?) -> UInt32 {
    guard let billing else { return 0 }
    if let known = billingNumbers[billing] { return known }
    let number = UInt32(billings.count)
    billings.append(billing)
    billingNumbers[billing] = number
    return number
  }

  /// Returns the number of the union of a set of tools and the tools of a record.
  private mutating func toolSet(_ columns: inout UsageColumns, _ row: Int, in set: UInt32) -> UInt32 {
    guard let entry = columns.tools.entry(row) else { return set }
    // Adding the same names to the resulting set changes nothing, so the result is known for both sets.
    if let known = columns.toolSets[entry], known.from == set || known.to == set { return known.to }
    let number = toolSet(columns.tools[row]!, in: set)
    columns.toolSets[entry] = (set, number)
    return number
  }

  /// Returns the number of the union of a set of tools and those in `names`, which newlines separate.
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
