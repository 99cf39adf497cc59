import FileIO

/// Another place where a response stands.
struct ResponseCopy: Sendable, Hashable, Comparable {
  /// Numbers in `UsageState`, and of the source.
  var response, session, source: UInt32

  static func < (a: ResponseCopy, b: ResponseCopy) -> Bool {
    (a.response, a.session, a.source) < (b.response, b.session, b.source)
  }
}

/// Two sessions that share responses.
struct SessionPair: Sendable, Hashable {
  /// The one that they count for.
  var claimant: UInt32
  var other: UInt32
}

extension UsageState {
  /// The responses, each counted for the session that had it first, and for one of its files, in whichever order they came into the store.
  ///
  /// Of two sessions the one that went its own way first is the original, or that went none: a copy goes on later. That is told by responses that no
  /// other session has; between equals the id decides. Of several files the first by machine, root and path. Cost: O(responses), where there are copies.
  func claimed(_ sync: SyncState) -> [Response] {
    if copies.isEmpty { return responses }
    var claimed = responses
    let firstOwn = firstOwn
    func isBefore(_ a: (session: UInt32, source: UInt32), _ b: (session: UInt32, source: UInt32)) -> Bool {
      if a.session == b.session { return sync.isBefore(a.source, b.source) }
      let (first, second) = (firstOwn[Int(a.session)], firstOwn[Int(b.session)])
      if first != second { return first < second }
      return sessions.ids[Int(a.session)].lexicographicallyPrecedes(sessions.ids[Int(b.session)])
    }
    for copy in copies {
      let known = claimed[Int(copy.response)]
      guard isBefore((copy.session, copy.source), (known.session, known.source)) else { continue }
      (claimed[Int(copy.response)].session, claimed[Int(copy.response)].source) = (copy.session, copy.source)
    }
    return claimed
  }

  /// The session that each fork comes from: of those that went their own way before it, the one with the latest response that both have. One that
  /// has no response of its own was left where the other one went on. `claimed`: the responses as `claimed` gives them.
  func originals(_ claimed: [Response]) -> [UInt32: UInt32] {
    if copies.isEmpty { return [:] }
    var shares: [SessionPair: Int64] = [:]
    func add(_ number: Int, _ session: UInt32) {
      guard claimed[number].session != session else { return }
      let pair = SessionPair(claimant: claimed[number].session, other: session)
      shares[pair] = max(shares[pair] ?? .min, claimed[number].time ?? .min)
    }
    for copy in copies {
      add(Int(copy.response), copy.session)
      add(Int(copy.response), responses[Int(copy.response)].session)
    }
    var best: [UInt32: (from: UInt32, time: Int64)] = [:]
    for (pair, time) in shares {
      if let known = best[pair.other] {
        let (id, other) = (sessions.ids[Int(pair.claimant)], sessions.ids[Int(known.from)])
        if known.time > time || known.time == time && !id.lexicographicallyPrecedes(other) { continue }
      }
      best[pair.other] = (pair.claimant, time)
    }
    return best.mapValues(\.from)
  }

  /// By session: the time of its first response that no other session has; the earliest possible where there is none.
  private var firstOwn: [Int64] {
    var firstOwn = [Int64](repeating: .max, count: sessions.ids.count)
    for response in responses where !response.isShared {
      firstOwn[Int(response.session)] = min(firstOwn[Int(response.session)], response.time ?? .max)
    }
    return firstOwn.map { $0 == .max ? .min : $0 }
  }
}

extension SyncState {
  /// An order of sources that does not depend on their numbers, as long as no two have one path.
  fileprivate func isBefore(_ a: UInt32, _ b: UInt32) -> Bool {
    guard a != b else { return false }
    guard let first = sources.indices.contains(Int(a)) ? sources[Int(a)] : nil else { return false }
    guard let second = sources.indices.contains(Int(b)) ? sources[Int(b)] : nil else { return true }
    let (root, other) = (roots[first.root], roots[second.root])
    for (x, y) in [(root.origin, other.origin), (root.path, other.path), (first.path, second.path)] where x != y {
      return x.lexicographicallyPrecedes(y)
    }
    return a < b
  }
}
