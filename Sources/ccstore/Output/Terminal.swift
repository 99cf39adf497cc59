import FileIO

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard input, output or error.
struct Terminal: Sendable {
  static let standardInput = Terminal(descriptor: 0)
  static let standardOutput = Terminal(descriptor: 1)
  static let standardError = Terminal(descriptor: 2)

  let descriptor: Int32

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Columns; 80 where nobody knows.
  var width: Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return Environment.variables["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
  }

  /// Columns for text: those of the terminal, at least 20; in a file or pipe what `COLUMNS` says, else 120.
  var textWidth: Int {
    let named = Environment.variables["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    return max(20, isTerminal ? width : named ?? 120)
  }

  /// Writes all of it. A reader that has gone away ends the program quietly, as `head` expects.
  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0) } }

  func write(_ bytes: UnsafeRawBufferPointer) {
    var done = 0
    while done < bytes.count {
      let count = systemWrite(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { exit(0) }
        if descriptor == 1 {
          Terminal.standardError.write(
            "ccstore: cannot write to standard output: \(String(cString: strerror(errno)))\n")
          exit(ExitStatus.inputOutput)
        }
        return
      }
      done += count
    }
  }

  private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }

  /// A closed pipe is an error of `write`, not a signal.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}

/// Prints a line. An error of writing ends the program with 74, which `print` would pass over.
func say(_ text: String) { Terminal.standardOutput.write(text + "\n") }

/// Output that is collected and written in large pieces.
struct BufferedOutput: ~Copyable {
  private var pending: [UInt8] = []
  private let terminal = Terminal.standardOutput

  mutating func write(_ text: String) {
    pending.append(contentsOf: text.utf8)
    flushIfLarge()
  }

  mutating func write(_ bytes: [UInt8]) {
    pending.append(contentsOf: bytes)
    flushIfLarge()
  }

  mutating func flush() {
    terminal.write(pending)
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func flushIfLarge() { if pending.count >= 1 << 16 { flush() } }
}

/// The environment's variables that ccstore looks at.
enum Environment {
  static let variables: [String: String] = {
    let names = [
      "HOME", "CCSTORE_DIR", "CLAUDE_CONFIG_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "NO_COLOR", "TERM", "COLUMNS",
      "TZ", "TZDIR", "PAGER", "CCSTORE_PAGER",
    ]
    return names.reduce(into: [:]) { variables, name in
      if let value = getenv(name) { variables[name] = String(cString: value) }
    }
  }()

  /// A terminal that can print lines, and nothing else.
  static var isDumb: Bool { variables["TERM"] == "dumb" }

  static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  /// Where this program lies.
  static var programPath: String {
    #if os(Linux)
      if let path = realpath("/proc/self/exe", nil) {
        defer { free(path) }
        return String(cString: path)
      }
    #endif
    let name = CommandLine.arguments[0]
    return name.contains("/") ? absolute(name) : name
  }

  static func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : workingDirectory + "/" + path }
}

/// Colours and weights of terminal text.
struct Style: Sendable {
  var isColored: Bool

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func red(_ text: String) -> String { wrap(text, "31") }
  func green(_ text: String) -> String { wrap(text, "32") }
  func yellow(_ text: String) -> String { wrap(text, "33") }
  func cyan(_ text: String) -> String { wrap(text, "36") }

  private func wrap(_ text: String, _ code: String) -> String { isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
