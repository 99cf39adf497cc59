import FileIO
import Synchronization

/// Answers instead of the programs of the machine, and remembers what was run.
final class FakeCommands: CommandRunner {
  private struct State {
    var crontab: [UInt8]?
    var ran: [[String]] = []
  }

  private let state: Mutex<State>
  /// The programs that exist.
  private let programs: Set<String>
  /// What `crontab -l` says instead of the crontab.
  private let refusal: CommandResult?
  private let isSystemdReachable: Bool

  init(
    crontab: String? = nil, programs: Set<String> = ["crontab", "systemctl", "launchctl"],
    refusal: CommandResult? = nil, isSystemdReachable: Bool = true
  ) {
    state = Mutex(State(crontab: crontab.map { Array($0.utf8) }))
    (self.programs, self.refusal, self.isSystemdReachable) = (programs, refusal, isSystemdReachable)
  }

  /// The crontab; nil where there is none.
  var crontab: String? { state.withLock { $0.crontab.map { String(decoding: $0, as: UTF8.self) } } }
  /// The commands that were run, apart from those that only read.
  var ran: [[String]] { state.withLock { $0.ran } }

  /// Changes the crontab as a person does.
  func edit(_ change: (String) -> String) {
    state.withLock { $0.crontab = Array(change(String(decoding: $0.crontab ?? [], as: UTF8.self)).utf8) }
  }

  func run(_ words: [String], input: [UInt8]) -> CommandResult? {
    guard programs.contains(words[0]) else { return nil }
    return state.withLock { state in
      switch words {
      case ["crontab", "-l"]:
        if let refusal { return refusal }
        guard let crontab = state.crontab else {
          return CommandResult(status: 1, errors: Array("no crontab for me\n".utf8))
        }
        return CommandResult(status: 0, output: crontab)
      case ["crontab", "-"]:
        state.ran.append(words)
        state.crontab = input
        return CommandResult(status: 0)
      default:
        if words.contains("is-active") { return CommandResult(status: 0, output: Array("active\n".utf8)) }
        state.ran.append(words)
        guard isSystemdReachable else {
          return CommandResult(status: 1, errors: Array("Failed to connect to bus: No medium found\n".utf8))
        }
        return CommandResult(status: 0)
      }
    }
  }
}
