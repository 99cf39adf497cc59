import Answers

extension Shapes {
  package static let activity = Shape<ActivityReport>("activity", "What was done, by day, project and session.") {
    object("head", "The end of the log that was asked.", head) { $0.head }
    time("since", "The beginning of the period; null where it has none.", orNull: { $0.period?.start })
    time("until", "The first moment after the period; null where it has no end.", orNull: { $0.period?.end })
    string("zone", "The time zone of the days.") { $0.zone }
    object("totals", "All together.", activityTotals) { $0.totals }
    objects("days", "The days with activity, the earliest first.", activityDay) { $0.days }
  }

  private static let activityTotals = Shape<ActivityTotals>("activity_totals", "Sums of what was done.") {
    integer("sessions", "sessions", "Sessions with activity.") { $0.sessions }
    integer("prompts", "prompts", "Prompts, each counted once however many sessions repeat it.") { $0.prompts }
    integer("files_written", "files", "Different files that calls of tools wrote.") { $0.files }
    integer("calls", "calls", "Calls of tools, with those of subagents.") { $0.calls }
    integer("errors", "calls", "Calls among them whose result is an error.") { $0.errors }
    integer("shell_calls", "calls", "Calls among them that gave a command to a shell.") { $0.commands }
    integer("shell_errors", "calls", "Commands among them whose result is an error.") { $0.failedCommands }
    keys(of: tokens) { $0.usage }
  }

  private static let activityDay = Shape<ActivityDay>("activity_day", "What was done on one day.") {
    string("date", "The date in the time zone of the report, such as 2026-03-25.") { $0.date }
    object("totals", "All projects of the day together.", activityTotals) { $0.totals }
    objects("by_project", "The projects in the order in which they were worked on.", activityProject) { $0.projects }
  }

  private static let activityProject = Shape<ActivityProject>("activity_project", "What was done in one project.") {
    string("project", "The working directory; empty where the records do not say.") { $0.path }
    object("totals", "All sessions of the project on this day together.", activityTotals) { $0.totals }
    objects("sessions", "The sessions in the order in which they were worked on.", activitySession) { $0.sessions }
  }

  private static let activitySession = Shape<ActivitySession>("activity_session", "What was done in one session.") {
    string("session", "Its id.") { $0.id }
    string("title", "Its title; empty without any.") { $0.title }
    time("first", "The time of the first prompt, response or call of the day.", orNull: { $0.first })
    time("last", "The time of the last one.", orNull: { $0.last })
    object("totals", "All of this session on this day together.", activityTotals) { $0.totals }
    objects("prompts", "The prompts in the order of the conversation.", activityPrompt) { $0.prompts }
    strings("files", "The paths of the files that were written, each once.") { $0.files }
    objects("commands", "The commands that were given to a shell.", activityCommand) { $0.commands }
  }

  private static let activityPrompt = Shape<ActivityPrompt>("activity_prompt", "A prompt of a person.") {
    time("time", "When it was sent.") { $0.time }
    integer("seq", nil, "The sequence number of its record, as show takes it after @.") { $0.sequence }
    string("text", "Its beginning, at most 240 bytes of UTF-8; empty where it is only an image.") { $0.text }
    boolean("truncated", "Whether there may be more of it.") { $0.isTruncated }
  }

  private static let activityCommand = Shape<ActivityCommand>("activity_command", "A command for a shell.") {
    time("time", "When it was given.") { $0.time }
    integer("seq", nil, "The sequence number of its record, as show takes it after @.") { $0.sequence }
    string("command", "The command, at most 4000 characters of it.") { $0.text }
    boolean("truncated", "Whether that is only the beginning.") { $0.isTruncated }
    boolean("error", "Whether the result is an error; null where there is no result.", orNull: { $0.isError })
  }
}
