import FileIO
import LineCodecs
import SystemPackage

extension StoreDirectory {
  /// Gives a store without events another identity, durably. An interruption leaves a store without events. The caller
  /// must hold the lock. Does nothing when there is no store at `path`.
  ///
  /// Throws `cannotCreate` when the store has events.
  static func replaceIdentity(
    with identity: [UInt8], at path: FilePath, fileSystem outside: any FileSystem
  ) throws(LogError) {
    let directory: StoreDirectory
    do throws(LogError) { directory = try open(path, fileSystem: outside) } catch {
      if case .notAStore = error { return }
      throw error
    }
    let fileSystem = directory.fileSystem
    let known = try io { () throws(FileError) in
      try fileSystem.contents(directory.file(identityFile), limit: 4096)
    }
    if known == identity { return }
    let isEmpty = try directory.manifest()?.segments.allSatisfy { $0.nextSequence == 1 } ?? true
    guard isEmpty, try directory.segmentWithData() == nil else {
      throw .cannotCreate(path, "there is a store with events already")
    }
    try io { () throws(FileError) in
      if try fileSystem.exists(directory.file(AcknowledgedEnd.file)) {
        try fileSystem.remove(directory.file(AcknowledgedEnd.file))
        try fileSystem.syncDirectory(path)
      }
    }
    for folder in ["snap", "idx", "manifest", "seg"] {
      let names = try directory.names(in: folder)
      try io { () throws(FileError) in
        for name in names { try fileSystem.remove(directory.file(folder + "/" + name)) }
        try fileSystem.syncDirectory(directory.file(folder))
      }
    }
    try directory.replace(identityFile, with: identity, durable: true)
  }
}
