import FileIO
import SessionLog

/// Where a session comes from, and what was made of it.
public struct SessionLineage: Sendable, Equatable {
  public var session: String
  /// The session that it was forked or resumed from; nil if it began by itself.
  public var parent: SessionSummary?
  /// The number of records that it shares with that session.
  public var sharedRecords: Int
  /// The sessions that were forked or resumed from it, the earliest first.
  public var children: [SessionSummary]
}

extension StoreView {
  /// Returns the sessions that share records with one, as `lineage()` finds them. Throws `noSuchSession`. Cost: that of
  /// `lineage()` for the first session that is asked for; a view keeps the result.
  public func lineage(of name: String, prices: PriceTable = .builtIn) throws -> SessionLineage {
    try throwingStoreErrors {
      let id = try session(named: name).id.text
      let all = try derived.value("lineages") { try lineage() }
      var query = SessionQuery()
      (query.prices, query.order, query.isReversed) = (prices, .started, true)
      let summaries = try sessions(query)
      let parent = summaries.first { $0.id == id }?.forkedFrom
      return SessionLineage(
        session: id, parent: parent.flatMap { parent in summaries.first { $0.id == parent } },
        sharedRecords: all[id]?.sharedRecords ?? 0, children: summaries.filter { $0.forkedFrom == id })
    }
  }
}
