import Answers
import SegmentedLog
import SessionLog
import Times
import Transcripts

extension Shapes {
  /// A session in a list, and where it shares records where that was asked for.
  package struct ListedSession: Sendable {
    package var summary: SessionSummary
    package var lineage: Lineage?

    package init(_ summary: SessionSummary, lineage: Lineage? = nil) {
      (self.summary, self.lineage) = (summary, lineage)
    }
  }

  /// It is also the table of sessions of `export --format csv`.
  package static let session = Shape<ListedSession>("session", "One session.") {
    string("session", "Its id.") { $0.summary.id }
    string("project", "The working directory; empty where the records do not say.") { $0.summary.project }
    string("title", "The title given by the user, else by a model, else the first prompt; empty without any.") {
      $0.summary.title
    }
    time("started", "The time of the earliest record.", orNull: { $0.summary.started })
    time("ended", "The time of the latest record.", orNull: { $0.summary.ended })
    integer("duration_ms", "milliseconds", "From the earliest to the latest record.", orNull: { $0.summary.duration })
    integer("records", "records", "Lines of the latest version of its files.") { $0.summary.records }
    integer("messages", "messages", "Prompts and responses, without those of subagents.") { $0.summary.messages }
    integer("turns", "turns", "Prompts, without those of subagents.") { $0.summary.turns }
    integer("bad_lines", "lines", "Lines that are not acceptable records.") { $0.summary.badLines }
    integer("generations", "versions", "Stored versions of the main transcript.") { $0.summary.generations }
    integer("files", "files", "Files of the session.") { $0.summary.files }
    integer("bytes", "bytes", "The length of the latest version of its files.") { $0.summary.bytes }
    string("model", "The model that answered last; empty where the records do not say.") { $0.summary.model }
    string("branch", "The latest branch; empty where the records do not say.") { $0.summary.branch }
    string(
      "source_state",
      "Whether its files are on disk: present, missing (the main transcript is gone), pruned (ccstore prune deleted it), or partial (other files are gone)."
    ) {
      $0.summary.sourceState.rawValue
    }
    time(
      "deleted_after", "The time from which Claude Code may delete the main transcript; null where it is not here.",
      orNull: {
        $0.summary.deletedAfter
      })
    integer("tokens", "tokens", "All tokens of the responses that this session had first.") {
      $0.summary.usage.tokens.total
    }
    keys(of: tokens) { $0.summary.usage }
    string(
      "forked_from", "The session that it was forked or resumed from; null where it began by itself.",
      orNull: {
        $0.summary.forkedFrom
      })
    integer(
      "subagent_count", nil, "Subagents that have transcripts of their own.", orNull: { $0.summary.subagents?.count }
    )
    .only("with --subagents") { $0.summary.subagents != nil }
    integer(
      "subagent_tokens", "tokens", "All tokens of those transcripts; they are a part of tokens.",
      orNull: { $0.summary.subagents?.usage.tokens.total }
    ).only("with --subagents") { $0.summary.subagents != nil }
    dollars("subagent_cost_usd", "What those tokens cost; it is a part of cost_usd.") {
      $0.summary.subagents?.usage.cost
    }.only("with --subagents") { $0.summary.subagents != nil }
    integer("shared_records", "records", "Records that it shares with that session.") {
      $0.lineage?.sharedRecords ?? 0
    }.only("with --lineage") { $0.lineage != nil }
  }

  package static let conflict = Shape<ConflictReport>("conflict", "A decision that a person may want to look at.") {
    integer("seq", nil, "The sequence number of its event.") { $0.sequence }
    time("time", "When the run began.") { $0.time }
    integer("run", nil, "The number of the run.") { $0.run }
    string("session", "The session that the file belongs to by its name; empty for other files.") { $0.session }
    string("reason", "What was decided, in a word.") { $0.reason.name }
    integer("rules", nil, "The version of the rules that decided.") { $0.rules }
    object("old", "What was stored before, or what the other copy is.", conflictVersion) { $0.old }
    object("new", "What was read.", conflictVersion) { $0.new }
  }

  private static let conflictVersion = Shape<ConflictReport.Version>("conflict_version", "A version of a file.") {
    string("path", "Root and path of the file.") { $0.path }
    integer("generation", nil, "Its number, from 0, as export --generation takes it.") { $0.generation }
    string("md5", "Its MD5, 32 hexadecimal digits; empty where lines of it were erased.") { $0.md5 }
    integer("length", "bytes", "Its length.") { $0.length }
  }

  /// A line of a session, and its place in the conversation.
  package struct ShownRecord: Sendable {
    package var record: RecordOutline
    package var path: String
    /// The bytes of the line; nil where they were not asked for.
    package var bytes: [UInt8]?
    package var entry: ConversationEntry?
    package var place: Int?

    package init(
      _ record: RecordOutline, path: String, bytes: [UInt8]?, _ entry: ConversationEntry? = nil, place: Int? = nil
    ) {
      (self.record, self.path, self.bytes, self.entry, self.place) = (record, path, bytes, entry, place)
    }

    fileprivate var text: String? {
      guard let bytes else { return nil }
      return String(validating: bytes.last == 0x0a ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }
  }

  package static let record = Shape<ShownRecord>("record", "One line of a session.") {
    integer("seq", nil, "The sequence number of its event.") { $0.record.sequence }
    string("path", "The path of its file below the root.") { $0.path }
    integer("line", nil, "Its number in the file, from 0.") { $0.record.line }
    boolean("continues", "Whether it is a further part of a line that is too long for one event.") {
      $0.record.continues
    }
    string("defect", "Why it is not an acceptable record; null where it is one.", orNull: { $0.record.defect?.reason })
    string("uuid", "Its uuid.", orNull: { $0.record.uuid })
    string("type", "Its type as Claude Code writes it.", orNull: { $0.record.type })
    time("timestamp", "Its time.", orNull: { $0.record.time })
    integer("bytes", "bytes", "The length of the line with its newline.") { $0.record.length }
    string("kind", "What it is in the conversation: prompt, response, result and so on.") { $0.record.kind.rawValue }
    integer("entry", nil, "Its place in the conversation, from 0.", orNull: { $0.place })
    integer("branch", nil, "The number of its branch; null on the latest one.", orNull: { $0.entry?.branch })
    integer(
      "depth", nil,
      "How deep it is in subagents: 0 in the conversation itself, 1 in a subagent, 2 in a subagent of one.",
      orNull: {
        $0.entry?.depth
      })
    string("text", "The line as it is stored, without its newline; null where it is not UTF-8.", orNull: { $0.text })
      .only("without --records") { $0.bytes != nil }
  }

  package static let match = Shape<SearchMatch>("match", "A record that holds all texts of a search.") {
    string("session", "The id of its session.") { $0.session }
    string("record", "Its uuid.", orNull: { $0.uuid })
    integer("seq", nil, "The sequence number of its event.") { $0.sequence }
    time("timestamp", "Its time.", orNull: { $0.time })
    string("role", "Where the first text was found: user, assistant, thinking, tool-input, tool-output and so on.") {
      $0.role.name
    }
    string("source", "The path below the root of a file that has it, else of the one that had it.") { $0.path }
    integer("line", nil, "Its number in the file, from 0.") { $0.line }
    integer("generation", nil, "The version of the file, from 0.") { $0.generation }
    boolean("latest", "Whether a file has it in its latest version.") { $0.isLatest }
    integer("occurrences", nil, "How often the texts occur in it.") { $0.occurrences }
    string("snippet", "The text around the first occurrence.") { $0.snippet }
    keys(of: matchDetails) { $0 }
  }

  package static let usage = Shape<UsageReport>("usage", "Tokens and cost.") {
    string("by", "What the groups are.") { $0.grouping.rawValue }
    string("split", "What the parts of the groups are.", orNull: { $0.split?.rawValue }).only("with --split") {
      $0.split != nil
    }
    string("tz", "The time zone of days and hours.") { $0.zone }
    string("prices", "Where the prices are from.") { $0.prices }
    objects(
      "groups", "In the order asked for; by default times in their order, everything else by cost, the largest first.",
      pricedGroup
    ) { report in
      report.groups.map { UsageRow($0, by: report.grouping, split: report.split) }
    }
    object("totals", "All groups together, those that --limit left out included.", pricedTokens) { $0.totals }
    integer("left_out", "groups", "Groups that --limit left out.", orNull: { $0.leftOut }).only("with --limit") {
      $0.leftOut != nil
    }
    object("budget", "What the present month may cost, and what it does.", budget, orNull: { $0.budget })
      .only("with --budget") { $0.budget != nil }
  }

  /// A group of a report about usage, and what the groups are.
  package struct UsageRow: Sendable {
    package var group: UsageGroup
    package var grouping: UsageGrouping
    package var split: UsageGrouping?

    package init(_ group: UsageGroup, by grouping: UsageGrouping, split: UsageGrouping? = nil) {
      (self.group, self.grouping, self.split) = (group, grouping, split)
    }
  }

  private static let group = Shape<UsageRow>("group", "The usage of a day, a model, a session and so on.") {
    string("key", "The day, hour, week, month or name; null for what has none.", orNull: { $0.group.key })
    time("start", "When it begins.", orNull: { $0.group.start }).only("by hour, day, week, month and block") {
      $0.grouping.isTime
    }
    time("end", "When it ends.", orNull: { $0.group.end }).only("by block") { $0.grouping == .block }
    time("last_response", "The time of its last response.", orNull: { $0.group.lastResponse }).only("by block") {
      $0.grouping == .block
    }
    boolean("active", "Whether it has not ended yet.") { $0.group.isActive ?? false }.only("by block") {
      $0.grouping == .block
    }
    string("title", "The title of the session.", orNull: { $0.group.title }).only("by session") {
      $0.grouping == .session
    }
    string("project", "The working directory of the session.", orNull: { $0.group.project }).only("by session") {
      $0.grouping == .session
    }
    keys(of: tokens) { $0.group.totals }
  }

  static let pricedGroup = Shape<UsageRow>("group", "The usage of a day, a model, a session and so on.") {
    keys(of: group) { $0 }
    objects("unpriced", "What has no price, and why.", unpriced) { $0.group.totals.unpriced }
    objects("parts", "The group divided by the second grouping.", part) { row in
      row.group.parts.map { UsageRow($0, by: row.split ?? row.grouping) }
    }.only("with --split") { $0.split != nil }
  }

  private static let part = Shape<UsageRow>("part", "A part of a group.") {
    string("key", "The time or name; null for what has none.", orNull: { $0.group.key })
    keys(of: tokens) { $0.group.totals }
  }

  static let pricedTokens = Shape<UsageTotals>("totals", "All together.") {
    keys(of: tokens) { $0 }
    objects("unpriced", "What has no price, and why.", unpriced) { $0.unpriced }
  }

  private static let unpriced = Shape<UnpricedUsage>("unpriced", "Responses without a price.") {
    string("model", "The model; empty where the records name none.") { $0.model }
    string("reason", "Why it has no price.") { $0.reason }
    integer("responses", "responses", "Their number.") { $0.responses }
    integer("tokens", "tokens", "All their tokens.") { $0.tokens.total }
  }

  /// Returns the table of a report, titles first: what `usage --csv` prints.
  package static func usageTable(_ report: UsageReport) -> [[JSON]] {
    let none = UsageRow(UsageGroup(totals: UsageTotals()), by: report.grouping)
    let titles = group.members(none).map { JSON.string($0.0) }
    return [titles] + report.groups.map { group.members(UsageRow($0, by: report.grouping)).map(\.1) }
  }

  package static let tools = Shape<ToolReport>("tools", "Calls of tools.") {
    objects("tools", "Each tool, in the order asked for; by default the most called first.", tool) { $0.tools }
    object("totals", "All tools together.", tool) { $0.totals }
  }

  private static let tool = Shape<ToolUse>("tool", "The calls of one tool.") {
    string("tool", "Its name; null in a sum over all.", orNull: { $0.tool.isEmpty ? nil : $0.tool })
    integer("calls", "calls", "Calls, each counted once.") { $0.calls }
    integer("errors", "calls", "Calls whose result is an error, refused ones included.") { $0.errors }
    integer("unanswered", "calls", "Calls without a result.") { $0.unanswered }
    integer("total_ms", "milliseconds", "From calls to results, together.", orNull: { $0.durations?.total })
    integer(
      "median_ms", "milliseconds", "The median; of an even number the lower one of the two in the middle.",
      orNull: {
        $0.durations?.median
      })
    integer("mean_ms", "milliseconds", "The mean.", orNull: { $0.durations?.mean })
    integer("longest_ms", "milliseconds", "The longest.", orNull: { $0.durations?.longest })
  }

  package static let drift = Shape<Drift>("drift", "What is stored and no file on disk shows any more.") {
    objects("sessions", "Each session, in the order asked for; by default the most expensive first.", driftSession) {
      $0.sessions
    }
    object("totals", "All together.", driftAmount) { $0.totals }
  }

  private static let driftSession = Shape<Drift.Session>("drift_session", "A session of which something is gone.") {
    string("session", "Its id.") { $0.id }
    string("project", "Its working directory; empty where the records do not say.") { $0.project }
    string("title", "Its title.") { $0.title }
    time("ended", "The time of its latest record.", orNull: { $0.ended })
    keys(of: driftAmount) { $0.gone }
    boolean("pruned", "Whether all of its files that are gone were deleted by ccstore prune.") { $0.isPruned }
  }

  private static let driftAmount = Shape<Drift.Amount>("drift_amount", "What no file shows any more.") {
    integer("records", "records", "Records, each counted once.") { $0.records }
    integer("tokens", "tokens", "All tokens.") { $0.usage.tokens.total }
    keys(of: tokens) { $0.usage }
  }

  // MARK: Tables

  /// The table of responses of `export --format csv`.
  package static let response = Shape<ResponseRow>("response", "One response of the API, counted once over all files.")
  {
    time("time", "The time of its first record.", orNull: { $0.time })
    string("session", "The session that it counts for.") { $0.session }
    string("project", "The working directory of the session.") { $0.project }
    string("path", "The absolute path of the file that had it first.") { $0.path }
    string("model", "The model; empty where the records name none.") { $0.model }
    keys(of: plainTokens) { $0.tokens }
    keys(of: cacheTokens) { $0.tokens }
    dollars("cost_usd", "What it cost by list prices; null where it has none.") { $0.cost }
  }

  /// The table of decisions of `export --format csv`.
  package static let decision = Shape<DecisionRow>("decision", "What an ingest decided about a file.") {
    integer("seq", nil, "The sequence number of the event.") { $0.sequence }
    integer("run", nil, "The number of the run; 0 for a run of another store.") { $0.run }
    time("time", "When the run began.") { $0.time }
    string("path", "The absolute path of the file.") { $0.path }
    string("session", "The session that the file belongs to by its name; empty for other files.") { $0.session }
    string("reason", "What was decided, in a word.") { $0.reason.name }
    integer("generation", nil, "The version of the file, from 0.") { $0.generation }
    integer("length", "bytes", "Its length.") { $0.length }
    integer("old_length", "bytes", "The length of the version before.", orNull: { $0.oldLength })
  }
}
