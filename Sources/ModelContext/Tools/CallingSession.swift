import Answers
import Bytes
import SessionLog
import Tables

/// The session that calls the server, as far as it can be told. It is left out of searches and lists, because what was
/// just said answers every question.
struct CallingSession {
  /// The id of the session; nil if none is left out.
  let id: String?
  /// The sentence that says what is left out; nil if nothing is.
  let note: String?

  /// A session whose latest record is this recent may be the calling one, in milliseconds.
  private static let recent: Int64 = 120_000

  /// Finds the session: the one that the argument `caller` names; else the one with the newest record younger than two
  /// minutes among those in the directory in which the server runs. Throws `ToolFailure` if the argument names none.
  init(_ arguments: Arguments, _ view: StoreView, _ context: ToolContext) throws {
    if let caller = arguments.text("caller") {
      if caller == "none" { (id, note) = (nil, nil) } else { (id, note) = (Self.stored(caller, view), nil) }
      return
    }
    // The pages after the first one name it, because more time has passed.
    guard arguments.cursor == nil, !context.server.workingDirectory.isEmpty else {
      (id, note) = (nil, nil)
      return
    }
    // Only the state of the sessions is asked: a search needs nothing else.
    let directory = Array(context.server.workingDirectory.utf8)
    let recent = context.now - Self.recent + 1..<context.now + Self.recent
    let newest = try view.sessionsState.sessions.lazy
      .filter { session in
        guard session.project == directory, let ended = session.ended else { return false }
        return recent.contains(ended)
      }
      .max { $0.ended ?? .min < $1.ended ?? .min }
    id = newest?.id.text
    note = newest.map {
      "Session \(PastText.name($0.id.text)) is left out, because it is probably this one: its latest record is younger "
        + "than two minutes, in this directory. With \"caller\": \"none\" it is not."
    }
  }

  /// Returns the whole id; a session that is not stored yet is left out anyway.
  private static func stored(_ name: String, _ view: StoreView) -> String {
    (try? view.session(named: name).id.text) ?? name
  }

  /// The arguments that say the same on the next page.
  var changes: [(String, JSON)] { [("caller", .string(id ?? "none"))] }
}
