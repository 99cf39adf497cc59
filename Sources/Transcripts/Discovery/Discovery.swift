import FileIO
import SystemPackage

/// A regular file in a root.
package struct DiscoveredFile: Sendable, Equatable {
  /// The path relative to the root, in the bytes that the file system gave.
  package var path: [UInt8]
  package var status: FileStatus
  /// The identity of the directory that the file is in.
  package var directory: FileIdentity
  /// True when the file is read as lines; other files are stored whole.
  package var isLines: Bool
  /// The agent that has written the file.
  package var agent: Agent

  package init(path: [UInt8], status: FileStatus, directory: FileIdentity, isLines: Bool, agent: Agent) {
    (self.path, self.status, self.directory, self.isLines, self.agent) = (path, status, directory, isLines, agent)
  }
}

/// The files in one root, and everything there that is not stored.
package struct Discovery: Sendable {
  /// A symbolic link that was not followed.
  package struct Link: Sendable, Equatable {
    /// The absolute path.
    package var path: FilePath
    /// The path relative to the root.
    package var relative: [UInt8]
    /// The agent in whose root the link lies.
    package var agent: Agent
  }

  /// The files in a deterministic order: by the bytes of their names, one directory after the other.
  package var files: [DiscoveredFile] = []
  /// The errors of directories that could not be read. The files in them count neither as found nor as missing.
  package var failures: [FileError] = []
  /// Everything that is left out on purpose, except for links.
  package var passedOver: [PassedOver] = []
  /// The symbolic links that were not followed.
  package var links: [Link] = []
  /// The directories that were listed.
  package var directories: [(path: FilePath, identity: FileIdentity)] = []

  /// The number of levels below the start that are entered; a deeper directory is reported as a failure. Claude Code's
  /// own directories are far less deep.
  package static let depthMax = 256

  /// A directory with at least this many directories in it is walked by two threads.
  private static let manyFolders = 64

  /// The ending of files that `ccstore restore` has not finished. They are skipped silently.
  package static let draftSuffix = ".ccstore-restore"

  /// The file system that reaches the files as they were found; see `init`.
  package let fileSystem: any FileSystem
  private let agent: Agent
  private let takesAnyFile: Bool
  /// The directories that are not entered: the store, and those that were listed before.
  private let excluded: Set<FileIdentity>

  /// Lists the files in a root.
  ///
  /// Left out are files that the format of the root's agent does not claim, symbolic links, credentials, version
  /// control and installed packages (see `PassedOver`), everything that is neither file nor directory, and the
  /// directories of `excluded`. A root that does not exist counts as a failure. `fileSystem` must be confined to the
  /// `base` of the root, so that nobody can lead the walk outside by replacing a folder by a link meanwhile. Cost: one
  /// `readdir` for each directory and one `stat` for each entry.
  package init(_ root: TranscriptRoot, excluding excluded: Set<FileIdentity> = [], fileSystem: any FileSystem) {
    self.init(fileSystem, excluded, root.agent, takesAnyFile: root.takesAnyFile)
    let status: FileStatus
    do throws(FileError) {
      status = try fileSystem.status(root.start, followLinks: true)
    } catch {
      failures.append(error)
      return
    }
    if status.kind == .regular {
      let parent = try? fileSystem.status(root.start.removingLastComponent(), followLinks: true)
      // A file that is named is stored, whatever it is.
      let name = root.scopeBytes.split(separator: 0x2f).last.map(Array.init) ?? []
      files.append(
        DiscoveredFile(
          path: root.scopeBytes, status: status,
          directory: parent?.identity ?? FileIdentity(device: 0, inode: 0),
          isLines: root.agent.format.claim(name, in: Array(root.scopeBytes.dropLast(name.count + 1))) == .lines,
          agent: root.agent))
      return
    }
    guard !excluded.contains(status.identity) else { return }
    walk(Folder(path: root.start, relative: root.scopeBytes, identity: status.identity, depth: 0))
  }

  private init(_ fileSystem: any FileSystem, _ excluded: Set<FileIdentity>, _ agent: Agent, takesAnyFile: Bool) {
    (self.fileSystem, self.excluded, self.agent, self.takesAnyFile) = (fileSystem, excluded, agent, takesAnyFile)
  }

  private struct Folder {
    var path: FilePath
    /// The path relative to the root.
    var relative: [UInt8]
    var identity: FileIdentity
    /// The number of levels below the start of the walk.
    var depth: Int
  }

  private mutating func walk(_ folder: Folder) {
    let entries: [DirectoryEntry]
    do throws(FileError) {
      entries = try fileSystem.list(folder.path)
    } catch {
      // A directory that was removed meanwhile counts as one that never existed.
      if error.errno != .noSuchFileOrDirectory || folder.depth == 0 { failures.append(error) }
      return
    }
    directories.append((folder.path, folder.identity))
    let folders = entries.indices.filter { entries[$0].status.kind == .directory }
    guard folders.count >= Self.manyFolders else { return take(entries[...], in: folder) }
    let middle = folders[folders.count / 2]
    let empty = Discovery(fileSystem, excluded, agent, takesAnyFile: takesAnyFile)
    let (first, second) = concurrently {
      var half = empty
      half.take(entries[..<middle], in: folder)
      return half
    } _: {
      var half = empty
      half.take(entries[middle...], in: folder)
      return half
    }
    for half in [first, second] {
      files += half.files
      failures += half.failures
      passedOver += half.passedOver
      links += half.links
      directories += half.directories
    }
  }

  /// Adds entries of one directory, and everything below them.
  private mutating func take(_ entries: ArraySlice<DirectoryEntry>, in folder: Folder) {
    for entry in entries {
      switch entry.status.kind {
      case .regular where entry.name.suffix(Self.draftSuffix.utf8.count).elementsEqual(Self.draftSuffix.utf8):
        continue
      case .regular: take(entry, in: folder, among: entries)
      case .directory: enter(entry, in: folder)
      case .symbolicLink:
        links.append(
          Link(
            path: folder.path.appending(bytes: entry.name), relative: Self.join(folder.relative, entry.name),
            agent: agent))
      case .other: continue
      }
    }
  }

  /// Adds a file, unless it is passed over. `entries` are those of its directory.
  private mutating func take(
    _ entry: DirectoryEntry, in folder: Folder, among entries: ArraySlice<DirectoryEntry>
  ) {
    let claim = agent.format.claim(entry.name, in: folder.relative)
    if !takesAnyFile {
      if claim == nil { return }
      if case .passedOver(let reason) = claim { return pass(entry, in: folder, reason) }
    }
    if let database = PassedOver.Reason.database(ofJournal: entry.name),
      entries.contains(where: { $0.name[...] == database })
    {
      return pass(entry, in: folder, .database)
    }
    files.append(
      DiscoveredFile(
        path: Self.join(folder.relative, entry.name), status: entry.status, directory: folder.identity,
        isLines: claim == .lines, agent: agent))
  }

  private mutating func enter(_ entry: DirectoryEntry, in folder: Folder) {
    guard folder.depth < Self.depthMax else {
      failures.append(FileError(.list, folder.path.appending(bytes: entry.name), .fileNameTooLong))
      return
    }
    if !excluded.isEmpty, excluded.contains(entry.status.identity) { return }
    if !takesAnyFile, let reason = PassedOver.Reason.directory(entry.name) { return pass(entry, in: folder, reason) }
    walk(
      Folder(
        path: folder.path.appending(bytes: entry.name), relative: Self.join(folder.relative, entry.name),
        identity: entry.status.identity, depth: folder.depth + 1))
  }

  private mutating func pass(_ entry: DirectoryEntry, in folder: Folder, _ reason: PassedOver.Reason) {
    passedOver.append(PassedOver(path: folder.path.appending(bytes: entry.name).string, reason: reason))
  }

  private static func join(_ directory: [UInt8], _ name: [UInt8]) -> [UInt8] {
    directory.isEmpty ? name : directory + [0x2f] + name
  }
}
