import Answers
import Bytes
import Times

extension Shapes {
  /// The keys of a match that are there only where they were asked for.
  static let matchDetails = Shape<SearchMatch>("match_details", "What was asked for beyond a match.") {
    score.only("with --sort relevance") { $0.score != nil }
    object("context", "The lines around the first occurrence.", context, orNull: { $0.context })
      .only("with --context") { $0.context != nil }
    object("prompt", "The prompt that the record is or follows.", said, orNull: { $0.exchange?.prompt })
      .only("with --exchange") { $0.exchange != nil }
    object("answer", "The answer that the record is or that followed it.", said, orNull: { $0.exchange?.answer })
      .only("with --exchange") { $0.exchange != nil }
  }

  private static let score = Field<SearchMatch>(
    FieldDescription(
      key: "score", type: .number,
      summary: "The relevance by BM25, from 0; scores of different searches cannot be compared. "
        + "With a limit, the 2,000 latest records found are ranked, or as many as the limit; with --page all.")
  ) { [("score", .decimal(Decimal.fixed($0.score ?? 0, places: 6)))] }

  private static let context = Shape<SearchContext>(
    "context", "The line of a text in which the first occurrence begins, and lines around it."
  ) {
    strings("before", "The lines of the same text before it, the first one first; long ones are cut.") { $0.before }
    string("line", "The line; a long one is cut on both sides.") { $0.line }
    strings("after", "The lines of the same text after it; long ones are cut.") { $0.after }
  }

  private static let said = Shape<Turn>("said", "A prompt or an answer.") {
    integer("entry", nil, "Its place in the conversation, as show --turns --at takes it.") { $0.entry }
    integer("seq", nil, "The sequence number of the event of its first record.") { $0.sequence }
    string("record", "The uuid of its first record.", orNull: { $0.uuid })
    time("timestamp", "The time of its first record.", orNull: { $0.time })
    string("text", "What it says, each block cut after 4000 characters.") { $0.text }
    boolean("truncated", "Whether the text is not all of it.") { $0.isTextTruncated }
  }

  package static let searchedSession = Shape<SearchedSession>(
    "searched_session", "A session in which a search finds something."
  ) {
    keys(of: sessionWithMatches) { $0 }
    string("project", "Its working directory; empty where the records do not say.") { $0.project }
    string("title", "Its title; empty without any.") { $0.title }
    integer("records", "records", "The records of it that were found.") { $0.records }
    integer("occurrences", nil, "How often the texts occur in them.") { $0.occurrences }
    time("first", "The time of the earliest of them.", orNull: { $0.first })
    time("last", "The time of the latest of them.", orNull: { $0.last })
  }

  package static let sessionWithMatches = Shape<SearchedSession>(
    "session_with_matches", "The id of a session in which a search finds something."
  ) {
    string("session", "Its id.") { $0.id }
  }
}
