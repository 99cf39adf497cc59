/// The fields that the scanner takes from a line. A field without a comment has the value of the key of its name.
///
/// A span covers the raw bytes between the quotes of a string. A field is absent when its value is of another type
/// (null, a number, an object). The last of duplicate keys counts, as in JavaScript.
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
  /// `message.id`, which names the response; several lines may share it.
  package var messageId = Span.absent
  package var requestId = Span.absent
  /// `message.model`
  package var model = Span.absent
  package var customTitle = Span.absent
  package var aiTitle = Span.absent
  package var summary = Span.absent
  package var leafUuid = Span.absent
  /// `forkedFrom.sessionId`, the session that this record was copied from.
  package var forkedFrom = Span.absent
  /// `sessionKind`, which is `bg` for a session that runs in the background.
  package var sessionKind = Span.absent
  /// `costUSD` in billionths of a USD, which old versions wrote; nil unless it is a number of 0 or more and below 10^9.
  package var costNanos: Int64?
  /// The uuid of the subagent's record that a record of type `progress` without a message of its own holds; otherwise
  /// absent.
  ///
  /// Message, model, usage, billing, tools, results and the flags of the content are then those of the subagent's
  /// record; so are request and agent when the record has none of its own.
  package var innerUuid = Span.absent
  /// The text in the place where a person types: `message.content` when it is a string, otherwise the text of its first
  /// `text` block. It still has what Claude Code put there; see ``UserText``.
  ///
  /// It is present only in these lines: those of type `user` that are neither meta nor a compaction summary;
  /// attachments that are a queued prompt (`isQueued`), with the first text of `prompt`; and system records
  /// `local_command`, with `content`.
  package var prompt = Span.absent
  /// The texts of the `text` blocks after the first one. An empty list costs no allocation.
  package var furtherTexts: [Span] = []
  /// True when the line is an attachment with a prompt that waited until Claude was ready for it.
  package var isQueued = false
  /// The text of the first `text` block of an `assistant` line, or its content when that is a string.
  package var answer = Span.absent
  /// The texts of the line that are worth searching, in the order of ``AgentFormat/texts(of:at:isValid:into:)``; nil
  /// when they are not known.
  package var texts: [Span]?
  /// Which of `texts` are what a person or the model says: one bit for each of the first 64, from the lowest. A line in
  /// which a later text is said has no `texts`.
  package var proseTexts: UInt64 = 0
  /// The value in which all of these texts are; absent when they are elsewhere, too, or it is not known where they are.
  /// It is passed to ``AgentFormat/texts(of:at:isValid:into:)``.
  package var textPlace = Span.absent
  /// Who says what is said in `textPlace`; nil when that is absent.
  package var author: TextAuthor?
  /// `toolUseResult.persistedOutputPath`, the file that holds the output of a tool.
  package var outputFile = Span.absent
  package var flags: LineFlags = []
  /// `message.usage`; nil unless it is an object.
  package var usage: TokenUsage?
  /// The facts in `message.usage` that matter for the price, in addition to tokens.
  package var billing = BillingFacts()
  /// The name of each `tool_use` block, in order; a block without a name adds nothing. An empty list costs no
  /// allocation.
  package var toolNames: [Span] = []
  /// The id of each block in `toolNames`; absent where it has none.
  package var toolIds: [Span] = []
  /// Each `tool_result` block, in order. An empty list costs no allocation.
  package var toolResults: [ToolResult] = []

  package init() {}
}

/// Whose words the texts of a message are.
package enum TextAuthor: Sendable {
  case person, model
  /// The agent itself, in a person's or the model's place.
  case agent
}

/// A `tool_result` block: the call that it answers, and its success.
package struct ToolResult: Sendable, Equatable {
  /// `tool_use_id`, the id of the call.
  package var call: Span
  /// True when the tool failed: `is_error` is true, or the content has a type that ends with `_error`.
  package var isError: Bool
}

/// Facts about a line. Flags that begin with `is` stand for keys of that name with the value `true`. The raw values are
/// written to disk: never renumber them.
public struct LineFlags: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let isSidechain = LineFlags(rawValue: 1)
  public static let isMeta = LineFlags(rawValue: 2)
  public static let isCompactSummary = LineFlags(rawValue: 4)
  /// The key `isApiErrorMessage` is true.
  public static let isAPIError = LineFlags(rawValue: 8)
  /// `message.content` is a string or has a `text` block.
  public static let hasText = LineFlags(rawValue: 16)
  /// There is a `thinking` or `redacted_thinking` block.
  public static let hasThinking = LineFlags(rawValue: 32)
  public static let hasToolUse = LineFlags(rawValue: 64)
  public static let hasToolResult = LineFlags(rawValue: 128)
  /// There is a `tool_result` block that reports an error.
  public static let hasToolError = LineFlags(rawValue: 256)
  public static let hasImage = LineFlags(rawValue: 512)
  public static let hasDocument = LineFlags(rawValue: 1024)

  /// The flags that depend on `message.content`.
  package static let content: LineFlags = [
    .hasText, .hasThinking, .hasToolUse, .hasToolResult, .hasToolError, .hasImage, .hasDocument,
  ]
}

/// The facts in `message.usage` about how a response was billed. Empty lists cost no allocation.
package struct BillingFacts: Sendable {
  package var speed = Span.absent
  /// `service_tier`
  package var serviceTier = Span.absent
  /// `inference_geo`
  package var inferenceGeo = Span.absent
  /// The counters of `server_tool_use` that are greater than 0.
  package var serverTools: [(name: Span, count: Int64)] = []
  /// The entries of `iterations`, in order, without plain messages, which the tokens of the response already include.
  package var iterations: [Iteration] = []

  package init() {}
}

/// An entry of `usage.iterations` whose tokens the response's own do not include, such as an advisor's answer or a
/// compaction.
package struct Iteration: Sendable {
  package var type = Span.absent
  /// The model of the entry; absent when it is that of the response.
  package var model = Span.absent
  package var usage = TokenUsage()

  package init() {}
}

/// The tokens that a response was billed for, from `message.usage`.
///
/// A count that is missing or not a number is 0. Fractions are cut off, and values are clamped to 0...`Int64.max`.
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
