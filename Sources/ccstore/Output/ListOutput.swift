#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The lines of a list. On a terminal a list that is longer than the screen goes through the pager.
struct ListOutput {
  private var lines: [TerminalText] = []

  mutating func add(_ line: TerminalText) { lines.append(line) }

  mutating func add(_ lines: some Sequence<TerminalText>) { self.lines += lines }

  /// Adds a text that is broken into lines of at most `width` columns, as `TerminalText.wrapped` does.
  mutating func add(note text: String, width: Int, style: (TerminalText) -> TerminalText = { $0 }) {
    for line in ("\(text)" as TerminalText).wrapped(width) { lines.append(style(line)) }
  }

  /// Prints the lines. Nothing else may be printed on standard output after that.
  func print(pager isWanted: Bool) {
    // The prompt of the shell needs a line, too.
    if isWanted, lines.count >= Terminal.standardOutput.height { Pager.start() }
    defer { Pager.finish() }
    var out = BufferedOutput()
    for line in lines { out.write(line + "\n") }
    out.flush()
  }
}

extension Terminal {
  /// The height of the terminal in lines; 24 if it is unknown.
  var height: Int {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 ? Int(size.ws_row) : 24
  }
}
