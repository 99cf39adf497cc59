public import FileIO
public import SystemPackage

/// A directory with a `projects` folder, or any directory or file that somebody named, and what of it is to be looked at.
public struct TranscriptRoot: Sendable, Hashable {
  /// Absolute, links resolved.
  public var path: FilePath
  /// What to look at, below the root: `projects`, a folder of it, a single file; empty for the whole root.
  public var scope: String
  /// Whether every file is taken, whatever it is.
  public var takesAnyFile: Bool

  public init(path: FilePath, scope: String, takesAnyFile: Bool = false) {
    (self.path, self.scope, self.takesAnyFile) = (path, scope, takesAnyFile)
  }

  /// Where the way to its files begins. It may lead through links, as may the folder `projects` itself; below it no link is followed.
  public var base: FilePath { Self.base(path, Array(scope.utf8)) }

  /// Where the way to a file below a root begins, of a path below the root.
  public static func base(_ root: FilePath, _ path: [UInt8]) -> FilePath {
    let projects = Array("projects".utf8)
    return path == projects || path.starts(with: projects + [0x2f]) ? root.appending("projects") : root
  }

  /// The directory or file that is looked at.
  public var start: FilePath { scope.isEmpty ? path : path.appending(scope) }
}

/// What was found where somebody said that transcripts are.
package struct RootSelection: Sendable {
  package var roots: [TranscriptRoot] = []
  /// What was asked for and cannot be looked at.
  package var problems: [RootProblem] = []

  package init() {}
}

/// A place that was named cannot be looked at.
public struct RootProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    /// Nothing is there.
    case missing
    /// Nothing is there, though `CLAUDE_CONFIG_DIR` names it.
    case configuredMissing
    /// No transcript of Claude Code lies in it.
    case noTranscripts
    /// The search in it was given up after so many folders, none of which held transcripts.
    case tooLarge(Int)
    /// It is neither a file nor a directory.
    case special
    case unreadable(FileError)
  }

  public var path: String
  public var reason: Reason

  public init(_ path: String, _ reason: Reason) { (self.path, self.reason) = (path, reason) }

  public var description: String {
    switch reason {
    case .missing:
      "there is no file or directory \(path); name the directory that holds 'projects', or a folder or file of it"
    case .configuredMissing:
      "\(path), which CLAUDE_CONFIG_DIR names, is not there; what is stored of it stays"
    case .noTranscripts:
      "no transcripts of Claude Code lie in \(path); name the directory that holds 'projects', or give --any-files to store whatever lies there"
    case .tooLarge(let count):
      "no transcripts of Claude Code lie in the first \(count) folders below \(path); name the directory that holds 'projects'"
    case .special: "\(path) is neither a file nor a directory"
    case .unreadable(let error): error.description
    }
  }
}

/// None of the places where transcripts were expected exists.
public struct MissingRoot: Error, Sendable, CustomStringConvertible {
  public var paths: [String]

  public init(paths: [String]) { self.paths = paths }

  public var description: String {
    "found no Claude Code data: \(paths.count == 1 ? "there is no" : "neither") \(paths.joined(separator: " nor "))"
      + "\(paths.count == 1 ? "" : " exists"); name a directory, or set CLAUDE_CONFIG_DIR"
  }
}

/// Where Claude Code keeps its data, whether or not it is there.
public struct ConfiguredRoots: Sendable {
  /// Absolute, or relative to the working directory.
  public var paths: [String]
  /// Whether `CLAUDE_CONFIG_DIR` names them.
  public var isNamed: Bool

  /// Every entry of `CLAUDE_CONFIG_DIR` (comma separated, `~` expanded); if unset, `$XDG_CONFIG_HOME/claude`, or `~/.config/claude` where that is no
  /// absolute path, and `~/.claude`. Without `HOME` the user database knows the home directory.
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

  /// Those of them that are there, links resolved.
  package func resolved(_ fileSystem: any FileSystem) -> [FilePath] {
    paths.compactMap { try? fileSystem.resolve(FilePath($0)) }
  }
}
