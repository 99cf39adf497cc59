import FileIO
import SystemPackage
import Transcripts

/// A file with settings of another program, as it was when it was read.
struct SettingsFile {
  private let fileSystem: any FileSystem
  /// Where the file lies, with all links resolved.
  private let target: FilePath
  /// The contents; nil if the file does not exist.
  let bytes: [UInt8]?

  /// Reads a file, through symbolic links. Throws `MCPSettingsProblem` for what is not a file that can be replaced: a
  /// link that leads nowhere, a directory, a file of somebody else or with several names, or one that is too large.
  init(_ path: String, _ fileSystem: any FileSystem, user: UInt32) throws {
    self.fileSystem = fileSystem
    let path = FilePath(path)
    if !(try fileSystem.exists(path)) {
      guard try fileSystem.identity(path) != nil else {
        (target, bytes) = (path, nil)
        return
      }
      // It may have been made between the two looks.
      guard try fileSystem.exists(path) else { throw MCPSettingsProblem("is a link that leads nowhere") }
    }
    target = try fileSystem.resolve(path)
    let status = try fileSystem.status(target, followLinks: true)
    guard status.kind == .regular else {
      throw MCPSettingsProblem(status.kind == .directory ? "is a directory" : "is not a regular file")
    }
    guard status.size <= MCPInstaller.sizeMax else {
      throw MCPSettingsProblem("has more than \(MCPInstaller.sizeMax >> 20) MB")
    }
    // A file that is renamed over it would belong to this user, and have one name.
    guard status.owner == user else { throw MCPSettingsProblem("belongs to another user") }
    guard status.links <= 1 else { throw MCPSettingsProblem("has another name, too, a hard link") }
    bytes = try fileSystem.contents(target, limit: MCPInstaller.sizeMax)
  }

  /// Writes the file anew. Returns false, and changes nothing, if somebody else has changed it since it was read.
  ///
  /// The file keeps its permissions; one that is new is readable and writable by its owner only. A file that may not be
  /// written is not replaced either. Cost: two syncs.
  func replace(with new: [UInt8]) throws(FileError) -> Bool {
    let directory = target.removingLastComponent()
    if bytes == nil { try fileSystem.makeDirectories(directory) } else { try fileSystem.openForWriting(target).close() }
    let draft = directory.appending((target.lastComponent?.string ?? "") + ".ccstore-draft")
    let file = try fileSystem.createDraft(draft)
    do throws(FileError) {
      try file.write(new, at: 0)
      if bytes != nil { try fileSystem.copyPermissions(from: target, to: draft) }
      try file.sync()
      file.close()
      guard try isUnchanged(), try rename(draft) else {
        try fileSystem.remove(draft)
        return false
      }
    } catch {
      file.close()
      try? fileSystem.remove(draft)
      throw error
    }
    try fileSystem.syncDirectory(directory)
    return true
  }

  private func isUnchanged() throws(FileError) -> Bool {
    guard let bytes else { return true }
    guard try fileSystem.exists(target) else { return false }
    return try fileSystem.contents(target, limit: max(bytes.count, MCPInstaller.sizeMax)) == bytes
  }

  /// Gives the draft its name. Returns false if the file did not exist and somebody has made it meanwhile.
  private func rename(_ draft: FilePath) throws(FileError) -> Bool {
    if bytes == nil { return try fileSystem.renameIfFree(draft, to: target) }
    try fileSystem.rename(draft, to: target)
    return true
  }
}
