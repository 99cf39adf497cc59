public import FileIO
public import SystemPackage

/// A directory with a `projects/` folder, or any directory or file that somebody named, and what of it is to be looked at.
public struct TranscriptRoot: Sendable, Hashable {
  /// Absolute, links resolved.
  public var path: FilePath
  /// What to look at, below the root: `projects`, a folder of it, a single file; empty for the whole root.
  public var scope: String

  public init(path: FilePath, scope: String) {
    (self.path, self.scope) = (path, scope)
  }
}

/// A place where transcripts were expected does not exist.
public struct MissingRoot: Error, Sendable, CustomStringConvertible {
  public var paths: [String]

  public var description: String {
    if paths.count == 1 {
      return
        "there is no file or directory \(paths[0]); name the directory that holds 'projects', or a folder or file of it"
    }
    return
      "found no Claude Code data: neither \(paths.joined(separator: " nor ")) exists; name a directory, or set CLAUDE_CONFIG_DIR"
  }
}

extension TranscriptRoot {
  /// The root that `path` belongs to. A directory with a `projects` folder is a root; something inside a folder named `projects` belongs to the
  /// directory above that; anything else is a root by itself. Throws `MissingRoot`.
  public static func containing(_ path: String, fileSystem: any FileSystem) throws -> TranscriptRoot {
    let resolved: FilePath
    let status: FileStatus
    do throws(FileError) {
      resolved = try fileSystem.resolve(FilePath(path))
      status = try fileSystem.status(resolved, followLinks: true)
    } catch {
      if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { throw MissingRoot(paths: [path]) }
      throw error
    }
    if status.kind == .directory, isDirectory(resolved.appending("projects"), fileSystem) {
      return TranscriptRoot(path: resolved, scope: "projects")
    }
    let names = resolved.components.map(\.string)
    if let index = names.lastIndex(of: "projects") {
      var root = resolved
      for _ in index..<names.count { root.removeLastComponent() }
      return TranscriptRoot(path: root, scope: names[index...].joined(separator: "/"))
    }
    if status.kind == .directory { return TranscriptRoot(path: resolved, scope: "") }
    return TranscriptRoot(path: resolved.removingLastComponent(), scope: names.last ?? "")
  }

  /// Where Claude Code keeps its data: every entry of `CLAUDE_CONFIG_DIR` (comma separated, `~` expanded); if unset, `$XDG_CONFIG_HOME/claude` and
  /// `~/.claude`, whichever exist. Throws `MissingRoot` where none does.
  public static func defaults(environment: [String: String], fileSystem: any FileSystem) throws -> [TranscriptRoot] {
    let home = environment["HOME"] ?? "/"
    var candidates: [String]
    if let configured = environment["CLAUDE_CONFIG_DIR"], !configured.isEmpty {
      candidates = configured.split(separator: ",").map { entry in
        let entry = entry.drop { $0 == " " }
        return entry == "~" || entry.hasPrefix("~/") ? home + entry.dropFirst() : String(entry)
      }
    } else {
      let config = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config"
      candidates = [config + "/claude", home + "/.claude"]
    }
    var roots: [TranscriptRoot] = []
    for candidate in candidates where isDirectory(FilePath(candidate + "/projects"), fileSystem) {
      let root = try containing(candidate, fileSystem: fileSystem)
      if !roots.contains(root) { roots.append(root) }
    }
    if roots.isEmpty { throw MissingRoot(paths: candidates.map { $0 + "/projects" }) }
    return roots
  }

  private static func isDirectory(_ path: FilePath, _ fileSystem: any FileSystem) -> Bool {
    (try? fileSystem.status(path, followLinks: true))?.kind == .directory
  }
}
