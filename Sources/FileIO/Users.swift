#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Looks up users of this machine in its user database.
package enum Users {
  /// The number of the user with whose rights this process runs.
  package static var current: UInt32 { UInt32(geteuid()) }

  /// Returns the absolute path of a user's home directory, of the current user when `name` is nil; nil when the
  /// database has none.
  package static func home(of name: String? = nil) -> String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    for size in [1 << 12, 1 << 16, 1 << 20] {
      let home = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer -> String? in
        let result =
          name.map { getpwnam_r($0, &entry, buffer.baseAddress!, size, &found) }
          ?? getpwuid_r(geteuid(), &entry, buffer.baseAddress!, size, &found)
        guard result == 0, found != nil, let home = entry.pw_dir else { return nil }
        return String(cString: home)
      }
      if let home { return home.hasPrefix("/") ? home : nil }
    }
    return nil
  }

  /// Returns the home directory for an environment: `HOME` when it is an absolute path, else that of the user database,
  /// else `/`.
  package static func home(environment: [String: String]) -> String {
    if let home = environment["HOME"], home.hasPrefix("/") { return home }
    return home() ?? "/"
  }

  /// Expands `~` or `~user` at the beginning of a path as a shell does. Every other path, and one of an unknown user,
  /// is returned as it is.
  package static func expand(_ path: String, environment: [String: String]) -> String {
    guard path.hasPrefix("~") else { return path }
    let name = path.dropFirst().prefix { $0 != "/" }
    let home = name.isEmpty ? home(environment: environment) : self.home(of: String(name))
    return home.map { $0 + path.dropFirst(1 + name.count) } ?? path
  }
}
