import Answers
import SegmentedLog

extension Shapes {
  /// The document that a page of an answer becomes. `key` is that of the rows, `sentence` says what they are.
  private static func page<Row>(
    _ key: String, _ summary: String, _ sentence: String, _ shape: Shape<Row>
  ) -> Shape<Page<Row>> {
    Shape("page", summary) {
      object("head", "The end of the log that all pages are of.", head) { $0.head }
      time("as_of", "When the latest ingest before that began; null without one.", orNull: { $0.asOf })
      integer("total", nil, "The rows on all pages.") { $0.total }
      string(
        "next", "What --cursor takes for the next page, with the same options; null on the last page.",
        orNull: { $0.next?.description })
      objects(key, sentence, shape) { $0.rows }
    }
  }

  package static let sessionPage = page("sessions", "Sessions.", "The sessions in the order asked for.", listed)

  private static let listed = Shape<SessionSummary>("session", "One session.") {
    keys(of: session) { ListedSession($0) }
  }

  package static let hits = page("hits", "What a search finds.", "The records in the order asked for.", hit)

  static let hit = Shape<SearchHit>("hit", "A record that holds all texts of a search.") {
    keys(of: match) { $0.match }
    integer(
      "entry", nil, "Its place in the conversation, as show --turns --at takes it; null in a former version.",
      orNull: { $0.entry })
  }

  package static let conflictPage = page(
    "conflicts", "Decisions that a person may want to look at.", "The decisions in the order asked for.", conflict)

  package static let files = page(
    "files", "Which session read or wrote which file.",
    "In the order asked for; by default the file that was touched last comes first.", file)

  static let file = Shape<TouchedFile>("file", "A file, and one session that read or wrote it.") {
    string("path", "Its path as the calls of tools give it, mostly an absolute one.") { $0.path }
    string("session", "The id of the session.") { $0.session }
    string("project", "The working directory of the session; empty where its records do not say.") { $0.project }
    time("first", "The time of the first call.", orNull: { $0.first })
    time("last", "The time of the last call.", orNull: { $0.last })
    integer("reads", "calls", "Calls of Read, failed ones included.") { $0.reads }
    integer("writes", "calls", "Calls of Edit, MultiEdit, Write and NotebookEdit, failed ones included.") { $0.writes }
  }

  /// Returns the table of a page of files, titles first: what `files --csv` prints.
  package static func filesTable(_ page: Page<TouchedFile>) -> [[JSON]] {
    [file.titles.map { .string($0) }] + page.rows.map(file.row)
  }
}
