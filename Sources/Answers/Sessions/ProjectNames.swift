import FileIO
import SessionLog

/// The names by which people recognise projects: the last component of the path, such as `site`. Where two projects
/// have the same one, the components before it are added until the names differ: `a/site`, `b/site`.
///
/// Paths of Windows and of POSIX are accepted. Two spellings of one path (`C:\site`, `c:/site/`) are one project.
public struct ProjectNames: Sendable {
  private var names: [String: String] = [:]

  /// The largest number of components that a name is made of. Projects that these do not tell apart are called by
  /// their whole paths.
  private static let componentsMax = 6

  /// Makes the names of the projects with these paths. Cost: one pass over the paths for each component that is needed.
  public init(_ paths: some Sequence<String>) {
    var open: [String: Path] = [:]
    for path in paths {
      let path = Path(path)
      open[path.key] = path
    }
    for count in 1...Self.componentsMax where !open.isEmpty {
      let named = open.mapValues { $0.suffix(count) }
      var uses: [String: Int] = [:]
      for name in named.values { uses[name, default: 0] += 1 }
      for (key, name) in named where uses[name] == 1 {
        names[key] = name
        open[key] = nil
      }
    }
    for (key, path) in open { names[key] = path.whole }
  }

  /// Returns the name of a project; empty for an empty path. A path that was not among those of `init` is called by its
  /// last component.
  public func name(of path: String) -> String {
    let path = Path(path)
    return names[path.key] ?? path.suffix(1)
  }

  /// A path of either system.
  private struct Path {
    let components: [Substring]
    /// The path without slashes at its end.
    let whole: String
    /// The same for all spellings of a path.
    let key: String

    init(_ path: String) {
      components = path.split { $0 == "/" || $0 == "\\" }
      var end = path[...]
      while end.count > 1, end.last == "/" || end.last == "\\" { end.removeLast() }
      whole = String(end)
      var names = components
      if let first = names.first, first.utf8.count == 2, first.last == ":" { names[0] = Substring(first.lowercased()) }
      key = (path.first == "/" || path.first == "\\" ? "/" : "") + names.joined(separator: "/")
    }

    /// Returns the last `count` components; the whole path where it has fewer, or none at all.
    func suffix(_ count: Int) -> String {
      components.count < count ? whole : components.suffix(count).joined(separator: "/")
    }
  }
}

extension StoreView {
  /// Returns the names of the projects of all sessions in the store, so that every list calls a project the same. A
  /// view makes them once.
  public func projectNames() throws -> ProjectNames {
    try throwingStoreErrors {
      try derived.value("project names") { ProjectNames(try sessionsState.sessions.lazy.map(\.project.text)) }
    }
  }
}
