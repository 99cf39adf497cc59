import SegmentedLog
import SessionLog

extension StoreView {
  /// Adds to matches what the query asks for beyond them: lines around the first occurrence, and exchanges.
  func addDetails(to matches: inout [SearchMatch], _ query: SearchQuery, _ scan: SearchScan) throws {
    if let lines = query.contextLines { try scan.addContext(to: &matches, lines: lines) }
    if query.hasExchanges { try addExchanges(to: &matches, hasOutcomes: query.hasOutcomes) }
  }

  /// Adds the prompt before each match and the answer after it. Cost: for each session among them its outlines and, at
  /// most once, the messages after its matches; for each match two messages.
  private func addExchanges(to matches: inout [SearchMatch], hasOutcomes: Bool) throws {
    let bySession = Dictionary(grouping: matches.indices) { matches[$0].session }
    for indices in bySession.values {
      var finder = ExchangeFinder(self, hasOutcomes: hasOutcomes)
      for index in indices { matches[index].exchanges = [try finder.exchange(of: matches[index])] }
    }
  }
}

/// Finds the exchanges of matches, one after the other, where not all of them may be needed.
///
/// Memory: the outlines of the sessions of the matches.
package struct ExchangeFinder {
  private let view: StoreView
  private let hasOutcomes: Bool
  private var opened: Set<String> = []
  private var readers: [String: ExchangeReader] = [:]

  /// Prepares to find exchanges; with `hasOutcomes` those that `SearchQuery.hasOutcomes` asks for.
  package init(_ view: StoreView, hasOutcomes: Bool) { (self.view, self.hasOutcomes) = (view, hasOutcomes) }

  /// Returns the exchange of a match; an empty one if its session does not show the record any more. Cost: for the first
  /// match of a session its outlines and, at most once, the messages after its matches; two messages for each match.
  package mutating func exchange(of match: SearchMatch) throws -> SearchExchange {
    if opened.insert(match.session).inserted {
      try view.checkCancellation()
      readers[match.session] = try view.shownTranscript(of: match.session).map(ExchangeReader.init)
    }
    let exchange =
      hasOutcomes
      ? try readers[match.session]?.outcome(of: match) : try readers[match.session]?.exchange(of: match)
    return exchange ?? SearchExchange()
  }
}

extension SearchScan {
  /// Adds the lines around the first occurrence to matches, by searching their records again. A record that was lost to
  /// damage since gets none.
  fileprivate func addContext(to matches: inout [SearchMatch], lines: Int) throws {
    var scan = self
    scan.contextLines = lines
    var reader = RecordSearch(scan)
    var contexts: [UInt64: SearchContext] = [:]
    let inPieces = Set(scope.outputsInPieces)
    var wanted = Set<UInt64>()
    for match in matches {
      let key = GenerationKey(source: match.source, generation: match.generation)
      if match.isOutputFile, inPieces.contains(key) {
        try reader.search(key) { contexts[match.sequence] = $0.context }
      } else {
        wanted.insert(match.sequence)
      }
    }
    var rescan = RecordRescan(log)
    try log.forEachBlock(in: SequenceRanges(wanted.map { $0...$0 })) { block in
      try reader.search(try rescan.current(block), only: wanted) { contexts[$0.sequence] = $0.context }
    }
    for index in matches.indices { matches[index].context = contexts[matches[index].sequence] }
  }
}
