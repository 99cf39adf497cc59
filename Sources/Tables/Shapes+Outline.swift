import Answers

extension Shapes {
  package static let outline = Shape<SessionOutline>("outline", "A session by its prompts.") {
    object("head", "The end of the log that was asked.", head) { $0.head }
    string("session", "The id of the session.") { $0.session }
    string("title", "Its title; empty without any.") { $0.title }
    string("project", "The working directory; empty where the records do not say.") { $0.project }
    object("usage", "The responses that are counted for the session.", tokens) { $0.usage }
    object("rest", "The responses among them that belong to no prompt here, as of former versions.", tokens) { $0.rest }
    objects("prompts", "The prompts in reading order.", outlinedPrompt) { $0.prompts }
  }

  private static let outlinedPrompt = Shape<OutlinedPrompt>("outlined_prompt", "A prompt and what followed it.") {
    integer("number", nil, "Its number, from 1; 0 for what stands before the first one.") { $0.number }
    integer("entry", nil, "Its place in the conversation, as show --turns --at takes it.") { $0.entry }
    integer("seq", nil, "The sequence number of its record, as show takes it after @.") { $0.sequence }
    time("timestamp", "The time of its record.", orNull: { $0.time })
    string("text", "Its beginning, at most 240 bytes of UTF-8; empty where it is only an image.") { $0.text }
    boolean("truncated", "Whether there may be more of it.") { $0.isTruncated }
    integer("branch", nil, "The number of its branch; null on the latest one.", orNull: { $0.branch })
    keys(of: outlinedWork) { $0.work }
    objects("subagents_started", "The subagents that were started, in reading order.", outlinedSubagent) {
      $0.subagents
    }
  }

  private static let outlinedSubagent = Shape<OutlinedSubagent>("outlined_subagent", "A subagent.") {
    string("subagent", "Its id; empty without one.") { $0.name }
    string("task", "The beginning of its task, at most 240 bytes of UTF-8.") { $0.task }
    integer("depth", nil, "How deep it is in subagents, from 1.") { $0.depth }
    keys(of: outlinedWork) { $0.work }
  }

  private static let outlinedWork = Shape<OutlinedWork>("outlined_work", "What was done, without what subagents did.") {
    strings("files", "The paths of the files that were written, each once.") { $0.files }
    integer("calls", "calls", "Calls of tools.") { $0.calls }
    integer("errors", "calls", "Calls among them whose result is an error.") { $0.errors }
    keys(of: tokens) { $0.usage }
  }
}
