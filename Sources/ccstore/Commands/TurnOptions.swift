import Answers
import ArgumentParser

/// The options of `show` for the conversation as turns.
struct TurnOptions: ParsableArguments {
  @Flag(name: .long, help: "With --json: print the conversation as turns, in one document.")
  var turns = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With --turns: begin at this turn: its entry, or @ and the sequence number of one of its records.",
      valueName: "entry|@seq"))
  var at: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With --turns: up to N turns before that as well, as far as --limit allows. Default: 0.", valueName: "N"))
  var before: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("With --turns: at most N turns after the one at the place. Default: all.", valueName: "N"))
  var after: Int?

  @Option(name: .long, help: ArgumentHelp("With --turns: at most N turns. Default: 100.", valueName: "N"))
  var limit: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With --turns: cut the text of a block after N characters; 0 for never. Default: 4000.", valueName: "N"))
  var maxChars: Int?

  func validate() throws {
    let numbers = [before, after, limit, maxChars].compactMap { $0 }
    if !turns, at != nil || !numbers.isEmpty {
      throw ValidationError("--at, --before, --after, --limit and --max-chars are for --json --turns.")
    }
    if numbers.contains(where: { $0 < 0 }) { throw ValidationError("numbers of turns and characters count from 0.") }
    if limit == 0 { throw ValidationError("--limit takes a number from 1.") }
    if let at, Self.place(at) == nil {
      throw ValidationError("--at takes an entry, such as 12, or a record, such as @8465; not '\(at)'.")
    }
  }

  func query(_ session: String, generation: Int?, tail: Int?) -> TurnQuery {
    var query = TurnQuery(session)
    query.generation = generation
    query.place = at.flatMap(Self.place) ?? tail.map { .tail($0) } ?? .start
    query.before = before ?? query.before
    query.after = after
    query.limit = limit ?? query.limit
    query.charactersMax = maxChars ?? query.charactersMax
    return query
  }

  private static func place(_ text: String) -> TurnQuery.Place? {
    if text.hasPrefix("@") { return UInt64(text.dropFirst()).map { .sequence($0) } }
    return Int(text).flatMap { $0 < 0 ? nil : .entry($0) }
  }
}
