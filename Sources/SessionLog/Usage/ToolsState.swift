import Bytes
import SegmentedLog
import Transcripts

/// One call of a tool, which counts once over all files.
package struct ToolCall: Sendable, Equatable {
  package enum Outcome: UInt8, Sendable {
    case unanswered, succeeded, failed
  }

  package var key: ResponseKey
  /// The index in `ToolsState.names`.
  package var tool: UInt32
  /// The index in `ToolsState.sessions`.
  package var session: UInt32
  /// The time of the record with the call in milliseconds since 1970-01-01 UTC; nil if it has none.
  package var time: Int64?
  package var outcome = Outcome.unanswered
  /// The time from the record with the call to the record with its first result, in milliseconds; nil if one of the
  /// times is missing or the result is earlier than the call.
  package var duration: Int64?
}

/// The projection of every tool call with its outcome.
///
/// A call is identified by its response and the mark of its id, so that forks and new generations repeat nothing. A
/// result belongs to the latest call in its session that has its mark. Memory: 80 bytes per call, and 50 for each call
/// that waits for a result.
package struct ToolsState: ErasureAwareProjection {
  package static let name = "tools"
  package static let version: UInt16 = 3

  /// The calls in the order in which they were first seen.
  package private(set) var calls: [ToolCall] = []
  package private(set) var sessions = SessionAttribution()
  package private(set) var names = StringTable()
  /// The calls without a result, as indices in `calls` by session and mark.
  private var waiting: [UInt64: UInt32] = [:]
  /// Derived and made on first use; not part of the encoding.
  private var index: KeyIndex?

  private static func waitingKey(session: UInt32, mark: UInt32) -> UInt64 { UInt64(session) << 32 | UInt64(mark) }

  /// The content that is ignored. Not part of the encoding.
  private var erased = ErasedRanges()

  package init() {}

  package mutating func exclude(_ sync: SyncState) { erased = ErasedRanges(sync) }

  /// Reserves memory for the calls in `events` events, at most 131,072 calls, to avoid repeated moves while the array
  /// grows.
  package mutating func reserve(events: Int) { calls.reserveCapacity(calls.count + min(events / 2, 1 << 17)) }

  package mutating func apply(_ block: BlockColumns, from first: Int) throws {
    let isErased = try ErasedRows(block, erased)
    var cache = try sessions.cache(block)
    let sources = try block.view(integers: .source)
    var columns = try ToolColumns(block)
    for row in first..<block.count {
      switch block.kind(row) {
      case .source: try sessions.addSource(block, row)
      case .record where !isErased[row]:
        guard let source = sources[row], let session = sessions.session(ofRecord: row, source: source, &cache),
          !RecordForm(rawValue: columns.piece[row] ?? 0).contains(.continues)
        else { continue }
        if let entry = columns.calls.entry(row) { try addCalls(&columns, row, entry, session: UInt32(session)) }
        if let entry = columns.results.entry(row) { addResults(columns, row, entry, session: UInt32(session)) }
      default: break
      }
    }
  }

  private mutating func addCalls(_ columns: inout ToolColumns, _ row: Int, _ entry: Int, session: UInt32) throws {
    guard let tools = columns.tools.entry(row) else { return }
    let marks = columns.calls.bytes(ofEntry: entry)
    for index in 0..<min(columns.nameCount(tools), ToolCallHash.count(in: marks)) {
      let mark = ToolCallHash(index, in: marks)
      let key = try columns.key(row, mark)
      let number: Int
      if let known = find(key) {
        number = known
      } else {
        let tool = columns.name(index, of: tools, &names)
        number = add(key, tool: tool, session: session, time: columns.timestamp[row])
      }
      if calls[number].outcome == .unanswered {
        waiting[Self.waitingKey(session: session, mark: mark.call)] = UInt32(number)
      }
    }
  }

  private mutating func addResults(_ columns: ToolColumns, _ row: Int, _ entry: Int, session: UInt32) {
    let marks = columns.results.bytes(ofEntry: entry)
    for index in 0..<ToolCallHash.count(in: marks) {
      let mark = ToolCallHash(index, in: marks)
      guard let number = waiting.removeValue(forKey: Self.waitingKey(session: session, mark: mark.call)).map(Int.init),
        calls[number].outcome == .unanswered
      else { continue }
      calls[number].outcome = mark.isError ? .failed : .succeeded
      if let start = calls[number].time, let end = columns.timestamp[row], end >= start {
        calls[number].duration = end.subtractingReportingOverflow(start).partialValue
      }
    }
  }

  private mutating func find(_ key: ResponseKey) -> Int? {
    if index == nil { index = KeyIndex(calls.lazy.map(\.key)) }
    return index!.find(key) { calls[$0].key }
  }

  private mutating func add(_ key: ResponseKey, tool: UInt32, session: UInt32, time: Int64?) -> Int {
    calls.append(ToolCall(key: key, tool: tool, session: session, time: time))
    index!.insert(key, item: calls.count - 1)
    return calls.count - 1
  }

  package func encode(into writer: inout ByteWriter) {
    sessions.encode(into: &writer)
    names.encode(into: &writer)
    writer.varint(calls.count)
    var last: Int64 = 0
    for call in calls {
      call.key.encode(into: &writer)
      writer.u8(call.outcome.rawValue | (call.time == nil ? 0 : 4) | (call.duration == nil ? 0 : 8))
      writer.varint(UInt64(call.tool))
      writer.varint(UInt64(call.session))
      if let time = call.time {
        writer.zigzag(time &- last)
        last = time
      }
      if let duration = call.duration { writer.zigzag(duration) }
    }
    writer.varint(waiting.count)
    for key in waiting.keys.sorted() {
      writer.varint(key >> 32)
      writer.varint(key & 0xffff_ffff)
      writer.varint(UInt64(waiting[key]!))
    }
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    sessions = try SessionAttribution(decoding: &reader)
    names = try StringTable(decoding: &reader)
    let count = try reader.count(limit: reader.remaining)
    calls.reserveCapacity(count)
    var last: Int64 = 0
    for _ in 0..<count {
      let key = try ResponseKey(decoding: &reader)
      let flags = try reader.u8()
      guard flags < 16, let outcome = ToolCall.Outcome(rawValue: flags & 3) else { throw .malformed }
      let tool = try reader.number(below: names.strings.count)
      var call = ToolCall(key: key, tool: tool, session: try reader.number(below: sessions.ids.count))
      call.outcome = outcome
      if flags & 4 != 0 {
        last &+= try reader.zigzag()
        call.time = last
      }
      if flags & 8 != 0 { call.duration = try reader.zigzag() }
      calls.append(call)
    }
    for _ in 0..<(try reader.count(limit: reader.remaining)) {
      let session = try reader.number(below: sessions.ids.count)
      let mark = try reader.varint()
      guard mark <= UInt64(UInt32.max) else { throw .malformed }
      let key = Self.waitingKey(session: session, mark: UInt32(mark))
      guard waiting.updateValue(try reader.number(below: count), forKey: key) == nil else { throw .malformed }
    }
  }
}

/// The columns from which tool calls are derived.
struct ToolColumns {
  /// Keeps the memory alive that the views refer to.
  private let block: BlockColumns
  let piece, timestamp: IntegerView
  let calls, results, tools: BytesView
  private let message: BytesView
  /// By entry of `tools`, which separates names by newlines, the names; empty if the entry was not examined yet.
  private var names: [[(text: [UInt8], number: UInt32?)]]

  init(_ block: BlockColumns) throws {
    self.block = block
    piece = try block.view(integers: .piece)
    timestamp = try block.view(integers: .timestamp)
    calls = try block.view(bytes: .calls)
    results = try block.view(bytes: .results)
    tools = try block.view(bytes: .tools)
    message = try block.view(bytes: .message)
    names = [[(text: [UInt8], number: UInt32?)]](repeating: [], count: tools.entryCount)
  }

  mutating func nameCount(_ entry: Int) -> Int {
    if names[entry].isEmpty {
      let text = Array(tools.bytes(ofEntry: entry))
      names[entry] = text.split(separator: 0x0a, omittingEmptySubsequences: false).map { (Array($0), nil) }
    }
    return names[entry].count
  }

  /// Returns the number in `table` of one name in an entry of `tools`.
  mutating func name(_ index: Int, of entry: Int, _ table: inout StringTable) -> UInt32 {
    if let number = names[entry][index].number { return number }
    let number = table.number(names[entry][index].text)
    names[entry][index].number = number
    return number
  }

  /// Returns the key that identifies a call over all files: the hash of its mark and of the message id, or else of the
  /// uuid of the record.
  func key(_ row: Int, _ mark: ToolCallHash) throws -> ResponseKey {
    if let entry = message.entry(row) { return Self.key(mark, message.bytes(ofEntry: entry)) }
    let uuid = try block.view(bytes: .uuid)
    if let entry = uuid.entry(row) { return Self.key(mark, uuid.bytes(ofEntry: entry)) }
    return Self.key(mark, UnsafeRawBufferPointer(start: nil, count: 0))
  }

  private static func key(_ mark: ToolCallHash, _ id: UnsafeRawBufferPointer) -> ResponseKey {
    withUnsafeTemporaryAllocation(byteCount: 4 + id.count, alignment: 4) { bytes in
      bytes.storeBytes(of: mark.rawValue.littleEndian, as: UInt32.self)
      if let start = id.baseAddress { (bytes.baseAddress! + 4).copyMemory(from: start, byteCount: id.count) }
      return ResponseKey(of: UnsafeRawBufferPointer(bytes))
    }
  }
}
