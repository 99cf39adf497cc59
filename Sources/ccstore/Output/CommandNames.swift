import ArgumentParser

/// The names of commands, and what a wrong one may have meant.
enum CommandNames {
  /// Throws `Failure` if the arguments begin with the name of a command that the program `root` does not have, also
  /// after `help`.
  static func check(_ arguments: [String], of root: any ParsableCommand.Type) throws {
    var words = arguments[...]
    var command = root
    var path = "ccstore"
    if words.first == "help" { words = words.dropFirst() }
    while !command.configuration.subcommands.isEmpty, let word = words.popFirst(), !word.hasPrefix("-") {
      if word == "help" { return }
      let known = command.configuration.subcommands
      guard let next = known.first(where: { $0.configuration.commandName == word }) else {
        let names = known.compactMap { $0.configuration.commandName }
        let meant = similar(to: word, in: names).map { "did you mean '\(path) \($0)'? " } ?? ""
        throw Failure(
          "there is no command '\(path) \(word)'; \(meant)'\(path) --help' lists all", code: ExitStatus.usage)
      }
      command = next
      path += " \(word)"
    }
  }

  /// Returns the name that a word may have meant: one that begins with it, or the nearest one, from which it differs by
  /// at most a third of its letters and by no more than three; nil if there is none.
  static func similar(to word: String, in names: [String]) -> String? {
    if word.count >= 2, let longer = names.first(where: { $0.hasPrefix(word) }) { return longer }
    let word = Array(word.lowercased().prefix(64).utf8)
    let distances = names.map { (name: $0, distance: distance(word, Array($0.utf8))) }
    guard let nearest = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return nearest.distance <= min(3, max(1, nearest.name.utf8.count / 3)) ? nearest.name : nil
  }

  /// Returns the number of letters to be inserted, removed, replaced or exchanged with their neighbour (the optimal
  /// string alignment distance). Cost: the product of both lengths.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
