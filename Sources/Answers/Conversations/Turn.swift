public import SegmentedLog
public import SessionLog
public import Times

/// One entry of a conversation with its content cut into blocks: a prompt, a whole response with the results of its
/// calls, or a note.
public struct Turn: Sendable, Equatable {
  /// The speaker.
  public enum Role: String, Sendable {
    case user, assistant
    /// The agent itself.
    case system
  }

  /// The index of the entry in `Conversation.entries`.
  public var entry: Int
  /// The sequence number of the event of its first record.
  public var sequence: UInt64
  /// The uuid of its first record; nil if it has none.
  public var uuid: String?
  /// The speaker.
  public var role: Role
  /// The time of its first record; nil if the record has none.
  public var time: Instant?
  /// The model that answered; nil if the turn is not an answer of a model.
  public var model: String?
  /// The number of the abandoned branch that it is in; nil on the main line.
  public var branch: Int?
  /// The number of subagents that it is nested in.
  public var depth: Int
  /// The tokens of the response; nil if its records report none.
  public var usage: TokenCounts?
  /// The parts of the turn, in order.
  public var blocks: [Block]

  /// A part of a turn.
  public struct Block: Sendable, Equatable {
    /// The kinds of blocks; the raw values are their names in JSON.
    public enum Kind: String, Sendable {
      case text, thinking, note, summary
      case toolUse = "tool_use"
      case toolResult = "tool_result"
      /// An image or a document.
      case image
    }

    /// The kind of the block.
    public var kind: Kind
    /// The text, cut between characters if it is too long: of a call its arguments as JSON, of an image its type and
    /// place.
    public var text: String
    /// True if `text` is only the beginning.
    public var isTruncated = false
    /// The number of bytes of the whole text in UTF-8, or of an image.
    public var bytes: Int64
    /// The name of the tool that is called or answers; nil for other blocks, and for a result without its call.
    public var tool: String?
    /// What a call does on one line: the command, the file, the pattern; nil for other blocks.
    public var summary: String?
    /// The id of the call.
    public var call: String?
    /// True if a result is an error; nil for other blocks.
    public var isError: Bool?
    /// The time from a call to its result in milliseconds, with the result; nil if one of the times is unknown.
    public var duration: Int64?
    /// The id of the subagent that a call started; nil if it is unknown.
    public var subagent: String?
  }
}

/// A question about the turns of a session: which of them, and how much of each block.
public struct TurnQuery: Sendable {
  /// The turn that the window is around.
  public enum Place: Sendable {
    /// The beginning of the session.
    case start
    /// The turn with this index of an entry, or the first one after it.
    case entry(Int)
    /// The turn with the record whose event has this sequence number.
    case sequence(UInt64)
    /// The first of the last prompts of the main line: at most this many prompts, each with what followed it.
    case tail(Int)
    /// The first of the last turns: at most this many.
    case last(Int)
  }

  /// The id of the session or the beginning of it.
  public var session: String
  /// The version of its files, from 0; nil for the latest of each.
  public var generation: Int?
  /// The place at which the turns begin.
  public var place = Place.start
  /// The number of turns before that place, from 0.
  public var before = 0
  /// The maximum number of turns after that at the place, from 0; nil for all.
  public var after: Int?
  /// The maximum number of turns, from 1.
  public var limit = 100
  /// The maximum length of the text of a block in characters (Unicode code points); 0 for no limit.
  public var charactersMax = 4000

  /// Creates a question about the first turns of a session: its id, the beginning of it, or `last`.
  public init(_ session: String) { self.session = session }
}

/// Consecutive turns of a session.
public struct TurnWindow: Sendable {
  /// The id of the session.
  public var session: String
  /// The end of the log that was asked.
  public var head: LogHead
  /// The number of turns of the session.
  public var total: Int
  /// The number of turns before these.
  public var first: Int
  /// The entry of the first turn after these; nil at the end of the session.
  public var next: Int?
  /// The entry of the turn before these; nil at the beginning of the session.
  public var previous: Int?
  /// The turns, in reading order.
  public var turns: [Turn]
}
