import SystemPackage
import Testing

@testable import FileIO

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("reads and writes of several system calls")
struct TransferTests {
  /// Runs a transfer against scripted answers of the system, one per call: a number of bytes moved, or an error.
  private func run(_ count: Int, _ answers: [Result<Int, Errno>]) throws -> (moved: Int, asked: [Int]) {
    var asked: [Int] = []
    let moved = try Transfer.run(count, .write, "/file") { done in
      asked.append(done)
      guard asked.count <= answers.count else { return 0 }
      switch answers[asked.count - 1] {
      case .success(let moved): return moved
      case .failure(let error):
        errno = error.rawValue
        return -1
      }
    }
    return (moved, asked)
  }

  @Test("a transfer continues after the bytes that a short call has moved")
  func short() throws {
    let (moved, asked) = try run(100, [.success(30), .success(1), .success(69)])
    #expect(moved == 100)
    #expect(asked == [0, 30, 31])
  }

  @Test("a transfer repeats an interrupted call at the same offset")
  func interrupted() throws {
    let (moved, asked) = try run(
      10, [.failure(.interrupted), .success(4), .failure(.interrupted), .failure(.interrupted), .success(6)])
    #expect(moved == 10)
    #expect(asked == [0, 0, 4, 4, 4])
  }

  @Test("a transfer ends where the file ends")
  func end() throws { #expect(try run(10, [.success(4), .success(0)]).moved == 4) }

  @Test(
    "a transfer fails with the error of the first system call that fails",
    arguments: [Errno.ioError, .noSpace, .wouldBlock])
  func failure(_ error: Errno) throws {
    let thrown = #expect(throws: FileError.self) { try run(10, [.success(4), .failure(error), .success(6)]) }
    #expect(thrown?.errno == error)
  }
}
