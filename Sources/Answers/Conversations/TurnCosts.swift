import FileIO
import SessionLog

/// The tokens and the cost of a session, as a whole and by turn.
///
/// Only responses that count for the session are in it: those that it copied from another one count there. A response
/// stands for one turn, however often its records are repeated.
public struct TurnCosts: Sendable {
  /// All responses that count for the session, also those of former versions of its files.
  public let total: UsageTotals
  private let responses: [Response]
  private let costs: CostTable

  /// Returns the sums of the turns of a conversation, by the index of the entry that begins the turn. What comes before
  /// the first prompt, and a turn without a response, has none. A subagent's responses belong to the turn in which it
  /// stands.
  ///
  /// Cost: linear in the records; no line is read.
  package func turns(_ transcript: SessionTranscript) -> [Int: UsageTotals] {
    if responses.isEmpty { return [:] }
    let numbers = entryOfResponse(transcript)
    var sums: [Int: UsageSum] = [:]
    var turn: Int?
    var places = numbers.sorted { $0.entry < $1.entry }[...]
    for (place, entry) in transcript.conversation.entries.enumerated() {
      if entry.isPrompt, entry.depth == 0 { turn = place }
      while let next = places.first, next.entry == place {
        if let turn { sums[turn, default: UsageSum()].add(responses[next.response], costs) }
        places.removeFirst()
      }
    }
    return sums.mapValues { $0.totals(costs) }
  }

  /// Finds the entry of each response: the first with its id; else, because gateways give several responses one id, the
  /// first with a line of its time.
  private func entryOfResponse(_ transcript: SessionTranscript) -> [(entry: Int, response: Int)] {
    var (byKey, byTime): ([ResponseKey: Int], [Int64: [Int]]) = ([:], [:])
    for (number, response) in responses.enumerated() where byKey[response.key] == nil { byKey[response.key] = number }
    let records = transcript.records
    var found: [(entry: Int, response: Int)] = []
    var isFound = [Bool](repeating: false, count: responses.count)
    func isResponse(_ record: Int) -> Bool { records.kind(of: record) == .response }
    for (place, entry) in transcript.conversation.entries.enumerated() {
      for record in entry.records where isResponse(record) {
        guard let id = records.message(of: record) ?? records.uuid(of: record),
          let number = byKey[ResponseKey(of: Array(records.text(id).utf8))], !isFound[number]
        else { continue }
        isFound[number] = true
        found.append((place, number))
      }
    }
    for (number, response) in responses.enumerated() where !isFound[number] {
      if let time = response.time { byTime[time, default: []].append(number) }
    }
    if byTime.isEmpty { return found }
    for (place, entry) in transcript.conversation.entries.enumerated() {
      for record in entry.records where isResponse(record) {
        guard let time = records.time(of: record), let number = byTime[time]?.popLast() else { continue }
        found.append((place, number))
      }
    }
    return found
  }
}

extension TurnCosts {
  fileprivate init(_ responses: [Response], _ costs: CostTable) {
    (self.responses, self.costs) = (responses, costs)
    var sum = UsageSum()
    for response in responses { sum.add(response, costs) }
    total = sum.totals(costs)
  }
}

extension StoreView {
  /// Returns tokens and cost of a session by its whole id; nothing is counted for an unknown one.
  ///
  /// The first call sorts the responses of the store by session, which the view keeps. Memory: 130 bytes for each
  /// response of the session, and 8 for each of the store.
  package func turnCosts(ofSession id: String, _ prices: PriceTable = .builtIn) throws -> TurnCosts {
    try throwingStoreErrors {
      let responses = try claims.responses
      let bySession = try responsesBySession()
      let wanted = bySession.numbers[Array(id.utf8)].map { bySession.responses[$0] } ?? []
      return TurnCosts(wanted.map { responses[Int($0)] }, try priced(prices).costs)
    }
  }

  private func responsesBySession() throws -> ResponsesBySession {
    try derived.value("responses by session") {
      let ids = try usageState.sessions.ids
      var numbers: [[UInt32]] = Array(repeating: [], count: ids.count)
      for (number, response) in try claims.responses.enumerated() {
        numbers[Int(response.session)].append(UInt32(number))
      }
      return ResponsesBySession(
        numbers: Dictionary(zip(ids, ids.indices)) { first, _ in first }, responses: numbers)
    }
  }
}

/// The responses of a store by session.
private struct ResponsesBySession: Sendable {
  /// The index of each session by its id.
  let numbers: [[UInt8]: Int]
  /// The indices of the responses of each session.
  let responses: [[UInt32]]
}
