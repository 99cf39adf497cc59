import FileIO
import SystemPackage

/// Finds the roots for a file or directory that a person has named. The contents decide, not the names.
package struct RootFinder: Sendable {
  /// The limits of a search below a named directory: the number of directories, and of levels.
  private static let searchMax = 20_000
  private static let searchDepth = 6
  /// Directories whose folders are made by the kernel.
  private static let passedOver: Set<FilePath> = ["/proc", "/sys", "/dev"]

  private let fileSystem: any FileSystem
  /// The directories where agents keep their data, by an environment.
  private let configured: [(format: any AgentFormat.Type, roots: ConfiguredRoots)]
  /// The home directory of the current user, with links resolved; nil when it cannot be resolved.
  private let home: FilePath?
  /// Returns the roots that a store has already. It is called only when nothing else says what a directory is.
  private let known: @Sendable () -> [FilePath]

  /// Creates a finder. `environment` has the variables of the process; `known` returns the roots that a store has
  /// already.
  package init(
    environment: [String: String], fileSystem: any FileSystem, known: @escaping @Sendable () -> [FilePath] = { [] }
  ) {
    (self.fileSystem, self.known) = (fileSystem, known)
    configured = Agent.formats.map { ($0, $0.roots(environment: environment)) }
    home = try? fileSystem.resolve(FilePath(Users.home(environment: environment)))
  }

  /// Returns the existing ones of the directories where agents keep their data. One that a variable of an agent, such
  /// as `CLAUDE_CONFIG_DIR`, names and that does not exist is reported as a problem. Throws `StoreError` when there
  /// are none, and `RootProblem` when they cannot be read.
  package func defaults() throws -> RootSelection {
    var selection = RootSelection()
    for (format, roots) in configured {
      for path in roots.paths { addDefault(path, isNamed: roots.isNamed, format, to: &selection) }
    }
    if selection.roots.isEmpty {
      if let problem = selection.problems.first(where: { $0.reason != .configuredMissing }) { throw problem }
      throw StoreError.noRoots(
        configured.flatMap { format, roots in
          roots.paths.flatMap { path in format.folders.map { "\(path)/\($0)" } }
        })
    }
    return selection
  }

  private func addDefault(
    _ path: String, isNamed: Bool, _ format: any AgentFormat.Type, to selection: inout RootSelection
  ) {
    do throws(RootProblem) {
      let directory = try resolve(FilePath(path), named: path)
      var folders: [String] = []
      for folder in format.folders where try isDirectory(directory.appending(folder)) { folders.append(folder) }
      for folder in folders { selection.add(TranscriptRoot(path: directory, scope: folder, agent: format.agent)) }
      if folders.isEmpty, isNamed {
        for root in (try? find(path)) ?? [] { selection.add(root) }
      }
    } catch {
      if error.reason != .missing {
        selection.problems.append(error)
      } else if isNamed {
        selection.problems.append(RootProblem(path, .configuredMissing))
      }
    }
  }

  /// Does the same as `defaults`, but never throws: a problem becomes part of the result, which may be empty.
  func available() -> RootSelection {
    do { return try defaults() } catch {
      var selection = RootSelection()
      if let problem = error as? RootProblem { selection.problems = [problem] }
      return selection
    }
  }

  /// Returns the roots for files and directories. Throws a `RootProblem` when there are none for any of them; otherwise
  /// problems are part of the result. `anyFiles` takes directories as they are, with every file in them.
  package func roots(of paths: [String], anyFiles: Bool = false) throws(RootProblem) -> RootSelection {
    var selection = RootSelection()
    for path in paths {
      do throws(RootProblem) {
        for root in try find(path, anyFiles: anyFiles) { selection.add(root) }
      } catch { selection.problems.append(error) }
    }
    if selection.roots.isEmpty, let problem = selection.problems.first { throw problem }
    return selection
  }

  /// Returns the roots for one path.
  ///
  /// - A directory is a root if it has a folder of an agent, such as `projects`, in which folders with transcripts lie.
  ///   Something inside such a folder is a part of that root.
  /// - A directory with transcripts in it is a root by itself, and one with folders of that kind gives these folders.
  /// - In any other directory, roots are searched for if `isDeep`, up to six levels deep and in at most 20,000 folders.
  /// - A single file is always accepted.
  /// - With `anyFiles`, a directory is accepted as it is, with every file in it.
  ///
  /// Throws a `RootProblem` when the path cannot be read or nothing was found.
  package func find(
    _ path: String, anyFiles: Bool = false, isDeep: Bool = true
  ) throws(RootProblem) -> [TranscriptRoot] {
    try find(FilePath(path), named: path, anyFiles: anyFiles, isDeep: isDeep)
  }

  /// Does the same for a path that need not be UTF-8. `path` stands in a problem.
  package func find(
    _ place: FilePath, named path: String, anyFiles: Bool = false, isDeep: Bool = true
  ) throws(RootProblem) -> [TranscriptRoot] {
    let resolved = try resolve(place, named: path)
    let kind = try status(resolved).kind
    guard kind == .directory else {
      guard kind == .regular else { throw RootProblem(path, .special) }
      return [enclosing(resolved) ?? inside(known(), resolved, .unstated) ?? inParent(resolved)]
    }
    if anyFiles {
      var root = enclosing(resolved) ?? TranscriptRoot(path: resolved, scope: "")
      root.takesAnyFile = true
      return [root]
    }
    let parts = try parts(of: resolved)
    if !parts.isEmpty { return parts }
    if let root = enclosing(resolved) { return [root] }
    let entries = try list(resolved)
    if !isWide(resolved), let agent = agent(ofTranscriptsIn: resolved, isInFolder: false) {
      return [TranscriptRoot(path: resolved, scope: "", agent: agent)]
    }
    var found = folders(in: resolved, entries)
    let isComplete = isDeep ? search(resolved, &found) : true
    if !found.isEmpty { return found }
    if let root = inside(known().filter { !isWide($0) }, resolved, .unstated) { return [root] }
    throw RootProblem(path, isComplete ? .noTranscripts : .tooLarge(Self.searchMax))
  }

  /// Returns the root that a project's folder with transcripts is a part of; nil when it is not such a folder. `folder`
  /// must be absolute, with links resolved.
  package func project(_ folder: FilePath) -> TranscriptRoot? {
    guard !isWide(folder), let agent = agent(ofTranscriptsIn: folder, isInFolder: true) else { return nil }
    return enclosing(folder) ?? TranscriptRoot(path: folder, scope: "", agent: agent)
  }

  // MARK: What a directory is

  /// Returns whether a directory is the home directory or above it: files directly in there belong to no project.
  private func isWide(_ directory: FilePath) -> Bool { home?.starts(with: directory) ?? false }

  /// Returns the agent whose transcripts lie in a directory; nil if there are none.
  private func agent(ofTranscriptsIn directory: FilePath, isInFolder: Bool) -> Agent? {
    Agent.formats.first { $0.holdsTranscripts(directory, isInFolder: isInFolder, fileSystem) }?.agent
  }

  /// Returns the parts of a directory in which an agent keeps its data, according to the environment or to the contents
  /// of the agent's folders; none if it is no such directory.
  private func parts(of directory: FilePath) throws(RootProblem) -> [TranscriptRoot] {
    for (format, roots) in configured {
      let parts = try parts(of: directory, format, roots)
      if !parts.isEmpty { return parts }
    }
    return []
  }

  private func parts(
    of directory: FilePath, _ format: any AgentFormat.Type, _ roots: ConfiguredRoots
  ) throws(RootProblem) -> [TranscriptRoot] {
    var parts: [TranscriptRoot] = []
    var isRoot = false
    for name in format.folders {
      let folder = directory.appending(name)
      guard try isDirectory(folder) else { continue }
      parts.append(TranscriptRoot(path: directory, scope: name, agent: format.agent))
      if isRoot || roots.resolved(fileSystem).contains(directory) {
        isRoot = true
        continue
      }
      isRoot = try list(folder).contains { entry in
        [.directory, .symbolicLink].contains(entry.status.kind)
          && format.holdsTranscripts(folder.appending(bytes: entry.name), isInFolder: true, fileSystem)
      }
    }
    return isRoot ? parts : []
  }

  /// Returns the outermost root in whose folder, such as `projects`, a path lies, or nil.
  private func enclosing(_ path: FilePath) -> TranscriptRoot? {
    var above = FilePath("/")
    for component in path.components {
      for (format, roots) in configured
      where format.folders.contains(component.string) && (try? parts(of: above, format, roots).isEmpty) == false {
        return inside([above], path, format.agent)
      }
      above.append(component)
    }
    return nil
  }

  /// Returns `path` as a part of the longest of `roots` that it lies in; nil when it is in none.
  private func inside(_ roots: [FilePath], _ path: FilePath, _ agent: Agent) -> TranscriptRoot? {
    let roots = roots.filter { path.starts(with: $0) }
    guard let root = roots.max(by: { $0.components.count < $1.components.count }) else { return nil }
    var rest = path
    guard rest.removePrefix(root) else { return nil }
    if rest.isEmpty {
      let folder = agent.format.folders.first { (try? isDirectory(root.appending($0))) == true }
      if let folder { rest = FilePath(folder) }
    }
    return TranscriptRoot(path: root, scopeBytes: rest.bytes, agent: agent)
  }

  private func inParent(_ file: FilePath) -> TranscriptRoot {
    let name = FilePath(root: nil, file.components.suffix(1))
    return TranscriptRoot(path: file.removingLastComponent(), scopeBytes: name.bytes)
  }

  /// Returns the folders with transcripts that lie directly in a directory.
  private func folders(in directory: FilePath, _ entries: [DirectoryEntry]) -> [TranscriptRoot] {
    entries.compactMap { entry in
      guard entry.status.kind == .directory, PassedOver.Reason.directory(entry.name) == nil else { return nil }
      let folder = directory.appending(bytes: entry.name)
      guard let agent = agent(ofTranscriptsIn: folder, isInFolder: false) else { return nil }
      return inside([directory], folder, agent) ?? TranscriptRoot(path: folder, scope: "", agent: agent)
    }
  }

  /// Adds the roots below a directory, the upper ones first. Returns false when there are too many folders to search.
  private func search(_ top: FilePath, _ found: inout [TranscriptRoot]) -> Bool {
    var level = [top]
    var count = 0
    // Only what was found before can come again: the search does not enter the roots that it finds.
    let places = Set(found.map(\.start))
    for depth in 0..<Self.searchDepth {
      var next: [FilePath] = []
      for directory in level {
        guard count < Self.searchMax else { return false }
        count += 1
        for entry in (try? fileSystem.list(directory)) ?? []
        where entry.status.kind == .directory && PassedOver.Reason.directory(entry.name) == nil {
          let folder = directory.appending(bytes: entry.name)
          if Self.passedOver.contains(folder) || places.contains(folder) { continue }
          let parts = (try? parts(of: folder)) ?? []
          if !parts.isEmpty {
            found += parts
          } else if depth + 1 < Self.searchDepth {
            next.append(folder)
          }
        }
      }
      level = next
    }
    return true
  }

  // MARK: Files

  private func resolve(_ place: FilePath, named path: String) throws(RootProblem) -> FilePath {
    do throws(FileError) { return try fileSystem.resolve(place) } catch { throw problem(path, error) }
  }

  private func status(_ path: FilePath) throws(RootProblem) -> FileStatus {
    do throws(FileError) { return try fileSystem.status(path, followLinks: true) } catch {
      throw problem(path.string, error)
    }
  }

  private func list(_ directory: FilePath) throws(RootProblem) -> [DirectoryEntry] {
    do throws(FileError) { return try fileSystem.list(directory) } catch { throw problem(directory.string, error) }
  }

  private func isDirectory(_ path: FilePath) throws(RootProblem) -> Bool {
    do throws(RootProblem) { return try status(path).kind == .directory } catch {
      if error.reason == .missing { return false }
      throw error
    }
  }

  private func problem(_ path: String, _ error: FileError) -> RootProblem {
    let isMissing = error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory
    return RootProblem(path, isMissing ? .missing : .unreadable(error))
  }
}
