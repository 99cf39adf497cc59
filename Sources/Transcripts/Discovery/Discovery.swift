import FileIO
import SystemPackage

/// A regular file below a root.
package struct DiscoveredFile: Sendable, Equatable {
  /// Below the root, bytes as the file system gave them.
  package var path: [UInt8]
  package var status: FileStatus
  /// What it lies in.
  package var directory: FileIdentity

  package init(
    path: [UInt8], status: FileStatus, directory: FileIdentity = FileIdentity(device: 0, inode: 0)
  ) {
    (self.path, self.status, self.directory) = (path, status, directory)
  }

  /// Whether the file is read as lines; other files are kept whole.
  package var isLines: Bool { path.suffix(6).elementsEqual(".jsonl".utf8) }
}

/// Everything below one root.
package struct Discovery: Sendable {
  /// A symbolic link that was not followed.
  package struct Link: Sendable, Equatable {
    package var path: FilePath
    /// Below the root.
    package var relative: [UInt8]
  }

  /// In a deterministic order: by the bytes of the names, directory by directory.
  package var files: [DiscoveredFile] = []
  /// Directories that could not be read, and why. What lies in them is neither found nor missing.
  package var failures: [FileError] = []
  /// What is not stored on purpose, links aside.
  package var passedOver: [PassedOver] = []
  package var links: [Link] = []
  /// Directories that were listed.
  package var directories: [(path: FilePath, identity: FileIdentity)] = []

  /// Directories nested deeper than this are not entered, and reported: far deeper than anything Claude Code makes.
  package static let depthMax = 256

  /// A directory with so many others in it is gone through by two threads.
  private static let manyFolders = 64

  /// What the names of files end with that `ccstore restore` has not finished: they are passed over.
  package static let draftSuffix = ".ccstore-restore"

  /// Reaches the files as they were found: see `init`.
  package let fileSystem: any FileSystem
  private let takesAnyFile: Bool
  /// Directories that are not entered: the store, and what was looked at before.
  private let excluded: Set<FileIdentity>

  /// Lists the files below a root: everything but symbolic links, credentials, version control and installed packages (see `PassedOver`), and what is
  /// neither file nor directory. `excluded`, directories, are not entered. Cost: one `readdir` a directory and one `stat` an entry. A root that is gone
  /// is a failure. `fileSystem`: confined to the root's `base`, so that a folder that is exchanged for a link meanwhile leads nobody outside.
  package init(_ root: TranscriptRoot, excluding excluded: Set<FileIdentity> = [], fileSystem: any FileSystem) {
    self.init(fileSystem, excluded, takesAnyFile: root.takesAnyFile)
    let status: FileStatus
    do throws(FileError) {
      status = try fileSystem.status(root.start, followLinks: true)
    } catch {
      failures.append(error)
      return
    }
    if status.kind == .regular {
      let parent = try? fileSystem.status(root.start.removingLastComponent(), followLinks: true)
      files.append(
        DiscoveredFile(
          path: Array(root.scope.utf8), status: status,
          directory: parent?.identity ?? FileIdentity(device: 0, inode: 0)))
      return
    }
    guard !excluded.contains(status.identity) else { return }
    walk(Folder(path: root.start, relative: Array(root.scope.utf8), identity: status.identity, depth: 0))
  }

  private init(_ fileSystem: any FileSystem, _ excluded: Set<FileIdentity>, takesAnyFile: Bool) {
    (self.fileSystem, self.excluded, self.takesAnyFile) = (fileSystem, excluded, takesAnyFile)
  }

  private struct Folder {
    var path: FilePath
    /// Below the root.
    var relative: [UInt8]
    var identity: FileIdentity
    /// Below where the walk began.
    var depth: Int
  }

  private mutating func walk(_ folder: Folder) {
    let entries: [DirectoryEntry]
    do throws(FileError) {
      entries = try fileSystem.list(folder.path)
    } catch {
      // A directory that has just gone is as good as one that never was.
      if error.errno != .noSuchFileOrDirectory || folder.depth == 0 { failures.append(error) }
      return
    }
    directories.append((folder.path, folder.identity))
    let folders = entries.indices.filter { entries[$0].status.kind == .directory }
    guard folders.count >= Self.manyFolders else { return take(entries[...], in: folder) }
    let middle = folders[folders.count / 2]
    let empty = Discovery(fileSystem, excluded, takesAnyFile: takesAnyFile)
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

  /// Takes entries of one directory, and all that lies below them.
  private mutating func take(_ entries: ArraySlice<DirectoryEntry>, in folder: Folder) {
    for entry in entries {
      switch entry.status.kind {
      case .regular where entry.name.suffix(Self.draftSuffix.utf8.count).elementsEqual(Self.draftSuffix.utf8):
        continue
      case .regular:
        if !takesAnyFile, let reason = PassedOver.Reason.file(entry.name) {
          pass(entry, in: folder, reason)
        } else if let database = PassedOver.Reason.database(ofJournal: entry.name),
          entries.contains(where: { $0.name[...] == database })
        {
          pass(entry, in: folder, .database)
        } else {
          files.append(
            DiscoveredFile(
              path: Self.join(folder.relative, entry.name), status: entry.status, directory: folder.identity))
        }
      case .directory: enter(entry, in: folder)
      case .symbolicLink:
        links.append(
          Link(path: folder.path.appending(bytes: entry.name), relative: Self.join(folder.relative, entry.name)))
      case .other: continue
      }
    }
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

extension FilePath {
  /// Appends a relative path given as bytes, which need not be UTF-8.
  package func appending(bytes: [UInt8]) -> FilePath {
    let characters = bytes.map { CChar(bitPattern: $0) } + [0]
    return pushing(characters.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) })
  }
}
