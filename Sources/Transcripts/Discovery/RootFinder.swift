import FileIO
import SystemPackage

/// Finds the roots that somebody means who names a file or directory: by what lies in it, not by its name.
package struct RootFinder: Sendable {
  /// Directories below one that was named into which a search looks, and how deep.
  private static let searchMax = 20_000
  private static let searchDepth = 6

  private let fileSystem: any FileSystem
  private let configured: ConfiguredRoots
  /// Of the current user.
  private let home: FilePath?
  /// Roots that a store knows; asked for only where nothing else tells what a directory is.
  private let known: @Sendable () -> [FilePath]

  package init(
    environment: [String: String], fileSystem: any FileSystem, known: @escaping @Sendable () -> [FilePath] = { [] }
  ) {
    (self.fileSystem, self.known) = (fileSystem, known)
    configured = ConfiguredRoots(environment: environment)
    home = try? fileSystem.resolve(FilePath(Users.home(environment: environment)))
  }

  /// Where Claude Code keeps its data, as far as it is there. An entry of `CLAUDE_CONFIG_DIR` that is gone is a problem. Throws `MissingRoot` where
  /// there is nothing, `RootProblem` where it cannot be looked at.
  package func defaults() throws -> RootSelection {
    var selection = RootSelection()
    for path in configured.paths {
      do throws(RootProblem) {
        let directory = try resolve(path)
        if try isDirectory(directory.appending("projects")) {
          selection.add(TranscriptRoot(path: directory, scope: "projects"))
        } else if configured.isNamed {
          for root in (try? find(path)) ?? [] { selection.add(root) }
        }
      } catch {
        if error.reason != .missing {
          selection.problems.append(error)
        } else if configured.isNamed {
          selection.problems.append(RootProblem(path, .configuredMissing))
        }
      }
    }
    if selection.roots.isEmpty {
      if let problem = selection.problems.first(where: { $0.reason != .configuredMissing }) { throw problem }
      throw MissingRoot(paths: configured.paths.map { $0 + "/projects" })
    }
    return selection
  }

  /// Where Claude Code keeps its data as far as it is there, and every problem with it; throws nothing.
  func available() -> RootSelection {
    do { return try defaults() } catch {
      var selection = RootSelection()
      if let problem = error as? RootProblem { selection.problems = [problem] }
      return selection
    }
  }

  /// The roots that these files and directories mean. Throws `RootProblem` where none of them means any.
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

  /// What one path means.
  ///
  /// A directory with a `projects` folder in which folders with transcripts lie is a root; something inside such a `projects` folder belongs to the
  /// directory above that. A directory with transcripts in it is one by itself, and one with folders of that kind stands for these. Of any other
  /// directory the roots below it are looked for if `isDeep`, up to six levels deep in up to 20,000 folders. A single file is always taken.
  package func find(
    _ path: String, anyFiles: Bool = false, isDeep: Bool = true
  ) throws(RootProblem) -> [TranscriptRoot] {
    let resolved = try resolve(path)
    let kind = try status(resolved).kind
    guard kind == .directory else {
      guard kind == .regular else { throw RootProblem(path, .special) }
      return [enclosing(resolved) ?? inside(known(), resolved) ?? inParent(resolved)]
    }
    if anyFiles {
      var root = enclosing(resolved) ?? TranscriptRoot(path: resolved, scope: "")
      root.takesAnyFile = true
      return [root]
    }
    if try isRoot(resolved) { return [TranscriptRoot(path: resolved, scope: "projects")] }
    if let root = enclosing(resolved) { return [root] }
    let entries = try list(resolved)
    if !isWide(resolved), ProjectFolder.holdsTranscripts(resolved, isBelowProjects: false, fileSystem) {
      return [TranscriptRoot(path: resolved, scope: "")]
    }
    var found = folders(in: resolved, entries)
    let isComplete = isDeep ? search(resolved, &found) : true
    if !found.isEmpty { return found }
    if let root = inside(known().filter { !isWide($0) }, resolved) { return [root] }
    throw RootProblem(path, isComplete ? .noTranscripts : .tooLarge(Self.searchMax))
  }

  /// What a folder of a project, with transcripts in it, is a part of; nil where it is none. Absolute, links resolved.
  package func project(_ folder: FilePath) -> TranscriptRoot? {
    guard !isWide(folder), ProjectFolder.holdsTranscripts(folder, isBelowProjects: true, fileSystem) else { return nil }
    return enclosing(folder) ?? TranscriptRoot(path: folder, scope: "")
  }

  // MARK: What a directory is

  /// Whether a directory is a home directory or above one: what lies there belongs to no project.
  private func isWide(_ directory: FilePath) -> Bool { home?.starts(with: directory) ?? false }

  /// Whether Claude Code keeps its data there, by the environment or by what lies below `projects`.
  private func isRoot(_ directory: FilePath) throws(RootProblem) -> Bool {
    let projects = directory.appending("projects")
    guard try isDirectory(projects) else { return false }
    if configured.resolved(fileSystem).contains(directory) { return true }
    return try list(projects).contains { entry in
      [.directory, .symbolicLink].contains(entry.status.kind)
        && ProjectFolder.holdsTranscripts(projects.appending(bytes: entry.name), isBelowProjects: true, fileSystem)
    }
  }

  /// The root in whose `projects` folder something lies: the outermost one.
  private func enclosing(_ path: FilePath) -> TranscriptRoot? {
    var above = FilePath("/")
    for component in path.components {
      if component.string == "projects", (try? isRoot(above)) == true { return inside([above], path) }
      above.append(component)
    }
    return nil
  }

  /// `path` as a part of the longest of some roots that it lies in.
  private func inside(_ roots: [FilePath], _ path: FilePath) -> TranscriptRoot? {
    let roots = roots.filter { path.starts(with: $0) }
    guard let root = roots.max(by: { $0.components.count < $1.components.count }) else { return nil }
    var rest = path
    guard rest.removePrefix(root) else { return nil }
    if rest.isEmpty, (try? isDirectory(root.appending("projects"))) == true { rest = "projects" }
    // A scope is text: what cannot be written so is a root by itself.
    guard let scope = rest.exactString else { return nil }
    return TranscriptRoot(path: root, scope: scope)
  }

  private func inParent(_ file: FilePath) -> TranscriptRoot {
    TranscriptRoot(path: file.removingLastComponent(), scope: file.lastComponent?.string ?? "")
  }

  /// Folders with transcripts directly in a directory that is none itself.
  private func folders(in directory: FilePath, _ entries: [DirectoryEntry]) -> [TranscriptRoot] {
    entries.compactMap { entry in
      guard entry.status.kind == .directory, PassedOver.Reason.directory(entry.name) == nil else { return nil }
      let folder = directory.appending(bytes: entry.name)
      guard ProjectFolder.holdsTranscripts(folder, isBelowProjects: false, fileSystem) else { return nil }
      return inside([directory], folder) ?? TranscriptRoot(path: folder, scope: "")
    }
  }

  /// Adds the roots below a directory, the upper ones first. false: there are too many folders to look into.
  private func search(_ top: FilePath, _ found: inout [TranscriptRoot]) -> Bool {
    var level = [top]
    var count = 0
    for depth in 0..<Self.searchDepth {
      var next: [FilePath] = []
      for directory in level {
        guard count < Self.searchMax else { return false }
        count += 1
        for entry in (try? fileSystem.list(directory)) ?? []
        where entry.status.kind == .directory && PassedOver.Reason.directory(entry.name) == nil {
          let folder = directory.appending(bytes: entry.name)
          if ["/proc", "/sys", "/dev"].contains(folder.string) || found.contains(where: { $0.start == folder }) {
            continue
          }
          if (try? isRoot(folder)) == true {
            found.append(TranscriptRoot(path: folder, scope: "projects"))
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

  private func resolve(_ path: String) throws(RootProblem) -> FilePath {
    do throws(FileError) { return try fileSystem.resolve(FilePath(path)) } catch { throw problem(path, error) }
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

extension RootSelection {
  package mutating func add(_ root: TranscriptRoot) { if !roots.contains(root) { roots.append(root) } }
}

extension FilePath {
  /// nil where it is not UTF-8.
  fileprivate var exactString: String? {
    let text = string
    return FilePath(text) == self ? text : nil
  }
}
