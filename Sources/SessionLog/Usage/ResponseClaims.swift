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

extension UsageState {
  /// Returns the responses, each attributed to the original among the sessions that have it, and to one file of that
  /// session: among several, the first by machine, root and path. Cost: O(responses) if there are copies.
  package func claimed(_ sync: SyncState) -> [Response] { claims(sync).responses }

  /// Returns the responses as `claimed` does, and the session that each fork comes from, by number of the fork.
  package func claims(_ sync: SyncState) -> (responses: [Response], parents: [UInt32: UInt32]) {
    if copies.isEmpty, relations.copies.isEmpty { return (responses, [:]) }
    var families = SessionFamilies(self)
    var claimed = responses
    var places: [UInt32: [ResponseCopy]] = [:]
    for copy in copies where counts(copy) { places[copy.response, default: []].append(copy) }
    for (number, copies) in places {
      let known = responses[Int(number)]
      let session = families.original(of: Set(copies.map(\.session) + [known.session]))
      var sources = copies.filter { $0.session == session }.map(\.source)
      if known.session == session { sources.append(known.source) }
      claimed[Int(number)].session = session
      claimed[Int(number)].source = sources.dropFirst().reduce(sources[0]) { sync.isBefore($1, $0) ? $1 : $0 }
    }
    return (claimed, families.parents())
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
