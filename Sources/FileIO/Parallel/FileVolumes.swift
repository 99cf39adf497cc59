import SystemPackage

/// The volumes on which a program is about to write many files, opened so that all that is written to one of them
/// afterwards is made durable with one call.
///
/// One call for a thousand files takes about as long as one sync of a single file. It also writes what other programs
/// have written to that volume.
package struct FileVolumes: Sendable {
  /// A volume is synced as a whole for at least as many files or directories; fewer are synced one by one.
  package static let filesMin = 32

  private var byDevice: [UInt64: any FileVolume] = [:]

  package init() {}

  /// Opens the volume of a directory, which must exist. Nothing happens if it cannot be synced as a whole. Call it
  /// before the first file is written: errors of earlier writes are not reported.
  package mutating func open(_ directory: FilePath, _ fileSystem: any FileSystem) throws {
    guard let volume = try fileSystem.volume(of: directory) else { return }
    byDevice[try volume.device()] = volume
  }

  fileprivate var isEmpty: Bool { byDevice.isEmpty }

  fileprivate subscript(device: UInt64) -> (any FileVolume)? { byDevice[device] }
}

extension FileSystem {
  /// Makes the bytes of files durable: with one call for each of `volumes` that has many of them, and for all others as
  /// `syncFiles(_:)` does. Throws the first error; nothing may be assumed about any of the files then.
  package func syncFiles(_ paths: [FilePath], on volumes: FileVolumes) throws {
    try syncFiles(try syncVolumes(of: paths, volumes))
  }

  /// Does the same for the entries of directories.
  package func syncDirectories(_ paths: [FilePath], on volumes: FileVolumes) throws {
    try syncDirectories(try syncVolumes(of: paths, volumes))
  }

  /// Syncs the volumes that have many of the files or directories, and returns those that are on none of these.
  private func syncVolumes(of paths: [FilePath], _ volumes: FileVolumes) throws -> [FilePath] {
    guard !volumes.isEmpty, paths.count >= FileVolumes.filesMin else { return paths }
    let devices = try paths.map { try status($0, followLinks: false).device }
    var counts: [UInt64: Int] = [:]
    for device in devices { counts[device, default: 0] += 1 }
    var synced: Set<UInt64> = []
    for (device, count) in counts where count >= FileVolumes.filesMin {
      guard let volume = volumes[device] else { continue }
      try volume.sync()
      synced.insert(device)
    }
    return zip(paths, devices).filter { !synced.contains($1) }.map { $0.0 }
  }
}
