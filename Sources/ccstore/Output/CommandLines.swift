import Operations
import Transcripts

/// Command lines that are ready to be copied.
enum CommandLines {
  /// Returns a command of this program as a line for a shell; nil if a word of it cannot be shown exactly. `store` is
  /// the store that the user has named. `session` comes last, and is taken for no option whatever it begins with.
  static func ccstore(_ words: [String], session: String, store: String?) -> String? {
    let store = store.map { ["--store", $0] } ?? []
    return ShellLine.text(["ccstore"] + words + store + (session.hasPrefix("-") ? ["--", session] : [session]))
  }
}

extension Resumption {
  /// Says that the directory of the session does not exist, with the command that continues it in another one. `store`
  /// is the store that the user has named. Only for a session that states its directory.
  func absence(store: String?) -> String {
    let line = CommandLines.ccstore(["move", "--to-project", "DIR"], session: session, store: store)
    return
      "\(directory) does not exist; to continue in a copy elsewhere:  \(line ?? "ccstore move --to-project DIR SESSION")"
  }

  /// The reason why there is no `line`, in words.
  var reasonForNoLine: String {
    command.isEmpty
      ? "\(Agent.unstated.name) accepts no session with the id '\(session)'"
      : "the name of its directory has characters that cannot be shown; 'ccstore resume --run' goes there"
  }
}
