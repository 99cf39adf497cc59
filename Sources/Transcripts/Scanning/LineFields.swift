/// What the scanner takes out of a line.
///
/// Spans are the raw bytes inside of the quotes. A string field whose value is of another type (null, a number, an
/// object) is absent, and the last of duplicate keys wins, as in JavaScript.
public struct LineFields: Sendable {
  public var type = Span.absent
  public var subtype = Span.absent
  public var uuid = Span.absent
  public var parentUuid = Span.absent
  public var sessionId = Span.absent
  public var timestamp = Span.absent
  public var cwd = Span.absent
  public var gitBranch = Span.absent
  public var version = Span.absent
  public var agentId = Span.absent
  public var slug = Span.absent
  /// `message.id`: the response; several lines may share it.
  public var messageId = Span.absent
  public var requestId = Span.absent
  /// `message.model`
  public var model = Span.absent
  public var customTitle = Span.absent
  public var aiTitle = Span.absent
  public var summary = Span.absent
  public var leafUuid = Span.absent
  /// `forkedFrom.sessionId`: the session that this record was copied from.
  public var forkedFrom = Span.absent
  /// `bg` of a session that runs in the background.
  public var sessionKind = Span.absent
  /// `costUSD`, which old versions wrote: billionths of a USD; nil where it is no number from 0.
  public var costNanos: Int64?
  /// Of a record of type `progress` that holds a subagent's record: the uuid of that one. Message, request, model, usage, billing, tools, results,
  /// flags of the content and, unless the record has its own, agent are then those of the subagent's record.
  public var innerUuid = Span.absent
  /// What stands where a person types: `message.content` when it is a string, otherwise the text of its first `text` block; what Claude Code put there
  /// is still in it, see ``UserText``.
  ///
  /// Only for a line of type `user` that is neither meta nor a compaction summary; for an attachment that is a prompt that waited (`isQueued`), of its
  /// `prompt`; and `content` for the `local_command` of a system record.
  public var prompt = Span.absent
  /// The texts of the `text` blocks behind the first. Empty costs no allocation.
  public var furtherTexts: [Span] = []
  public var isQueued = false
  /// The text of the first `text` block of an `assistant` line, or its content where that is a string.
  public var answer = Span.absent
  /// `toolUseResult.persistedOutputPath`: the file in which the output of a tool is kept.
  public var outputFile = Span.absent
  public var flags: LineFlags = []
  /// `message.usage`; nil unless it is an object.
  public var usage: TokenUsage?
  /// What `message.usage` says beyond tokens.
  public var billing = BillingFacts()
  /// The name of each `tool_use` block, in order; a block without a name adds nothing. Empty costs no allocation.
  public var toolNames: [Span] = []
  /// The id of each of those blocks; absent where it has none.
  public var toolIds: [Span] = []
  /// Each `tool_result` block, in order. Empty costs no allocation.
  public var toolResults: [ToolResult] = []

  public init() {}
}

/// A `tool_result` block: which call it answers, and how.
public struct ToolResult: Sendable, Equatable {
  /// `tool_use_id`
  public var call: Span
  public var isError: Bool
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
  static let content: LineFlags = [
    .hasText, .hasThinking, .hasToolUse, .hasToolResult, .hasToolError, .hasImage, .hasDocument,
  ]
}

/// How a response was billed, from `message.usage`. Empty costs no allocation.
public struct BillingFacts: Sendable {
  public var speed = Span.absent
  /// `service_tier`
  public var serviceTier = Span.absent
  /// `inference_geo`
  public var inferenceGeo = Span.absent
  /// The counters of `server_tool_use` that are not 0.
  public var serverTools: [(name: Span, count: Int64)] = []
  /// `iterations`, in order, without those that are plain messages, which the response's own tokens hold already.
  public var iterations: [Iteration] = []

  public init() {}
}

/// One of `usage.iterations` that the response's own tokens do not hold: an advisor's answer, a compaction.
public struct Iteration: Sendable {
  public var type = Span.absent
  /// Absent: the model of the response.
  public var model = Span.absent
  public var usage = TokenUsage()

  public init() {}
}

/// The tokens a response was billed for, from `message.usage`.
///
/// A count that is missing or no number is 0; a fraction is cut off; what is outside of 0...`Int64.max` is clamped.
public struct TokenUsage: Sendable, Equatable {
  /// `input_tokens`
  public var inputTokens: Int64
  /// `output_tokens`
  public var outputTokens: Int64
  /// `cache_creation_input_tokens`
  public var cacheCreationTokens: Int64
  /// `cache_creation.ephemeral_5m_input_tokens`
  public var cacheCreation5mTokens: Int64
  /// `cache_creation.ephemeral_1h_input_tokens`
  public var cacheCreation1hTokens: Int64
  /// `cache_read_input_tokens`
  public var cacheReadTokens: Int64

  public init(
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
