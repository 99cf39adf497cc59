/// The role of a record for a reader.
public enum RecordKind: String, Sendable {
  /// Text that a person typed, including slash commands for the model, or a task given to a subagent.
  case prompt
  /// A command that the agent or a shell carries out, or its output.
  case command
  /// Text that the agent wrote in the person's place: reminders, notifications, interruptions.
  case meta
  /// A summary that replaces the conversation before a compaction.
  case summary
  /// A part of an answer: text, thinking, tool calls.
  case response
  /// Results of tool calls.
  case result
  /// The point at which the conversation was compacted.
  case compaction
  /// Any other note of the agent.
  case note
  /// A line that is not a record.
  case unreadable
}

/// The place of a record in a conversation, as far as its type tells.
package enum RecordType: Sendable {
  /// In a person's place: prompts, results of tool calls, and what the agent wrote there.
  case user
  /// A part of a model's answer.
  case assistant
  /// Added by the agent; it may be a prompt that had to wait.
  case attachment
  /// A repetition of a record of a subagent.
  case progress
  case other
}

/// The facts about subagents that a record states.
package struct SubagentFacts: Sendable, Equatable {
  /// The id of the subagent that gave the results in the record; nil when none did.
  package var finished: String?
  /// The id of the call that started the subagent whose record is repeated here; nil when unknown.
  package var caller: String?
  /// The prompts that the calls in the record give, as their texts in UTF-8.
  package var prompts: [[UInt8]]

  package init(finished: String? = nil, caller: String? = nil, prompts: [[UInt8]] = []) {
    (self.finished, self.caller, self.prompts) = (finished, caller, prompts)
  }
}
