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
}
