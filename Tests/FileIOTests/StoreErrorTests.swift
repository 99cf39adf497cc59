import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite("the errors of the library")
struct StoreErrorTests {
  @Test("codes are words of small letters, joined by dashes", arguments: StoreError.Code.allCases)
  func word(code: StoreError.Code) {
    let words = code.rawValue.split(separator: "-", omittingEmptySubsequences: false)
    #expect(words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x61...0x7a).contains($0) } })
  }

  @Test("a system call that failed leaves the library with its path, its number and a sentence without advice")
  func file() throws {
    let error = FileError(.write, "/x", .noSpace)
    let thrown = #expect(throws: StoreError.self) { try throwingStoreErrors { () throws -> Void in throw error } }
    #expect(thrown?.code == .fileFailed && thrown?.path == "/x" && thrown?.underlying as? Errno == .noSpace)
    #expect(thrown?.message == "cannot write /x: the disk is full")
    #expect(error.description == "cannot write /x: the disk is full; free some space and run the command again")
  }

  @Test("other errors pass as they are, and a value is returned")
  func others() throws {
    struct Own: Error {}
    #expect(throws: Own.self) { try throwingStoreErrors { () throws -> Void in throw Own() } }
    #expect(throws: CancellationError.self) {
      try throwingStoreErrors { () throws -> Void in throw CancellationError() }
    }
    #expect(try throwingStoreErrors { 7 } == 7)
  }
}
