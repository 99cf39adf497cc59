/// The help of a command, laid out for the width of a terminal: its own options come before those that every command
/// has, and examples are never broken, so that they can be copied.
enum HelpPage {
  /// The column at which ArgumentParser begins the descriptions of options.
  private static let descriptionColumn = 26
  /// Below this width, a description has lines of its own.
  private static let narrow = 60
  /// The title of the options that every command has.
  static let commonTitle = "Common options"

  /// Returns the page. `help` is the help as ArgumentParser writes it when lines may have any length; `width` is in
  /// columns.
  static func text(_ help: String, width: Int) -> String {
    var lines = PlainText.lines(help)[...]
    var blocks: [[String]] = [[]]
    var last: [String] = []
    while let line = lines.popFirst() {
      if isHeader(line) { blocks.append([]) }
      if line.hasPrefix("  See '") {
        last = PlainText.wrap(String(line), width)
        continue
      }
      blocks[blocks.count - 1].append(String(line))
    }
    let isCommon = blocks.map { $0.first == "\(commonTitle.uppercased()):" }
    let ordered =
      zip(blocks, isCommon).filter { !$1 }.map(\.0) + zip(blocks, isCommon).filter { $1 }.map(\.0)
    let pages = ordered.map { block in
      var block = block
      while block.last?.isEmpty == true { block.removeLast() }
      return (isHeader(block.first ?? "") ? options(block, width) : overview(block, width)).joined(separator: "\n")
    }
    return (pages + (last.isEmpty ? [] : [last.joined(separator: "\n")])).joined(separator: "\n\n") + "\n"
  }

  private static func isHeader(_ line: some StringProtocol) -> Bool {
    line.last == ":" && line.first != " "
      && line.utf8.dropLast().allSatisfy { (0x41...0x5a).contains($0) || [0x20, 0x2c, 0x3a].contains($0) }
  }

  /// Wraps everything but examples, which end with an empty line.
  private static func overview(_ lines: [String], _ width: Int) -> [String] {
    var isExample = false
    return lines.flatMap { line in
      isExample = line.hasPrefix("Example:") || isExample && !line.isEmpty
      if isExample { return [line] }
      if line.hasPrefix("USAGE: ") { return usage(line, width) }
      guard let item = item(line) else { return PlainText.wrap(line, width) }
      let column = line.count - item.text.count
      var wrapped = PlainText.wrap(String(repeating: " ", count: column) + item.text, width)
      wrapped[0] = String(line.prefix(column) + wrapped[0].dropFirst(column))
      return wrapped
    }
  }

  /// Returns the parts of a line that explains a word: the word, two or more spaces, and a text; nil for other lines.
  static func item(_ line: some StringProtocol) -> (word: Substring, text: Substring)? {
    let line = String(line)
    guard let parts = line.wholeMatch(of: /([^ ](?:.{0,16}?[^ ])?) {2,}([^ ].*)/) else { return nil }
    return (parts.output.1, parts.output.2)
  }

  /// Breaks the line of usage between options and arguments, so that an option stays with its value.
  private static func usage(_ line: String, _ width: Int) -> [String] {
    var words: [String] = []
    var isOpen = false
    for word in line.dropFirst("USAGE: ".count).split(separator: " ") {
      if isOpen { words[words.count - 1] += " " + word } else { words.append(String(word)) }
      isOpen = (isOpen || word.hasPrefix("[")) && !word.hasSuffix("]")
    }
    var lines = ["USAGE:"]
    for word in words {
      if lines.last!.count + 1 + word.count <= width || lines.last == "USAGE:" {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append("       " + word)
      }
    }
    return lines
  }

  /// Returns the help of an option without the list of values that ArgumentParser adds, if the text names all of them.
  private static func withoutRepeatedValues(_ text: String) -> String {
    guard let parts = text.wholeMatch(of: /(.*[^ ]) *\(values: ([^;)]*)(?:; (default: [^)]*))?\)/) else { return text }
    let named = Set(parts.output.1.split { !($0.isLetter || $0.isNumber || $0 == "-") })
    guard parts.output.2.split(separator: ", ").allSatisfy(named.contains) else { return text }
    return String(parts.output.1) + (parts.output.3.map { " (\($0))" } ?? "")
  }

  private static func options(_ lines: [String], _ width: Int) -> [String] {
    lines.flatMap { line -> [String] in
      if isHeader(line) { return PlainText.wrap(line, width) }
      let label = line.prefix(descriptionColumn)
      let indent = line.prefix { $0 == " " }.count
      guard line.count > descriptionColumn, indent == descriptionColumn || indent == 2 && label.last == " " else {
        return [line]
      }
      let isNarrow = width < narrow
      let space = String(repeating: " ", count: isNarrow ? 6 : descriptionColumn)
      let description = withoutRepeatedValues(String(line.dropFirst(descriptionColumn)))
      var wrapped = PlainText.wrap(space + description, width)
      if indent == 2 {
        if isNarrow {
          wrapped.insert(trimmed(label), at: 0)
        } else {
          wrapped[0] = String(label) + wrapped[0].dropFirst(descriptionColumn)
        }
      }
      return wrapped
    }
  }

  private static func trimmed(_ label: Substring) -> String {
    var label = label
    while label.last == " " { label.removeLast() }
    return String(label)
  }
}
