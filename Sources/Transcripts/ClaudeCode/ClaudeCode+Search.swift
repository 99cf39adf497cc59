/// The texts of a record that are worth searching, in one pass and in the order of the line.
///
/// - A `user` or `assistant` record: `message.content` when it is a string, and otherwise the texts of its blocks:
///   `text`, `thinking`, every string inside the `input` of a tool call and inside the `content` of a result, and every
///   string of a block of another type, such as a document.
/// - A record of another type: every string, except for those that only name something, such as uuids and times. A
///   record of type `progress` also has the texts of the record in `data.message`.
///
/// Keys, encoded images and signatures are not texts. A text in a person's place may contain what Claude Code put
/// there; ``UserText`` separates the two.
extension ClaudeCode {
  package static func texts(
    of line: UnsafeBufferPointer<UInt8>, at place: Span, isValid: Bool, into fields: inout [TextField]
  ) -> Bool {
    fields.removeAll(keepingCapacity: true)
    guard var cursor = ByteCursor(line) else { return false }
    cursor.isTrusted = isValid
    if isValid, place.isPresent { return texts(at: place, cursor, into: &fields) }
    cursor.skipByteOrderMark()
    guard cursor.current == .openBrace else { return false }
    // The walk has the only reference, so that it appends in place.
    var walk = TextWalk(cursor, fields: exchange(&fields, with: []))
    do throws(ScanFailure) {
      try walk.readRecord()
      walk.cursor.skipWhitespace()
      guard walk.cursor.position == walk.cursor.end else { return false }
      try walk.finish()
    } catch {
      return false
    }
    fields = walk.fields
    return true
  }

  /// Puts the texts of a record of type `user` or `assistant` into `fields`; `place` is that of `message.content`.
  private static func texts(at place: Span, _ cursor: ByteCursor, into fields: inout [TextField]) -> Bool {
    guard place.start >= 0, Int(place.start) + Int(place.count) <= cursor.end - cursor.start else { return false }
    var cursor = cursor
    cursor.position = cursor.start + Int(place.start)
    var walk = TextWalk(cursor, fields: exchange(&fields, with: []))
    do throws(ScanFailure) { try walk.readContent() } catch { return false }
    fields = walk.fields
    return true
  }

  package static func passages(of text: UnsafeBufferPointer<UInt8>) -> [TextPassage] {
    UserText.parts(of: text).map { part in
      switch part.kind {
      case .typed, .command: TextPassage(role: .user, range: part.range)
      // The output of commands counts as Claude Code's text.
      case .output, .system: TextPassage(role: .system, range: part.range)
      }
    }
  }
}
