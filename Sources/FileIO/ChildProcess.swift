import CChecksum

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Another program that was started by this process. No shell is involved: each word reaches the program as it is. Of
/// the descriptors of this process it has 0, 1 and 2 only: a browser must not keep the sockets of a server.
package struct ChildProcess: Sendable {
  /// Something that differs between the descriptors of a program and those of this process.
  package enum Redirection: Sendable {
    /// The program has this descriptor of this process as `standard`: 0, 1 or 2.
    case connect(_ descriptor: Int32, standard: Int32)
    /// The program writes to `standard` (1 or 2) in vain: it is thrown away.
    case discard(standard: Int32)
  }

  private let id: pid_t

  /// Starts a program. `words` begin with its name. `path` says where it is; where it has no slash, the program is
  /// looked for in the directories of `PATH`. The redirections are made in their order. The program has the environment
  /// variables of this process, except that with `isUntranslated` its messages are in no other language than its own.
  /// Returns nil when there is no such program, or none can be started.
  package init?(_ path: String, _ words: [String], redirections: [Redirection] = [], isUntranslated: Bool = false) {
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
    #if canImport(Darwin)
      for standard: Int32 in 0...2 { posix_spawn_file_actions_addinherit_np(&actions, standard) }
    #endif
    for redirection in redirections {
      switch redirection {
      case .connect(let descriptor, let standard):
        posix_spawn_file_actions_adddup2(&actions, descriptor, standard)
      case .discard(let standard): posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_WRONLY, 0)
      }
    }
    #if !canImport(Darwin)
      Self.closeOthers(&actions)
    #endif
    // This process ignores broken pipes; the program must not inherit that.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // Some threads, such as those of Dispatch, block all signals, and the program must not inherit that either.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    #if canImport(Darwin)
      flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
    #endif
    posix_spawnattr_setflags(&attributes, Int16(flags))
    // With a path nothing is searched, and no file is taken for a script of the shell.
    let spawn = path.contains("/") ? posix_spawn : posix_spawnp
    var started: pid_t = 0
    let problem = Self.withCopies(words) { words in
      guard isUntranslated else { return spawn(&started, path, &actions, &attributes, words, environ) }
      return Self.withCopies(["LC_ALL=C"]) {
        spawn(&started, path, &actions, &attributes, words, Self.variablesWithoutLanguage() + $0)
      }
    }
    guard problem == 0 else { return nil }
    id = started
  }

  #if !canImport(Darwin)
    /// Lets the program have no descriptor beyond the three standard ones. Where the C library cannot do that, those are
    /// closed that are open now.
    private static func closeOthers(_ actions: inout posix_spawn_file_actions_t) {
      guard ccs_spawn_close_from(&actions, 3) != 0 else { return }
      for descriptor in 3..<min(getdtablesize(), 1 << 16) where fcntl(descriptor, F_GETFD) >= 0 {
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    }
  #endif

  /// Waits until the program has ended, and returns its exit status, or 128 plus the number of the signal that ended
  /// it; nil when the system does not say how it has ended. To be called once.
  package func wait() -> Int32? {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  /// True once the program has ended. Programs that it has started may run, and hold its pipes. To be called before
  /// `wait`.
  package var hasEnded: Bool {
    var change = siginfo_t()
    guard waitid(P_PID, id_t(id), &change, WEXITED | WNOHANG | WNOWAIT) == 0 else { return errno != EINTR }
    return change.si_signo == SIGCHLD
  }

  /// Asks the program to end, with SIGTERM. To be called before `wait`.
  package func terminate() { kill(id, SIGTERM) }

  /// Ends the program, with SIGKILL, which it cannot ignore. To be called before `wait`.
  package func end() { kill(id, SIGKILL) }

  /// Replaces this process by another program that runs in a directory. `words` begin with the name of the program;
  /// `path` is its absolute path. Returns only when that fails, with the reason in words.
  package static func replaceThis(by path: String, _ words: [String], in directory: String) -> String {
    guard chdir(directory) == 0 else { return "cannot enter \(directory): \(String(cString: strerror(errno)))" }
    signal(SIGPIPE, SIG_DFL)
    _ = withCopies(words) { execv(path, $0) }
    return "cannot run \(path): \(String(cString: strerror(errno)))"
  }

  /// Returns the variables of this process, without those that choose a language.
  private static func variablesWithoutLanguage() -> [UnsafeMutablePointer<CChar>?] {
    var variables: [UnsafeMutablePointer<CChar>?] = []
    var place = environ
    while let variable = place.pointee {
      let isLanguage = strncmp(variable, "LC_ALL=", 7) == 0 || strncmp(variable, "LANGUAGE=", 9) == 0
      if !isLanguage { variables.append(variable) }
      place += 1
    }
    return variables
  }

  /// Gives texts to C as a list that ends with nil, for the time of the call.
  private static func withCopies<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(copies)
  }
}
