/// How Claude Code continues a session.
///
/// It looks for `<session>.jsonl` in the folder of the directory in which it starts. When it copies a session itself,
/// as for a fork, it gives the copy an id of its own and leaves uuids, message ids and request ids as they are.
enum ClaudeCodeContinuation: SessionContinuation {
  /// The number of UTF-16 code units of a directory that the name of its folder shows. Claude Code cuts a longer name
  /// and appends a hash, which differs between its builds.
  private static let shownMax = 200

  /// Claude Code takes a UUID. Sessions of other programs may have other ids; one that is no plain word is refused,
  /// because it might be an option.
  static func command(resuming session: [UInt8]) -> [String]? {
    guard let first = session.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "."),
      session.allSatisfy({ isPlain($0) || "-_.".utf8.contains($0) })
    else { return nil }
    return ["claude", "--resume", String(decoding: session, as: UTF8.self)]
  }

  static func folder(ofProject directory: [UInt8]) -> [UInt8]? {
    let name = shownName(directory)
    return name.count > shownMax || name.isEmpty ? nil : Array("projects/".utf8) + name
  }

  static func isTranscript(_ path: [UInt8], ofProject directory: [UInt8]) -> Bool {
    let names = path.split(separator: 0x2f)
    guard names.count > 1 else { return false }
    let (folder, name) = (names[names.count - 2], shownName(directory))
    if name.count <= shownMax { return folder.elementsEqual(name) }
    return folder.count > shownMax + 1 && folder.starts(with: name.prefix(shownMax))
      && folder[folder.startIndex + shownMax] == UInt8(ascii: "-")
  }

  /// Every UTF-16 code unit that is no letter or digit of ASCII becomes a hyphen.
  private static func shownName(_ directory: [UInt8]) -> [UInt8] {
    String(decoding: directory, as: UTF8.self).utf16.map { unit in
      let byte = UInt8(exactly: unit) ?? 0
      return isPlain(byte) ? byte : UInt8(ascii: "-")
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  static func transcript(of session: [UInt8], in folder: [UInt8]) -> [UInt8] {
    folder + [0x2f] + session + Array(ClaudeCode.ending.utf8)
  }

  static func path(
    _ path: [UInt8], of session: [UInt8], copiedAs copy: [UInt8], into folder: [UInt8]
  ) -> [UInt8]? {
    let names = path.split(separator: 0x2f)
    let home = folder + [0x2f] + copy
    if let place = names.dropLast().lastIndex(where: { $0.elementsEqual(session) }) {
      return names[(place + 1)...].reduce(home) { $0 + [0x2f] + $1 }
    }
    // Before 2.1.2 transcripts of subagents lay in the folder of their session's. In the folder of the copy, where
    // newer versions keep them, they do not meet those of the original.
    guard let name = names.last, TranscriptPath.agent(path) != nil else { return nil }
    return home + Array("/subagents/".utf8) + name
  }

  // MARK: Lines

  /// A value of a record, and what takes its place, quotes included.
  private struct Edit {
    var range: Range<Int>
    var text: [UInt8]
  }

  static func append(
    _ line: UnsafeBufferPointer<UInt8>, changing change: SessionChange, to out: inout [UInt8]
  ) -> ChangedLine {
    var changed = ChangedLine()
    guard let edits = try? edits(line, change, &changed) else {
      out.append(contentsOf: line)
      return ChangedLine()
    }
    var copied = 0
    for edit in edits {
      out.append(contentsOf: line[copied..<edit.range.lowerBound])
      out.append(contentsOf: edit.text)
      copied = edit.range.upperBound
    }
    out.append(contentsOf: line[copied...])
    changed.isRecord = true
    return changed
  }

  /// Returns what is to be replaced in a record, in the order of the line; nil, or an error, when it is no record.
  private static func edits(
    _ line: UnsafeBufferPointer<UInt8>, _ change: SessionChange, _ changed: inout ChangedLine
  ) throws(ScanFailure) -> [Edit]? {
    guard var cursor = ByteCursor(line) else { return nil }
    cursor.depthMax = .max
    cursor.skipByteOrderMark()
    guard cursor.current == .openBrace else { return nil }
    var edits: [Edit] = []
    var hasMember = try cursor.beginObject(depth: 0)
    while hasMember {
      let key = try cursor.key().text(in: line)
      if cursor.current == .quote, let replacement = replacement(of: key, change) {
        let value = try cursor.string()
        if let text = replacement(value.text(in: line), &changed) {
          let start = Int(value.start) - 1
          edits.append(Edit(range: start..<start + Int(value.count) + 2, text: text))
        }
      } else {
        try cursor.skipValue(depth: 1)
      }
      hasMember = try cursor.nextMember()
    }
    cursor.skipWhitespace()
    return cursor.position == cursor.end ? edits : nil
  }

  /// Returns what replaces the values of a key; nil for a key whose values stay. The result of the function is nil for
  /// a value that stays.
  private static func replacement(
    of key: [UInt8], _ change: SessionChange
  ) -> ((_ value: [UInt8], _ changed: inout ChangedLine) -> [UInt8]?)? {
    if key.elementsEqual("sessionId".utf8) {
      return { value, changed in
        guard change.sessions.contains(value) else { return nil }
        changed.sessions += 1
        return quoted(change.newSession)
      }
    }
    guard key.elementsEqual("cwd".utf8) else { return nil }
    return { value, changed in
      guard let directory = change.directory(for: value) else { return nil }
      changed.directories += 1
      return quoted(directory)
    }
  }

  /// Returns a text as a JSON string.
  private static func quoted(_ text: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    text.withUnsafeBytes { writer.string(bytes: $0) }
    return writer.bytes
  }
}

extension ClaudeCode {
  package static let continuation: any SessionContinuation.Type = ClaudeCodeContinuation.self
}
