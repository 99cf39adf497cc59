/// Notes the texts of a record that are worth searching while its fields are read, so that an index of words need not
/// read the line again. These are the texts that ``TextWalk`` finds, in the same order. A record in which they have
/// another form than in almost all records has to be read by it: `knowsTexts` is false then.
extension RecordReader {
  /// What is noted in a block of `message.content`.
  struct BlockTexts {
    var thinking = Span.absent
    /// How often the keys of inputs and of outputs occurred.
    var inputs = 0
    var outputs = 0

    /// True if nothing of the block is among the texts yet.
    var isEmpty: Bool { inputs == 0 && outputs == 0 }
  }

  /// Notes where the texts of a record of type `user` or `assistant` are, and who says what is said in it. It must be
  /// called after the whole record was read.
  mutating func findTexts(_ author: TextAuthor) {
    guard messageContent.count == 1, !hasTitle else { return }
    (fields.textPlace, fields.author) = (messageContent.place, author)
    if knowsTexts { (fields.texts, fields.proseTexts) = (texts, proseTexts) }
  }

  /// Notes a text that is said.
  private mutating func noteProse(_ text: Span) {
    if texts.count < UInt64.bitWidth { proseTexts |= 1 << UInt64(texts.count) } else { knowsTexts = false }
    texts.append(text)
  }

  /// Reads the value of `message.content` and notes its place.
  mutating func readPlacedContent() throws(ScanFailure) {
    if nesting > 0 { return try readContent() }
    let start = cursor.offset
    texts.reserveCapacity(8)
    if cursor.current == .quote {
      try readContent()
      noteProse(fields.prompt)
    } else {
      try readContent()
    }
    let count = Int32(truncatingIfNeeded: cursor.offset - start)
    messageContent = (Span(start: Int32(truncatingIfNeeded: start), count: count), messageContent.count + 1)
  }

  /// Reads the input of a call.
  mutating func readInput(_ block: inout BlockTexts) throws(ScanFailure) {
    block.inputs += 1
    try readTexts(depth: 4, isAll: true)
  }

  /// Reads the output of a call that is not an object.
  mutating func readOutput(_ block: inout BlockTexts) throws(ScanFailure) { try readTexts(depth: 4, isAll: false) }

  /// The depth up to which containers are read for texts. What is deeper is rare.
  private static let depthOfTexts = 9

  /// Moves past a value, and notes the strings in it. `isAll` includes strings that only name something, and encoded
  /// ones.
  private mutating func readTexts(depth: Int, isAll: Bool) throws(ScanFailure) {
    switch cursor.current {
    case .quote:
      let span = try cursor.string()
      let text = UnsafeBufferPointer(start: cursor.start + Int(span.start), count: Int(span.count))
      if isAll || !EncodedText.isEncoded(text) { texts.append(span) }
    case .openBrace where depth < Self.depthOfTexts:
      guard try cursor.beginObject(depth: nesting + depth) else { return }
      repeat {
        let name = try cursor.key()
        if isAll || withText(of: name, TextWalk.isText) {
          try readTexts(depth: depth + 1, isAll: isAll)
        } else {
          try skip(depth: depth + 1)
        }
      } while try cursor.nextMember()
    case .openBracket where depth < Self.depthOfTexts:
      guard try cursor.beginArray(depth: nesting + depth) else { return }
      repeat { try readTexts(depth: depth + 1, isAll: isAll) } while try cursor.nextElement()
    case .openBrace, .openBracket:
      knowsTexts = false
      try skip(depth: depth)
    default: try skip(depth: depth)
    }
  }

  /// Notes the texts of a block that has been read.
  mutating func note(_ block: BlockTexts, _ kind: BlockType?, type: Span, text: Span) {
    switch kind {
    case .text where block.isEmpty: if text.isPresent { noteProse(text) }
    case .thinking where block.isEmpty: if block.thinking.isPresent { texts.append(block.thinking) }
    case .toolUse where block.inputs <= 1 && block.outputs == 0 && type.count == 8: break
    case .toolResult where block.inputs == 0 && block.outputs <= 1: break
    case .image where block.isEmpty: break
    default: knowsTexts = false
    }
  }
}
