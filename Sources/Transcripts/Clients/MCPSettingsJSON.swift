/// How an entry is written as JSON.
protocol MCPEntryStyle: Sendable {
  /// Whether the entry states the kind of transport.
  static var hasType: Bool { get }
}

enum MCPEntryWithType: MCPEntryStyle {
  static let hasType = true
}

enum MCPEntryWithoutType: MCPEntryStyle {
  static let hasType = false
}

/// Settings with an object `mcpServers`, which has a member for each server.
enum MCPSettingsJSON<Style: MCPEntryStyle>: MCPSettings {
  static var place: String { "mcpServers.\(MCPServerEntry.name)" }

  private static var key: String { "mcpServers" }

  private static func value(_ entry: MCPServerEntry) -> JSONValue {
    let type = Style.hasType ? [JSONMember(key: "type", value: .string("stdio"))] : []
    return .object(
      type + [
        JSONMember(key: "command", value: .string(entry.command)),
        JSONMember(key: "args", value: .array(entry.arguments.map { .string($0) })),
      ])
  }

  static func settings(with entry: MCPServerEntry) -> [UInt8] {
    let servers = JSONValue.object([JSONMember(key: MCPServerEntry.name, value: value(entry))])
    var writer = JSONWriter(pretty: true)
    JSONValue.object([JSONMember(key: key, value: servers)]).write(to: &writer)
    writer.endLine()
    writer.escapeHidden()
    return writer.bytes
  }

  static func found(in settings: [UInt8]) throws(MCPSettingsProblem) -> MCPEntryFound {
    if isBlank(settings) { return .none }
    let editor = try editor(settings)
    guard let servers = try servers(editor), let member = try entry(in: servers, editor) else { return .none }
    return read(editor.outline.value(member.value))
  }

  static func adding(_ entry: MCPServerEntry, to settings: [UInt8]) throws(MCPSettingsProblem) -> [UInt8] {
    if isBlank(settings) { return self.settings(with: entry) }
    if try found(in: settings) == .ours(entry) { return settings }
    var editor = try editor(settings)
    if let servers = try servers(editor), let member = try self.entry(in: servers, editor) {
      remove(member.range, in: servers, &editor)
    }
    if let servers = try servers(editor) {
      editor.add(MCPServerEntry.name, value(entry), to: servers)
    } else {
      let servers = JSONValue.object([JSONMember(key: MCPServerEntry.name, value: value(entry))])
      editor.add(key, servers, to: editor.outline.root)
    }
    return editor.bytes
  }

  static func removing(from settings: [UInt8]) throws(MCPSettingsProblem) -> [UInt8] {
    if isBlank(settings) { return settings }
    var editor = try editor(settings)
    guard let servers = try servers(editor), let member = try entry(in: servers, editor) else { return settings }
    if let whole = try removingAll(from: settings, servers, editor) { return whole }
    remove(member.range, in: servers, &editor)
    return editor.bytes
  }

  /// Returns the settings without the whole object of servers, if it holds our entry alone and stands exactly where
  /// and as `adding` makes it; nil otherwise. An empty list of servers, and none, are the same to every client.
  private static func removingAll(
    from settings: [UInt8], _ servers: Range<Int>, _ editor: JSONEditor
  ) throws(MCPSettingsProblem) -> [UInt8]? {
    guard case .ours(let entry) = try found(in: settings), editor.outline.members(servers).count == 1,
      let object = try member(key, of: editor.outline.root, editor)
    else { return nil }
    var without = editor
    remove(object.range, in: editor.outline.root, &without)
    return try adding(entry, to: without.bytes) == settings ? without.bytes : nil
  }

  /// Removes a member of an object.
  private static func remove(_ member: Range<Int>, in object: Range<Int>, _ editor: inout JSONEditor) {
    let members = editor.outline.members(object).map(\.range)
    if let index = members.firstIndex(of: member) { editor.remove(index, of: members, in: object) }
  }

  private static func editor(_ settings: [UInt8]) throws(MCPSettingsProblem) -> JSONEditor {
    try checkText(settings)
    guard let editor = JSONEditor(settings) else {
      throw MCPSettingsProblem("is not valid JSON (comments are not allowed)")
    }
    guard editor.outline.isObject(editor.outline.root) else { throw MCPSettingsProblem("is not a JSON object") }
    return editor
  }

  /// Returns the member of an object with a key; nil if there is none. Programs differ in which of two they take, so
  /// that two are refused.
  private static func member(
    _ key: String, of object: Range<Int>, _ editor: JSONEditor
  ) throws(MCPSettingsProblem) -> JSONOutline.Member? {
    let members = editor.outline.members(object).filter { $0.key == key }
    if members.count > 1 { throw MCPSettingsProblem("has '\(key)' twice") }
    return members.first
  }

  /// Returns the object with the servers; nil if there is none.
  private static func servers(_ editor: JSONEditor) throws(MCPSettingsProblem) -> Range<Int>? {
    guard let servers = try member(key, of: editor.outline.root, editor)?.value else { return nil }
    guard editor.outline.isObject(servers) else { throw MCPSettingsProblem("has '\(key)' that is not an object") }
    return servers
  }

  private static func entry(
    in servers: Range<Int>, _ editor: JSONEditor
  ) throws(MCPSettingsProblem) -> JSONOutline.Member? {
    try member(MCPServerEntry.name, of: servers, editor)
  }

  private static func read(_ value: JSONValue) -> MCPEntryFound {
    let command = value["command"]?.stringValue
    let given = value["args"]?.arrayValue ?? []
    let arguments = given.compactMap(\.stringValue)
    let other = MCPEntryFound.other(
      MCPForeignEntry(command: command, arguments: arguments, address: value["url"]?.stringValue))
    guard case .object(let members) = value, let command, given.count == arguments.count else { return other }
    let keys = members.map(\.key)
    guard Set(keys).count == keys.count, Set(keys).isSubset(of: ["type", "command", "args", "env"]) else {
      return other
    }
    // Claude Code adds an empty environment.
    guard value["env"] ?? .object([]) == .object([]), value["type"] ?? .string("stdio") == .string("stdio") else {
      return other
    }
    let entry = MCPServerEntry(command: command, arguments: arguments)
    return entry.isOurs ? .ours(entry) : other
  }
}
