import SystemPackage

/// The number of files that wait for the disk at the same time. A file system with a journal commits the changes of all
/// that wait together, so the number of commits, which take most of the time, falls by about this factor.
private let syncsMax = 32

/// Makes many files durable in the time that a few of them take one after the other.
extension FileSystem {
  /// Makes the bytes of files durable, several files at a time; each is opened for that. Throws the first error in the
  /// order of `paths`; nothing may be assumed about the other files then. Cost: a sync for each file, up to 32 of them
  /// at once.
  package func syncFiles(_ paths: [FilePath]) throws {
    try syncAll(paths) { path throws(FileError) in
      let file = try openForWriting(path)
      defer { file.close() }
      try file.sync()
    }
  }

  /// Makes the entries of directories durable, several directories at a time. Throws the first error in the order of
  /// `paths`.
  package func syncDirectories(_ paths: [FilePath]) throws {
    try syncAll(paths) { path throws(FileError) in try syncDirectory(path) }
  }

  private func syncAll(
    _ paths: [FilePath], _ sync: @escaping @Sendable (FilePath) throws(FileError) -> Void
  ) throws {
    if paths.count == 1 { return try sync(paths[0]) }
    try orderedPipeline(count: paths.count, workers: syncsMax, budget: paths.count) { index, emit in
      var failure: FileError?
      do throws(FileError) { try sync(paths[index]) } catch { failure = error }
      _ = emit(failure, 1)
    } consume: { (failure: FileError?) in
      if let failure { throw failure }
    }
  }
}
