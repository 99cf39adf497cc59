/// Who speaks in a record, where its type and flags do not say so. Raw values are written to disk: never renumber.
public enum Speaker: UInt8, Sendable, CaseIterable {
  /// A person, in a record of another type: a prompt that waited until Claude was ready for it.
  case person = 1
  /// A person: a slash command that Claude works on.
  case command = 2
  /// A person: a command that Claude Code, or a shell, carries out by itself.
  case localCommand = 3
  /// Such a command: what it printed.
  case output = 4
  /// Claude Code: reminders, notifications, interruptions.
  case system = 5
}

/// What a person says in a record, made of its texts.
package struct Speech: Sendable, Equatable {
  /// nil: what its type and flags say.
  package var speaker: Speaker?
  /// UTF-8; a command as it is typed, with its arguments. Empty where nobody types anything.
  package var text: [UInt8]

  package init(speaker: Speaker? = nil, text: [UInt8] = []) { (self.speaker, self.text) = (speaker, text) }

  /// Adds the next text of the record, UTF-8 without escapes. What was found before it stays: the first text of a person, else the first command.
  package mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    if isTyped { return }
    let parts = UserText.parts(of: text)
    for part in parts {
      switch part.kind {
      case .typed:
        // Behind a command stands what it stands for.
        if speaker == .command || speaker == .localCommand { return }
        (speaker, self.text, isTyped) = (nil, Array(text[part.range]), true)
        return
      case .command: addCommand(parts, text)
      case .output: if rank > 1 { (speaker, rank) = (.output, 1) }
      case .system: if rank > 2 { (speaker, rank) = (.system, 2) }
      }
    }
  }

  /// Whether a person has typed something that is no command.
  private var isTyped = false
  /// Of what was found: 0 a command, 1 output, 2 the system; 3: nothing yet.
  private var rank = 3

  private mutating func addCommand(_ parts: [UserText.Part], _ text: UnsafeBufferPointer<UInt8>) {
    guard rank > 0 else { return }
    rank = 0
    func content(_ name: String) -> [UInt8]? { parts.first { $0.name == name }.map { Array(text[$0.content]) } }
    if let command = content("bash-input") {
      (speaker, self.text) = (.localCommand, Array("! ".utf8) + command)
    } else if let memory = content("user-memory-input") {
      (speaker, self.text) = (.localCommand, Array("# ".utf8) + memory)
    } else {
      var name = content("command-name") ?? content("command-message") ?? []
      if name.first != UInt8(ascii: "/") { name.insert(UInt8(ascii: "/"), at: 0) }
      let arguments = content("command-args") ?? []
      // Claude Code names its own commands first, and says first what it does with others.
      let isLocal =
        parts.first { $0.kind == .command }?.name == "command-name"
        && Self.local.contains(String(decoding: name.dropFirst(), as: UTF8.self))
      speaker = isLocal ? .localCommand : .command
      self.text = arguments.isEmpty ? name : name + [0x20] + arguments
    }
  }

  /// The title that a `/rename` gives; nil where this is none.
  package var newTitle: [UInt8]? {
    guard speaker == .localCommand, text.starts(with: "/rename ".utf8) else { return nil }
    return Array(text.dropFirst(8))
  }

  /// Commands that Claude Code carries out by itself.
  private static let local: Set<String> = [
    "add-dir", "advisor", "agents", "bashes", "branch", "btw", "bug", "cd", "chrome", "clear", "color", "compact",
    "config", "context", "copy", "cost", "desktop", "diff", "doctor", "effort", "exit", "export", "extra-usage", "fast",
    "feedback", "fork", "help", "hooks", "ide", "install-github-app", "keybindings", "login", "logout", "mcp", "memory",
    "migrate-installer", "mobile", "model", "new", "output-style", "passes", "permissions", "plugin", "plugins",
    "privacy-settings", "quit", "release-notes", "reload-plugins", "remote-control", "rename", "reset", "resume",
    "rewind", "sandbox", "settings", "skills", "stats", "status", "statusline", "stickers", "tag", "tasks",
    "terminal-setup", "theme", "todos", "upgrade", "usage", "vim", "voice",
  ]
}
