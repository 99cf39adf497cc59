/// What the scanner takes out of a line.
///
/// Spans are the raw bytes inside of the quotes. A string field whose value is of another type (null, a number, an
/// object) is absent, and the last of duplicate keys wins, as in JavaScript.
package struct LineFields: Sendable {
  package var type = Span.absent
  package var subtype = Span.absent
  package var uuid = Span.absent
  package var parentUuid = Span.absent
  package var sessionId = Span.absent
  package var timestamp = Span.absent
  package var cwd = Span.absent
  package var gitBranch = Span.absent
  package var version = Span.absent
  package var agentId = Span.absent
  package var slug = Span.absent
  /// `message.id`: the response; several lines may share it.
  package var messageId = Span.absent
  package var requestId = Span.absent
  /// `message.model`
  package var model = Span.absent
  package var customTitle = Span.absent
  package var aiTitle = Span.absent
  package var summary = Span.absent
  package var leafUuid = Span.absent
  /// `forkedFrom.sessionId`: the session that this record was copied from.
  package var forkedFrom = Span.absent
  /// `bg` of a session that runs in the background.
  package var sessionKind = Span.absent
  /// `costUSD`, which old versions wrote: billionths of a USD; nil where it is no number from 0.
  package var costNanos: Int64?
  /// Of a record of type `progress` that holds a subagent's record: the uuid of that one. Message, request, model, usage, billing, tools, results,
  /// flags of the content and, unless the record has its own, agent are then those of the subagent's record.
  package var innerUuid = Span.absent
  /// What stands where a person types: `message.content` when it is a string, otherwise the text of its first `text` block; what Claude Code put there
  /// is still in it, see ``UserText``.
  ///
  /// Only for a line of type `user` that is neither meta nor a compaction summary; for an attachment that is a prompt that waited (`isQueued`), of its
  /// `prompt`; and `content` for the `local_command` of a system record.
  package var prompt = Span.absent
  /// The texts of the `text` blocks behind the first. Empty costs no allocation.
  package var furtherTexts: [Span] = []
  package var isQueued = false
  /// The text of the first `text` block of an `assistant` line, or its content where that is a string.
  package var answer = Span.absent
  /// `toolUseResult.persistedOutputPath`: the file in which the output of a tool is kept.
  package var outputFile = Span.absent
  package var flags: LineFlags = []
  /// `message.usage`; nil unless it is an object.
  package var usage: TokenUsage?
  /// What `message.usage` says beyond tokens.
  package var billing = BillingFacts()
  /// The name of each `tool_use` block, in order; a block without a name adds nothing. Empty costs no allocation.
  package var toolNames: [Span] = []
  /// The id of each of those blocks; absent where it has none.
  package var toolIds: [Span] = []
  /// Each `tool_result` block, in order. Empty costs no allocation.
  package var toolResults: [ToolResult] = []

  package init() {}
}

/// A `tool_result` block: which call it answers, and how.
package struct ToolResult: Sendable, Equatable {
  /// `tool_use_id`
  package var call: Span
  package var isError: Bool
}

/// What is true of a line. Raw values are written to disk: never renumber.
public struct LineFlags: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let isSidechain = LineFlags(rawValue: 1)
  public static let isMeta = LineFlags(rawValue: 2)
  public static let isCompactSummary = LineFlags(rawValue: 4)
  /// The key `isApiErrorMessage`.
  public static let isAPIError = LineFlags(rawValue: 8)
  /// `message.content` is a string or has a `text` block.
  public static let hasText = LineFlags(rawValue: 16)
  /// A `thinking` or `redacted_thinking` block.
  public static let hasThinking = LineFlags(rawValue: 32)
  public static let hasToolUse = LineFlags(rawValue: 64)
  public static let hasToolResult = LineFlags(rawValue: 128)
  /// A `tool_result` block whose `is_error` is true.
  public static let hasToolError = LineFlags(rawValue: 256)
  public static let hasImage = LineFlags(rawValue: 512)
  public static let hasDocument = LineFlags(rawValue: 1024)

  /// The flags that `message.content` decides.
  package static let content: LineFlags = [
    .hasText, .hasThinking, .hasToolUse, .hasToolResult, .hasToolError, .hasImage, .hasDocument,
  ]
}

/// How a response was billed, from `message.usage`. Empty costs no allocation.
package struct BillingFacts: Sendable {
  package var speed = Span.absent
  /// `service_tier`
  package var serviceTier = Span.absent
  /// `inference_geo`
  package var inferenceGeo = Span.absent
  /// The counters of `server_tool_use` that are not 0.
  package var serverTools: [(name: Span, count: Int64)] = []
  /// `iterations`, in order, without those that are plain messages, which the response's own tokens hold already.
  package var iterations: [Iteration] = []

  package init() {}
}

/// One of `usage.iterations` that the response's own tokens do not hold: an advisor's answer, a compaction.
package struct Iteration: Sendable {
  package var type = Span.absent
  /// Absent: the model of the response.
  package var model = Span.absent
  package var usage = TokenUsage()

  package init() {}
}

/// The tokens a response was billed for, from `message.usage`.
///
/// A count that is missing or no number is 0; a fraction is cut off; what is outside of 0...`Int64.max` is clamped.
package struct TokenUsage: Sendable, Equatable {
  /// `input_tokens`
  package var inputTokens: Int64
  /// `output_tokens`
  package var outputTokens: Int64
  /// `cache_creation_input_tokens`
  package var cacheCreationTokens: Int64
  /// `cache_creation.ephemeral_5m_input_tokens`
  package var cacheCreation5mTokens: Int64
  /// `cache_creation.ephemeral_1h_input_tokens`
  package var cacheCreation1hTokens: Int64
  /// `cache_read_input_tokens`
  package var cacheReadTokens: Int64

  package init(
    inputTokens: Int64 = 0,
    outputTokens: Int64 = 0,
    cacheCreationTokens: Int64 = 0,
    cacheCreation5mTokens: Int64 = 0,
    cacheCreation1hTokens: Int64 = 0,
    cacheReadTokens: Int64 = 0
  ) {
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cacheCreationTokens = cacheCreationTokens
    self.cacheCreation5mTokens = cacheCreation5mTokens
    self.cacheCreation1hTokens = cacheCreation1hTokens
    self.cacheReadTokens = cacheReadTokens
  }
}
