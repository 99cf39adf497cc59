import FileIO
import Synchronization
import Tables

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

  /// True once the other end of a pipe is closed, so that nobody will read what is written.
  var isReaderGone: Bool {
    var asked = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&asked, 1, 0) > 0 && asked.revents & Int16(POLLERR) != 0
  }

  /// The width of the terminal in columns; 80 if it is unknown.
  var width: Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return Environment.variables["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
  }

  /// The number of columns for text: the width of the terminal, at least 20; for a file or pipe the value of `COLUMNS`,
  /// else 120.
  var textWidth: Int {
    let named = Environment.variables["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    return max(20, isTerminal ? width : named ?? 120)
  }

  /// Writes the whole text. If the reader has closed the pipe, the program ends without an error, as `head` expects.
  func write(_ text: TerminalText) { writeAll(Array(text.string.utf8)) }

  /// Writes a document on one line.
  func write(line document: JSON) { write(TerminalText(escaped: document.text(pretty: false) + "\n")) }

  /// Writes data unchanged; a terminal receives it as clean text.
  func write(data: [UInt8]) { writeAll(printable(data)) }

  fileprivate func printable(_ data: [UInt8]) -> [UInt8] {
    isTerminal ? Array(TerminalText(lines: TerminalData.text(data)).string.utf8) : data
  }

  fileprivate func writeAll(_ bytes: [UInt8]) { bytes.withUnsafeBytes { writeAll($0) } }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) {
    var done = 0
    while done < bytes.count {
      let count = systemWrite(descriptor, bytes.baseAddress! + done, bytes.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { Self.endWithReader() }
        if descriptor == 1 {
          complain("cannot write to standard output: \(FileError.reason(.current))")
          exit(ExitStatus.inputOutput)
        }
        return
      }
      done += count
    }
  }

  /// Ends the program because nobody reads its output any more.
  private static func endWithReader() -> Never {
    guard isWholeNeeded.load(ordering: .relaxed) else { exit(0) }
    complain("the reader of standard output has gone; what it got is not whole")
    exit(ExitStatus.inputOutput)
  }

  private static let isWholeNeeded = Atomic(false)

  /// Declares that a part of the output is of no use: a reader that goes is an error from now on.
  static func requireWholeOutput() { isWholeNeeded.store(true, ordering: .relaxed) }

  private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }

  /// Makes writing to a closed pipe an error of `write` instead of a signal.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}

/// Prints a line. An error of writing ends the program with exit code 74, whereas `print` would ignore it.
func say(_ text: TerminalText) { Terminal.standardOutput.write(text + "\n") }

/// Prints a note; on a terminal on several lines where it does not fit on one, as `TerminalText.wrapped` does.
func say(note: TerminalText) {
  guard Terminal.standardOutput.isTerminal else { return say(note) }
  for line in note.wrapped(Terminal.standardOutput.textWidth) { say(line) }
}

/// Prints a note after its name, which is dim. On a terminal further lines stand below the first one.
func say(_ name: String, _ note: TerminalText, _ style: Style) {
  let output = Terminal.standardOutput
  let lines = output.isTerminal ? note.wrapped(max(20, output.textWidth - 12)) : [note]
  for (place, line) in lines.enumerated() { say(style.dim(Format.pad(place == 0 ? name : "", 12)) + line) }
}

/// Prints a message on standard error, after the name of this program; on a terminal on several lines where it does not
/// fit on one, as `TerminalText.wrapped` does.
func complain(_ message: TerminalText) {
  let output = Terminal.standardError
  let lines = output.isTerminal ? ("ccstore: " + message).wrapped(output.textWidth) : ["ccstore: " + message]
  for line in lines { output.write(line + "\n") }
}

/// Prints a document on several lines.
func say(json document: JSON) { say(TerminalText(escaped: document.text())) }

/// Decodes data that goes to a terminal in parts, which may end within a character.
private enum TerminalData {
  private static let rest = Mutex<[UInt8]>([])

  /// Returns the text of all complete characters in the bytes kept back before and these bytes.
  static func text(_ bytes: [UInt8]) -> String {
    rest.withLock { rest in
      let all = rest + bytes
      let open = all.suffix(3).lastIndex { $0 >= 0xc0 } ?? all.count
      let needed = open == all.count ? 0 : all[open] < 0xe0 ? 2 : all[open] < 0xf0 ? 3 : 4
      let end = all.count - open < needed ? open : all.count
      rest = Array(all[end...])
      return String(decoding: all[..<end], as: UTF8.self)
    }
  }
}

/// Collects output for standard output and writes it in large parts.
struct BufferedOutput: ~Copyable {
  private var pending: [UInt8] = []
  private let terminal = Terminal.standardOutput

  mutating func write(_ text: TerminalText) {
    pending.append(contentsOf: text.string.utf8)
    flushIfLarge()
  }

  /// Adds a document on one line.
  mutating func write(line document: JSON) { write(TerminalText(escaped: document.text(pretty: false) + "\n")) }

  /// Adds data as `Terminal.write(data:)` writes it.
  mutating func write(data: [UInt8]) {
    pending.append(contentsOf: terminal.printable(data))
    flushIfLarge()
  }

  mutating func flush() {
    terminal.writeAll(pending)
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func flushIfLarge() { if pending.count >= 1 << 16 { flush() } }
}

/// The environment variables that ccstore reads.
enum Environment {
  static let variables = ProcessEnvironment.places.merging(
    ProcessEnvironment.variables([
      "NO_COLOR", "TERM", "COLUMNS", "TZ", "TZDIR", "PAGER", "CCSTORE_PAGER", "CCSTORE_RCLONE", "RCLONE_CONFIG",
    ])
  ) { first, _ in first }

  /// True if the terminal can only print lines.
  static var isDumb: Bool { variables["TERM"] == "dumb" }

  static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  /// The path of this program.
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

  /// The path of this program for settings that outlive an update: the first link in `PATH` that leads here, unless the
  /// program itself lies there. Homebrew keeps each version in a directory of its own, and removes it after an update.
  static var lastingProgramPath: String {
    let path = programPath
    let found = ExternalProgram.paths(of: path.split(separator: "/").last.map(String.init) ?? path)
    guard path.contains("/") else { return found.first ?? path }
    let same = found.filter { resolved($0) == resolved(path) }
    return same.contains(path) ? path : same.first ?? path
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  static func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : workingDirectory + "/" + path }
}

/// The colours and weights of text on a terminal.
struct Style: Sendable {
  var isColored: Bool

  func bold(_ text: TerminalText) -> TerminalText { wrap(text, "1") }
  func dim(_ text: TerminalText) -> TerminalText { wrap(text, "2") }
  func red(_ text: TerminalText) -> TerminalText { wrap(text, "31") }
  func green(_ text: TerminalText) -> TerminalText { wrap(text, "32") }
  func yellow(_ text: TerminalText) -> TerminalText { wrap(text, "33") }
  func cyan(_ text: TerminalText) -> TerminalText { wrap(text, "36") }

  private func wrap(_ text: TerminalText, _ code: TerminalText) -> TerminalText {
    isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
