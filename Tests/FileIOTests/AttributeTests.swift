import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite(
  "extended attributes",
  .enabled(if: ScratchDirectory.hasAttributes, "the file system of /tmp has no extended attributes"))
struct AttributeTests {
  private let scratch: ScratchDirectory
  private let name = "user.ccstore.test"

  init() throws { scratch = try ScratchDirectory() }

  private var views: [any FileSystem] { [scratch.fileSystem, scratch.fileSystem.confined(to: [scratch.path])] }

  @Test("an attribute of a file or directory is given back as it was set, and one that was never set is nil")
  func setAndGet() throws {
    let file = try scratch.write("file", "text")
    for (number, files) in views.enumerated() {
      for path in [file, scratch.path] {
        if number == 0 { #expect(try files.attribute(name, of: path) == nil) }
        for value in [Array("value \(number)".utf8), [], [0xff, 0, 0x0a]] {
          try files.setAttribute(name, value, of: path)
          #expect(try files.attribute(name, of: path) == value)
        }
      }
    }
    #expect(try scratch.fileSystem.contents(file) == Array("text".utf8))
  }

  @Test("an attribute moves with its file, and is not that of a file that replaces it")
  func renamed() throws {
    let (one, two) = (try scratch.write("one"), try scratch.write("two"))
    try scratch.fileSystem.setAttribute(name, [1], of: one)
    try scratch.fileSystem.rename(one, to: two)
    #expect(try scratch.fileSystem.attribute(name, of: two) == [1])
    try scratch.fileSystem.rename(try scratch.write("three"), to: two)
    #expect(try scratch.fileSystem.attribute(name, of: two) == nil)
  }

  @Test("no attribute is read or set through a symbolic link, nor outside of the directories of a confined file system")
  func links() throws {
    let file = try scratch.write("file")
    let link = try scratch.link("link", to: file)
    for files in views {
      #expect(throws: FileError(.open, link, .tooManySymbolicLinkLevels)) { try files.attribute(name, of: link) }
      #expect(throws: FileError(.open, link, .tooManySymbolicLinkLevels)) {
        try files.setAttribute(name, [1], of: link)
      }
    }
    let other = try ScratchDirectory()
    #expect(throws: FileError(.open, other.path.appending("x"), .notPermitted)) {
      try views[1].setAttribute(name, [1], of: other.path.appending("x"))
    }
    #expect(try scratch.fileSystem.attribute(name, of: file) == nil)
  }

  @Test("an attribute that is longer than what is read, and a file that is missing, are errors")
  func errors() throws {
    let file = try scratch.write("file")
    let length = scratch.fileSystem.attributeLengthMax
    try scratch.fileSystem.setAttribute(name, [UInt8](repeating: 1, count: length), of: file)
    #expect(try scratch.fileSystem.attribute(name, of: file)?.count == length)
    try scratch.fileSystem.setAttribute(name, [UInt8](repeating: 1, count: length + 1), of: file)
    #expect(throws: FileError(.inspect, file, .outOfRange)) { try scratch.fileSystem.attribute(name, of: file) }
    let missing = scratch.path.appending("missing")
    #expect(throws: FileError(.open, missing, .noSuchFileOrDirectory)) {
      try scratch.fileSystem.attribute(name, of: missing)
    }
  }

  @Test("a file system without attributes has none, and refuses to set one")
  func without() throws {
    let disk = MemoryFileSystem()
    disk["/file"] = [1]
    #expect(try disk.attribute(name, of: "/file") == nil)
    #expect(throws: FileError(.setAttribute, "/file", .notSupported)) {
      try disk.setAttribute(name, [1], of: "/file")
    }
  }
}
