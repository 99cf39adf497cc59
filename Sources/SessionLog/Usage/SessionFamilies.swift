/// Counts the responses and prompts that sessions have in common or alone.
private struct Tally: Sendable {
  var responses = 0
  var prompts = 0
  /// The earliest time of these responses and prompts in milliseconds since 1970-01-01 UTC; nil if none has one.
  var firstTime: Int64?

  var isEmpty: Bool { responses == 0 && prompts == 0 }

  mutating func add(_ time: Int64?, isResponse: Bool) {
    if isResponse { responses += 1 } else { prompts += 1 }
    add(time)
  }

  mutating func add(_ other: Tally) {
    responses += other.responses
    prompts += other.prompts
    add(other.firstTime)
  }

  private mutating func add(_ time: Int64?) {
    if let time { firstTime = min(firstTime ?? time, time) }
  }
}

/// Finds the original among sessions that share responses or prompts. Sessions are compared in pairs, independently of
/// their ids and of the order in which they came.
///
/// The records decide first: a session whose records name another in `forkedFrom` is a copy of that one, and a session
/// that runs in the background is a copy of one that does not. Otherwise the session is the original all of whose
/// responses the other one has. Of two sessions that were both continued, the original is the one that was continued
/// first.
///
/// Cost: O(responses), and for each pair that is compared the number of different sets of sessions that share
/// something.
struct SessionFamilies {
  private let ids: [[UInt8]]
  private let relations: SessionRelations
  /// By session, the responses and prompts that no other session has.
  private var alone: [Tally]
  /// The responses and prompts that several sessions have, grouped by the set of these sessions.
  private var shared: [(remainingCopies: [UInt32], tally: Tally)] = []
  /// By session, the indices in `shared` of the sets with it.
  private var sharedOf: [UInt32: [Int]] = [:]
  /// By session, the sessions that its `forkedFrom` stamps name, directly or through the stamps of those.
  private var ancestors: [UInt32: Set<UInt32>] = [:]
  private var known: [SIMD2<UInt32>: Bool] = [:]

  /// Counts all shared responses and prompts of `state`.
  init(_ state: UsageState) {
    ids = state.sessions.ids
    relations = state.relations
    alone = [Tally](repeating: Tally(), count: ids.count)
    var tallies: [[UInt32]: Tally] = [:]
    func add(_ first: UInt32, _ others: Set<UInt32>?, _ time: Int64?, isResponse: Bool, to alone: inout [Tally]) {
      guard var remainingCopies = others, remainingCopies.insert(first).inserted || remainingCopies.count > 1 else {
        alone[Int(first)].add(time, isResponse: isResponse)
        return
      }
      tallies[remainingCopies.sorted(), default: Tally()].add(time, isResponse: isResponse)
    }
    var others: [UInt32: Set<UInt32>] = [:]
    for copy in state.copies where state.counts(copy) { others[copy.response, default: []].insert(copy.session) }
    for (number, response) in state.responses.enumerated() {
      let copies = others.isEmpty ? nil : others[UInt32(number)]
      add(response.session, copies, response.time, isResponse: true, to: &alone)
    }
    var otherPrompts: [UInt32: Set<UInt32>] = [:]
    for copy in relations.copies { otherPrompts[copy.prompt, default: []].insert(copy.session) }
    for (number, prompt) in relations.prompts.enumerated() {
      let copies = otherPrompts.isEmpty ? nil : otherPrompts[UInt32(number)]
      add(prompt.session, copies, prompt.time, isResponse: false, to: &alone)
    }
    shared = tallies.map { (remainingCopies: $0.key, tally: $0.value) }
    for (place, set) in shared.enumerated() {
      for session in set.remainingCopies { sharedOf[session, default: []].append(place) }
    }
    if !relations.stamps.isEmpty { findAncestors() }
  }

  private mutating func findAncestors() {
    var numbers: [[UInt8]: UInt32] = [:]
    for (number, id) in ids.enumerated() { numbers[id] = UInt32(number) }
    let named = relations.stamps.mapValues { Set($0.keys.compactMap { numbers[$0] }) }
    for session in named.keys {
      var found = Set<UInt32>()
      var next = Array(named[session]!)
      while let ancestor = next.popLast() {
        if ancestor != session, found.insert(ancestor).inserted { next += named[ancestor] ?? [] }
      }
      ancestors[session] = found
    }
  }

  /// Returns the original among the sessions that have one response. `remainingCopies` must not be empty.
  mutating func original(of remainingCopies: Set<UInt32>) -> UInt32 {
    let sorted = remainingCopies.sorted { ids[Int($0)].lexicographicallyPrecedes(ids[Int($1)]) }
    return sorted.dropFirst().reduce(sorted[0]) { isBefore($1, $0) ? $1 : $0 }
  }

  /// Returns the session that each copy comes from, by number of the copy. Among the sessions before it, that is one
  /// named in its stamps, else the one that shares most with it.
  mutating func parents() -> [UInt32: UInt32] {
    var parents: [UInt32: UInt32] = [:]
    for (session, places) in sharedOf {
      var common: [UInt32: Tally] = [:]
      for place in places {
        for holder in shared[place].remainingCopies where holder != session {
          common[holder, default: Tally()].add(shared[place].tally)
        }
      }
      var before = common.keys.filter { isBefore($0, session) }
      if let stamps = relations.stamps[session] {
        let named = before.filter { stamps[ids[Int($0)]] != nil }
        if !named.isEmpty { before = named }
      }
      func size(_ other: UInt32) -> (Int, Int) { (common[other]!.responses, common[other]!.prompts) }
      guard let most = before.map(size).max(by: <) else { continue }
      parents[session] = original(of: Set(before.filter { size($0) == most }))
    }
    return parents
  }

  /// Returns whether `a` is the original of two sessions that share something.
  private mutating func isBefore(_ a: UInt32, _ b: UInt32) -> Bool {
    if a > b { return !isBefore(b, a) }
    let pair = SIMD2(a, b)
    if let known = known[pair] { return known }
    let answer = decide(a, b)
    known[pair] = answer
    return answer
  }

  private func decide(_ a: UInt32, _ b: UInt32) -> Bool {
    let isDescendant = (ancestors[a]?.contains(b) ?? false, ancestors[b]?.contains(a) ?? false)
    if isDescendant.0 != isDescendant.1 { return isDescendant.1 }
    let isBackground = (relations.background.contains(a), relations.background.contains(b))
    if isBackground.0 != isBackground.1 { return isBackground.1 }
    let (own, other) = (only(a, not: b), only(b, not: a))
    if (own.responses == 0) != (other.responses == 0) { return own.responses == 0 }
    if own.responses == 0, own.isEmpty != other.isEmpty { return own.isEmpty }
    let times = (own.firstTime ?? .max, other.firstTime ?? .max)
    if times.0 != times.1 { return times.0 < times.1 }
    return ids[Int(a)].lexicographicallyPrecedes(ids[Int(b)])
  }

  /// Returns the responses and prompts that one session has and another one does not.
  private func only(_ session: UInt32, not other: UInt32) -> Tally {
    var tally = alone[Int(session)]
    for place in sharedOf[session] ?? [] where !shared[place].remainingCopies.contains(other) {
      tally.add(shared[place].tally)
    }
    return tally
  }
}

extension UsageState {
  /// Returns whether a copy counts. If the subagent's own file has the response, records of type `progress` do not.
  package func counts(_ copy: ResponseCopy) -> Bool { !copy.isNested || responses[Int(copy.response)].isNested }
}
