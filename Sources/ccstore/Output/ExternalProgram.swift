import FileIO

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Other programs. No shell is involved: each word reaches the program as it is.
enum ExternalProgram {
  /// Returns the path of a program: `name` itself if it has a slash, else that of the first executable file of this
  /// name in the directories of `PATH`; nil if there is none. Relative directories are passed over, because the program
  /// must not depend on where it is started.
  static func path(of name: String) -> String? {
    if name.contains("/") { return isExecutable(name) ? name : nil }
    let directories = ProcessEnvironment.variables(["PATH"])["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return directories.split(separator: ":").lazy.filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
      .first(where: isExecutable)
  }

  private static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  /// Runs a program and waits for its end. Returns its exit status, or 128 plus the number of the signal that ended it;
  /// nil if it cannot be started. `words` begin with its name. With `isSilent` its messages are thrown away.
  static func run(_ words: [String], isSilent: Bool) -> Int32? {
    guard let path = words.first.flatMap({ path(of: $0) }) else { return nil }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    if isSilent { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
    // This program ignores broken pipes; the other one must not inherit that.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var process: pid_t = 0
    let problem = withWords(words) { posix_spawn(&process, path, &actions, &attributes, $0, environ) }
    guard problem == 0 else { return nil }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  /// Replaces this program by another one that runs in a directory. `words` begin with the name of the program; `path`
  /// is its absolute path. Returns only when that fails, with the reason in words.
  static func replaceThis(by path: String, _ words: [String], in directory: String) -> String {
    guard chdir(directory) == 0 else { return "cannot enter \(directory): \(String(cString: strerror(errno)))" }
    signal(SIGPIPE, SIG_DFL)
    _ = withWords(words) { execv(path, $0) }
    return "cannot run \(path): \(String(cString: strerror(errno)))"
  }

  private static func withWords<Result>(
    _ words: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(copies)
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
