import Answers
import SessionLog
import Sync
import Times

/// The documents of `ccstore mcp`: those of the commands in short, because a model reads every key.
extension Shapes {
  /// A report about usage, and how much of a damaged store it lacks.
  package struct GroupedUsage: Sendable {
    package var report: UsageReport
    package var lost: Int

    package init(_ report: UsageReport, lost: Int) { (self.report, self.lost) = (report, lost) }
  }

  package static let groupedUsage = Shape<GroupedUsage>("grouped_usage", "Tokens and cost in groups.") {
    string("by", "What the groups are.") { $0.report.grouping.rawValue }
    objects("groups", "The groups in the order of usage --json.", briefGroup) { $0.report.groups }
    object("totals", "All groups together, those that are left out included.", briefTokens) { $0.report.totals }
    strings("unpriced_models", "The models of responses without a price, sorted.") { $0.report.totals.unpricedModels }
    integer("left_out", "groups", "Groups that the limit left out.") { $0.report.leftOut ?? 0 }
    integer("lost", "parts", "Parts of a damaged store that could not be read.") { $0.lost }
  }

  private static let briefGroup = Shape<UsageGroup>("brief_group", "The usage of a day, a model, a session and so on.")
  {
    string("key", "The day, week, month or name; null for what has none.", orNull: { $0.key })
    keys(of: briefTokens) { $0.totals }
  }

  private static let briefTokens = Shape<UsageTotals>("brief_tokens", "Responses, their tokens and what they cost.") {
    integer("responses", "responses", "Responses of the API, each counted once.") { $0.responses }
    integer("input_tokens", "tokens", "Input tokens that no cache was involved in.") { $0.tokens.input }
    integer("output_tokens", "tokens", "Output tokens.") { $0.tokens.output }
    integer("cache_creation_input_tokens", "tokens", "Input tokens written to the cache.") { $0.tokens.cacheWrites }
    integer("cache_read_input_tokens", "tokens", "Input tokens read from the cache.") { $0.tokens.cacheReads }
    dollars("cost_usd", "What they cost by list prices, of those that have a price; null where none has one.") {
      $0.cost
    }
  }

  /// What is stored, and how much of a damaged store the answer lacks.
  package struct BriefStatus: Sendable {
    package var status: StoreStatus
    package var lost: Int

    package init(_ status: StoreStatus, lost: Int) { (self.status, self.lost) = (status, lost) }
  }

  package static let briefStatus = Shape<BriefStatus>("brief_status", "How recent and how complete the store is.") {
    integer("seq", nil, "The sequence number of the last event.") { $0.status.head.sequence }
    time(
      "last_ingest", "When the last completed ingest ended; null before it.",
      orNull: { $0.status.metadata.compactMap(\.lastSyncTimestamp).max() })
    integer("sessions", "sessions", "Sessions.") { $0.status.sessions }
    integer("records", "records", "Lines of all versions of all files.") { $0.status.records }
    time("oldest", "The time of the earliest record.", orNull: { $0.status.oldest })
    time("newest", "The time of the latest record.", orNull: { $0.status.newest })
    integer("missing_files", "files", "Stored files that are not on disk any more.") { $0.status.missingSources }
    object(
      "not_stored", "What the next ingest will store; null where no root is on this machine.", notStored,
      orNull: { $0.status.disk })
    integer("lost", "parts", "Parts of a damaged store that could not be read.") { $0.lost }
  }
}
