import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite("files that are written under a temporary name")
struct DraftTests {
  private struct Stop: Error {}

  private let scratch: ScratchDirectory
  private var fileSystem: POSIXFileSystem { scratch.fileSystem }
  private var file: FilePath { scratch.path.appending("file") }
  private var draft: FilePath { scratch.path.appending("draft") }

  init() throws { scratch = try ScratchDirectory() }

  @Test("a replaced file has the new contents, and a draft that was left is gone", arguments: [true, false])
  func replaced(isDurable: Bool) throws {
    _ = try scratch.write("file", "old and longer")
    _ = try scratch.write("draft", "left by an interrupted call")
    try fileSystem.replace(file, draft: draft, isDurable: isDurable) { (handle) throws(FileError) in
      try handle.write(Array("new".utf8), at: 0)
    }
    #expect(try fileSystem.contents(file) == Array("new".utf8))
    #expect(try !fileSystem.exists(draft))
  }

  @Test("a new file has all bytes that were appended to it, and their number is returned")
  func appended() throws {
    let length = try fileSystem.writeExclusively(file, draft: draft) { output in
      try output.append(Array("one ".utf8))
      try Array("two".utf8).withUnsafeBytes { try output.append($0) }
    }
    #expect(length == 7)
    #expect(try fileSystem.contents(file) == Array("one two".utf8))
    #expect(try !fileSystem.exists(draft))
  }

  @Test("a writer that throws leaves neither a file nor a draft")
  func stopped() throws {
    #expect(throws: Stop.self) {
      _ = try fileSystem.writeExclusively(file, draft: draft) { output in
        try output.append([1])
        throw Stop()
      }
    }
    #expect(try fileSystem.list(scratch.path).isEmpty)
  }

  @Test("a file that exists is kept by an exclusive write, and the draft is removed")
  func taken() throws {
    _ = try scratch.write("file", "kept")
    #expect(throws: FileError(.rename, file, .fileExists)) {
      _ = try fileSystem.writeExclusively(file, draft: draft) { try $0.append([1]) }
    }
    #expect(try fileSystem.contents(file) == Array("kept".utf8))
    #expect(try !fileSystem.exists(draft))
  }

  @Test("a file is renamed only where the new name is free")
  func free() throws {
    _ = try scratch.write("draft", "new")
    #expect(try fileSystem.renameIfFree(draft, to: file))
    _ = try scratch.write("draft", "newer")
    #expect(try !fileSystem.renameIfFree(draft, to: file))
    #expect(try fileSystem.contents(file) == Array("new".utf8))
    #expect(try fileSystem.exists(draft))
  }
}
