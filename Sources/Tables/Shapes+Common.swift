import Answers
import SegmentedLog
import SessionLog
import Sync
import Transcripts

/// The shapes of all documents and tables. Each is written here and nowhere else.
package enum Shapes {
  package static let head = Shape<LogHead>("head", "A position of the log.") {
    integer("seq", nil, "The sequence number of the last event, from 1; 0 for an empty log.") { $0.sequence }
    string("chain", "The chain hash after it, 64 hexadecimal digits.") { $0.chain.description }
  }

  package static let tokens = Shape<UsageTotals>("tokens", "Responses, their tokens and what they cost.") {
    integer("responses", "responses", "Responses of the API, each counted once however many lines repeat it.") {
      $0.responses
    }
    keys(of: tokenCounts) { $0.tokens }
    dollars("cost_usd", "What they cost by list prices, of those that have a price; null where none has one.") {
      $0.cost
    }
    strings("unpriced_models", "The models of responses without a price, sorted.") { $0.unpricedModels }
  }

  package static let tokenCounts = Shape<TokenCounts>("token_counts", "Tokens of responses.") {
    keys(of: plainTokens) { $0 }
    integer("cache_creation_input_tokens", "tokens", "Input tokens written to the cache: the next two together.") {
      $0.cacheWrites
    }
    keys(of: cacheTokens) { $0 }
  }

  static let plainTokens = Shape<TokenCounts>("plain_tokens", "Tokens apart from those of the cache.") {
    integer("input_tokens", "tokens", "Input tokens that no cache was involved in.") { $0.input }
    integer("output_tokens", "tokens", "Output tokens.") { $0.output }
  }

  static let cacheTokens = Shape<TokenCounts>("cache_tokens", "Tokens of the cache.") {
    integer("cache_creation_5m_input_tokens", "tokens", "Input tokens written to the cache for five minutes.") {
      $0.cacheWrites5m
    }
    integer("cache_creation_1h_input_tokens", "tokens", "Input tokens written to the cache for one hour.") {
      $0.cacheWrites1h
    }
    integer("cache_read_input_tokens", "tokens", "Input tokens read from the cache.") { $0.cacheReads }
  }

  package static let passedOver = Shape<PassedOver>("passed_over", "Something below a root that is not stored.") {
    string("path", "Its absolute path.") { $0.path }
    string("reason", "One of credentials, version-control, packages, database, link.") { $0.reason.rawValue }
    string("note", "The reason in words.") { $0.note }
  }

  package static let failure = Shape<IngestFailure>("failure", "A file or folder that could not be read.") {
    string("path", "Its absolute path.") { $0.path }
    string("message", "What went wrong.") { $0.message }
  }

  package static let compactionGain = Shape<CompactionGain>("compaction_gain", "What a compaction would save.") {
    integer("saves_bytes", "bytes", "About how much smaller the store would be.") { $0.savedBytes }
    boolean("recommended", "Whether that is worth a compaction.") { $0.isWorthwhile }
  }

  package static let repeatedRecords = Shape<RepeatedRecords>(
    "repeated_records", "Records of a version that the log had twice, and that count once from now on."
  ) {
    string("path", "Root and path of the file.") { $0.path }
    integer("generation", nil, "The version of the file, from 0.") { $0.generation }
    integer("offset", "bytes", "Where the first of them begins in the file.") { $0.offset }
    integer("records", "records", "Their number.") { $0.records }
    integer("bytes", "bytes", "Their length together.") { $0.bytes }
    boolean("same", "Whether both copies have the same bytes.") { $0.isSame }
  }

  package static let move = Shape<Move>("move", "A name that was changed.") {
    string("from", "The former path.") { $0.from }
    string("to", "The path now.") { $0.to }
  }

  package static let reason = Shape<Refused>("refused", "A file, and why it is left out.") {
    string("path", "Its path.") { $0.path }
    string("reason", "Why, in words.") { $0.reason }
  }

  /// A path before and after.
  package struct Move: Sendable {
    package var from, to: String

    package init(_ from: String, _ to: String) { (self.from, self.to) = (from, to) }
  }

  /// A path and a reason.
  package struct Refused: Sendable {
    package var path, reason: String

    package init(_ path: String, _ reason: String) { (self.path, self.reason) = (path, reason) }
  }
}
