/// Collects the words of a person from the texts of a record.
struct SpeechReader {
  /// The speaker; nil when the type and flags of the record tell it.
  private(set) var speaker: Speaker?
  /// The text in UTF-8; a command as it is typed, with its arguments. Empty when no person typed anything.
  private(set) var text: [UInt8] = []

  /// The words of the texts that were added so far.
  var speech: Speech { Speech(speaker: speaker, text: text, newTitle: newTitle) }

  /// Adds the next text of the record, in UTF-8 without escapes. The first text that a person typed, or the first
  /// command, counts, whichever comes first. Without either, output counts before text of the system.
  mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    if isTyped { return }
    let parts = UserText.parts(of: text)
    for part in parts {
      switch part.kind {
      case .typed:
        // The text after a command is its expansion, which nobody typed.
        if speaker == .command || speaker == .localCommand { return }
        (speaker, self.text, isTyped) = (nil, Array(text[part.range]), true)
        return
      case .command: addCommand(parts, text)
      case .output: if rank > 1 { (speaker, rank) = (.output, 1) }
      case .system: if rank > 2 { (speaker, rank) = (.system, 2) }
      }
    }
  }

  /// True when a person has typed something that is not a command.
  private var isTyped = false
  /// The rank of the best part so far: 0 for a command, 1 for output, 2 for the system; 3 when there is none yet.
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
      // Claude Code writes the name of its own commands first. For other commands it first writes their message.
      let isLocal =
        parts.first { $0.kind == .command }?.name == "command-name"
        && Self.local.contains(String(decoding: name.dropFirst(), as: UTF8.self))
      speaker = isLocal ? .localCommand : .command
      self.text = arguments.isEmpty ? name : name + [0x20] + arguments
    }
  }

  /// The title that a `/rename` command gives; nil for any other text.
  private var newTitle: [UInt8]? {
    guard speaker == .localCommand, text.starts(with: "/rename ".utf8) else { return nil }
    return Array(text.dropFirst(8))
  }

  /// The commands that Claude Code executes by itself.
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
