/// The hooks of Claude Code: https://docs.claude.com/en/docs/claude-code/hooks. Of each event there is an array of
/// entries, each with an array of commands.
enum ClaudeCodeHooks: AgentHooks {
  static let moments = "at the end of each session and before its context is compacted"

  /// Transcripts are complete after a session, and may be rewritten when the context is compacted.
  private static let events = ["SessionEnd", "PreCompact"]

  static func files(environment: [String: String]) -> [String] {
    ClaudeCode.settingsFiles(environment: environment, workingDirectory: "/").user
  }

  private static func entry(_ command: String) -> JSONValue {
    .object([
      JSONMember(
        key: "hooks",
        value: .array([
          .object([
            JSONMember(key: "type", value: .string("command")), JSONMember(key: "command", value: .string(command)),
          ])
        ]))
    ])
  }

  static func settings(with command: String) -> [UInt8] {
    let members = events.map { JSONMember(key: $0, value: .array([entry(command)])) }
    var writer = JSONWriter(pretty: true)
    JSONValue.object([JSONMember(key: "hooks", value: .object(members))]).write(to: &writer)
    writer.endLine()
    writer.escapeHidden()
    return writer.bytes
  }

  static func commands(in settings: [UInt8]) throws(HookProblem) -> [HookCommand] {
    if isBlank(settings) { return [] }
    let editor = try editor(settings)
    var found: [HookCommand] = []
    for event in events {
      guard let array = try entries(of: event, editor) else { continue }
      for element in editor.outline.elements(array) {
        let value = editor.outline.value(element)
        for hook in value["hooks"]?.arrayValue ?? [] {
          guard let command = hook["command"]?.stringValue else { continue }
          found.append(HookCommand(event: event, command: command, isAlone: value == entry(command)))
        }
      }
    }
    return found
  }

  static func adding(_ command: String, to settings: [UInt8]) throws(HookProblem) -> [UInt8] {
    if isBlank(settings) { return self.settings(with: command) }
    let present = try commands(in: settings)
    var editor = try editor(settings)
    try refuseRepeatedKeys(editor)
    for event in events where !present.contains(where: { $0.event == event && $0.command == command }) {
      if let array = try entries(of: event, editor) {
        editor.add(entry(command), to: array)
      } else if let hooks = try hooks(editor) {
        editor.add(event, .array([entry(command)]), to: hooks)
      } else {
        editor.add(
          "hooks", .object([JSONMember(key: event, value: .array([entry(command)]))]), to: editor.outline.root)
      }
    }
    return editor.bytes
  }

  static func removing(
    from settings: [UInt8], where isMeant: (String) -> Bool
  ) throws(HookProblem) -> [UInt8] {
    if isBlank(settings) { return settings }
    var editor = try editor(settings)
    try refuseRepeatedKeys(editor)
    for event in events {
      var isChanged = false
      while let array = try entries(of: event, editor) {
        let elements = editor.outline.elements(array)
        let place = elements.firstIndex { element in
          let value = editor.outline.value(element)
          guard let command = value["hooks"]?.arrayValue?.first?["command"]?.stringValue else { return false }
          return isMeant(command) && value == entry(command)
        }
        guard let place else { break }
        editor.remove(place, of: elements, in: array)
        isChanged = true
      }
      guard isChanged, let array = try entries(of: event, editor), editor.outline.elements(array).isEmpty,
        let hooks = try hooks(editor)
      else { continue }
      remove(event, from: hooks, &editor)
      if let hooks = try Self.hooks(editor), editor.outline.members(hooks).isEmpty {
        remove("hooks", from: editor.outline.root, &editor)
      }
    }
    return editor.bytes
  }

  private static func remove(_ key: String, from object: Range<Int>, _ editor: inout JSONEditor) {
    let members = editor.outline.members(object)
    guard let place = members.lastIndex(where: { $0.key == key }) else { return }
    editor.remove(place, of: members.map(\.range), in: object)
  }

  private static func isBlank(_ settings: [UInt8]) -> Bool {
    settings.allSatisfy { $0 == 0x20 || (0x09...0x0d).contains($0) }
  }

  private static func editor(_ settings: [UInt8]) throws(HookProblem) -> JSONEditor {
    guard let editor = JSONEditor(settings) else { throw HookProblem("is not valid JSON (comments are not allowed)") }
    guard editor.outline.isObject(editor.outline.root) else { throw HookProblem("is not a JSON object") }
    return editor
  }

  /// Throws if a key that leads to the hooks stands twice. Claude Code uses the last one, so that an edit of one of them
  /// might change which of the others counts.
  private static func refuseRepeatedKeys(_ editor: JSONEditor) throws(HookProblem) {
    func check(_ key: String, of object: Range<Int>) throws(HookProblem) {
      guard editor.outline.members(object).count(where: { $0.key == key }) > 1 else { return }
      throw HookProblem("has the key '\(key)' twice, of which Claude Code uses the last one only; keep one of them")
    }
    try check("hooks", of: editor.outline.root)
    guard let hooks = try hooks(editor) else { return }
    for event in events { try check(event, of: hooks) }
  }

  /// Returns the object with the hooks; nil if there is none.
  private static func hooks(_ editor: JSONEditor) throws(HookProblem) -> Range<Int>? {
    guard let hooks = editor.outline.member("hooks", of: editor.outline.root)?.value else { return nil }
    guard editor.outline.isObject(hooks) else { throw HookProblem("has 'hooks' that is not an object") }
    return hooks
  }

  /// Returns the array with the entries of an event; nil if there is none.
  private static func entries(of event: String, _ editor: JSONEditor) throws(HookProblem) -> Range<Int>? {
    guard let hooks = try hooks(editor), let entries = editor.outline.member(event, of: hooks)?.value else {
      return nil
    }
    guard editor.outline.isArray(entries) else { throw HookProblem("has hooks of '\(event)' that are not an array") }
    return entries
  }
}

extension ClaudeCode {
  package static var hooks: (any AgentHooks.Type)? { ClaudeCodeHooks.self }
}
