import FileIO
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ScratchDirectory {
  func write(_ name: String, _ text: String = "") throws -> FilePath {
    let file = try fileSystem.create(path.appending(name))
    try file.write(Array(text.utf8), at: 0)
    return path.appending(name)
  }
}

@Suite("POSIX file system")
struct POSIXFileSystemTests {
  private let scratch: ScratchDirectory
  private var fileSystem: POSIXFileSystem { scratch.fileSystem }
  private var path: FilePath { scratch.path }

  init() throws { scratch = try ScratchDirectory() }

  @Test("a directory listing is sorted by the bytes of the names, without . and ..")
  func sorted() throws {
    for name in ["b", "a", "ab", "é", "Z", "~", ".hidden", "a-"] { _ = try scratch.write(name) }
    let names = try fileSystem.list(path).map { String(decoding: $0.name, as: UTF8.self) }
    #expect(names == [".hidden", "Z", "a", "a-", "ab", "b", "~", "é"])
  }

  @Test("a file name that is not UTF-8 is listed with its bytes and can be opened")
  func foreignNames() throws {
    let name: [UInt8] = [0x66, 0xff, 0xfe, 0x80]
    _ = try fileSystem.create(FilePath(platformBytes: path, name))
    let listed = try fileSystem.list(path).map(\.name)
    #expect(listed == [name])
    #expect(throws: Never.self) { try fileSystem.open(FilePath(platformBytes: path, listed[0]), followLinks: false) }
  }

  @Test("a directory listing gives the kind of each entry, and that of a link rather than that of its target")
  func kinds() throws {
    try fileSystem.makeDirectory(path.appending("directory"))
    let file = try scratch.write("file", "12345")
    _ = try scratch.link("link", to: file)
    let entries = try fileSystem.list(path)
    #expect(entries.map(\.status.kind) == [.directory, .regular, .symbolicLink])
    #expect(entries[1].status.size == 5)
  }

  @Test("a link is opened only where links are to be followed")
  func linksNotFollowed() throws {
    let link = try scratch.link("link", to: try scratch.write("file", "text"))
    #expect(try fileSystem.open(link, followLinks: true).bytes(at: 0, count: 10) == Array("text".utf8))
    #expect(throws: FileError(.open, link, .tooManySymbolicLinkLevels)) {
      try fileSystem.open(link, followLinks: false)
    }
  }

  @Test("the status of a link is its own, or that of its target where links are to be followed")
  func linkStatus() throws {
    let link = try scratch.link("link", to: try scratch.write("file", "text"))
    #expect(try fileSystem.status(link, followLinks: false).kind == .symbolicLink)
    #expect(try fileSystem.status(link, followLinks: true).kind == .regular)
  }

  @Test("an operation on a missing file fails with an error that names the operation and the path")
  func missing() throws {
    let none = path.appending("none")
    let missing = Errno.noSuchFileOrDirectory
    #expect(throws: FileError(.open, none, missing)) { try fileSystem.open(none, followLinks: true) }
    #expect(throws: FileError(.open, none, missing)) { try fileSystem.openForWriting(none) }
    #expect(throws: FileError(.inspect, none, missing)) { try fileSystem.status(none, followLinks: true) }
    #expect(throws: FileError(.list, none, missing)) { try fileSystem.list(none) }
    #expect(throws: FileError(.remove, none, missing)) { try fileSystem.remove(none) }
    #expect(throws: FileError(.rename, none, missing)) { try fileSystem.rename(none, to: path.appending("other")) }
    #expect(throws: FileError(.sync, none, missing)) { try fileSystem.syncDirectory(none) }
    #expect(throws: FileError(.setTimes, none, missing)) { try fileSystem.setModified(none, 0) }
    #expect(throws: FileError(.inspect, none, missing)) { try fileSystem.resolve(none) }
    #expect(try fileSystem.exists(none) == false)
    #expect(try fileSystem.exists(none.appending("below")) == false)
  }

  @Test("a path that leads through a regular file does not exist")
  func throughFile() throws {
    #expect(try fileSystem.exists(try scratch.write("file").appending("below")) == false)
  }

  @Test("creating a file that exists already fails")
  func created() throws {
    let file = try scratch.write("file")
    #expect(throws: FileError(.create, file, .fileExists)) { try fileSystem.create(file) }
  }

  @Test("bytes are read where they were written, and fewer at the end of the file")
  func readAndWrite() throws {
    let file = try fileSystem.create(path.appending("file"))
    try file.write([1, 2, 3, 4], at: 0)
    try file.write([9, 9], at: 3)
    #expect(try file.bytes(at: 2, count: 100) == [3, 9, 9])
    #expect(try file.bytes(at: 5, count: 100) == [])
    #expect(try file.status().size == 5)
  }

  @Test("reading a whole file that is larger than the limit fails")
  func limit() throws {
    let file = try scratch.write("file", "12345")
    #expect(try fileSystem.contents(file, limit: 5).count == 5)
    #expect(throws: FileError(.read, file, .fileTooLarge)) { try fileSystem.contents(file, limit: 4) }
  }

  @Test("an open file can be read after its name is removed, and closing it twice does nothing")
  func handles() throws {
    let path = try scratch.write("file", "text")
    let file = try fileSystem.open(path, followLinks: false)
    try fileSystem.remove(path)
    #expect(try file.bytes(at: 0, count: 4) == Array("text".utf8))
    file.close()
    file.close()
    #expect(throws: FileError(.read, path, .badFileDescriptor)) { try file.bytes(at: 0, count: 4) }
  }

  @Test("renaming a file replaces the target")
  func rename() throws {
    let (old, new) = (try scratch.write("old", "old"), try scratch.write("new", "new"))
    try fileSystem.rename(new, to: old)
    #expect(try fileSystem.contents(old) == Array("new".utf8))
    #expect(try fileSystem.exists(new) == false)
  }

  @Test("a held lock excludes a second one, and a released lock does not")
  func lock() throws {
    let file = path.appending("LOCK")
    var held = try fileSystem.lock(file)
    #expect(held != nil)
    #expect(try fileSystem.lock(file) == nil)
    held = nil
    #expect(try fileSystem.lock(file) != nil)
  }

  @Test("a released lock is free even where a copy of its descriptor is still open, as in a child process that starts")
  func lockCopied() throws {
    let file = path.appending("LOCK")
    var held = try fileSystem.lock(file)
    var (wanted, found) = (stat(), stat())
    #expect(held != nil && stat(file.string, &wanted) == 0)
    let copies = (Int32(3)..<4_096).filter {
      fstat($0, &found) == 0 && found.st_ino == wanted.st_ino && found.st_dev == wanted.st_dev
    }
    .map { dup($0) }
    defer { for copy in copies { close(copy) } }
    #expect(copies.count == 1)
    #expect(try fileSystem.lock(file) == nil)
    held = nil
    #expect(try fileSystem.lock(file) != nil)
  }

  @Test("a modification time is set to the nanosecond", arguments: [1_764_000_000_123_456_789, 0, -1, -1_500_000_000])
  func setModified(nanoseconds: Int64) throws {
    let file = try scratch.write("file")
    try fileSystem.setModified(file, nanoseconds)
    #expect(try fileSystem.status(file, followLinks: false).modified == nanoseconds)
  }

  @Test("directories are created with their missing parents, and creating them again does no harm")
  func directories() throws {
    let deep = path.appending("a/b/c")
    try fileSystem.makeDirectories(deep)
    try fileSystem.makeDirectories(deep)
    #expect(try fileSystem.status(deep, followLinks: false).kind == .directory)
  }

  @Test("creating a directory without a parent fails")
  func orphanDirectory() {
    let deep = path.appending("a/b")
    #expect(throws: FileError(.makeDirectory, deep, .noSuchFileOrDirectory)) { try fileSystem.makeDirectory(deep) }
  }

  @Test("creating a directory where a file exists fails")
  func fileInTheWay() throws {
    let file = try scratch.write("file")
    #expect(throws: FileError.self) { try fileSystem.makeDirectory(file) }
  }

  @Test("a path is resolved through links")
  func resolve() throws {
    let link = try scratch.link("link", to: try scratch.write("file"))
    #expect(try fileSystem.resolve(link) == fileSystem.resolve(path).appending("file"))
  }
}
