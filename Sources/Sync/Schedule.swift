import Bytes
import FileIO
import Transcripts

/// The program that starts ingests regularly.
package enum Scheduler: String, CaseIterable, Sendable {
  case systemd, launchd, cron, hook

  /// The usual one of this operating system.
  package static var usual: Scheduler {
    #if os(macOS)
      .launchd
    #else
      .systemd
    #endif
  }

  /// The name for people.
  package var name: String {
    switch self {
    case .systemd: "systemd"
    case .launchd: "launchd"
    case .cron: "cron"
    case .hook: "a hook of \(Agent.unstated.name)"
    }
  }
}

/// When a schedule runs an ingest.
package enum ScheduleTiming: Sendable, Equatable {
  /// At regular times. Only intervals that divide an hour or a day can be stated: see `intervals`.
  case every(minutes: Int)
  /// One ingest that never ends stores what changes.
  case watching
  /// One server that never ends stores what changes, and shows it.
  case serving
  /// When the agent says so.
  case events

  /// The intervals that a calendar can state, in minutes.
  package static let intervals = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440]

  /// Parses an interval such as `30m`, `1h` or `1d`; nil for any other text, and for an interval that no calendar can
  /// state.
  package init?(interval text: String) {
    guard let unit = text.last, let number = Int(text.dropLast()), number > 0, number <= 1440,
      text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
      let size = ["m": 1, "h": 60, "d": 1440][unit], Self.intervals.contains(number * size)
    else { return nil }
    self = .every(minutes: number * size)
  }

  /// Parses what `code` returns.
  init?(code: String) {
    switch code {
    case "watch": self = .watching
    case "serve": self = .serving
    case "event": self = .events
    default: self.init(interval: code)
    }
  }

  /// The shortest text: `30m`, `1h`, `1d`, `watch`, `serve` or `event`.
  package var code: String {
    switch self {
    case .every(let minutes) where minutes % 1440 == 0: "\(minutes / 1440)d"
    case .every(let minutes) where minutes % 60 == 0: "\(minutes / 60)h"
    case .every(let minutes): "\(minutes)m"
    case .watching: "watch"
    case .serving: "serve"
    case .events: "event"
    }
  }

  /// The timing in words that follow "runs".
  package var words: String {
    switch self {
    case .every(1): "every minute"
    case .every(60): "every hour"
    case .every(1440): "once a day"
    case .every(let minutes) where minutes % 60 == 0: "every \(minutes / 60) hours"
    case .every(let minutes): "every \(minutes) minutes"
    case .watching, .serving: "all the time, storing what changes"
    case .events: Agent.unstated.format.hooks?.moments ?? ""
    }
  }

  /// The command that it runs, for people.
  package var command: String { self == .serving ? "ccstore serve" : "ccstore ingest" }

  /// True if the command never ends, so that it is started again when it does.
  var isPermanent: Bool { self == .watching || self == .serving }

  /// The age of the last sync from which one has been missed, in milliseconds: two intervals, so that a slow ingest or
  /// a machine that has just woken up gives no alarm. nil where no time is promised.
  package var overdueAfter: Int64? {
    if case .every(let minutes) = self { Int64(minutes) * 2 * 60_000 } else { nil }
  }
}

/// An ingest that runs by itself, without the variables of a user's shell.
package struct Schedule: Sendable, Equatable {
  /// A variable of the environment.
  package struct Variable: Sendable, Equatable {
    package var name, value: String

    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// The absolute path of the program.
  package var program: String
  /// The absolute path of the store.
  package var store: String
  /// The absolute paths of the roots; empty for those where agents keep their data.
  package var roots: [String]
  /// The variables that tell where the agents' data is.
  package var variables: [Variable]
  package var timing: ScheduleTiming
  /// The remote that the store is pushed to after each ingest; nil: none. Not with a command that never ends.
  package var push: String?

  package init(
    program: String, store: String, roots: [String] = [], variables: [Variable] = [], timing: ScheduleTiming
  ) {
    (self.program, self.store, self.roots) = (program, store, roots)
    (self.variables, self.timing) = (variables, timing)
  }

  /// The words of the command, beginning with the program.
  package var words: [String] {
    [program, timing == .serving ? "serve" : "ingest", "--quiet", "--store", store]
      + (timing.isPermanent ? ["--watch"] : []) + (push.map { ["--push", $0] } ?? []) + roots
  }

  /// Returns the command with its variables as a line for a shell.
  func command(_ quoted: (String) -> String) -> String {
    (variables.map { "\($0.name)=" + quoted($0.value) } + words.map(quoted)).joined(separator: " ")
  }
}

/// An error of a schedule, as one sentence.
package struct ScheduleError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable {
    /// What was asked for cannot be had.
    case unsuitable
    /// Something of the user's is in the way, so nothing was changed.
    case refused
    /// A program is missing or has failed.
    case program
    /// There is nothing to remove.
    case absent
  }

  package var reason: Reason
  package var message: String
  package var description: String { message }

  init(_ reason: Reason, _ message: String) { (self.reason, self.message) = (reason, message) }
}

/// The mark at the end of everything that `ccstore schedule` installs: when it runs, which store it is for, and a
/// checksum by which a later change by a person is noticed. It is not a protection against forgery.
struct ScheduleMark: Equatable {
  var timing: ScheduleTiming
  /// The beginning of the SHA-256 of the store's path.
  var store: String
  /// True if the text is as it was installed.
  var isIntact: Bool

  private static let start = "ccstore-schedule every="
  private static let unsigned = String(repeating: "0", count: 16)

  /// Returns a mark without a checksum.
  static func unsigned(_ schedule: Schedule) -> String {
    "\(start)\(schedule.timing.code) store=\(name(of: schedule.store)) sum=\(unsigned)"
  }

  /// Returns a text whose mark has its checksum. The mark must be the last one in the text.
  static func signed(_ text: String) -> String {
    guard let place = text.ranges(of: "sum=" + unsigned).last else { return text }
    return text.replacingCharacters(in: place, with: "sum=" + digest(text))
  }

  /// Reads the last mark of a text; nil if there is none.
  init?(_ text: String) {
    guard let place = text.ranges(of: Self.start).last else { return nil }
    let rest = text[place.upperBound...].prefix { !$0.isNewline }
    let fields = rest.split(separator: " ", maxSplits: 3)
    guard fields.count >= 3, let timing = ScheduleTiming(code: String(fields[0])), fields[1].hasPrefix("store="),
      fields[2].hasPrefix("sum=")
    else { return nil }
    let sum = fields[2].dropFirst(4).prefix { $0.isHexDigit }
    let unsigned = text.replacingCharacters(in: sum.startIndex..<sum.endIndex, with: Self.unsigned)
    (self.timing, store) = (timing, String(fields[1].dropFirst(6)))
    isIntact = sum == Self.digest(unsigned)
  }

  static func name(of store: String) -> String { hexadecimal(Digest(of: Array(store.utf8)).bytes.prefix(8)) }

  private static func digest(_ text: String) -> String { name(of: text) }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
