public import SegmentedLog
public import Times

/// A session by its prompts: what followed each, and what it cost.
public struct SessionOutline: Sendable {
  /// The end of the log that was asked.
  public var head: LogHead
  /// The id of the session.
  public var session: String
  /// The title; empty if the session has none.
  public var title: String
  /// The working directory; empty if the records do not state one.
  public var project: String
  /// The prompts in reading order. What stands before the first one has the number 0 and no text.
  public var prompts: [OutlinedPrompt]
  /// The responses that are counted for the session; those that it shares with the session that it was forked from are
  /// counted there.
  public var usage: UsageTotals
  /// The responses among them that belong to no prompt here, such as those of former versions of its files.
  public var rest: UsageTotals
}

/// A prompt and what followed it up to the next one.
public struct OutlinedPrompt: Sendable {
  /// Its number among the prompts, from 1; 0 for what stands before the first one.
  public var number: Int
  /// The index of its entry in `Conversation.entries`.
  public var entry: Int
  /// The sequence number of the event of its first record.
  public var sequence: UInt64
  /// The time of its first record; nil if it has none.
  public var time: Instant?
  /// The beginning of the text, at most 240 bytes of UTF-8; empty if it is only an image.
  public var text: String
  /// True if there may be more of the text.
  public var isTruncated: Bool
  /// The number of the abandoned branch that it is in; nil on the main line.
  public var branch: Int?
  /// The work that followed, without that of subagents.
  public var work = OutlinedWork()
  /// The subagents that were started, with those that these started, in reading order.
  public var subagents: [OutlinedSubagent] = []
}

/// A subagent.
public struct OutlinedSubagent: Sendable {
  /// The id; empty if it has none.
  public var name: String
  /// The beginning of its task, at most 240 bytes of UTF-8; empty if it is not known.
  public var task: String
  /// The number of subagents that it is nested in, with itself: from 1.
  public var depth: Int
  /// The work of the subagent, without that of its own subagents.
  public var work = OutlinedWork()
}

/// The work that was done after a prompt, or by a subagent.
public struct OutlinedWork: Sendable {
  /// The paths of the files that were written, each once, in the order of the first call.
  public var files: [String] = []
  /// The calls of tools.
  public var calls = 0
  /// The calls among them whose result is an error.
  public var errors = 0
  /// The responses, their tokens and what they cost.
  public var usage = UsageTotals()
}
