public import FileIO
public import SystemPackage

/// A regular file below a root.
public struct DiscoveredFile: Sendable, Equatable {
  /// Below the root, bytes as the file system gave them.
  public var path: [UInt8]
  public var status: FileStatus

  public init(path: [UInt8], status: FileStatus) {
    (self.path, self.status) = (path, status)
  }

  /// Whether the file is read as lines; other files are kept whole.
  public var isLines: Bool { path.suffix(6).elementsEqual(".jsonl".utf8) }
}

/// Everything below one root.
public struct Discovery: Sendable {
  /// In a deterministic order: by the bytes of the names, directory by directory.
  public var files: [DiscoveredFile] = []
  /// Directories that could not be read, and why. What lies in them is neither found nor missing.
  public var failures: [FileError] = []

  /// Directories nested deeper than this are not entered, and reported: far deeper than anything Claude Code makes.
  public static let depthMax = 256

  /// A directory with so many others in it is gone through by two threads.
  private static let manyFolders = 64

  /// What the names of files end with that `ccstore restore` has not finished: they are passed over.
  public static let draftSuffix = ".ccstore-restore"

  /// Lists the files below a root: everything but symbolic links, which might lead out of it, and what is neither file nor directory.
  /// `excluded`, a directory (the store), is not entered. Cost: one `readdir` a directory and one `stat` an entry.
  /// A root that is gone is a failure.
  public init(_ root: TranscriptRoot, excluding excluded: FileStatus? = nil, fileSystem: any FileSystem) {
    let start = root.scope.isEmpty ? root.path : root.path.appending(root.scope)
    let status: FileStatus
    do throws(FileError) {
      status = try fileSystem.status(start, followLinks: true)
    } catch {
      failures.append(error)
      return
    }
    if status.kind == .regular {
      files.append(DiscoveredFile(path: Array(root.scope.utf8), status: status))
      return
    }
    walk(start, relative: Array(root.scope.utf8), depth: 0, excluding: excluded, fileSystem)
  }

  private init() {}

  private mutating func walk(
    _ directory: FilePath, relative: [UInt8], depth: Int, excluding excluded: FileStatus?, _ fileSystem: any FileSystem
  ) {
    let entries: [DirectoryEntry]
    do throws(FileError) {
      entries = try fileSystem.list(directory)
    } catch {
      // A directory that has just gone is as good as one that never was.
      if error.errno != .noSuchFileOrDirectory || depth == 0 { failures.append(error) }
      return
    }
    let folders = entries.indices.filter { entries[$0].status.kind == .directory }
    guard folders.count >= Self.manyFolders else {
      return take(entries[...], in: directory, relative: relative, depth: depth, excluding: excluded, fileSystem)
    }
    let middle = folders[folders.count / 2]
    let (first, second) = concurrently {
      var half = Discovery()
      half.take(entries[..<middle], in: directory, relative: relative, depth: depth, excluding: excluded, fileSystem)
      return half
    } _: {
      var half = Discovery()
      half.take(entries[middle...], in: directory, relative: relative, depth: depth, excluding: excluded, fileSystem)
      return half
    }
    files += first.files + second.files
    failures += first.failures + second.failures
  }

  /// Takes entries of one directory, and all that lies below them.
  private mutating func take(
    _ entries: ArraySlice<DirectoryEntry>, in directory: FilePath, relative: [UInt8], depth: Int,
    excluding excluded: FileStatus?, _ fileSystem: any FileSystem
  ) {
    for entry in entries {
      switch entry.status.kind {
      case .regular where entry.name.suffix(Self.draftSuffix.utf8.count).elementsEqual(Self.draftSuffix.utf8):
        continue
      case .regular:
        files.append(DiscoveredFile(path: Self.join(relative, entry.name), status: entry.status))
      case .directory:
        guard depth < Self.depthMax else {
          failures.append(FileError(.list, directory.appending(bytes: entry.name), .fileNameTooLong))
          continue
        }
        if let excluded, excluded.inode == entry.status.inode, excluded.device == entry.status.device { continue }
        let path = Self.join(relative, entry.name)
        walk(directory.appending(bytes: entry.name), relative: path, depth: depth + 1, excluding: excluded, fileSystem)
      case .symbolicLink, .other:
        continue
      }
    }
  }

  private static func join(_ directory: [UInt8], _ name: [UInt8]) -> [UInt8] {
    directory.isEmpty ? name : directory + [0x2f] + name
  }
}

extension FilePath {
  /// Appends a relative path given as bytes, which need not be UTF-8.
  public func appending(bytes: [UInt8]) -> FilePath {
    let characters = bytes.map { CChar(bitPattern: $0) } + [0]
    return pushing(characters.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) })
  }
}
