import Operations
import Transcripts

/// Command lines that are ready to be copied.
enum CommandLines {
  /// Returns a command as a line for a shell; nil if a word of it cannot be shown exactly.
  static func line(_ words: [String]) -> String? {
    let line = words.map(Quoting.shell).joined(separator: " ")
    return PlainText.clean(line) == line ? line : nil
  }

  /// Returns a command of this program as a line for a shell; nil if a word of it cannot be shown exactly. `store` is
  /// the store that the user has named. `session` comes last, and is taken for no option whatever it begins with.
  static func ccstore(_ words: [String], session: String, store: String?) -> String? {
    let store = store.map { ["--store", $0] } ?? []
    return line(["ccstore"] + words + store + (session.hasPrefix("-") ? ["--", session] : [session]))
  }
}

extension Resumption {
  /// The command with the change to its directory, as a line for a shell; nil if there is no command, or a word of it
  /// cannot be shown exactly.
  var line: String? {
    guard !command.isEmpty, let run = CommandLines.line(command) else { return nil }
    guard directory.hasPrefix("/") else { return run }
    return CommandLines.line(["cd", directory]).map { "\($0) && \(run)" }
  }

  /// The reason why there is no `line`, in words.
  var reasonForNoLine: String {
    command.isEmpty
      ? "\(Agent.unstated.name) accepts no session with the id '\(session)'"
      : "the name of its directory has characters that cannot be shown; 'ccstore resume --run' goes there"
  }
}
