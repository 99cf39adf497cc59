import Answers
import Sync

/// Command lines for a shell that are ready to be copied.
package enum ShellLine {
  /// Returns a command as a line for a shell; nil if a word of it cannot be shown exactly.
  package static func text(_ words: [String]) -> String? {
    let line = words.map(Quoting.shell).joined(separator: " ")
    return VisibleText.clean(line, for: .line) == line ? line : nil
  }
}

extension Resumption {
  /// The command with the change to its directory, as a line for a shell; nil if there is no command, or a word of it
  /// cannot be shown exactly.
  package var line: String? {
    guard !command.isEmpty, let run = ShellLine.text(command) else { return nil }
    guard directory.hasPrefix("/") else { return run }
    return ShellLine.text(["cd", directory]).map { "\($0) && \(run)" }
  }
}
