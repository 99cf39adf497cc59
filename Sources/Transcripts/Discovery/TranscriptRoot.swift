import FileIO
public import SystemPackage

/// A directory with a `projects` folder, or any directory or file that a person named, and the part of it that is read.
public struct TranscriptRoot: Sendable, Hashable {
  /// The absolute path, with links resolved.
  public var path: FilePath
  /// The bytes of `scope`, as the operating system has them.
  package var scopeBytes: [UInt8]
  /// True when every file is stored, whatever its name.
  public var takesAnyFile: Bool

  public init(path: FilePath, scope: String, takesAnyFile: Bool = false) {
    self.init(path: path, scopeBytes: Array(scope.utf8), takesAnyFile: takesAnyFile)
  }

  package init(path: FilePath, scopeBytes: [UInt8], takesAnyFile: Bool = false) {
    (self.path, self.scopeBytes, self.takesAnyFile) = (path, scopeBytes, takesAnyFile)
  }

  /// The part that is read, relative to the root: `projects`, a folder in it, or a single file; empty for the whole
  /// root. A name that is not UTF-8 is shown with replacement characters.
  public var scope: String {
    get { String(decoding: scopeBytes, as: UTF8.self) }
    set { scopeBytes = Array(newValue.utf8) }
  }

  /// The directory from which the files are opened: the root, or its `projects` folder. The path to it may lead through
  /// links; no link is followed below it.
  public var base: FilePath { Self.base(path, scopeBytes) }

  /// Returns the directory from which a file of a root is opened. `path` is relative to the root.
  public static func base(_ root: FilePath, _ path: [UInt8]) -> FilePath {
    let projects = Array("projects".utf8)
    return path == projects || path.starts(with: projects + [0x2f]) ? root.appending("projects") : root
  }

  /// The directory or file that is read.
  public var start: FilePath { scopeBytes.isEmpty ? path : path.appending(bytes: scopeBytes) }
}

/// The roots that were found, and the problems with places where there should be some.
package struct RootSelection: Sendable {
  package private(set) var roots: [TranscriptRoot] = []
  /// The places that were asked for and cannot be read.
  package var problems: [RootProblem] = []
  private var known = Set<TranscriptRoot>()

  package init() {}

  /// Adds a root unless it is there already. Cost: the same for any number of roots.
  package mutating func add(_ root: TranscriptRoot) { if known.insert(root).inserted { roots.append(root) } }
}

/// The reason why a named place cannot be read.
package struct RootProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of a problem.
  package enum Reason: Sendable, Equatable {
    /// Nothing exists there.
    case missing
    /// Nothing exists there, although `CLAUDE_CONFIG_DIR` names it.
    case configuredMissing
    /// It holds no transcripts of Claude Code.
    case noTranscripts
    /// The search was stopped after this number of folders, none of which held transcripts.
    case tooLarge(Int)
    /// It is neither a file nor a directory.
    case special
    case unreadable(FileError)
  }

  /// The path as it was named.
  package var path: String
  package var reason: Reason

  package init(_ path: String, _ reason: Reason) { (self.path, self.reason) = (path, reason) }

  /// A message of one line for the report of a sync, with a remedy where there is one.
  package var description: String {
    switch reason {
    case .missing: "\(storeError); name the directory that holds 'projects', or a folder or file of it"
    case .noTranscripts:
      "\(storeError); name the directory that holds 'projects', or give --any-files to store whatever lies there"
    case .tooLarge: "\(storeError); name the directory that holds 'projects'"
    case .unreadable(let error): error.description
    case .configuredMissing, .special: storeError.message
    }
  }
}

extension RootProblem: StoreErrorConvertible {
  package var storeError: StoreError {
    let place = FilePath(path)
    return switch reason {
    case .missing: StoreError(.missingRoot, "there is no file or directory \(path)", path: place)
    case .configuredMissing:
      StoreError(
        .missingConfiguredRoot, "\(path), which CLAUDE_CONFIG_DIR names, is not there; what is stored of it stays",
        path: place)
    case .noTranscripts: StoreError(.noTranscripts, "no transcripts of Claude Code lie in \(path)", path: place)
    case .tooLarge(let count):
      StoreError(
        .rootTooLarge, "no transcripts of Claude Code lie in the first \(count) folders below \(path)", path: place)
    case .special: StoreError(.unreadableRoot, "\(path) is neither a file nor a directory", path: place)
    case .unreadable(let error):
      StoreError(.unreadableRoot, error.message, path: error.path, underlying: error.errno)
    }
  }
}

extension StoreError {
  /// The error that none of these places exists, where transcripts were expected.
  static func noRoots(_ paths: [String]) -> StoreError {
    let none = paths.count == 1 ? "there is no \(paths[0])" : "neither \(paths.joined(separator: " nor ")) exists"
    return StoreError(.noRoots, "found no Claude Code data: \(none)")
  }
}

/// The directories where Claude Code keeps its data, whether or not they exist.
public struct ConfiguredRoots: Sendable {
  /// The paths, absolute or relative to the working directory.
  public var paths: [String]
  /// True when `CLAUDE_CONFIG_DIR` names them.
  public var isNamed: Bool

  /// Reads the paths from an environment: every entry of `CLAUDE_CONFIG_DIR` (separated by commas, `~` expanded);
  /// without one, `$XDG_CONFIG_HOME/claude` and `~/.claude`.
  ///
  /// Where `XDG_CONFIG_HOME` is not an absolute path, `~/.config` takes its place. Without `HOME` the user database
  /// gives the home directory.
  public init(environment: [String: String]) {
    let entries = (environment["CLAUDE_CONFIG_DIR"] ?? "").split(separator: ",").map { entry in
      String(entry.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
    isNamed = !entries.isEmpty
    if isNamed {
      paths = entries.map { Users.expand($0, environment: environment) }
    } else {
      let home = Users.home(environment: environment)
      let config = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
      paths = [config + "/claude", home + "/.claude"]
    }
  }

  /// Returns the paths that exist, with links resolved.
  package func resolved(_ fileSystem: any FileSystem) -> [FilePath] {
    paths.compactMap { try? fileSystem.resolve(FilePath($0)) }
  }
}
