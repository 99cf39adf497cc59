/// How much of what two sessions say is in both, and in one only.
private struct Tally: Sendable {
  var responses = 0
  var prompts = 0
  /// The earliest of them, milliseconds since 1970 UTC.
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

/// Which of the sessions that share responses or prompts is the original: found pair by pair, whatever their ids and the order in which they came.
///
/// What the records say decides: a session whose records name another in `forkedFrom` is a copy of that, and one that runs in the background is a copy of
/// one that does not. Else the session all of whose responses the other one has is the original; of two that both went on, the one that did so first.
///
/// Cost: O(responses), and for each pair that is asked about the number of different sets of sessions that share something.
struct SessionFamilies {
  private let ids: [[UInt8]]
  private let relations: SessionRelations
  /// By session: what it alone says.
  private var alone: [Tally]
  /// What several sessions say, by which.
  private var shared: [(holders: [UInt32], tally: Tally)] = []
  /// By session: places in `shared`.
  private var sharedOf: [UInt32: [Int]] = [:]
  /// By session: those that its stamps name, and those that theirs name, ….
  private var ancestors: [UInt32: Set<UInt32>] = [:]
  private var known: [SIMD2<UInt32>: Bool] = [:]

  init(_ state: UsageState) {
    ids = state.sessions.ids
    relations = state.relations
    alone = [Tally](repeating: Tally(), count: ids.count)
    var tallies: [[UInt32]: Tally] = [:]
    func add(_ first: UInt32, _ others: Set<UInt32>?, _ time: Int64?, isResponse: Bool, to alone: inout [Tally]) {
      guard var holders = others, holders.insert(first).inserted || holders.count > 1 else {
        alone[Int(first)].add(time, isResponse: isResponse)
        return
      }
      tallies[holders.sorted(), default: Tally()].add(time, isResponse: isResponse)
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
    shared = tallies.map { (holders: $0.key, tally: $0.value) }
    for (place, set) in shared.enumerated() {
      for session in set.holders { sharedOf[session, default: []].append(place) }
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

  /// The original among the sessions that have one response.
  mutating func original(of holders: Set<UInt32>) -> UInt32 {
    let sorted = holders.sorted { ids[Int($0)].lexicographicallyPrecedes(ids[Int($1)]) }
    return sorted.dropFirst().reduce(sorted[0]) { isBefore($1, $0) ? $1 : $0 }
  }

  /// The session that each copy comes from, by number: of those before it the one that its stamps name, else the one that it shares most with.
  mutating func parents() -> [UInt32: UInt32] {
    var parents: [UInt32: UInt32] = [:]
    for (session, places) in sharedOf {
      var common: [UInt32: Tally] = [:]
      for place in places {
        for holder in shared[place].holders where holder != session {
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

  /// Whether `a` is the original of two sessions that share something.
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

  /// What one session says and another one does not.
  private func only(_ session: UInt32, not other: UInt32) -> Tally {
    var tally = alone[Int(session)]
    for place in sharedOf[session] ?? [] where !shared[place].holders.contains(other) { tally.add(shared[place].tally) }
    return tally
  }
}

extension UsageState {
  /// Whether a copy says that its response is there: where a subagent's own file has it, records of type `progress` do not.
  package func counts(_ copy: ResponseCopy) -> Bool { !copy.isNested || responses[Int(copy.response)].isNested }
}
