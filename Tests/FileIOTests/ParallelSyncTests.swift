import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import FileIO

@Suite("syncs of many files")
struct ParallelSyncTests {
  private let scratch: ScratchDirectory

  init() throws { scratch = try ScratchDirectory() }

  private func make(_ count: Int) throws -> [FilePath] {
    try (0..<count).map { number in
      let path = scratch.path.appending("\(number)")
      let file = try POSIXFileSystem().create(path)
      try file.write([1, 2, 3], at: 0)
      file.close()
      return path
    }
  }

  @Test(
    "all files and directories are synced, be there none, one, or more than are synced at once", arguments: [0, 1, 100])
  func all(_ count: Int) throws {
    let paths = try make(count)
    try POSIXFileSystem().syncFiles(paths)
    try POSIXFileSystem().syncDirectories(paths.isEmpty ? [] : [scratch.path, scratch.path])
  }

  @Test("of several failures the first one in the order of the paths is thrown", arguments: [1, 40])
  func failure(_ count: Int) throws {
    var paths = try make(count)
    let (first, second) = (scratch.path.appending("missing"), scratch.path.appending("gone"))
    paths.insert(first, at: count / 2)
    paths.append(second)
    let error = #expect(throws: FileError.self) { try POSIXFileSystem().syncFiles(paths) }
    #expect(error?.path == first && error?.errno == .noSuchFileOrDirectory)
    let other = #expect(throws: FileError.self) { try POSIXFileSystem().syncDirectories([scratch.path, second]) }
    #expect(other?.path == second)
  }

  @Test(
    "many files on a volume are made durable with one call, and few of them one by one",
    arguments: [1, FileVolumes.filesMin - 1, FileVolumes.filesMin, 100])
  func volumes(_ count: Int) throws {
    let disk = SimulatedFileSystem()
    try disk.makeDirectory("/d")
    var volumes = FileVolumes()
    try volumes.open("/d", disk)
    let paths = (0..<count).map { FilePath("/d/\($0)") }
    for path in paths {
      let file = try disk.create(path)
      try file.write([1, 2, 3], at: 0)
      file.close()
    }
    disk.record()
    try disk.syncFiles(paths, on: volumes)
    try disk.syncDirectories(["/", "/d"], on: volumes)
    let image = disk.volume.image(.none)
    #expect(paths.allSatisfy { image.contents($0) == [1, 2, 3] })
    let syncs = disk.operations.map(\.name).filter { $0 == "sync" || $0 == "syncVolume" }
    #expect(syncs == (count < FileVolumes.filesMin ? Array(repeating: "sync", count: count) : ["syncVolume"]))
  }

  @Test("a volume that cannot be synced is an error, and is not synced again")
  func failedVolume() throws {
    let disk = SimulatedFileSystem()
    try disk.makeDirectory("/d")
    var volumes = FileVolumes()
    try volumes.open("/d", disk)
    let paths = (0..<50).map { FilePath("/d/\($0)") }
    for path in paths { try disk.create(path).close() }
    disk.record()
    disk.fail(SimulatedFileSystem.Fault(at: paths.count, .ioError))
    let error = #expect(throws: FileError.self) { try disk.syncFiles(paths, on: volumes) }
    #expect(error?.errno == .ioError)
    #expect(disk.operations.filter { $0.name.hasPrefix("sync") }.count == 1)
  }

  @Test("files of this machine are durable, whatever its volumes can do, and a missing one is an error")
  func realVolume() throws {
    var volumes = FileVolumes()
    try volumes.open(scratch.path, POSIXFileSystem())
    var paths = try make(FileVolumes.filesMin)
    try POSIXFileSystem().syncFiles(paths, on: volumes)
    let confined = POSIXFileSystem().confined(to: [scratch.path])
    try confined.syncFiles(paths, on: volumes)
    paths.append(scratch.path.appending("missing"))
    let error = #expect(throws: FileError.self) { try confined.syncFiles(paths, on: volumes) }
    #expect(error?.errno == .noSuchFileOrDirectory)
  }
}
