import Bytes

/// Splits the text in a person's place into what the person typed and what Claude Code put there.
///
/// Claude Code writes reminders, notifications, the state of an editor, and the commands of a person as blocks
/// `<name>…</name>` into such texts. A block is recognised by its name; every other tag counts as typed text. A block
/// counts only at the beginning of the text or of a line, and only when it has an end.
package enum UserText {
  /// The origin of a part.
  package enum Kind: Sendable, Equatable {
    /// Text that a person typed.
    case typed
    /// A slash command or a shell command that a person gave.
    case command
    /// The output of such a command.
    case output
    /// Text that Claude Code put there: reminders, notifications, the state of an editor, interruptions.
    case system
  }

  /// A part of the text.
  package struct Part: Sendable, Equatable {
    package var kind: Kind
    /// The bytes of the part in the text, with the tags of a block, without whitespace around it.
    package var range: Range<Int>
    /// The bytes between the tags of a block; equal to `range` when there are none.
    package var content: Range<Int>
    /// The name of a block; empty when the part is not a block.
    package var name: String
  }

  /// Returns the parts of a text in their order, without blank ones. Cost: linear, but for blocks without an end: for
  /// each of them the rest of the text is searched.
  package static func parts(of text: UnsafeBufferPointer<UInt8>) -> [Part] {
    var parts: [Part] = []
    /// The start of the typed part that has not ended yet.
    var start = skipBlank(text, 0)
    var place = start
    while place < text.count {
      let isLeading = place == start
      if let block = block(text, place, isLeading: isLeading) {
        append(.typed, start..<place, text, &parts)
        parts.append(block)
        start = skipBlank(text, block.range.upperBound)
        place = start
      } else {
        // Continue at the next line that begins with a tag.
        place = nextTag(text, place)
      }
    }
    append(.typed, start..<text.count, text, &parts)
    return parts
  }

  /// Returns the parts of a text with their contents: for a block the text between its tags.
  package static func parts(of text: String) -> [(kind: Kind, name: String, text: String)] {
    var text = text
    return text.withUTF8 { bytes in
      parts(of: bytes).map { part in
        let range = part.name.isEmpty ? part.range : part.content
        return (part.kind, part.name, String(decoding: bytes[range], as: UTF8.self))
      }
    }
  }

  private static func append(
    _ kind: Kind, _ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, _ parts: inout [Part]
  ) {
    let range = trimmed(text, range)
    if !range.isEmpty { parts.append(Part(kind: kind, range: range, content: range, name: "")) }
  }

  // MARK: Blocks

  /// Returns the block that begins at `place`; nil when there is none. A block after typed text must be the system's,
  /// and nothing may follow it on its line.
  private static func block(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, isLeading: Bool) -> Part? {
    if isLeading, let sentence = sentence(text, place) { return sentence }
    guard text[place] == 0x3c, let (name, content) = openingTag(text, place), let kind = kind(name) else { return nil }
    let isGreedy = kind != .system && name != "command-name" && name != "command-message" && name != "user-memory-input"
    guard let end = closingTag(name, in: text, from: content, isLast: isGreedy) else { return nil }
    if !isLeading {
      var next = end.upperBound
      while next < text.count, text[next] == 0x20 || text[next] == 0x09 || text[next] == 0x0d { next += 1 }
      guard kind == .system, next == text.count || text[next] == 0x0a else { return nil }
    }
    return Part(
      kind: kind, range: place..<end.upperBound, content: trimmed(text, content..<end.lowerBound), name: name)
  }

  /// Returns the name of an opening tag, with or without attributes, and the index after it; nil when there is none.
  private static func openingTag(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> (name: String, content: Int)? {
    var end = place + 1
    while end < text.count, end - place <= 32, isNameByte(text[end]) { end += 1 }
    guard end > place + 1, end < text.count else { return nil }
    let name = String(decoding: text[place + 1..<end], as: UTF8.self)
    if text[end] == 0x3e { return (name, end + 1) }
    guard text[end] == 0x20 else { return nil }
    while end < text.count, text[end] != 0x3e, text[end] != 0x0a { end += 1 }
    return end < text.count && text[end] == 0x3e ? (name, end + 1) : nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2d || byte == 0x5f
  }

  private static func closingTag(
    _ name: String, in text: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool
  ) -> Range<Int>? {
    let tag = Array("</\(name)>".utf8)
    func isHere(_ place: Int) -> Bool { tag.indices.allSatisfy { text[place + $0] == tag[$0] } }
    var last: Range<Int>?
    var place = start
    while place + tag.count <= text.count {
      if text[place] == 0x3c, isHere(place) {
        last = place..<place + tag.count
        if !isLast { return last }
      }
      place += 1
    }
    return last
  }

  /// Returns a message that Claude Code writes without tags; nil when none begins at `place`.
  private static func sentence(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Part? {
    func starts(_ words: StaticString) -> Bool {
      let count = words.utf8CodeUnitCount
      return place + count <= text.count && (0..<count).allSatisfy { text[place + $0] == words.utf8Start[$0] }
    }
    var end = text.count
    if starts("[Request interrupted by user") {
      guard let bracket = text[place...].firstIndex(of: 0x5d) else { return nil }
      end = bracket + 1
    } else if !starts("Caveat: The messages below were generated by the user while running local commands"),
      !starts("This session is being continued from a previous conversation that ran out of context")
    {
      return nil
    }
    let range = trimmed(text, place..<end)
    return Part(kind: .system, range: range, content: range, name: "")
  }

  // MARK: Bytes

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }

  private static func skipBlank(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var place = start
    while place < text.count, isBlank(text[place]) { place += 1 }
    return place
  }

  private static func trimmed(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(text[start]) { start += 1 }
    while end > start, isBlank(text[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Returns the first place after `place` where a line begins with `<`, after blanks or not; the end of the text when
  /// there is none.
  private static func nextTag(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
    var next = place + 1
    while next < text.count {
      guard text[next - 1] == 0x0a else {
        next += 1
        continue
      }
      let start = skipBlank(text, next)
      if start < text.count, text[start] == 0x3c { return start }
      next = start + 1
    }
    return text.count
  }

  private static func kind(_ name: String) -> Kind? { name.hasPrefix("ide_") ? .system : kinds[name] }

  /// The kinds of Claude Code's blocks by name. Those of editors begin with `ide_`.
  private static let kinds: [String: Kind] = {
    var kinds: [String: Kind] = [:]
    for name in ["command-name", "command-message", "command-args", "bash-input", "user-memory-input"] {
      kinds[name] = .command
    }
    for name in ["local-command-stdout", "local-command-stderr", "bash-stdout", "bash-stderr"] { kinds[name] = .output }
    for name in [
      "system-reminder", "task-notification", "agent-notification", "local-command-caveat", "new-diagnostics",
      "user-prompt-submit-hook", "session-start-hook", "pre-tool-use-hook", "post-tool-use-hook", "stop-hook",
      "ci-monitor-event",
      "github-webhook-activity", "mcp-resource-update", "mcp-polling-update", "teammate-message", "channel-message",
      "cross-session-message", "create-pr-command", "fork-boilerplate", "remote-review", "remote-review-progress",
      "persisted-output", "tick", "system_instruction", "system-instruction",
    ] { kinds[name] = .system }
    return kinds
  }()
}
