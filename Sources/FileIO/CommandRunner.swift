/// The output of a program, and the way in which it has ended.
package struct CommandResult: Sendable, Equatable {
  /// The exit code, or 128 plus the number of the signal that ended the program.
  package var status: Int32
  package var output: [UInt8]
  package var errors: [UInt8]

  package init(status: Int32, output: [UInt8] = [], errors: [UInt8] = []) {
    (self.status, self.output, self.errors) = (status, output, errors)
  }

  /// The last line that is not blank of what the program has printed as errors; nil when there is none.
  package var reason: String? {
    String(decoding: errors, as: UTF8.self).split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }
      .map(String.init)
  }
}

/// Runs programs of the machine. A protocol, so that tests can answer instead of them.
package protocol CommandRunner: Sendable {
  /// Runs a program with arguments, and waits for its end. `words` begin with its name, which is looked for in `PATH`;
  /// no shell reads them. `input` is what it reads. Returns nil when there is no such program, or none can be started.
  func run(_ words: [String], input: [UInt8]) -> CommandResult?
}

extension CommandRunner {
  /// Runs a program that reads nothing.
  package func run(_ words: [String]) -> CommandResult? { run(words, input: []) }
}

/// The programs of the operating system. They run in the environment of this process, except that their messages are
/// untranslated. The process must ignore SIGPIPE, because a program may end before it has read its input.
package struct SystemCommands: CommandRunner {
  package init() {}

  package func run(_ words: [String], input: [UInt8]) -> CommandResult? {
    guard var pipes = ProgramPipes(hasInput: !input.isEmpty) else { return nil }
    guard let process = pipes.start(words, isUntranslated: true) else { return nil }
    var result = CommandResult(status: 0)
    // A program that it has started itself, and that runs longer, may hold the pipes.
    func isOver(_ isQuiet: Bool) -> Bool { isQuiet && process.hasEnded }
    pipes.transfer(input, interval: 200, until: isOver) { isOutput, bytes in
      if isOutput { result.output += bytes } else { result.errors += bytes }
    }
    result.status = process.wait() ?? 0
    return result
  }
}
