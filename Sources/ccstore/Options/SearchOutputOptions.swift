import ArgumentParser

/// The options of `search` for what is printed of the records that it finds.
struct SearchOutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("C", allowingJoined: true), .long],
    help: ArgumentHelp(
      "The line with the first match, and N lines of the same text before and after it.", valueName: "N"))
  var context: Int?

  @Flag(name: .long, help: "Also the prompt before each record and the answer after it.")
  var exchange = false

  @Flag(name: .shortAndLong, help: "Only the sessions, with the number of records found in each.")
  var count = false

  @Flag(name: [.customShort("l"), .long], help: "Only the ids of the sessions, one a line.")
  var sessionsWithMatches = false

  @Flag(
    inversion: .prefixedNo,
    help: "Below a line for each session, or each record with its own place. Default: below a line on a terminal.")
  var heading: Bool?

  @Flag(inversion: .prefixedNo, help: SharedOption.pager)
  var pager = true

  /// True if sessions are printed instead of records.
  var isOfSessions: Bool { count || sessionsWithMatches }

  /// The maximum number of lines before and after a match.
  private static let contextMax = 1000

  func validate() throws {
    if let context, !(0...Self.contextMax).contains(context) {
      throw ValidationError("--context takes a number from 0 to \(Self.contextMax).")
    }
    if count, sessionsWithMatches {
      throw ValidationError("--count prints numbers, --sessions-with-matches only ids; choose one.")
    }
    if isOfSessions, context != nil || exchange {
      throw ValidationError(
        "--context and --exchange are about records; leave out --count and --sessions-with-matches.")
    }
  }
}
