import FileIO
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that shows long output page by page. While it runs, standard output is connected to it.
enum Pager {
  /// The process of the pager; nil if none runs.
  private static let process = Mutex<ChildProcess?>(nil)

  /// Starts `$CCSTORE_PAGER`, else `$PAGER`, else `less -FRX`, if standard output is a terminal that can do more than
  /// print lines. Does nothing otherwise, or if the command is empty or `cat`. Callers must read the width and colours
  /// of the terminal first.
  static func start() {
    start(with: Environment.variables["CCSTORE_PAGER"] ?? Environment.variables["PAGER"] ?? "less -FRX")
  }

  /// Does the same with a command of the shell that reads standard input.
  static func start(with command: String) {
    guard Terminal.standardOutput.isTerminal, !Environment.isDumb, !command.isEmpty, command != "cat" else { return }
    guard let ends = ProgramPipes.pipe() else { return }
    defer { ProgramPipes.closeAll([ends.read, ends.write]) }
    guard let started = start(command, reading: ends.read) else { return }
    dup2(ends.write, 1)
    // An interrupt is meant for the pager, which ends when its user wants it to. The handlers of this program must not
    // be installed after this.
    _ = StopSignal.shared
    signal(SIGINT, SIG_IGN)
    process.withLock { $0 = started }
    atexit { Pager.finish() }
  }

  /// Waits until the pager has ended. Standard output can no longer be written to.
  static func finish() {
    let started = process.withLock { running in
      defer { running = nil }
      return running
    }
    guard let started else { return }
    close(1)
    _ = started.wait()
  }

  private static func start(_ command: String, reading pipe: Int32) -> ChildProcess? {
    // Without the pager the text is printed by `cat`.
    let program = command.split(separator: " ").first.map(String.init) ?? command
    // The output is UTF-8, whatever the locale is. As with git, less shows colours and ends on its own after one screen
    // unless LESS says otherwise.
    let script =
      "export LESSCHARSET=${LESSCHARSET:-utf-8} LESS=${LESS-FRX}; command -v \"$0\" >/dev/null 2>&1 || exec cat; \(command)"
    return ChildProcess(
      "/bin/sh", ["/bin/sh", "-c", script, program], redirections: [.connect(pipe, standard: 0)])
  }
}
