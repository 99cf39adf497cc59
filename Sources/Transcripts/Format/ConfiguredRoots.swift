import FileIO
import SystemPackage

/// The directories where agents keep their data, whether or not they exist.
public struct ConfiguredRoots: Sendable {
  /// The paths, absolute or relative to the working directory.
  public var paths: [String]
  /// True when a variable of an agent, such as `CLAUDE_CONFIG_DIR`, names some of them.
  public var isNamed: Bool

  package init(paths: [String], isNamed: Bool) { (self.paths, self.isNamed) = (paths, isNamed) }

  /// Returns the paths that exist, with links resolved.
  package func resolved(_ fileSystem: any FileSystem) -> [FilePath] {
    paths.compactMap { try? fileSystem.resolve(FilePath($0)) }
  }
}
