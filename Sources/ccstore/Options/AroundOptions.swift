import ArgumentParser

/// The options of `show` for a place in a session.
struct AroundOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only the messages around this record, its own in full: its uuid, the beginning of it, or @ and its number, as 'search' prints them.",
      valueName: "record"))
  var around: String?

  @Option(
    name: [.customShort("C", allowingJoined: true), .long],
    help: ArgumentHelp("With --around: N messages before it and N after it. Default: 3.", valueName: "N"))
  var context: Int?

  func validate() throws {
    if let context, context < 0 { throw ValidationError("--context takes a number from 0.") }
    if context != nil, around == nil { throw ValidationError("--context is for --around.") }
  }
}
