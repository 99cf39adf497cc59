#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The environment variables of this process.
package enum ProcessEnvironment {
  /// The variables that say where stores and transcripts lie.
  package static var places: [String: String] {
    variables([
      "HOME", "CCSTORE_DIR", "CLAUDE_CONFIG_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
    ])
  }

  /// The variables of a list that are set.
  package static func variables(_ names: [String]) -> [String: String] {
    names.reduce(into: [:]) { variables, name in
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
  }
}
