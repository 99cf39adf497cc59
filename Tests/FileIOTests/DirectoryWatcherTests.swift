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

@Suite("watching directories")
struct DirectoryWatcherTests {
  #if os(Linux)
    @Test("a watcher is complete unless a directory that exists cannot be watched")
    func completeness() throws {
      let scratch = try ScratchDirectory()
      // The signals must still end the tests.
      defer { for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) } }
      let watcher = DirectoryWatcher(stop: .shared)
      watcher.watch([scratch.path])
      #expect(watcher.isComplete)
      watcher.watch([scratch.path, scratch.path.appending("gone")])
      #expect(watcher.isComplete, "a directory that is gone has no changes")
      // Whoever runs the tests may be allowed everything, so the name is what the system refuses.
      watcher.watch([scratch.path.appending(String(repeating: "n", count: 300)), scratch.path])
      #expect(!watcher.isComplete)
      watcher.watch([scratch.path])
      #expect(watcher.isComplete)
    }
  #endif
}
