import FileIO
import SessionLog
import Times

extension StoreView {
  /// Returns what was done in a period, by day, project and session. What several sessions have is counted for one of
  /// them: a prompt for the session that began first, a call or a response as `tools` and `usage` do.
  ///
  /// Throws `noSuchSession` or `ambiguousSession` where the filter names no session. What has no time is left out. The envelopes of the sessions with records around the period are read, and the lines
  /// with the commands that are listed. Memory: the outlines of one session, and what is returned.
  public func activity(_ query: ActivityQuery = ActivityQuery()) throws -> ActivityReport {
    try throwingStoreErrors {
      if let period = query.period { return try activity(query, period) }
      for period in try latestDays(query) {
        let report = try activity(query, period)
        if !report.days.isEmpty { return report }
      }
      return ActivityReport(
        head: head, period: nil, zone: query.zone.name, days: [], totals: ActivityTotals())
    }
  }

  private func activity(_ query: ActivityQuery, _ period: Period) throws -> ActivityReport {
    var collector = try ActivityCollector(query, period, self)
    try collector.collect()
    return collector.report()
  }

  /// Returns the days on which the latest session ended and the latest response was made, the later one first. Times
  /// that are more than a day ahead come from a clock that was wrong.
  private func latestDays(_ query: ActivityQuery) throws -> [Period] {
    _ = try projections([.sessions, .usage])
    let limit = store.clock.milliseconds.addingReportingOverflow(86_400_000).partialValue
    let wanted = try ids(of: query.sessions)
    let sessions = try sessionsState.sessions.filter { wanted?.contains($0.id) ?? true }
    let ended = sessions.compactMap(\.ended).filter { $0 <= limit }.max()
    let isWanted = try usageState.sessions.ids.map { wanted?.contains($0) ?? true }
    var answered: Int64?
    try priced(query.prices).forEach(in: .always) { part in
      guard isWanted[Int(part.session)], let time = part.time, time <= limit else { return }
      answered = max(answered ?? time, time)
    }
    let days = Set([ended, answered].compactMap { $0.map(query.zone.day) })
    return days.sorted(by: >).map { day in
      Period(start: query.zone.start(ofDay: day), end: query.zone.start(ofDay: day + 1))
    }
  }
}
