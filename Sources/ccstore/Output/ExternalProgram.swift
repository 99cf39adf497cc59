import FileIO
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Other programs. No shell is involved: each word reaches the program as it is.
enum ExternalProgram {
  /// Returns the path of a program: `name` itself if it has a slash, else the first one in `PATH`; nil if there is none.
  static func path(of name: String) -> String? { paths(of: name).first }

  /// Returns the executable files of a name in the directories of `PATH`, in their order; `name` itself if it has a
  /// slash. Relative directories are passed over, because a program must not depend on where it is started.
  static func paths(of name: String) -> [String] {
    if name.contains("/") { return isExecutable(name) ? [name] : [] }
    let directories = ProcessEnvironment.variables(["PATH"])["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return directories.split(separator: ":").filter { $0.hasPrefix("/") }
      .map { FilePath(String($0)).appending(name).string }.filter(isExecutable)
  }

  private static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  /// Runs a program and waits for its end. Returns its exit status, or 128 plus the number of the signal that ended it;
  /// nil if it cannot be started. `words` begin with its name. With `isSilent` its messages are thrown away.
  static func run(_ words: [String], isSilent: Bool) -> Int32? {
    guard let path = words.first.flatMap({ path(of: $0) }) else { return nil }
    return ChildProcess(path, words, redirections: isSilent ? [.discard(standard: 2)] : [])?.wait()
  }
}

/// The browser of the user.
enum Browser {
  /// Shows a file, and waits until the command that does so has ended. Returns false if none of the commands succeeded.
  static func show(_ file: String) -> Bool {
    let browser = ProcessEnvironment.variables(["BROWSER"])["BROWSER"]
    return BrowserCommand.all(showing: file, browser: browser).contains { words in
      ExternalProgram.run(words, isSilent: words[0] == BrowserCommand.systemOpener) == 0
    }
  }
}
