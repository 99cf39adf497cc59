import ArgumentParser
import FileIO

/// The session that a command is about.
struct SessionArgument: ParsableArguments {
  @Argument(help: Self.help, completion: StoredValues.sessions)
  var session: String

  static let help: ArgumentHelp =
    "The session's id or the name of its file, or the beginning of it; 'last' is the latest session."

  func validate() throws {
    if session.isEmpty { throw ValidationError("a session needs an id.") }
  }
}

/// The option of commands that show a text which may be longer than the screen.
struct PagerOption: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "On a terminal, show it page by page.")
  var pager = true

  /// Starts the pager, unless the option says that there is none. `Pager.finish` must follow.
  func start() {
    if pager { Pager.start() }
  }
}

/// The option of commands that write to a store.
struct WaitOption: ParsableArguments {
  @Flag(name: .long, help: "Wait while another ccstore writes to the store.")
  var wait = false

  /// Returns whether a locked store is to be tried again, after 200 ms.
  func retry() -> Bool {
    if wait { SystemClock().sleep(200_000_000) }
    return wait
  }
}
