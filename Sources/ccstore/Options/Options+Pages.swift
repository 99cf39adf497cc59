import Answers
import ArgumentParser
import FileIO
import Times

/// The option for the place in an answer where a page begins.
struct CursorOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The next page: the value of next on the page before. It is of the same moment, whatever was stored since.",
      valueName: "next"))
  var cursor: PageCursor?

  /// Returns the request for a page with at most `limit` rows.
  func request(limit: Int) -> PageRequest {
    PageRequest(limit: limit, cursor: cursor, time: Instant(milliseconds: SystemClock().milliseconds))
  }
}

extension PageCursor: ExpressibleByArgument {}

/// The options of commands that print an answer as a whole, or one page of it.
struct PageOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: "With --json: one document with head, as_of, total, next and --limit rows (default: 50), of one moment.")
  var page = false

  @OptionGroup var cursor: CursorOption

  /// The page asked for; nil for the whole answer.
  func request(limit: Int?) -> PageRequest? {
    page || cursor.cursor != nil ? cursor.request(limit: limit ?? 50) : nil
  }

  /// Throws unless a page is asked for with `--json`, or none is.
  func check(json: Bool) throws {
    if page || cursor.cursor != nil, !json { throw ValidationError("--page and --cursor are for --json.") }
  }
}
