import ArgumentParser
import FileIO
import SessionLog
import SessionStore
import SystemPackage
import Tables

/// Values for the completion of a shell that are read from the store.
enum StoredValues {
  static let sessions = values { view in try view.sessions().map(\.shortID) }
  static let projects = values { view in try view.sessions().map(\.project) }
  static let branches = values { view in try view.sessions().map(\.branch) }
  static let models = values { view in try view.sessions().map(\.model) }
  static let tools = values { view in try view.tools().tools.map(\.tool) }

  /// The largest number of values that a shell is offered.
  private static let max = 1000

  /// Returns a completion that asks the store that the command line names, else the default one. It offers nothing
  /// when there is no store, and leaves out what a shell would have to quote: transcripts say what sessions, projects
  /// and branches are called, and bash runs a command that stands in a word that it is offered.
  private static func values(_ question: @escaping @Sendable (StoreView) throws -> [String]) -> CompletionKind {
    .custom { arguments, _, prefix in
      var words: [String] = []
      if let place = arguments.lastIndex(of: "--store"), place + 1 < arguments.count {
        words = ["--store", arguments[place + 1]]
      }
      guard let common = try? CommonOptions.parse(words), let view = try? common.open().view(),
        let all = try? question(view)
      else { return [] }
      var known: Set<String> = []
      return Array(all.filter { $0.hasPrefix(prefix) && isPlain($0) && known.insert($0).inserted }.prefix(max))
    }
  }

  /// Returns true if a word is the same to every shell with and without quotes, and no option.
  private static func isPlain(_ word: String) -> Bool { !word.hasPrefix("-") && Quoting.shell(word) == word }
}
