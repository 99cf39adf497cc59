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
  /// when there is no store, and leaves out what a shell could not show on one line.
  private static func values(_ question: @escaping @Sendable (StoreView) throws -> [String]) -> CompletionKind {
    .custom { arguments, _, _ in
      let place = arguments.lastIndex(of: "--store").map { $0 + 1 }
      let store = place.flatMap { $0 < arguments.count ? ["--store", arguments[$0]] : nil } ?? []
      guard let view = try? CommonOptions.parse(store).open().view(), let all = try? question(view) else { return [] }
      var known: Set<String> = []
      let shown = all.filter { !$0.isEmpty && PlainText.clean($0) == $0 && known.insert($0).inserted }
      return Array(shown.prefix(max))
    }
  }
}
