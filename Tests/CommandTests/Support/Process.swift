import Foundation
import TestSupport

/// The outcome of a program that has ended.
struct Outcome: Sendable, CustomStringConvertible {
  /// The exit code, or 128 plus the number of the signal that ended the program, as in shells.
  var code: Int32
  var standardOutput: [UInt8]
  var standardError: [UInt8]

  var output: String { String(decoding: standardOutput, as: UTF8.self) }
  var errors: String { String(decoding: standardError, as: UTF8.self) }

  var description: String { "exit \(code), stdout: \(output.prefix(2_000)), stderr: \(errors.prefix(2_000))" }

  /// The one JSON document on standard output; throws where standard output is anything else.
  func json() throws -> JSON {
    JSON(value: try JSONSerialization.jsonObject(with: Data(standardOutput), options: .fragmentsAllowed))
  }

  /// True if standard error consists of one sentence written by ccstore.
  var saysOneSentence: Bool {
    errors.hasPrefix("ccstore: ") && errors.hasSuffix("\n") && errors.split(separator: "\n").count == 1
      && !errors.contains("Error(") && !errors.contains("Optional(")
  }
}

/// A running program.
///
/// Foundation's `Process` does not report which signal ended a program, and its pipes have to be emptied while the
/// program runs; this type writes to files.
struct Running: Sendable {
  let process: pid_t
  fileprivate let capture: String

  /// Starts `program`, an absolute path. Its output goes to files in `directory`.
  init(_ program: String, _ arguments: [String], environment: [String: String], in directory: String) throws {
    capture = "\(directory)/\(UUID().uuidString)"
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    // The threads that run tests block signals, and a program would inherit that.
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // Nor does it ignore Ctrl-C, as what runs in the background of a script does.
    var usual = sigset_t()
    sigemptyset(&usual)
    for number in [SIGINT, SIGTERM] { sigaddset(&usual, number) }
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, capture + ".out", O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, capture + ".err", O_WRONLY | O_CREAT, 0o600)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for word in words + variables { free(word) } }
    var process: pid_t = 0
    let problem = posix_spawn(&process, program, &actions, &attributes, &words, &variables)
    guard problem == 0 else { throw Unexpected("cannot start \(program): \(String(cString: strerror(problem)))") }
    self.process = process
  }

  func kill() { signal(SIGKILL) }

  func signal(_ number: Int32) { _ = Foundation.kill(process, number) }

  /// Waits for the end of the program.
  func outcome() throws -> Outcome {
    let status = try watched(orElse: "process \(process) hangs") {
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 {
        guard errno == EINTR else { throw Unexpected("cannot wait for process \(process)") }
      }
      return status
    }
    let signal = status & 0x7f
    defer { for end in [".out", ".err"] { unlink(capture + end) } }
    return Outcome(
      code: signal == 0 ? (status >> 8) & 0xff : 128 + signal, standardOutput: try contents(of: capture + ".out"),
      standardError: try contents(of: capture + ".err"))
  }
}

/// A situation in which a test cannot continue.
struct Unexpected: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

/// A JSON value that is read by path: `json["files", "new"].integer`.
struct JSON {
  let value: Any?

  subscript(_ keys: String...) -> JSON {
    JSON(value: keys.reduce(value) { value, key in (value as? [String: Any])?[key] })
  }

  var integer: Int? { (value as? NSNumber)?.intValue }
  var string: String? { value as? String }
  var bool: Bool? { value as? Bool }
  var array: [JSON] { (value as? [Any] ?? []).map(JSON.init) }
  var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
}
