/// Another place where a response occurs.
package struct ResponseCopy: Sendable, Hashable, Comparable {
  /// The index of the response and of the session in `UsageState`, and the number of the source.
  var response, session, source: UInt32
  /// True if it occurs there in a record of type `progress`.
  var isNested: Bool

  package static func < (a: ResponseCopy, b: ResponseCopy) -> Bool {
    (a.response, a.session, a.source, a.isNested ? 1 : 0) < (b.response, b.session, b.source, b.isNested ? 1 : 0)
  }
}

/// The responses of a store, each attributed to the session and the file that it counts for.
///
/// Memory: the responses are those of the state, and only attributions that differ are kept.
package struct ClaimedResponses: RandomAccessCollection, Sendable {
  /// What a response counts for: the index in `UsageState.sessions` and the number of the source.
  struct Claim: Sendable {
    var session, source: UInt32
  }

  private let responses: [Response]
  /// By index of the response.
  private let claims: [UInt32: Claim]

  init(_ responses: [Response], _ claims: [UInt32: Claim] = [:]) { (self.responses, self.claims) = (responses, claims) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { responses.count }

  package subscript(index: Int) -> Response {
    guard !claims.isEmpty, let claim = claims[UInt32(index)] else { return responses[index] }
    var response = responses[index]
    (response.session, response.source) = (claim.session, claim.source)
    return response
  }
}

extension UsageState {
  /// Returns the responses, each attributed to the original among the sessions that have it, and to one file of that
  /// session: among several, the first by machine, root and path. Cost: O(copies).
  package func claimed(_ sync: SyncState) -> ClaimedResponses { claims(sync).responses }

  /// Returns the responses as `claimed` does, and the session that each fork comes from, by number of the fork.
  package func claims(_ sync: SyncState) -> (responses: ClaimedResponses, parents: [UInt32: UInt32]) {
    if copies.isEmpty, relations.copies.isEmpty { return (ClaimedResponses(responses), [:]) }
    var families = SessionFamilies(self)
    var claims: [UInt32: ClaimedResponses.Claim] = [:]
    var places: [UInt32: [ResponseCopy]] = [:]
    for copy in copies where counts(copy) { places[copy.response, default: []].append(copy) }
    for (number, copies) in places {
      let known = responses[Int(number)]
      let session = families.original(of: Set(copies.map(\.session) + [known.session]))
      var sources = copies.filter { $0.session == session }.map(\.source)
      if known.session == session { sources.append(known.source) }
      let source = sources.dropFirst().reduce(sources[0]) { sync.isBefore($1, $0) ? $1 : $0 }
      if session == known.session, source == known.source { continue }
      claims[number] = ClaimedResponses.Claim(session: session, source: source)
    }
    return (ClaimedResponses(responses, claims), families.parents())
  }
}

extension SyncState {
  /// Orders sources independently of their numbers, as long as no two have the same path.
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
