import ArgumentParser
import FileIO

/// What commands with the same option say about it and do with it. A group of options for each would cost every start
/// of these commands 0.7 million instructions, because ArgumentParser looks for the conformances of its type.
enum SharedOption {
  /// The argument of a command for one session.
  static let session: ArgumentHelp =
    "The session's id or the name of its file, or the beginning of it; 'last' is the latest session."

  /// Throws `ValidationError` when the argument for a session is empty.
  static func validate(session: String) throws {
    if session.isEmpty { throw ValidationError("a session needs an id.") }
  }

  /// `--no-pager` of a command that shows a text.
  static let pager: ArgumentHelp = "On a terminal, show it page by page."

  /// `--wait` of a command that writes to a store.
  static let wait: ArgumentHelp = "Wait while another ccstore writes to the store."

  /// Returns whether a locked store is to be tried again. Takes 200 ms with `wait`.
  static func retry(wait: Bool) -> Bool {
    if wait { SystemClock().sleep(200_000_000) }
    return wait
  }

  /// `--until` of a question about a period.
  static let until = ArgumentHelp("Up to this time, a day or month included as a whole.", valueName: "time")

  /// `--on` of a question about a period.
  static let on = ArgumentHelp("In this day, week, month or year: both of the above.", valueName: "time")

  /// `--tz` of a question about a period.
  static let tz = ArgumentHelp(
    "The time zone of days and hours, such as Europe/Berlin. Default: this machine's.", valueName: "zone")
}
