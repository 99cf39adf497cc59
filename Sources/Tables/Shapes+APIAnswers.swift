import Answers
import SegmentedLog
import SessionLog
import Times

/// A report about usage with the totals of the period before, for the HTTP API.
package struct UsageAnswer: Sendable {
  /// The totals of a period.
  package struct Previous: Sendable {
    package var period: Period
    package var report: UsageReport

    package init(_ period: Period, _ report: UsageReport) { (self.period, self.report) = (period, report) }
  }

  package var report: UsageReport
  /// The period that is asked for.
  package var period: Period
  /// The period before; nil if it is not compared.
  package var previous: Previous?

  package init(_ report: UsageReport, period: Period, previous: Previous?) {
    (self.report, self.period, self.previous) = (report, period, previous)
  }
}

/// The outline of a session with the files that its tools touched, for the HTTP API.
package struct OutlineAnswer: Sendable {
  package var outline: SessionOutline
  package var files: [TouchedFile]

  package init(_ outline: SessionOutline, files: [TouchedFile]) { (self.outline, self.files) = (outline, files) }
}

/// The end of an answer in lines, for the HTTP API.
package struct LinesEnd: Sendable {
  /// nil if there are more than were looked for.
  package var total: Int?
  package var losses: [Loss]

  package init(total: Int?, losses: [Loss]) { (self.total, self.losses) = (total, losses) }
}

extension Shapes {
  package static let turnPage = Shape<TurnWindow>("turns", "Turns of a session in reading order.") {
    keys(of: turns) { $0 }
    integer("first", "turns", "The turns of the session before these.") { $0.first }
    integer(
      "previous", nil, "The entry of the turn before these; null at the beginning of the session.",
      orNull: { $0.previous })
  }

  package static let outlinePage = Shape<OutlineAnswer>("outline", "A session by its prompts.") {
    keys(of: outline) { $0.outline }
    objects("files", "The files that calls of its tools read or wrote, the last one that was touched first.", file) {
      $0.files
    }
  }

  package static let usagePage = Shape<UsageAnswer>("usage", "Tokens and cost.") {
    string("by", "What the groups are.") { $0.report.grouping.rawValue }
    string("split", "What the parts of the groups are.", orNull: { $0.report.split?.rawValue })
    string("tz", "The time zone of days and hours.") { $0.report.zone }
    string("prices", "Where the prices are from.") { $0.report.prices }
    time("start", "When the period begins; null where it has no beginning.", orNull: { $0.period.start })
    time("end", "When it ends; null where it has no end.", orNull: { $0.period.end })
    integer("total", "groups", "The groups, those that limit left out included.") {
      $0.report.groups.count + ($0.report.leftOut ?? 0)
    }
    objects(
      "groups", "In the order asked for; by default times in their order, everything else by cost, the largest first.",
      countedGroup
    ) { answer in
      answer.report.groups.map { UsageRow($0, by: answer.report.grouping, split: answer.report.split) }
    }
    object("totals", "All groups together.", countedTotals) { $0.report }
    object("previous", "The period before; null unless compare asks for it.", previousUsage, orNull: { $0.previous })
  }

  private static let countedGroup = Shape<UsageRow>("group", "The usage of a day, a model, a session and so on.") {
    keys(of: pricedGroup) { $0 }
    integer(
      "sessions", "sessions", "Sessions that have responses in it; null for blocks.", orNull: { $0.group.sessions })
  }

  private static let countedTotals = Shape<UsageReport>("totals", "All together.") {
    keys(of: pricedTokens) { $0.totals }
    integer("sessions", "sessions", "Sessions that have responses in them; null for blocks.", orNull: { $0.sessions })
  }

  private static let previousUsage = Shape<UsageAnswer.Previous>("previous", "The period before.") {
    time("start", "When it begins.", orNull: { $0.period.start })
    time(
      "end", "When it ends; where the period asked for has not ended, at the same time of its own.",
      orNull: { $0.period.end })
    keys(of: countedTotals) { $0.report }
  }

  package static let searchPage = Shape<SearchPage>("search", "What a search finds.") {
    object("head", "The end of the log that all pages are of.", head) { $0.page.head }
    time("as_of", "When the latest ingest before that began; null without one.", orNull: { $0.page.asOf })
    integer(
      "total", nil, "The records on all pages; null where there are more than were looked for.",
      orNull: { $0.isWhole ? $0.page.total : nil })
    integer("counted", nil, "The records that the next three keys count: all, or those that were looked for.") {
      $0.page.total
    }
    integer("sessions", "sessions", "Sessions of these records.") { $0.summary.sessions }
    objects("roles", "How many of them have each role, the most frequent first.", searchCount) { $0.summary.roles }
    objects("months", "How many of them are of each month, the earliest first.", searchCount) { $0.summary.months }
    string(
      "next", "What cursor takes for the next page, with the same parameters; null on the last page.",
      orNull: { $0.page.next?.description })
    objects("hits", "The records in the order asked for.", hit) { $0.page.rows }
  }

  private static let searchCount = Shape<SearchSummary.Count>("search_count", "A value and its records.") {
    string("key", "The role, or the month such as 2026-03.") { $0.key }
    integer("records", "records", "Records that were found.") { $0.records }
  }

  package static let linesEnd = Shape<LinesEnd>("end", "The last line: without it the answer was cut off.") {
    boolean("end", "True.") { _ in true }
    integer(
      "total", "lines",
      "The lines that there are, those beyond the limit included; null where there are more than were looked for.",
      orNull: { $0.total })
    strings("lost", "What a damaged store could not give, a sentence each, at most \(lossesMax).") {
      $0.losses.prefix(lossesMax).map(\.description)
    }
  }

  package static let versions = Shape<SessionVersions>("versions", "The stored versions of the files of a session.") {
    string("session", "The id of the session.") { $0.session }
    integer("total", "files", "The files of the session.") { $0.files.count }
    objects("files", "Main transcripts first, then those of subagents, each by path.", versionedFile) { $0.files }
  }

  private static let versionedFile = Shape<SessionVersions.File>("versioned_file", "A file and its versions.") {
    string("path", "Its path below the root.") { $0.path }
    boolean("main", "Whether it is a main transcript.") { $0.isMain }
    boolean("missing", "Whether it is gone from the disk, as far as the store knows.") { $0.isMissing }
    objects("generations", "Its versions, the oldest first.", version) { $0.versions }
  }

  private static let version = Shape<SessionVersions.Version>("version", "A stored version of a file.") {
    integer("generation", nil, "Its number, from 0.") { $0.generation }
    integer("records", "records", "Its lines.") { $0.records }
    integer("bytes", "bytes", "Its length.") { $0.bytes }
    string("md5", "Its MD5, 32 hexadecimal digits; empty where lines of it were erased.") { $0.md5 }
    integer(
      "seq", nil, "The sequence number of the first record of its own; null where it has none.",
      orNull: { $0.firstSequence })
    object(
      "decision", "The decision with which it began; null for a first version that is no copy.", conflict,
      orNull: { $0.decision })
  }

  package static let lineage = Shape<SessionLineage>("lineage", "Where a session comes from, and what was made of it.")
  {
    string("session", "Its id.") { $0.session }
    object(
      "forked_from", "The session that it was forked or resumed from; null where it began by itself.", relative,
      orNull: { $0.parent })
    integer("shared_records", "records", "Records that it shares with that session.") { $0.sharedRecords }
    objects("forks", "The sessions that were forked or resumed from it, the earliest first.", relative) { $0.children }
  }

  private static let relative = Shape<SessionSummary>("relative", "A session.") {
    keys(of: session) { ListedSession($0) }
  }
}
