import Bytes

/// Splits the text in a person's place into what the person typed and what Claude Code put there.
///
/// Claude Code writes reminders, notifications, the state of an editor, and the commands of a person as blocks
/// `<name>…</name>` into such texts. A block is recognised by its name; every other tag counts as typed text. A block
/// counts only at the beginning of the text or of a line, and only when it has an end.
enum UserText {
  /// The origin of a part.
  enum Kind: Sendable, Equatable {
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
  struct Part: Sendable, Equatable {
    var kind: Kind
    /// The bytes of the part in the text, with the tags of a block, without whitespace around it.
    var range: Range<Int>
    /// The bytes between the tags of a block; equal to `range` when there are none.
    var content: Range<Int>
    /// The name of a block; empty when the part is not a block.
    var name: String
  }

  /// Returns the parts of a text in their order, without blank ones. Cost: linear, whatever a stranger has written.
  /// Memory: at most some ten times the text, where it consists of the ends of blocks.
  static func parts(of text: UnsafeBufferPointer<UInt8>) -> [Part] {
    var parts: [Part] = []
    /// The start of the typed part that has not ended yet.
    var start = skipBlank(text, 0)
    var place = start
    var ends = BlockEnds()
    while place < text.count {
      let isLeading = place == start
      if let block = block(text, place, isLeading: isLeading, &ends) {
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
  static func parts(of text: String) -> [(kind: Kind, name: String, text: String)] {
    var text = text
    return text.withUTF8 { bytes in
      parts(of: bytes).map { part in
        let range = part.name.isEmpty ? part.range : part.content
        return (part.kind, part.name, String(decoding: bytes[range], as: UTF8.self))
      }
    }
  }

  /// Returns whether a text may have blocks or messages of Claude Code, judged by its beginning.
  static func mayHoldBlocks(_ beginning: [UInt8]) -> Bool {
    beginning.contains(0x3c) || beginning.starts(with: "[Request".utf8) || beginning.allSatisfy { $0 <= 0x20 }
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
  private static func block(
    _ text: UnsafeBufferPointer<UInt8>, _ place: Int, isLeading: Bool, _ ends: inout BlockEnds
  ) -> Part? {
    if isLeading, let sentence = sentence(text, place, &ends) { return sentence }
    guard text[place] == 0x3c, let (name, content) = openingTag(text, place), let kind = kind(name),
      isLeading || kind == .system
    else { return nil }
    let isGreedy = kind != .system && name != "command-name" && name != "command-message" && name != "user-memory-input"
    guard let end = ends.end(of: name, at: place, in: text, from: content, isLast: isGreedy),
      isLeading || end.isAtLineEnd
    else { return nil }
    let inside = trimmed(text, content..<end.tag.lowerBound)
    return Part(kind: kind, range: place..<end.tag.upperBound, content: inside, name: name)
  }

  /// Returns the name of an opening tag, with or without attributes, and the index after it; nil when there is none.
  private static func openingTag(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> (name: String, content: Int)? {
    guard let range = name(text, at: place + 1) else { return nil }
    let name = String(decoding: text[range], as: UTF8.self)
    var end = range.upperBound
    if text[end] == 0x3e { return (name, end + 1) }
    guard text[end] == 0x20 else { return nil }
    while end < text.count, text[end] != 0x3e, text[end] != 0x0a { end += 1 }
    return end < text.count && text[end] == 0x3e ? (name, end + 1) : nil
  }

  /// Returns the range of the name of a tag that begins at `start`, at most 32 bytes with at least one after them; nil
  /// when there is none.
  private static func name(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Range<Int>? {
    var end = start
    while end < text.count, end - start < 32, isNameByte(text[end]) { end += 1 }
    return end > start && end < text.count ? start..<end : nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2d || byte == 0x5f
  }

  /// The closing tags of a text. They are looked up once, when the first block begins, and then given out in time
  /// that does not depend on the length of the text. Places must be asked for in ascending order.
  private struct BlockEnds {
    /// A closing tag of Claude Code's blocks.
    struct End {
      var tag: Range<Int>
      /// True when nothing but blanks follows on its line.
      var isAtLineEnd: Bool
      /// The index of the next one with the same name.
      var next: Int
    }

    /// The name of a tag, where it stands in the text.
    private struct Name: Hashable {
      let bytes: UnsafeBufferPointer<UInt8>

      static func == (a: Name, b: Name) -> Bool { a.bytes.elementsEqual(b.bytes) }

      func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
    }

    private var ends: [End] = []
    /// The first and the last of the ends of a name that are not passed yet.
    private var chains: [Name: (first: Int, last: Int)] = [:]
    private var isRead = false
    /// True when no `]` follows the places that are still to come.
    private var lacksBracket = false

    /// Returns the first end of the block whose name stands after `place`, or the last one, at or after `start`; nil
    /// when there is none.
    mutating func end(
      of name: String, at place: Int, in text: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool
    ) -> End? {
      if !isRead { read(text, from: start) }
      let name = Name(bytes: UnsafeBufferPointer(rebasing: text[place + 1..<place + 1 + name.utf8.count]))
      guard let (begin, last) = chains[name], ends[last].tag.lowerBound >= start else { return nil }
      if isLast { return ends[last] }
      var first = begin
      guard ends[first].tag.lowerBound < start else { return ends[first] }
      repeat { first = ends[first].next } while ends[first].tag.lowerBound < start
      chains[name] = (first, last)
      return ends[first]
    }

    /// Returns the index of the first `]` at or after `place`; nil when there is none.
    mutating func bracket(in text: UnsafeBufferPointer<UInt8>, from place: Int) -> Int? {
      if lacksBracket { return nil }
      let found = UnsafeRawBufferPointer(text).firstIndex(of: 0x5d, from: place)
      lacksBracket = found == nil
      return found
    }

    private mutating func read(_ text: UnsafeBufferPointer<UInt8>, from start: Int) {
      isRead = true
      var next = start
      while let place = UnsafeRawBufferPointer(text).firstIndex(of: 0x3c, from: next) {
        next = place + 1
        guard next < text.count, text[next] == 0x2f, let range = UserText.name(text, at: place + 2),
          text[range.upperBound] == 0x3e, kind(String(decoding: text[range], as: UTF8.self)) != nil
        else { continue }
        next = range.upperBound + 1
        var after = next
        while after < text.count, text[after] == 0x20 || text[after] == 0x09 || text[after] == 0x0d { after += 1 }
        let isAtLineEnd = after == text.count || text[after] == 0x0a
        let name = Name(bytes: UnsafeBufferPointer(rebasing: text[range]))
        if let chain = chains[name] {
          ends[chain.last].next = ends.count
          chains[name] = (chain.first, ends.count)
        } else {
          chains[name] = (ends.count, ends.count)
        }
        ends.append(End(tag: place..<next, isAtLineEnd: isAtLineEnd, next: ends.count))
      }
    }
  }

  /// Returns a message that Claude Code writes without tags; nil when none begins at `place`.
  private static func sentence(
    _ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ ends: inout BlockEnds
  ) -> Part? {
    func starts(_ words: StaticString) -> Bool {
      let count = words.utf8CodeUnitCount
      return place + count <= text.count && (0..<count).allSatisfy { text[place + $0] == words.utf8Start[$0] }
    }
    var end = text.count
    if starts("[Request interrupted by user") {
      guard let bracket = ends.bracket(in: text, from: place) else { return nil }
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
