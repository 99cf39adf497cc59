/// Finds the files that the calls of tools in a record name, without building the rest of it.
///
/// The record must have been accepted by the scanner: what is not looked for is passed over without a check. Of keys
/// that occur twice the last one counts, as in JavaScript. Cost: one pass over the record, at the speed of `memchr` in
/// long strings.
struct FileTouchReader {
  private let line: UnsafeBufferPointer<UInt8>
  private var cursor: ByteCursor
  private var touches: [FileTouch] = []

  /// Returns the files in their order; none where the bytes are not such a record.
  static func touches(of line: UnsafeBufferPointer<UInt8>) -> [FileTouch] {
    guard var reader = FileTouchReader(line) else { return [] }
    do { try reader.readRecord() } catch { return [] }
    return reader.touches
  }

  private init?(_ line: UnsafeBufferPointer<UInt8>) {
    guard var cursor = ByteCursor(line) else { return nil }
    cursor.isTrusted = true
    cursor.skipByteOrderMark()
    (self.line, self.cursor) = (line, cursor)
  }

  private mutating func readRecord() throws(ScanFailure) {
    let (type, message, data) = try places("type", "message", "data")
    // A record of type `progress` holds the record of a subagent.
    guard let type, try text(at: type)?.elementsEqual("progress".utf8) == true else { return try readMessage(message) }
    guard let inner = try place("message", at: data) else { return }
    try readMessage(try place("message", at: inner))
  }

  private mutating func readMessage(_ message: Int?) throws(ScanFailure) {
    guard let content = try place("content", at: message), move(to: content, .openBracket),
      try cursor.beginArray(depth: 0)
    else { return }
    repeat {
      let block = cursor.offset
      try cursor.skipValue(depth: 0)
      let end = cursor.position
      try readBlock(at: block)
      cursor.position = end
    } while try cursor.nextElement()
  }

  private mutating func readBlock(at block: Int) throws(ScanFailure) {
    guard move(to: block, .openBrace) else { return }
    let (type, name, input) = try places("type", "name", "input")
    guard let type, try text(at: type)?.suffix(8).elementsEqual("tool_use".utf8) == true,
      let name, let named = try text(at: name),
      let tool = ClaudeCode.FileTool(rawValue: String(decoding: named, as: UTF8.self)), let input
    else { return }
    guard let argument = try place(tool.argument, at: input), let path = try text(at: argument), !path.isEmpty else {
      return
    }
    let id = try place("id", at: block)
    let call = if let id { try text(at: id) ?? [] } else { [UInt8]() }
    touches.append(FileTouch(call: call, path: path, isWrite: tool.isWrite))
  }

  // MARK: Values

  /// Moves to a place; returns false if another byte than `first` is there.
  private mutating func move(to place: Int, _ first: UInt8) -> Bool {
    cursor.position = cursor.start + place
    return cursor.current == first
  }

  /// Returns the place of the value of a member; nil if there is none, or if the place is nil or that of no object.
  private mutating func place(_ key: String, at object: Int?) throws(ScanFailure) -> Int? {
    guard let object, move(to: object, .openBrace) else { return nil }
    return try places(key, "", "").0
  }

  /// Returns the places of the values of members of the object at the position; nil for one that there is not.
  private mutating func places(
    _ first: String, _ second: String, _ third: String
  ) throws(ScanFailure) -> (Int?, Int?, Int?) {
    var found: (Int?, Int?, Int?) = (nil, nil, nil)
    guard cursor.current == .openBrace, try cursor.beginObject(depth: 0) else { return found }
    repeat {
      let key = try cursor.key()
      if isKey(key, first) {
        found.0 = cursor.offset
      } else if isKey(key, second) {
        found.1 = cursor.offset
      } else if isKey(key, third) {
        found.2 = cursor.offset
      }
      try cursor.skipValue(depth: 0)
    } while try cursor.nextMember()
    return found
  }

  /// Returns the text of the string at a place; nil if another value is there.
  private mutating func text(at place: Int) throws(ScanFailure) -> [UInt8]? {
    guard move(to: place, .quote) else { return nil }
    return bytes(try cursor.string())
  }

  /// Returns whether a key is `name`, which is not empty; false for an empty name.
  private func isKey(_ key: Span, _ name: String) -> Bool {
    if name.isEmpty { return false }
    if key.hasEscapes { return key.text(in: line).elementsEqual(name.utf8) }
    return key.count == name.utf8.count && key.bytes(in: line).elementsEqual(name.utf8)
  }

  private func bytes(_ span: Span) -> [UInt8] { span.hasEscapes ? span.text(in: line) : Array(span.bytes(in: line)) }
}
