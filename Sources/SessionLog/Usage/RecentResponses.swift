import Bytes
import SegmentedLog

/// The latest responses of a store, with what is needed to fold the lines that follow them.
///
/// Most lines that an ingest appends are about sessions and responses of the last days. Such lines can be folded without
/// the state of all responses, which takes many times as long to read. `fold` notices lines for which that is not
/// enough. Memory: as `UsageState`, for the responses and sessions that are in it.
package struct RecentResponses: Sendable {
  /// The responses from `start` on, each attributed to one session, and none without a time. Their tools are left out.
  package private(set) var usage: UsageState
  /// Milliseconds since 1970-01-01 UTC.
  package let start: Int64
  /// When the latest run of an ingest began, in milliseconds since 1970-01-01 UTC; nil without one.
  package private(set) var lastRun: Int64?
  /// The CRCs of the ids of all sessions that `usage` leaves out, ascending.
  private let otherSessions: [UInt32]
  /// False if responses share ids, so that other responses than the latest are needed to tell lines apart.
  private let isContinuable: Bool

  /// Takes the responses from `start` on out of a state.
  ///
  /// `responses` are those of the state, attributed to sessions as `UsageState.claims` does. `sessions` says which
  /// sessions are kept even if they have no response from `start` on. Cost: O(responses).
  package init(
    _ usage: UsageState, _ responses: [Response], from start: Int64, keeping sessions: [Bool], lastRun: Int64?
  ) {
    self.init(usage, responses, from: start, keeping: sessions, lastRun, [], usage.identities.gateways.isEmpty)
  }

  /// Leaves out the responses before a later start, and sessions.
  package init(_ other: RecentResponses, from start: Int64, keeping sessions: [Bool]) {
    self.init(
      other.usage, other.usage.responses, from: start, keeping: sessions, other.lastRun, other.otherSessions,
      other.isContinuable)
  }

  private init(
    _ usage: UsageState, _ responses: [Response], from start: Int64, keeping sessions: [Bool], _ lastRun: Int64?,
    _ others: [UInt32], _ isContinuable: Bool
  ) {
    var kept = sessions
    let latest = responses.indices.filter { responses[$0].time.map { $0 >= start } ?? false }
    for index in latest { kept[Int(responses[index].session)] = true }
    (self.start, self.lastRun, self.isContinuable) = (start, lastRun, isContinuable)
    let (reduced, left) = usage.limited(to: latest, of: responses, sessions: kept)
    self.usage = reduced
    otherSessions = (others + left.map(Self.mark)).sorted()
  }

  private static func mark(_ session: [UInt8]) -> UInt32 { session.withUnsafeBytes { crc32c($0) } }

  // MARK: Folding

  private struct NeedsAll: Error {}

  /// Folds the events of a log after the one up to which this was folded. Returns false, and leaves this in an undefined
  /// state, if that needs the state of all responses: if a line repeats an old response or belongs to an old session,
  /// or if the log says something else than an ingest does, such as that lines are erased.
  ///
  /// Cost: that of reading the envelopes of these events. Throws what reading them throws.
  package mutating func fold(_ log: LogReader, after sequence: UInt64) throws -> Bool {
    guard isContinuable else { return false }
    guard sequence < log.head.sequence else { return true }
    let known = usage.sessions.ids.count
    let memory = ColumnMemory()
    do {
      try log.forEachScannedBlock(in: sequence + 1...log.head.sequence) { block in
        let columns = try BlockColumns(block, memory)
        let first = Int(max(sequence + 1, block.sequences.lowerBound) - block.sequences.lowerBound)
        try withExtendedLifetime(columns) { try fold(columns, from: first) }
      }
    } catch is NeedsAll { return false }
    return usage.copies.isEmpty && usage.identities.gateways.isEmpty
      && usage.sessions.ids[known...].allSatisfy { !isOther(Self.mark($0)) }
  }

  private mutating func fold(_ block: BlockColumns, from first: Int) throws {
    let sources = try block.view(integers: .source)
    let inputs = try block.view(integers: .inputTokens)
    let times = try block.view(integers: .timestamp)
    let runTimes = try block.view(integers: .time)
    let pieces = try block.view(integers: .piece)
    var new: Set<Int64> = []
    for row in first..<block.count {
      if try block.isForeign(row) { throw NeedsAll() }
      switch block.kind(row) {
      case .source: if let source = sources[row] { new.insert(source) }
      case .record:
        if let source = sources[row], !new.contains(source), !usage.sessions.isKnown(source) { throw NeedsAll() }
        if inputs[row] == nil || RecordForm(rawValue: pieces[row] ?? 0).contains(.continues) { continue }
        guard let time = times[row], time >= start else { throw NeedsAll() }
      case .runStarted: lastRun = runTimes[row] ?? lastRun
      case .piece, .progress, .decision, .runFinished, .missing, .pruned, nil: continue
      case .reset, .lost, .erasure, .foreign, .imported, .mended, .earlier: throw NeedsAll()
      }
    }
    try usage.apply(block, from: first)
  }

  private func isOther(_ mark: UInt32) -> Bool {
    var (low, high) = (0, otherSessions.count)
    while low < high {
      let middle = (low + high) / 2
      if otherSessions[middle] < mark { low = middle + 1 } else { high = middle }
    }
    return low < otherSessions.count && otherSessions[low] == mark
  }

  // MARK: Encoding

  package func encode(into writer: inout ByteWriter) {
    writer.zigzag(start)
    writer.u8((lastRun == nil ? 0 : 1) | (isContinuable ? 2 : 0))
    if let lastRun { writer.zigzag(lastRun) }
    usage.encode(into: &writer)
    writer.varint(otherSessions.count)
    for mark in otherSessions { writer.fixed(mark) }
  }

  package init(decoding reader: inout ByteReader) throws(ByteError) {
    start = try reader.zigzag()
    let flags = try reader.u8()
    guard flags < 4 else { throw .malformed }
    lastRun = flags & 1 != 0 ? try reader.zigzag() : nil
    isContinuable = flags & 2 != 0
    usage = try UsageState(decoding: &reader)
    let count = try reader.count(limit: reader.remaining / 4)
    var marks: [UInt32] = []
    marks.reserveCapacity(count)
    for _ in 0..<count { marks.append(try reader.fixed()) }
    otherSessions = marks
  }
}

extension UsageState {
  /// Returns a state with some of the responses, and the ids of the sessions that it leaves out. `chosen` are indices of
  /// `responses`, ascending; `sessions` must contain their sessions.
  fileprivate func limited(
    to chosen: [Int], of responses: [Response], sessions kept: [Bool]
  ) -> (UsageState, left: [[UInt8]]) {
    var limited = UsageState()
    let (attribution, sessionNumbers) = sessions.limited(to: kept)
    limited.sessions = attribution
    (limited.models, limited.billings, limited.billingNumbers) = (models, billings, billingNumbers)
    var numbers: [UInt32: UInt32] = [:]
    numbers.reserveCapacity(chosen.count)
    for index in chosen {
      var response = responses[index]
      let number = UInt32(limited.responses.count)
      numbers[response.number] = number
      (limited.iterations[number], limited.costs[number]) = (iterations[response.number], costs[response.number])
      (response.number, response.tools) = (number, 0)
      response.session = UInt32(sessionNumbers[Int(response.session)])
      limited.responses.append(response)
    }
    for (source, last) in identities.lastLines where attribution.isKnown(Int64(source)) {
      guard let number = numbers[last.response] else { continue }
      limited.identities.lastLines[source] = last
      limited.identities.lastLines[source]!.response = number
    }
    for (key, response) in identities.aliases {
      if let number = numbers[response] { limited.identities.aliases[key] = number }
    }
    return (limited, sessions.ids.indices.filter { sessionNumbers[$0] < 0 }.map { sessions.ids[$0] })
  }
}
