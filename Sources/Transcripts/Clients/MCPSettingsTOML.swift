/// Settings with a table `[mcp_servers.NAME]` for each server.
///
/// Only tables under headers of their own are understood. Where the server is defined in another way, such as by an
/// inline table, the settings are refused.
enum MCPSettingsTOML: MCPSettings {
  static let place = "[\(path.joined(separator: "."))]"

  private static let path = ["mcp_servers", MCPServerEntry.name]

  /// What of a text defines our server.
  private struct Table {
    /// The header of the table and its values, then its subtables, each from the header to the end of the last value.
    var blocks: [Range<Int>] = []
    var values: [(key: String, value: TOMLOutline.Value)] = []
    /// Whether it has parts that we would not have written: subtables and comments.
    var hasMore = false
  }

  static func settings(with entry: MCPServerEntry) -> [UInt8] { table(entry, lineEnd: "\n") }

  static func found(in settings: [UInt8]) throws(MCPSettingsProblem) -> MCPEntryFound {
    guard let table = try table(in: settings) else { return .none }
    func text(_ key: String) -> String? {
      guard case .string(let text) = table.values.last(where: { $0.key == key })?.value else { return nil }
      return text
    }
    let command = text("command")
    var arguments: [String]? = []
    if let value = table.values.last(where: { $0.key == "args" })?.value { arguments = texts(value) }
    let other = MCPEntryFound.other(
      MCPForeignEntry(command: command, arguments: arguments ?? [], address: text("url")))
    let keys = table.values.map(\.key)
    guard !table.hasMore, Set(keys).count == keys.count, Set(keys).isSubset(of: ["command", "args"]),
      let command, let arguments
    else { return other }
    let entry = MCPServerEntry(command: command, arguments: arguments)
    return entry.isOurs ? .ours(entry) : other
  }

  static func adding(_ entry: MCPServerEntry, to settings: [UInt8]) throws(MCPSettingsProblem) -> [UInt8] {
    if try found(in: settings) == .ours(entry) { return settings }
    let firstEnd = settings.firstIndex(of: 0x0a) ?? 0
    let lineEnd = firstEnd > 0 && settings[firstEnd - 1] == 0x0d ? "\r\n" : "\n"
    var text = settings
    if let table = try table(in: settings), let first = table.blocks.first {
      for block in table.blocks.dropFirst().reversed() { text.replaceSubrange(block, with: []) }
      text.replaceSubrange(first, with: self.table(entry, lineEnd: lineEnd))
      return text
    }
    if let last = text.last, last != 0x0a { text += lineEnd.utf8 }
    // A mark of the byte order alone is no line.
    if text.count > 3 { text += lineEnd.utf8 }
    return text + self.table(entry, lineEnd: lineEnd)
  }

  static func removing(from settings: [UInt8]) throws(MCPSettingsProblem) -> [UInt8] {
    var text = settings
    for block in try table(in: settings)?.blocks.reversed() ?? [] {
      var start = block.lowerBound
      // The empty line that separates it from what stands before.
      if text[..<start].hasSuffix("\n\n") { start -= 1 } else if text[..<start].hasSuffix("\r\n\r\n") { start -= 2 }
      text.removeSubrange(start..<block.upperBound)
    }
    return text
  }

  // MARK: - Reading

  /// Returns the table of our server; nil if there is none. Throws for text that is not TOML, and where the server is
  /// defined in a way that is not understood.
  private static func table(in settings: [UInt8]) throws(MCPSettingsProblem) -> Table? {
    try checkText(settings)
    let outline: TOMLOutline
    do throws(TOMLOutline.Problem) { outline = try TOMLOutline(settings) } catch {
      throw MCPSettingsProblem("is not valid TOML in line \(error.line)")
    }
    var table = Table()
    var (hasHeader, isInside, isDirect) = (false, false, false)
    for statement in outline.statements {
      switch statement.kind {
      case .comment: continue
      case .tableOfArray:
        if statement.path.starts(with: path) || path.starts(with: statement.path) { throw unknown(statement.path) }
        isInside = false
      case .table:
        isDirect = statement.path == path
        isInside = statement.path.starts(with: path)
        if isDirect, hasHeader { throw MCPSettingsProblem("has the table \(place) twice") }
        hasHeader = hasHeader || isDirect
        table.hasMore = table.hasMore || isInside && !isDirect
        if isInside { table.blocks.append(statement.range) }
      case .value(let value):
        if isInside, let last = table.blocks.indices.last {
          table.blocks[last] = table.blocks[last].lowerBound..<statement.range.upperBound
          if isDirect { table.values.append((statement.path.joined(separator: "."), value)) }
        }
      }
    }
    try checkOtherDefinitions(outline)
    table.hasMore =
      table.hasMore
      || outline.statements.contains { statement in
        statement.kind == .comment && table.blocks.contains { $0.contains(statement.range.lowerBound) }
      }
    return table.blocks.isEmpty ? nil : table
  }

  /// Throws if a value outside of the tables of our server defines it: `mcp_servers = {…}`, `ccstore = {…}` in the
  /// table `mcp_servers`, or a key with dots.
  private static func checkOtherDefinitions(_ outline: TOMLOutline) throws(MCPSettingsProblem) {
    var header: [String] = []
    for statement in outline.statements {
      switch statement.kind {
      case .comment: continue
      case .table, .tableOfArray: header = statement.path
      case .value:
        if header.starts(with: path) { continue }
        let whole = header + statement.path
        if whole.starts(with: path) || path.starts(with: whole) { throw unknown(whole) }
      }
    }
  }

  private static func unknown(_ keys: [String]) -> MCPSettingsProblem {
    MCPSettingsProblem("defines '\(keys.joined(separator: "."))' in a way that ccstore does not change")
  }

  private static func texts(_ value: TOMLOutline.Value) -> [String]? {
    guard case .array(let elements) = value else { return nil }
    let texts = elements.compactMap { element -> String? in
      if case .string(let text) = element { text } else { nil }
    }
    return texts.count == elements.count ? texts : nil
  }

  // MARK: - Writing

  private static func table(_ entry: MCPServerEntry, lineEnd: String) -> [UInt8] {
    let arguments = entry.arguments.map(quoted).joined(separator: ", ")
    let lines = [place, "command = \(quoted(entry.command))", "args = [\(arguments)]", ""]
    return Array(lines.joined(separator: lineEnd).utf8)
  }

  /// Returns a basic string, in which what is hidden or controls a terminal is escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case let other where HiddenCharacters.contains(other):
        let digits = String(other.value, radix: 16, uppercase: true)
        let width = digits.count > 4 ? 8 : 4
        quoted += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension ArraySlice<UInt8> {
  fileprivate func hasSuffix(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
