import FileIO
public import SystemPackage

/// A directory in which an agent keeps its data, or any directory or file that a person named, and the part of it that
/// is read.
public struct TranscriptRoot: Sendable, Hashable {
  /// The absolute path, with links resolved.
  public var path: FilePath
  /// The bytes of `scope`, as the operating system has them.
  package var scopeBytes: [UInt8]
  /// True when every file is stored, whatever its name.
  public var takesAnyFile: Bool
  /// The agent whose files lie there.
  public var agent: Agent

  /// Creates a root.
  public init(path: FilePath, scope: String, takesAnyFile: Bool = false, agent: Agent = .unstated) {
    self.init(path: path, scopeBytes: Array(scope.utf8), takesAnyFile: takesAnyFile, agent: agent)
  }

  package init(path: FilePath, scopeBytes: [UInt8], takesAnyFile: Bool = false, agent: Agent = .unstated) {
    (self.path, self.scopeBytes, self.takesAnyFile, self.agent) = (path, scopeBytes, takesAnyFile, agent)
  }

  /// The part that is read, relative to the root: a folder of the agent, such as `projects`, a folder in it, or a
  /// single file; empty for the whole root. A name that is not UTF-8 is shown with replacement characters.
  public var scope: String {
    get { String(decoding: scopeBytes, as: UTF8.self) }
    set { scopeBytes = Array(newValue.utf8) }
  }

  /// The directory from which the files are opened: the root, or the agent's folder in it. The path to it may lead
  /// through links; no link is followed below it.
  public var base: FilePath { Self.base(path, scopeBytes, of: agent) }

  /// Returns the directory from which a file of a root is opened. `path` is relative to the root.
  public static func base(_ root: FilePath, _ path: [UInt8], of agent: Agent = .unstated) -> FilePath {
    agent.format.folder(of: path + [0x2f]).map { root.appending($0) } ?? root
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
    /// Nothing exists there, although a variable of the agent names it.
    case configuredMissing
    /// It holds no transcripts of any agent.
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
    case .missing: "\(storeError); name the directory that holds \(Agent.folderNames), or a folder or file of it"
    case .noTranscripts:
      "\(storeError); name the directory that holds \(Agent.folderNames), or give --any-files to store whatever lies there"
    case .tooLarge: "\(storeError); name the directory that holds \(Agent.folderNames)"
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
        .missingConfiguredRoot, "\(path), which \(Agent.variableNames) names, is not there; what is stored of it stays",
        path: place)
    case .noTranscripts: StoreError(.noTranscripts, "no transcripts of \(Agent.names) lie in \(path)", path: place)
    case .tooLarge(let count):
      StoreError(
        .rootTooLarge, "no transcripts of \(Agent.names) lie in the first \(count) folders below \(path)", path: place)
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
    return StoreError(.noRoots, "found no \(Agent.names) data: \(none)")
  }
}
