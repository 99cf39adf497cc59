import Bytes
import SegmentedLog
import SessionLog

/// The responses and sessions of a lake that have changed since a position of the log. Each row states what is known of
/// one as a whole.
package struct LakeChanges: Sendable {
  package var responses: [LakeResponse] = []
  package var sessions: [LakeSession] = []
  /// True if the largest value of a column over all rows of a response would not be what is known now: a number has
  /// become smaller, or a response has another name. The rows before must be replaced then.
  package var isContradiction = false

  package init() {}
}

extension StoreView {
  /// Returns the rows of the responses and sessions that the events after `sequence` have changed. Cost: folds the
  /// states of both positions. Memory: 300 bytes a response.
  package func lakeChanges(after sequence: UInt64, _ prices: PriceTable) throws -> LakeChanges {
    guard sequence > 0 else {
      var changes = LakeChanges()
      (changes.responses, changes.sessions) = (try lakeResponses(prices).flatMap { $0 }, try lakeSessions())
      return changes
    }
    let earlier = try store.view(at: .sequence(sequence))
    var changes = LakeChanges()
    let known = try earlier.lakeResponses(prices)
    for (number, parts) in try lakeResponses(prices).enumerated() {
      let former = number < known.count ? known[number] : []
      for (place, part) in parts.enumerated() {
        let old = place < former.count ? former[place] : nil
        if part == old { continue }
        changes.responses.append(part)
        if let old, !part.isRaised(from: old) { changes.isContradiction = true }
      }
      if former.count > parts.count { changes.isContradiction = true }
    }
    let sessions = try earlier.lakeSessions()
    let before = Dictionary(sessions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    changes.sessions = try lakeSessions().filter { before[$0.id] != $0 }
    return changes
  }

  /// Returns the rows of all responses in the order in which they were first seen.
  private func lakeResponses(_ prices: PriceTable) throws -> [[LakeResponse]] {
    let known = try projections([.usage, .sessions])
    let (usage, sync) = (known.usage.state, known.sync.state)
    let (sessions, costs) = (try sessionsState, CostTable(usage, prices))
    let machines = sync.machineNames
    let states = usage.sessions.ids.map { id in sessions.index(of: id).map { sessions.sessions[$0] } }
    return try claims.responses.enumerated().map { number, response in
      if number & 4095 == 0 { try checkCancellation() }
      var parts: [LakeResponse] = []
      let name = usage.stableName(of: response)
      costs.forEachPart(of: response) { part in
        let cost = costs.cost(of: part)
        let state = states[Int(part.session)]
        let stated = part.time.flatMap { LakeTimes.range.contains($0) ? $0 : nil }
        let started = state?.started.flatMap { LakeTimes.range.contains($0) ? $0 : nil }
        parts.append(
          LakeResponse(
            response: name, part: Int64(parts.count), time: stated ?? started ?? 0, isTimed: stated != nil,
            machine: Int(part.source) < machines.count ? Array(machines[Int(part.source)].utf8) : [],
            session: usage.sessions.ids[Int(part.session)], project: state?.project ?? [],
            path: sync.path(ofSource: Int64(part.source)), model: Array(costs.names[Int(part.slot.model)].utf8),
            tokens: part.tokens, cost: Int64(clamping: cost?.picodollars ?? 0), hasPrice: cost != nil))
      }
      return parts
    }
  }

  private func lakeSessions() throws -> [LakeSession] {
    let known = try projections(.sessions)
    let (sync, current) = (known.sync.state, known.sync.state.currentGenerations)
    return try sessionsState.sessions.map { session in
      let summary = session.summary(sync, copied: [], current: current)
      func time(_ stated: Int64?) -> Int64? { stated.flatMap { LakeTimes.range.contains($0) ? $0 : nil } }
      let started = time(session.started)
      return LakeSession(
        id: session.id, project: session.project, title: Array(summary.title.utf8), model: session.model,
        branch: session.branch, version: session.version, time: started ?? 0, isTimed: started != nil,
        ended: time(session.ended) ?? started ?? 0, records: summary.records, badLines: summary.badLines,
        messages: summary.messages, turns: summary.turns, generations: Int64(summary.generations),
        files: Int64(summary.files), bytes: summary.bytes)
    }
  }
}

extension LakeResponse {
  /// Returns whether the largest values of two rows of a response are those of this one.
  fileprivate func isRaised(from old: LakeResponse) -> Bool {
    let (new, old) = (self, old)
    return new.response == old.response && new.tokens.input >= old.tokens.input
      && new.tokens.output >= old.tokens.output && new.tokens.cacheWrites5m >= old.tokens.cacheWrites5m
      && new.tokens.cacheWrites1h >= old.tokens.cacheWrites1h && new.tokens.cacheReads >= old.tokens.cacheReads
      && new.time <= old.time
  }
}
