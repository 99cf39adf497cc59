import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that shows long output page by page. While it runs, standard output leads to it.
enum Pager {
  /// 0: none runs.
  private static let process = Mutex<pid_t>(0)

  /// Starts `$PAGER`, else `less -FRX`, where standard output is a terminal that can do more than print lines; does nothing where there is none,
  /// or where it is empty or `cat`. Ask for the width and the colours of the terminal before.
  static func start() {
    let command = Environment.variables["CCSTORE_PAGER"] ?? Environment.variables["PAGER"] ?? "less -FRX"
    guard Terminal.standardOutput.isTerminal, !Environment.isDumb, !command.isEmpty, command != "cat" else { return }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return }
    defer { for end in ends { close(end) } }
    guard let started = spawn(command, reading: ends) else { return }
    dup2(ends[1], 1)
    // An interrupt is for the pager: it goes when its reader wants it to.
    signal(SIGINT, SIG_IGN)
    process.withLock { $0 = started }
    atexit { Pager.finish() }
  }

  /// Waits until the reader has left. Standard output cannot be written to any more.
  static func finish() {
    let started = process.withLock { running in
      defer { running = 0 }
      return running
    }
    guard started > 0 else { return }
    close(1)
    var status: Int32 = 0
    while waitpid(started, &status, 0) < 0, errno == EINTR {}
  }

  private static func spawn(_ command: String, reading pipe: [Int32]) -> pid_t? {
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
    posix_spawn_file_actions_adddup2(&actions, pipe[0], 0)
    for end in pipe { posix_spawn_file_actions_addclose(&actions, end) }
    // This program ignores broken pipes; no other should inherit that.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    // Where the pager is missing, the text is printed all the same.
    let program = command.split(separator: " ").first.map(String.init) ?? command
    // What is printed is UTF-8, whatever the locale says.
    let script = "export LESSCHARSET=${LESSCHARSET:-utf-8}; command -v \"$0\" >/dev/null 2>&1 || exec cat; \(command)"
    let arguments: [String] = ["/bin/sh", "-c", script, program]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    return posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ) == 0 ? process : nil
  }
}
