import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite("files confined to a directory")
struct ConfinedFilesTests {
  private let scratch: ScratchDirectory
  private let files: any FileSystem
  private var root: FilePath { scratch.path.appending("root") }

  init() throws {
    scratch = try ScratchDirectory()
    files = scratch.fileSystem.confined(to: [scratch.path.appending("root")])
    for name in ["root", "root/folder", "root/other", "outside"] {
      try scratch.fileSystem.makeDirectory(scratch.path.appending(name))
    }
    _ = try scratch.write("root/folder/file", "inside")
    _ = try scratch.write("outside/file", "outside")
  }

  /// The operations of a file system applied to a path, with the name of each.
  private func attempts(_ path: FilePath) -> [(String, (any FileSystem) throws -> Void)] {
    [
      ("open", { _ = try $0.open(path, followLinks: true) }), ("openForWriting", { _ = try $0.openForWriting(path) }),
      ("create", { _ = try $0.create(path.appending("new")) }), ("list", { _ = try $0.list(path) }),
      ("makeDirectory", { try $0.makeDirectory(path.appending("made")) }),
      ("rename to", { [root] in try $0.rename(root.appending("folder/file"), to: path.appending("file")) }),
      ("rename from", { [root] in try $0.rename(path.appending("file"), to: root.appending("taken")) }),
      (
        "renameExclusively",
        { [root] in try $0.renameExclusively(root.appending("folder/file"), to: path.appending("n")) }
      ),
      ("remove", { try $0.remove(path.appending("file")) }),
      ("removeDirectory", { try $0.removeDirectory(path.appending("folder")) }),
      ("syncDirectory", { try $0.syncDirectory(path) }),
      ("setModified", { try $0.setModified(path.appending("file"), 1) }),
      ("lock", { _ = try $0.lock(path.appending("lock")) }),
      ("freeSpace", { _ = try $0.freeSpace(path.appending("file")) }),
      ("status", { _ = try $0.status(path.appending("file"), followLinks: true) }),
    ]
  }

  private func outsideNames() throws -> [String] {
    try scratch.fileSystem.list(scratch.path.appending("outside")).map { String(decoding: $0.name, as: UTF8.self) }
  }

  @Test("every operation refuses a path with a component that is a link, names the link, and leaves its target alone")
  func links() throws {
    let link = try scratch.link("root/link", to: scratch.path.appending("outside"))
    let before = try scratch.fileSystem.status(scratch.path.appending("outside/file"), followLinks: false)
    for (name, attempt) in attempts(link) {
      let error = #expect(throws: FileError.self, "\(name)") { try attempt(files) }
      #expect(error?.errno == .tooManySymbolicLinkLevels && error?.path == link, "\(name): \(error!)")
    }
    #expect(try outsideNames() == ["file"])
    #expect(try scratch.fileSystem.status(scratch.path.appending("outside/file"), followLinks: false) == before)
  }

  @Test("a link in the last component of a confined path is not followed")
  func lastLink() throws {
    let link = try scratch.link("root/folder/link", to: scratch.path.appending("outside/file"))
    #expect(throws: FileError.self) { try files.open(link, followLinks: true) }
    #expect(throws: FileError.self) { try files.openForWriting(link) }
    #expect(throws: FileError.self) { try files.create(link) }
    #expect(throws: FileError.self) { try files.lock(link) }
    #expect(try files.status(link, followLinks: true).kind == .symbolicLink)
    let time = try scratch.fileSystem.status(scratch.path.appending("outside/file"), followLinks: false).modified
    try files.setModified(link, 1)
    try files.remove(link)
    #expect(try scratch.fileSystem.status(scratch.path.appending("outside/file"), followLinks: false).modified == time)
  }

  @Test("every operation refuses a path outside the directory and a path that climbs out of it")
  func elsewhere() throws {
    for path in [scratch.path.appending("outside"), root.appending("folder/../../outside")] {
      for (name, attempt) in attempts(path) {
        let error = #expect(throws: FileError.self, "\(name)") { try attempt(files) }
        #expect(error?.errno == .notPermitted && error!.path.starts(with: path), "\(name): \(error!)")
      }
    }
    #expect(try outsideNames() == ["file"])
  }

  @Test("after a folder is exchanged for a link, a confined read returns the original file or an error")
  func exchanged() throws {
    let file = root.appending("folder/file")
    #expect(try files.contents(file) == Array("inside".utf8))
    try scratch.fileSystem.rename(root.appending("folder"), to: root.appending("moved"))
    _ = try scratch.link("root/folder", to: scratch.path.appending("outside"))
    #expect(try files.contents(file) == Array("inside".utf8))
    // Enough other folders are opened for the handle of the first one to be closed.
    for number in 0..<64 {
      let other = root.appending("other/\(number)")
      try files.makeDirectory(other)
      try files.create(other.appending("file")).close()
    }
    let error = #expect(throws: FileError.self) { try files.contents(file) }
    #expect(error?.errno == .tooManySymbolicLinkLevels && error?.path == root.appending("folder"))
  }

  @Test("a directory that is removed and made again under its name can be used")
  func madeAgain() throws {
    let folder = root.appending("folder")
    try files.removeTree(folder)
    try files.makeDirectory(folder)
    try files.create(folder.appending("new")).close()
    try files.rename(root.appending("folder/new"), to: root.appending("folder/renamed"))
    #expect(try files.list(folder).map(\.name) == [Array("renamed".utf8)])
  }

  @Test("a confined directory can be reached through a link, and every operation works on names below it")
  func throughLink() throws {
    let link = try scratch.link("link", to: root)
    let files = scratch.fileSystem.confined(to: [link])
    #expect(try files.contents(link.appending("folder/file")) == Array("inside".utf8))
    #expect(try files.list(link).map(\.name) == ["folder", "other"].map { Array($0.utf8) })
    #expect(try files.status(link, followLinks: false).kind == .directory)
    try files.makeDirectories(link.appending("a/b/c"))
    try files.create(link.appending("a/b/c/file")).close()
    try files.renameExclusively(link.appending("a/b/c/file"), to: link.appending("other/file"))
    #expect(try !files.exists(link.appending("a/b/c/file")))
    #expect(try scratch.fileSystem.exists(root.appending("other/file")))
    #expect(throws: FileError.self) {
      try files.renameExclusively(link.appending("folder/file"), to: link.appending("other/file"))
    }
    try files.remove(link.appending("other/file"))
    for name in ["a/b/c", "a/b", "a"] { try files.removeDirectory(link.appending(name)) }
    #expect(try files.freeSpace(link) ?? 0 > 0)
  }

  @Test("a file with a second hard link is not opened for writing")
  func otherName() throws {
    let other = try scratch.hardLink("root/folder/twin", to: scratch.path.appending("outside/file"))
    let error = #expect(throws: FileError.self) { try files.openForWriting(other) }
    #expect(error?.errno == .tooManyLinks)
    #expect(try files.contents(other) == Array("outside".utf8))
  }
}
