public import SegmentedLog
import SessionLog
public import Times

/// A question about what was done in a period: the prompts, the files that were written, the commands, and what it
/// cost.
public struct ActivityQuery: Sendable {
  /// The commands of a shell that are listed one by one. All of them are counted.
  public enum Commands: Sendable {
    /// Every command.
    case all
    /// Those whose result is an error.
    case failed
  }

  /// The period; nil for the latest day on which something was done.
  public var period: Period?
  /// The time zone of the days.
  public var zone = Zone.utc
  /// The sessions that are asked for.
  public var sessions = SessionFilter()
  /// A text that the path of the project must contain, ignoring case; nil for all projects.
  public var project: String? {
    get { sessions.project }
    set { sessions.project = newValue }
  }
  /// The commands for a shell that are listed.
  public var commands = Commands.all
  /// The prices by which tokens become a cost.
  public var prices = PriceTable.builtIn

  /// Creates a question about the latest day with activity, in UTC.
  public init() {}
}

/// An answer about what was done, by day, project and session.
public struct ActivityReport: Sendable {
  /// The end of the log that was asked.
  public var head: LogHead
  /// The period that was asked for, or the day that was found; nil if nothing was ever done.
  public var period: Period?
  /// The name of the time zone.
  public var zone: String
  /// The days with activity, the earliest first.
  public var days: [ActivityDay]
  /// All of that together.
  public var totals: ActivityTotals
}

/// The work of one day.
public struct ActivityDay: Sendable {
  /// The date in the time zone of the query, such as `2026-03-25`.
  public var date: String
  /// The projects in the order in which they were first worked on.
  public var projects: [ActivityProject]
  /// All of that together.
  public var totals: ActivityTotals
}

/// The work in one project on one day.
public struct ActivityProject: Sendable {
  /// The working directory of the sessions; empty if their records state none.
  public var path: String
  /// The sessions in the order in which they were worked on.
  public var sessions: [ActivitySession]
  /// All of that together.
  public var totals: ActivityTotals
}

/// The work in one session on one day.
public struct ActivitySession: Sendable {
  /// The id of the session.
  public var id: String
  /// The shortest unique beginning of the id, at least 8 characters.
  public var shortID: String
  /// The title; empty if the session has none.
  public var title: String
  /// The time of the first prompt, response or call of the day; nil if none has a time.
  public var first: Instant?
  /// The time of the last one.
  public var last: Instant?
  /// The prompts in the order of the conversation, without those that a session before it had already.
  public var prompts: [ActivityPrompt]
  /// The paths of the files that were written, each once, in the order of the first call.
  public var files: [String]
  /// The commands of a shell that the query lists, in the order of the files of the session.
  public var commands: [ActivityCommand]
  /// All of that together.
  public var totals: ActivityTotals
}

/// A prompt of a person.
public struct ActivityPrompt: Sendable, Equatable {
  /// The time at which it was sent or given.
  public var time: Instant
  /// The sequence number of the event of its record.
  public var sequence: UInt64
  /// The beginning of the text, at most 240 bytes of UTF-8; empty if it is only an image.
  public var text: String
  /// True if there may be more of the text.
  public var isTruncated: Bool
}

/// A command that was given to a shell.
public struct ActivityCommand: Sendable, Equatable {
  /// The time at which it was sent or given.
  public var time: Instant
  /// The sequence number of the event of its record.
  public var sequence: UInt64
  /// The command, at most `ActivityCommand.charactersMax` characters of it.
  public var text: String
  /// True if `text` is only the beginning.
  public var isTruncated: Bool
  /// True if the result is an error; nil if there is no result.
  public var isError: Bool?

  /// The maximum length of a command in characters.
  public static let charactersMax = 4000
}

/// Sums of what was done.
public struct ActivityTotals: Sendable {
  /// The number of sessions with activity.
  public var sessions = 0
  /// The number of prompts, each counted once however many sessions repeat it.
  public var prompts = 0
  /// Different files that were written.
  public var files = 0
  /// Calls of tools, with those of subagents.
  public var calls: Int64 = 0
  /// Calls among them whose result is an error.
  public var errors: Int64 = 0
  /// Calls among them that gave a command to a shell.
  public var commands: Int64 = 0
  /// Commands among them whose result is an error.
  public var failedCommands: Int64 = 0
  /// The responses that were given, their tokens and what they cost.
  public var usage = UsageTotals()
}
