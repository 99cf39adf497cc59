import Answers
import SessionLog

extension Shapes {
  package static let turns = Shape<TurnWindow>("turns", "Turns of a session in reading order.") {
    string("session", "The id of the session.") { $0.session }
    object("head", "The end of the log that was asked.", head) { $0.head }
    integer("total", "turns", "The turns of the session.") { $0.total }
    integer(
      "next", nil, "The entry of the turn after these, as --at takes it; null at the end of the session.",
      orNull: { $0.next })
    objects("turns", "Prompts, whole responses with the results of their calls, and notes.", turn) { $0.turns }
  }

  private static let turn = Shape<Turn>("turn", "A prompt, a whole response with the results of its calls, or a note.")
  {
    integer("entry", nil, "Its place in the conversation, from 0; not every place has a turn.") { $0.entry }
    integer("seq", nil, "The sequence number of the event of its first record.") { $0.sequence }
    string("uuid", "The uuid of its first record.", orNull: { $0.uuid })
    string("role", "One of user, assistant, system.") { $0.role.rawValue }
    time("timestamp", "The time of its first record.", orNull: { $0.time })
    string("model", "The model that answered; null for other turns.", orNull: { $0.model })
    integer("branch", nil, "The number of its branch; null on the latest one.", orNull: { $0.branch })
    integer("depth", nil, "How deep it is in subagents: 0 in the conversation itself, 1 in a subagent.") { $0.depth }
    object("usage", "The tokens of the response; null where it reports none.", tokenCounts, orNull: { $0.usage })
    objects("blocks", "Its parts, in the order in which they were written.", block) { $0.blocks }
  }

  private static let block = Shape<Turn.Block>("block", "A part of a turn.") {
    string("kind", "One of text, thinking, tool_use, tool_result, image, note, summary.") { $0.kind.rawValue }
    string("text", "The text; of a call its arguments as JSON, of an image its type and place.") { $0.text }
    boolean("truncated", "Whether the text is only the beginning, because of --max-chars.") { $0.isTruncated }
    integer("bytes", "bytes", "The length of the whole text in UTF-8, or of an image.") { $0.bytes }
    string("tool", "The tool that is called or answers; null for other blocks.", orNull: { $0.tool })
    string("call", "The id of the call, the same for a call and its result.", orNull: { $0.call })
    boolean("error", "Whether a result is an error; null for other blocks.", orNull: { $0.isError })
    integer(
      "duration_ms", "milliseconds", "From the call to its result, with the result; null where that is not known.",
      orNull: { $0.duration })
    string("subagent", "The id of the subagent that the call started.", orNull: { $0.subagent })
  }
}
