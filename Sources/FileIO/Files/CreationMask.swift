import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The permissions that new files of this process do not get.
package enum CreationMask {
  /// Runs `body`, and lets every file and socket that the process makes meanwhile, in any thread, be readable and
  /// writable by its owner only.
  package static func withPrivateFiles<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async rethrows -> Value {
    let before = umask(0o177)
    defer { _ = umask(before) }
    return try await body()
  }
}
