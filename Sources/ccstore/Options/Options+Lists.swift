import Answers
import ArgumentParser
import Times

/// The options that select sessions.
struct SessionFilters: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("Only projects whose path holds this, ignoring case.", valueName: "text"),
    completion: StoredValues.projects)
  var project: String?

  @Option(
    name: .long, help: ArgumentHelp("Only models whose name holds this, ignoring case.", valueName: "text"),
    completion: StoredValues.models)
  var model: String?

  @Option(
    name: .long, help: ArgumentHelp("Only branches whose name holds this, ignoring case.", valueName: "text"),
    completion: StoredValues.branches)
  var branch: String?
}

/// The options that select what a list is about. They are the same for all lists.
struct ListFilters: ParsableArguments {
  @OptionGroup var time: TimeOptions

  @OptionGroup var asOf: AsOfOption

  @OptionGroup var sessions: SessionFilters

  @Option(
    name: .long, help: ArgumentHelp("Only this session: its id, or the beginning of it.", valueName: "id"),
    completion: StoredValues.sessions)
  var session: String?

  /// The sessions that are asked for.
  var filter: SessionFilter {
    SessionFilter(project: sessions.project, session: session, branch: sessions.branch, model: sessions.model)
  }
}

/// The options for the length and the form of a list.
struct ListOptions: ParsableArguments {
  @Flag(name: .long, help: "In reverse order.")
  var reverse = false

  @Option(name: .long, help: "List at most this many rows; the last line says how many more there are.")
  var limit: Int?

  @Flag(name: .long, help: "Print all digits of large numbers: 1,234,567 in place of 1.2M.")
  var exact = false

  @Flag(inversion: .prefixedNo, help: "On a terminal, show a list that is longer than the screen page by page.")
  var pager = true

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
  }

  var numbers: Numbers { Numbers(isExact: exact) }

  /// Returns the line that says how many rows a limit has left out; nil if it left out none.
  func leftOut(_ count: Int, _ noun: String) -> String? {
    count > 0
      ? "… \(Format.count(Int64(count))) more \(noun)\(count == 1 ? "" : "s"); without --limit all are listed" : nil
  }
}

/// An amount of money that a person writes: `200`, `$200`, `99.50`.
struct Dollars: ExpressibleByArgument {
  let money: Money

  /// The largest amount, in dollars, so that a typing error is noticed.
  private static let max = 1e9

  init?(argument: String) {
    let digits = argument.hasPrefix("$") ? argument.dropFirst() : argument[...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e }), digits.utf8.count <= 20,
      let dollars = Double(String(digits)), dollars > 0, dollars <= Self.max
    else { return nil }
    money = Money(dollars: dollars)
  }
}
