import Answers
import Tables

/// The lines at the end of an answer that does not hold everything.
enum Continuation {
  /// The largest number of characters of a call that is printed as a whole.
  private static func callMax(_ arguments: Arguments) -> Int { min(500, arguments.maxChars / 4) }

  /// The characters to keep free for the end of an answer to `arguments`: a call with a cursor, which has 106 of them,
  /// or only the cursor, and the sentences around it.
  static func reserve(_ arguments: Arguments, cursor: Int = 130) -> Int {
    130 + cursor + min(callMax(arguments), arguments.json(replacing: []).unicodeScalars.count + cursor)
  }

  /// Returns the sentence with the call that continues. `changes` replace arguments, `without` are left out.
  static func line(
    _ tool: String, _ arguments: Arguments, _ changes: [(String, JSON)], without: [String] = [], left: String
  ) -> String {
    let prefix = left.isEmpty ? "" : left + " "
    let call = arguments.json(replacing: changes, without: without)
    if call.unicodeScalars.count <= callMax(arguments) { return "\(prefix)Continue with: \(tool) \(call)" }
    let change = JSON.object(changes).text(pretty: false)
    return "\(prefix)Continue with \(tool) and the same arguments, but \(change)"
  }
}
